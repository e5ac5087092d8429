#pragma once

#include <cstdint>

namespace kling::test {

/// Memory that ends: inside `Armed`, what our own code takes from the heap is counted, and one allocation fails. With `drought` every
/// later one fails too, until relieve() says that somebody has seen it.
class FailingMemory {
public:
  FailingMemory(int64_t which, bool drought);
  ~FailingMemory();
  FailingMemory(const FailingMemory &) = delete;
  FailingMemory &operator=(const FailingMemory &) = delete;

  [[nodiscard]] static int64_t counted();
  static void relieve();

  class Armed {
  public:
    Armed();
    ~Armed();
    Armed(const Armed &) = delete;
    Armed &operator=(const Armed &) = delete;
  };
};

} // namespace kling::test
