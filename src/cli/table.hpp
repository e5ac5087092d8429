#pragma once

#include <string>
#include <vector>

namespace kling::cli {

/// Rows of text with a heading, printed with aligned columns. A column that is empty everywhere is left out.
class Table {
public:
  explicit Table(std::vector<std::string> headings) : headings_(std::move(headings)) {}

  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  void print() const;

private:
  std::vector<std::string> headings_;
  std::vector<std::vector<std::string>> rows_;
};

} // namespace kling::cli
