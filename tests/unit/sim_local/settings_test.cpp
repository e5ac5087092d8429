#include <gtest/gtest.h>

#include "base/text.hpp"
#include "sim/switches.hpp"
#include "sim_local/settings.hpp"

namespace kling::test {
namespace {

struct WrongRow {
  const char *text;
  kling_status status;
  const char *field;
  std::vector<const char *> words;
};

void PrintTo(const WrongRow &row, std::ostream *out) {
  *out << row.text;
}

class WrongSettings : public testing::TestWithParam<WrongRow> {};

TEST_P(WrongSettings, AreRefusedByNameLimitAndValue) {
  sim_local::Settings settings;
  Error error;
  EXPECT_EQ(sim_local::read_settings(GetParam().text, settings, error), GetParam().status);
  EXPECT_EQ(error.field, GetParam().field);
  for (const char *word : GetParam().words) {
    EXPECT_NE(error.message.find(word), String::npos) << error.message;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Rows, WrongSettings,
    testing::Values(WrongRow{"", KLING_E_ARGUMENT, "settings_json", {"not JSON"}},
                    WrongRow{"[]", KLING_E_ARGUMENT, "settings_json", {"object"}},
                    WrongRow{R"({"procesing_ms":1})", KLING_E_UNKNOWN_NAME, "procesing_ms", {"processing_ms"}},
                    WrongRow{R"({"zzz":1})", KLING_E_UNKNOWN_NAME, "zzz", {"zzz", "latency_ms"}},
                    WrongRow{R"({"processing_ms":-1})", KLING_E_ARGUMENT, "processing_ms", {"from 0 to 1099511627776", "-1"}},
                    WrongRow{R"({"submitted_ms":"5"})", KLING_E_ARGUMENT, "submitted_ms", {"whole number", "\"5\""}},
                    WrongRow{R"({"latency_ms":0.5})", KLING_E_ARGUMENT, "latency_ms", {"0.5"}},
                    WrongRow{R"({"slots":0})", KLING_E_ARGUMENT, "slots", {"from 1"}},
                    WrongRow{R"({"seed":99999999999999999999})", KLING_E_ARGUMENT, "seed", {"9223372036854775807"}},
                    WrongRow{R"({"units":5})", KLING_E_ARGUMENT, "units", {"decimal text", "5"}},
                    WrongRow{R"({"units":"0.123"})", KLING_E_ARGUMENT, "units", {"0.123"}},
                    WrongRow{R"({"profile":"comet"})",
                             KLING_E_ARGUMENT,
                             "profile",
                             {"official, cometapi, cometapi-wrapped, gateway-a, gateway-a-openai, gateway-b, ids", "\"comet\""}},
                    WrongRow{R"({"profile":1})", KLING_E_ARGUMENT, "profile", {"1"}},
                    WrongRow{R"({"virtual_time":1})", KLING_E_ARGUMENT, "virtual_time", {"true or false", "1"}},
                    WrongRow{R"({"retire_models":"yes"})", KLING_E_ARGUMENT, "retire_models", {"true or false", "yes"}},
                    WrongRow{R"({"retired_status":199})", KLING_E_ARGUMENT, "retired_status", {"from 200 to 599", "199"}},
                    WrongRow{R"({"retire_model":true})", KLING_E_UNKNOWN_NAME, "retire_model", {"retire_models"}},
                    WrongRow{R"({"unix_ms":null})", KLING_E_ARGUMENT, "unix_ms", {"null"}}));

TEST(Settings, TakeEverySwitch) {
  for (const sim::Switch &row : sim::switches()) {
    sim_local::Settings settings;
    Error error;
    const bool other = row.flag != nullptr && !(settings.service.*row.flag);
    const String value = row.flag == nullptr ? text_of(row.most) : String(other ? "true" : "false");
    ASSERT_EQ(sim_local::read_settings(concat({"{\"", row.name, "\":", value, "}"}).c_str(), settings, error), KLING_OK) << row.name;
    if (row.flag != nullptr) {
      EXPECT_EQ(settings.service.*row.flag, other) << row.name;
    } else {
      EXPECT_EQ(settings.service.*row.number, row.most) << row.name;
    }
  }
}

TEST(Settings, AreReadWhole) {
  sim_local::Settings settings;
  Error error;
  ASSERT_EQ(sim_local::read_settings(R"({"submitted_ms":1,"processing_ms":2,"seed":3,"slots":4,"units":"5.25","virtual_time":false,
      "unix_ms":6,"latency_ms":7,"profile":"gateway-b"})",
                                     settings, error),
            KLING_OK)
      << error.message;
  EXPECT_EQ(settings.service.submitted_ms, 1);
  EXPECT_EQ(settings.service.processing_ms, 2);
  EXPECT_EQ(settings.service.seed, 3U);
  EXPECT_EQ(settings.service.slots, 4);
  EXPECT_EQ(settings.service.units, "5.25");
  EXPECT_FALSE(settings.virtual_time);
  EXPECT_EQ(settings.unix_ms, 6);
  EXPECT_EQ(settings.latency_ms, 7);
  EXPECT_EQ(settings.service.profile, "gateway-b");
  sim_local::Settings defaults;
  EXPECT_EQ(sim_local::read_settings(nullptr, defaults, error), KLING_OK);
  EXPECT_TRUE(defaults.virtual_time);
}

} // namespace
} // namespace kling::test
