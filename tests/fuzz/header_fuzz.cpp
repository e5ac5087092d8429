// A block of headers: dates, pauses, ranges, numbers.
#include <chrono>

#include "fuzz/invariant.hpp"
#include "protocol/date.hpp"
#include "transfer/reply_head.hpp"

namespace kling::fuzz {
namespace {

constexpr int64_t now = 1'700'000'000'000;
constexpr int64_t day_ms = 24LL * 60 * 60 * 1000;

std::string imf_date(int64_t unix_ms) {
  using namespace std::chrono;
  const sys_seconds at{seconds(unix_ms / 1000)};
  const sys_days day = floor<days>(at);
  const year_month_day date(day);
  const hh_mm_ss time(at - day);
  static constexpr const char *day_names[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char *months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d GMT", day_names[weekday(day).c_encoding()],
                static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
  return text;
}

void check_value(std::string_view value) {
  const std::optional<int64_t> date = protocol::parse_http_date(value);
  if (date) {
    require(*date >= 0 && *date % 1000 == 0, "a date is whole seconds since 1970");
    const std::string printed = imf_date(*date);
    // A leap second at the end of 9999 prints as a year of five digits.
    require(protocol::parse_http_date(printed) == date || printed.size() > 29, "a date survives printing");
  }
  for (const int64_t from : {int64_t{0}, now, INT64_C(253402300799000)}) {
    const int64_t pause = protocol::parse_retry_after(value, from);
    require(pause >= -1 && pause <= day_ms, "a pause has bounds");
  }
  const std::optional<int64_t> whole = to_integer(value);
  require(!whole || to_integer(kling::text_of(*whole)) == whole, "an integer survives printing");
  const std::optional<double> number = to_number(value);
  require(!number || to_number(kling::text_of(*number)) == number || kling::text_of(*number).find('e') != String::npos,
          "a number survives printing");
}

void check_head(std::string_view block) {
  for (const int32_t status : {200, 206, 416}) {
    const transfer::ReplyHead head = transfer::read_head(status, block);
    require(head.content_length >= -1 && head.range_total >= -1, "lengths are known or -1");
    require((head.range_first == -1) == (head.range_last == -1) && head.range_first <= head.range_last, "a range is whole");
    require(head.retry_after_ms >= 0 && head.retry_after_ms <= INT64_C(1'000'000'000), "a pause has bounds");
    // A Last-Modified is taken as it is.
    require(!head.validator.starts_with("W/") || head.validator == transfer::header_in(block, "Last-Modified"),
            "a weak tag proves nothing");
    require(head.validator.find_first_of("\r\n") == String::npos, "a validator is one line");
  }
}

} // namespace
} // namespace kling::fuzz

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  using namespace kling::fuzz;
  const std::string_view block = text_of(data, size);
  check_head(block);
  std::string_view rest = block;
  while (!rest.empty()) {
    std::string_view line = take(rest, '\n');
    check_value(line);
    take(line, ':');
    check_value(line);
  }
  return 0;
}
