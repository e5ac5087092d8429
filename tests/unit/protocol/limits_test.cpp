#include "preparing.hpp"
#include "protocol/limits.hpp"

namespace kling::protocol {
namespace {

using catalog::Field;
using catalog::FieldType;

constexpr std::string_view automatic[] = {"auto"};
constexpr std::string_view on_off[] = {"on", "off"};
constexpr std::string_view five_or_ten[] = {"5", "10"};

struct Row {
  std::string_view value;
  std::string_view message; // empty: passes
};

void expect(const Field &field, std::initializer_list<Row> rows) {
  for (const Row &row : rows) {
    const json::Document value = test::parsed(row.value);
    Error error;
    EXPECT_EQ(check_limits(field, value.root(), "x[1].y", error), row.message.empty() ? KLING_OK : KLING_E_FIELD) << row.value;
    EXPECT_EQ(std::string(error.message), row.message);
    EXPECT_EQ(std::string(error.field), row.message.empty() ? "" : "x[1].y");
  }
}

TEST(Limits, Values) {
  expect({.values = on_off}, {{R"("on")", ""}, {R"("ON")", R"(x[1].y is "ON"; allowed: on, off)"}});
  expect({.type = FieldType::decimal_text, .values = five_or_ten}, {{R"("10")", ""}, {R"("7")", R"(x[1].y is "7"; allowed: 5, 10)"}});
}

TEST(Limits, ANumberWithWords) {
  const Field field{.type = FieldType::integer, .values = automatic, .minimum = "2", .maximum = "9"};
  expect(
      field,
      {{"2", ""}, {"9", ""}, {R"("auto")", ""}, {"10", "x[1].y is 10; from 2 to 9, or auto"}, {"1", "x[1].y is 1; from 2 to 9, or auto"}});
}

TEST(Limits, Ranges) {
  expect({.type = FieldType::number, .minimum = "0.8", .maximum = "2"},
         {{"0.8", ""}, {"2.0", ""}, {"2.01", "x[1].y is 2.01; from 0.8 to 2"}});
  expect({.type = FieldType::integer, .minimum = "1"}, {{"1", ""}, {"0", "x[1].y is 0; at least 1"}});
  expect({.type = FieldType::integer, .maximum = "9"}, {{"-5", ""}, {"10", "x[1].y is 10; at most 9"}});
  expect({.type = FieldType::decimal_text, .minimum = "1"}, {{R"("1")", ""}, {R"("1.5")", R"(x[1].y is "1.5"; it takes whole seconds)"}});
}

TEST(Limits, LengthsAndCounts) {
  expect({.min_length = 2, .max_length = 3},
         {{R"("äö")", ""}, {R"("ä")", "x[1].y has 1 characters; at least 2"}, {R"("äöüß")", "x[1].y has 4 characters; at most 3"}});
  expect({.type = FieldType::array, .min_items = 2, .max_items = 2},
         {{"[1,2]", ""}, {"[1]", "x[1].y has 1 item; at least 2"}, {"[1,2,3]", "x[1].y has 3 items; at most 2"}});
}

} // namespace
} // namespace kling::protocol
