#include "sim/mask.hpp"

#include <string_view>

#include "sim/deflate.hpp"
#include "sim/png.hpp"

namespace kling::sim {

namespace {

/// Five bits a character, the lowest first, as COCO's maskApi writes a number.
void append_number(String &out, int64_t value) {
  bool more = true;
  while (more) {
    int64_t bits = value & 0x1f;
    value >>= 5;
    more = (bits & 0x10) != 0 ? value != -1 : value != 0;
    bits |= more ? 0x20 : 0;
    out.push_back(static_cast<char>(bits + 48));
  }
}

void write_row(Deflate &out, const Mask &mask, char step) {
  out.zeros(mask.left);
  out.text(std::string_view(&step, 1));
  out.repeat(1, mask.right - mask.left - 1);
  out.zeros(mask.width - mask.right);
}

} // namespace

String Mask::run_lengths() const {
  Vector<int64_t> runs;
  const int64_t inside = int64_t{bottom} - top;
  const int64_t between = int64_t{height} - inside;
  runs.push_back(int64_t{left} * height + top);
  for (uint32_t column = left; column < right; ++column) {
    if (between == 0 && runs.size() > 1) {
      runs.back() += inside;
      continue;
    }
    runs.push_back(inside);
    if (between != 0) {
      runs.push_back(between);
    }
  }
  const int64_t rest = int64_t{width - right} * height;
  if (between != 0) {
    runs.back() = rest + int64_t{height} - bottom;
  } else {
    runs.push_back(rest);
  }
  if (runs.back() == 0) {
    runs.pop_back();
  }
  String out;
  for (std::size_t i = 0; i < runs.size(); ++i) { // from the third on the difference from the last but one
    append_number(out, i > 2 ? runs[i] - runs[i - 2] : runs[i]);
  }
  return out;
}

String Mask::png() const {
  constexpr char grey = 0;
  constexpr char filter_up = 2; // a row is its difference from the row above (PNG §9.2)
  Deflate rows;
  for (uint32_t row = 0; row < height; ++row) {
    rows.text(std::string_view(&filter_up, 1));
    if (row == top) {
      write_row(rows, *this, '\xff');
    } else if (row == bottom) {
      write_row(rows, *this, '\x01');
    } else {
      rows.zeros(width);
    }
  }
  return png_file(width, height, grey, rows.finish());
}

} // namespace kling::sim
