#include "cli/table.hpp"

#include <algorithm>
#include <cstdio>

namespace kling::cli {

namespace {

/// Code points, which is what a terminal shows of the catalogue's text.
size_t columns_of(const std::string &text) {
  const auto starts = [](char each) { return (static_cast<unsigned char>(each) & 0xC0U) != 0x80U; };
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), starts));
}

void print_row(const std::vector<std::string> &cells, const std::vector<size_t> &widths) {
  std::string line;
  for (size_t column = 0; column < widths.size(); ++column) {
    if (widths[column] == 0) {
      continue;
    }
    const std::string cell = column < cells.size() ? cells[column] : std::string{};
    line += cell + std::string(widths[column] - columns_of(cell) + 2, ' ');
  }
  line.erase(line.find_last_not_of(' ') + 1);
  std::printf("%s\n", line.c_str());
}

} // namespace

void Table::print() const {
  std::vector<size_t> widths(headings_.size(), 0);
  for (const auto &row : rows_) {
    for (size_t column = 0; column < widths.size() && column < row.size(); ++column) {
      widths[column] = std::max(widths[column], columns_of(row[column]));
    }
  }
  for (size_t column = 0; column < widths.size(); ++column) {
    if (widths[column] > 0) {
      widths[column] = std::max(widths[column], columns_of(headings_[column]));
    }
  }
  print_row(headings_, widths);
  for (const auto &row : rows_) {
    print_row(row, widths);
  }
}

} // namespace kling::cli
