#include "preparing.hpp"
#include "protocol/conditions.hpp"

namespace kling::protocol {
namespace {

using Held = catalog::Condition::Test;

constexpr std::string_view truth[] = {"true"};
constexpr std::string_view pro[] = {"pro"};
constexpr std::string_view frames[] = {"first_frame", "end_frame"};
constexpr std::string_view base[] = {"base"};
constexpr std::string_view o1[] = {"kling-video-o1"};
constexpr std::string_view five[] = {"5"};
constexpr std::string_view two[] = {"2"};

struct Row {
  catalog::Condition condition;
  std::string_view body;
  bool holds;
};

TEST(Conditions, HoldOfWhatIsGivenOrCountsByDefault) {
  for (const Row &row : {
           Row{{"prompt", Held::given, {}}, R"({"prompt":"a"})", true},
           Row{{"prompt", Held::given, {}}, "{}", false},
           Row{{"prompt", Held::not_given, {}}, "{}", true},
           Row{{"multi_shot", Held::is, truth}, R"({"multi_shot":true})", true},
           Row{{"multi_shot", Held::is, truth}, R"({"multi_shot":false})", false},
           Row{{"multi_shot", Held::is_not, truth}, "{}", true},
           Row{{"mode", Held::is, pro}, "{}", true}, // the default of omni-video
           Row{{"mode", Held::is, pro}, R"({"mode":"std"})", false},
           Row{{"mode", Held::is_not, pro}, "{}", false},
           Row{{"model_name", Held::is, o1}, "{}", true},
           Row{{"duration", Held::is, five}, "{}", true},
           Row{{"duration", Held::is, five}, R"({"duration":5.0})", true},
           Row{{"duration", Held::above, five}, R"({"duration":"6"})", true},
           Row{{"duration", Held::above, five}, "{}", false},
           Row{{"duration", Held::at_most, five}, R"({"duration":"5"})", true},
           Row{{"duration", Held::at_most, five}, R"({"duration":"6"})", false},
           Row{{"duration", Held::at_most, five}, "{}", false},
       }) {
    const json::Document body = test::parsed(row.body);
    const Scope scope(*catalog::find_kind("omni-video"), {}, body.root());
    EXPECT_EQ(holds(row.condition, scope), row.holds) << row.condition.field << " in " << row.body;
  }
}

TEST(Conditions, LookAtAnyItemOfAnArray) {
  for (const Row &row : {
           Row{{"image_list", Held::above, two}, R"({"image_list":[{},{},{}]})", true},
           Row{{"image_list", Held::above, two}, R"({"image_list":[{},{}]})", false},
           Row{{"image_list", Held::at_most, two}, R"({"image_list":[{},{}]})", true},
           Row{{"image_list[].type", Held::is, frames}, R"({"image_list":[{},{"type":"end_frame"}]})", true},
           Row{{"image_list[].type", Held::is, frames}, R"({"image_list":[{}]})", false},
           Row{{"image_list[].type", Held::is_not, frames}, R"({"image_list":[{},{"type":"end_frame"}]})", false},
           Row{{"image_list[].type", Held::is_not, frames}, R"({"image_list":[{}]})", true},
           Row{{"image_list[].type", Held::is_not, frames}, "{}", true},
           Row{{"image_list[].type", Held::given, {}}, R"({"image_list":[{},{"type":"end_frame"}]})", true},
           Row{{"image_list[].type", Held::not_given, {}}, R"({"image_list":[{}]})", true},
           Row{{"video_list[].refer_type", Held::is, base}, R"({"video_list":[{}]})", true}, // its default
           Row{{"video_list[].refer_type", Held::is, base}, R"({"video_list":[{"refer_type":"feature"}]})", false},
           Row{{"video_list[].refer_type", Held::is, base}, "{}", false},
       }) {
    const json::Document body = test::parsed(row.body);
    const Scope scope(*catalog::find_kind("omni-video"), {}, body.root());
    EXPECT_EQ(holds(row.condition, scope), row.holds) << row.condition.field << " in " << row.body;
  }
}

TEST(Conditions, HoldOnlyTogether) {
  const catalog::Condition both[] = {{"mode", Held::is, pro}, {"prompt", Held::given, {}}};
  const json::Document body = test::parsed(R"({"prompt":"a"})");
  const Scope scope(*catalog::find_kind("omni-video"), {}, body.root());
  EXPECT_TRUE(hold(both, scope));
  EXPECT_TRUE(hold({}, scope));
  const json::Document other = test::parsed("{}");
  EXPECT_FALSE(hold(both, Scope(*catalog::find_kind("omni-video"), {}, other.root())));
}

TEST(Conditions, MembersOfAnItemCountBeforeFieldsOfTheWhole) {
  const json::Document body = test::parsed(R"({"session_id":"s","face_choose":[{"face_id":"a"},{"face_id":"b","audio_id":"c"}]})");
  const Scope whole(*catalog::find_kind("advanced-lip-sync"), {}, body.root());
  const Scope second = whole.in_item("face_choose", "face_choose[1]", body.root()["face_choose"].at(1));
  EXPECT_EQ(second.first("face_id").text(), "b");
  EXPECT_EQ(second.first("session_id").text(), "s");
  EXPECT_EQ(second.full_name("audio_id"), "face_choose[1].audio_id");
  EXPECT_EQ(second.full_name("sound_file"), "face_choose[1].sound_file"); // a row, though not given
  EXPECT_EQ(second.full_name("session_id"), "session_id");
  EXPECT_FALSE(whole.is_given("audio_id"));
  EXPECT_TRUE(second.is_given("audio_id"));
}

TEST(Conditions, TheFirstPlaceThatIsGivenCounts) {
  const json::Document body = test::parsed(R"({"image_list":[{},{"type":""},{"type":"end_frame"},{"type":"first_frame"}]})");
  const Scope scope(*catalog::find_kind("omni-video"), {}, body.root());
  EXPECT_EQ(scope.full_name("image_list[].type"), "image_list[2].type");
  EXPECT_EQ(scope.shown_value("image_list[].type"), "end_frame");
  EXPECT_EQ(scope.full_name("video_list[].refer_type"), "video_list[].refer_type"); // there is none
  const json::Document bare = test::parsed(R"({"image_list":[{},{}]})");
  EXPECT_EQ(Scope(*catalog::find_kind("omni-video"), {}, bare.root()).full_name("image_list[].type"), "image_list[0].type");
}

TEST(Conditions, PlacesNameEveryIndex) {
  const json::Document body = test::parsed(R"({"a":[{"b":[{"c":1},{}]},{"b":[{"c":2}]},{}]})");
  std::string told;
  visit(body.root(), {}, "a[].b[].c", [&](json::Value value, const Place &place) {
    told.append(std::string(place.name())).append(value.present() ? "+" : "-").append(place.inside ? " " : "! ");
    return false;
  });
  EXPECT_EQ(told, "a[0].b[0].c+ a[0].b[1].c- a[1].b[0].c+ ");
  told.clear();
  visit(body.root(), {}, "x.y", [&](json::Value value, const Place &place) {
    told.append(std::string(place.name())).append(value.present() ? "+" : "-").append(place.inside ? "" : "!");
    return false;
  });
  EXPECT_EQ(told, "x.y-!");
}

} // namespace
} // namespace kling::protocol
