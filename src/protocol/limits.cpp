#include "protocol/limits.hpp"

#include <algorithm>
#include <initializer_list>

#include "base/text.hpp"
#include "protocol/field_value.hpp"

namespace kling::protocol {

namespace {

using catalog::FieldType;

String number(std::size_t value) {
  return text_of(static_cast<int64_t>(value));
}

class Limits {
public:
  Limits(const catalog::Field &row, json::Value value, std::string_view field, Error &error)
      : row_(row), value_(value), field_(field), error_(error) {}

  bool check() { return is_word(row_, value_) || (listed() && length() && items() && range()); }

private:
  bool refuse(std::initializer_list<std::string_view> parts) {
    error_ = make_error(KLING_E_FIELD, concat({field_, concat(parts)}), field_);
    return false;
  }

  [[nodiscard]] bool has_range() const { return !row_.minimum.empty() || !row_.maximum.empty(); }

  bool listed() {
    const bool words = !is_text(row_.type) || (row_.type == FieldType::decimal_text && has_range()); // besides a number
    if (row_.values.empty() || words || std::find(row_.values.begin(), row_.values.end(), value_.text()) != row_.values.end()) {
      return true;
    }
    return refuse({" is ", shown(value_), "; allowed: ", joined(row_.values, ", ")});
  }

  bool length() {
    if (row_.max_length == 0 && row_.min_length == 0) {
      return true;
    }
    const std::size_t points = code_points(value_.text());
    if (row_.max_length != 0 && points > row_.max_length) {
      return refuse({" has ", number(points), " characters; at most ", number(row_.max_length)});
    }
    return points >= row_.min_length || refuse({" has ", number(points), " characters; at least ", number(row_.min_length)});
  }

  bool items() {
    if (row_.max_items == 0 && row_.min_items == 0) {
      return true;
    }
    const std::size_t count = value_.size();
    const std::string_view noun = count == 1 ? " item" : " items";
    if (row_.max_items != 0 && count > row_.max_items) {
      return refuse({" has ", number(count), noun, "; at most ", number(row_.max_items)});
    }
    return count >= row_.min_items || refuse({" has ", number(count), noun, "; at least ", number(row_.min_items)});
  }

  bool range() {
    if (!has_range()) {
      const bool number = row_.type != FieldType::decimal_text || !row_.values.empty() || to_number(value_.text());
      return number || says_absent(value_) || refuse({" is ", shown(value_), "; it takes a number"});
    }
    if (row_.type == FieldType::decimal_text && !to_integer(value_.text())) {
      return refuse({" is ", shown(value_), "; it takes whole seconds"});
    }
    const double given = value_.number().value_or(0);
    const bool low = !row_.minimum.empty() && given < to_number(row_.minimum).value_or(0);
    const bool high = !row_.maximum.empty() && given > to_number(row_.maximum).value_or(0);
    if (!low && !high) {
      return true;
    }
    const String words = row_.values.empty() ? String() : concat({", or ", joined(row_.values, ", ")});
    if (row_.maximum.empty() || row_.minimum.empty()) {
      return refuse({" is ", shown(value_), low ? "; at least " : "; at most ", low ? row_.minimum : row_.maximum, words});
    }
    return refuse({" is ", shown(value_), "; from ", row_.minimum, " to ", row_.maximum, words});
  }

  const catalog::Field &row_;
  json::Value value_;
  std::string_view field_;
  Error &error_;
};

} // namespace

kling_status check_limits(const catalog::Field &row, json::Value value, std::string_view field, Error &error) {
  return Limits(row, value, field, error).check() ? KLING_OK : error.status;
}

} // namespace kling::protocol
