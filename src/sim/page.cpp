#include "sim/page.hpp"

#include "base/text.hpp"

namespace kling::sim {

namespace {

bool read_argument(const Target &target, std::string_view name, int64_t most, int64_t &out, Refusal &refusal) {
  const std::string_view text = target.argument(name).value_or("");
  if (text.empty()) {
    return true;
  }
  out = to_integer(text).value_or(0);
  if (out >= 1 && out <= most) {
    return true;
  }
  refusal = {1201, concat({name, " value '", cut(text, 200), "' is invalid"})};
  return false;
}

} // namespace

bool Page::parse(const Target &target, int64_t most, Page &out, Refusal &refusal) {
  int64_t number = 1;
  int64_t size = 30;
  if (!read_argument(target, "pageNum", 1000, number, refusal) || !read_argument(target, "pageSize", most, size, refusal)) {
    return false;
  }
  out.skip_ = (number - 1) * size;
  out.left_ = size;
  return true;
}

bool Page::takes() {
  if (left_ == 0 || skip_-- > 0) {
    return false;
  }
  --left_;
  return true;
}

} // namespace kling::sim
