#include "protocol/date.hpp"

#include <algorithm>
#include <chrono>

#include "base/text.hpp"

namespace kling::protocol {

namespace {

constexpr int64_t longest_retry_after_ms = 24LL * 60 * 60 * 1000;
constexpr std::string_view decimal_digits = "0123456789";
constexpr std::string_view month_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::string_view day_names[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::string_view long_day_names[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

/// Takes fixed pieces off the front of a date; once something does not fit, nothing does.
class Reader {
public:
  explicit Reader(std::string_view text) : rest_(text) {}

  void literal(std::string_view text) {
    good_ = good_ && rest_.starts_with(text);
    rest_.remove_prefix(good_ ? text.size() : 0);
  }
  /// `count` digits; leading spaces count as digits where the form pads with them.
  int number(std::size_t count, bool padded = false) {
    std::string_view field = rest_.substr(0, count);
    while (padded && field.starts_with(' ')) {
      field.remove_prefix(1);
    }
    good_ = good_ && rest_.size() >= count && !field.empty() && field.find_first_not_of(decimal_digits) == std::string_view::npos;
    if (!good_) {
      return 0;
    }
    rest_.remove_prefix(count);
    return static_cast<int>(to_integer(field).value_or(0));
  }
  int one_of(std::span<const std::string_view> names) {
    for (std::size_t index = 0; good_ && index < names.size(); ++index) {
      if (rest_.starts_with(names[index])) {
        rest_.remove_prefix(names[index].size());
        return static_cast<int>(index);
      }
    }
    good_ = false;
    return 0;
  }
  [[nodiscard]] bool done() const { return good_ && rest_.empty(); }

private:
  std::string_view rest_;
  bool good_ = true;
};

struct Parts {
  int year = 0;
  int month = 0; // from 0
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

void read_time(Reader &from, Parts &out) {
  out.hour = from.number(2);
  from.literal(":");
  out.minute = from.number(2);
  from.literal(":");
  out.second = from.number(2);
}

/// "Sun, 06 Nov 1994 08:49:37 GMT"
bool read_imf(std::string_view text, Parts &out) {
  Reader from(text);
  from.one_of(day_names);
  from.literal(", ");
  out.day = from.number(2);
  from.literal(" ");
  out.month = from.one_of(month_names);
  from.literal(" ");
  out.year = from.number(4);
  from.literal(" ");
  read_time(from, out);
  from.literal(" GMT");
  return from.done();
}

/// "Sunday, 06-Nov-94 08:49:37 GMT"
bool read_rfc850(std::string_view text, Parts &out) {
  Reader from(text);
  from.one_of(long_day_names);
  from.literal(", ");
  out.day = from.number(2);
  from.literal("-");
  out.month = from.one_of(month_names);
  from.literal("-");
  const int year = from.number(2);
  out.year = year + (year < 70 ? 2000 : 1900);
  from.literal(" ");
  read_time(from, out);
  from.literal(" GMT");
  return from.done();
}

/// "Sun Nov  6 08:49:37 1994"
bool read_asctime(std::string_view text, Parts &out) {
  Reader from(text);
  from.one_of(day_names);
  from.literal(" ");
  out.month = from.one_of(month_names);
  from.literal(" ");
  out.day = from.number(2, true);
  from.literal(" ");
  read_time(from, out);
  from.literal(" ");
  out.year = from.number(4);
  return from.done();
}

std::optional<int64_t> unix_ms(const Parts &parts) {
  const std::chrono::year_month_day day{std::chrono::year{parts.year}, std::chrono::month{static_cast<unsigned>(parts.month + 1)},
                                        std::chrono::day{static_cast<unsigned>(parts.day)}};
  if (!day.ok() || parts.year < 1970 || parts.hour > 23 || parts.minute > 59 || parts.second > 60) {
    return std::nullopt;
  }
  const int64_t days = std::chrono::sys_days(day).time_since_epoch().count();
  return (((days * 24 + parts.hour) * 60 + parts.minute) * 60 + parts.second) * 1000;
}

} // namespace

std::optional<int64_t> parse_http_date(std::string_view text) {
  text = trimmed(text);
  Parts parts;
  if (!read_imf(text, parts) && !read_rfc850(text, parts) && !read_asctime(text, parts)) {
    return std::nullopt;
  }
  return unix_ms(parts);
}

int64_t parse_retry_after(std::string_view text, int64_t from_unix_ms) {
  text = trimmed(text);
  if (text.empty()) {
    return -1;
  }
  if (text.find_first_not_of(decimal_digits) == std::string_view::npos) {
    constexpr int64_t longest_seconds = longest_retry_after_ms / 1000;
    return std::min(to_integer(text).value_or(longest_seconds), longest_seconds) * 1000;
  }
  const std::optional<int64_t> date = parse_http_date(text);
  return date ? std::clamp<int64_t>(*date - from_unix_ms, 0, longest_retry_after_ms) : -1;
}

} // namespace kling::protocol
