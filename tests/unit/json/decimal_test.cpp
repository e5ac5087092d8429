#include <gtest/gtest.h>
#include <limits>

#include "json/decimal.hpp"

namespace kling::json {
namespace {

TEST(Decimal, OneValueHasManySpellings) {
  struct Row {
    std::string_view a;
    std::string_view b;
    bool equal;
  };
  for (const Row &row : {
           Row{"1", "1.0", true},
           Row{"1", "10e-1", true},
           Row{"0.10", "0.1", true},
           Row{"1E2", "100", true},
           Row{"-0", "0", true},
           Row{"0e5", "0.00", true},
           Row{"0.001e3", "1", true},
           Row{"120e-1", "12", true},
           Row{"-1.5", "-15e-1", true},
           Row{"1e0000000000001", "10", true},
           Row{"1", "-1", false},
           Row{"1", "10", false},
           Row{"1", "11", false},
           Row{"0", "0.1", false},
           Row{"101", "1001", false},
           // Doubles could not tell these apart.
           Row{"812345678901234567", "812345678901234568", false},
           Row{"0.1", "0.1000000000000000055511151231257827", false},
           Row{"1e400", "1e401", false},
       }) {
    std::optional<Decimal> a = Decimal::read(row.a);
    std::optional<Decimal> b = Decimal::read(row.b);
    ASSERT_TRUE(a && b) << row.a << " " << row.b;
    EXPECT_EQ(*a == *b, row.equal) << row.a << " " << row.b;
    EXPECT_EQ(*b == *a, row.equal) << row.a << " " << row.b;
  }
}

TEST(Decimal, WholeNumbersThatFitAreIntegers) {
  struct Row {
    std::string_view literal;
    std::optional<int64_t> value;
  };
  for (const Row &row : {
           Row{"812345678901234567", 812345678901234567},
           Row{"5.0", 5},
           Row{"1.5e1", 15},
           Row{"12e2", 1200},
           Row{"-0.0", 0},
           Row{"-7", -7},
           Row{"9223372036854775807", std::numeric_limits<int64_t>::max()},
           Row{"-9223372036854775808", std::numeric_limits<int64_t>::min()},
           Row{"9223372036854775808", std::nullopt},
           Row{"-9223372036854775809", std::nullopt},
           Row{"92233720368547758070", std::nullopt},
           Row{"1e19", std::nullopt},
           Row{"1e999999999", std::nullopt},
           Row{"0.5", std::nullopt},
           Row{"15e-1", std::nullopt},
       }) {
    std::optional<Decimal> value = Decimal::read(row.literal);
    ASSERT_TRUE(value) << row.literal;
    EXPECT_EQ(value->integer(), row.value) << row.literal;
  }
}

TEST(Decimal, OnlyLiteralsOfAReasonableExponentAreRead) {
  for (std::string_view literal : {"", "-", "x", "1 ", "+1", "01", "1.", "1e1234567890", "1e-1234567890"}) {
    EXPECT_FALSE(Decimal::read(literal)) << literal;
  }
}

} // namespace
} // namespace kling::json
