#include "base/allocation.hpp"

#include <cstdlib>
#include <new>

namespace kling {

void *allocate(std::size_t bytes) {
  void *memory = std::malloc(bytes == 0 ? 1 : bytes);
  if (memory == nullptr) {
    throw std::bad_alloc();
  }
  return memory;
}

void deallocate(void *memory) noexcept {
  std::free(memory);
}

} // namespace kling
