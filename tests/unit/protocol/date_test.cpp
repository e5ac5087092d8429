#include <gtest/gtest.h>

#include "protocol/date.hpp"

namespace kling::protocol {
namespace {

TEST(HttpDate, TheThreeFormsNameOneTime) {
  for (const std::string_view text : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
                                      "  Sun, 06 Nov 1994 08:49:37 GMT\r\n"}) {
    EXPECT_EQ(parse_http_date(text), 784111777000) << text;
  }
}

TEST(HttpDate, LeapDaysCenturiesAndEnds) {
  struct Row {
    std::string_view text;
    int64_t unix_ms;
  };
  for (const Row &row : {
           Row{"Thu, 01 Jan 1970 00:00:00 GMT", 0},
           Row{"Thu, 29 Feb 2024 23:59:59 GMT", 1709251199000},
           Row{"Tue, 29 Feb 2000 00:00:00 GMT", 951782400000},
           Row{"Sun, 04 Oct 2026 12:00:00 GMT", 1791115200000},
           Row{"Sunday, 04-Oct-26 12:00:00 GMT", 1791115200000},
           Row{"Sat, 31 Dec 2016 23:59:60 GMT", 1483228800000},
       }) {
    EXPECT_EQ(parse_http_date(row.text), row.unix_ms) << row.text;
  }
}

TEST(HttpDate, AnythingElseIsNone) {
  for (const std::string_view text :
       {"", "now", "1994-11-06T08:49:37Z", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 29 Feb 2023 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT and more", "Sun, 06 Nov +994 08:49:37 GMT",
        "Wed, 31 Dec 1969 23:59:59 GMT", "So, 06 Nov 1994 08:49:37 GMT"}) {
    EXPECT_FALSE(parse_http_date(text)) << text;
  }
}

TEST(RetryAfter, BothFormsAndGarbage) {
  constexpr int64_t from = 784111777000; // Sun, 06 Nov 1994 08:49:37 GMT
  struct Row {
    std::string_view text;
    int64_t ms;
  };
  for (const Row &row : {
           Row{"2", 2000},
           Row{" 120 ", 120000},
           Row{"0", 0},
           Row{"86401", 86400000},
           Row{"99999999999999999999999", 86400000},
           Row{"Sun, 06 Nov 1994 08:50:07 GMT", 30000},
           Row{"Sunday, 06-Nov-94 08:50:07 GMT", 30000},
           Row{"Sun, 06 Nov 1994 08:00:00 GMT", 0},
           Row{"Sun, 06 Nov 2094 08:00:00 GMT", 86400000},
           Row{"", -1},
           Row{"-1", -1},
           Row{"1.5", -1},
           Row{"2,5", -1},
           Row{"+3", -1},
           Row{"soon", -1},
       }) {
    EXPECT_EQ(parse_retry_after(row.text, from), row.ms) << row.text;
  }
}

} // namespace
} // namespace kling::protocol
