#include "protocol/token.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"

namespace kling::protocol {
namespace {

// Letters, digits, '.' and '-' stand for themselves. Any other byte is '_' and two hex digits, and "__" parts the fields: neither shells,
// URLs nor file systems give these characters a meaning, as some do for '%', '~' and ':'.
constexpr std::string_view version = "k1.";
constexpr std::string_view separator = "__";
constexpr std::string_view hex = "0123456789ABCDEF";
constexpr std::size_t longest_token = 8192;
constexpr std::size_t longest_field = 1024;

struct Field {
  const char *name;
  String Token::*value;
  bool required;
};

constexpr std::array fields = {
    Field{"origin", &Token::origin, true},
    Field{"prefix", &Token::prefix, false},
    Field{"provider", &Token::provider, true},
    Field{"generation", &Token::generation, true},
    Field{"kind", &Token::kind, true},
    Field{"task id", &Token::task_id, false},
    Field{"external id", &Token::external_id, false},
};

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

bool is_control(char c) {
  auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

void encode(std::string_view value, String &out) {
  for (char c : value) {
    if (is_plain(c)) {
      out.push_back(c);
      continue;
    }
    auto byte = static_cast<unsigned char>(c);
    out.push_back('_');
    out.push_back(hex[byte >> 4U]);
    out.push_back(hex[byte & 15U]);
  }
}

std::optional<String> decode(std::string_view text) {
  String value;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_plain(text[i])) {
      value.push_back(text[i]);
      continue;
    }
    if (text[i] != '_' || i + 2 >= text.size()) {
      return std::nullopt;
    }
    std::size_t high = hex.find(text[i + 1]);
    std::size_t low = hex.find(text[i + 2]);
    if (high == std::string_view::npos || low == std::string_view::npos) {
      return std::nullopt;
    }
    value.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return value;
}

/// The field in front of the next separator, which goes too; the first "__" can be no part of an escape.
std::string_view take(std::string_view &rest) {
  std::size_t end = rest.find(separator);
  std::string_view field = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + separator.size());
  return field;
}

/// Digits behind the 'k', and a point: "k2.".
bool is_later_version(std::string_view text) {
  if (!text.starts_with('k')) {
    return false;
  }
  std::string_view digits = text.substr(1, std::min(text.find('.'), text.size()) - 1);
  return text.size() > digits.size() + 1 && !digits.empty() && digits.size() <= 9 && digits.front() != '0' && digits != "1" &&
         digits.find_first_not_of("0123456789") == std::string_view::npos;
}

kling_status refuse(kling_status status, std::string_view reason, std::string_view field, Error &error) {
  error = make_error(status, field.empty() ? concat({"the token ", reason}) : concat({"the token's ", field, " ", reason}));
  return status;
}

kling_status parse_field(const Field &field, std::string_view text, Token &out, Error &error) {
  std::optional<String> value = decode(text);
  if (!value) {
    return refuse(KLING_E_ARGUMENT, "holds a character or an escape that tokens do not have", field.name, error);
  }
  if (value->empty() && field.required) {
    return refuse(KLING_E_ARGUMENT, "is missing", field.name, error);
  }
  if (value->size() > longest_field) {
    return refuse(KLING_E_ARGUMENT, "is too long", field.name, error);
  }
  if (!is_utf8(*value) || std::any_of(value->begin(), value->end(), is_control)) {
    return refuse(KLING_E_ARGUMENT, "is not printable UTF-8", field.name, error);
  }
  out.*field.value = std::move(*value);
  return KLING_OK;
}

} // namespace

String print_token(const Token &token) {
  String text(version);
  for (const Field &field : fields) {
    if (&field != fields.data()) {
      text.append(separator);
    }
    encode(token.*field.value, text);
  }
  return text;
}

kling_status parse_token(std::string_view text, Token &out, Error &error) {
  if (is_later_version(text)) {
    return refuse(KLING_E_VERSION, "was made by a later version of the library", {}, error);
  }
  if (!text.starts_with(version)) {
    return refuse(KLING_E_ARGUMENT, "does not begin with k1.", {}, error);
  }
  if (text.size() > longest_token) {
    return refuse(KLING_E_ARGUMENT, "is too long", {}, error);
  }
  Token parsed;
  std::string_view rest = text.substr(version.size());
  for (const Field &field : fields) {
    bool last = &field == &fields.back();
    if (last != (rest.find(separator) == std::string_view::npos)) {
      return refuse(KLING_E_ARGUMENT, last ? "has too many fields" : "has too few fields", {}, error);
    }
    kling_status status = parse_field(field, take(rest), parsed, error);
    if (status != KLING_OK) {
      return status;
    }
  }
  if (parsed.task_id.empty() && parsed.external_id.empty()) {
    return refuse(KLING_E_ARGUMENT, "names no task", {}, error);
  }
  out = std::move(parsed);
  return KLING_OK;
}

kling_status check_generation(const Token &token, const catalog::Kind &kind, Error &error) {
  const std::string_view its = catalog::vocabulary_of(kind).name;
  if (token.generation.empty() || token.generation == its) {
    return KLING_OK;
  }
  return refuse(KLING_E_ARGUMENT, concat({"is ", cut(token.generation, 64), ", and ", kind.name, " is of the generation ", its}),
                "generation", error);
}

} // namespace kling::protocol
