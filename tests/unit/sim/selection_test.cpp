#include "account.hpp"
#include "sim/base64.hpp"
#include "sim/image_header.hpp"
#include "sim/mask.hpp"
#include "sim/selection.hpp"

namespace kling::sim {
namespace {

/// An account with a session on a clip of five seconds.
struct Selecting : Account {
  Selecting() {
    const std::string task = create(R"({"prompt":"a"})").task_id();
    now += 1000;
    video = String(get(task).data()["task_result"]["videos"].at(0)["id"].text());
    path = "/v1/videos/multi-elements";
    opened = step("init", concat({R"({"video_id":")", video, "\"}"}));
    session = String(opened.data()["session_id"].text());
  }
  Answer step(std::string_view what, std::string_view body) {
    return call("POST", concat({"/v1/videos/multi-elements/", what, "-selection"}), body);
  }
  Answer points(std::string_view what, int64_t frame, std::string_view list) {
    return step(what, concat({R"({"session_id":")", session, R"(","frame_index":)", text_of(frame), ",\"points\":[", list, "]}"}));
  }
  [[nodiscard]] String only_session() const { return concat({R"({"session_id":")", session, "\"}"}); }

  String video;
  String session;
  Answer opened;
};

TEST(Selection, a_session_tells_of_its_video) {
  Selecting account;
  const json::Value data = account.opened.data();
  EXPECT_EQ(data["status"].integer(), 0);
  EXPECT_EQ(data["fps"].integer(), 24);
  EXPECT_EQ(data["original_duration"].integer(), 5041);
  EXPECT_EQ(data["width"].integer(), 1280);
  EXPECT_EQ(data["height"].integer(), 720);
  EXPECT_EQ(data["total_frame"].integer(), 120);
  const std::string_view link = data["normalized_video"].text();
  EXPECT_EQ(account.raw("GET", link.substr(std::string_view("http://127.0.0.1").size())).header("Content-Type"), "video/mp4") << link;
  EXPECT_EQ(data["final_unit_deduction"].text(), "0");
}

TEST(Selection, points_become_masks) {
  Selecting account;
  const Answer answer = account.points("add", 3, R"({"x":0.5,"y":0.5})");
  ASSERT_EQ(answer.code(), 0) << answer.message();
  const json::Value result = answer.data()["res"];
  EXPECT_EQ(answer.data()["session_id"].text(), account.session);
  EXPECT_EQ(result["frame_index"].integer(), 3);
  const json::Value mask = result["rle_mask_list"].at(0);
  EXPECT_EQ(mask["object_id"].integer(), 0);
  EXPECT_EQ(mask["rle_mask"]["size"].print(), "[720,1280]");
  EXPECT_FALSE(mask["rle_mask"]["counts"].text().empty());
  EXPECT_EQ(mask["png_mask"]["size"].print(), "[720,1280]");
  const std::optional<ImageHeader> png = ImageHeader::parse(*decode_base64(mask["png_mask"]["base64"].text()));
  ASSERT_TRUE(png);
  EXPECT_EQ(png->width, 1280U);
  EXPECT_EQ(png->height, 720U);
}

TEST(Selection, a_deletion_must_say_the_points_again) {
  Selecting account;
  EXPECT_EQ(account.points("add", 3, R"({"x":0.5,"y":0.25},{"x":0.1,"y":0.2})").code(), 0);
  EXPECT_EQ(account.points("delete", 3, R"({"x":0.5,"y":0.26})").message(), "points do not match those of frame 3");
  EXPECT_EQ(account.points("delete", 2, R"({"x":0.5,"y":0.25})").message(), "points do not match those of frame 2");
  EXPECT_EQ(account.points("delete", 3, R"({"x":0.50,"y":"0.25"})").data()["res"]["rle_mask_list"].size(), 1U);
  EXPECT_EQ(account.points("delete", 3, R"({"x":0.5,"y":0.25})").code(), 1201);
  EXPECT_EQ(account.points("delete", 3, R"({"x":0.1,"y":0.2})").data()["res"]["rle_mask_list"].size(), 0U);
}

TEST(Selection, ten_points_a_frame_and_ten_frames) {
  Selecting account;
  String ten = R"({"x":0.1,"y":0.1})";
  for (int i = 1; i < 10; ++i) {
    ten += R"(,{"x":0.1,"y":0.1})";
  }
  EXPECT_EQ(account.points("add", 0, ten + R"(,{"x":0.1,"y":0.1})").message(), "points cannot exceed 10 items");
  EXPECT_EQ(account.points("add", 0, ten).code(), 0);
  EXPECT_EQ(account.points("add", 0, R"({"x":0.1,"y":0.1})").message(), "points of a frame cannot exceed 10 items");
  for (int64_t frame = 1; frame < 10; ++frame) {
    EXPECT_EQ(account.points("add", frame, R"({"x":0.1,"y":0.1})").code(), 0);
  }
  EXPECT_EQ(account.points("add", 10, R"({"x":0.1,"y":0.1})").message(), "Frames with points cannot exceed 10 items");
  EXPECT_EQ(account.points("add", 120, R"({"x":0.1,"y":0.1})").message(), "frame_index value '120' is invalid");
  EXPECT_EQ(account.points("add", -1, R"({"x":0.1,"y":0.1})").message(), "frame_index value '-1' is invalid");
  EXPECT_EQ(account.step("clear", account.only_session()).data()["session_id"].text(), account.session);
  EXPECT_EQ(account.points("add", 10, R"({"x":0.1,"y":0.1})").code(), 0);
}

TEST(Selection, a_preview_can_be_fetched) {
  Selecting account;
  EXPECT_EQ(account.step("preview", account.only_session()).message(), "There is no selection in the session");
  EXPECT_EQ(account.points("add", 3, R"({"x":0.5,"y":0.5})").code(), 0);
  const Answer answer = account.step("preview", account.only_session());
  const std::pair<std::string_view, std::string_view> files[] = {
      {"video", "video/mp4"}, {"video_cover", "image/png"}, {"tracking_output", "video/mp4"}};
  for (const auto &[member, type] : files) {
    const std::string_view url = answer.data()["res"][member].text();
    EXPECT_EQ(account.raw("GET", url.substr(std::string_view("http://127.0.0.1").size())).header("Content-Type"), type) << url;
  }
}

TEST(Selection, a_session_ends_after_a_day) {
  Selecting account;
  account.now += int64_t{24} * 3600 * 1000 - 1;
  EXPECT_EQ(account.points("add", 3, R"({"x":0.5,"y":0.5})").code(), 0);
  account.now += 1;
  EXPECT_EQ(account.points("add", 3, R"({"x":0.5,"y":0.5})").message(), std::string(concat({"Session id not found: ", account.session})));
  EXPECT_EQ(account.create(concat({R"({"edit_mode":"removal","prompt":"a","session_id":")", account.session, "\"}"})).code(), 1201);
}

TEST(Selection, an_edit_is_as_long_as_its_video_allows_and_names_its_session) {
  Selecting account;
  const auto body = [&](std::string_view duration) {
    return concat({R"({"edit_mode":"removal","prompt":"a","duration":")", duration, R"(","session_id":")", account.session, "\"}"});
  };
  EXPECT_EQ(account.create(body("10")).message(), "duration must be 5 for the video of the session");
  const std::string id = account.create(body("5")).task_id();
  account.now += 1000;
  const Answer answer = account.get(id);
  EXPECT_EQ(answer.data()["task_result"]["videos"].at(0)["session_id"].text(), account.session);
  EXPECT_EQ(answer.data()["task_result"]["videos"].at(0)["duration"].text(), "5.041");
}

/// The runs of a mask, read back as COCO's maskApi does.
Vector<int64_t> runs_of(std::string_view text) {
  Vector<int64_t> out;
  for (std::size_t at = 0; at < text.size();) {
    int64_t value = 0;
    int shift = 0;
    int64_t bits = 0x20;
    while ((bits & 0x20) != 0) {
      bits = text[at++] - 48;
      value |= (bits & 0x1f) << shift;
      shift += 5;
    }
    if ((bits & 0x10) != 0) {
      value |= -(int64_t{1} << shift);
    }
    out.push_back(out.size() > 2 ? value + out[out.size() - 2] : value);
  }
  return out;
}

TEST(Mask, its_runs_read_back_as_its_rectangle) {
  const Mask masks[] = {{40, 30, 3, 4, 9, 11},    {40, 30, 0, 0, 40, 30}, {40, 30, 0, 0, 5, 30},          {40, 30, 35, 0, 40, 30},
                        {40, 30, 39, 29, 40, 30}, {40, 30, 0, 0, 1, 1},   {1280, 720, 595, 315, 685, 405}};
  for (const Mask &mask : masks) {
    String pixels;
    bool set = false;
    for (const int64_t run : runs_of(mask.run_lengths())) {
      ASSERT_GE(run, 0);
      pixels.append(static_cast<std::size_t>(run), set ? '1' : '0');
      set = !set;
    }
    pixels.append(std::size_t{mask.width} * mask.height - std::min(pixels.size(), std::size_t{mask.width} * mask.height), '0');
    ASSERT_EQ(pixels.size(), std::size_t{mask.width} * mask.height);
    for (uint32_t x = 0; x < mask.width; ++x) {
      for (uint32_t y = 0; y < mask.height; ++y) {
        const bool inside = x >= mask.left && x < mask.right && y >= mask.top && y < mask.bottom;
        ASSERT_EQ(pixels[std::size_t{x} * mask.height + y] == '1', inside) << x << "," << y;
      }
    }
  }
}

} // namespace
} // namespace kling::sim
