#include <gtest/gtest.h>
#include <string>

#include "json/document.hpp"
#include "kling/kling.h"

namespace {

TEST(CatalogCall, GivesEachTable) {
  for (const char *table : {"kinds", "fields", "models", "prices", "effects", "voices", "errors"}) {
    const char *text = nullptr;
    const char *again = nullptr;
    kling_error error = KLING_ERROR_INIT;
    const char *kind = std::string(table) == "fields" ? KLING_TEXT2VIDEO : nullptr;
    ASSERT_EQ(kling_catalog(table, kind, &text, &error), KLING_OK) << error.message;
    EXPECT_EQ(kling_catalog(table, kind, &again, nullptr), KLING_OK);
    EXPECT_EQ(text, again) << "static";
    kling::json::Document document;
    kling::String why;
    ASSERT_TRUE(kling::json::Document::parse(text, document, why)) << table << ": " << why;
    EXPECT_TRUE(document.root().is(kling::json::Type::array));
    EXPECT_GT(document.root().size(), 0U);
  }
}

TEST(CatalogCall, SaysWhatThereIs) {
  const struct {
    const char *table, *kind;
    kling_status status;
    const char *words;
  } rows[] = {
      {"kind", nullptr, KLING_E_UNKNOWN_NAME, "there is no table \"kind\", did you mean \"kinds\"?"},
      {"zzzzzzzzzz", nullptr, KLING_E_UNKNOWN_NAME, "there is no table \"zzzzzzzzzz\"; there are kinds, fields"},
      {"fields", nullptr, KLING_E_ARGUMENT, "the table \"fields\" needs a kind"},
      {"fields", "text2vide", KLING_E_UNKNOWN_NAME, "there is no kind \"text2vide\", did you mean \"text2video\"?"},
      {"\xff", nullptr, KLING_E_ARGUMENT, "not UTF-8"},
  };
  for (const auto &row : rows) {
    const char *text = "";
    kling_error error = KLING_ERROR_INIT;
    EXPECT_EQ(kling_catalog(row.table, row.kind, &text, &error), row.status) << row.words;
    EXPECT_EQ(text, nullptr);
    EXPECT_NE(std::string(error.message).find(row.words), std::string::npos) << error.message;
  }
}

} // namespace
