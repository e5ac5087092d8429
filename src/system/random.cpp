#include "system/random.hpp"

#include <cerrno>
#include <sys/random.h>

namespace kling::system {

namespace {

kling_status fill(void *, void *bytes, std::size_t length) {
  char *next = static_cast<char *>(bytes);
  while (length > 0) {
    const ssize_t got = getrandom(next, length, 0);
    if (got < 0) {
      if (errno == EINTR) {
        continue;
      }
      return KLING_E_INTERNAL;
    }
    next += got;
    length -= static_cast<std::size_t>(got);
  }
  return KLING_OK;
}

} // namespace

RandomTable system_random() {
  return {nullptr, fill};
}

} // namespace kling::system
