"""The C examples, run against the simulator. KLING_EXAMPLES names their folder."""

import os
import subprocess
import tempfile
import unittest

from clip import Clip
from results import run_cases
from simulator import Simulator

FOLDER = os.environ.get("KLING_EXAMPLES", "")
LIMIT = 90


class Examples(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="kling-examples-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.simulator = Simulator("--submitted-ms", "100", "--processing-ms", "200")
        self.addCleanup(self.simulator.__exit__)

    def run_example(self, name, *arguments, **environment):
        return subprocess.run([os.path.join(FOLDER, name), *arguments], cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=LIMIT, env={"PATH": os.environ["PATH"], **self.simulator.environment(), **environment})

    def test_blocking_saves_the_clip_and_prints_its_path(self):
        done = self.run_example("blocking", "A red fox", "fox.mp4")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "fox.mp4\n", ""))
        self.assertAlmostEqual(Clip(os.path.join(self.folder, "fox.mp4")).seconds, 5, delta=0.2)

    def test_frame_loop_prints_states_bytes_and_path(self):
        done = self.run_example("frame_loop", "A red fox", "fox.mp4")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        lines = done.stdout.splitlines()
        states = [line for line in lines if " " not in line]
        self.assertEqual(states[-2:], ["succeeded", "fox.mp4"])
        self.assertIn("submitted", states)
        size = os.path.getsize(os.path.join(self.folder, "fox.mp4"))
        self.assertIn(f"{size} of {size} bytes", lines)

    def test_a_wrong_key_is_told(self):
        for name in ("blocking", "frame_loop"):
            with self.subTest(name):
                done = self.run_example(name, "A red fox", "fox.mp4", KLING_API_KEY="wrong-key-of-mine")
                self.assertEqual(done.returncode, 1)
                self.assertIn("KLING_E_AUTH: ", done.stdout + done.stderr)
                self.assertNotIn("wrong-key-of-mine", done.stdout + done.stderr)

    def test_a_task_that_fails_is_told(self):
        for name in ("blocking", "frame_loop"):
            with self.subTest(name):
                done = self.run_example(name, "risk control", "fox.mp4")
                self.assertEqual(done.returncode, 1)
                self.assertIn("risk control", done.stdout + done.stderr)
                self.assertEqual(os.listdir(self.folder), [])

    def test_no_key_at_all(self):
        for name in ("blocking", "frame_loop"):
            with self.subTest(name):
                done = self.run_example(name, KLING_API_KEY="")
                self.assertEqual(done.returncode, 1)
                self.assertIn("KLING_E_AUTH", done.stderr)


if __name__ == "__main__":
    run_cases()
