"""The command prints no credential, wherever it stands and whatever goes wrong; links of outputs are cut before their signature."""

import base64
import http.server
import json
import os
import re
import subprocess
import tempfile
import threading
import unittest

from command_test import COMMAND, LIMIT, QUICK, clean_environment
from results import run_cases
from simulator import Simulator

API_KEY = "0Api1Key2Nobody3May4See5"
ACCESS_KEY = "0Access1Key2Nobody3May4See"
SECRET_KEY = "0Secret1Key2Nobody3May4See"
COMET_KEY = "0Comet1Key2Nobody3May4See"
PASSWORD = "0Proxy1Password2Nobody3Sees"
KEYS = (API_KEY, ACCESS_KEY, SECRET_KEY, COMET_KEY, PASSWORD)
WORDS = ["text2video", "a lighthouse", "--poll-interval", "20ms"]


class Echo(http.server.BaseHTTPRequestHandler):
    """Refuses, and repeats the credential that it was sent."""

    def do_POST(self):  # pylint: disable=invalid-name
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = json.dumps({"code": 1002, "message": "no such key: " + self.headers.get("Authorization", "")}).encode()
        self.send_response(401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST  # pylint: disable=invalid-name

    def log_message(self, *_):
        pass


class Secrets(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="kling-secrets-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def run_clean(self, *arguments, environment=None, keys=KEYS, **more):
        """Runs the command and looks at all that it printed. Whole on purpose is what was asked for: the value "url" of the result, the row
        "output" of a status, and without --json and -o the line that is the result."""
        done = subprocess.run([COMMAND, *arguments], env=clean_environment(environment), stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=LIMIT, cwd=self.folder, check=False, **more)
        said = done.stdout + done.stderr
        for key in keys:
            for form in (key, base64.b64encode(key.encode()).decode().rstrip("="), base64.b64encode(b"user:" + key.encode()).decode().rstrip("=")):
                self.assertNotIn(form, said, arguments)
        self.assertNotIn("eyJ", said, "a signed token")
        without_url = re.sub(r'"url":"[^"]*"|^output .*$', "", done.stderr if re.fullmatch(r"https?://\S+\n", done.stdout) else said, flags=re.M)
        self.assertNotRegex(without_url, r"https?://[^\s\"]*\?", "a signed link")
        return done

    def simulator(self):
        started = Simulator(*QUICK)
        self.addCleanup(started.__exit__)
        return started

    def test_a_whole_job_prints_none(self):
        simulator = self.simulator()
        pair = {"KLING_BASE_URL": simulator.base_url, "KLING_ACCESS_KEY": simulator.access_key, "KLING_SECRET_KEY": simulator.secret_key}
        for environment in (simulator.environment(), pair):
            keys = (simulator.api_key, simulator.access_key, simulator.secret_key)
            for more in ([], ["--json"], ["--json", "--force", "-o", "clip.mp4"], ["--dry-run"], ["--json", "--dry-run"]):
                done = self.run_clean(*WORDS, *more, environment=environment, keys=keys)
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_link_that_is_refused_is_cut(self):
        for link in ("ftp://host.example/a.png?token=" + API_KEY, "ftp://host.example/a.png#" + API_KEY, "@a.png?" + API_KEY):
            for words in (["image2video", "--image", link], ["video-to-audio", "--video-url", link], ["lip-sync", "--set", "image=" + link],
                          ["text2video", "A fox", link], ["text2video", "--set", link.split("=")[0] + API_KEY], [link],
                          ["text2video", "--json-body", link], ["avatar", "--image", link, "--sound-file", link]):
                for more in ([], ["--json"]):
                    done = self.run_clean(*words, "--dry-run", *more)
                    self.assertIn(done.returncode, (2, 8), (words, done.stdout, done.stderr))

    def test_wrong_keys_are_not_repeated(self):
        simulator = self.simulator()
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        for base in (simulator.base_url, f"http://127.0.0.1:{server.server_port}"):
            for environment in ({"KLING_API_KEY": API_KEY}, {"KLING_ACCESS_KEY": ACCESS_KEY, "KLING_SECRET_KEY": SECRET_KEY}):
                for more in ([], ["--json"]):
                    done = self.run_clean(*WORDS, *more, environment={"KLING_BASE_URL": base, **environment})
                    self.assertEqual(done.returncode, 3, done.stderr)

    def test_taking_up_prints_none(self):
        simulator = self.simulator()
        keys = (simulator.api_key, simulator.access_key, simulator.secret_key)
        task = json.loads(self.run_clean(*WORDS, "--json", environment=simulator.environment(), keys=keys).stdout.splitlines()[-1])["task_id"]
        for more in ([], ["--json"]):
            for command in (["status", task], ["wait", task], ["wait", task, "--force", "-o", "clip.mp4"], ["save", task, "--force", "-o", "clip.mp4"]):
                done = self.run_clean(*command, *more, environment=simulator.environment(), keys=keys)
                self.assertEqual(done.returncode, 0, done.stderr)
            for command in (["status", task], ["save", task, "-o", "x.mp4"]):
                done = self.run_clean(*command, *more, environment={**simulator.environment(), "KLING_API_KEY": API_KEY}, keys=KEYS)
                self.assertEqual(done.returncode, 3, done.stderr)

    def test_downloads_that_fail_print_no_link(self):
        simulator = self.simulator()
        for fault in ("expire_link", "html"):
            simulator.post("/_sim/faults", {"faults": [{"path": "/_clips", "fault": fault, "count": 1000, "status": 403}]})
            for more in ([], ["--json"]):
                done = self.run_clean(*WORDS, "--force", "-o", "clip.mp4", "--option", "max_retries=0", "--option", "retry_base_ms=1", *more,
                                      environment=simulator.environment(), keys=(simulator.api_key,))
                self.assertEqual(done.returncode, 8, done.stdout + done.stderr)

    def test_environments_that_cannot_be_used_are_not_repeated(self):
        rows = (
            {"KLING_API_KEY": API_KEY, "COMETAPI_KEY": COMET_KEY},
            {"KLING_ACCESS_KEY": ACCESS_KEY},
            {"KLING_SECRET_KEY": SECRET_KEY},
            {"KLING_API_KEY": API_KEY + "\n"},
            {"KLING_API_KEY": API_KEY + " " + API_KEY},
            {"KLING_API_KEY": API_KEY, "KLING_BASE_URL": f"https://user:{PASSWORD}@127.0.0.1"},
            {"KLING_API_KEY": API_KEY, "KLING_BASE_URL": f"https://127.0.0.1/?key={PASSWORD}"},
            {"KLING_API_KEY": API_KEY, "KLING_BASE_URL": PASSWORD},
            {"KLING_API_KEY": API_KEY, "KLING_BASE_URL": "https://127.0.0.1:1"},
            {"KLING_API_KEY": API_KEY, "HTTPS_PROXY": f"http://user:{PASSWORD}@127.0.0.1:1"},
            {"KLING_API_KEY": API_KEY, "HTTPS_PROXY": f"gopher://user:{PASSWORD}@127.0.0.1:1"},
            {"KLING_API_KEY": API_KEY, "SSL_CERT_FILE": "/nowhere/ca.pem"},
        )
        for environment in rows:
            for more in ([], ["--json"]):
                done = self.run_clean(*WORDS, "--timeout", "300ms", *more, environment=environment)
                self.assertNotEqual(done.returncode, 0, environment)

    def test_help_and_tables_print_none(self):
        environment = {"KLING_API_KEY": API_KEY}
        for arguments in (["--help"], ["text2video", "--help"], ["models"], ["fields", "text2video"], ["--version"], ["nonsense"], []):
            self.run_clean(*arguments, environment=environment)

    def test_key_files_are_not_repeated(self):
        path = os.path.join(self.folder, "key")
        for content in (API_KEY + "\n", API_KEY + " " + SECRET_KEY, API_KEY + "\n" + SECRET_KEY + "\n"):
            with open(path, "w", encoding="ascii") as file:
                file.write(content)
            self.run_clean(*WORDS, "--api-key-file", path, "--base-url", "http://127.0.0.1:1", "--timeout", "300ms")


if __name__ == "__main__":
    run_cases()
