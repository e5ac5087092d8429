#pragma once

#include <bitset>
#include <cstring>
#include <string_view>

#include "base/text.hpp"
#include "json/scan.hpp"

namespace kling::json {

inline constexpr std::size_t deepest = 64;
inline constexpr std::size_t most_values = 500'000; // a tree takes some hundred bytes for each, however short its text

/// Where the scan stands in the grammar.
enum class Next : uint8_t { value, value_or_end, name, name_or_end, colon, separator, nothing };

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

inline constexpr unsigned no_code = 0x10000;

/// The value of the four hex digits in front, or no_code.
inline unsigned hex4(std::string_view text) noexcept {
  unsigned code = 0;
  if (text.size() < 4) {
    return no_code;
  }
  for (char c : text.substr(0, 4)) {
    unsigned digit = 0;
    if (is_digit(c)) {
      digit = static_cast<unsigned>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<unsigned>(c - 'a') + 10;
    } else if (c >= 'A' && c <= 'F') {
      digit = static_cast<unsigned>(c - 'A') + 10;
    } else {
      return no_code;
    }
    code = code * 16 + digit;
  }
  return code;
}

/// Bytes in front that a string may hold as they are and that need no second look: ASCII without '"', '\\' and control characters.
/// Eight at a time, because most of a reply is such text: a byte is found by the borrow that it causes.
inline std::size_t plain_head(std::string_view text) noexcept {
  constexpr uint64_t ones = 0x0101010101010101U;
  constexpr uint64_t highs = 0x8080808080808080U;
  std::size_t at = 0;
  for (uint64_t eight = 0; at + sizeof(eight) <= text.size(); at += sizeof(eight)) {
    std::memcpy(&eight, text.data() + at, sizeof(eight));
    uint64_t quote = (eight ^ (ones * '"')) - ones;
    uint64_t backslash = (eight ^ (ones * '\\')) - ones;
    uint64_t control = eight - ones * 0x20;
    if (((quote | backslash | control | eight) & highs) != 0) {
      break;
    }
  }
  for (; at < text.size(); ++at) {
    auto byte = static_cast<unsigned char>(text[at]);
    if (byte == '"' || byte == '\\' || byte < 0x20 || byte >= 0x80) {
      break;
    }
  }
  return at;
}

/// Where the content of a string stands, without its quotes.
struct Quoted {
  std::size_t start = 0;
  std::size_t length = 0;
  bool escaped = false; // it holds a backslash
};

/// Checks a text against RFC 8259, UTF-8 and our limits, and tells `to` of every value in the order of the text.
template <class Listener> class Scanner {
public:
  Scanner(std::string_view text, Listener &to, String &why) : text_(text), to_(to), why_(why) {}

  bool run() {
    for (;;) {
      while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) {
        ++at_;
      }
      if (at_ == text_.size()) {
        return next_ == Next::nothing || refuse("the text ends too early");
      }
      if (!step()) {
        return false;
      }
    }
  }

private:
  bool step() {
    char c = text_[at_];
    switch (next_) {
    case Next::value:
      return value(c);
    case Next::value_or_end:
      return c == ']' ? close(c) : value(c);
    case Next::name_or_end:
      return c == '}' ? close(c) : name(c);
    case Next::name:
      return name(c);
    case Next::colon:
      next_ = Next::value;
      return c == ':' ? advance(1) : refuse("':' is expected");
    case Next::separator:
      return c == ',' ? comma() : close(c);
    case Next::nothing:
      break;
    }
    return refuse("there is something behind the value");
  }

  bool value(char c) {
    if (++values_ > most_values) {
      return refuse("more than 500000 values");
    }
    switch (c) {
    case '{':
    case '[':
      return open(c);
    case '"':
      return string(false) && after_value();
    case 't':
      return word("true");
    case 'f':
      return word("false");
    case 'n':
      return word("null");
    default:
      return number();
    }
  }

  bool name(char c) {
    if (c != '"') {
      return refuse("a member name is expected");
    }
    next_ = Next::colon;
    return string(true);
  }

  bool open(char c) {
    if (depth_ == deepest) {
      return refuse("more than 64 levels of nesting");
    }
    to_.open(c == '{');
    objects_[depth_] = c == '{';
    ++depth_;
    next_ = c == '{' ? Next::name_or_end : Next::value_or_end;
    return advance(1);
  }

  bool close(char c) {
    bool object = objects_[depth_ - 1];
    if (c != (object ? '}' : ']')) {
      return refuse(object ? "',' or '}' is expected" : "',' or ']' is expected");
    }
    to_.close();
    --depth_;
    ++at_;
    return after_value();
  }

  bool comma() {
    next_ = objects_[depth_ - 1] ? Next::name : Next::value;
    return advance(1);
  }

  bool word(std::string_view expected) {
    if (!text_.substr(at_).starts_with(expected)) {
      return refuse("a value is expected");
    }
    to_.word(expected);
    at_ += expected.size();
    return after_value();
  }

  bool number() {
    std::size_t length = number_length(text_.substr(at_));
    if (length == 0) {
      return refuse("a value is expected");
    }
    to_.number(at_, length);
    at_ += length;
    return after_value();
  }

  bool string(bool is_name) {
    std::size_t start = ++at_;
    bool ascii = true;
    bool escaped = false;
    for (at_ += plain_head(text_.substr(at_)); at_ < text_.size(); at_ += plain_head(text_.substr(at_))) {
      auto byte = static_cast<unsigned char>(text_[at_]);
      if (byte == '"') {
        if (!ascii && !is_utf8(text_.substr(start, at_ - start))) {
          at_ = start;
          return refuse("the string is not valid UTF-8");
        }
        to_.string({start, at_ - start, escaped}, is_name);
        return advance(1);
      }
      if (byte < 0x20) {
        return refuse("a control character in a string");
      }
      if (byte == '\\' && !escape()) {
        return false;
      }
      escaped = escaped || byte == '\\';
      ascii = ascii && byte < 0x80;
      ++at_;
    }
    return refuse("the text ends too early");
  }

  /// Leaves at_ on the last byte of the escape.
  bool escape() {
    std::string_view rest = text_.substr(at_ + 1);
    if (rest.empty() || std::string_view("\"\\/bfnrtu").find(rest[0]) == std::string_view::npos) {
      return refuse("an unknown escape in a string");
    }
    if (rest[0] != 'u') {
      return advance(1);
    }
    unsigned code = hex4(rest.substr(1));
    if (code == no_code) {
      return refuse("\\u needs four hex digits");
    }
    if (code == 0) {
      return refuse("the character \\u0000 is not allowed");
    }
    if (code < 0xD800 || code > 0xDFFF) {
      return advance(5);
    }
    std::string_view second = rest.substr(5);
    unsigned low = second.starts_with("\\u") ? hex4(second.substr(2)) : no_code;
    if (code > 0xDBFF || low < 0xDC00 || low > 0xDFFF) {
      return refuse("half of a surrogate pair");
    }
    return advance(11);
  }

  bool after_value() {
    next_ = depth_ == 0 ? Next::nothing : Next::separator;
    return true;
  }

  bool advance(std::size_t bytes) {
    at_ += bytes;
    return true;
  }

  bool refuse(std::string_view reason) {
    why_ = concat({reason, " at byte ", text_of(static_cast<int64_t>(at_))});
    return false;
  }

  std::string_view text_;
  Listener &to_;
  String &why_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::size_t values_ = 0;
  std::bitset<deepest> objects_;
  Next next_ = Next::value;
};

} // namespace kling::json
