#include "cli/json_reader.hpp"

#include <charconv>

namespace kling::cli {

namespace {

constexpr int depth_limit = 64;

class Reader {
public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool whole(JsonValue &out) {
    if (!value(out, 0)) {
      return false;
    }
    skip_space();
    return at_ == text_.size();
  }

private:
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
      ++at_;
    }
  }

  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool take(char wanted) {
    if (peek() != wanted) {
      return false;
    }
    ++at_;
    return true;
  }

  bool word(std::string_view wanted, JsonValue::Kind kind, JsonValue &out) {
    if (text_.substr(at_, wanted.size()) != wanted) {
      return false;
    }
    at_ += wanted.size();
    out.kind = kind;
    if (kind == JsonValue::Kind::boolean) {
      out.text = wanted;
    }
    return true;
  }

  bool value(JsonValue &out, int depth) {
    skip_space();
    switch (peek()) {
    case '{':
      return depth < depth_limit && object(out, depth);
    case '[':
      return depth < depth_limit && array(out, depth);
    case '"':
      out.kind = JsonValue::Kind::string;
      return string(out.text);
    case 't':
      return word("true", JsonValue::Kind::boolean, out);
    case 'f':
      return word("false", JsonValue::Kind::boolean, out);
    case 'n':
      return word("null", JsonValue::Kind::null, out);
    default:
      return number(out);
    }
  }

  bool digits() {
    const size_t before = at_;
    while (peek() >= '0' && peek() <= '9') {
      ++at_;
    }
    return at_ > before;
  }

  bool number(JsonValue &out) {
    const size_t before = at_;
    take('-');
    if (!take('0') && !digits()) {
      return false;
    }
    if (take('.') && !digits()) {
      return false;
    }
    if (take('e') || take('E')) {
      if (!take('+')) {
        take('-');
      }
      if (!digits()) {
        return false;
      }
    }
    out.kind = JsonValue::Kind::number;
    out.text = text_.substr(before, at_ - before);
    return true;
  }

  bool four_hex(uint32_t &out) {
    if (text_.size() - at_ < 4) {
      return false;
    }
    const char *first = text_.data() + at_;
    const auto [end, problem] = std::from_chars(first, first + 4, out, 16);
    if (problem != std::errc{} || end != first + 4) {
      return false;
    }
    at_ += 4;
    return true;
  }

  static void append_utf8(std::string &out, uint32_t code) {
    const auto tail = [&](uint32_t shift) { out += static_cast<char>(0x80U | ((code >> shift) & 0x3FU)); };
    if (code < 0x80) {
      out += static_cast<char>(code);
    } else if (code < 0x800) {
      out += static_cast<char>(0xC0U | (code >> 6));
      tail(0);
    } else if (code < 0x10000) {
      out += static_cast<char>(0xE0U | (code >> 12));
      tail(6);
      tail(0);
    } else {
      out += static_cast<char>(0xF0U | (code >> 18));
      tail(12);
      tail(6);
      tail(0);
    }
  }

  bool unicode_escape(std::string &out) {
    uint32_t code = 0;
    if (!four_hex(code)) {
      return false;
    }
    if (code >= 0xDC00 && code <= 0xDFFF) {
      return false;
    }
    if (code >= 0xD800 && code <= 0xDBFF) {
      uint32_t low = 0;
      if (!take('\\') || !take('u') || !four_hex(low) || low < 0xDC00 || low > 0xDFFF) {
        return false;
      }
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    append_utf8(out, code);
    return true;
  }

  bool escape(std::string &out) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (take('u')) {
      return unicode_escape(out);
    }
    const size_t which = letters.find(peek());
    if (which == std::string_view::npos || at_ >= text_.size()) {
      return false;
    }
    ++at_;
    out += meanings[which];
    return true;
  }

  bool string(std::string &out) {
    out.clear();
    ++at_;
    while (at_ < text_.size()) {
      const char each = text_[at_++];
      if (each == '"') {
        return true;
      }
      if (static_cast<unsigned char>(each) < 0x20) {
        return false;
      }
      if (each != '\\') {
        out += each;
      } else if (!escape(out)) {
        return false;
      }
    }
    return false;
  }

  bool array(JsonValue &out, int depth) {
    out.kind = JsonValue::Kind::array;
    ++at_;
    skip_space();
    if (take(']')) {
      return true;
    }
    do {
      if (!value(out.items.emplace_back(), depth + 1)) {
        return false;
      }
      skip_space();
    } while (take(','));
    return take(']');
  }

  bool object(JsonValue &out, int depth) {
    out.kind = JsonValue::Kind::object;
    ++at_;
    skip_space();
    if (take('}')) {
      return true;
    }
    do {
      skip_space();
      if (peek() != '"' || !string(out.names.emplace_back())) {
        return false;
      }
      skip_space();
      if (!take(':') || !value(out.items.emplace_back(), depth + 1)) {
        return false;
      }
      skip_space();
    } while (take(','));
    return take('}');
  }

  std::string_view text_;
  size_t at_ = 0;
};

} // namespace

const JsonValue *JsonValue::member(std::string_view name) const {
  for (size_t index = 0; index < names.size(); ++index) {
    if (names[index] == name) {
      return &items[index];
    }
  }
  return nullptr;
}

std::string_view JsonValue::member_text(std::string_view name) const {
  const JsonValue *found = member(name);
  return found == nullptr ? std::string_view{} : std::string_view{found->text};
}

std::optional<JsonValue> read_json(std::string_view text) {
  JsonValue value;
  if (!Reader(text).whole(value)) {
    return std::nullopt;
  }
  return value;
}

} // namespace kling::cli
