#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "base/text.hpp"
#include "protocol/request.hpp"

namespace kling::protocol {
namespace {

Request text2video() {
  return Request(*catalog::find_kind("text2video"));
}

TEST(Request, SettersWriteTheBody) {
  Request request = text2video();
  EXPECT_EQ(request.set_string("prompt", "a \"quoted\"\nword"), KLING_OK);
  EXPECT_EQ(request.set_integer("duration", 5), KLING_OK);
  EXPECT_EQ(request.set_number("cfg_scale", 0.1), KLING_OK);
  EXPECT_EQ(request.set_number("camera_control.config.zoom", -2.5), KLING_OK);
  EXPECT_EQ(request.set_string("/camera_control/type", "simple"), KLING_OK);
  EXPECT_EQ(request.set_json("element_list[0].element_id", "829836802793406551"), KLING_OK);
  EXPECT_EQ(request.set_json("watermark_info", R"({"enabled":true})"), KLING_OK);
  EXPECT_EQ(request.body().print(), R"({"prompt":"a \"quoted\"\nword","duration":5,"cfg_scale":0.1,)"
                                    R"("camera_control":{"config":{"zoom":-2.5},"type":"simple"},)"
                                    R"("element_list":[{"element_id":829836802793406551}],"watermark_info":{"enabled":true}})");
  EXPECT_FALSE(request.first_error().failed());
}

TEST(Request, ZeroAndOneAreTruthWhereAFieldTakesThat) {
  Request request = text2video();
  EXPECT_EQ(request.set_integer("multi_shot", 1), KLING_OK);
  EXPECT_EQ(request.set_integer("watermark_info.enabled", 0), KLING_OK);
  EXPECT_EQ(request.set_integer("cfg_scale", 1), KLING_OK);
  EXPECT_EQ(request.set_integer("multi_shot", 2), KLING_E_FIELD);
  EXPECT_EQ(request.body().print(), R"({"multi_shot":true,"watermark_info":{"enabled":false},"cfg_scale":1})");
}

TEST(Request, AnIntegerIsWrittenAsTextWhereAFieldTakesThat) {
  Request speech(*catalog::find_kind("video-extend"));
  EXPECT_EQ(speech.set_integer("video_id", 829836802793406551), KLING_OK);
  EXPECT_EQ(speech.body().print(), R"({"video_id":"829836802793406551"})");
  Request voices(*catalog::find_kind("image2video"));
  EXPECT_EQ(voices.set_integer("voice_list[0].voice_id", 829836802793406552), KLING_OK);
  EXPECT_EQ(voices.set_integer("/voice_list/1/voice_id", -1), KLING_OK);
  EXPECT_EQ(voices.set_integer("element_list[0].element_id", 829836802793406553), KLING_OK);
  EXPECT_EQ(voices.set_integer("unknown_id", 829836802793406554), KLING_OK);
  EXPECT_EQ(voices.body().print(), R"({"voice_list":[{"voice_id":"829836802793406552"},{"voice_id":"-1"}],)"
                                   R"("element_list":[{"element_id":829836802793406553}],"unknown_id":829836802793406554})");
  EXPECT_FALSE(voices.first_error().failed());
}

TEST(Request, AWholeBodyIsMerged) {
  Request request = text2video();
  EXPECT_EQ(request.set_json("", R"({"prompt":"one","cfg_scale":0.10})"), KLING_OK);
  EXPECT_EQ(request.set_json("", R"({"prompt":"two","mode":"pro"})"), KLING_OK);
  EXPECT_EQ(request.body().print(), R"({"prompt":"two","cfg_scale":0.10,"mode":"pro"})");
}

TEST(Request, KindsOfValuesThatAFieldNeverTakes) {
  struct Row {
    std::string_view name;
    std::string_view json;
    bool taken;
  };
  for (const Row &row : {
           Row{"prompt", R"("text")", true},
           Row{"prompt", "{}", false},
           Row{"prompt", "5", false},
           Row{"prompt", R"(["a"])", false},
           Row{"prompt", "null", true},
           Row{"prompt", "[]", true},
           Row{"duration", "5", true},
           Row{"duration", R"("5")", true},
           Row{"duration", "true", false},
           Row{"cfg_scale", "0.5", true},
           Row{"cfg_scale", R"("0.5")", true},
           Row{"cfg_scale", R"("abc")", false},
           Row{"cfg_scale", R"("")", true},
           Row{"cfg_scale", R"("1e999")", false},
           Row{"multi_shot", "true", true},
           Row{"multi_shot", R"("true")", true},
           Row{"multi_shot", R"("yes")", false},
           Row{"multi_shot", "1", false},
           Row{"motion_has_audio", "true", true},
           Row{"motion_has_audio", R"("false")", true},
           Row{"motion_has_audio", "{}", false},
           Row{"camera_control", R"({"type":"simple"})", true},
           Row{"camera_control", R"("simple")", false},
           Row{"camera_control", R"({"config":{"zoom":"x"}})", false},
           Row{"camera_control.config.zoom", R"("-1.5")", true},
           Row{"multi_prompt", R"([{"index":1,"prompt":"a","duration":"2"}])", true},
           Row{"multi_prompt", R"([{"index":"one"}])", false},
           Row{"multi_prompt", R"({"index":1})", false},
           Row{"element_list", R"([{"element_id":"160"}])", true},
           Row{"element_list", R"([{"element_id":1.5}])", false},
           Row{"image", R"("iVBOR")", true},
           Row{"image", "7", false},
           Row{"a_field_of_tomorrow", R"({"any":[1,"x"]})", true},
       }) {
    Request request = text2video();
    EXPECT_EQ(request.set_json(row.name, row.json), row.taken ? KLING_OK : KLING_E_FIELD) << row.name << " " << row.json;
    EXPECT_EQ(request.first_error().failed(), !row.taken) << row.name << " " << row.json;
    Request whole = text2video();
    const bool dotted = row.name.find('.') != std::string_view::npos;
    const String body = concat({"{", json::quoted(row.name), ":", row.json, "}"});
    EXPECT_TRUE(dotted || (whole.set_json("", body) == KLING_OK) == row.taken) << body;
  }
}

TEST(Request, OnlyWhatHasAFieldsWholeNameIsThatField) {
  for (const char *body : {R"({"":{"shot_type":{}}})", R"({"":{"":{"shot_type":[1]}}})", R"({"camera_control.type":5})",
                           R"({"shot_type/":{}})", R"({"a.b":{"prompt":{}}})", R"({"x":{"prompt":{}}})"}) {
    Request request(*catalog::find_kind("text2video"));
    EXPECT_EQ(request.set_json("", body), KLING_OK) << body;
  }
  Request request(*catalog::find_kind("text2video"));
  EXPECT_EQ(request.set_json("", R"({"shot_type":{}})"), KLING_E_FIELD);
}

TEST(Request, TheMessageNamesThePlaceAndTheValue) {
  Request request = text2video();
  request.set_json("", R"({"multi_prompt":[{"index":1},{"index":"two"}]})");
  EXPECT_EQ(request.first_error().field, "multi_prompt[1].index");
  EXPECT_EQ(request.first_error().message, "multi_prompt[1].index takes a whole number, not \"two\"");
  EXPECT_EQ(request.body().print(), "{}");
}

TEST(Request, TheFirstErrorIsKept) {
  Request request = text2video();
  EXPECT_EQ(request.set_string("cfg_scale", "abc"), KLING_E_FIELD);
  EXPECT_EQ(request.set_string("bad..name", "x"), KLING_E_ARGUMENT);
  EXPECT_EQ(request.set_string("prompt", "fine"), KLING_OK);
  EXPECT_EQ(request.first_error().field, "cfg_scale");
  Prepared prepared;
  Error error;
  EXPECT_EQ(prepare(request, {}, "k1-a", prepared, error, nullptr), KLING_E_FIELD);
  EXPECT_EQ(error.message, "cfg_scale takes a number, not \"abc\"");
}

TEST(Request, NamesHaveASyntax) {
  for (const std::string_view name : {"a..b", ".a", "a[", "a[x]", "a[0", "a]", "/a~2"}) {
    Request request = text2video();
    EXPECT_EQ(request.set_string(name, "x"), KLING_E_ARGUMENT) << name;
  }
  Request request = text2video();
  EXPECT_EQ(request.set_string("", "x"), KLING_E_ARGUMENT);
  EXPECT_EQ(request.set_integer("", 1), KLING_E_ARGUMENT);
  EXPECT_EQ(request.set_number("", 1), KLING_E_ARGUMENT);
  EXPECT_EQ(request.set_string("\xff", "\xff"), KLING_E_ARGUMENT);
  EXPECT_EQ(request.set_string("multi_prompt[1].prompt", "beyond"), KLING_E_FIELD);
}

TEST(Request, TextIsUtf8AndNumbersAreFinite) {
  Request request = text2video();
  EXPECT_EQ(request.set_string("prompt", "\xff"), KLING_E_FIELD);
  EXPECT_EQ(request.set_string("prompt", std::string_view("a\0b", 3)), KLING_E_FIELD);
  EXPECT_EQ(request.set_number("cfg_scale", std::numeric_limits<double>::quiet_NaN()), KLING_E_FIELD);
  EXPECT_EQ(request.set_number("cfg_scale", std::numeric_limits<double>::infinity()), KLING_E_FIELD);
  EXPECT_EQ(request.set_number("cfg_scale", -HUGE_VAL), KLING_E_FIELD);
  EXPECT_EQ(request.set_json("prompt", "\"\xc3\""), KLING_E_FIELD);
  EXPECT_EQ(request.body().print(), "{}");
}

TEST(Request, JsonIsStrict) {
  for (const std::string_view text : {"", "{", "{} {}", "[1,]", "{\"a\":01}", "nul", "{\"a\":1,\"a\":2}",
                                      "{\"b\":{\"a\":1,\"c\":1,\"a\":2}}", "{\"b\":[{\"a\":1,\"a\":2}]}", "[]", "\"text\"", "7"}) {
    Request request = text2video();
    EXPECT_EQ(request.set_json("", text), KLING_E_FIELD) << text;
    EXPECT_FALSE(request.first_error().message.empty()) << text;
    EXPECT_EQ(request.body().print(), "{}") << text;
  }
}

TEST(Request, ABodyIsNoDeeperThanWhatReadsItAgain) {
  const String inner = String(63, '[') + String(63, ']');
  Request request = text2video();
  EXPECT_EQ(request.set_json("x", inner), KLING_OK);
  json::Document again;
  String why;
  EXPECT_TRUE(json::Document::parse(request.body().print(), again, why)) << why;
  for (const std::string_view name : {"x.y", "x[0]", "/x/0"}) {
    Request deeper = text2video();
    EXPECT_EQ(deeper.set_json(name, inner), KLING_E_FIELD) << name;
    EXPECT_NE(deeper.first_error().message.find("deeper than 64 levels"), String::npos) << deeper.first_error().message;
    EXPECT_FALSE(deeper.first_error().field.empty());
    EXPECT_EQ(deeper.body().print(), "{}");
  }
}

TEST(Request, MembersAreCountedHoweverTheyCome) {
  Request request = text2video();
  for (int each = 0; each < 512; ++each) {
    ASSERT_EQ(request.set_integer(concat({"a.m", text_of(int64_t{each})}), each), KLING_OK);
    ASSERT_EQ(request.set_integer(concat({"m", text_of(int64_t{each})}), each), each < 511 ? KLING_OK : KLING_E_TOO_LARGE);
  }
  EXPECT_EQ(request.set_integer("a.m0", 7), KLING_OK);
  EXPECT_EQ(request.set_integer("a.m512", 7), KLING_E_TOO_LARGE);
  EXPECT_EQ(request.set_json("", R"({"m0":7})"), KLING_OK);
  EXPECT_EQ(request.set_json("", R"({"m0":7,"n0":7})"), KLING_E_TOO_LARGE);
  EXPECT_NE(request.first_error().message.find("512"), String::npos) << request.first_error().message;
  EXPECT_EQ(request.body().root().size(), 512U);
}

TEST(Request, ABodyHasASizeAndWhatWasReplacedDoesNotCount) {
  Request request = text2video();
  const String large(20U << 20U, 'x');
  EXPECT_EQ(request.set_string("prompt", large), KLING_OK);
  EXPECT_EQ(request.set_string("prompt", large), KLING_E_TOO_LARGE);
  String crowded = "{\"a\":0";
  for (int64_t i = 0; i < 512; ++i) {
    crowded += concat({",\"", text_of(i), "\":0"});
  }
  EXPECT_EQ(text2video().set_json("", crowded + "}"), KLING_E_TOO_LARGE) << "513 members";
  EXPECT_EQ(text2video().set_json("camera_control", concat({"[", crowded, "}]"})), KLING_E_TOO_LARGE) << "also inside";
  Request replaced = text2video();
  EXPECT_EQ(replaced.set_string("prompt", large), KLING_OK);
  EXPECT_EQ(replaced.set_string("prompt", "small"), KLING_OK);
  EXPECT_EQ(replaced.set_string("image", large), KLING_OK);
  EXPECT_EQ(replaced.set_string("callback_url", String(Request::largest_body + 1, 'x')), KLING_E_TOO_LARGE);
}

TEST(Request, OptionsStandApartFromFields) {
  Request request = text2video();
  EXPECT_EQ(request.set_option("deadline_ms", "90000"), KLING_OK);
  EXPECT_EQ(request.set_option("label", "Szene 3 – Küste"), KLING_OK);
  EXPECT_EQ(request.save_to("clips/"), KLING_OK);
  EXPECT_EQ(request.deadline_ms(), 90000);
  EXPECT_EQ(request.label(), "Szene 3 – Küste");
  EXPECT_EQ(request.save_path(), "clips/");
  EXPECT_EQ(request.body().print(), "{}");
}

TEST(Request, OptionsAreChecked) {
  struct Row {
    std::string_view name;
    String text;
    kling_status status;
  };
  for (const Row &row : {
           Row{"deadline_ms", "0", KLING_E_ARGUMENT},
           Row{"deadline_ms", "-5", KLING_E_ARGUMENT},
           Row{"deadline_ms", "1.5", KLING_E_ARGUMENT},
           Row{"deadline_ms", "", KLING_E_ARGUMENT},
           Row{"deadline_ms", "99999999999999999999", KLING_E_ARGUMENT},
           Row{"label", String(256, 'x'), KLING_OK},
           Row{"label", String(257, 'x'), KLING_E_TOO_LARGE},
           Row{"label", "two\nlines", KLING_E_ARGUMENT},
           Row{"label", "\xff", KLING_E_ARGUMENT},
           Row{"deadline", "5", KLING_E_UNKNOWN_NAME},
           Row{"prompt", "x", KLING_E_UNKNOWN_NAME},
       }) {
    Request request = text2video();
    EXPECT_EQ(request.set_option(row.name, row.text), row.status) << row.name << row.text;
  }
  Request request = text2video();
  request.set_option("deadlin_ms", "5");
  EXPECT_EQ(request.first_error().message, "a request has no option of that name; did you mean deadline_ms");
  EXPECT_EQ(text2video().save_to(""), KLING_E_ARGUMENT);
  EXPECT_EQ(text2video().save_to("a\nb"), KLING_E_ARGUMENT);
  EXPECT_EQ(text2video().save_to(String(5000, 'x')), KLING_E_ARGUMENT);
}

} // namespace
} // namespace kling::protocol
