#include "cli/nearest.hpp"

#include <algorithm>
#include <array>

namespace kling::cli {

namespace {

constexpr size_t longest_name = 64;

char lower(char each) {
  return each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
}

using Row = std::array<size_t, longest_name + 1>;

/// Letters lost, added, changed, or swapped with their neighbour.
size_t steps_between(std::string_view left, std::string_view right) {
  Row before{};
  Row last{};
  Row row{};
  for (size_t column = 0; column <= right.size(); ++column) {
    last[column] = column;
  }
  for (size_t at = 1; at <= left.size(); ++at) {
    row[0] = at;
    for (size_t column = 1; column <= right.size(); ++column) {
      const bool same = lower(left[at - 1]) == lower(right[column - 1]);
      row[column] = std::min({last[column] + 1, row[column - 1] + 1, last[column - 1] + (same ? 0 : 1)});
      const bool swapped =
          at > 1 && column > 1 && lower(left[at - 1]) == lower(right[column - 2]) && lower(left[at - 2]) == lower(right[column - 1]);
      if (swapped) {
        row[column] = std::min(row[column], before[column - 2] + 1);
      }
    }
    before = last;
    last = row;
  }
  return last[right.size()];
}

} // namespace

std::string nearest_name(std::string_view text, const std::vector<std::string> &candidates) {
  if (text.empty() || text.size() > longest_name) {
    return {};
  }
  size_t best = std::max<size_t>(1, text.size() / 3) + 1;
  std::string found;
  for (const std::string &candidate : candidates) {
    if (candidate.size() > longest_name) {
      continue;
    }
    if (const size_t steps = steps_between(text, candidate); steps < best) {
      best = steps;
      found = candidate;
    }
  }
  return found;
}

std::string did_you_mean(std::string_view text, const std::vector<std::string> &candidates) {
  const std::string near = nearest_name(text, candidates);
  return near.empty() ? std::string{} : "; did you mean " + near + "?";
}

} // namespace kling::cli
