"""Looking at tasks that exist, and taking them up: status, wait and save, by token, task id and external id."""

import os
import re
import shlex
import signal
import subprocess

from clip import Clip
from command_test import COMMAND, CommandCase, LASTING, LIMIT, clean_environment, default_signals
from results import run_cases


class TaskCase(CommandCase):
    """Leaves tasks behind."""

    def start(self, environment, *arguments):
        started = subprocess.Popen([COMMAND, "text2video", "A fox", *arguments], env=clean_environment(environment), cwd=self.folder,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   preexec_fn=default_signals)
        self.addCleanup(started.wait)
        self.addCleanup(started.kill)
        return started

    def read_until(self, stream, pattern):
        for line in stream:
            found = re.search(pattern, line)
            if found:
                return found
        self.fail(f"no line has {pattern}")

    def leave(self, simulator, number=signal.SIGINT):
        """Starts a lasting task, interrupts the command, and returns the task's id and what was said."""
        started = self.start(simulator.environment(), "-o", "fox.mp4", "--poll-interval", "50ms")
        task_id = self.read_until(started.stderr, r"task (\d{18})").group(1)
        started.send_signal(number)
        stdout, stderr = started.communicate(timeout=LIMIT)
        self.assertEqual(started.returncode, 130, stderr)
        self.assertEqual(stdout, "")
        return task_id, stderr

    @staticmethod
    def task_id(done):
        return re.search(r"task (\d{18})", done.stderr).group(1)


class TakeUp(TaskCase):
    """Leaving a task and finding it again."""

    def test_interrupted_and_taken_up_by_the_printed_token(self):
        simulator = self.simulator(*LASTING)
        task_id, said = self.leave(simulator)
        self.assertIn(f"task {task_id} goes on", said)
        token = re.search(r"kling wait (\S+)", said).group(1)
        simulator.advance(3700000)
        done = self.on(simulator, "wait", token, "-o", "fox.mp4")
        self.assert_exit(done, 0)
        self.assertEqual(done.stdout, "fox.mp4\n")
        self.assertAlmostEqual(Clip(self.path("fox.mp4")).seconds, 5, delta=0.2)
        self.assertEqual(len(simulator.creates()), 1)

    def test_what_is_printed_takes_it_up_as_it_stands(self):
        simulator = self.simulator(*LASTING)
        with open(self.path("my key"), "w", encoding="utf-8") as file:
            file.write(simulator.api_key + "\n")
        done = self.kling("text2video", "A fox", "-o", "my fox.mp4", "--provider", "custom", "--base-url", simulator.base_url,
                          "--api-key-file", "my key", "--option", "max_retries=1", "--option", "proxy=none", "--timeout", "500ms",
                          "--poll-interval", "50ms")
        self.assert_exit(done, 7)
        self.assertNotIn("proxy=", done.stderr)
        words = shlex.split(re.search(r"Take it up with: (.*)", done.stderr).group(1))
        self.assertEqual(words.pop(0), COMMAND)
        for flag, value in (("--provider", "custom"), ("--base-url", simulator.base_url), ("--api-key-file", "my key"),
                            ("--option", "max_retries=1")):
            self.assertEqual(words[words.index(flag) + 1], value)
        simulator.advance(3700000)
        done = self.kling(*words, "--poll-interval", "50ms")
        self.assert_exit(done, 0)
        self.assertEqual(done.stdout, "my fox.mp4\n")

    def test_taken_up_by_its_id(self):
        simulator = self.simulator(*LASTING)
        task_id, _ = self.leave(simulator, signal.SIGTERM)
        simulator.advance(3700000)
        done = self.on(simulator, "wait", task_id)
        self.assert_exit(done, 0)
        self.assertTrue(done.stdout.startswith(simulator.base_url))
        done = self.on(simulator, "save", task_id, "-o", "fox.mp4", "--kind", "text2video")
        self.assert_exit(done, 0)
        self.assertTrue(os.path.exists(self.path("fox.mp4")))

    def test_interrupted_with_a_simulator_of_its_own(self):
        started = self.start({}, "--provider", "sim", "--poll-interval", "10m")
        self.read_until(started.stderr, r"task (\d{18})")
        started.send_signal(signal.SIGINT)
        _, stderr = started.communicate(timeout=LIMIT)
        self.assertEqual(started.returncode, 130, stderr)
        self.assertIn("ends with its simulator", stderr)
        self.assertIn("ends with this command", stderr)
        self.assertNotIn("kling wait", stderr)

    def test_a_time_out_leaves_the_task_and_says_so(self):
        simulator = self.simulator(*LASTING)
        done = self.on(simulator, "text2video", "A fox", "--timeout", "1500ms", "--json")
        self.assert_exit(done, 7)
        result = self.json_lines(done)[-1]
        self.assertEqual(result["state"], "detached")
        self.assertIn(result["task_id"], done.stderr)
        self.assertIn("kling wait " + result["token"], done.stderr)

    def test_several_are_saved_into_a_folder(self):
        simulator = self.simulator()
        tasks = [self.task_id(self.on(simulator, "text2video", prompt)) for prompt in ("A fox", "risk control", "A hare")]
        os.makedirs(self.path("clips"))
        done = self.on(simulator, "wait", *tasks, "-o", "clips")
        self.assert_exit(done, 1)
        self.assertEqual(done.stdout.splitlines(), [f"clips/{tasks[0]}.mp4", f"clips/{tasks[2]}.mp4"])
        self.assertIn("risk control", done.stderr)
        lines = self.json_lines(self.on(simulator, "wait", *tasks, "--json"))
        self.assertEqual([each["exit"] for each in lines if each["event"] == "result"], [0, 1, 0])

    def test_what_is_not_there_is_told_at_once(self):
        simulator = self.simulator()
        for command in (["wait"], ["status"], ["save", "-o", "fox.mp4"]):
            for word in ("812345678901234567", "my-own-name"):
                with self.subTest((command, word)):
                    done = self.on(simulator, *command, word)
                    self.assert_exit(done, 2)
                    self.assertIn(f"the service knows no text2video task '{word}'", done.stderr)
                    self.assertIn("--kind", done.stderr)

    def test_a_wrong_key_ends_it_at_once(self):
        simulator = self.simulator()
        for command in (["wait"], ["status"]):
            done = self.kling(*command, "812345678901234567", "--poll-interval", "50ms",
                              environment={"KLING_BASE_URL": simulator.base_url, "KLING_API_KEY": "wrong-key-of-mine"})
            self.assert_exit(done, 3)
            self.assertIn("kling errors 1002", done.stderr)
            self.assertNotIn("wrong-key-of-mine", done.stdout + done.stderr)

    def test_the_simulator_of_one_command_knows_no_earlier_task(self):
        for command in (["wait", "1"], ["status", "1"], ["save", "1", "-o", "fox.mp4"]):
            done = self.kling(*command, "--provider", "sim")
            self.assert_exit(done, 2)
            self.assertIn("--provider custom --base-url URL", done.stderr)


class Status(TaskCase):
    """One look: never more."""

    def rows(self, done):
        return dict(re.split(r"\s{2,}|(?<=external id) |(?<=looked at) ", line, maxsplit=1) for line in done.stdout.splitlines() if line)

    def looks(self, simulator):
        return sum(1 for each in simulator.get("/_sim/requests")["requests"] if each["method"] == "GET" and "/videos/" in each["path"])

    def test_of_a_task_that_runs(self):
        simulator = self.simulator(*LASTING)
        task_id, said = self.leave(simulator)
        token = re.search(r"kling wait (\S+)", said).group(1)
        external_id = token.rpartition("__")[2]
        for word in (task_id, token, external_id):
            with self.subTest(word):
                before = self.looks(simulator)
                done = self.on(simulator, "status", word)
                self.assert_exit(done, 7)
                self.assertEqual(self.looks(simulator), before + 1)
                self.assertEqual(done.stderr, "")
                rows = self.rows(done)
                self.assertIn(rows["state"], ("submitted", "processing"))
                self.assertEqual((rows["kind"], rows["task"]), ("text2video", task_id))
                self.assertRegex(rows["looked at"], r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")
        self.assertEqual(len(simulator.creates()), 1)

    def test_before_anything_changed(self):
        simulator = self.simulator("--submitted-ms", "3600000")
        task_id, _ = self.leave(simulator)
        done = self.on(simulator, "status", task_id)
        self.assert_exit(done, 7)
        self.assertEqual(self.rows(done)["state"], "submitted")

    def test_of_tasks_that_ended(self):
        simulator = self.simulator()
        good = self.task_id(self.on(simulator, "text2video", "A fox"))
        bad = self.task_id(self.on(simulator, "text2video", "risk control"))
        done = self.on(simulator, "status", good)
        self.assert_exit(done, 0)
        rows = self.rows(done)
        self.assertEqual(rows["state"], "succeeded")
        self.assertRegex(rows["output"], r"^video  5\.0 s  id \S+  http://127\.0\.0\.1:\d+/\S+$")
        for name in ("created", "updated"):
            self.assertRegex(rows[name], r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")
        done = self.on(simulator, "status", bad)
        self.assert_exit(done, 1)
        self.assertEqual(self.rows(done)["state"], "failed")
        self.assertIn("risk control", self.rows(done)["error"])

    def test_of_several_as_json(self):
        simulator = self.simulator()
        tasks = [self.task_id(self.on(simulator, "text2video", prompt)) for prompt in ("A fox", "risk control")]
        done = self.on(simulator, "status", *tasks, "812345678901234567", "--json")
        self.assert_exit(done, 1)
        lines = self.json_lines(done)
        self.assertEqual([(each["event"], each["exit"], each.get("state")) for each in lines],
                         [("result", 0, "succeeded"), ("result", 1, "failed"), ("result", 2, None)])
        self.assertLess(lines[0]["created_ms"], lines[0]["updated_ms"])
        self.assertEqual(len(lines[0]["outputs"]), 1)


if __name__ == "__main__":
    run_cases()
