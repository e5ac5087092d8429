#pragma once

#include <utility>

#include "client/client.hpp"

namespace kling::client {

/// What came of a wish, on its way from the driver to the engine.
struct Client::Answer {
  enum class Type : uint8_t { replied, recorded, save_progress, saved };
  Type type = Type::replied;
  uint64_t ticket = 0;
  protocol::Reply reply;
  kling_status status = KLING_OK;
  String message;
  engine::SaveEnd end = engine::SaveEnd::saved;
  Error error;
  int64_t bytes_done = 0;
  int64_t bytes_total = -1;
  uint64_t bytes_in = 0;
  uint64_t bytes_out = 0;
};

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

/// A save of the engine's, and the download behind it.
class Client::Downloading : public Allocated {
public:
  Downloading(Client &client, uint64_t ticket) : client_(client), ticket_(ticket) {}
  void begin(engine::Wish &wish);

private:
  static void progress(void *self, int64_t done, int64_t total);
  static void done(void *self, const transfer::DownloadResult &result);
  void end(engine::SaveEnd end, const Error &error, int64_t bytes);

  Client &client_;
  uint64_t ticket_;
  int64_t told_ = 0;
  std::unique_ptr<transfer::Download> download_;
};

} // namespace kling::client
