#include "json/scan.hpp"

#include "json/scanner.hpp"

namespace kling::json {
namespace {

/// Takes the numbers out.
class Plain {
public:
  Plain(std::string_view text, Scan &out) : text_(text), out_(out) {
    out_.plain.clear();
    out_.literals.clear();
    out_.plain.reserve(text_.size());
  }
  void number(std::size_t start, std::size_t length) {
    out_.plain.append(text_.substr(copied_, start - copied_)).push_back('0');
    out_.literals.push_back(text_.substr(start, length));
    copied_ = start + length;
  }
  void end() { out_.plain.append(text_.substr(copied_)); }
  void open(bool /*object*/) {}
  void close() {}
  void string(Quoted /*content*/, bool /*is_name*/) {}
  void word(std::string_view /*which*/) {}

private:
  std::string_view text_;
  Scan &out_;
  std::size_t copied_ = 0;
};

} // namespace

std::size_t number_length(std::string_view text) noexcept {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  auto digits = [&text, &at] {
    std::size_t start = at;
    while (at < text.size() && is_digit(text[at])) {
      ++at;
    }
    return at > start;
  };
  std::size_t first = at;
  if (!digits() || (text[first] == '0' && at > first + 1)) {
    return 0;
  }
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (!digits()) {
      return 0;
    }
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
      ++at;
    }
    if (!digits()) {
      return 0;
    }
  }
  return at;
}

bool scan(std::string_view text, Scan &out, String &why) {
  Plain plain(text, out);
  if (!Scanner(text, plain, why).run()) {
    return false;
  }
  plain.end();
  return true;
}

} // namespace kling::json
