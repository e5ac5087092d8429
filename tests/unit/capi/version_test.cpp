#include <gtest/gtest.h>
#include <string>

#include "kling/kling.h"

namespace {

TEST(Version, IsTheHeaders) {
  EXPECT_EQ(kling_version_number(), static_cast<uint32_t>(KLING_VERSION_NUMBER));
  EXPECT_EQ(kling_version_string(),
            std::to_string(KLING_VERSION_MAJOR) + "." + std::to_string(KLING_VERSION_MINOR) + "." + std::to_string(KLING_VERSION_PATCH));
}

TEST(Version, BuildInfoNamesItselfAndCurlInOneLine) {
  const std::string text = kling_build_info();
  EXPECT_EQ(text.find(std::string("libkling/") + kling_version_string() + " libcurl/"), 0U) << text;
  EXPECT_EQ(text.find('\n'), std::string::npos);
  EXPECT_EQ(kling_build_info(), kling_build_info()) << "static";
}

TEST(Statuses, CanBeListed) {
  kling_status before = -1;
  for (uint32_t index = 0; index < kling_status_count(); ++index) {
    const kling_status status = kling_status_at(index);
    EXPECT_GT(status, before);
    EXPECT_EQ(kling_status_group(status), status / 100 * 100);
    EXPECT_EQ(std::string(kling_status_name(status)).find("KLING_"), 0U);
    EXPECT_GT(std::string(kling_status_description(status)).size(), 5U);
    before = status;
  }
  EXPECT_EQ(before, KLING_E_INTERNAL);
  EXPECT_EQ(kling_status_at(kling_status_count()), KLING_E_ARGUMENT);
  EXPECT_STREQ(kling_task_state_name(KLING_TASK_PROCESSING), "processing");
  EXPECT_STREQ(kling_task_state_name(99), "unrecognised") << "as the header says";
  EXPECT_STREQ(kling_status_name(999), "KLING_E_UNKNOWN_STATUS") << "as the header says";
}

} // namespace
