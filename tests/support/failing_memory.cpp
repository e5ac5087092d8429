#include "support/failing_memory.hpp"

#include <new>

#include "base/allocation.hpp"

namespace kling::test {

namespace {

constexpr int64_t nowhere = -1;

struct {
  int armed = 0;
  int64_t counted = 0;
  int64_t fails_at = nowhere;
  bool drought = false;
  bool dry = false;
} memory;

bool fails() {
  if (memory.armed == 0) {
    return false;
  }
  const bool now = memory.counted++ == memory.fails_at;
  memory.dry = memory.dry || (now && memory.drought);
  return now || memory.dry;
}

} // namespace

FailingMemory::FailingMemory(int64_t which, bool drought) {
  memory = {0, 0, which, drought, false};
}

FailingMemory::~FailingMemory() {
  memory = {0, 0, nowhere, false, false};
}

int64_t FailingMemory::counted() {
  return memory.counted;
}

void FailingMemory::relieve() {
  memory.dry = false;
}

FailingMemory::Armed::Armed() {
  ++memory.armed;
}

FailingMemory::Armed::~Armed() {
  --memory.armed;
}

} // namespace kling::test

// The linker's --wrap puts these two around kling::allocate().
extern "C" void *__real__ZN5kling8allocateEm(std::size_t bytes); // NOLINT(bugprone-reserved-identifier)
extern "C" void *__wrap__ZN5kling8allocateEm(std::size_t bytes); // NOLINT(bugprone-reserved-identifier)

extern "C" void *__wrap__ZN5kling8allocateEm(std::size_t bytes) { // NOLINT(bugprone-reserved-identifier)
  if (kling::test::fails()) {
    throw std::bad_alloc();
  }
  return __real__ZN5kling8allocateEm(bytes);
}
