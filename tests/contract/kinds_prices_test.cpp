#include <gtest/gtest.h>

#include "kinds.hpp"

namespace kling::test {
namespace {

kling_cost no_cost() {
  kling_cost cost{};
  cost.struct_size = sizeof cost;
  return cost;
}

TEST(KindPrices, AreThoseOfThePriceLists) {
  const std::vector<std::vector<std::string>> rows = table_rows("prices.tsv");
  ASSERT_GE(rows.size(), 100U);
  for (const std::vector<std::string> &row : rows) {
    SCOPED_TRACE(row.at(0) + " " + row.at(3));
    kling_cost cost = no_cost();
    kling_error error = no_error();
    ASSERT_EQ(kling_request_estimate(request_of(kind_of(row[0]), row[3]).get(), nullptr, &cost, &error), KLING_OK) << error.message;
    ASSERT_EQ(cost.known, row[1] == "unknown" ? 0 : 1);
    if (cost.known != 0) {
      EXPECT_NEAR(cost.units, std::stod(row[1]), 1e-9);
      EXPECT_NEAR(cost.usd, std::stod(row[2]), 1e-9);
    }
  }
}

TEST(KindPrices, AreNotKnownWhereTheVendorDoesNotSell) {
  const Client gateway = make_client({{"provider", "cometapi"}, {"api_key", "the-key"}});
  kling_cost cost = no_cost();
  kling_error error = no_error();
  const Request request = request_of(kind_of("text2video"), R"({"prompt":"a","model_name":"kling-v3"})");
  ASSERT_EQ(kling_request_estimate(request.get(), gateway.get(), &cost, &error), KLING_OK) << error.message;
  EXPECT_EQ(cost.known, 0);
}

} // namespace
} // namespace kling::test
