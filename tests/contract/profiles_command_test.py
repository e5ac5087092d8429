"""The command at each gateway that kling-sim can be. KLING_COMMAND and KLING_SIMULATOR name the programs."""

from clip import Clip
from command_test import CommandCase, QUICK
from results import run_cases

PROFILES = ("cometapi", "cometapi-wrapped", "gateway-a", "gateway-a-openai", "gateway-b", "ids")
TASK_IDS = {"gateway-a-openai": r"task_[0-9a-f]{32}", "ids": r"kling_[0-9a-f]{12}"}


class Gateways(CommandCase):
    def at(self, simulator, *arguments, key=None):
        """Runs against a gateway, reached as its line of JSON says."""
        with open(self.path("key"), "w", encoding="utf-8") as file:
            file.write((key or simulator.api_key) + "\n")
        prefix = ["--option", "path_prefix=" + simulator.path_prefix] if simulator.provider == "custom" else []
        done = self.kling(*arguments, "--provider", simulator.provider, "--base-url", simulator.base_url, "--api-key-file", "key", *prefix,
                          "--poll-interval", "50ms")
        self.assertNotIn(key or simulator.api_key, done.stdout + done.stderr)
        return done

    def on_each(self, look, *flags):
        for profile in PROFILES:
            with self.subTest(profile):
                look(profile, self.simulator(*QUICK, "--refresh-ms", "50", "--profile", profile, *flags))

    def test_saves_the_clip_that_was_asked_for(self):
        def look(profile, simulator):
            name = profile + ".mp4"
            done = self.at(simulator, "text2video", "A red fox", "-o", name, "--duration", "5", "--aspect-ratio", "9:16", "--json")
            self.assert_exit(done, 0)
            result = self.json_lines(done)[-1]
            self.assertEqual((result["event"], result["state"]), ("result", "succeeded"))
            self.assertRegex(result["task_id"], f"^{TASK_IDS.get(profile, '[0-9]{18}')}$")
            clip = Clip(self.path(name))
            self.assertAlmostEqual(clip.seconds, 5, delta=0.2)
            self.assertAlmostEqual(clip.ratio, 9 / 16, delta=0.02)
            self.assertEqual(simulator.ledger()["creations"], 1)

        self.on_each(look)

    def test_takes_a_task_up_by_its_token(self):
        def look(_, simulator):
            done = self.at(simulator, "text2video", "A fox", "--json")
            self.assert_exit(done, 0)
            token = self.json_lines(done)[-1]["token"]
            done = self.at(simulator, "save", token, "-o", "again.mp4", "--force")
            self.assert_exit(done, 0)
            self.assertAlmostEqual(Clip(self.path("again.mp4")).seconds, 5, delta=0.2)

        self.on_each(look)

    def test_a_failed_task(self):
        def look(_, simulator):
            done = self.at(simulator, "text2video", "something for the risk control")
            self.assert_exit(done, 1)
            self.assertIn("Failure to pass the risk control system", done.stderr)

        self.on_each(look)

    def test_a_wrong_key(self):
        def look(_, simulator):
            self.assert_exit(self.at(simulator, "text2video", "A fox", key="not-the-key"), 3)
            self.assertEqual(simulator.ledger()["creations"], 0)

        self.on_each(look)

    def test_an_account_that_cannot_pay(self):
        def look(_, simulator):
            self.assert_exit(self.at(simulator, "text2video", "A fox"), 4)

        self.on_each(look, "--units", "1")

    def test_a_lost_reply(self):
        def look(_, simulator):
            simulator.fault("lost_reply", count=1)
            done = self.at(simulator, "text2video", "A fox", "--option", "external_ids=never")
            self.assert_exit(done, 7)
            ledger = simulator.ledger()
            self.assertEqual((ledger["creations"], ledger["posts"]), (1, 1))

        self.on_each(look)


if __name__ == "__main__":
    run_cases()
