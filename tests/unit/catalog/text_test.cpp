#include <gtest/gtest.h>

#include "catalog/effect.hpp"
#include "catalog/field.hpp"
#include "catalog/model.hpp"
#include "catalog/price.hpp"
#include "catalog/service_error.hpp"
#include "catalog/text.hpp"
#include "catalog/voice.hpp"
#include "json/document.hpp"

namespace kling::catalog {
namespace {

json::Document table(std::string_view name, std::string_view kind) {
  json::Document document;
  String why;
  const char *text = catalog_text(name, kind);
  EXPECT_NE(text, nullptr) << name;
  EXPECT_TRUE(text != nullptr && json::Document::parse(text, document, why)) << name << ": " << why;
  return document;
}

json::Value row_named(const json::Document &document, std::string_view name) {
  for (json::Value each = document.root().first(); each.present(); each = each.next()) {
    if (each["name"].text() == name) {
      return each;
    }
  }
  return {};
}

TEST(CatalogText, KindsTellAllOfTheRow) {
  const json::Document document = table("kinds", "");
  ASSERT_EQ(document.root().size(), kinds().size());
  EXPECT_EQ(
      document.root().first().print(),
      R"({"kind":"text2video","title":"Text to video","group":"video","method":"POST","path":"/v1/videos/text2video",)"
      R"("generation":"legacy","other_generation":"text-to-video","synchronous":false,"billed":true,"external_id":true,"list":"pages","default_model":"kling-v1",)"
      R"("recommended_model":"kling-v3","typical_times":[{"mode":"pro","ms":175000},{"ms":319000}],"source":"4.2"})");
  EXPECT_EQ(
      table("kinds", "text-to-video").root().first().print(),
      R"({"kind":"text-to-video","title":"Text to video, new generation","group":"video","method":"POST","path":"/text-to-video",)"
      R"("generation":"new","other_generation":"text2video","model_in_path":true,"synchronous":false,"billed":true,"external_id":true,"recommended_model":"kling-3.0",)"
      R"("typical_times":[{"model":"kling-3.0-turbo","ms":28000},{"mode":"1080p","ms":175000},{"ms":319000}],"source":"5.2"})");
  EXPECT_FALSE(table("kinds", "video-extend").root().first()["other_generation"].present());
  EXPECT_EQ(table("kinds", "new-tasks").root().first()["list"].text(), "tasks");
  EXPECT_EQ(table("kinds", "quota").root().first()["provider"].text(), "cometapi");
  json::Value each = document.root().first();
  for (const Kind &row : kinds()) {
    EXPECT_EQ(each["kind"].text(), row.name);
    EXPECT_TRUE(json::equal(table("kinds", row.name).root().first(), each)) << row.name;
    EXPECT_EQ(table("kinds", row.name).root().size(), 1U) << row.name;
    each = each.next();
  }
}

TEST(CatalogText, FieldsLeaveOutWhatARowDoesNotHave) {
  const json::Document document = table("fields", "text2video");
  EXPECT_EQ(document.root().size(), field_count(*find_kind("text2video")));
  EXPECT_EQ(row_named(document, "sound").print(),
            R"({"name":"sound","type":"string","required":false,"default":"off","values":["on","off"],)"
            R"("capabilities":[{"values":["on"],"models":["kling-v2-6"],"modes":["pro"]},{"values":["on"],"models":["kling-v3"]}],)"
            R"("description":"Make a sound track","source":"4.2"})");
  const json::Value scale = row_named(document, "cfg_scale");
  EXPECT_EQ(scale["default"].print(), "0.5");
  EXPECT_EQ(scale["minimum"].print(), "0");
  EXPECT_EQ(scale["maximum"].print(), "1");
  EXPECT_FALSE(scale["values"].present());
  EXPECT_EQ(row_named(document, "camera_control.config.zoom")["minimum"].print(), "-10");
  EXPECT_EQ(row_named(document, "prompt")["max_length"].print(), "2500");
  EXPECT_EQ(row_named(document, "multi_prompt")["max_items"].print(), "6");
  EXPECT_TRUE(row_named(document, "prompt")["required"].boolean().value_or(false));
  EXPECT_EQ(row_named(document, "duration")["type"].text(), "string");
  EXPECT_EQ(row_named(document, "image")["provider"].text(), "cometapi");
  EXPECT_EQ(row_named(document, "voice_list")["standing"].text(), "uncertain");
}

TEST(CatalogText, FieldsTellWhatMediaMustBeLike) {
  const json::Document document = table("fields", "image2video");
  EXPECT_EQ(
      row_named(document, "image").print(),
      R"({"name":"image","type":"string","media":"image","required":false,"required_if":"there is no image_tail, and with it on kling-v1, kling-v2-1, kling-v2-5-turbo, kling-v2-6 and kling-v3",)"
      R"("picture":{"max_bytes":10485760,"min_side":300,"max_ratio":2.5},"description":"First frame","source":"4.3"})");
  EXPECT_EQ(row_named(document, "image_tail")["exclusive_with"].print(), R"(["static_mask","dynamic_masks","camera_control"])");
  EXPECT_EQ(row_named(document, "image_tail")["capabilities"].first().print(),
            R"({"models":["kling-v1"],"modes":["std","pro"],"durations":["5"]})");
  EXPECT_EQ(row_named(document, "image_tail")["capabilities"].first().next()["models"].print(),
            R"(["kling-v1-5","kling-v1-6","kling-v2-1","kling-v2-5-turbo","kling-v2-6"])");
  EXPECT_EQ(row_named(table("fields", "avatar"), "sound_file")["media"].text(), "audio");
  EXPECT_EQ(row_named(table("fields", "avatar"), "sound_file")["max_bytes"].print(), "5242880");
  EXPECT_EQ(row_named(table("fields", "motion-control"), "video_url")["media"].text(), "video");
  EXPECT_EQ(row_named(table("fields", "motion-control"), "image_url")["picture"]["max_side"].print(), "65536");
  EXPECT_EQ(
      row_named(table("fields", "new-motion-control"), "contents[].url").print(),
      R"({"name":"contents[].url","type":"string","media":"image","required":false,"required_if":"type is that of a picture or a video",)"
      R"("picture":{"max_bytes":52428800,"min_side":300,"max_ratio":2.5},"video_types":["feature_video","base_video","video"],)"
      R"("note":"of a video a URL alone","description":"The picture or the video","source":"5.2"})");
  EXPECT_EQ(row_named(table("fields", "image-to-video"), "contents[].type")["capabilities"].first().print(),
            R"({"values":["last_frame"],"models":["kling-3.0"]})");
}

TEST(CatalogText, EveryKindHasItsFields) {
  for (const Kind &kind : kinds()) {
    const json::Document document = table("fields", kind.name);
    ASSERT_EQ(document.root().size(), field_count(kind)) << kind.name;
    std::size_t index = 0;
    for (json::Value each = document.root().first(); each.present(); each = each.next(), ++index) {
      const Field row = field_at(kind, index);
      EXPECT_EQ(each["name"].text(), row.name) << kind.name;
      EXPECT_EQ(each["picture"].present(), row.picture != nullptr) << kind.name << " " << row.name;
      EXPECT_TRUE(row.picture == nullptr || each["picture"]["max_ratio"].number().value_or(0) == row.picture->max_ratio) << row.name;
      EXPECT_EQ(each["values"].size(), row.values.size()) << kind.name << " " << row.name;
      EXPECT_FALSE(each["description"].text().empty()) << kind.name << " " << row.name;
    }
  }
}

TEST(CatalogText, ModelsTellWhatTheyCanDo) {
  EXPECT_EQ(table("models", "").root().size(), models().size());
  const json::Document document = table("models", "text2video");
  EXPECT_EQ(document.root().size(), 7U);
  const json::Value latest = row_named(document, "kling-v3");
  EXPECT_EQ(latest["modes"].print(), R"(["std","pro","4k"])");
  EXPECT_EQ(latest["durations"].size(), 13U);
  EXPECT_TRUE(latest["recommended"].boolean().value_or(false));
  EXPECT_FALSE(latest["retired"].present());
  EXPECT_TRUE(row_named(document, "kling-v1")["retired"].is(json::Type::string));
  EXPECT_EQ(row_named(document, "kling-v2-6")["capabilities"].print(),
            R"([{"field":"sound","values":["on"],"modes":["pro"]},{"field":"voice_list"}])");
  EXPECT_EQ(row_named(table("models", "avatar"), "kling-v3").present(), false);
  EXPECT_EQ(row_named(table("models", ""), "kling-v1-5")["kinds"].print(), R"(["image2video"])");
}

TEST(CatalogText, PricesTellWhenTheyCount) {
  EXPECT_EQ(table("prices", "").root().size(), prices().size());
  const json::Document document = table("prices", "omni-video");
  EXPECT_EQ(document.root().first().print(),
            R"({"kinds":["omni-video"],"model":"kling-v3-omni","when":"mode std, sound off, without video_list","amount":"0.6",)"
            R"("currency":"video units","per":"second","source":"6.4"})");
  EXPECT_EQ(table("prices", "kolors-virtual-try-on").root().first()["currency"].text(), "usd");
  EXPECT_EQ(table("prices", "lip-sync").root().first().print(),
            R"({"kinds":["lip-sync","advanced-lip-sync"],"amount":"0.5","currency":"video units","per":"5 seconds begun",)"
            R"("note":"the length is known afterwards","source":"6.4"})");
  EXPECT_EQ(table("prices", "effects").root().size(), 0U);
}

TEST(CatalogText, EffectsAndVoicesAreTheirTables) {
  EXPECT_EQ(table("effects", "").root().size(), effect_count());
  EXPECT_EQ(row_named(table("effects", ""), "hug").print(),
            R"({"name":"hug","images":2,"retired":"retired 2026-01-30: hug_pro takes its place"})");
  EXPECT_EQ(row_named(table("effects", ""), "skateskate").print(), R"({"name":"skateskate","images":1})");
  EXPECT_EQ(table("voices", "").root().size(), voices().size());
  EXPECT_EQ(table("voices", "").root().first().print(), R"({"id":"girlfriend_4_speech02","english":true,"chinese":false})");
}

TEST(CatalogText, ErrorsTellWhatToDo) {
  const json::Document document = table("errors", "");
  ASSERT_EQ(document.root().size(), service_errors().size());
  EXPECT_EQ(document.root().first().print(), R"({"code":1000,"http_status":401,"meaning":"authentication failed","status":"KLING_E_AUTH",)"
                                             R"("retry":"never","advice":"check the credentials","source":"7.1"})");
}

TEST(CatalogText, IsTheSameTextEveryTime) {
  for (const std::string_view name : table_names()) {
    EXPECT_NE(catalog_text(name, "text2video"), nullptr) << name;
    EXPECT_EQ(catalog_text(name, "text2video"), catalog_text(name, "text2video")) << name;
  }
}

TEST(CatalogText, WhatDoesNotExistIsNull) {
  EXPECT_EQ(catalog_text("", ""), nullptr);
  EXPECT_EQ(catalog_text("fields", ""), nullptr);
  for (const std::string_view name : table_names()) {
    EXPECT_EQ(catalog_text(name, "image3video"), nullptr) << name;
  }
  EXPECT_EQ(catalog_text("rows", ""), nullptr);
}

} // namespace
} // namespace kling::catalog
