#include "catalog/price.hpp"

#include "catalog/kind_rows.hpp"

namespace kling::catalog {

namespace {

constexpr std::string_view pro[] = {"pro"};
constexpr std::string_view ten[] = {"10"};
constexpr Condition in_pro[] = {{.field = "mode", .test = Condition::Test::is, .values = pro}};
constexpr Condition of_ten[] = {{.field = "duration", .test = Condition::Test::is, .values = ten}};
constexpr Condition in_pro_of_ten[] = {{.field = "mode", .test = Condition::Test::is, .values = pro},
                                       {.field = "duration", .test = Condition::Test::is, .values = ten}};

constexpr Price price_rows[] = {
    {.kinds = in("text2video"), .model = "kling-v1", .when = in_pro_of_ten, .amount = "7", .source = "6.4"},
    {.kinds = in("text2video"), .model = "kling-v1", .when = in_pro, .amount = "3.5", .source = "6.4"},
    {.kinds = in("text2video"), .model = "kling-v1", .when = of_ten, .amount = "2", .source = "6.4"},
    {.kinds = in("text2video"), .model = "kling-v1", .amount = "1", .source = "6.4"},
};

} // namespace

std::span<const Price> prices() {
  return price_rows;
}

} // namespace kling::catalog
