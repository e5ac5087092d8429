#pragma once

#include <utility>

#include "client/client.hpp"

namespace kling::client {

/// A thing the engine asked for, and what comes of it. It is made whole before the work starts, so that no answer is lost for want of
/// memory. Touched by whoever drives.
class Client::Work : public Allocated {
public:
  Work(Client &client, uint64_t ticket) : client_(client), ticket_(ticket) {}
  virtual ~Work() { client_.forget(*this); }
  Work(const Work &) = delete;
  Work &operator=(const Work &) = delete;

  /// Tells the engine, under the lock. True when there is no more to come and the object may go.
  [[nodiscard]] virtual bool tell(engine::Instant now) = 0;
  virtual void drop() noexcept {}
  virtual void cut() noexcept {} // at a shutdown: what is not on the wire does not get there

protected:
  void answer() noexcept { client_.answered(*this); }

  Client &client_;
  const uint64_t ticket_;

private:
  friend class Client;
  Work *next_ = nullptr;
  bool listed_ = false;
};

/// Lines on their way into the journal.
class Client::Recording final : public Work {
public:
  using Work::Work;
  void begin(const engine::Wish &wish) noexcept;
  [[nodiscard]] bool tell(engine::Instant now) override;

private:
  static void KLING_CALL done(void *self, uint64_t ticket, kling_status status, const char *message);
  kling_status status_ = KLING_OK;
  String message_;
};

/// A message on its way to the service.
class Client::Exchanging final : public Work {
public:
  Exchanging(Client &client, uint64_t ticket, protocol::Message message)
      : Work(client, ticket),
        exchange_(std::move(message), {this, [](void *self) noexcept { static_cast<Exchanging *>(self)->answer(); }}) {}
  void begin() noexcept;
  [[nodiscard]] bool tell(engine::Instant now) override;
  void drop() noexcept override { exchange_.drop(client_.transport_); }
  void cut() noexcept override { exchange_.cut(client_.transport_); }

private:
  Exchange exchange_;
};

/// An output on its way to a file or a receiver, over as many attempts as the engine asks for.
class Client::Downloading final : public Work {
public:
  Downloading(Client &client, uint64_t ticket) : Work(client, ticket), finishing_place_{this}, receiving_place_{this} {}
  ~Downloading() override;
  void begin(engine::Wish &wish) noexcept;
  [[nodiscard]] bool tell(engine::Instant now) override;
  /// The next step of one that is whole.
  void finish() { download_->finish(); }
  /// The receiver got something, or refused it.
  void attend() noexcept;

private:
  void make(engine::Wish &wish);
  void refuse() noexcept;
  void leave_finishing() noexcept;
  static void progress(void *self, int64_t done, int64_t total);
  static void whole(void *self);
  static void done(void *self, const transfer::DownloadResult &result);
  void end(engine::SaveEnd end, const Error &error, int64_t bytes) noexcept;

  Shared<Receiving> receiving_; // null: to a file
  std::unique_ptr<transfer::Download> download_;
  Downloads finishing_place_; // this, while it is in no list of the client's
  Downloads receiving_place_;
  bool running_ = false;
  bool whole_ = false;
  int64_t bytes_done_ = 0;
  int64_t bytes_total_ = -1;
  int64_t bytes_counted_ = 0;
  bool moved_ = false;
  bool ended_ = false;
  engine::SaveEnd end_ = engine::SaveEnd::saved;
  Error error_;
};

} // namespace kling::client
