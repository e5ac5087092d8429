#include "sim/shots.hpp"

#include <optional>

#include "base/text.hpp"

namespace kling::sim {

namespace {

constexpr int64_t most_shots = 6;
constexpr std::size_t most_words = 512; // code points

struct Shot {
  int64_t number = 0;
  int64_t seconds = 0;
  std::string_view words;
};

/// Takes what stands before the next comma away from `rest`, as a number.
std::optional<int64_t> take_number(std::string_view &rest) {
  const std::size_t comma = rest.find(',');
  if (comma == std::string_view::npos) {
    return std::nullopt;
  }
  const std::optional<int64_t> out = to_integer(trimmed(rest.substr(0, comma)));
  rest.remove_prefix(comma + 1);
  return out;
}

std::optional<Shot> read_shot(std::string_view text) {
  constexpr std::string_view word = "shot ";
  text = trimmed(text);
  if (text.size() < word.size() || !equal_ignoring_case(text.substr(0, word.size()), word)) {
    return std::nullopt;
  }
  text.remove_prefix(word.size());
  const std::optional<int64_t> number = take_number(text);
  const std::optional<int64_t> seconds = number ? take_number(text) : std::nullopt;
  return seconds ? std::optional<Shot>({*number, *seconds, trimmed(text)}) : std::nullopt;
}

String complaint_about(const std::optional<Shot> &shot, unsigned &seen) {
  if (!shot) {
    return "prompt does not follow the form 'shot n, m, words;'";
  }
  const String name = concat({"shot ", text_of(shot->number)});
  if (shot->number < 1 || shot->number > most_shots) {
    return concat({name, " is invalid: there are shots 1 to ", text_of(most_shots)});
  }
  const unsigned bit = 1U << static_cast<unsigned>(shot->number);
  if ((seen & bit) != 0) {
    return concat({name, " is there more than once"});
  }
  seen |= bit;
  if (shot->seconds < 1) {
    return concat({name, " duration value '", text_of(shot->seconds), "' is invalid"});
  }
  if (shot->words.empty()) {
    return concat({name, " must have a prompt"});
  }
  return code_points(shot->words) > most_words ? concat({name, " prompt cannot exceed ", text_of(int64_t{most_words}), " characters"})
                                               : String();
}

} // namespace

Shots Shots::parse(std::string_view prompt) {
  Shots out;
  if (!read_shot(prompt.substr(0, prompt.find(';')))) {
    return out;
  }
  unsigned seen = 0;
  while (!trimmed(prompt).empty() && out.complaint.empty()) {
    const std::size_t end = prompt.find(';');
    const std::optional<Shot> shot = read_shot(prompt.substr(0, end));
    out.complaint = complaint_about(shot, seen);
    if (shot) {
      ++out.count;
      out.seconds += shot->seconds;
    }
    prompt = end == std::string_view::npos ? std::string_view() : prompt.substr(end + 1);
  }
  return out;
}

} // namespace kling::sim
