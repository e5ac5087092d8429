#include "sim_server/watch.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace kling::sim_server {

namespace {

sigset_t ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

bool is_gone(int64_t pid) {
  return ::kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH;
}

} // namespace

void hold_signals() {
  const sigset_t set = ending_signals();
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
}

void wait_for_end(int64_t max_seconds, int64_t parent_pid) {
  namespace chrono = std::chrono;
  constexpr int64_t look_again_ms = 200; // at a parent that has no descriptor to wait on
  constexpr int64_t longest_ms = 3600000;
  const auto end = chrono::steady_clock::now() + chrono::seconds(max_seconds);
  const sigset_t set = ending_signals();
  pollfd watched[2] = {{::signalfd(-1, &set, SFD_CLOEXEC), POLLIN, 0}, {-1, POLLIN, 0}};
  if (parent_pid > 0) { // readable once the process has ended, even while nobody has waited for it
    watched[1].fd = static_cast<int>(::syscall(SYS_pidfd_open, static_cast<pid_t>(parent_pid), 0));
  }
  for (;;) {
    int64_t wait_ms = longest_ms;
    if (max_seconds > 0) {
      const auto left = chrono::duration_cast<chrono::milliseconds>(end - chrono::steady_clock::now()).count();
      if (left <= 0) {
        break;
      }
      wait_ms = std::min(wait_ms, static_cast<int64_t>(left) + 1);
    }
    if (parent_pid > 0 && watched[1].fd < 0) {
      if (is_gone(parent_pid)) {
        break;
      }
      wait_ms = std::min(wait_ms, look_again_ms);
    }
    if (::poll(watched, 2, static_cast<int>(wait_ms)) > 0) {
      break;
    }
  }
  for (const pollfd &each : watched) {
    if (each.fd >= 0) {
      ::close(each.fd);
    }
  }
}

} // namespace kling::sim_server
