"""The kinds of the new generation at the shell: items as words and flags, settings, the other generation's words, tokens, credentials."""

import json
import os

from clip import Clip
from command_kinds_test import CLIP, KindCase
from command_test import CommandCase
from results import run_cases


class NewCase(KindCase):
    def shown(self, *arguments, **more):
        """What --dry-run prints."""
        done = self.kling(*arguments, "--dry-run", "--json", **more)
        self.assert_exit(done, 0)
        return json.loads(done.stdout), done.stderr

    def contents(self, *arguments):
        return self.shown(*arguments)[0]["body"]["contents"]

    def paths(self):
        return [each["path"] for each in self.shared.get("/_sim/requests")["requests"] if not each["path"].startswith("/_sim")]


class Jobs(NewCase):
    """From words to a clip."""

    def test_a_text(self):
        done = self.run_kind("text-to-video", "a vacation on the beach", "--model", "kling-3.0-turbo", "--resolution", "1080p", "--duration",
                             "5", "--aspect-ratio", "16:9", "-o", "clip.mp4")
        self.assertEqual(done.stdout, "clip.mp4\n")
        clip = Clip(self.path("clip.mp4"))
        self.assertAlmostEqual(clip.seconds, 5, delta=0.2)
        self.assertTrue(clip.has_sound) # this model always makes it
        self.assertNotIn("recommended", done.stderr)
        body = self.sent()[0]
        self.assertEqual(body["settings"], {"resolution": "1080p", "duration": 5, "aspect_ratio": "16:9"})
        self.assertNotIn("model_name", body)
        self.assertTrue(body["options"]["external_task_id"].startswith("k1-"))
        self.assertEqual(self.paths()[0], "/text-to-video/kling-3.0-turbo")

    def test_a_picture_and_words(self):
        done = self.run_kind("image-to-video", "photo.png", "she waves", "-o", "clip.mp4")
        self.assertEqual(done.stdout, "clip.mp4\n")
        self.assertAlmostEqual(Clip(self.path("clip.mp4")).seconds, 5, delta=0.2)
        self.assertIn("model kling-3.0 (recommended; --model chooses another)", done.stderr)
        self.assertEqual(self.sent()[0]["contents"], [{"type": "first_frame", "url": self.base64_of("photo.png")},
                                                      {"type": "prompt", "text": "she waves"}])
        self.assertEqual(self.paths()[0], "/image-to-video/kling-3.0")

    def test_things_and_a_video(self):
        self.run_kind("new-omni-video", "put @image_1 into @video_1", "--refer-image", "photo.png", "--base-video", CLIP, "-o", "clip.mp4")
        self.assertEqual(self.sent()[0]["contents"], [
            {"type": "prompt", "text": "put @image_1 into @video_1"},
            {"type": "refer_image", "url": self.base64_of("photo.png"), "id": "image_1"},
            {"type": "base_video", "url": CLIP, "id": "video_1"}])
        self.assertGreater(os.path.getsize(self.path("clip.mp4")), 1000)

    def test_a_movement(self):
        done = self.run_kind("new-motion-control", "photo.png", CLIP, "--character-orientation", "video", "--json")
        self.assertEqual(self.json_lines(done)[-1]["kind"], "new-motion-control")
        body = self.sent()[0]
        self.assertEqual(body["contents"], [{"type": "image", "url": self.base64_of("photo.png")}, {"type": "video", "url": CLIP}])
        self.assertEqual(body["settings"], {"character_orientation": "video"})


class Items(NewCase):
    """What becomes of flags and words; nothing is sent."""

    def test_flags_in_the_order_they_are_typed(self):
        items = self.contents("image-to-video", "--voice", "5", "--id", "me", "--prompt", "@me speaks", "--first-frame",
                              "https://host.example/a.png", "--model", "kling-2.6", "--audio", "native", "--resolution", "1080p")
        self.assertEqual(items, [{"type": "voice", "voice_id": "5", "id": "me"}, {"type": "prompt", "text": "@me speaks"},
                                 {"type": "first_frame", "url": "https://host.example/a.png"}])

    def test_a_long_element_id_keeps_its_digits(self):
        items = self.contents("image-to-video", "photo.png", "a fox", "--element", "829836802793406551")
        self.assertEqual(items[2], {"type": "element", "element_id": "829836802793406551"})

    def test_every_way_to_give_them_whole(self):
        whole = [{"type": "first_frame", "url": "https://host.example/a.png"}, {"type": "prompt", "text": "old"}]
        self.assertEqual(self.contents("image-to-video", "--contents", json.dumps(whole)), whole)
        self.assertEqual(self.contents("image-to-video", "--contents", json.dumps(whole), "new")[1]["text"], "new")
        self.assertEqual(self.contents("image-to-video", "--contents", json.dumps(whole), "--set", "contents[1].text=set")[1]["text"], "set")
        with open(self.path("body.json"), "w", encoding="utf-8") as file:
            json.dump({"model_name": "kling-3.0", "contents": whole, "settings": {"duration": 7}}, file)
        shown, said = self.shown("image-to-video", "new", "--last-frame", "https://host.example/b.png", "--json-body", "body.json",
                                 "--resolution", "4k", "--multi-shot=false", "--callback-url", "https://host.example/called")
        self.assertNotIn("recommended", said)
        body = shown["body"]
        self.assertEqual(body["contents"], [whole[0], {"type": "prompt", "text": "new"},
                                            {"type": "last_frame", "url": "https://host.example/b.png"}])
        self.assertEqual(body["settings"], {"duration": 7, "resolution": "4k", "multi_shot": False})
        self.assertEqual(body["options"]["callback_url"], "https://host.example/called")
        shown, _ = self.shown("text-to-video", "a fox", "--settings", '{"duration":7}', "--options", '{"watermark_info":{"enabled":true}}')
        self.assertEqual((shown["body"]["settings"]["duration"], shown["body"]["options"]["watermark_info"]), (7, {"enabled": True}))

    def test_the_watermark_is_a_switch(self):
        for flag in ("--watermark", "--watermark-info"):
            self.assertIs(self.shown("text-to-video", flag, "a fox")[0]["body"]["options"]["watermark_info"]["enabled"], True)


class Refusals(NewCase):
    def assert_refused(self, code, words, *arguments):
        with self.subTest(arguments):
            done = self.on(self.shared, *arguments)
            self.assert_exit(done, code)
            for word in words:
                self.assertIn(word, done.stderr)
            self.assertEqual(self.sent(), [])

    def test_what_is_wrong_is_named(self):
        self.assert_refused(2, ["first_frame", "Give it with --first-frame FILE"], "image-to-video", "she waves")
        self.assert_refused(2, ["prompt", "Give it with --prompt TEXT"], "image-to-video", "photo.png")
        self.assert_refused(2, ["character_orientation is required", "--character-orientation image|video"], "new-motion-control", "photo.png", CLIP)
        self.assert_refused(8, ["there is no file 'phto.png'"], "image-to-video", "phto.png", "she waves")
        self.assert_refused(8, ["there is no file 'phto.png'"], "image-to-video", "she waves", "--first-frame", "phto.png")
        self.assert_refused(2, ["URL", "https://"], "new-omni-video", "a fox", "--base-video", "photo.png")
        self.assert_refused(2, ["'other.png' is one word too many; a prompt of several words"], "new-motion-control", "photo.png", CLIP, "other.png")
        self.assert_refused(2, ["--id stands behind what it is a part of"], "image-to-video", "--id", "fox", "--first-frame", "photo.png")
        self.assert_refused(2, ["at least 300"], "image-to-video", "small.png", "she waves")

    def setUp(self):
        super().setUp()
        from media_files import png
        with open(self.path("small.png"), "wb") as file:
            file.write(png(48, 48))

    def test_the_other_generation_calls_it_otherwise(self):
        for words, said in ((["text-to-video", "a fox", "--mode", "pro"], "--mode; did you mean --resolution?"),
                            (["text-to-video", "a fox", "--sound", "on"], "--sound; did you mean --audio?"),
                            (["image-to-video", "a fox", "--image", "photo.png"], "--image; did you mean --first-frame?"),
                            (["text2video", "a fox", "--resolution", "1080p"], "--resolution; did you mean --mode?"),
                            (["image2video", "a fox", "--last-frame", "photo.png"], "--last-frame; did you mean --image-tail?")):
            self.assert_refused(2, [said], *words)

    def test_what_a_kind_does_not_have_is_told_with_the_reason(self):
        for words, said in ((["image-to-video", "a fox", "--aspect-ratio", "16:9"], "--aspect-ratio; the video has the shape of the picture"),
                            (["text-to-video", "a fox", "--negative-prompt", "x"], "--negative-prompt; the new generation has none: the prompt"),
                            (["text-to-video", "a fox", "--image", "photo.png"], "--image; image-to-video makes a video of a picture"),
                            (["text-to-video", "a fox", "--promt", "x"], "--promt; did you mean --prompt?")):
            self.assert_refused(2, [said], *words)

    def test_items_that_are_missing_are_asked_for_as_words(self):
        self.assert_refused(2, ["contents is required", "Give them as words: kling new-motion-control [IMAGE] [VIDEO] [PROMPT];"],
                            "new-motion-control")

    def test_a_reference_to_nothing_is_told(self):
        words = ["new-omni-video", "@image_2 and @image_1 run", "--refer-image", "photo.png", "--aspect-ratio", "16:9"]
        self.assertIn("the prompt speaks of @image_2, and there is none\n", self.shown(*words)[1])
        self.assertNotIn("speaks of", self.shown(*words, "--refer-image", "photo.png")[1])
        named = ["new-omni-video", "@image_2 runs", "--refer-image", "photo.png", "--id", "image_2", "--aspect-ratio", "16:9"]
        self.assertNotIn("speaks of", self.shown(*named)[1])

    def test_the_other_provider_s_key_is_told(self):
        for key, words, said in (("KLING_API_KEY", ["--provider", "cometapi"], "set COMETAPI_KEY"),
                                 ("COMETAPI_KEY", ["--provider", "kling"], "is for provider cometapi alone: set KLING_API_KEY")):
            done = self.kling("text2video", "a fox", *words, environment={key: "secret-of-a-test"})
            self.assert_exit(done, 3)
            self.assertIn("What is set, " + key, done.stderr)
            self.assertIn(said, done.stderr)
            self.assertNotIn("secret-of-a-test", done.stderr)

    def test_a_quota_that_only_the_gateway_tells(self):
        self.assert_refused(2, ["quota is told by provider cometapi alone", "kling account tells what is left"], "quota")
        self.assertIn("At CometAPI it is what each key has used", " ".join(self.kling("account", "--help").stdout.split()))

    def test_signed_tokens_are_not_taken(self):
        keys = {"KLING_BASE_URL": self.shared.base_url, "KLING_ACCESS_KEY": self.shared.access_key, "KLING_SECRET_KEY": self.shared.secret_key}
        for words in (["text-to-video", "a fox"], ["text2video", "a fox", "--model", "kling-3.0-turbo", "--sound", "on"],
                      ["wait", "123", "--kind", "text-to-video"]):
            with self.subTest(words):
                done = self.kling(*words, environment=keys)
                self.assert_exit(done, 3)
                self.assertIn("API key", done.stderr)
                self.assertIn("set KLING_API_KEY", done.stderr)
                self.assertNotIn(self.shared.secret_key, done.stderr)
        self.assertEqual(self.paths(), [])


class Translation(NewCase):
    """A model that the other generation has is reached by the words of this one, and it is said."""

    def test_a_legacy_kind_with_a_new_model(self):
        done = self.run_kind("text2video", "a vacation on the beach", "--model", "kling-3.0-turbo", "--sound", "on", "--mode", "pro",
                             "-o", "clip.mp4")
        self.assertEqual(done.stdout, "clip.mp4\n")
        self.assertIn("sent as text-to-video, of the new generation: POST /text-to-video/kling-3.0-turbo\n", done.stderr)
        self.assertEqual(self.sent()[0]["settings"]["resolution"], "1080p")
        self.assertEqual(self.paths()[0], "/text-to-video/kling-3.0-turbo")

    def test_a_new_kind_with_a_legacy_model(self):
        shown, said = self.shown("text-to-video", "a fox", "--model", "kling-v3", "--resolution", "1080p", "--multi-shot=false")
        self.assertIn("sent as text2video, of the legacy generation: POST /v1/videos/text2video\n", said)
        self.assertEqual((shown["body"]["mode"], shown["body"]["model_name"]), ("pro", "kling-v3"))

    def test_no_word_where_nothing_is_translated(self):
        for words in (["text2video", "a fox"], ["text-to-video", "a fox"], ["call", "GET", "/v1/x"], ["costs"]):
            with self.subTest(words):
                self.assertNotIn("sent as", self.shown(*words)[1])

    def test_nothing_is_translated_where_the_new_generation_is_not_documented(self):
        for kind, path in (("text2video", "/v1/videos/text2video"), ("text-to-video", "/text-to-video/kling-3.0-turbo")):
            with self.subTest(kind):
                shown, said = self.shown(kind, "a fox", "--model", "kling-3.0-turbo", "--provider", "cometapi")
                self.assertEqual(shown["url"], "https://api.cometapi.com/kling" + path)
                self.assertNotIn("sent as", said)

    def test_what_has_no_words_there_is_refused(self):
        done = self.run_kind("text2video", "a fox", "--model", "kling-3.0-turbo", code=2)
        self.assertIn("sound", done.stderr)
        self.assertEqual(self.sent(), [])

    def test_its_cost_is_that_of_what_is_sent(self):
        legacy = self.kling("cost", "text2video", "--model", "kling-3.0-turbo", "--sound", "on", "--mode", "pro")
        new = self.kling("cost", "text-to-video", "--model", "kling-3.0-turbo", "--resolution", "1080p")
        self.assert_exit(legacy, 0)
        self.assertIn("video units", new.stdout)
        self.assertEqual(legacy.stdout, new.stdout)

    def test_the_cost_of_what_is_not_complete(self):
        done = self.kling("cost", "image-to-video", "photo.png", "--resolution", "1080p")
        self.assert_exit(done, 0)
        self.assertIn("video units", done.stdout)
        done = self.kling("cost", "image-to-video", "photo.png", "she waves", "--last-frame", "photo.png", "--model", "kling-3.0-turbo")
        self.assert_exit(done, 2)
        self.assertIn("contents[2].type", done.stderr)


class TakeUp(NewCase):
    def test_by_token_by_id_and_several(self):
        first = self.result("text-to-video", "a fox")
        second = self.result("text-to-video", "another fox", "--external-task-id", "my-fox")
        done = self.run_kind("status", first["task_id"], "my-fox", "--kind", "text-to-video")
        self.assertEqual(done.stdout.count("succeeded"), 2)
        self.assertRegex(done.stdout, r"(?m)^created +20\d\d-")
        self.assertIn(second["task_id"], done.stdout)
        looked = self.json_lines(self.run_kind("status", first["task_id"], second["token"], "--kind", "text-to-video", "--json"))
        self.assertEqual([each["task_id"] for each in looked], [first["task_id"], second["task_id"]])
        self.assertGreater(looked[0]["created_ms"], 0)
        self.assertEqual({each["kind"] for each in looked}, {"text-to-video"})
        done = self.run_kind("save", first["token"], "-o", "clip.mp4")
        self.assertEqual(done.stdout, "clip.mp4\n")
        done = self.run_kind("wait", second["task_id"], "--kind", "text-to-video")
        self.assertRegex(done.stdout, r"^http\S+\n$")
        legacy = self.result("generations", "a lighthouse")
        done = self.run_kind("save", legacy["task_id"], "--kind", "text-to-video", "-o", "any.png") # as its hint says
        self.assertEqual(done.stdout, "any.png\n")
        done = self.run_kind("status", first["task_id"], code=2)
        self.assertIn("Without --kind it is looked for as text2video; with Kling's API key, --kind text-to-video finds", done.stderr)
        self.assertNotIn("Without --kind", self.run_kind("status", first["task_id"], "--kind", "text2video", code=2).stderr)
        done = self.run_kind("wait", "999", "--kind", "text-to-video", code=2)
        self.assertIn("knows no text-to-video task '999'", done.stderr)


class Tables(CommandCase):
    def test_tell_the_generation(self):
        kinds = self.kling("kinds").stdout.splitlines()
        column = kinds[0].index("GENERATION")
        told = {line.split()[0]: line[column:].split()[0] for line in kinds[1:]}
        self.assertEqual((told["text2video"], told["text-to-video"], told["new-motion-control"]), ("legacy", "new", "new"))
        models = self.kling("models").stdout.splitlines()
        column = models[0].index("GENERATION")
        told = {line.split()[0]: line[column:].split()[0] for line in models[1:]}
        self.assertEqual((told["kling-v3"], told["kling-3.0-turbo"]), ("legacy", "new"))
        takes = [line for line in self.kling("models", "image-to-video").stdout.splitlines() if line.startswith("kling-3.0 ")][0]
        self.assertIn("resolution 4k; audio native", takes)
        self.assertIn("; last_frame; element", takes)
        self.assertRegex(" ".join(self.kling("text2video", "--help").stdout.split()),
                         r"also those of text-to-video, sent there: kling-3\.0-turbo, kling-3\.0,")
        self.assertRegex(" ".join(self.kling("text-to-video", "--help").stdout.split()), r"also those of text2video, sent there: .*kling-v3")
        fields = self.kling("fields", "image-to-video").stdout
        for name in ("contents[].type", "settings.resolution", "options.external_task_id"):
            self.assertIn("\n" + name + " ", fields)


if __name__ == "__main__":
    run_cases()
