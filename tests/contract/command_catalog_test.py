"""The catalogue at the shell: tables, prices, what a task would cost, and a limit on it."""

import json
import re

from command_test import CommandCase
from media_files import png
from results import run_cases


class Tables(CommandCase):
    def test_each_has_its_rows(self):
        for arguments, words in ((["kinds"], ["image2video", "/v1/images/generations", "GET", "kling-v3-omni"]),
                                 (["fields", "image2video"], ["dynamic_masks[].trajectories[].x", "image_tail", "NOT WITH", "MEDIA"]),
                                 (["models", "image2video"], ["kling-v2-6", "image_tail (pro)"]), (["effects"], ["hug_pro", "SCENE"]),
                                 (["voices"], ["oversea_male1", "ENGLISH"]), (["prices"], ["kling-v3", "video units", "second"]),
                                 (["prices", "generations"], ["image units"]), (["prices", "--kind", "tts"], ["0.05"])):
            with self.subTest(arguments):
                done = self.kling(*arguments)
                self.assert_exit(done, 0)
                self.assertEqual(done.stderr, "")
                for word in words:
                    self.assertIn(word, done.stdout)

    def test_json_is_the_rows_as_they_are(self):
        for arguments, least, key in ((["kinds"], 40, "kind"), (["fields", "omni-video"], 20, "name"), (["effects"], 219, "name"),
                                      (["voices"], 40, "id"), (["prices"], 30, "amount"), (["prices", "tts"], 1, "amount")):
            with self.subTest(arguments):
                done = self.kling(*arguments, "--json")
                self.assert_exit(done, 0)
                rows = self.json_lines(done)
                self.assertGreaterEqual(len(rows), least)
                for row in rows:
                    self.assertIn(key, row)

    def test_a_kind_that_does_not_exist(self):
        for table in ("fields", "models", "prices"):
            done = self.kling(table, "generation")
            self.assert_exit(done, 2)
            self.assertIn('did you mean "generations"', done.stderr)

    def test_every_kind_is_a_command_with_its_fields(self):
        for kind in self.json_lines(self.kling("kinds", "--json")):
            name = kind["kind"]
            done = self.kling(name, "--help")
            self.assert_exit(done, 0)
            fields = self.json_lines(self.kling("fields", name, "--json"))
            media = {each["name"] for each in fields if "media" in each}
            for field in fields:
                path = field["name"]
                if "provider" in field or re.search(r"[.\[]", path) or (field["type"] == "object" and path not in media):
                    continue
                if not any(each["name"].startswith(path + "[].") for each in fields):
                    self.assertIn("--" + path.replace("_", "-"), done.stdout, name)
            self.assertEqual("--timeout" in done.stdout, not kind["synchronous"], name)
            self.assertEqual("--model" in done.stdout, any(each["name"] == "model_name" for each in fields), name)
            self.assertEqual("--spend-limit" in done.stdout, kind["billed"], name)


class Models(CommandCase):
    def test_fields_of_one_kind_do_not_stand_beside_another(self):
        lines = [line for line in self.kling("models").stdout.splitlines() if re.match(r"kling-v3 ", line)]
        still, moving = [next(line for line in lines if f" {kind} " in line) for kind in ("text2video", "image2video")]
        self.assertNotIn("image_tail", still)
        self.assertIn("image_tail", moving)
        self.assertEqual(sum(" text2video" in line for line in lines), 1)
        for kind in ("text2video", "image2video"):
            alone = self.kling("models", kind).stdout
            for line in self.kling("models").stdout.splitlines():
                if re.search(rf"\b(?<!-){kind}\b", line):
                    name, taken = line.split()[0], set(re.findall(r"image_tail|camera_control|dynamic_masks", line))
                    self.assertEqual(taken, set(re.findall(r"image_tail|camera_control|dynamic_masks",
                                                           next(each for each in alone.splitlines() if each.split()[0] == name))), line)


class Cost(CommandCase):
    def cost(self, *arguments, **more):
        done = self.kling("cost", *arguments, "--json", **more)
        self.assert_exit(done, 0)
        return self.json_lines(done)[-1]

    def test_units_dollars_and_credits(self):
        done = self.kling("cost", "text2video", "A fox")
        self.assert_exit(done, 0)
        lines = done.stdout.splitlines()
        self.assertEqual([line.split() for line in lines], [["UNITS", "US", "DOLLARS", "CREDITS"], ["3", "video", "units", "0.42", "10"]])
        record = self.cost("text2video", "A fox", "--duration", "10", "--mode", "pro")
        self.assertEqual((record["known"], record["units"], record["usd"], record["credits"]), (True, 8, 1.12, 70))

    def test_units_are_of_a_pack(self):
        self.assertIn("8 image units", self.kling("cost", "generations", "A fox").stdout)
        self.assertIn("0.05 video units", self.kling("cost", "tts").stdout)
        self.assertEqual((self.cost("generations")["pack"], self.cost("tts")["pack"]), ("image", "video"))
        for arguments in (["kolors-virtual-try-on"], ["text2video", "A fox", "--model", "kling-v9"]):
            self.assertNotIn("pack", self.cost(*arguments))

    def test_what_is_asked_for_need_not_be_whole(self):
        self.assertEqual(self.cost("image2video", "--model", "kling-v2-6", "--duration", "10")["units"], 3)
        self.assertEqual(self.cost("generations", "--n", "9")["units"], 72)
        self.assertEqual(self.cost("tts")["units"], 0.05)

    def test_dollars_without_units(self):
        done = self.kling("cost", "kolors-virtual-try-on")
        self.assert_exit(done, 0)
        self.assertEqual(done.stdout.splitlines()[1].split()[:2], ["none", "0.07"])
        self.assertNotIn("units", self.cost("kolors-virtual-try-on"))

    def test_unknown_stays_unknown(self):
        for arguments in (["text2video", "A fox", "--provider", "cometapi"], ["call", "/v1/x", "--method", "GET"],
                          ["text2video", "A fox", "--model", "kling-v9"]):
            with self.subTest(arguments):
                record = self.cost(*arguments)
                self.assertIs(record["known"], False)
                self.assertNotIn("units", record)
                done = self.kling("cost", *arguments)
                self.assert_exit(done, 0)
                self.assertEqual(done.stdout.splitlines()[1].split()[:2], ["unknown", "unknown"])

    def test_bad_fields_have_no_price(self):
        for arguments, word in ((["text2video", "A fox", "--duration", "99"], "duration"), (["generations", "A fox", "--n", "99"], "n is 99"),
                                (["nosuch"], "no kind 'nosuch'"), (["generation"], "did you mean generations?"), ([], "kling cost text2video")):
            with self.subTest(arguments):
                done = self.kling("cost", *arguments)
                self.assert_exit(done, 2)
                self.assertEqual(done.stdout, "")
                self.assertIn(word, done.stderr)

    def test_beside_a_dry_run(self):
        done = self.kling("text2video", "A fox", "--dry-run")
        self.assertIn("it would cost 3 video units ($0.42)\n", done.stderr)
        done = self.kling("text2video", "A fox", "--dry-run", "--provider", "cometapi")
        self.assertNotIn("it would cost", done.stderr)
        self.assertIn("what it costs is not known\n", done.stderr)
        self.assertIn("what it costs is not known\n", self.kling("call", "GET", "/v1/x", "--dry-run").stderr)

    def test_agrees_with_what_the_service_deducts(self):
        simulator = self.simulator()
        with open(self.path("photo.png"), "wb") as file:
            file.write(png())
        for arguments in (["text2video", "A fox"], ["image2video", "A fox", "--image", "photo.png", "--mode", "pro", "--duration", "10"],
                          ["generations", "A fox", "--n", "2"], ["text-to-audio", "Rain", "--duration", "5"]):
            with self.subTest(arguments):
                done = self.on(simulator, *arguments, "--json")
                self.assert_exit(done, 0)
                self.assertEqual(self.json_lines(done)[-1]["units"], self.cost(*arguments)["units"])


class SpendLimit(CommandCase):
    def test_is_taken_by_what_is_free(self):
        for arguments in (["costs"], ["presets-voices"], ["package"]):
            with self.subTest(arguments):
                done = self.on(self.simulator(), *arguments, "--spend-limit", "1")
                self.assert_exit(done, 0)

    def test_refuses_before_anything_is_sent(self):
        simulator = self.simulator()
        done = self.on(simulator, "text2video", "A fox", "--spend-limit", "2.9")
        self.assert_exit(done, 4)
        self.assertEqual(done.stdout, "")
        self.assertIn("2.9", done.stderr)
        done = self.on(simulator, "call", "/v1/videos/text2video", "--method", "POST", "--body", "{}", "--spend-limit", "100")
        self.assert_exit(done, 4)
        self.assertEqual(simulator.get("/_sim/requests")["requests"], [])

    def test_lets_through_what_is_within(self):
        arguments = ["text2video", "A fox", "--spend-limit", "3"]
        self.assert_exit(self.on(self.simulator(), *arguments), 0)
        self.assert_exit(self.kling(*arguments, "--provider", "sim"), 0)

    def test_a_limit_that_is_none(self):
        done = self.on(self.simulator(), "text2video", "A fox", "--spend-limit", "much", "--json")
        self.assert_exit(done, 2)
        self.assertIn("spend_limit_units", json.loads(done.stdout)["message"])


if __name__ == "__main__":
    run_cases()
