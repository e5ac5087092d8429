#include "system/thread.hpp"

#include <csignal>

#include "base/text.hpp"
#include "system/system_error.hpp"

namespace kling::system {

kling_status Thread::start(const char *name, void *(*run)(void *self), void *self, Error &error) {
  sigset_t all{};
  sigset_t before{};
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before); // what a thread is born with is its creator's
  const int failure = pthread_create(&thread_, nullptr, run, self);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (failure != 0) {
    error = make_error(KLING_E_INTERNAL, concat({"cannot start a thread: ", system_words(failure)}));
    return error.status;
  }
  open_ = true;
  pthread_setname_np(thread_, name);
  return KLING_OK;
}

void Thread::join() {
  if (std::exchange(open_, false)) {
    pthread_join(thread_, nullptr);
  }
}

void Thread::let_go() {
  if (std::exchange(open_, false)) {
    pthread_detach(thread_);
  }
}

} // namespace kling::system
