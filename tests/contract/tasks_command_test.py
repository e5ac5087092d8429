"""kling tasks and kling account, against a simulator. KLING_COMMAND and KLING_SIMULATOR name the programs."""

import json
import urllib.request

from command_test import CommandCase
from results import run_cases


class Library(CommandCase):
    def make(self, simulator, path, **body):
        request = urllib.request.Request(simulator.base_url + path, json.dumps(body).encode(),
                                         {"Content-Type": "application/json", "Authorization": "Bearer " + simulator.api_key})
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.load(reply)["data"]["task_id"]

    def filled(self):
        """A simulator with tasks of two kinds, each a second after the one before; their ids, the newest first."""
        simulator = self.simulator("--submitted-ms", "0", "--processing-ms", "0", "--slots", "100", "--units", "1000")
        ids = []
        for number in range(7):
            path = "/v1/images/generations" if number % 3 == 0 else "/v1/videos/text2video"
            ids.insert(0, self.make(simulator, path, prompt="a fox"))
            simulator.advance(1000)
        return simulator, ids

    def test_the_newest_of_every_kind_first(self):
        simulator, ids = self.filled()
        done = self.on(simulator, "tasks", "--json")
        self.assert_exit(done, 0)
        lines = self.json_lines(done)
        self.assertEqual([line["record"]["task_id"] for line in lines[:-1]], ids)
        self.assertEqual({line["kind"] for line in lines[:-1]}, {"text2video", "generations"})
        self.assertIn("task_result", lines[0]["record"])
        self.assertEqual(lines[-1], {"event": "result", "ok": True, "exit": 0, "records": 7})

    def test_of_one_kind_and_not_all_of_them(self):
        simulator, ids = self.filled()
        done = self.on(simulator, "tasks", "text2video", "--limit", "3")
        self.assert_exit(done, 0)
        heading, *rows = done.stdout.splitlines()
        self.assertEqual(heading.split(), ["ID", "STATE", "CREATED", "KIND", "UNITS", "OUTPUT"])
        wanted = [each for number, each in enumerate(reversed(ids)) if number % 3 != 0][::-1][:3]
        self.assertEqual([row.split()[0] for row in rows], wanted)
        for row in rows:
            self.assertIn("text2video", row)
            self.assertIn("succeed", row)
            self.assertRegex(row, r"http\S+mp4")

    def test_by_status(self):
        simulator, ids = self.filled()
        done = self.on(simulator, "tasks", "text2video", "--status", "failed")
        self.assert_exit(done, 0)
        self.assertEqual(done.stdout, "")
        self.assertIn("no such task", done.stderr)
        self.assertEqual(len(self.on(simulator, "tasks", "text2video", "--status", "succeed").stdout.splitlines()), 5)

    def test_what_cannot_be_listed(self):
        simulator = self.simulator()
        for words in (["tts"], ["text3video"], ["--limit", "0"], ["--limit", "x"]):
            done = self.on(simulator, "tasks", *words)
            self.assert_exit(done, 2)
        done = self.kling("tasks", "--provider", "sim")
        self.assert_exit(done, 2)
        wrong = self.kling("tasks", environment={"KLING_BASE_URL": simulator.base_url, "KLING_API_KEY": "wrong-key"})
        self.assert_exit(wrong, 3)
        self.assertNotIn("wrong-key", wrong.stdout + wrong.stderr)

    def test_the_account(self):
        done = self.kling("account", "--provider", "sim")
        self.assert_exit(done, 0)
        heading, *rows = done.stdout.splitlines()
        self.assertEqual(heading.split(), ["PACK", "STATUS", "LEFT", "OF", "FROM", "UNTIL"])
        self.assertTrue(rows)
        lines = self.json_lines(self.kling("account", "--provider", "sim", "--json"))
        self.assertIn("resource_pack_id", lines[0]["record"])
        self.assertEqual(lines[-1]["records"], len(rows))
        self.assert_exit(self.kling("account"), 3)


if __name__ == "__main__":
    run_cases()
