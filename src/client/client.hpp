#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "client/event.hpp"
#include "client/exchange.hpp"
#include "client/log_queue.hpp"
#include "client/options.hpp"
#include "engine/engine.hpp"
#include "protocol/token.hpp"
#include "store/table.hpp"
#include "system/clock.hpp"
#include "system/poller.hpp"
#include "system/process.hpp"
#include "system/random.hpp"
#include "transfer/download.hpp"

namespace kling::client {

/// The tables a client stands on. An empty one (user_data and functions null) means the built-in.
struct Tables {
  system::ClockTable clock = system::system_clock();
  system::RandomTable random = system::system_random();
};

/// Owns the engine, the event queue, the transport, the store, the downloads and the lock, and carries out what the engine asks.
/// Whoever is inside poll, wait or shutdown drives: one thread at a time carries things out, without the lock; the others sleep.
class Client final : public Handle<HandleKind::client>, public Allocated, public engine::TaskOwner {
public:
  [[nodiscard]] static kling_status make(const Options &options, const Tables &tables, Client *&out, Error &error);
  /// The program's kling_client_free. The object goes when the last task does.
  void free() noexcept;

  // acts
  kling_status submit(const protocol::Request &request, uint64_t tag, engine::Task *&out, Error &error);
  kling_status attach(std::string_view kind, std::string_view id, uint64_t tag, engine::Task *&out, Error &error);
  kling_status attach_token(std::string_view text, uint64_t tag, engine::Task *&out, Error &error);
  kling_status poll(int64_t timeout_ms, uint32_t *out_events);
  kling_status wait(engine::Task &task, int64_t timeout_ms, Error &error);
  kling_status shutdown(int64_t timeout_ms);
  kling_status next_event(Event *&out);
  kling_status wakeup();
  kling_status cancel(engine::Task &task);
  kling_status detach(engine::Task &task);
  kling_status save(engine::Task &task, uint32_t index, std::string_view path, Error &error);

  // looks; these answer in a forked child too
  [[nodiscard]] int64_t next_timeout_ms() const;
  [[nodiscard]] int64_t descriptor() const;
  [[nodiscard]] kling_stats stats() const;
  [[nodiscard]] const protocol::Endpoint &endpoint() const { return endpoint_; }
  [[nodiscard]] const protocol::Rules &rules() const { return rules_; }
  [[nodiscard]] bool in_forked_child() const { return fork_.in_child(); }
  /// Runs a look at a task under the lock; in a forked child without it, as its holder may not exist there.
  template <class Look> auto look(Look &&look_at) const {
    const std::unique_lock held = hold();
    return look_at();
  }
  const char *token(engine::Task &task) const;

  // handles of tasks
  void retain(engine::Task &task) noexcept;
  void release(engine::Task &task) noexcept;
  void task_gone() noexcept override;

private:
  class Call;
  class Driving;
  class Sleeper;
  class Ringer;
  class Work;
  class Recording;
  class Exchanging;
  class Downloading;
  using Lock = std::unique_lock<std::mutex>;

  Client(const Options &options, const Tables &tables);
  ~Client();
  [[nodiscard]] kling_status open(Error &error);
  [[nodiscard]] kling_status open_transport(Error &error);
  [[nodiscard]] engine::Instant now() const;
  [[nodiscard]] Lock hold() const;
  [[nodiscard]] kling_status unusable(Error &error) const;
  [[nodiscard]] kling_status external_id(String &out) const;
  [[nodiscard]] String save_path(std::string_view path) const;
  [[nodiscard]] engine::TaskPtr make_task(const catalog::Kind &kind);
  [[nodiscard]] kling_status watch(const protocol::Token &token, uint64_t tag, engine::Task *&out, Error &error);
  kling_status act(engine::Task &task, kling_status (engine::Engine::*how)(engine::Task &, engine::Instant));
  void stir(); // something is to be done that whoever sleeps does not know of
  void tear_down() noexcept;

  // pump.cpp: driving
  [[nodiscard]] system::Poller::Outcome drive(Lock &lock, int64_t wait_ms);
  [[nodiscard]] system::Poller::Outcome rest(int64_t wait_ms, system::Poller::Ready (&ready)[64], uint32_t &count);
  [[nodiscard]] bool asks_for_time() const { return tables_.clock.sleep_until != nullptr; }
  bool settle(Lock &lock); // whether anything happened
  bool carry_out(Lock &lock);
  void carry_out(engine::Wish &wish);
  void tell_engine();
  bool collect();
  void feed_transport(const system::Poller::Ready *ready, uint32_t count);
  [[nodiscard]] int64_t next_due() const;
  uint32_t dispatch(Lock &lock);
  void give_notice(Lock &lock);
  void answered(Work &work) noexcept;
  void forget(const Work &work) noexcept;
  static void KLING_CALL watch_socket(void *self, int64_t socket, uint32_t interest);
  static void KLING_CALL set_timer(void *self, int64_t delay_ms);
  static void KLING_CALL wake_transport(void *self);

  // waiting.cpp
  [[nodiscard]] bool in_callback() const { return dispatcher_ == std::this_thread::get_id(); }
  enum class Slept : uint8_t { elapsed, changed, woken, signalled };
  Slept sleep(Lock &lock, int64_t until, bool news);
  [[nodiscard]] int64_t until_first_sleeper(int64_t wait_ms) const;
  void close(Lock &lock, int64_t until);
  void show_descriptor();
  void let_go(Lock &lock);
  void changed();

  const Options options_;
  Shared<Callbacks> callbacks_;
  const bool calls_back_;
  Tables tables_;
  system::ForkMark fork_;
  protocol::Endpoint endpoint_;
  protocol::Rules rules_;
  ExchangeLimits limits_;
  transfer::DownloadOrder download_order_;
  mutable LogQueue log_;

  mutable std::mutex lock_; // guards everything down to the driver's own
  std::condition_variable changed_;
  std::unique_ptr<engine::Engine> engine_;
  EventQueue events_;
  bool driving_ = false;
  bool sleeping_ = false; // the driver is in the poller, or about to be
  bool work_ = false;     // an act has left something to be carried out
  bool notice_ = false;   // `notify` is due as soon as the lock is let go
  bool closing_ = false;
  int64_t close_by_ = engine::never;
  bool shut_ = false;
  bool freed_ = false;
  bool ends_due_ = false; // the program shut it down: the final events are told even when it is freed meanwhile
  bool torn_down_ = false;
  mutable bool descriptor_shown_ = false;
  bool descriptor_armed_ = false; // the timer behind it was set since it is shown
  bool wakeup_kept_ = false;      // a wake-up that found nobody
  uint64_t wakeups_ = 0;
  uint32_t calls_ = 0;          // calls running
  Sleeper *sleepers_ = nullptr; // of them inside poll or wait
  Ringer *ringers_ = nullptr;   // those who sleep while another thread drives
  std::thread::id dispatcher_;
  uint64_t requests_ = 0;
  uint64_t bytes_in_ = 0;
  uint64_t bytes_out_ = 0;

  // the driver's own: touched without the lock by whoever drives
  mutable system::Poller poller_; // wake() and unwake() by anybody
  transport::Host host_{};
  transport::Table transport_{};
  store::Table store_{};
  std::atomic<int64_t> transport_due_;
  std::atomic<bool> transport_woken_{false};
  HashMap<uint64_t, std::unique_ptr<Work>> works_; // by the engine's tickets
  Work *answered_ = nullptr;                       // those with something to tell, in order
  Work *last_answered_ = nullptr;
  Deque<engine::Wish> wishes_;

  std::atomic<uint32_t> objects_{1}; // tasks that live, and the program's handle
};

} // namespace kling::client
