#pragma once

#include <csignal>
#include <cstdlib>
#include <execinfo.h>
#include <unistd.h>

namespace kling::test {

/// Ends a program that hangs, with the place where one thread was; generous, as nothing is measured by it.
class Watchdog {
public:
  explicit Watchdog(unsigned seconds = 280) {
    std::signal(SIGALRM, [](int) {
      constexpr char words[] = "the watchdog ends a test that hangs\n";
      static_cast<void>(!write(STDERR_FILENO, words, sizeof words - 1));
      void *frames[64];
      backtrace_symbols_fd(frames, backtrace(frames, 64), STDERR_FILENO);
      std::abort();
    });
    alarm(seconds);
  }
  ~Watchdog() { alarm(0); }
  Watchdog(const Watchdog &) = delete;
  Watchdog &operator=(const Watchdog &) = delete;
};

/// Whether the long form is asked for.
inline bool torture() {
  const char *const text = std::getenv("KLING_TORTURE");
  return text != nullptr && *text == '1';
}

} // namespace kling::test
