"""The C examples, run against the simulator. KLING_EXAMPLES names their folder."""

import concurrent.futures
import os
import subprocess
import tempfile
import unittest

from clip import Clip
from media_files import png
from results import run_cases
from simulator import Simulator

FOLDER = os.environ.get("KLING_EXAMPLES", "")
LIMIT = 90
ONE_CLIP = ("blocking", "frame_loop", "callbacks", "event_loop", "libuv", "glib", "errors")
LOOPS = ("callbacks", "event_loop", "libuv", "glib")
PICTURE = "picture.png"
FROM_PICTURES = ("image_file", "new_generation", "talking_portrait") # these take a picture first
PICTURE_FIELD = {"new_generation": "contents[0].url"} # and call it so; the others call it image
WORDS = "Good morning! What a fine day to go to the beach."
BUILT = [name for name in ONE_CLIP if os.path.exists(os.path.join(FOLDER, name))]
WRONG_KEY = "wrong-key-of-mine"


class Examples(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="kling-examples-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        for name, size in ((PICTURE, (640, 480)), ("small.png", (64, 48))):
            with open(os.path.join(cls.folder, name), "wb") as file:
                file.write(png(*size))
        cls.simulator = Simulator("--submitted-ms", "100", "--processing-ms", "200")
        cls.addClassCleanup(cls.simulator.__exit__)
        cls.runs = cls.run_everything()

    @classmethod
    def run_everything(cls):
        """All at once, since each waits for the service: (case, example) → what it came to."""
        cases = {}
        for name in BUILT:
            cases["fine", name] = (["A red fox", f"{name}.mp4"], None, {})
            cases["wrong key", name] = (["A red fox", "none.mp4"], None, {"KLING_API_KEY": WRONG_KEY})
            cases["fails", name] = (["risk control", "none.mp4"], None, {})
            cases["no key", name] = ([], None, {"KLING_API_KEY": ""})
        for name in FROM_PICTURES:
            cases["fine", name] = ([PICTURE, WORDS, f"{name}.mp4"], None, {})
            cases["wrong key", name] = ([PICTURE, WORDS, "none.mp4"], None, {"KLING_API_KEY": WRONG_KEY})
            cases["small picture", name] = (["small.png", WORDS, "none.mp4"], None, {})
            cases["no picture", name] = (["none.png", WORDS, "none.mp4"], None, {})
            cases["no key", name] = ([], None, {"KLING_API_KEY": ""})
        cases["no prompt", "errors"] = (["", "none.mp4"], None, {})
        cases["nobody listens", "errors"] = (["A red fox", "none.mp4"], None, {"KLING_BASE_URL": "http://127.0.0.1:1"})
        cases["stopped", "event_loop"] = (["A red fox", "none.mp4"], "\n", {})
        cases["many", "many_tasks"] = (["."], "A red fox\nrisk control\n" + "A blue fox\n" * 10, {})
        with concurrent.futures.ThreadPoolExecutor(len(cases)) as pool:
            begun = {key: pool.submit(cls.run_example, key[1], *case) for key, case in cases.items()}
            return {key: each.result() for key, each in begun.items()}

    @classmethod
    def run_example(cls, name, arguments, given, environment):
        return subprocess.run([os.path.join(FOLDER, name), *arguments], cwd=cls.folder, capture_output=True, text=True, timeout=LIMIT,
                              env={"PATH": os.environ["PATH"], **cls.simulator.environment(), **environment},
                              **({"stdin": subprocess.DEVNULL} if given is None else {"input": given}))

    def check_clip(self, name):
        self.assertAlmostEqual(Clip(os.path.join(self.folder, name)).seconds, 5, delta=0.2)

    def test_every_example_is_run_here(self):
        programs = {each.name for each in os.scandir(FOLDER) if each.is_file() and os.access(each.path, os.X_OK)}
        self.assertEqual(programs, {*BUILT, *FROM_PICTURES, "many_tasks"})
        missing = set(ONE_CLIP) - set(BUILT)
        if missing:
            self.skipTest(f"not built, since development files are missing: {', '.join(sorted(missing))}")

    def test_blocking_saves_the_clip_and_prints_its_path(self):
        done = self.runs["fine", "blocking"]
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "blocking.mp4\n", ""))
        self.check_clip("blocking.mp4")

    def test_frame_loop_prints_states_bytes_and_path(self):
        done = self.runs["fine", "frame_loop"]
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        lines = done.stdout.splitlines()
        states = [line for line in lines if " " not in line]
        self.assertEqual(states[-2:], ["succeeded", "frame_loop.mp4"])
        self.assertIn("submitted", states)
        size = os.path.getsize(os.path.join(self.folder, "frame_loop.mp4"))
        self.assertIn(f"{size} of {size} bytes", lines)

    def test_pictures_become_videos(self):
        for name in FROM_PICTURES:
            with self.subTest(name):
                done = self.runs["fine", name]
                self.assertEqual((done.returncode, done.stdout), (0, f"{name}.mp4\n"), done.stderr)
                self.assertGreater(Clip(os.path.join(self.folder, f"{name}.mp4")).seconds, 1)
        self.assertEqual(self.runs["fine", "image_file"].stderr, "3 units, $0.42\n")

    def test_a_picture_that_will_not_do_is_named(self):
        for name in FROM_PICTURES:
            with self.subTest(name):
                self.assertIn(f"{PICTURE_FIELD.get(name, 'image')} is 64x48 pixels; at least 300 on each side", self.runs["small picture", name].stderr)
                self.assertIn("KLING_E_FILE", self.runs["no picture", name].stderr)
                self.assertIn("none.png", self.runs["no picture", name].stderr)

    def test_loops_print_states_and_save(self):
        for name in set(LOOPS) & set(BUILT):
            with self.subTest(name):
                done = self.runs["fine", name]
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                lines = done.stdout.splitlines()
                self.assertIn("submitting", lines)
                self.assertEqual(lines[-1].strip(), "succeeded")
                self.check_clip(f"{name}.mp4")

    def test_event_loop_stopped_by_a_line_leaves_the_task_running_and_names_it(self):
        done = self.runs["stopped", "event_loop"]
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout.splitlines()[-1], r"^it runs on: \S+$")

    def test_many_tasks_tells_each_by_its_line(self):
        done = self.runs["many", "many_tasks"]
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        ends = dict(line.split(" ", 1) for line in done.stdout.splitlines())
        self.assertEqual(ends.pop("2"), "failed Failure to pass the risk control system")
        self.assertEqual(ends, {str(line): f"succeeded ./{line}.mp4" for line in range(1, 13) if line != 2})

    def test_errors_advises_by_group(self):
        for case, code, words in (("fine", 0, ""), ("no prompt", 2, "change the request: prompt"), ("wrong key", 3, "check the credentials"),
                                  ("nobody listens", 7, "disturbed"), ("fails", 7, "the service could not make it")):
            with self.subTest(case):
                done = self.runs[case, "errors"]
                self.assertEqual(done.returncode, code)
                self.assertIn(words, done.stderr)

    def test_a_wrong_key_is_told_and_not_shown(self):
        for name in (*BUILT, *FROM_PICTURES):
            with self.subTest(name):
                done = self.runs["wrong key", name]
                self.assertNotEqual(done.returncode, 0)
                self.assertIn("check the key", done.stdout + done.stderr)
                self.assertNotIn(WRONG_KEY, done.stdout + done.stderr)

    def test_a_task_that_fails_is_told(self):
        for name in BUILT:
            with self.subTest(name):
                done = self.runs["fails", name]
                self.assertNotEqual(done.returncode, 0)
                self.assertIn("risk control", done.stdout + done.stderr)

    def test_no_key_at_all(self):
        for name in (*BUILT, *FROM_PICTURES):
            with self.subTest(name):
                done = self.runs["no key", name]
                self.assertNotEqual(done.returncode, 0)
                self.assertIn("KLING_E_AUTH", done.stderr)

    def test_nothing_is_left_of_what_failed(self):
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith("none")], [])


if __name__ == "__main__":
    run_cases()
