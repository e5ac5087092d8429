"""A kling-sim of a test's own, and what it has seen."""

import json
import os
import subprocess
import urllib.request

PROGRAM = os.environ.get("KLING_SIMULATOR", "kling-sim")


class Simulator:
    def __init__(self, *flags):
        self.process = subprocess.Popen(
            [PROGRAM, "--port", "0", "--parent-pid", str(os.getpid()), "--max-seconds", "600", *flags],
            stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"kling-sim said nothing and ended with {self.process.wait()}")
        said = json.loads(line)
        self.base_url = said["base_url"]
        self.api_key = said["api_key"]
        self.access_key = said["access_key"]
        self.secret_key = said["secret_key"]
        self.provider = said.get("provider", "kling")
        self.path_prefix = said.get("path_prefix", "")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()

    def environment(self):
        return {"KLING_BASE_URL": self.base_url, "KLING_API_KEY": self.api_key}

    def get(self, path):
        with urllib.request.urlopen(self.base_url + path, timeout=30) as reply:
            return json.load(reply)

    def post(self, path, body):
        request = urllib.request.Request(self.base_url + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as reply:
            reply.read()

    def fault(self, fault, **more):
        self.post("/_sim/faults", {"faults": [{"method": "POST", "path": "/v1/videos/text2video", "count": 100, "fault": fault, **more}]})

    def advance(self, milliseconds):
        self.post("/_sim/clock", {"advance_ms": milliseconds})

    def skew(self, milliseconds):
        self.post("/_sim/clock", {"skew_ms": milliseconds})

    def reset(self):
        self.post("/_sim/reset", {})

    def ledger(self):
        """Creations, posts, billed_units, refusals and tasks."""
        return self.get("/_sim/ledger")

    def creates(self):
        """The bodies of all creates, in order."""
        return [each["body"] for each in self.get("/_sim/requests")["requests"] if each["method"] == "POST" and "/videos/" in each["path"]]
