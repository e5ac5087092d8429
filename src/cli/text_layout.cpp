#include "cli/text_layout.hpp"

#include <algorithm>

namespace kling::cli {

namespace {

constexpr size_t narrow_page = 60;
constexpr size_t narrow_indent = 6;

} // namespace

size_t width_of(std::string_view text) {
  const auto starts = [](char each) { return (static_cast<unsigned char>(each) & 0xC0U) != 0x80U; };
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), starts));
}

std::vector<std::string> wrapped(std::string_view text, size_t columns) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
    std::string &line = lines.back();
    if (!line.empty() && width_of(line) + 1 + width_of(word) > columns) {
      lines.emplace_back(word);
    } else if (!word.empty()) {
      line += (line.empty() ? "" : " ") + std::string(word);
    }
  }
  return lines;
}

std::string labelled(const std::string &label, std::string_view text, size_t at, size_t columns) {
  // A long word, such as a path, is not broken: below the label there is more room for it.
  const auto too_long = [&](const std::string &word) { return at + width_of(word) > columns; };
  const std::vector<std::string> words = wrapped(text, 1);
  const bool narrow = columns < narrow_page || std::any_of(words.begin(), words.end(), too_long);
  const size_t indent = narrow ? narrow_indent : at;
  const size_t room = columns > indent + 10 ? columns - indent : 10;
  std::string page;
  for (const std::string &line : wrapped(label, columns > 4 ? columns - 2 : 2)) { // two names of a flag may be too wide together
    page += (page.empty() ? "  " : "\n  ") + line;
  }
  bool beside = !narrow && width_of(page) + 2 <= at;
  for (const std::string &line : wrapped(text, room)) {
    if (line.empty()) {
      continue;
    }
    page += beside ? std::string(at - width_of(page), ' ') : "\n" + std::string(indent, ' ');
    page += line;
    beside = false;
  }
  return page + "\n";
}

} // namespace kling::cli
