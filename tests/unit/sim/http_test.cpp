#include <gtest/gtest.h>

#include "sim/http.hpp"

namespace kling::sim {
namespace {

TEST(Target, is_taken_apart) {
  const Target target = Target::parse("/kling/v1/videos/text2video/my%20task%2f1//?pageNum=2&name=a%3Db+c&empty&=x");
  EXPECT_EQ(target.path, "/v1/videos/text2video/my task/1");
  EXPECT_TRUE(target.under_gateway);
  EXPECT_EQ(target.argument("pageNum"), "2");
  EXPECT_EQ(target.argument("name"), "a=b c");
  EXPECT_EQ(target.argument("empty"), "");
  EXPECT_FALSE(target.argument("pageSize"));
}

TEST(Target, only_a_whole_first_segment_is_the_prefix) {
  EXPECT_FALSE(Target::parse("/klingon/v1").under_gateway);
  EXPECT_FALSE(Target::parse("/v1/kling").under_gateway);
  EXPECT_TRUE(Target::parse("/kling").under_gateway);
  EXPECT_EQ(Target::parse("/kling").path, "");
  EXPECT_EQ(Target::parse("/kling/kling/v1").path, "/kling/v1");
}

TEST(Target, a_broken_escape_stays_as_it_is) {
  EXPECT_EQ(Target::parse("/a%2/b%zz%").path, "/a%2/b%zz%");
}

TEST(HttpDate, is_written_as_rfc_9110_has_it) {
  EXPECT_EQ(http_date(784111777000), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(http_date(1709251199999), "Thu, 29 Feb 2024 23:59:59 GMT");
}

TEST(Header, name_ignores_case) {
  HttpRequest request;
  request.headers = {{"X-One", "1"}, {"authorization", "Bearer k"}, {"Authorization", "second"}};
  EXPECT_EQ(request.header("Authorization"), "Bearer k");
  EXPECT_EQ(request.header("Accept"), "");
}

struct RangeCase {
  std::string_view header;
  RangeOutcome outcome;
  std::size_t first;
  std::size_t length;
};

class Range : public testing::TestWithParam<RangeCase> {};

TEST_P(Range, of_a_hundred_bytes) {
  const RangeCase &each = GetParam();
  ByteRange range;
  ASSERT_EQ(parse_range(each.header, 100, range), each.outcome) << each.header;
  if (each.outcome != RangeOutcome::unsatisfiable) {
    EXPECT_EQ(range.first, each.first) << each.header;
    EXPECT_EQ(range.length, each.length) << each.header;
  }
}

constexpr auto part = RangeOutcome::part;
constexpr auto whole = RangeOutcome::whole;
constexpr auto unsatisfiable = RangeOutcome::unsatisfiable;
INSTANTIATE_TEST_SUITE_P(
    rfc_9110, Range,
    testing::Values(RangeCase{"bytes=0-0", part, 0, 1}, RangeCase{"bytes=10-19", part, 10, 10}, RangeCase{"Bytes=90-", part, 90, 10},
                    RangeCase{"bytes=90-1000", part, 90, 10}, RangeCase{"bytes=-1", part, 99, 1}, RangeCase{"bytes=-1000", part, 0, 100},
                    RangeCase{"bytes=0-99999999999999999999", part, 0, 100}, RangeCase{"bytes=100-", unsatisfiable, 0, 0},
                    RangeCase{"bytes=99999999999999999999-", unsatisfiable, 0, 0}, RangeCase{"bytes=-0", unsatisfiable, 0, 0},
                    RangeCase{"bytes=5-4", whole, 0, 100}, RangeCase{"bytes=", whole, 0, 100}, RangeCase{"bytes=-", whole, 0, 100},
                    RangeCase{"bytes=a-b", whole, 0, 100}, RangeCase{"bytes=1-+2", whole, 0, 100},
                    RangeCase{"bytes=0-1,3-4", whole, 0, 100}, RangeCase{"items=0-1", whole, 0, 100}, RangeCase{"", whole, 0, 100}));

} // namespace
} // namespace kling::sim
