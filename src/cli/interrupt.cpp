#include "cli/interrupt.hpp"

#include <pthread.h>

namespace kling::cli {

namespace {

constexpr int end_of_waiting = SIGUSR1;

} // namespace

Interrupt::Interrupt(kling_client *client) : client_(client) {
  sigemptyset(&watched_);
  for (const int number : {SIGINT, SIGTERM}) {
    sigaddset(&watched_, number);
  }
  sigset_t blocked = watched_;
  sigaddset(&blocked, end_of_waiting);
  pthread_sigmask(SIG_BLOCK, &blocked, &before_);
  waiter_ = std::thread([this] { await(); });
}

Interrupt::~Interrupt() {
  pthread_kill(waiter_.native_handle(), end_of_waiting);
  waiter_.join();
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void Interrupt::await() {
  sigset_t awaited = watched_;
  sigaddset(&awaited, end_of_waiting);
  int number = 0;
  if (sigwait(&awaited, &number) != 0 || number == end_of_waiting) {
    return;
  }
  raised_.store(true);
  static_cast<void>(kling_client_wakeup(client_));
  // From here on these signals do what they do to any program.
  pthread_sigmask(SIG_UNBLOCK, &watched_, nullptr);
  sigset_t last{};
  sigemptyset(&last);
  sigaddset(&last, end_of_waiting);
  sigwait(&last, &number);
}

} // namespace kling::cli
