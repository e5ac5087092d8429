#include "cli/table.hpp"

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <unistd.h>

#include "cli/terminal.hpp"
#include "cli/text_layout.hpp"

namespace kling::cli {

namespace {

constexpr size_t gap = 2;
constexpr size_t least_width = 12;

using Cells = std::vector<std::string>;
using Widths = std::vector<size_t>;

std::string cell_of(const Cells &cells, size_t column) {
  return column < cells.size() ? cells[column] : std::string{};
}

size_t sum_of(const Widths &widths) {
  const size_t shown = widths.size() - static_cast<size_t>(std::count(widths.begin(), widths.end(), 0U));
  return std::accumulate(widths.begin(), widths.end(), size_t{0}) + (shown > 1 ? (shown - 1) * gap : 0);
}

/// As wide as its longest word: what is broken inside words is not read, but deciphered.
size_t least_width_of(const std::vector<Cells> &rows, size_t column) {
  size_t width = 0;
  for (const Cells &row : rows) {
    for (const std::string &word : wrapped(cell_of(row, column), 1)) {
      width = std::max(width, width_of(word));
    }
  }
  return std::max(width, least_width);
}

/// Takes columns from the widest until the page holds them; false when a word would no longer fit.
bool squeeze(Widths &widths, const Widths &least, size_t columns) {
  while (sum_of(widths) > columns) {
    size_t widest = widths.size();
    for (size_t column = 0; column < widths.size(); ++column) {
      if (widths[column] > least[column] && (widest == widths.size() || widths[column] > widths[widest])) {
        widest = column;
      }
    }
    if (widest == widths.size()) {
      return false;
    }
    --widths[widest];
  }
  return true;
}

/// A row, on as many lines as its tallest cell needs.
std::string row_text(const Cells &cells, const Widths &widths) {
  std::vector<Cells> columns;
  size_t height = 1;
  for (size_t column = 0; column < widths.size(); ++column) {
    columns.push_back(wrapped(cell_of(cells, column), widths[column]));
    height = std::max(height, columns.back().size());
  }
  std::string text;
  for (size_t at = 0; at < height; ++at) {
    std::string line;
    for (size_t column = 0; column < widths.size(); ++column) {
      if (widths[column] > 0) {
        const std::string cell = cell_of(columns[column], at);
        const size_t width = width_of(cell);
        line += cell + std::string(width < widths[column] ? widths[column] - width + gap : gap, ' ');
      }
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

/// For a page too narrow for columns: below the first cell the others that are not empty, behind their headings.
std::string record_text(const Cells &headings, const Cells &cells, size_t columns) {
  std::string told;
  for (size_t column = 1; column < headings.size(); ++column) {
    if (const std::string cell = cell_of(cells, column); !cell.empty()) {
      told += (told.empty() ? "" : "; ") + headings[column] + ": " + cell;
    }
  }
  std::string text = cell_of(cells, 0) + "\n";
  for (const std::string &line : wrapped(told, columns > 12 ? columns - 2 : 10)) {
    text += line.empty() ? std::string{} : "  " + line + "\n";
  }
  return text;
}

} // namespace

bool Table::widths_for(size_t columns, std::vector<size_t> &widths) const {
  widths.assign(headings_.size(), 0);
  for (const Cells &row : rows_) {
    for (size_t column = 0; column < widths.size(); ++column) {
      widths[column] = std::max(widths[column], width_of(cell_of(row, column)));
    }
  }
  Widths least(headings_.size(), 0);
  for (size_t column = 0; column < widths.size(); ++column) {
    if (widths[column] > 0) {
      widths[column] = std::max(widths[column], width_of(headings_[column]));
      least[column] = std::max(least_width_of(rows_, column), width_of(headings_[column]));
    }
  }
  return columns == 0 || squeeze(widths, least, columns);
}

bool Table::fits(size_t columns) const {
  Widths widths;
  return widths_for(columns, widths);
}

std::string Table::text(size_t columns) const {
  Widths widths;
  const bool fits = widths_for(columns, widths);
  std::string text = fits ? row_text(headings_, widths) : std::string{};
  for (const Cells &row : rows_) {
    text += fits ? row_text(row, widths) : record_text(headings_, row, columns);
  }
  return text;
}

void Table::print() const {
  // A pipe gets every row on one line, for grep and awk.
  const size_t columns = isatty(STDOUT_FILENO) != 0 ? columns_of_stream(STDOUT_FILENO, 80) : 0;
  std::fputs(text(columns).c_str(), stdout);
}

} // namespace kling::cli
