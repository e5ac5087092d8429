#include <gtest/gtest.h>

#include "protocol/request.hpp"
#include "protocol/segment.hpp"

namespace kling::protocol {
namespace {

Shared<const Input> bytes(std::size_t length) {
  return kling::make_shared<Input>(Vector<char>(length, 'x'));
}

Request request_with(std::initializer_list<std::pair<std::string_view, Shared<const Input>>> inputs) {
  Request request(*catalog::find_kind("image2video"));
  for (const auto &[name, input] : inputs) {
    EXPECT_EQ(request.set_input(name, input), KLING_OK) << request.first_error().message;
  }
  return request;
}

/// Texts as they are, inputs as "<field: length>".
std::string pieces(const Vector<Segment> &body) {
  std::string out;
  for (const Segment &each : body) {
    out +=
        each.input == nullptr ? std::string(each.text) : "<" + std::string(each.field) + ": " + std::to_string(each.input->length()) + ">";
    out += '|';
  }
  return out;
}

TEST(Segment, ABodyWithoutInputsIsOneText) {
  Request request(*catalog::find_kind("image2video"));
  ASSERT_EQ(request.set_string("prompt", "#0# and \"#1#\""), KLING_OK);
  const Vector<Segment> body = cut_body(request.body().root(), request.inputs());
  EXPECT_EQ(pieces(body), R"({"prompt":"#0# and \"#1#\""}|)");
  EXPECT_EQ(length_of(body), 28U);
  EXPECT_EQ(shown_body(body), R"({"prompt":"#0# and \"#1#\""})");
  EXPECT_EQ(shown_body({}), "");
}

TEST(Segment, ABodyIsCutAtItsReferences) {
  Request request = request_with({{"image", bytes(1)}, {"image_list[0].image", bytes(4)}, {"image_list[1]", bytes(3)}});
  ASSERT_EQ(request.set_string("prompt", "\\#0#\" # \\"), KLING_OK);
  ASSERT_EQ(request.set_string("a#0#\"b", "c"), KLING_OK);
  const Vector<Segment> body = cut_body(request.body().root(), request.inputs());
  EXPECT_EQ(pieces(body), R"({"image":"|<image: 1>|","image_list":[{"image":"|<image_list[0].image: 4>|"},"|<image_list[1]: 3>|")"
                          R"(],"prompt":"\\#0#\" # \\","a#0#\"b":"c"}|)");
  uint64_t text = 0;
  for (const Segment &each : body) {
    text += each.text.size();
  }
  EXPECT_EQ(length_of(body), text + 4 + 8 + 4);
}

TEST(Segment, TheSameInputMayStandTwice) {
  Request request = request_with({{"image", bytes(5)}});
  String why;
  json::Document body = request.body().copy();
  json::Path path;
  ASSERT_TRUE(json::Path::parse("image_tail", path, why));
  ASSERT_TRUE(body.set_value(path, body.root()["image"], why));
  EXPECT_EQ(pieces(cut_body(body.root(), request.inputs())), R"({"image":"|<image: 5>|","image_tail":"|<image_tail: 5>|"}|)");
}

TEST(Segment, APartOfABodyIsCutAsWell) {
  const Request request = request_with({{"body.image", bytes(5)}});
  EXPECT_EQ(pieces(cut_body(request.body().root()["body"], request.inputs())), R"({"image":"|<image: 5>|"}|)");
}

TEST(Segment, IsShownAndRecordedWithoutItsContents) {
  const Request request = request_with({
      {"image", kling::make_shared<Input>(Input::File{"/pictures/a \"b\".png", 1234, 5678}, Facts())},
      {"image_tail", bytes(7)},
  });
  const Vector<Segment> body = cut_body(request.body().root(), request.inputs());
  EXPECT_EQ(shown_body(body), R"({"image":"<1234 bytes of a \"b\".png>","image_tail":"<7 bytes>"})");
  EXPECT_EQ(recorded_body(body), R"({"image":{"path":"/pictures/a \"b\".png","size":1234,"modified_ns":5678},"image_tail":{"bytes":7}})");
}

TEST(Segment, NumbersOfInputsAreUsedAgain) {
  Request request = request_with({{"image", bytes(1)}, {"image_tail", bytes(2)}});
  ASSERT_EQ(request.set_string("image", "https://host/a.png"), KLING_OK);
  ASSERT_EQ(request.inputs().size(), 2U);
  EXPECT_EQ(request.inputs()[0], nullptr);
  ASSERT_EQ(request.set_input("image_list[0]", bytes(3)), KLING_OK);
  ASSERT_EQ(request.inputs().size(), 2U);
  EXPECT_EQ(pieces(cut_body(request.body().root(), request.inputs())),
            R"({"image":"https://host/a.png","image_tail":"|<image_tail: 2>|","image_list":["|<image_list[0]: 3>|"]}|)");
}

TEST(Segment, PreparingSharesTheInputs) {
  const Shared<const Input> image = bytes(100000);
  Request request = request_with({{"image", image}});
  Rules rules;
  rules.validation = Validation::off;
  Prepared one;
  Prepared two;
  Error error;
  ASSERT_EQ(prepare(request, rules, "k1-a", one, error, nullptr), KLING_OK) << error.message;
  ASSERT_EQ(prepare(request, rules, "k1-b", two, error, nullptr), KLING_OK) << error.message;
  EXPECT_EQ(one.body.at(1).input, image);
  EXPECT_EQ(two.body.at(1).input, image);
  EXPECT_EQ(pieces(two.body), R"({"image":"|<image: 100000>|","external_task_id":"k1-b"}|)");
}

TEST(Segment, ALongBodyGetsTimeToBeSent) {
  Request request = request_with({{"image", bytes(24 * 1024 * 10)}}); // 320 KiB of Base64
  Rules rules;
  rules.validation = Validation::off;
  Prepared prepared;
  Error error;
  ASSERT_EQ(prepare(request, rules, "k1-a", prepared, error, nullptr), KLING_OK) << error.message;
  Endpoint endpoint;
  auth::TokenCache tokens;
  EXPECT_EQ(create_message(prepared, endpoint, tokens, 0, 60000).timeout_ms, 70000);
}

} // namespace
} // namespace kling::protocol
