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
            data = json.load(reply)["data"]
            return data.get("task_id") or data["id"]

    def signed(self, simulator, *arguments):
        """The same account by AccessKey and SecretKey, which reach the legacy generation alone."""
        return self.kling(*arguments, environment={"KLING_BASE_URL": simulator.base_url, "KLING_ACCESS_KEY": simulator.access_key,
                                                   "KLING_SECRET_KEY": simulator.secret_key})

    def filled(self):
        """A simulator with tasks of two kinds, each a second after the one before; their ids, the newest first."""
        simulator = self.simulator("--submitted-ms", "0", "--processing-ms", "0", "--slots", "100", "--units", "1000")
        ids = []
        for number in range(7):
            path = "/v1/images/generations" if number % 3 == 0 else "/v1/videos/text2video"
            ids.insert(0, self.make(simulator, path, prompt="a fox"))
            simulator.advance(1000)
        return simulator, ids

    def test_the_newest_of_both_generations_first(self):
        simulator, ids = self.filled()
        ids.insert(0, self.make(simulator, "/text-to-video/kling-3.0", prompt="a fox"))
        simulator.advance(1000)
        before = len(simulator.get("/_sim/requests")["requests"])
        done = self.on(simulator, "tasks", "--json")
        self.assert_exit(done, 0)
        lines = self.json_lines(done)
        self.assertEqual([line["record"]["id"] for line in lines[:-1]], ids)
        self.assertIn("outputs", lines[0]["record"])
        self.assertEqual(lines[-1], {"event": "result", "ok": True, "exit": 0, "records": 8})
        asked = [each for each in simulator.get("/_sim/requests")["requests"][before:] if not each["path"].startswith("/_sim")]
        self.assertEqual([(each["method"], each["path"]) for each in asked], [("POST", "/tasks")])
        heading, *rows = self.on(simulator, "tasks", "--limit", "2").stdout.splitlines()
        self.assertEqual(heading.split(), ["ID", "STATE", "CREATED", "UNITS", "OUTPUT"])
        self.assertEqual([row.split()[0] for row in rows], ids[:2])
        self.assertIn("succeeded", rows[0])
        self.assertRegex(rows[0], r"  3 +http\S+mp4")
        self.assertEqual(self.on(simulator, "tasks", "new-tasks", "--limit", "2").stdout.splitlines(), [heading, *rows])

    def test_both_generations_by_status(self):
        simulator, _ = self.filled()
        for word, count in (("succeed", 7), ("succeeded", 7), ("failed", 0), ("processing", 0)):
            with self.subTest(word):
                done = self.on(simulator, "tasks", "--status", word)
                self.assert_exit(done, 0)
                self.assertEqual(max(0, len(done.stdout.splitlines()) - 1), count)
                filters = json.loads(simulator.get("/_sim/requests")["requests"][-1]["body"])["filters"]
                self.assertEqual(filters, [{"key": "status", "values": ["succeeded" if word == "succeed" else word]}])
        self.assertIn("no such task in the last 30 days", done.stderr)

    def test_the_kinds_one_by_one_where_there_is_no_other_list(self):
        simulator, ids = self.filled()
        done = self.signed(simulator, "tasks", "--json")
        self.assert_exit(done, 0)
        lines = self.json_lines(done)
        self.assertEqual([line["record"]["task_id"] for line in lines[:-1]], ids)
        self.assertEqual({line["kind"] for line in lines[:-1]}, {"text2video", "generations"})
        self.assertIn("task_result", lines[0]["record"])
        self.assertEqual(lines[-1], {"event": "result", "ok": True, "exit": 0, "records": 7})
        self.assertEqual(len(self.signed(simulator, "tasks", "--status", "succeeded").stdout.splitlines()), 8)
        done = self.signed(simulator, "tasks", "new-tasks")
        self.assert_exit(done, 3)
        self.assertIn("API key", done.stderr)

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

    def test_a_gateway_without_the_one_list_may_have_the_others(self):
        simulator, ids = self.filled()
        simulator.post("/_sim/faults", {"faults": [{"method": "POST", "path": "/tasks", "count": 100, "fault": "html", "status": 404}]})
        done = self.on(simulator, "tasks", "--json", "--option", "max_retries=0")
        self.assert_exit(done, 0)
        self.assertEqual([line["record"]["task_id"] for line in self.json_lines(done)[:-1]], ids)

    def test_a_gateway_without_lists(self):
        done = self.kling("tasks", "--option", "max_retries=0", "--base-url", self.simulator("--profile", "cometapi").base_url,
                          environment={"COMETAPI_KEY": "sim-api-key"})
        self.assert_exit(done, 5)
        self.assertIn("kling status TASK looks at one task", done.stderr)

    def test_what_cannot_be_listed(self):
        simulator = self.simulator()
        for words in (["tts"], ["text3video"], ["--limit", "0"], ["--limit", "x"]):
            done = self.on(simulator, "tasks", *words)
            self.assert_exit(done, 2)
        for words in (["text-to-video"], ["--kind", "new-omni-video"]):
            done = self.on(simulator, "tasks", *words)
            self.assert_exit(done, 2)
            self.assertIn(f"the tasks of {words[-1]} are not listed apart", done.stderr)
            self.assertIn("Try: kling tasks\n", done.stderr)
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
