#pragma once

#include <utility>

#include "client/client.hpp"

namespace kling::client {

/// A call of the program's that is running: what kling_client_free asks for meanwhile takes effect when the last one returns.
class Client::Call {
public:
  explicit Call(Client &client) : client_(client), status_(client.fork_.in_child() ? KLING_E_FORKED : KLING_OK) {
    if (status_ == KLING_OK) {
      uint32_t seen = client_.calls_.load(std::memory_order_relaxed);
      do {
        if ((seen & freed_bit) != 0) {
          status_ = KLING_E_STATE;
          return;
        }
      } while (!client_.calls_.compare_exchange_weak(seen, seen + 1, std::memory_order_acq_rel, std::memory_order_relaxed));
    }
  }
  ~Call() {
    if (status_ != KLING_OK) {
      return;
    }
    client_.input_holds_.give_back();
    if (client_.notice_ && client_.notice_.exchange(false) && client_.callbacks_ != nullptr && !client_.freed()) {
      client_.callbacks_->notify();
    }
    if (client_.calls_.fetch_sub(1, std::memory_order_acq_rel) == (freed_bit | 1U)) {
      client_.tear_down();
    }
  }
  Call(const Call &) = delete;
  Call &operator=(const Call &) = delete;
  [[nodiscard]] kling_status status() const { return status_; }

private:
  Client &client_;
  kling_status status_;
};

/// The role of the one thread that carries things out.
class Client::Driving {
public:
  Driving(Client &client, Lock &lock) : client_(client), lock_(lock) {
    client_.driving_ = true;
    client_.driver_ = std::this_thread::get_id();
  }
  ~Driving() {
    if (!lock_.owns_lock()) {
      lock_.lock();
    }
    client_.driving_ = false;
    client_.driver_ = std::thread::id();
    client_.sleeping_ = false;
    // Something acted during the last step, or memory ran out before its end: whoever drives next is called for.
    if (!completed_ || client_.work_ || client_.answered_ != nullptr) {
      client_.work_ = true;
      client_.notice_ = client_.notice_ || !client_.background_;
      if (client_.descriptor_shown_) {
        client_.poller_.wake();
      }
    }
    if (!client_.background_ || client_.closing_) { // else the next turn follows at once, and those who sleep were told what concerns them
      client_.changed();
    }
  }
  Driving(const Driving &) = delete;
  Driving &operator=(const Driving &) = delete;
  void complete() { completed_ = true; }

private:
  Client &client_;
  Lock &lock_;
  bool completed_ = false;
};

} // namespace kling::client
