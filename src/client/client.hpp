#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "client/event.hpp"
#include "client/exchange.hpp"
#include "client/input_holds.hpp"
#include "client/log_queue.hpp"
#include "client/options.hpp"
#include "client/receiving.hpp"
#include "engine/engine.hpp"
#include "protocol/token.hpp"
#include "store/table.hpp"
#include "system/bell.hpp"
#include "system/clock.hpp"
#include "system/poller.hpp"
#include "system/process.hpp"
#include "system/random.hpp"
#include "system/thread.hpp"
#include "transfer/download.hpp"

namespace kling::client {

/// The tables a client stands on. An empty one (user_data and functions null) means the built-in.
struct Tables {
  system::ClockTable clock = system::system_clock();
  system::RandomTable random = system::system_random();
};

/// Owns the engine, the event queue, the transport, the store, the downloads and the lock, and carries out what the engine asks.
/// Whoever is inside poll, wait or shutdown drives: one thread at a time carries things out, without the lock; the others sleep.
/// With background_io a thread of ours drives from the beginning to the shutdown, and the program's threads only take what there is.
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
  kling_status save_with(engine::Task &task, uint32_t index, const ReceiverTable &receiver, Error &error);

  // lists
  kling_status list(std::string_view kind, std::string_view query_json, engine::List *&out, Error &error);
  kling_status next_record(engine::List &list, const char *&out, Error &error);
  void free_list(engine::List &list) noexcept;

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
  using Downloads = std::list<Downloading *, Allocator<Downloading *>>;
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
  kling_status check_save_path(const String &path, Error &error) const;
  [[nodiscard]] engine::TaskPtr make_task(const catalog::Kind &kind);
  [[nodiscard]] kling_status watch(const protocol::Token &token, uint64_t tag, engine::Task *&out, Error &error);
  kling_status act(engine::Task &task, kling_status (engine::Engine::*how)(engine::Task &, engine::Instant));
  void stir(); // something is to be done that whoever sleeps does not know of
  [[nodiscard]] bool freed() const { return (calls_ & freed_bit) != 0; }
  void tear_down() noexcept;

  // pump.cpp: driving
  [[nodiscard]] system::Poller::Outcome drive(Lock &lock, int64_t wait_ms);
  [[nodiscard]] system::Poller::Outcome rest(int64_t wait_ms, system::Poller::Ready (&ready)[64], uint32_t &count);
  [[nodiscard]] bool asks_for_time() const { return tables_.clock.sleep_until != nullptr; }
  bool settle(Lock &lock); // whether anything happened
  bool carry_out(Lock &lock);
  bool take_wish();
  void carry_out(engine::Wish &wish);
  void tell_engine();
  bool collect();
  void feed_transport(const system::Poller::Ready *ready, uint32_t count);
  [[nodiscard]] int64_t next_due() const;
  [[nodiscard]] bool callable() const { return calls_back_ && !events_.empty() && (!freed() || ends_due_); }
  [[nodiscard]] bool tellable() const;
  uint32_t dispatch() noexcept;
  uint32_t dispatch(Lock &lock) noexcept;
  void give_notice(Lock &lock);
  void answered(Work &work) noexcept;
  void forget(const Work &work) noexcept;
  void tend_downloads(); // work.cpp
  static void KLING_CALL watch_socket(void *self, int64_t socket, uint32_t interest);
  static void KLING_CALL set_timer(void *self, int64_t delay_ms);
  static void KLING_CALL wake_transport(void *self);

  // waiting.cpp
  [[nodiscard]] bool in_callback() const;
  enum class Slept : uint8_t { elapsed, changed, woken, signalled };
  Slept sleep(Lock &lock, int64_t until, bool news);
  [[nodiscard]] int64_t until_first_sleeper(int64_t wait_ms) const;
  void close(Lock &lock, int64_t until);
  void show_descriptor();
  void cut_unsent(Lock &lock);
  void let_go(Lock &lock);
  void changed();

  // listing.cpp
  void show_pages();
  void hush_descriptor() const;

  // background.cpp: the thread of ours
  [[nodiscard]] kling_status start_thread(Error &error);
  static void *run_thread(void *self) noexcept;
  void drive_in_background() noexcept;
  void tell_sleepers();
  void give_back(Lock &lock) noexcept;
  void end_thread(Lock &lock);
  kling_status take(uint32_t *out_events);
  void show_waiting() const;

  const Options options_;
  Shared<Callbacks> callbacks_;
  const bool calls_back_;
  const bool background_;
  Tables tables_;
  system::ForkMark fork_;
  protocol::Endpoint endpoint_;
  protocol::Rules rules_;
  ExchangeLimits limits_;
  transfer::DownloadOrder download_order_;
  mutable LogQueue log_;
  Receivers receivers_;
  InputHolds input_holds_;

  mutable std::mutex lock_; // guards everything down to the driver's own
  std::condition_variable changed_;
  std::unique_ptr<engine::Engine> engine_;
  bool driving_ = false;
  bool sleeping_ = false; // the driver is in the poller, or about to be
  bool work_ = false;     // an act has left something to be carried out
  int64_t close_by_ = engine::never;
  bool torn_down_ = false;
  mutable bool descriptor_shown_ = false;
  bool descriptor_armed_ = false; // the timer behind it was set since it is shown
  uint64_t wakeups_ = 0;
  Sleeper *sleepers_ = nullptr; // of them inside poll or wait
  Ringer *ringers_ = nullptr;   // those who sleep while another thread drives
  system::Thread thread_;
  bool tear_down_due_ = false; // the program gave the client back on the library's own thread, which has to end first
  uint64_t requests_ = 0;
  uint64_t bytes_in_ = 0;
  uint64_t bytes_out_ = 0;

  // any thread's: a tick that has nothing to do takes no lock
  static constexpr uint32_t freed_bit = uint32_t{1} << 31U;
  EventQueue events_;
  std::atomic<std::size_t> pages_waiting_{0}; // the engine's, set under the lock
  std::atomic<uint32_t> calls_{0};            // calls running, and whether the program gave the client back
  std::atomic<bool> closing_{false};          // set under the lock
  std::atomic<bool> shut_{false};             // set under the lock
  std::atomic<bool> ends_due_{false};         // the program shut it down: the final events are told even when it is freed meanwhile
  std::atomic<bool> notice_{false};           // `notify` is due as soon as the lock is let go
  std::atomic<bool> wakeup_kept_{false};      // a wake-up that found nobody
  std::atomic<std::thread::id> driver_;       // who carries things out, while it does
  std::atomic<std::thread::id> dispatcher_;   // who is telling events and log lines
  std::atomic<std::thread::id> background_driver_;
  mutable std::atomic<bool> waiting_shown_{false};
  mutable std::mutex showing_;          // a leaf
  mutable bool shown_ = false;          // the bell rings; guarded by `showing_`
  std::optional<system::Bell> waiting_; // with background_io, behind the descriptor: rings while events or a wake-up wait

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
  Downloads finishing_; // whole, to be synced and renamed
  Downloads receiving_; // to receivers

  std::atomic<uint32_t> objects_{1}; // tasks and lists that live, and the program's handle
};

} // namespace kling::client
