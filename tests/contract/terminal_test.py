"""The command on a terminal: what its line shows at every width, colours, a window that changes, Ctrl-C."""

import os
import re
import shlex

from clip import Clip
from command_test import COMMAND, CommandCase, LASTING, QUICK, clean_environment
from results import run_cases
from simulator import Simulator
from terminal import Terminal

WORDS = [COMMAND, "text2video", "A fox", "--poll-interval", "20ms"]


class TerminalCase(CommandCase):
    @classmethod
    def setUpClass(cls):
        cls.quick = Simulator(*QUICK)
        cls.addClassCleanup(cls.quick.__exit__)
        cls.lasting = Simulator(*LASTING)
        cls.addClassCleanup(cls.lasting.__exit__)

    def setUp(self):
        super().setUp()
        self.lasting.reset()

    def terminal(self, command, simulator=None, columns=80, environment=None, **more):
        found = {"TERM": "xterm", **(simulator.environment() if simulator else {}), **(environment or {})}
        started = Terminal(command, clean_environment(found), self.folder, columns, **more)
        self.addCleanup(started.close)
        return started

    def finished(self, command, simulator=None, columns=80, environment=None, **more):
        """Runs to the end; gives back the terminal, and what is on its screen."""
        started = self.terminal(command, simulator, columns, environment, **more)
        self.assertEqual(started.end(), 0, started.shown)
        return started, started.screen(columns)


class Line(TerminalCase):
    def test_it_is_redrawn_and_leaves_one_line(self):
        started, screen = self.finished([*WORDS, "-o", "fox.mp4"], self.quick, 100)
        self.assertIn("\r\x1b[K\x1b[1msubmitted\x1b[0m  ", started.shown)
        self.assertEqual(screen[0], "model kling-v3 (recommended; --model chooses another)")
        self.assertRegex(screen[1], r"^succeeded  [0-9.]+ s  task \d{18}  [0-9.]+ kB$")
        self.assertRegex(screen[2], r"^video id \S+$")
        self.assertEqual(screen[3:], ["fox.mp4", ""])
        self.assertNotIn("%", started.shown)

    def test_it_never_wraps(self):
        for columns in (20, 30, 40):
            with self.subTest(columns):
                started, screen = self.finished([*WORDS, "-o", "fox.mp4", "--force"], self.quick, columns)
                for line in re.findall(r"\r\x1b\[K([^\r\n]*)", started.shown):
                    self.assertLess(len(re.sub(r"\x1b\[\d*m", "", line)), columns)
                self.assertIn("succeeded", " ".join(screen))
                self.assertRegex("".join(screen), r"task \d{18}")
                self.assertEqual(screen[-2:], ["fox.mp4", ""])

    def test_elapsed_and_typical_time(self):
        started = self.terminal(WORDS, self.lasting, 100)
        started.until(r"processing\S*  \d+\.\d s  usually about 5 min  task \d{18}")
        started = self.terminal([*WORDS, "--mode", "pro"], self.lasting, 100)
        started.until(r"processing\S*  \d+\.\d s  usually about 3 min")

    def test_the_simulator_is_no_measure_of_time(self):
        started, _ = self.finished([*WORDS, "--provider", "sim"])
        self.assertNotIn("usually", started.shown)

    def test_bytes_of_a_download(self):
        started, _ = self.finished([*WORDS, "-o", "fox.mp4"], self.quick)
        self.assertRegex(started.shown, r"saving\S*  [0-9.]+ k?B of [0-9.]+ kB")

    def test_a_dumb_terminal_gets_lines(self):
        for kind in ("dumb", ""):
            with self.subTest(kind):
                started, screen = self.finished([*WORDS, "-o", "fox.mp4", "--force"], self.quick, 80, {"TERM": kind})
                self.assertNotIn("\x1b", started.shown)
                self.assertRegex("\n".join(screen), r"(?m)^submitted  [0-9.]+ s  task \d{18}  usually about 5 min$")

    def test_colours_only_where_they_are_wanted(self):
        coloured, _ = self.finished([*WORDS, "-o", "fox.mp4"], self.quick)
        self.assertIn("\x1b[32msucceeded\x1b[0m", coloured.shown)
        plain, _ = self.finished([*WORDS, "-o", "fox.mp4", "--force"], self.quick, 80, {"NO_COLOR": "1"})
        self.assertNotRegex(plain.shown, r"\x1b\[\d*m")
        self.assertIn("\r\x1b[Ksubmitted", plain.shown)

    def test_a_window_that_changes(self):
        started = self.terminal(WORDS, self.lasting, 100)
        started.until(r"processing\S*  \d+\.\d s  usually about 5 min  task")
        for columns, shown in ((30, r"\n\r\x1b\[K\S*processing\S*  \d+\.\d s(?=\r)"), (100, r"processing\S*  \d+\.\d s  usually about 5 min  task")):
            behind = len(started.shown)
            started.resize(columns)
            started.until(shown, behind)

    def test_the_result_alone_goes_to_a_pipe(self):
        reading, writing = os.pipe()
        started = self.terminal([*WORDS, "-o", "fox.mp4"], self.quick, output=writing)
        os.close(writing)
        self.assertEqual(started.end(), 0)
        with os.fdopen(reading) as result:
            self.assertEqual(result.read(), "fox.mp4\n")
        self.assertIn("\r\x1b[K", started.shown)

    def test_tables_and_help_fit(self):
        for arguments in (["fields", "text2video"], ["fields", "image2video"], ["kinds"], ["models"], ["prices"], ["effects"], ["voices"],
                          ["errors"], ["errors", "1303"], ["cost", "text2video", "A fox"], ["--help"], ["text2video", "--help"],
                          ["elements", "--help"], ["cost", "--help"], ["cost", "omni-video", "--help"]):
            for columns in (40, 80, 120):
                with self.subTest((arguments, columns)):
                    started, _ = self.finished([COMMAND, *arguments], None, columns)
                    text = re.sub(r"\x1b\[\d*m", "", started.shown).split("\nExamples")[0]
                    for line in text.splitlines():
                        longest = max(map(len, line.split()), default=0)
                        self.assertTrue(len(line) <= columns or longest + 6 > columns, line)


class ControlC(TerminalCase):
    def test_leaves_the_task_and_says_how_to_take_it_up(self):
        started = self.terminal([*WORDS, "-o", "fox.mp4"], self.lasting, 300)
        started.until("processing")
        started.press("\x03")
        self.assertEqual(started.end(), 130)
        screen = "\n".join(started.screen(300))
        self.assertRegex(screen, r"interrupted; task \d{18} goes on at the service and may bill")
        typed = re.search(r"Take it up with: (.*)", screen).group(1)
        self.lasting.advance(3700000)
        # As typed: in the same folder, with the same environment, by a shell.
        again, screen = self.finished(["sh", "-c", typed + " --poll-interval 20ms"], self.lasting)
        self.assertEqual(screen[-2:], ["fox.mp4", ""])
        self.assertAlmostEqual(Clip(self.path("fox.mp4")).seconds, 5, delta=0.2)
        self.assertEqual(len(self.lasting.creates()), 1)
        self.assertNotIn("usually", again.shown)
        self.assertEqual(shlex.split(typed)[0], COMMAND)

    def test_while_it_waits_nothing_is_billed(self):
        simulator = self.simulator(*LASTING, "--slots", "1")
        first = self.terminal(WORDS, simulator, 200)
        first.until("processing")
        second = self.terminal(WORDS, simulator, 200)
        second.until(r"not sent yet: .*1303")
        second.until("waiting")
        second.press("\x03")
        self.assertEqual(second.end(), 130)
        self.assertIn("nothing is billed", second.shown)
        self.assertNotIn("Take it up", second.shown)
        self.assertEqual(simulator.ledger()["creations"], 1)

    def slow_create(self, milliseconds):
        """A command whose create is on the wire for so long."""
        self.lasting.fault("slow", delay_ms=milliseconds)
        started = self.terminal(WORDS, self.lasting, 200)
        started.until("submitting")
        while not self.lasting.creates():
            pass
        started.press("\x03")
        started.until(r"answer is awaited for up to 10 s.*external id is k1-\w{26}")
        return started

    def test_while_it_is_sent_the_answer_is_awaited(self):
        started = self.slow_create(300)
        self.assertEqual(started.end(), 130)
        self.assertRegex(started.shown, r"task \d{18} goes on at the service")
        self.assertIn("Take it up with:", started.shown)

    def test_a_second_one_ends_at_once(self):
        started = self.slow_create(20000)
        started.press("\x03")
        self.assertEqual(started.end(), -2)
        self.lasting.reset()

    def test_what_answers_at_once_has_no_task_to_take_up(self):
        self.lasting.post("/_sim/faults", {"faults": [{"method": "POST", "path": "/v1/audio/tts", "count": 1, "fault": "slow", "delay_ms": 300}]})
        started = self.terminal([COMMAND, "tts", "Good morning", "--voice-id", "oversea_male1", "--voice-language", "en"], self.lasting, 200)
        started.until(r"submitting\S*  \d+\.\d s  usually about 10 s")
        while not any(each["path"] == "/v1/audio/tts" for each in self.lasting.get("/_sim/requests")["requests"]):
            pass
        started.press("\x03")
        started.until("answer is awaited for up to 10 s")
        self.assertEqual(started.end(), 0)
        self.assertNotIn("external id", started.shown)
        self.assertNotIn("Take it up", started.shown)
        self.assertIn("/_files/", started.shown)

    def test_at_a_status_and_at_a_wait(self):
        started = self.terminal(WORDS, self.lasting, 100)
        task = started.until(r"task (\d{18})").group(1)
        started.press("\x03")
        started.end()
        waiting = self.terminal([COMMAND, "wait", task, "812345678901234567", "--poll-interval", "20ms"], self.lasting, 200)
        waiting.until("processing")
        waiting.press("\x03")
        self.assertEqual(waiting.end(), 130)
        self.assertRegex(waiting.shown, r"Take it up with: \S+ wait k1\.\S+ 812345678901234567")


if __name__ == "__main__":
    run_cases()
