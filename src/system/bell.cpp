#include "system/bell.hpp"

#include <cerrno>
#include <climits>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace kling::system {

Bell::Bell() : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

Bell::~Bell() {
  if (event_ >= 0) {
    ::close(event_);
  }
}

void Bell::ring() const {
  const uint64_t one = 1;
  while (::write(event_, &one, sizeof one) < 0 && errno == EINTR) {
  }
}

void Bell::hush() const {
  uint64_t count = 0;
  while (::read(event_, &count, sizeof count) < 0 && errno == EINTR) {
  }
}

Bell::Outcome Bell::wait(int64_t timeout_ms) const {
  pollfd watched{event_, POLLIN, 0};
  const int found = ::poll(&watched, 1, timeout_ms > INT_MAX ? INT_MAX : static_cast<int>(timeout_ms));
  if (found < 0) {
    return errno == EINTR ? Outcome::signalled : Outcome::elapsed;
  }
  return found > 0 ? Outcome::rung : Outcome::elapsed;
}

} // namespace kling::system
