#include "base/base64.hpp"
#include "base/text.hpp"
#include "picture.hpp"
#include "preparing.hpp"
#include "protocol/media.hpp"

namespace kling::protocol {
namespace {

using kling::test::jpeg;
using kling::test::png;
using test::prepared;

std::string base64(const std::string &bytes) {
  std::string out(base64_length(bytes.size()), '\0');
  encode_base64(reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size(), out.data());
  return out;
}

Shared<const Input> input_of(const std::string &bytes) {
  return kling::make_shared<Input>(Vector<char>(bytes.begin(), bytes.end()));
}

/// prepare() of a kind with one input in a field.
test::Outcome with_input(std::string_view kind, std::string_view body, std::string_view field, const std::string &bytes) {
  test::Outcome out;
  Request request(*catalog::find_kind(kind));
  EXPECT_EQ(request.set_json("", body), KLING_OK);
  static_cast<void>(request.set_input(field, input_of(bytes)));
  out.status = prepare(request, test::rules_of("kling"), {}, out.prepared, out.error, &out.log);
  return out;
}

std::string image_body(std::string_view image) {
  return std::string(concat({R"({"image":)", json::quoted(image), "}"}));
}

struct Row {
  std::string text;
  std::string message; // empty: passes
};

TEST(Media, TextsOfImages) {
  const std::string long_text(200, 'A');
  for (const Row &row : {
           Row{"https://a.b/c.png?sign=1", ""},
           Row{"HTTP://a.b/c", ""},
           Row{base64(png(300, 300, std::string(100, 'x'))), ""},
           Row{base64(jpeg(300, 750)), ""},
           Row{"photo.png", R"(image is "photo.png": no URL and no Base64; kling_request_set_file sends a file)"},
           Row{"/photos/me/fox.jpg", R"(image is "/photos/me/fox.jpg": no URL and no Base64; kling_request_set_file sends a file)"},
           Row{"photos/cats1",
               R"(image is "photos/cats1": no URL, and as Base64 nothing that is known; kling_request_set_file sends a file)"},
           Row{"file:///photo.png",
               R"(image is "file:///photo.png", which is no http or https address; kling_request_set_file sends a file)"},
           Row{"https://user:secret@a.b/c d?sign=secret",
               R"(image is "https://a.b/c d", which is no http or https address; kling_request_set_file sends a file)"},
           Row{long_text, "image is no picture that is known; PNG or JPEG"},
           Row{base64("GIF89a" + std::string(200, 'x')), "image is of the format GIF; PNG or JPEG"},
           Row{base64(png(200, 300)), "image is 200x300 pixels; at least 300 on each side"},
           Row{base64(png(300, 751)), "image is 300x751 pixels; one side is at most 2.5 times the other"},
           Row{base64(jpeg(1000, 300)), "image is 1000x300 pixels; one side is at most 2.5 times the other"},
       }) {
    const test::Outcome out = prepared("image2video", image_body(row.text));
    EXPECT_EQ(out.message(), row.message) << row.text;
    EXPECT_EQ(out.field(), row.message.empty() ? "" : "image");
    EXPECT_EQ(out.status, row.message.empty() ? KLING_OK : KLING_E_FIELD);
  }
}

TEST(Media, InputsAreLookedAtAsWell) {
  constexpr std::size_t megabyte = 1024U * 1024U;
  const auto sized = [](std::size_t bytes) { return png(300, 300, std::string(bytes - png(300, 300).size(), 'x')); };
  for (const Row &row : {
           Row{png(300, 300), ""},
           Row{sized(10 * megabyte), ""},
           Row{sized(10 * megabyte + 1), "image is 10.1 MB; at most 10 MB"},
           Row{sized(11 * megabyte + megabyte / 5), "image is 11.2 MB; at most 10 MB"},
           Row{png(299, 300), "image is 299x300 pixels; at least 300 on each side"},
           Row{"BM" + std::string(60, 'x'), "image is of the format BMP; PNG or JPEG"},
           Row{"plain text", "image is no picture that is known; PNG or JPEG"},
       }) {
    const test::Outcome out = with_input("image2video", R"({"prompt":"a"})", "image", row.text);
    EXPECT_EQ(out.message(), row.message);
    EXPECT_EQ(out.status, row.message.empty() ? KLING_OK : KLING_E_FIELD);
  }
  const test::Outcome deep =
      with_input("multi-image2video", R"({"prompt":"a","image_list":[{"image":"https://a.b/c.png"}]})", "image_list[1].image", png(10, 10));
  EXPECT_EQ(deep.field(), "image_list[1].image");
  const test::Outcome scalar =
      with_input("effects", R"({"effect_scene":"hug_pro","input":{"images":["https://a.b/c.png"]}})", "input.images[1]", png(10, 10));
  EXPECT_EQ(scalar.field(), "input.images[1]");
  EXPECT_EQ(scalar.message(), "input.images[1] is 10x10 pixels; at least 300 on each side");
  EXPECT_EQ(with_input("motion-control", R"({"video_url":"https://a.b/c.mp4","character_orientation":"image","mode":"std"})", "image_url",
                       png(65537, 300))
                .message(),
            "image_url is 65537x300 pixels; at most 65536 on each side");
}

TEST(Media, Sounds) {
  const std::string body = R"({"image":"https://a.b/c.png","sound_file":)";
  const auto avatar = [&](std::string_view sound) { return prepared("avatar", std::string(concat({body, json::quoted(sound), "}"}))); };
  EXPECT_EQ(avatar("https://a.b/c.mp3").status, KLING_OK);
  EXPECT_EQ(avatar(base64("ID3" + std::string(200, 'x'))).status, KLING_OK);
  EXPECT_EQ(avatar(base64(std::string(200, '\x01'))).status, KLING_OK) << "not every sound has a signature";
  EXPECT_EQ(avatar("speech.mp3").message(), R"(sound_file is "speech.mp3": no URL and no Base64; kling_request_set_file sends a file)");
  EXPECT_EQ(avatar(base64(png(300, 300, std::string(100, 'x')))).message(), "sound_file is of the format PNG; MP3, WAV, M4A or AAC");
  const std::string large = "ID3" + std::string(std::size_t{6} * 1024 * 1024 - 3, 'x');
  EXPECT_EQ(with_input("avatar", R"({"image":"https://a.b/c.png"})", "sound_file", large).message(), "sound_file is 6 MB; at most 5 MB");
}

TEST(Media, VideosAreUrlsOnly) {
  const auto motion = [](std::string_view video) {
    return prepared("motion-control",
                    std::string(concat({R"({"image_url":"https://a.b/c.png","character_orientation":"image","mode":"std",)",
                                        R"("video_url":)", json::quoted(video), "}"})));
  };
  EXPECT_EQ(motion("https://a.b/c.mp4").status, KLING_OK);
  EXPECT_EQ(motion("walk.mp4").message(),
            R"(video_url takes a URL only: the service has no upload; "walk.mp4" is no http or https address)");
  EXPECT_EQ(motion("AAAAIGZ0eXBpc29t").status, KLING_E_FIELD);
  EXPECT_EQ(motion("rtmp://a.b/c?sign=secret").message(),
            R"(video_url takes a URL only: the service has no upload; "rtmp://a.b/c" is no http or https address)");
  Request request(*catalog::find_kind("motion-control"));
  EXPECT_EQ(request.set_input("video_url", input_of("film")), KLING_E_FIELD);
  EXPECT_EQ(std::string(request.first_error().message), "video_url takes a URL only, as the service has no upload, not a file or bytes");
}

TEST(Media, WhatAContentIsIsToldByItsType) {
  const std::string head = R"({"model_name":"kling-3.0-omni","settings":{"aspect_ratio":"16:9"},"contents":[{"type":"prompt","text":"a"},)";
  const auto content = [&](const char *type, const std::string &url) {
    return prepared("new-omni-video", std::string(concat({head, R"({"type":")", type, R"(","url":)", json::quoted(url), "}]}"})));
  };
  const std::string picture = base64(png(300, 300));
  EXPECT_EQ(content("refer_image", picture).status, KLING_OK);
  EXPECT_EQ(content("refer_image", "https://a.b/c.png").status, KLING_OK);
  EXPECT_EQ(content("refer_image", base64(png(200, 300))).message(), "contents[1].url is 200x300 pixels; at least 300 on each side");
  EXPECT_EQ(content("refer_image", base64(png(300, 751))).message(),
            "contents[1].url is 300x751 pixels; one side is at most 2.5 times the other");
  EXPECT_EQ(content("feature_video", "https://a.b/c.mp4").status, KLING_OK);
  const test::Outcome video = content("feature_video", picture);
  EXPECT_EQ(video.field(), "contents[1].url");
  EXPECT_NE(video.message().find("takes a URL only: the service has no upload"), std::string::npos) << video.message();
}

TEST(Media, AContentMayBeBytesWhereItIsAPicture) {
  const std::string frame = R"({"model_name":"kling-3.0","contents":[{"type":"prompt","text":"a"},{"type":"first_frame"}]})";
  EXPECT_EQ(with_input("image-to-video", frame, "contents[1].url", png(300, 300)).status, KLING_OK);
  EXPECT_EQ(with_input("image-to-video", frame, "contents[1].url", png(299, 300)).message(),
            "contents[1].url is 299x300 pixels; at least 300 on each side");
  const std::string video = R"({"model_name":"kling-o1","contents":[{"type":"prompt","text":"a"},{"type":"base_video"}]})";
  const test::Outcome bytes = with_input("new-omni-video", video, "contents[1].url", png(300, 300));
  EXPECT_EQ(bytes.message(), "contents[1].url takes a URL only, as the service has no upload, not a file or bytes");
}

TEST(Media, MasksHaveTheRatioOfTheImage) {
  const auto body = [](const std::string &picture, const std::string &mask) {
    return R"({"model_name":"kling-v1","prompt":"a","image":")" + picture + R"(",)" + mask + "}";
  };
  const std::string image = base64(png(800, 400, std::string(100, 'x')));
  const auto mask_of = [](uint32_t width, uint32_t height) { return base64(png(width, height, std::string(100, 'x'))); };
  const auto fixed = [](const std::string &mask) { return R"("static_mask":")" + mask + R"(")"; };
  const auto moving = [](const std::string &mask) {
    return R"("dynamic_masks":[{"mask":")" + mask + R"(","trajectories":[{"x":1,"y":2},{"x":3,"y":4}]}])";
  };
  EXPECT_EQ(prepared("image2video", body(image, fixed(mask_of(601, 300)))).message(), "");
  EXPECT_EQ(prepared("image2video", body(image, fixed(mask_of(400, 400)))).message(),
            "static_mask is 400x400 pixels; it has the ratio of image, which is 800x400");
  EXPECT_EQ(prepared("image2video", body(image, moving(mask_of(600, 300)))).message(), "");
  const test::Outcome tall = prepared("image2video", body(image, moving(mask_of(400, 800))));
  EXPECT_EQ(tall.message(), "dynamic_masks[0].mask is 400x800 pixels; it has the ratio of image, which is 800x400");
  EXPECT_EQ(tall.field(), "dynamic_masks[0].mask");
  EXPECT_EQ(prepared("image2video", body("https://a.b/c.png", fixed(mask_of(400, 400)))).message(), "") << "nobody sees that image";
  EXPECT_EQ(prepared("image2video", body(image, R"("static_mask":"https://a.b/c.png")")).message(), "");
  const test::Outcome input = with_input("image2video", body(image, R"("mode":"std")"), "static_mask", png(400, 400));
  EXPECT_EQ(input.message(), "static_mask is 400x400 pixels; it has the ratio of image, which is 800x400");
}

TEST(Media, WhatStandsBehindAQuestionMarkIsNeverTold) {
  const std::pair<const char *, const char *> kinds[] = {
      {"image2video", R"({"prompt":"a","image":"{}"})"},
      {"avatar", R"({"image":"https://a.b/c.png","sound_file":"{}"})"},
      {"motion-control", R"({"image_url":"https://a.b/c.png","character_orientation":"image","mode":"std","video_url":"{}"})"},
      {"motion-control", R"({"image_url":"{}","character_orientation":"image","mode":"std","video_url":"https://a.b/c.mp4"})"},
      {"voices", R"({"voice_name":"a","voice_url":"{}"})"},
      {"text2video", R"({"prompt":"a","callback_url":"{}"})"},
  };
  for (const auto &[kind, body] : kinds) {
    for (const std::string address : {"./a.mp4?token=SECRET", "./a.mp4#SECRET", "SECRET@a.b/c", "rtmp://a.b/c?sign=SECRET"}) {
      std::string whole = body;
      const test::Outcome out = prepared(kind, whole.replace(whole.find("{}"), 2, address));
      EXPECT_EQ(out.status, KLING_E_FIELD) << kind << address;
      EXPECT_EQ(out.message().find("SECRET"), std::string::npos) << out.message();
    }
  }
}

TEST(Media, ADataPrefixIsTakenOffAndNoted) {
  const std::string content = base64(png(300, 300));
  const test::Outcome out = prepared("image2video", image_body("data:image/png;base64," + content));
  ASSERT_EQ(out.status, KLING_OK) << out.message();
  EXPECT_EQ(out.body(), image_body(content));
  EXPECT_EQ(out.log.level_of("image: sent without data:image/png;base64,"), log_information);
  EXPECT_EQ(prepared("image2video", image_body("DATA:;base64," + content)).body(), image_body(content));
  EXPECT_EQ(prepared("image2video", image_body("data:image/png," + content)).status, KLING_E_FIELD);
  const test::Outcome deep =
      prepared("effects", R"({"effect_scene":"hug_pro","input":{"images":["data:image/png;base64,)" + content + R"(","https://a.b/c"]}})");
  EXPECT_EQ(deep.body(), R"({"effect_scene":"hug_pro","input":{"images":[")" + content + R"(","https://a.b/c"]}})");
}

TEST(Media, WhatIsNotDocumentedIsNotLookedAt) {
  const test::Outcome out =
      prepared("text2video", R"({"prompt":"a","model_name":"kling-v3","image":"photo.png"})", test::rules_of("cometapi"));
  EXPECT_EQ(out.status, KLING_OK) << out.message();
  EXPECT_EQ(out.log.level_of("image: "), log_warning);
  EXPECT_EQ(prepared("image2video", image_body("photo.png"), test::rules_of("kling", Validation::off)).status, KLING_OK);
}

} // namespace
} // namespace kling::protocol
