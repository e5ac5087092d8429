#include "protocol/shots.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace kling::protocol {

namespace {

constexpr std::string_view shot_word = "shot";

/// What stands before the next comma, without blanks; `rest` is what stands behind it.
bool cut_at_comma(std::string_view &rest, std::string_view &part) {
  const std::size_t comma = rest.find(',');
  if (comma == std::string_view::npos) {
    return false;
  }
  part = trimmed(rest.substr(0, comma));
  rest = rest.substr(comma + 1);
  return true;
}

/// "shot 1," and what stands behind it.
bool read_number(std::string_view text, std::string_view &number, std::string_view &rest) {
  rest = trimmed(text);
  if (!equal_ignoring_case(rest.substr(0, shot_word.size()), shot_word)) {
    return false;
  }
  rest = rest.substr(shot_word.size());
  return cut_at_comma(rest, number);
}

bool read_shot(std::string_view text, Shot &shot) {
  std::string_view rest;
  if (!read_number(text, shot.number, rest) || !cut_at_comma(rest, shot.seconds)) {
    return false;
  }
  shot.words = trimmed(rest);
  return to_integer(shot.number).has_value() && to_integer(shot.seconds).has_value();
}

} // namespace

bool tells_shots(std::string_view prompt) {
  Shot shot;
  return read_shot(prompt, shot);
}

bool begins_as_shot(std::string_view prompt) {
  std::string_view number;
  std::string_view rest;
  return read_number(prompt, number, rest) && !number.empty() && number.find_first_not_of("0123456789") == std::string_view::npos;
}

bool read_shots(std::string_view prompt, Vector<Shot> &shots, std::string_view &wrong) {
  prompt = trimmed(prompt); // once: the blanks behind the last shot are not walked for each of them
  while (!trimmed(prompt).empty()) {
    const std::size_t end = std::min(prompt.find(';'), prompt.size());
    const std::string_view part = prompt.substr(0, end);
    prompt = prompt.substr(std::min(end + 1, prompt.size()));
    Shot shot;
    if (!read_shot(part, shot)) {
      wrong = trimmed(part);
      return false;
    }
    shots.push_back(shot);
  }
  return true;
}

} // namespace kling::protocol
