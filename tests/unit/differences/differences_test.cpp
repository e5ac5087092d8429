#include <gtest/gtest.h>
#include <map>

#include "base/text.hpp"
#include "difference.hpp"
#include "verdicts.hpp"

namespace kling::test {
namespace {

/// tests/contract/differences.tsv: table, name, catalogue, simulator, reason.
std::map<Difference, std::string> listed(const std::string &table) {
  std::map<Difference, std::string> out;
  for (const std::vector<std::string> &row : table_rows("contract/differences.tsv")) {
    EXPECT_EQ(row.size(), 5U) << row.at(0);
    if (row.size() == 5 && row[0] == table) {
      EXPECT_FALSE(row[4].empty());
      EXPECT_TRUE(out.insert({{row[0], row[1], row[2], row[3]}, row[4]}).second) << "twice: " << row[1];
    }
  }
  return out;
}

/// As it stands there; a long text, "{2501}" there, is cut.
std::string line(const Difference &each) {
  constexpr std::size_t longest_name = 700;
  const std::string_view name = cut(each.name, longest_name);
  return each.table + "\t" + std::string(name) + (name.size() < each.name.size() ? "…" : "") + "\t" + each.catalogue + "\t" +
         each.simulator;
}

void expect_listed(const Differences &found) {
  std::map<Difference, std::string> reasons = listed(found.table());
  for (const Difference &each : found.all()) {
    EXPECT_EQ(reasons.erase(each), 1U) << "not in differences.tsv:\n" << line(each);
  }
  for (const auto &[each, reason] : reasons) {
    ADD_FAILURE() << "gone, but in differences.tsv:\n" << line(each);
  }
}

TEST(CatalogueAndSimulator, HaveTheSameKinds) {
  expect_listed(of_kinds());
}

TEST(CatalogueAndSimulator, HaveTheSameFields) {
  expect_listed(of_fields());
}

TEST(CatalogueAndSimulator, HaveTheSameLimits) {
  expect_listed(of_limits());
}

TEST(CatalogueAndSimulator, HaveTheSameScenes) {
  expect_listed(of_scenes());
}

TEST(CatalogueAndSimulator, HaveTheSameVoices) {
  expect_listed(of_voices());
}

TEST(CatalogueAndSimulator, HaveTheSameErrors) {
  expect_listed(of_errors());
}

TEST(CatalogueAndSimulator, TakeTheSameOfEachModel) {
  expect_listed(of_capabilities());
}

TEST(CatalogueAndSimulator, RefuseTheSameBodies) {
  expect_listed(of_refusals());
}

TEST(CatalogueAndSimulator, HaveTheSamePrices) {
  expect_listed(of_prices());
}

} // namespace
} // namespace kling::test
