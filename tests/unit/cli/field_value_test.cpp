#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "cli/field_value.hpp"
#include "cli/handle.hpp"

namespace kling::cli {
namespace {

/// The head of a PNG of 400 times 300 pixels, which is all that is looked at.
std::string head_of_png() {
  const unsigned char bytes[] = {0x89, 'P', 'N',  'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0,
                                 0,    1,   0x90, 0,   0,    1,    0x2C, 8,    2, 0, 0, 0,  0,   0,   0,   0};
  return {reinterpret_cast<const char *>(bytes), sizeof bytes};
}

/// The same with some zeros, in Base64.
constexpr const char *png_in_base64 = "iVBORw0KGgoAAAANSUhEUgAAAZAAAAEsCAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

class FieldValue : public testing::Test {
protected:
  void SetUp() override {
    char name[] = "/tmp/kling-field-XXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    folder_ = name;
    std::ofstream(folder_ + "/photo.png", std::ios::binary) << head_of_png();
    for (const char *text : {R"({"name":"prompt","type":"string"})", R"({"name":"image","type":"string","media":"image"})",
                             R"({"name":"image_list[].image","type":"string","media":"image"})",
                             R"({"name":"video_url","type":"string","media":"video"})", R"({"name":"cfg_scale","type":"number"})",
                             R"({"name":"start_time","type":"integer"})", R"({"name":"sound_start_time","type":"integer"})"}) {
      rows_.push_back(read_json(text).value_or(JsonValue{}));
    }
    kling_request *made = nullptr;
    ASSERT_EQ(kling_request_new("image2video", &made), KLING_OK);
    request_.reset(made);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Failure set(const std::string &path, const std::string &text) { return FieldValues(request_.get(), rows_).set(path, text); }

  /// What would be sent.
  std::string shown() {
    const char *text = kling_request_to_json(request_.get(), nullptr);
    return text == nullptr ? "" : text;
  }

  std::string folder_;
  std::vector<JsonValue> rows_;
  Request request_;
};

TEST_F(FieldValue, OfAnImageIsAFileWhereOneIsThere) {
  const std::string photo = folder_ + "/photo.png";
  for (const std::string &text : {photo, "@" + photo, "file:" + photo, "file://" + photo}) {
    EXPECT_FALSE(set("image", text).failed()) << text;
    const std::string sent = shown();
    EXPECT_NE(sent.find("\"image\""), std::string::npos) << text;
    EXPECT_EQ(sent.find("photo.png\""), std::string::npos) << "as text: " << sent;
  }
}

TEST_F(FieldValue, OfAnImageIsALinkOrBase64) {
  for (const std::string &text : {std::string("https://host.example/a.png"), std::string(png_in_base64)}) {
    EXPECT_FALSE(set("image", text).failed()) << text;
    EXPECT_NE(shown().find(text), std::string::npos) << shown();
  }
}

TEST_F(FieldValue, OfAnImageThatIsNoneIsToldAtOnce) {
  for (const char *text : {"photo.pgn", "photo", "@nothing.png", "file:nothing.png", "folder/photo.png"}) {
    const Failure failure = set("image", text);
    EXPECT_EQ(failure.code, exit_file) << text;
    EXPECT_NE(failure.message.find("image: "), std::string::npos) << failure.message;
  }
  EXPECT_EQ(set("image_list[3].image", "photo.pgn").code, exit_file); // any index is that of any element
  EXPECT_EQ(set("image", folder_).code, exit_file);
}

TEST_F(FieldValue, OfAVideoIsALinkOnly) {
  for (const std::string &text : {folder_ + "/photo.png", "@" + folder_ + "/photo.png", std::string("file:clip.mp4"), std::string("-")}) {
    const Failure failure = set("video_url", text);
    EXPECT_EQ(failure.code, exit_usage) << text;
    EXPECT_NE(failure.message.find("video_url: "), std::string::npos) << failure.message;
    EXPECT_NE(failure.hint.find("https://"), std::string::npos) << failure.hint;
  }
  EXPECT_FALSE(set("video_url", "https://host.example/clip.mp4").failed());
}

TEST_F(FieldValue, OfTextIsNoFile) {
  const std::string photo = folder_ + "/photo.png";
  EXPECT_FALSE(set("image", photo).failed());
  EXPECT_FALSE(set("prompt", "@" + photo).failed());
  EXPECT_NE(shown().find("@" + photo), std::string::npos) << shown();
  EXPECT_FALSE(set("prompt", "0.10").failed());
  EXPECT_FALSE(set("cfg_scale", "0.10").failed());
  EXPECT_NE(shown().find("\"prompt\":\"0.10\""), std::string::npos) << shown();
  EXPECT_NE(shown().find("\"cfg_scale\":0.10"), std::string::npos) << shown();
}

TEST_F(FieldValue, TheStandardInputIsReadOnce) {
  FieldValues values(request_.get(), rows_);
  EXPECT_FALSE(values.take_standard_input("--json-body").failed());
  const Failure failure = values.set("image", "-");
  EXPECT_EQ(failure.code, exit_usage);
  EXPECT_NE(failure.message.find("--json-body"), std::string::npos) << failure.message;
}

TEST(TimeOfALedger, IsADateOrSoLongAgo) {
  constexpr int64_t now = 1'700'000'000'000;
  EXPECT_EQ(milliseconds_of_time("7d", now), std::to_string(now - 7LL * 24 * 3600 * 1000));
  EXPECT_EQ(milliseconds_of_time("0h", now), std::to_string(now));
  EXPECT_EQ(milliseconds_of_time("12h", now), std::to_string(now - 12LL * 3600 * 1000));
  const std::string day = milliseconds_of_time("2026-11-01", now);
  EXPECT_EQ(std::stoll(milliseconds_of_time("2026-11-01 01:30", now)) - std::stoll(day), 90LL * 60 * 1000);
  EXPECT_EQ(milliseconds_of_time("2026-11-01T01:30:00", now), milliseconds_of_time("2026-11-01 01:30", now));
  for (const char *text : {"1700000000000", "", "d", "-7d", "7 days", "2026-13-01", "yesterday", "2026-11-01 25:00", "999999d"}) {
    EXPECT_EQ(milliseconds_of_time(text, now), "") << text;
  }
}

} // namespace
} // namespace kling::cli
