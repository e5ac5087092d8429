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
    NewGeneration new_generation;
  };
  for (const Row &row : {
           Row{"kling", "https://api-singapore.klingai.com", "", ExternalIdTrust::guarded, true, NewGeneration::served},
           Row{"kling-cn", "https://api-beijing.klingai.com", "", ExternalIdTrust::guarded, true, NewGeneration::unverified},
           Row{"cometapi", "https://api.cometapi.com", "/kling", ExternalIdTrust::unproven, false, NewGeneration::undocumented},
           Row{"custom", "", "", ExternalIdTrust::unproven, true, NewGeneration::served},
       }) {
    const Provider *found = find_provider(row.name);
    ASSERT_NE(found, nullptr) << row.name;
    EXPECT_EQ(found->origin, row.origin);
    EXPECT_EQ(found->prefix, row.prefix);
    EXPECT_EQ(found->external_ids, row.trust);
    EXPECT_EQ(found->access_keys, row.access_keys);
    EXPECT_EQ(found->new_generation, row.new_generation) << row.name;
  }
  EXPECT_EQ(providers().size(), 4U);
  EXPECT_EQ(find_provider("Kling"), nullptr);
  EXPECT_EQ(find_provider(""), nullptr);
}

} // namespace
} // namespace kling::catalog
