"""The command kling as a shell sees it: streams, exit codes, signals. KLING_COMMAND and KLING_SIMULATOR name the programs."""

import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import unittest

from clip import Clip
from results import run_cases
from simulator import PROGRAM, Simulator

COMMAND = os.environ.get("KLING_COMMAND", "kling")
QUICK = ["--submitted-ms", "30", "--processing-ms", "60"]
LASTING = ["--submitted-ms", "30", "--processing-ms", "3600000"]
LIMIT = 90


def clean_environment(more=None):
    """Nothing of the caller's credentials or proxies; kling-sim is found in PATH."""
    kept = {name: value for name, value in os.environ.items()
            if not re.match(r"(KLING|COMETAPI)_|.*_proxy$|SSL_CERT", name, re.IGNORECASE)}
    kept["PATH"] = os.path.dirname(PROGRAM) + os.pathsep + kept.get("PATH", "")
    return {**kept, **(more or {})}


def default_signals():
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class CommandCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="kling-command-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def kling(self, *arguments, environment=None, **more):
        return subprocess.run([COMMAND, *arguments], env=clean_environment(environment), stdin=more.pop("stdin", subprocess.DEVNULL),
                              capture_output=True, text=True, timeout=LIMIT, cwd=self.folder, **more)

    def simulator(self, *flags):
        started = Simulator(*(flags or QUICK))
        self.addCleanup(started.__exit__)
        return started

    def on(self, simulator, *arguments, **more):
        """Runs against a simulator of the test's own, looking at its tasks often."""
        done = self.kling(*arguments, "--poll-interval", "50ms", environment=simulator.environment(), **more)
        for secret in (simulator.api_key, simulator.secret_key):
            self.assertNotIn(secret, done.stdout + done.stderr)
        return done

    def assert_exit(self, done, code):
        self.assertEqual(done.returncode, code, f"\nstdout: {done.stdout}\nstderr: {done.stderr}")

    def json_lines(self, done):
        return [json.loads(line) for line in done.stdout.splitlines()]


class Success(CommandCase):
    def test_saves_the_clip_that_was_asked_for(self):
        done = self.kling("text2video", "A red fox trots through snow", "-o", self.path("fox.mp4"), "--duration", "5", "--aspect-ratio",
                          "9:16", "--sound", "on", "--provider", "sim")
        self.assert_exit(done, 0)
        self.assertEqual(done.stdout, self.path("fox.mp4") + "\n")
        clip = Clip(self.path("fox.mp4"))
        self.assertAlmostEqual(clip.seconds, 5, delta=0.2)
        self.assertAlmostEqual(clip.ratio, 9 / 16, delta=0.02)
        self.assertTrue(clip.has_sound)
        self.assertEqual(os.listdir(self.folder), ["fox.mp4"])

    def test_a_clip_without_sound_of_another_length(self):
        done = self.kling("text2video", "A fox", "-o", "fox.mp4", "--duration", "10", "--aspect-ratio", "1:1", "--provider", "sim")
        self.assert_exit(done, 0)
        clip = Clip(self.path("fox.mp4"))
        self.assertAlmostEqual(clip.seconds, 10, delta=0.2)
        self.assertAlmostEqual(clip.ratio, 1, delta=0.02)
        self.assertFalse(clip.has_sound)

    def test_tells_states_in_plain_lines_when_piped(self):
        done = self.kling("text2video", "A fox", "-o", "fox.mp4", "--provider", "sim")
        self.assert_exit(done, 0)
        self.assertRegex(done.stderr, r"(?m)^submitted  [0-9.]+ s  task \d{18}$")
        self.assertRegex(done.stderr, r"(?m)^succeeded  [0-9.]+ s  task \d{18}  [0-9.]+ [kM]?B$")
        self.assertNotRegex(done.stderr, r"[\r\x1b]")

    def test_its_simulator_ends_with_it(self):
        done = self.kling("text2video", "A fox", "--provider", "sim")
        self.assert_exit(done, 0)
        port = int(re.search(r"simulator at http://127\.0\.0\.1:(\d+)", done.stderr).group(1))
        with socket.socket() as probe:
            self.assertNotEqual(probe.connect_ex(("127.0.0.1", port)), 0)

    def test_a_folder_gets_a_name_of_its_own(self):
        os.makedirs(self.path("clips"))
        paths = set()
        for written in ("clips/", "clips", self.path("clips")):
            with self.subTest(written):
                done = self.kling("text2video", "A fox", "-o", written, "--provider", "sim")
                self.assert_exit(done, 0)
                self.assertTrue(done.stdout.startswith(written.rstrip("/") + "/"))
                self.assertGreater(os.path.getsize(self.path(done.stdout.strip())), 1000)
                paths.add(os.path.basename(done.stdout))
        self.assertEqual(len(paths), 3)

    def test_without_o_the_url_is_the_result_and_only_there(self):
        done = self.kling("text2video", "A fox", "--provider", "sim")
        self.assert_exit(done, 0)
        self.assertRegex(done.stdout, r"^http://127\.0\.0\.1:\d+/\S+\n$")
        self.assertNotIn(done.stdout.strip(), done.stderr)

    def test_json_lines_end_with_the_result(self):
        done = self.kling("text2video", "A fox", "-o", "fox.mp4", "--json", "--provider", "sim")
        self.assert_exit(done, 0)
        lines = self.json_lines(done)
        self.assertIn("submitted", [each["state"] for each in lines if each["event"] == "state"])
        result = lines[-1]
        self.assertEqual((result["event"], result["ok"], result["exit"], result["state"]), ("result", True, 0, "succeeded"))
        self.assertRegex(result["task_id"], r"^\d{18}$")
        self.assertEqual(result["outputs"][0]["path"], "fox.mp4")
        self.assertAlmostEqual(result["outputs"][0]["duration_ms"], 5000, delta=200)
        self.assertNotIn("http://", done.stdout.replace(result["token"], ""))

    def test_a_key_from_a_file(self):
        simulator = self.simulator()
        with open(self.path("key"), "w", encoding="utf-8") as file:
            file.write(simulator.api_key + "\n")
        done = self.kling("text2video", "A fox", "--api-key-file", "key", "--base-url", simulator.base_url, "--provider", "custom",
                          "--poll-interval", "50ms")
        self.assert_exit(done, 0)

    def test_access_keys_from_the_environment(self):
        simulator = self.simulator()
        done = self.kling("text2video", "A fox", "--poll-interval", "50ms", environment={
            "KLING_BASE_URL": simulator.base_url, "KLING_ACCESS_KEY": simulator.access_key, "KLING_SECRET_KEY": simulator.secret_key})
        self.assert_exit(done, 0)

    def test_a_proxy_of_the_environment_is_for_https_elsewhere(self):
        nowhere = {"https_proxy": "http://127.0.0.1:1", "HTTPS_PROXY": "http://127.0.0.1:1"}
        simulator = self.simulator()
        for arguments, more in ((["--provider", "sim"], {}), (["--provider", "sim", "--option", "proxy=env"], {}),
                                (["--poll-interval", "50ms"], simulator.environment()),
                                (["--poll-interval", "50ms", "--option", "proxy=env"], simulator.environment())):
            with self.subTest(arguments):
                done = self.kling("text2video", "A fox", "-o", "fox.mp4", "--force", "--option", "max_retries=0", *arguments,
                                  environment={**nowhere, **more})
                self.assert_exit(done, 0)
                self.assertTrue(os.path.exists(self.path("fox.mp4")))

    def test_standard_streams_that_are_closed(self):
        for index, closed in enumerate(("<&-", "2>&-", "<&- 2>&-", "<&- >&- 2>&-")):
            with self.subTest(closed):
                name = f"fox{index}.mp4"
                done = subprocess.run(["sh", "-c", f'"$0" "$@" {closed}', COMMAND, "text2video", "A fox", "-o", name, "--provider", "sim"],
                                      env=clean_environment(), capture_output=True, text=True, timeout=LIMIT, cwd=self.folder)
                self.assert_exit(done, 0)
                self.assertEqual(done.stdout, "" if " >&-" in closed else name + "\n")
                self.assertEqual(done.stderr == "", "2>&-" in closed)
                self.assertAlmostEqual(Clip(self.path(name)).seconds, 5, delta=0.2)

    def test_the_version_with_streams_closed(self):
        done = subprocess.run(["sh", "-c", '"$0" version <&- 2>&-', COMMAND], text=True, capture_output=True, env=clean_environment(),
                              timeout=LIMIT)
        self.assert_exit(done, 0)
        self.assertTrue(done.stdout.startswith("kling "))

    def test_overwrites_with_force(self):
        with open(self.path("fox.mp4"), "w", encoding="utf-8") as file:
            file.write("old")
        done = self.kling("text2video", "A fox", "-o", "fox.mp4", "--force", "--provider", "sim")
        self.assert_exit(done, 0)
        self.assertAlmostEqual(Clip(self.path("fox.mp4")).seconds, 5, delta=0.2)


class Sending(CommandCase):
    """What reaches the service."""

    def sent(self, *arguments, **more):
        simulator = self.simulator()
        done = self.on(simulator, "text2video", *arguments, **more)
        self.assert_exit(done, 0)
        creates = simulator.creates()
        self.assertEqual(len(creates), 1)
        self.assertTrue(json.loads(creates[0])["external_task_id"].startswith("k1-"))
        return creates[0], done

    def test_the_recommended_model_and_a_word_about_it(self):
        body, done = self.sent("A fox")
        self.assertEqual(json.loads(body)["model_name"], "kling-v3")
        self.assertIn("model kling-v3", done.stderr)

    def test_the_model_that_was_chosen(self):
        for flag in ("--model", "--model-name"):
            with self.subTest(flag):
                body, done = self.sent("A fox", flag, "kling-v2-6")
                self.assertEqual(json.loads(body)["model_name"], "kling-v2-6")
                self.assertNotIn("recommended", done.stderr)

    def test_flags_from_the_catalogue(self):
        body, _ = self.sent("A fox", "--negative-prompt", "blur, \"grain\"", "--mode", "pro", "--duration", "7", "--cfg-scale", "0.10",
                            "--sound", "off")
        fields = json.loads(body)
        self.assertEqual(fields["negative_prompt"], "blur, \"grain\"")
        self.assertEqual((fields["mode"], fields["duration"], fields["sound"]), ("pro", "7", "off"))
        self.assertRegex(body, r'"cfg_scale":\s*0\.10\b')

    def test_set_reaches_every_field(self):
        body, _ = self.sent("--set", "prompt=5", "--set", "watermark_info.enabled=true", "--set", "multi_shot=false")
        fields = json.loads(body)
        self.assertEqual(fields["prompt"], "5")
        self.assertIs(fields["watermark_info"]["enabled"], True)
        self.assertIs(fields["multi_shot"], False)

    def test_a_switch_may_have_its_value_behind_it(self):
        for switch, enabled in ((["--watermark-info", "true"], True), (["--watermark-info=false"], False), (["--watermark", "false"], False),
                                (["--watermark-info", '{"enabled":true}'], True), (["--watermark-info"], True)):
            for before, after in ((["A fox"], []), ([], ["A fox"])):
                with self.subTest(switch=switch, before=before):
                    done = self.kling("text2video", *before, *switch, *after, "--json", "true", "--dry-run")
                    self.assert_exit(done, 0)
                    body = json.loads(done.stdout)["body"]
                    self.assertEqual((body["prompt"], body["watermark_info"]), ("A fox", {"enabled": enabled}))
        for switch, value in (["--multi-shot", "true"], True), (["--multi-shot=false"], False), (["--multi-shot", "false"], False):
            with self.subTest(switch):
                shots = [] if not value else ["--shot-type", "customize", "--set", 'multi_prompt=[{"index":1,"prompt":"A fox","duration":"5"}]']
                done = self.kling("image2video", "--image", "https://host.example/b.png", *switch, *shots, "--json", "--dry-run")
                self.assert_exit(done, 0)
                body = json.loads(done.stdout)["body"]
                self.assertIs(body["multi_shot"], value)
                self.assertNotIn("prompt", body)

    def test_a_word_is_no_value_where_no_switch_is_before_it(self):
        for words in (["--negative-prompt", "--multi-shot", "true"], ["true"], ["--mode", "pro", "true"]):
            with self.subTest(words):
                done = self.kling("text2video", "--json", "--dry-run", "--sound", "off", *words)
                self.assert_exit(done, 0)
                self.assertEqual(json.loads(done.stdout)["body"]["prompt"], "true")

    def test_set_of_indexes(self):
        body, _ = self.sent("--multi-shot", "--shot-type", "customize", "--duration", "5",
                            "--set", "multi_prompt[0].index=1", "--set", "multi_prompt[0].prompt=1", "--set", "multi_prompt[0].duration=2",
                            "--set", "multi_prompt[1]={\"index\":2,\"prompt\":\"Snow\",\"duration\":\"3\"}")
        self.assertEqual(json.loads(body)["multi_prompt"], [{"index": 1, "prompt": "1", "duration": "2"},
                                                           {"index": 2, "prompt": "Snow", "duration": "3"}])

    def test_a_whole_body_and_what_is_set_above_it(self):
        with open(self.path("body.json"), "w", encoding="utf-8") as file:
            json.dump({"prompt": "A fox", "model_name": "kling-v2-6", "duration": "10"}, file)
        body, done = self.sent("--json-body", "body.json", "--duration", "5")
        fields = json.loads(body)
        self.assertEqual((fields["prompt"], fields["model_name"], fields["duration"]), ("A fox", "kling-v2-6", "5"))
        self.assertNotIn("recommended", done.stderr)

    def test_a_body_from_the_standard_input(self):
        simulator = self.simulator()
        body = json.dumps({"prompt": "Schnee \u2744", "model_name": "kling-v2-6"})
        done = subprocess.run([COMMAND, "text2video", "--json-body", "-", "--mode", "pro", "--poll-interval", "50ms"], input=body, text=True,
                              env=clean_environment(simulator.environment()), capture_output=True, timeout=LIMIT, cwd=self.folder)
        self.assert_exit(done, 0)
        sent = json.loads(simulator.creates()[0])
        self.assertEqual((sent["prompt"], sent["model_name"], sent["mode"]), ("Schnee \u2744", "kling-v2-6", "pro"))

    def test_dry_run_needs_no_key(self):
        for more, url in (([], "https://api-singapore.klingai.com/v1/videos/text2video"),
                          (["--provider", "cometapi"], "https://api.cometapi.com/kling/v1/videos/text2video"),
                          (["--provider", "custom", "--base-url", "https://host.example"], "https://host.example/v1/videos/text2video"),
                          (["--provider", "sim"], "http://127.0.0.1/v1/videos/text2video")):
            with self.subTest(more):
                done = self.kling("text2video", "A fox", "--dry-run", *more)
                self.assert_exit(done, 0)
                self.assertEqual(json.loads(done.stdout)["url"], url)
                self.assertIn('\n    "prompt": "A fox",\n', done.stdout)
                done = self.kling("text2video", "A fox", "--dry-run", "--json", *more)
                self.assertEqual(self.json_lines(done)[0]["body"]["prompt"], "A fox")
        self.assert_exit(self.kling("text2video", "A fox", "--dry-run", "--duration", "99"), 2)

    def test_dry_run_sends_nothing(self):
        simulator = self.simulator()
        done = self.on(simulator, "text2video", "A fox", "--dry-run")
        self.assert_exit(done, 0)
        shown = json.loads(done.stdout)
        self.assertEqual((shown["method"], shown["body"]["prompt"], shown["body"]["model_name"]), ("POST", "A fox", "kling-v3"))
        self.assertEqual(simulator.creates(), [])


class Help(CommandCase):
    def test_as_a_command(self):
        for words, same in ((["help"], ["--help"]), (["help", "image2video"], ["image2video", "--help"]),
                            (["help", "cost", "text2video"], ["cost", "text2video", "--help"]), (["help", "help"], ["help", "--help"])):
            with self.subTest(words):
                done = self.kling(*words)
                self.assert_exit(done, 0)
                self.assertEqual(done.stdout, self.kling(*same).stdout)
                self.assertIn("Usage: kling ", done.stdout)
        done = self.kling("help", "text2vidoe")
        self.assert_exit(done, 2)
        self.assertIn("there is no command 'text2vidoe'; did you mean text2video?", done.stderr)

    def test_a_pipe_gets_80_columns(self):
        for words in (["--help"], ["image2video", "--help"], ["help", "image2video"]):
            text = self.kling(*words, environment={"COLUMNS": ""}).stdout.split("\nExamples\n")[0]
            self.assertLessEqual(max(map(len, text.splitlines())), 80)
            wide = self.kling(*words, environment={"COLUMNS": "100"}).stdout.split("\nExamples\n")[0]
            self.assertLessEqual(max(map(len, wide.splitlines())), 100)
            self.assertGreater(max(map(len, wide.splitlines())), 80)


class Failure(CommandCase):
    def assert_failed(self, done, code, *words):
        self.assert_exit(done, code)
        self.assertEqual(done.stdout, "")
        for word in words:
            self.assertIn(word, done.stderr)

    def test_usage(self):
        wrong = [[], ["text2vidoe"], ["text2video", "A fox", "--colour", "red"], ["text2video", "A fox", "-o"],
                 ["text2video", "A fox", "another"], ["text2video", "A fox", "--timeout", "soon"],
                 ["text2video", "A fox", "--poll-interval", "-1"], ["text2video", "A fox", "--set", "duration"],
                 ["text2video", "A fox", "--kind", "image2video"], ["text2video", "A fox", "--option", "api_key=x"],
                 ["text2video", "A fox", "--provider", "sim", "--base-url", "http://127.0.0.1:1"], ["wait"],
                 ["save", "1", "--provider", "kling"], ["fields"], ["fields", "text2vidoe"], ["models", "text2vidoe"], ["errors", "77"]]
        for arguments in wrong:
            with self.subTest(arguments):
                done = self.kling(*arguments)
                self.assert_exit(done, 2)
                self.assertNotEqual(done.stderr, "")

    def test_the_nearest_name_is_told(self):
        for arguments, words in ((["text2vidoe"], "no command 'text2vidoe'; did you mean text2video?"),
                                 (["text2video", "x", "--durration", "5"], "no flag --durration; did you mean --duration?"),
                                 (["text2video", "--durration", "5"], "no flag --durration; did you mean --duration?"),
                                 (["omni-video", "x", "--element-id", "5"], "no flag --element-id; did you mean --element?"),
                                 (["text2video", "x", "--helper"], "no flag --helper; did you mean --help?"),
                                 (["image2video", "x", "--imge"], "no flag --imge; did you mean --image?"),
                                 (["wait", "1", "--jsn"], "no flag --jsn; did you mean --json?"),
                                 (["text2video", "x", "--camera-control.type", "simple"], "--set camera_control.type=VALUE"),
                                 (["text2video", "two", "words"], "'words' is one word too many; a prompt of several words stands in quotes"),
                                 (["text2video", "x", "--prompt", "y"], "the prompt is given twice"),
                                 (["text2video", "x", "-o"], "--output needs a value: --output FILE"),
                                 (["text2video", "x", "-o", "-"], "--output needs the path of a file"),
                                 (["text2video", "x", "--mode", "std", "--mode", "pro"], "--mode is given more than once"),
                                 (["text2video", "x", "--timeout", "soon"], "--timeout 'soon' is no time"), (["wait"], "wait: TASK is missing"),
                                 (["fields", "text2vidoe"], 'did you mean "text2video"'), (["models", "text2vidoe"], 'did you mean "text2video"'),
                                 (["errors", "1330"], "no code 1330; did you mean 130"), (["errors", "KLING_E_FEILD"], "did you mean KLING_E_FIELD?"),
                                 (["wait", "1", "2", "-o", "fox.mp4"], "several tasks are saved into a folder")):
            with self.subTest(arguments):
                self.assert_failed(self.kling(*arguments), 2, words)

    def test_usage_as_json(self):
        wrong = [["--json"], ["nosuch", "--json"], ["--json", "nosuch"], ["text2video", "--bogus", "--json"],
                 ["text2video", "--json", "--bogus"], ["text2video", "A fox", "--json", "--timeout", "soon"], ["wait", "--json"],
                 ["text2video", "A fox", "--set", "duration", "--json"], ["fields", "--json"], ["fields", "text2vidoe", "--json"],
                 ["errors", "77", "--json"], ["save", "1", "--json"]]
        for arguments in wrong:
            with self.subTest(arguments):
                done = self.kling(*arguments)
                self.assert_exit(done, 2)
                self.assertNotEqual(done.stderr, "")
                lines = self.json_lines(done)
                self.assertEqual(len(lines), 1)
                self.assertEqual((lines[0]["event"], lines[0]["ok"], lines[0]["exit"]), ("result", False, 2))
                self.assertNotEqual(lines[0]["message"], "")
        done = self.kling("nosuch", "--", "--json")
        self.assert_exit(done, 2)
        self.assertEqual(done.stdout, "")

    def test_option_and_provider_that_do_not_exist(self):
        simulator = self.simulator()
        self.assert_failed(self.on(simulator, "text2video", "A fox", "--provider", "clingai"), 2, "clingai")
        self.assert_failed(self.on(simulator, "text2video", "A fox", "--option", "max_retrys=1"), 2, "max_retries")

    def test_a_bad_field_is_named_and_nothing_sent(self):
        simulator = self.simulator()
        for arguments, word in ((["--duration", "99"], "duration"), (["--aspect-ratio", "4:3"], "aspect_ratio"),
                                (["--set", "durration=5"], "duration"), (["--cfg-scale", "much"], "cfg_scale"),
                                (["--json-body", "body.json"], "body.json: the body is not JSON"), (["--json-body", "none.json"], "none.json")):
            with self.subTest(arguments):
                with open(self.path("body.json"), "w", encoding="utf-8") as file:
                    file.write('{"prompt":"A fox",}')
                code = 8 if "none.json" in arguments else 2
                self.assert_failed(self.on(simulator, "text2video", "A fox", *arguments), code, word)
        self.assertEqual(simulator.creates(), [])

    def test_a_bad_field_as_json(self):
        done = self.on(self.simulator(), "text2video", "A fox", "--duration", "99", "--json")
        self.assert_exit(done, 2)
        result = self.json_lines(done)[-1]
        self.assertEqual((result["ok"], result["exit"], result["status"], result["field"]), (False, 2, "KLING_E_FIELD", "duration"))

    def test_no_credentials(self):
        done = self.kling("text2video", "A fox")
        self.assert_failed(done, 3, "KLING_API_KEY", "KLING_ACCESS_KEY", "KLING_SECRET_KEY", "COMETAPI_KEY", "--provider sim")

    def test_credentials_of_two_providers(self):
        done = self.kling("text2video", "A fox", environment={"KLING_API_KEY": "one", "COMETAPI_KEY": "two"})
        self.assert_failed(done, 2, "KLING_API_KEY", "COMETAPI_KEY")

    def test_a_wrong_key(self):
        simulator = self.simulator()
        done = self.kling("text2video", "A fox", environment={"KLING_BASE_URL": simulator.base_url, "KLING_API_KEY": "wrong-key-of-mine"})
        self.assert_exit(done, 3)
        self.assertNotIn("wrong-key-of-mine", done.stderr)

    def test_a_key_file_that_is_none(self):
        with open(self.path("empty"), "w", encoding="utf-8"):
            pass
        for name in ("missing", "empty"):
            with self.subTest(name):
                self.assert_failed(self.kling("text2video", "A fox", "--api-key-file", name), 8, name)

    def test_no_balance(self):
        self.assert_failed(self.on(self.simulator("--units", "0"), "text2video", "A fox"), 4, "1102")

    def test_connection_refused(self):
        with socket.socket() as held:
            held.bind(("127.0.0.1", 0))
            address = f"http://127.0.0.1:{held.getsockname()[1]}"
            done = self.kling("text2video", "A fox", "--base-url", address, "--option", "max_retries=1", "--option", "retry_base_ms=10",
                              environment={"KLING_API_KEY": "a-key"})
        self.assert_failed(done, 5)

    def test_policy(self):
        simulator = self.simulator()
        simulator.fault("status", status=400, code=1301)
        self.assert_failed(self.on(simulator, "text2video", "A fox"), 6, "1301")

    def test_a_task_that_fails(self):
        simulator = self.simulator()
        done = self.on(simulator, "text2video", "A fox, risk control", "-o", "fox.mp4")
        self.assert_failed(done, 1, "risk control")
        self.assertEqual(os.listdir(self.folder), [])

    def test_a_lost_reply_is_told_as_unknown(self):
        simulator = self.simulator()
        simulator.fault("lost_reply")
        done = self.on(simulator, "text2video", "A fox", "--option", "external_ids=never", "--json")
        self.assert_exit(done, 7)
        self.assertIn("may exist", done.stderr)
        self.assertEqual(self.json_lines(done)[-1]["state"], "unknown")
        self.assertEqual(len(simulator.creates()), 1)

    def test_a_file_that_exists_is_found_before_anything_is_paid(self):
        simulator = self.simulator()
        with open(self.path("fox.mp4"), "w", encoding="utf-8") as file:
            file.write("mine")
        self.assert_failed(self.on(simulator, "text2video", "A fox", "-o", "fox.mp4"), 8, "fox.mp4", "--force")
        self.assert_failed(self.on(simulator, "text2video", "A fox", "-o", "no/folder/fox.mp4"), 8, "no/folder")
        os.makedirs(self.path("kept"), mode=0o555)
        if not os.access(self.path("kept"), os.W_OK):
            self.assert_failed(self.on(simulator, "text2video", "A fox", "-o", "kept/fox.mp4"), 8, "kept")
        self.assertEqual(simulator.creates(), [])
        with open(self.path("fox.mp4"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "mine")

    def test_a_reader_that_has_seen_enough(self):
        simulator = self.simulator()
        paid = ["text2video", "A fox", "-o", "fox.mp4", "--poll-interval", "50ms"]
        for arguments, code in ((["fields", "text2video"], 0), (["--help"], 0), (["errors", "1303"], 0), (["fields", "text2video", "--json"], 0),
                                ([*paid, "--dry-run"], 8), (paid, 8)):
            with self.subTest(arguments):
                reading, writing = os.pipe()
                os.close(reading)
                done = subprocess.run([COMMAND, *arguments], stdout=writing, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                                      env=clean_environment(simulator.environment()), timeout=LIMIT, cwd=self.folder)
                os.close(writing)
                self.assertEqual(done.returncode, code)
                self.assertNotIn("kling:", done.stderr)
        self.assertTrue(os.path.exists(self.path("fox.mp4")))

    def test_a_standard_output_that_is_full(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([COMMAND, "models"], stdout=full, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                                  env=clean_environment(), timeout=LIMIT)
        self.assertEqual(done.returncode, 8)
        self.assertIn("standard output", done.stderr)


class Catalogue(CommandCase):
    def test_tables(self):
        for arguments, words in ((["kinds"], ["text2video", "/v1/videos/text2video"]),
                                 (["fields", "text2video"], ["prompt", "aspect_ratio", "16:9, 9:16, 1:1", "camera_control.config.zoom"]),
                                 (["fields", "--kind", "text2video"], ["prompt"]),
                                 (["models"], ["kling-v3", "kling-v1-6"]), (["models", "text2video"], ["kling-v3"]),
                                 (["errors"], ["1303", "1102"]), (["errors", "1303"], ["1303"]), (["version"], ["kling 0."])):
            with self.subTest(arguments):
                done = self.kling(*arguments)
                self.assert_exit(done, 0)
                self.assertEqual(done.stderr, "")
                for word in words:
                    self.assertIn(word, done.stdout)

    def test_an_error_in_full(self):
        for word, words in (("1303", ["Code 1303", "KLING_E_RATE_LIMITED", "wait for a task to end", "Exit code     5"]),
                            ("KLING_E_BALANCE", ["KLING_E_BALANCE, 401", "1101, 1102", "Exit code     4"]),
                            ("submit_unknown", ["KLING_E_SUBMIT_UNKNOWN, 801", "may exist and bill", "Exit code     7"]),
                            ("801", ["KLING_E_SUBMIT_UNKNOWN"])):
            with self.subTest(word):
                done = self.kling("errors", word)
                self.assert_exit(done, 0)
                for each in words:
                    self.assertIn(each, done.stdout)
        record = self.json_lines(self.kling("errors", "KLING_E_BALANCE", "--json"))[-1]
        self.assertEqual((record["status"], record["number"], record["exit"], record["codes"]), ("KLING_E_BALANCE", 401, 4, [1101, 1102]))

    def test_every_status_and_code_is_explained(self):
        codes = [each["code"] for each in self.json_lines(self.kling("errors", "--json"))]
        header = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "include", "kling", "kling.h")
        with open(header, encoding="utf-8") as file:
            names = sorted(set(re.findall(r"^  (KLING_E_\w+)", file.read(), re.MULTILINE)))
        self.assertGreater(len(names), 30)
        for word in [*map(str, codes), *names]:
            done = self.kling("errors", word)
            self.assert_exit(done, 0)
            for label in ("Meaning", "What to do", "Exit code"):
                self.assertIn("  " + label + " ", done.stdout, word)

    def test_columns_are_aligned(self):
        lines = self.kling("errors").stdout.splitlines()
        column = lines[0].index("STATUS")
        for line in lines[1:]:
            self.assertEqual(line[column - 2:column], "  ")
            self.assertTrue(line[column:].startswith("KLING_E_"), line)

    def test_json_is_one_object_a_line(self):
        for arguments, key in ((["kinds"], "kind"), (["fields", "text2video"], "name"), (["models"], "name"), (["errors", "1303"], "code"),
                               (["version"], "version")):
            with self.subTest(arguments):
                done = self.kling(*arguments, "--json")
                self.assert_exit(done, 0)
                for record in self.json_lines(done):
                    self.assertIn(key, record)

    def test_help_is_made_from_the_catalogue(self):
        done = self.kling("text2video", "--help")
        self.assert_exit(done, 0)
        fields = self.json_lines(self.kling("fields", "text2video", "--json"))
        named = [each["name"] for each in fields if "provider" not in each and not re.search(r"[.\[]", each["name"])]
        self.assertGreater(len(named), 10)
        for name in named:
            self.assertIn("--" + name.replace("_", "-"), done.stdout)
        flags = ("--output", "--provider", "--base-url", "--api-key-file", "--json", "--force", "--poll-interval", "--timeout")
        for flag in ("--model", "--set", *flags):
            self.assertIn(flag, done.stdout)
        # Every command takes them; its own help has those that do something there.
        done = self.kling("--help")
        for flag in ("--kind", *flags[1:]):
            self.assertIn(flag, done.stdout)
        for arguments in (["--kind", "text2video"], ["--poll-interval", "1"], ["--timeout", "1m"], ["--force"], ["--provider", "kling"]):
            self.assert_exit(self.kling("kinds", *arguments), 0)

    def test_version(self):
        done = self.kling("--version")
        self.assert_exit(done, 0)
        self.assertRegex(done.stdout, r"^kling \d+\.\d+\.\d+\n$")


if __name__ == "__main__":
    run_cases()
