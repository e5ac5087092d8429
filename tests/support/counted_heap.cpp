#include "support/counted_heap.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <malloc.h>

namespace kling::test {

namespace {

std::atomic<int64_t> live_bytes{0};
std::atomic<int64_t> peak_bytes{0};

[[maybe_unused]] void *counted(void *memory) {
  if (memory != nullptr) {
    const auto size = static_cast<int64_t>(malloc_usable_size(memory));
    const int64_t now = live_bytes.fetch_add(size) + size;
    int64_t seen = peak_bytes.load();
    while (seen < now && !peak_bytes.compare_exchange_weak(seen, now)) {
    }
  }
  return memory;
}

[[maybe_unused]] void uncounted(void *memory) {
  live_bytes -= memory == nullptr ? 0 : static_cast<int64_t>(malloc_usable_size(memory));
}

} // namespace

bool CountedHeap::counts() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return false;
#else
  return true;
#endif
}

int64_t CountedHeap::live() {
  return live_bytes;
}

int64_t CountedHeap::peak() {
  return peak_bytes;
}

void CountedHeap::restart() {
  peak_bytes = live_bytes.load();
}

} // namespace kling::test

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
// NOLINTBEGIN: glibc's own names
extern "C" {
void *__libc_malloc(std::size_t size);
void *__libc_calloc(std::size_t count, std::size_t size);
void *__libc_realloc(void *memory, std::size_t size);
void *__libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void *memory);

__attribute__((visibility("default"))) void *malloc(std::size_t size) {
  return kling::test::counted(__libc_malloc(size));
}
__attribute__((visibility("default"))) void *calloc(std::size_t count, std::size_t size) {
  return kling::test::counted(__libc_calloc(count, size));
}
__attribute__((visibility("default"))) void *realloc(void *memory, std::size_t size) {
  kling::test::uncounted(memory);
  return kling::test::counted(__libc_realloc(memory, size));
}
__attribute__((visibility("default"))) void *memalign(std::size_t alignment, std::size_t size) {
  return kling::test::counted(__libc_memalign(alignment, size));
}
__attribute__((visibility("default"))) void *aligned_alloc(std::size_t alignment, std::size_t size) {
  return kling::test::counted(__libc_memalign(alignment, size));
}
__attribute__((visibility("default"))) int posix_memalign(void **out, std::size_t alignment, std::size_t size) {
  *out = kling::test::counted(__libc_memalign(alignment, size));
  return *out == nullptr ? ENOMEM : 0;
}
__attribute__((visibility("default"))) void free(void *memory) {
  kling::test::uncounted(memory);
  __libc_free(memory);
}
}
// NOLINTEND
#endif
