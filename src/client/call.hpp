#pragma once

#include <utility>

#include "client/client.hpp"

namespace kling::client {

/// A call of the program's that is running: what kling_client_free asks for meanwhile takes effect when the last one returns.
class Client::Call {
public:
  explicit Call(Client &client) : client_(client), status_(client.fork_.in_child() ? KLING_E_FORKED : KLING_OK) {
    if (status_ == KLING_OK) {
      const Lock lock(client_.lock_);
      if (client_.freed_) {
        status_ = KLING_E_STATE;
      } else {
        ++client_.calls_;
      }
    }
  }
  ~Call() {
    if (status_ != KLING_OK) {
      return;
    }
    bool last = false;
    Shared<Callbacks> told;
    {
      const Lock lock(client_.lock_);
      last = --client_.calls_ == 0 && client_.freed_;
      if (std::exchange(client_.notice_, false) && !client_.freed_) {
        told = client_.callbacks_;
      }
    }
    if (told != nullptr) {
      told->notify();
    }
    if (last) {
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
  Driving(Client &client, Lock &lock) : client_(client), lock_(lock) { client_.driving_ = true; }
  ~Driving() {
    if (!lock_.owns_lock()) {
      lock_.lock();
    }
    client_.driving_ = false;
    client_.sleeping_ = false;
    // Something acted during the last step, or memory ran out before its end: whoever drives next is called for.
    if (!completed_ || client_.work_ || client_.answered_ != nullptr) {
      client_.work_ = true;
      client_.notice_ = true;
      if (client_.descriptor_shown_) {
        client_.poller_.wake();
      }
    }
    client_.changed();
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
