#include <gtest/gtest.h>

#include "catalog/field.hpp"
#include "catalog/model.hpp"
#include "catalog/service_error.hpp"
#include "catalog/text.hpp"
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
  ASSERT_EQ(document.root().size(), 1U);
  EXPECT_EQ(document.print(),
            R"([{"kind":"text2video","title":"Text to video","path":"/v1/videos/text2video","generation":"legacy",)"
            R"("synchronous":false,"billed":true,"external_id":true,"default_model":"kling-v1",)"
            R"("recommended_model":"kling-v3","typical_times":[{"mode":"pro","ms":175000},{"ms":319000}],"source":"4.2"}])");
  EXPECT_TRUE(json::equal(document.root(), table("kinds", "text2video").root()));
}

TEST(CatalogText, FieldsLeaveOutWhatARowDoesNotHave) {
  const json::Document document = table("fields", "text2video");
  EXPECT_EQ(document.root().size(), fields().size());
  EXPECT_EQ(row_named(document, "sound").print(),
            R"({"name":"sound","type":"string","required":false,"default":"off","values":["on","off"],)"
            R"("models":["kling-v2-6","kling-v3"],"note":"kling-v2-6 makes sound in mode pro only",)"
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
}

TEST(CatalogText, ModelsTellWhatTheyCanDo) {
  const json::Document document = table("models", "text2video");
  EXPECT_EQ(document.root().size(), models().size());
  EXPECT_TRUE(json::equal(document.root(), table("models", "").root()));
  const json::Value latest = row_named(document, "kling-v3");
  EXPECT_EQ(latest["modes"].print(), R"(["std","pro","4k"])");
  EXPECT_EQ(latest["durations"].size(), 13U);
  EXPECT_TRUE(latest["recommended"].boolean().value_or(false));
  EXPECT_FALSE(latest["retired"].present());
  EXPECT_TRUE(row_named(document, "kling-v1")["retired"].is(json::Type::string));
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
  EXPECT_EQ(catalog_text("effects", ""), nullptr);
  EXPECT_EQ(catalog_text("", ""), nullptr);
  EXPECT_EQ(catalog_text("fields", ""), nullptr);
  EXPECT_EQ(catalog_text("fields", "image2video"), nullptr);
  EXPECT_EQ(catalog_text("models", "image2video"), nullptr);
  EXPECT_EQ(catalog_text("kinds", "image2video"), nullptr);
}

} // namespace
} // namespace kling::catalog
