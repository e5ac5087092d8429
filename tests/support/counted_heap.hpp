#pragma once

#include <cstdint>

namespace kling::test {

/// The heap of the whole process, libcurl's and everybody else's: counted_heap.cpp stands around malloc and its kin, in an executable that
/// exports them. Under a sanitizer, which stands there itself, nothing is counted.
struct CountedHeap {
  [[nodiscard]] static bool counts();
  [[nodiscard]] static int64_t live(); // bytes, as they were given out
  [[nodiscard]] static int64_t peak(); // since the last restart()
  static void restart();
};

} // namespace kling::test
