#include <gtest/gtest.h>

#include "catalog/provider.hpp"

namespace kling::catalog {
namespace {

TEST(Provider, RowsSayWhereAndWhatIsTrusted) {
  struct Row {
    std::string_view name;
    std::string_view origin;
    std::string_view prefix;
    ExternalIdTrust trust;
    bool access_keys;
  };
  for (const Row &row : {
           Row{"kling", "https://api-singapore.klingai.com", "", ExternalIdTrust::guarded, true},
           Row{"kling-cn", "https://api-beijing.klingai.com", "", ExternalIdTrust::guarded, true},
           Row{"cometapi", "https://api.cometapi.com", "/kling", ExternalIdTrust::unproven, false},
           Row{"custom", "", "", ExternalIdTrust::unproven, true},
       }) {
    const Provider *found = find_provider(row.name);
    ASSERT_NE(found, nullptr) << row.name;
    EXPECT_EQ(found->origin, row.origin);
    EXPECT_EQ(found->prefix, row.prefix);
    EXPECT_EQ(found->external_ids, row.trust);
    EXPECT_EQ(found->access_keys, row.access_keys);
  }
  EXPECT_EQ(providers().size(), 4U);
  EXPECT_EQ(find_provider("Kling"), nullptr);
  EXPECT_EQ(find_provider(""), nullptr);
}

} // namespace
} // namespace kling::catalog
