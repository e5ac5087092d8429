"""What gateways need of the command: flags for headers, paths and fields, and the simulator's profiles. Keys stay out of what is printed."""

import json

from clip import Clip
from command_test import CommandCase
from results import run_cases

SECRET = "word-of-mine"


class Flags(CommandCase):
    def requests(self, simulator):
        return [each for each in simulator.get("/_sim/requests")["requests"] if not each["path"].startswith("/_sim")]

    def run_with(self, *flags, kind=("text2video", "a fox"), code=None, environment=None):
        simulator = self.simulator()
        done = self.kling(*kind, *flags, "--poll-interval", "50ms", "--timeout", "3", "--option", "max_retries=0",
                          environment={**simulator.environment(), **(environment or {})})
        self.assertNotIn(simulator.api_key, done.stdout + done.stderr)
        if code is not None:
            self.assert_exit(done, code)
        return self.requests(simulator), done

    def header(self, request, name):
        return {key.lower(): value for key, value in request["headers"].items()}.get(name.lower())

    def test_headers_go_out(self):
        with open(self.path("headers"), "w", encoding="utf-8") as file:
            file.write(f"X-Secret: {SECRET}\nX-Other: b\n")
        requests, done = self.run_with("--header", "X-Team: foxes", "--header", "@headers", code=0)
        for request in requests[:2]:
            self.assertEqual([self.header(request, name) for name in ("X-Team", "X-Secret", "X-Other")], ["foxes", SECRET, "b"])
        self.assertNotIn(SECRET, done.stdout + done.stderr)
        _, done = self.run_with("--header", "@missing", code=8)
        self.assertIn("--header missing: ", done.stderr)

    def test_the_header_of_the_key(self):
        requests, done = self.run_with("--auth-header", "X-API-Key: {key}")
        self.assertEqual((self.header(requests[0], "X-API-Key"), self.header(requests[0], "Authorization")), ("sim-api-key", None))
        self.assert_exit(done, 3)

    def test_a_prefix(self):
        requests, _ = self.run_with("--path-prefix", "/kling", code=0)
        self.assertEqual({each["path"].split("/v1/")[0] for each in requests if "/v1/" in each["path"]}, {"/kling"})
        shown = self.kling("text2video", "a fox", "--provider", "cometapi", "--path-prefix", "", "--dry-run", "--json")
        self.assertEqual(json.loads(shown.stdout)["url"], "https://api.cometapi.com/v1/videos/text2video")

    def test_where_tasks_are_asked_for(self):
        requests, _ = self.run_with("--poll-path", "/v1/other/{task_id}")
        self.assertRegex(requests[1]["path"], r"^/v1/other/\d+$")

    def test_what_the_model_is_called(self):
        for name, members in (("model", {"model"}), ("model_name,model", {"model", "model_name"}), ("model_name", {"model_name"})):
            with self.subTest(name):
                shown = json.loads(self.kling("text2video", "a fox", "--model-field", name, "--dry-run", "--json").stdout)
                self.assertEqual({each for each in shown["body"] if each.startswith("model")}, members)

    def test_what_is_no_use_is_refused(self):
        for flags in (["--header", f"X-Secret {SECRET}"], ["--header", f"Authorization: {SECRET}"], ["--auth-header", f"X-Key: {SECRET}"],
                      ["--poll-path", "nowhere"], ["--model-field", "name"], ["--path-prefix", "a b"], ["--sim-profile", "cometapi"]):
            with self.subTest(flags):
                done = self.kling("text2video", "a fox", "--dry-run", *flags)
                self.assert_exit(done, 2)
                self.assertNotIn(SECRET, done.stdout + done.stderr)

    def test_a_key_of_a_file_goes_with_no_address_of_the_environment(self):
        with open(self.path("key"), "w", encoding="utf-8") as file:
            file.write(SECRET)
        address = {"KLING_BASE_URL": "http://127.0.0.1:1"}
        done = self.kling("text2video", "a fox", "--api-key-file", "key", "--dry-run", "--json", environment=address)
        self.assert_exit(done, 0)
        self.assertIn("KLING_BASE_URL is not used", done.stderr)
        self.assertIn("https://api-singapore.klingai.com/", json.loads(done.stdout)["url"])
        for more in (["--base-url", "http://127.0.0.1:2"], ["--provider", "cometapi"]):
            done = self.kling("text2video", "a fox", "--api-key-file", "key", "--dry-run", *more, environment=address)
            self.assertNotIn("KLING_BASE_URL", done.stderr)


class Profiles(CommandCase):
    """--provider sim as the gateways that kling-sim can be."""

    def test_a_clip_through_each(self):
        for profile in ("official", "cometapi", "cometapi-wrapped", "gateway-a", "gateway-b", "ids"):
            with self.subTest(profile):
                done = self.kling("text2video", "a fox", "--model", "kling-v2-6", "-o", f"{profile}.mp4", "--provider", "sim", "--sim-profile",
                                  profile, "--timeout", "60")
                self.assert_exit(done, 0)
                self.assertEqual(done.stdout, f"{profile}.mp4\n")
                self.assertAlmostEqual(Clip(self.path(f"{profile}.mp4")).seconds, 5, delta=0.2)

    def test_one_that_does_not_exist(self):
        done = self.kling("text2video", "a fox", "--provider", "sim", "--sim-profile", "comet")
        self.assert_exit(done, 2)
        self.assertIn("'comet'", done.stderr)

    def test_the_account_of_a_gateway(self):
        done = self.kling("account", "--provider", "sim", "--sim-profile", "cometapi")
        self.assert_exit(done, 0)
        heading, *rows = done.stdout.splitlines()
        self.assertEqual(heading.split(), ["KEY", "USED", "LEFT"])
        self.assertTrue(rows)
        self.assertRegex(done.stderr, r"(?m)^user \S+: .*US dollars in all, .* used, \d+ requests$")
        lines = self.json_lines(self.kling("account", "--provider", "sim", "--sim-profile", "cometapi", "--json"))
        self.assertEqual([each["kind"] for each in lines[:-1]], ["quota"] * len(rows))
        self.assertIn("remain_quota", lines[0]["record"])
        self.assertEqual((lines[-1]["ok"], lines[-1]["records"]), (True, len(rows)))
        self.assertIn("total_quota", lines[-1])

    def test_the_key_in_its_address_is_not_told(self):
        simulator = self.simulator("--profile", "cometapi")
        for words in (["quota"], ["quota", "--json"], ["quota", "--dry-run"], ["quota", "--option", "log_level=4"]):
            done = self.kling(*words, "--base-url", simulator.base_url, environment={"COMETAPI_KEY": simulator.api_key})
            self.assert_exit(done, 0)
            self.assertNotIn(simulator.api_key, done.stdout + done.stderr)
        done = self.kling("account", "--base-url", simulator.base_url, environment={"COMETAPI_KEY": simulator.api_key})
        self.assertRegex(done.stdout.splitlines()[1], r"  unlimited$")


if __name__ == "__main__":
    run_cases()
