#include <gtest/gtest.h>

#include "cli/cost_command.hpp"
#include "cli/reply_text.hpp"

namespace kling::cli {
namespace {

JsonValue reply(std::string_view text) {
  return read_json(text).value_or(JsonValue{});
}

TEST(ReplyText, AListIsATable) {
  const JsonValue packs = reply(R"({"code":0,"data":{"code":0,"msg":"","resource_pack_subscribe_infos":[)"
                                R"({"resource_pack_name":"Video","remaining_quantity":118.0,"status":"online"},)"
                                R"({"resource_pack_name":"Images","remaining_quantity":3,"note":"last"}]}})");
  EXPECT_EQ(table_of_reply(packs, 0), "resource_pack_name  remaining_quantity  status  note\n"
                                      "Video               118.0               online\n"
                                      "Images              3                           last\n");
}

TEST(ReplyText, ATableTooWideForThePageIsALineForEachMember) {
  const JsonValue voices = reply(R"({"data":[{"voice_id":"1","trial_url":"https://host.example/a-long-name-of-a-file.mp3"},)"
                                 R"({"voice_id":"2","owned_by":"kling"}]})");
  EXPECT_EQ(table_of_reply(voices, 61), "  voice_id   1\n"
                                        "  trial_url  https://host.example/a-long-name-of-a-file.mp3\n"
                                        "\n"
                                        "  voice_id  2\n"
                                        "  owned_by  kling\n");
  EXPECT_EQ(table_of_reply(voices, 0).substr(0, 9), "voice_id ");
}

TEST(ReplyText, ALedgerIsOneToo) {
  EXPECT_EQ(table_of_reply(reply(R"({"data":{"result":{"detail":[{"task_id":"1","amount":2}],"count":1},"has_more":false}})"), 0),
            "task_id  amount\n1        2\n");
}

TEST(ReplyText, WhatTasksHoldIsTakenOutOfThem) {
  const JsonValue voices = reply(R"({"data":[{"task_id":"9","task_result":{"voices":[{"voice_id":"1","tags":[{"id":"o_1"}]}]}},)"
                                 R"({"task_id":"8","task_result":{"voices":[{"voice_id":"2"}]}}]})");
  EXPECT_EQ(table_of_reply(voices, 0), "voice_id  tags\n1         [{\"id\":\"o_1\"}]\n2\n");
}

TEST(ReplyText, TimesAreDates) {
  const std::string table = table_of_reply(reply(R"({"data":[{"id":1726124664368,"purchase_time":1726124664368}]})"), 0);
  EXPECT_NE(table.find("1726124664368  " + text_of_date(1726124664368)), std::string::npos) << table;
  EXPECT_EQ(text_of_date(0), "");
}

TEST(ReplyText, WithoutAListItIsJson) {
  EXPECT_EQ(table_of_reply(reply(R"({"code":0,"data":{"session_id":"5"}})"), 0), "{\n  \"session_id\": \"5\"\n}\n");
  EXPECT_EQ(table_of_reply(reply(R"({"code":0,"data":{"resource_pack_subscribe_infos":[]}})"), 0),
            "{\n  \"resource_pack_subscribe_infos\": []\n}\n");
  EXPECT_EQ(json_of_reply(reply(R"({"code":0,"message":"SUCCEED"})"), {}), "{\n  \"code\": 0,\n  \"message\": \"SUCCEED\"\n}\n");
}

TEST(ReplyText, ALongTextIsToldOf) {
  const JsonValue long_reply = reply(R"({"data":{"rle":")" + std::string(300, '`') + R"("}})");
  EXPECT_NE(json_of_reply(long_reply, {.longest = 200}).find("````````````````\xe2\x80\xa6 (300 characters"), std::string::npos);
  EXPECT_NE(json_of_reply(long_reply, {}).find(std::string(300, '`')), std::string::npos);
}

TEST(ReplyText, APictureIsToldByItsBytes) {
  const std::string picture = std::string(398, 'A') + "==";
  const JsonValue masks = reply(R"({"data":{"masks":[{"png":")" + picture + R"("},{"png":")" + picture.substr(4) + R"(A"}]}})");
  EXPECT_EQ(json_of_reply(masks, {}).find(picture), std::string::npos);
  EXPECT_NE(json_of_reply(masks, {}).find("\"<298 bytes>\""), std::string::npos) << json_of_reply(masks, {});
  EXPECT_NE(json_of_reply(masks, {}).find("AAAA==A\""), std::string::npos); // which is no Base64
  EXPECT_NE(json_of_reply(masks, {.bytes = true}).find(picture), std::string::npos);
}

TEST(CostText, UnitsAndDollars) {
  const auto text = [](int32_t known, double units, double usd, const char *kind = "text2video") {
    kling_cost cost{};
    cost.struct_size = sizeof cost;
    cost.known = known;
    cost.units = units;
    cost.usd = usd;
    cost.credits = -1;
    return text_of_cost(kind, cost);
  };
  EXPECT_EQ(text(1, 3, 0.42), "3 video units ($0.42)");
  EXPECT_EQ(text(1, 1, 0.14), "1 video unit ($0.14)");
  EXPECT_EQ(text(1, 8, 0.028), "8 video units ($0.028)");
  EXPECT_EQ(text(1, 0.05, 0.007), "0.05 video units ($0.007)");
  EXPECT_EQ(text(1, 10, 1.4), "10 video units ($1.40)");
  EXPECT_EQ(text(1, 0, 0), "0 video units ($0.00)");
  EXPECT_EQ(text(1, 8, 0.028, "generations"), "8 image units ($0.028)");
  EXPECT_EQ(text(1, 0, 0, "costs"), "0 units ($0.00)");
  EXPECT_EQ(text(1, -1, 0.07), "$0.07");
  EXPECT_EQ(text(0, 3, 0.42), "");
}

} // namespace
} // namespace kling::cli
