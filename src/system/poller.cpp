#include "system/poller.hpp"

#include <cerrno>
#include <climits>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/text.hpp"
#include "system/clock.hpp"
#include "system/system_error.hpp"

namespace kling::system {

namespace {

void close_descriptor(int &descriptor) {
  if (descriptor >= 0) {
    ::close(descriptor);
    descriptor = -1;
  }
}

void drain(int descriptor) {
  uint64_t count = 0;
  while (::read(descriptor, &count, sizeof count) < 0 && errno == EINTR) {
  }
}

bool watch_for_reading(int epoll, int descriptor) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = descriptor;
  return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

uint32_t ready_bits(uint32_t events) {
  uint32_t bits = 0;
  bits |= (events & EPOLLIN) != 0 ? 1U : 0U;
  bits |= (events & EPOLLOUT) != 0 ? 2U : 0U;
  bits |= (events & (EPOLLERR | EPOLLHUP)) != 0 ? 4U : 0U;
  return bits;
}

} // namespace

Poller::~Poller() {
  close_descriptor(timer_);
  close_descriptor(event_);
  close_descriptor(epoll_);
}

kling_status Poller::open(Error &error) {
  epoll_ = epoll_create1(EPOLL_CLOEXEC);
  event_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  timer_ = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  if (epoll_ < 0 || event_ < 0 || timer_ < 0 || !watch_for_reading(epoll_, event_) || !watch_for_reading(epoll_, timer_)) {
    error = make_error(KLING_E_INTERNAL, concat({"cannot make a poller: ", system_words(errno)}));
    return error.status;
  }
  return KLING_OK;
}

int64_t Poller::descriptor() const {
  return epoll_;
}

void Poller::watch(int64_t socket, uint32_t interest) const {
  const int descriptor = static_cast<int>(socket);
  epoll_event event{};
  event.data.fd = descriptor;
  if ((interest & 3U) == 0) {
    epoll_ctl(epoll_, EPOLL_CTL_DEL, descriptor, &event);
    return;
  }
  event.events = ((interest & 1U) != 0 ? uint32_t{EPOLLIN} : 0U) | ((interest & 2U) != 0 ? uint32_t{EPOLLOUT} : 0U);
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) != 0 && errno == EEXIST) {
    epoll_ctl(epoll_, EPOLL_CTL_MOD, descriptor, &event);
  }
}

void Poller::arm(int64_t delay_ms) {
  itimerspec due{};
  int64_t at = -1;
  if (delay_ms == 0) {
    at = 0;
    due.it_value.tv_nsec = 1; // long past: due at once
  } else if (delay_ms > 0) {
    const ClockTable clock = system_clock();
    const int64_t now = clock.monotonic_ms(clock.user_data);
    at = delay_ms > INT64_MAX - now ? INT64_MAX : now + delay_ms;
    due.it_value.tv_sec = at / 1000;
    due.it_value.tv_nsec = at % 1000 * 1000000;
  }
  // A caller counts down to one due time with a clock reading of its own, so that it may come out one millisecond earlier here.
  if (at == armed_ || (delay_ms > 0 && at == armed_ - 1)) {
    return;
  }
  if (timerfd_settime(timer_, TFD_TIMER_ABSTIME, &due, nullptr) == 0) {
    armed_ = at;
  }
}

void Poller::wake() const {
  const int kept = errno; // a signal handler may be calling
  const uint64_t one = 1;
  while (::write(event_, &one, sizeof one) < 0 && errno == EINTR) {
  }
  errno = kept;
}

void Poller::unwake() const {
  drain(event_);
}

Poller::Outcome Poller::wait(int64_t timeout_ms, Ready (&ready)[64], uint32_t &count) {
  count = 0;
  epoll_event events[64];
  const int found = epoll_wait(epoll_, events, 64, timeout_ms > INT_MAX ? INT_MAX : static_cast<int>(timeout_ms));
  if (found < 0) {
    return errno == EINTR ? Outcome::signalled : Outcome::elapsed;
  }
  bool woken = false;
  for (int each = 0; each < found; ++each) {
    const int descriptor = events[each].data.fd;
    if (descriptor == event_) {
      drain(event_);
      woken = true;
    } else if (descriptor == timer_) {
      drain(timer_);
      armed_ = -1;
    } else {
      ready[count] = {descriptor, ready_bits(events[each].events)};
      ++count;
    }
  }
  if (woken) {
    return Outcome::woken;
  }
  return count > 0 ? Outcome::ready : Outcome::elapsed;
}

} // namespace kling::system
