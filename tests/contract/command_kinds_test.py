"""Every kind at the shell: files in, pictures, sounds and clips out, and what is made in one command used in the next."""

import base64
import json
import os
import re
import shlex
import subprocess

from clip import Clip
from command_test import COMMAND, CommandCase, LIMIT, QUICK, clean_environment
from media_files import mp3, png
from results import run_cases
from simulator import Simulator

CLIP = "https://host.example/clip.mp4"


class KindCase(CommandCase):
    @classmethod
    def setUpClass(cls):
        cls.shared = Simulator(*QUICK)
        cls.addClassCleanup(cls.shared.__exit__)

    def setUp(self):
        super().setUp()
        self.shared.reset()
        self.files = {"photo.png": png(), "other.png": png(colour=(20, 80, 200)), "coat.png": png(colour=(0, 0, 0)), "voice.mp3": mp3()}
        for name, content in self.files.items():
            with open(self.path(name), "wb") as file:
                file.write(content)

    def run_kind(self, *arguments, code=0, **more):
        done = self.on(self.shared, *arguments, **more)
        self.assert_exit(done, code)
        return done

    def result(self, *arguments, **more):
        """The last line of --json."""
        return self.json_lines(self.run_kind(*arguments, "--json", **more))[-1]

    def sent(self):
        """The bodies of what was posted, in order."""
        return [json.loads(each["body"]) for each in self.shared.get("/_sim/requests")["requests"]
                if each["method"] == "POST" and not each["path"].startswith("/_sim")]

    def base64_of(self, name):
        return base64.b64encode(self.files[name]).decode()

    def content(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()


class Inputs(KindCase):
    """What becomes of files on the way to the service."""

    def test_an_image_is_sent_from_its_file(self):
        done = self.run_kind("image2video", "A fox", "--image", "photo.png", "-o", "clip.mp4")
        self.assertEqual(done.stdout, "clip.mp4\n")
        self.assertAlmostEqual(Clip(self.path("clip.mp4")).seconds, 5, delta=0.2)
        body = self.sent()[0]
        self.assertEqual((body["image"], body["prompt"], body["model_name"]), (self.base64_of("photo.png"), "A fox", "kling-v3"))

    def test_every_way_to_name_a_file(self):
        for text in ("photo.png", "@photo.png", "file:photo.png", "file://" + self.path("photo.png"), self.path("photo.png")):
            with self.subTest(text):
                self.run_kind("image2video", "--image", text)
        with open(self.path("photo.png"), "rb") as file:
            self.run_kind("image2video", "--image", "-", stdin=file)
        self.run_kind("image2video", "--set", "image=@photo.png")
        self.run_kind("image2video", "--image", self.base64_of("photo.png"))
        bodies = self.sent()
        self.assertEqual(len(bodies), 8)
        for body in bodies:
            self.assertEqual(body["image"], self.base64_of("photo.png"))

    def test_a_file_is_sent_by_its_path_says_the_complaint(self):
        with open(self.path("body.json"), "w", encoding="utf-8") as file:
            json.dump({"image": "photo.png"}, file)
        for words in (["--json-body", "body.json"], ["--image", "data:photo.png"]):
            done = self.run_kind("image2video", *words, "--dry-run", code=2)
            self.assertIn("a path sends the file", done.stderr)
            self.assertNotIn("kling_", done.stderr)

    def test_flags_as_kling_spells_the_fields(self):
        clip = [{"video_url": CLIP, "refer_type": "feature"}]
        speech = {"mode": "text2video", "text": "Hello", "voice_id": "oversea_male1", "voice_language": "en", "video_url": CLIP}
        for words, field, value in (
                (["omni-video", "A fox", "--aspect_ratio=16:9", "--video-list", json.dumps(clip)], "video_list", clip),
                (["omni-video", "A fox", "--aspect-ratio", "16:9", "--video_list", json.dumps(clip)], "video_list", clip),
                (["omni-video", "A fox", "--aspect-ratio", "16:9", "--image-url", "https://host.example/a.png"], "image_list",
                 [{"image_url": "https://host.example/a.png"}]),
                (["lip-sync", "--input", json.dumps(speech)], "input", speech),
                (["lip-sync", "--input", json.dumps(speech), "--text", "Bye"], "input", {**speech, "text": "Bye"})):
            with self.subTest(words):
                done = self.run_kind(*words, "--json", "--dry-run")
                self.assertEqual(json.loads(done.stdout)["body"][field], value)
        for words in (["--pageSize", "7"], ["--page-size=7"], ["--page_size", "7"], ["--set", "pageSize=7"]):
            with self.subTest(words):
                done = self.run_kind("presets-voices", *words, "--json", "--dry-run")
                self.assertIn("pageSize=7", json.loads(done.stdout)["url"])

    def test_a_link_is_sent_as_it_is(self):
        self.run_kind("image2video", "--image", "https://host.example/photo.png")
        self.assertEqual(self.sent()[0]["image"], "https://host.example/photo.png")

    def test_a_name_with_an_at_sign_is_no_mystery(self):
        os.rename(self.path("photo.png"), self.path("@photo.png"))
        self.run_kind("image2video", "--image", "@@photo.png")
        self.assertEqual(self.sent()[0]["image"], self.base64_of("photo.png"))

    def test_a_list_is_a_flag_for_each_item(self):
        self.run_kind("multi-image2video", "They meet", "--image", "photo.png", "--image", "https://host.example/b.png")
        self.assertEqual(self.sent()[0]["image_list"], [{"image": self.base64_of("photo.png")}, {"image": "https://host.example/b.png"}])

    def test_set_reaches_an_item(self):
        self.run_kind("multi-image2video", "They meet", "--image", "photo.png", "--set", "image_list[1].image=@other.png")
        self.assertEqual(self.sent()[0]["image_list"], [{"image": self.base64_of("photo.png")}, {"image": self.base64_of("other.png")}])

    def test_a_part_belongs_to_the_item_before_it(self):
        self.run_kind("omni-video", "A fox", "--image", "photo.png", "--image-type", "first_frame", "--image", "other.png", "--image-type",
                      "end_frame")
        self.assertEqual([each["type"] for each in self.sent()[0]["image_list"]], ["first_frame", "end_frame"])

    def test_a_list_as_kling_writes_it(self):
        links = [{"image": f"https://host.example/{index}.png"} for index in range(2)]
        self.run_kind("multi-image2video", "They meet", "--image-list", json.dumps(links), "--image", "https://host.example/2.png")
        self.run_kind("multi-image2video", "They meet", "--image", json.dumps(links[0]), "--image", "https://host.example/1.png")
        bodies = self.sent()
        self.assertEqual(bodies[0]["image_list"], [*links, {"image": "https://host.example/2.png"}])
        self.assertEqual(bodies[1]["image_list"], links)

    def test_members_of_a_needed_object_are_flags(self):
        self.run_kind("effects", "pet_fitness", "--image", "photo.png")
        self.run_kind("effects", "hug_pro", "--images", "photo.png", "--images", "other.png")
        bodies = self.sent()
        self.assertEqual(bodies[0]["input"], {"image": self.base64_of("photo.png")})
        self.assertEqual(bodies[1]["input"], {"images": [self.base64_of("photo.png"), self.base64_of("other.png")]})

    def test_a_long_element_id_keeps_its_digits(self):
        done = self.run_kind("image2video", "A fox", "--image", "photo.png", "--element", "829836802793406551", "--dry-run", "--json")
        self.assertIn('"element_id":829836802793406551', done.stdout)

    def test_dry_run_tells_a_file_by_its_length(self):
        done = self.run_kind("image2video", "A fox", "--image", "photo.png", "--dry-run", "--json")
        self.assertNotIn(self.base64_of("photo.png")[:40], done.stdout)
        self.assertIn(str(len(self.files["photo.png"])), done.stdout)
        self.assertEqual(self.sent(), [])

    def test_no_word_about_a_model_where_there_is_none(self):
        done = self.run_kind("avatar", "--image", "photo.png", "--sound-file", "voice.mp3")
        self.assertNotIn("recommended", done.stderr)
        self.assertNotIn("model_name", self.sent()[0])


class BadInput(KindCase):
    """Nothing is sent, and what is wrong is named."""

    def assert_refused(self, code, words, *arguments, **more):
        with self.subTest(arguments):
            done = self.on(self.shared, *arguments, **more)
            self.assert_exit(done, code)
            self.assertEqual(done.stdout, "")
            for word in words:
                self.assertIn(word, done.stderr)
            self.assertEqual(self.sent(), [])

    def test_a_file_that_is_not_there(self):
        for text in ("photo.pgn", "@photo.pgn", "file:photo.pgn", "folder/photo.png", "."):
            self.assert_refused(8, ["image: ", text.split(":")[-1].lstrip("@")], "image2video", "--image", text)
        self.assert_refused(8, ["image_list[0].image: "], "multi-image2video", "They meet", "--image", "photo.pgn")
        self.assert_refused(8, ["nothing on the standard input"], "image2video", "--image", "-")

    def test_a_file_that_is_none_of_its_kind(self):
        with open(self.path("small.png"), "wb") as file:
            file.write(png(48, 48))
        with open(self.path("text.png"), "w", encoding="utf-8") as file:
            file.write("This is no picture, whatever its name says.")
        self.assert_refused(2, ["image is 48x48 pixels", "300"], "image2video", "--image", "small.png")
        self.assert_refused(2, ["image"], "image2video", "--image", "text.png")
        self.assert_refused(2, ["sound_file", "PNG"], "avatar", "--image", "photo.png", "--sound-file", "photo.png")

    def test_a_video_is_taken_by_its_url_alone(self):
        for text in ("photo.png", "@clip.mp4", "file:clip.mp4", "-"):
            self.assert_refused(2, ["video_url: ", "URL", "https://"], "identify-face", "--video-url", text)
        self.assert_refused(2, ["video_list[0].video_url: "], "omni-video", "A fox", "--video-url", "photo.png")

    def test_flags_of_lists(self):
        self.assert_refused(2, ["--image-type stands behind what it is a part of"], "omni-video", "A fox", "--image-type", "first_frame",
                            "--image", "photo.png")
        self.assert_refused(2, ["as a whole list, behind an item"], "multi-image2video", "A fox", "--image", "photo.png", "--image", "[]")
        self.assert_refused(2, ["did you mean --image?"], "image2video", "--imagee", "photo.png")

    def test_the_standard_input_is_read_once(self):
        self.assert_refused(2, ["read once", "image and for image_tail"], "image2video", "--image", "-", "--image-tail", "-", "--mode", "pro",
                            stdin=open(self.path("photo.png"), "rb"))
        self.assert_refused(2, ["read once"], "image2video", "--json-body", "-", "--image", "-", input='{"prompt":"A fox"}', stdin=None)

    def test_a_word_too_many(self):
        self.assert_refused(2, ["the text is given twice"], "tts", "Hello", "--text", "Hello")
        self.assert_refused(2, ["one word too many"], "tts", "Hello", "there")

    def test_what_is_missing_is_named(self):
        for arguments, field, flag in ((["image2video", "A fox"], "image", "--image FILE"), (["tts", "Hello"], "voice_id", "--voice-id TEXT"),
                                       (["generations"], "prompt", "--prompt TEXT"), (["delete-voices"], "voice_id", "--voice-id TEXT"),
                                       (["expand", "--image", "photo.png"], "up_expansion_ratio", "--up-expansion-ratio NUMBER"),
                                       (["multi-image2video", "A fox"], "image_list", "--image FILE"),
                                       (["effects", "kiss_pro"], "input", "kling effects --help")):
            self.assert_refused(2, [field, flag], *arguments)
            self.assert_refused(2, [field, flag], *arguments, "--dry-run")

    def test_a_folder_that_is_not_there(self):
        self.assert_refused(8, ["made/: ", "mkdir -p made/"], "generations", "A fox", "-o", "made/")


class Outputs(KindCase):
    """What is printed and saved."""

    def test_several_images(self):
        os.makedirs(self.path("made"))
        done = self.run_kind("generations", "A fox in snow", "--n", "3", "-o", "made/")
        paths = done.stdout.splitlines()
        self.assertEqual(len(set(paths)), 3)
        for path in paths:
            self.assertTrue(path.startswith("made/"))
            self.assertTrue(self.content(path).startswith(b"\x89PNG"))
        done = self.run_kind("generations", "A fox in snow", "--n", "2", "-o", "fox.png")
        self.assertEqual(done.stdout, "fox.png\nfox-2.png\n")

    def test_speech(self):
        done = self.run_kind("tts", "Good morning", "--voice-id", "oversea_male1", "--voice-language", "en", "-o", "hello.mp3")
        self.assertEqual(done.stdout, "hello.mp3\n")
        self.assertRegex(self.content("hello.mp3")[:3], rb"^ID3|^\xff[\xe2-\xff]")
        self.assertNotIn("submitted", done.stderr)
        self.assertRegex(done.stderr, r"(?m)^succeeded  ")
        self.assertRegex(done.stderr, r"(?m)^audio id \S+$")

    def test_speech_without_a_file_is_its_link(self):
        done = self.run_kind("tts", "Good morning", "--voice-id", "oversea_male1", "--voice-language", "en")
        self.assertRegex(done.stdout, r"^http://127\.0\.0\.1:\d+/\S+\n$")

    def test_json_of_what_answers_at_once_has_the_reply(self):
        result = self.result("tts", "Good morning", "--voice-id", "oversea_male1", "--voice-language", "en", "-o", "hello.mp3")
        self.assertEqual((result["state"], result["kind"], result["outputs"][0]["path"]), ("succeeded", "tts", "hello.mp3"))
        self.assertEqual(result["outputs"][0]["id"], result["reply"]["data"]["task_result"]["audios"][0]["id"])
        self.assertEqual(result["reply"]["code"], 0)
        self.assertNotIn("token", result)

    def test_a_video_tells_its_id(self):
        result = self.result("text2video", "A fox", "-o", "fox.mp4")
        self.assertNotIn("reply", result)
        done = self.run_kind("text2video", "A fox", "-o", "fox.mp4", "--force")
        self.assertRegex(done.stderr, r"(?m)^video id \S+$")
        self.assertEqual(done.stdout, "fox.mp4\n")
        self.assertTrue(result["outputs"][0]["id"])

    def test_a_watermarked_version_is_one_more_output(self):
        result = self.result("text2video", "A fox", "--watermark", "-o", "fox.mp4")
        self.assertEqual([(each["type"], each["path"]) for each in result["outputs"]], [("video", "fox.mp4"), ("watermark", "fox-2.mp4")])
        self.assertIs(self.sent()[0]["watermark_info"]["enabled"], True)

    def test_the_parts_of_an_image_are_told_by_name(self):
        done = self.run_kind("image-recognize", "photo.png")
        self.assertRegex(done.stdout, r"(?m)^object_seg  http://")

    def test_two_sorts_of_sound(self):
        done = self.run_kind("text-to-audio", "Rain on a roof", "--duration", "5", "-o", "rain.mp3")
        names = done.stdout.splitlines()
        self.assertEqual(names, ["rain.mp3", "rain-2.wav"])
        self.assertEqual(len(re.findall("audio id", done.stderr)), 1)
        self.assertTrue(self.content(names[1]).startswith(b"RIFF"))

    def test_lists_are_tables(self):
        for arguments, heading in ((["presets-voices"], "voice_id"), (["advanced-presets-elements"], "element_id"),
                                   (["costs"], "resource_pack_name")):
            with self.subTest(arguments):
                done = self.run_kind(*arguments)
                lines = done.stdout.splitlines()
                self.assertIn(heading, lines[0])
                self.assertGreater(len(lines), 1)
                self.assertEqual(self.result(*arguments)["reply"]["code"], 0)

    def test_the_ledger_of_the_last_days(self):
        self.run_kind("tts", "Good morning", "--voice-id", "oversea_male1", "--voice-language", "en")
        done = self.run_kind("package")
        self.assertIn("of the last 30 days", done.stderr)
        body = self.sent()[-1]
        self.assertEqual(body["end_time"] - body["start_time"], 30 * 24 * 3600 * 1000)
        self.run_kind("package", "--start-time", "7d", "--end-time", "0h")
        body = self.sent()[-1]
        self.assertAlmostEqual(body["end_time"] - body["start_time"], 7 * 24 * 3600 * 1000, delta=2000)

    def test_a_ledger_ends_now(self):
        for kind in ("balance", "package"):
            done = self.run_kind(kind, "--start-time", "20d")
            self.assertNotIn("of the last", done.stderr)
            body = self.sent()[-1]
            self.assertAlmostEqual(body["end_time"] - body["start_time"], 20 * 24 * 3600 * 1000, delta=2000)
        done = self.run_kind("costs", "--start-time", "20d", "--json", "--dry-run")
        self.assertRegex(json.loads(done.stdout)["url"], "end_time=[0-9]+&start_time=[0-9]+")

    def test_any_call(self):
        task = self.result("text2video", "A fox")["task_id"]
        done = self.run_kind("call", f"/v1/videos/text2video/{task}", "--method", "GET")
        self.assertEqual(json.loads(done.stdout)["task_id"], task)
        path = f"/v1/videos/text2video/{task}"
        for words in (["GET", path], [path], ["--method", "GET", "--path", path], ["--path", path], [path, "--method", "GET"]):
            with self.subTest(words):
                self.assertEqual(json.loads(self.run_kind("call", *words).stdout)["task_id"], task)
        for words, method in ((["POST", "/v1/x", "--body", "{}"], "POST"), (["DELETE", "/v1/x"], "DELETE"), (["/v1/x", "--set", "method=PUT"], "PUT")):
            with self.subTest(words):
                self.assertEqual(json.loads(self.run_kind("call", *words, "--json", "--dry-run").stdout)["method"], method)
        for words, said in ((["/v1/x", "--body", "{}"], "method is required"), (["GET", "/v1/x", "--method", "POST"], "method is given twice"),
                            (["GET", "/v1/x", "more"], "'more' is one word too many"), ([], "path is required"),
                            (["/v1/x", "GET"], "method is")):
            with self.subTest(words):
                self.assertIn(said, self.run_kind("call", *words, "--dry-run", code=2).stderr)
        self.assertRegex(self.kling("call", "--help").stdout, r"Usage: kling call \[METHOD\] PATH \[flags\](.|\n)*default GET")


class Chains(KindCase):
    """What one command makes is used by the next."""

    def test_an_element_is_made_used_and_deleted(self):
        element = self.run_kind("elements", "Fox", "--element-description", "A red fox", "--reference-type", "image_refer", "--frontal-image",
                                "photo.png", "--refer-image", "other.png").stdout.strip()
        self.assertRegex(element, r"^\d+$")
        made = self.sent()[0]
        self.assertEqual(made["element_image_list"], {"frontal_image": self.base64_of("photo.png"),
                                                      "refer_images": [{"image_url": self.base64_of("other.png")}]})
        self.run_kind("image2video", "A fox", "--image", "photo.png", "--element", element)
        self.assertEqual(self.sent()[1]["element_list"], [{"element_id": int(element)}])
        done = self.run_kind("delete-advanced-elements", element)
        self.assertIn("{", done.stdout)
        self.assertEqual(self.sent()[2], {"element_id": element})
        done = self.run_kind("delete-advanced-elements", element, code=2)
        self.assertIn("deleted", done.stderr)

    def test_a_voice_is_made_and_deleted(self):
        result = self.result("voices", "Narrator", "--voice-url", "https://host.example/voice.mp3")
        voice = result["outputs"][0]
        self.assertEqual((voice["type"], voice["id"]), ("voice", result["reply"]["data"]["task_result"]["voices"][0]["voice_id"]))
        self.run_kind("delete-voices", voice["id"])
        self.assertEqual(self.sent()[-1], {"voice_id": voice["id"]})

    def test_a_face_is_found_and_speaks(self):
        found = json.loads(self.run_kind("identify-face", "--video-url", CLIP).stdout)
        face = found["face_data"][0]
        done = self.run_kind("advanced-lip-sync", found["session_id"], "--face-id", face["face_id"], "--sound-file", "voice.mp3",
                             "--sound-start-time", "0", "--sound-end-time", "3000", "--sound-insert-time", str(face["start_time"]),
                             "-o", "speaks.mp4")
        self.assertEqual(done.stdout, "speaks.mp4\n")
        self.assertGreater(Clip(self.path("speaks.mp4")).seconds, 1)
        self.assertEqual(self.sent()[1]["face_choose"][0]["sound_file"], self.base64_of("voice.mp3"))

    def test_speech_is_lent_to_a_portrait(self):
        audio = self.result("tts", "Good morning, and welcome to the lighthouse of all places", "--voice-id",
                            "oversea_male1", "--voice-language", "en")["outputs"][0]["id"]
        self.run_kind("avatar", "--image", "photo.png", "--audio-id", audio, "-o", "speaks.mp4")
        self.assertEqual(self.sent()[1]["audio_id"], audio)

    def test_masks_are_told_by_their_bytes(self):
        session = json.loads(self.run_kind("multi-elements-init-selection", "--video-url", CLIP).stdout)["session_id"]
        selected = ["multi-elements-add-selection", session, "--frame-index", "0", "--points", '[{"x":0.5,"y":0.5}]']
        shown = json.loads(self.run_kind(*selected).stdout)["res"]["rle_mask_list"][0]
        whole = self.result(*selected)["reply"]["data"]["res"]["rle_mask_list"][0]
        picture = base64.b64decode(whole["png_mask"]["base64"], validate=True)
        self.assertTrue(picture.startswith(b"\x89PNG"))
        self.assertEqual(shown["png_mask"]["base64"], f"<{len(picture)} bytes>")
        self.assertEqual(shown["rle_mask"], whole["rle_mask"])

    def test_things_are_selected_and_removed(self):
        session = json.loads(self.run_kind("multi-elements-init-selection", "--video-url", CLIP).stdout)["session_id"]
        points = ["--frame-index", "0", "--points", '[{"x":0.5,"y":0.5}]']
        done = self.run_kind("multi-elements-add-selection", session, *points, "-o", "mask.png")
        self.assertEqual(json.loads(done.stdout)["session_id"], session)
        self.assertIn("nothing in the answer that could be saved", done.stderr)
        done = self.run_kind("multi-elements-preview-selection", session, "-o", "preview.mp4")
        self.assertEqual(json.loads(done.stdout)["session_id"], session)
        self.assertIn("saved preview.mp4\n", done.stderr)
        self.assertGreater(os.path.getsize(self.path("preview.mp4")), 1000)
        self.run_kind("multi-elements", "Remove the dog from <<<video_1>>>", "--session-id", session, "--edit-mode", "removal", "-o", "clip.mp4")
        self.assertGreater(os.path.getsize(self.path("clip.mp4")), 1000)


class TakeUp(KindCase):
    """status, wait and save know every kind that makes tasks."""

    def test_a_task_of_another_kind(self):
        result = self.result("generations", "A fox", "--n", "2")
        task = result["task_id"]
        os.makedirs(self.path("made"))
        done = self.run_kind("status", task, "--kind", "generations")
        self.assertRegex(done.stdout, r"(?m)^output +image  .*http")
        done = self.run_kind("save", task, "--kind", "generations", "-o", "made/")
        self.assertEqual(len(os.listdir(self.path("made"))), 2)
        self.assertEqual(len(done.stdout.splitlines()), 2)
        done = self.run_kind("wait", result["token"])
        self.assertEqual(len(done.stdout.splitlines()), 2)

    def test_outputs_of_two_sorts(self):
        task = self.result("text-to-audio", "Rain on a roof", "--duration", "5")["task_id"]
        done = self.run_kind("save", task, "--kind", "text-to-audio", "-o", "rain.mp3")
        self.assertEqual(done.stdout.splitlines(), ["rain.mp3", "rain-2.wav"])

    def test_an_element_is_found_again(self):
        result = self.result("elements", "Fox", "--element-description", "A red fox", "--reference-type", "image_refer", "--frontal-image",
                             "photo.png", "--refer-image", "other.png")
        element = result["outputs"][0]["id"]
        for command in (["wait"], ["save", "-o", self.folder + "/"]):
            done = self.run_kind(command[0], result["task_id"], "--kind", "elements", *command[1:])
            self.assertEqual(done.stdout, element + "\n")
        self.assertIn(f"id {element}", self.run_kind("status", result["task_id"], "--kind", "elements").stdout)

    def test_what_answers_at_once_leaves_no_task(self):
        for command in (["status", "1"], ["wait", "1"], ["save", "1", "-o", "made.mp3"], ["wait", "abc"]):
            for kind in ("tts", "costs"):
                done = self.run_kind(*command, "--kind", kind, code=2)
                self.assertIn(f"kling {kind} answers at once: there is no task '{command[1]}' of it here", done.stderr)
                self.assertIn("its token", done.stderr)

    def test_a_kind_that_does_not_exist(self):
        done = self.run_kind("wait", "1", "--kind", "generation", code=2)
        self.assertIn("generations", done.stderr)


class Examples(KindCase):
    def examples(self):
        for kind in self.json_lines(self.kling("kinds", "--json")):
            text = self.kling(kind["kind"], "--help").stdout.split("\nExamples\n")[1]
            yield kind["kind"], [shlex.split(line) for line in text.strip().splitlines()]

    def test_every_kind_has_one_that_works_as_it_stands(self):
        count = 0
        for kind, lines in self.examples():
            for words in lines:
                self.assertEqual(words[:2], ["kling", kind])
                if words[-2:] != ["--provider", "sim"]:
                    continue
                with self.subTest(words):
                    del words[-2:]
                    for name in self.files:
                        if "-o" in words and words[words.index("-o") + 1] == name:
                            os.remove(self.path(name))
                    done = self.run_kind(*words[1:], *(["--force"] if "-o" in words else []))
                    self.assertNotEqual(done.stdout, "")
                    count += 1
                for name, content in self.files.items():
                    with open(self.path(name), "wb") as file:
                        file.write(content)
        self.assertGreater(count, 28)

    def test_every_one_is_a_request_that_may_be_sent(self):
        for kind, lines in self.examples():
            for words in lines:
                if "--dry-run" in words:
                    with self.subTest(words):
                        self.assert_exit(self.kling(*words[1:]), 0)
        self.assertEqual(self.sent(), [])


class Interrupted(KindCase):
    def test_nobody_is_told_to_take_up_what_answers_at_once(self):
        self.shared.post("/_sim/faults", {"faults": [{"method": "POST", "path": "/v1/audio/tts", "count": 100, "fault": "lost_reply"}]})
        done = self.run_kind("tts", "Good morning", "--voice-id", "oversea_male1", "--voice-language", "en", code=7)
        self.assertEqual(done.stderr.count("billed"), 1, done.stderr)
        self.assertIn("the call may have been carried out and billed", done.stderr)
        self.assertNotIn("Take it up", done.stderr)
        self.assertNotIn("external id", done.stderr)
        self.assertEqual(len(self.sent()), 1)


class Folders(KindCase):
    def test_one_that_is_not_there_is_told_in_the_result(self):
        for words in (["text2video", "A fox"], ["text-to-audio", "Rain", "--duration", "5"]):
            with self.subTest(words):
                result = self.result(*words, "-o", "nowhere/", code=8)
                self.assertEqual((result["event"], result["ok"], result["exit"]), ("result", False, 8))
                self.assertIn("nowhere/", result["message"])
        self.assertEqual(self.sent(), [])


class Bills(KindCase):
    """What is said of the bill is said once, and of free calls not at all."""

    def test_a_lost_reply(self):
        free = self.run_lost("/v1/general/delete-voices", "delete-voices", "123", code=7)
        self.assertNotIn("bill", free.stderr)
        task = self.run_lost("/v1/videos/text2video", "text2video", "A fox", "--timeout", "300ms", code=7)
        self.assertEqual(len(re.findall(r"\bbill", task.stderr)), 1, task.stderr)
        self.assertRegex(task.stderr, "its external id is k1-")

    def run_lost(self, path, *arguments, code):
        self.shared.post("/_sim/faults", {"faults": [{"method": "POST", "path": path, "count": 100, "fault": "lost_reply", "drop_external_id": True}]})
        return self.run_kind(*arguments, code=code)

    def test_a_refusal(self):
        for kind, path, said in ((["tts", "Hello", "--voice-id", "oversea_male1", "--voice-language", "en"], "/v1/audio/tts", 1),
                                 (["delete-voices", "123"], "/v1/general/delete-voices", 0), (["costs"], "/account/costs", 0)):
            with self.subTest(kind):
                self.shared.post("/_sim/faults", {"faults": [{"path": path, "fault": "status", "status": 400, "code": 1201}]})
                done = self.kling(*kind, environment=self.shared.environment())
                self.assertNotEqual(done.returncode, 0, done.stdout)
                self.assertEqual(done.stderr.count("billed"), said, done.stderr)


if __name__ == "__main__":
    run_cases()
