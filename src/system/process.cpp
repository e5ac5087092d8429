#include "system/process.hpp"

#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>

namespace kling::system {

namespace {

// madvise() works on whole pages; a length below a page is rounded up by the kernel.
constexpr std::size_t mark_length = 1;

} // namespace

ForkMark::ForkMark() : process_(getpid()) {
  void *page = mmap(nullptr, mark_length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) {
    return;
  }
  if (madvise(page, mark_length, MADV_WIPEONFORK) != 0) {
    munmap(page, mark_length);
    return;
  }
  *static_cast<volatile char *>(page) = 1;
  page_ = page;
}

ForkMark::~ForkMark() {
  if (page_ != nullptr) {
    munmap(page_, mark_length);
  }
}

bool ForkMark::in_child() const {
  if (page_ != nullptr) {
    return *static_cast<const volatile char *>(page_) == 0;
  }
  return getpid() != process_;
}

String environment(const char *name) {
  const char *value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): read once, while options are set up
  return value == nullptr ? String() : String(value);
}

} // namespace kling::system
