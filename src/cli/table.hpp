#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace kling::cli {

/// Rows of text with a heading, printed with aligned columns. A column that is empty everywhere is left out.
class Table {
public:
  explicit Table(std::vector<std::string> headings) : headings_(std::move(headings)) {}

  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

  /// At most so many columns wide, 0: as wide as it is. Wide cells are wrapped; a page too narrow for that gets records.
  [[nodiscard]] std::string text(size_t columns) const;
  /// Whether the columns have room side by side.
  [[nodiscard]] bool fits(size_t columns) const;
  /// To stdout: as wide as its terminal, one line a row elsewhere.
  void print() const;

private:
  /// How wide each column is on a page so wide; false when they do not fit.
  bool widths_for(size_t columns, std::vector<size_t> &widths) const;

  std::vector<std::string> headings_;
  std::vector<std::vector<std::string>> rows_;
};

} // namespace kling::cli
