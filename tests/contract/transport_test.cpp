// A program's own transport and clock behind a client, written as a C program would.
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <gtest/gtest.h>
#include <kling/transport.h>
#include <mutex>
#include <set>
#include <thread>

#include "support/handles.hpp"

namespace kling::test {
namespace {

constexpr const char *created = R"({"code":0,"message":"SUCCEED","data":{"task_id":"810000000000000001","task_status":"submitted"}})";
constexpr const char *succeeded = R"({"code":0,"message":"SUCCEED","data":{"task_id":"810000000000000001","task_status":"succeed",
  "task_result":{"videos":[{"id":"v","url":"https://cdn.example/clip.mp4","duration":"5"}]}}})";

/// Counts how the library uses a transport, and answers every create and every look.
class OwnTransport {
public:
  enum class Answers { on_timer, from_a_thread, never };
  explicit OwnTransport(Answers answers) : answers_(answers) {}
  ~OwnTransport() { stop(); }
  OwnTransport(const OwnTransport &) = delete;
  OwnTransport &operator=(const OwnTransport &) = delete;

  [[nodiscard]] kling_transport table() {
    kling_transport table{};
    table.struct_size = sizeof table;
    table.user_data = this;
    table.open = [](void *self, const kling_transport_host *host, void **out) { return of(self).open(*host, out); };
    table.start = [](void *self, const kling_http_request *request, const kling_http_sink *sink, uint64_t *id) {
      return of(self).start(*request, *sink, *id);
    };
    table.cancel = [](void *self, uint64_t id) { of(self).cancel(id); };
    table.on_timer = [](void *self) { of(self).on_timer(); };
    table.close = [](void *self) { of(self).close(); };
    table.destroy = [](void *self) { ++of(self).destroyed; };
    return table;
  }

  kling_status open_status = KLING_OK;
  std::atomic<kling_status> start_status{KLING_OK};
  std::vector<kling_http_result> results; // of the first exchanges, instead of an answer
  int opened = 0;
  int closed = 0;
  int destroyed = 0;
  int cancelled = 0;
  std::vector<std::string> requests; // "METHOD url body"
  std::vector<std::string> headers;  // of the newest
  std::vector<uint32_t> flags;
  std::set<std::thread::id> callers;

  /// The requests so far, while the library may be at work.
  [[nodiscard]] std::vector<std::string> sent() {
    const std::lock_guard lock(lock_);
    return requests;
  }

private:
  struct Exchange {
    uint64_t id;
    kling_http_sink sink;
    const char *reply;
    kling_http_result result;
  };
  static OwnTransport &of(void *self) { return *static_cast<OwnTransport *>(self); }

  kling_status open(const kling_transport_host &host, void **out) {
    if (open_status != KLING_OK) {
      return open_status;
    }
    EXPECT_GE(host.struct_size, sizeof host);
    host_ = host;
    *out = this;
    ++opened;
    if (answers_ == Answers::from_a_thread) {
      worker_ = std::thread([this] { work(); });
    }
    return KLING_OK;
  }
  kling_status start(const kling_http_request &request, const kling_http_sink &sink, uint64_t &id) {
    callers.insert(std::this_thread::get_id());
    EXPECT_GE(request.struct_size, sizeof request);
    EXPECT_GE(sink.struct_size, sizeof sink);
    if (start_status != KLING_OK) {
      return start_status;
    }
    std::string body;
    for (uint32_t each = 0; each < request.segment_count; ++each) {
      const kling_http_segment &segment = request.segments[each];
      std::string piece(segment.length, ' ');
      if (segment.read == nullptr) {
        piece.assign(static_cast<const char *>(segment.bytes), segment.length);
      } else if (segment.read(segment.user_data, 0, piece.data(), piece.size()) != static_cast<int64_t>(piece.size())) {
        return KLING_E_FILE;
      }
      body += piece;
    }
    const std::lock_guard lock(lock_);
    headers.assign(request.headers, request.headers + request.header_count);
    flags.push_back(request.flags);
    Exchange exchange{id = ++last_id_, sink, std::strcmp(request.method, "POST") == 0 ? created : succeeded, {}};
    exchange.result.struct_size = sizeof exchange.result;
    exchange.result.http_status = 200;
    exchange.result.bytes_sent = body.size();
    exchange.result.bytes_received = std::strlen(exchange.reply);
    if (requests.size() < results.size()) {
      exchange.result = results[requests.size()];
      exchange.reply = "";
    }
    requests.push_back(std::string(request.method) + " " + request.url + " " + body);
    (answers_ == Answers::on_timer ? ready_ : waiting_).push_back(exchange);
    if (answers_ == Answers::on_timer) {
      host_.set_timer(host_.user_data, 0);
    }
    changed_.notify_all();
    return KLING_OK;
  }
  void cancel(uint64_t id) {
    ++cancelled;
    const std::lock_guard lock(lock_);
    for (std::deque<Exchange> *list : {&waiting_, &ready_}) {
      for (auto each = list->begin(); each != list->end(); ++each) {
        if (each->id == id) {
          Exchange ended = *each;
          list->erase(each);
          ended.result = {};
          ended.result.struct_size = sizeof ended.result;
          ended.result.status = KLING_E_CANCELLED;
          ended.reply = "";
          ready_.push_back(ended);
          host_.set_timer(host_.user_data, 0);
          return;
        }
      }
    }
  }
  void on_timer() {
    callers.insert(std::this_thread::get_id());
    for (;;) {
      Exchange exchange{};
      {
        const std::lock_guard lock(lock_);
        if (ready_.empty()) {
          return;
        }
        exchange = ready_.front();
        ready_.pop_front();
      }
      const kling_http_sink &sink = exchange.sink;
      constexpr std::string_view head = "Content-Type: application/json\r\n";
      if (exchange.result.http_status != 0 && sink.on_headers != nullptr) {
        EXPECT_EQ(sink.on_headers(sink.user_data, exchange.result.http_status, head.data(), head.size()), 0);
      }
      for (const char *each = exchange.reply; *each != '\0'; ++each) { // byte by byte
        EXPECT_EQ(sink.on_body(sink.user_data, each, 1), 0);
      }
      sink.on_done(sink.user_data, &exchange.result);
      if (sink.release != nullptr) {
        sink.release(sink.user_data);
      }
    }
  }
  void close() {
    ++closed;
    stop();
    for (std::deque<Exchange> *list : {&waiting_, &ready_}) {
      for (const Exchange &each : *list) {
        if (each.sink.release != nullptr) {
          each.sink.release(each.sink.user_data);
        }
      }
      list->clear();
    }
  }
  /// What a thread of a program's own HTTP does: it brings replies and wakes the client, but calls no sink.
  void work() {
    std::unique_lock lock(lock_);
    for (;;) {
      changed_.wait(lock, [this] { return over_ || !waiting_.empty(); });
      if (over_) {
        return;
      }
      ready_.push_back(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      host_.wake(host_.user_data);
      lock.lock();
    }
  }
  void stop() {
    {
      const std::lock_guard lock(lock_);
      over_ = true;
    }
    changed_.notify_all();
    if (worker_.joinable()) {
      worker_.join();
    }
  }

  const Answers answers_;
  kling_transport_host host_{};
  uint64_t last_id_ = 0;
  std::mutex lock_;
  std::condition_variable changed_;
  std::deque<Exchange> waiting_;
  std::deque<Exchange> ready_;
  bool over_ = false;
  std::thread worker_;
};

Options options_with(OwnTransport &transport, const Settings &more = {}) {
  Settings settings = more;
  settings.insert({{"api_key", "the-key"}, {"poll_interval_ms", "10"}});
  Options options = make_options(settings);
  const kling_transport table = transport.table();
  EXPECT_EQ(kling_options_set_transport(options.get(), &table), KLING_OK);
  return options;
}

kling_status finish(const Client &client, const Task &task) {
  kling_status status = KLING_E_AGAIN;
  while (status == KLING_E_AGAIN) {
    status = kling_wait(client.get(), task.get(), 20000, nullptr);
  }
  return status;
}

TEST(OwnTransport, CarriesAWholeJobWhicheverWayItAnswers) {
  for (const auto answers : {OwnTransport::Answers::on_timer, OwnTransport::Answers::from_a_thread}) {
    OwnTransport transport(answers);
    {
      const Client client = make_client(options_with(transport));
      ASSERT_NE(client, nullptr);
      const Task task = submit(client, make_request("a lighthouse"));
      EXPECT_EQ(finish(client, task), KLING_OK);
      EXPECT_EQ(text_of(kling_task_output_url(task.get(), 0)), "https://cdn.example/clip.mp4");
      EXPECT_EQ(transport.destroyed, 0);
    }
    ASSERT_EQ(transport.requests.size(), 2U);
    EXPECT_EQ(transport.requests[0].rfind("POST https://api-singapore.klingai.com/v1/videos/text2video {", 0), 0U) << transport.requests[0];
    EXPECT_EQ(transport.requests[1].rfind("GET https://api-singapore.klingai.com/v1/videos/text2video/810000000000000001", 0), 0U);
    EXPECT_EQ(transport.flags, (std::vector<uint32_t>{KLING_HTTP_SEND_ONCE, 0}));
    EXPECT_NE(std::find(transport.headers.begin(), transport.headers.end(), "Authorization: Bearer the-key"), transport.headers.end());
    EXPECT_EQ(transport.callers.size(), 1U) << "the driving thread and no other";
    EXPECT_EQ(transport.opened, 1);
    EXPECT_EQ(transport.closed, 1);
    EXPECT_EQ(transport.destroyed, 1);
  }
}

TEST(OwnTransport, AWakeReachesAPollThatSleepsForLong) {
  OwnTransport transport(OwnTransport::Answers::from_a_thread);
  const Client client = make_client(options_with(transport));
  const Task task = submit(client, make_request("a lighthouse"));
  int turns = 0;
  while (kling_task_state(task.get()) < KLING_TASK_FINAL && ++turns < 1000) {
    EXPECT_EQ(kling_poll(client.get(), 60000, nullptr), KLING_OK);
    while (next_event(client)) {
    }
  }
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED);
}

struct ResultRow {
  kling_http_result result;
  int32_t state; // when no look at it is answered
  std::size_t posts;
};

TEST(OwnTransport, ItsWordOnWhatLeftTheMachineDecidesWhetherACreateGoesAgain) {
  const ResultRow rows[] = {
      {{sizeof(kling_http_result), KLING_E_NETWORK, 0, 1, 0, 0, "no route"}, KLING_TASK_SUCCEEDED, 2},
      {{sizeof(kling_http_result), KLING_E_TLS, 0, 1, 0, 0, nullptr}, KLING_TASK_SUCCEEDED, 2},
      {{sizeof(kling_http_result), KLING_E_NETWORK, 0, 0, 9, 0, "lost"}, KLING_TASK_UNCERTAIN, 1},
      {{sizeof(kling_http_result), KLING_E_TIMEOUT, 0, 0, 9, 0, nullptr}, KLING_TASK_UNCERTAIN, 1},
      {{sizeof(kling_http_result), KLING_E_PROTOCOL, 200, 0, 9, 5, nullptr}, KLING_TASK_UNCERTAIN, 1},
      // A promise that what else is told contradicts, and a struct that ends before it.
      {{sizeof(kling_http_result), KLING_E_PROTOCOL, 200, 1, 0, 0, nullptr}, KLING_TASK_UNCERTAIN, 1},
      {{sizeof(kling_http_result), KLING_E_NETWORK, 0, 1, 9, 0, nullptr}, KLING_TASK_UNCERTAIN, 1},
      {{offsetof(kling_http_result, unsent), KLING_E_NETWORK, 0, 1, 0, 0, nullptr}, KLING_TASK_UNCERTAIN, 1},
  };
  for (const ResultRow &row : rows) {
    SCOPED_TRACE(testing::Message() << row.result.status << " " << row.result.unsent);
    OwnTransport transport(OwnTransport::Answers::on_timer);
    transport.results = {row.result};
    const Client client = make_client(options_with(transport, {{"retry_base_ms", "10"}}));
    const Task task = submit(client, make_request("a lighthouse"));
    for (int turns = 0; kling_task_state(task.get()) != row.state && turns < 2000; ++turns) {
      kling_poll(client.get(), 10, nullptr);
      while (next_event(client)) {
      }
    }
    EXPECT_EQ(kling_task_state(task.get()), row.state);
    std::size_t posts = 0;
    for (const std::string &each : transport.sent()) {
      posts += each.rfind("POST", 0) == 0 ? 1 : 0;
    }
    EXPECT_EQ(posts, row.posts);
  }
}

TEST(OwnTransport, OneThatCannotStartLosesNothing) {
  for (const kling_status status : {KLING_E_MEMORY, KLING_E_NETWORK, KLING_E_ARGUMENT}) {
    OwnTransport transport(OwnTransport::Answers::on_timer);
    transport.start_status = status;
    const Client client = make_client(options_with(transport, {{"retry_base_ms", "1"}, {"max_retries", "1"}}));
    const Task task = submit(client, make_request("a lighthouse"));
    for (int turns = 0; turns < 3; ++turns) {
      kling_poll(client.get(), 0, nullptr);
    }
    transport.start_status = KLING_OK;
    const kling_status ended = finish(client, task);
    const int32_t state = kling_task_state(task.get());
    EXPECT_TRUE(state == KLING_TASK_SUCCEEDED || state == KLING_TASK_REJECTED) << state << " " << ended;
  }
}

TEST(OwnTransport, AShutdownCancelsAndCloses) {
  OwnTransport transport(OwnTransport::Answers::never);
  const Client client = make_client(options_with(transport));
  const Task task = submit(client, make_request("a lighthouse"));
  for (int turns = 0; transport.sent().empty() && turns < 1000; ++turns) {
    kling_poll(client.get(), 10, nullptr);
    while (next_event(client)) {
    }
  }
  ASSERT_EQ(transport.sent().size(), 1U);
  EXPECT_EQ(kling_client_shutdown(client.get(), 0), KLING_OK);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_UNKNOWN);
  EXPECT_EQ(transport.closed, 1);
  EXPECT_EQ(transport.destroyed, 0) << "the client is still there";
}

TEST(OwnTransport, OneThatDoesNotOpenFailsTheClient) {
  for (const kling_status status : {KLING_E_MEMORY, KLING_E_TLS, KLING_E_INTERNAL}) {
    OwnTransport transport(OwnTransport::Answers::on_timer);
    transport.open_status = status;
    {
      const Options options = options_with(transport);
      kling_error error = no_error();
      EXPECT_EQ(make_client(options, &error), nullptr);
      EXPECT_EQ(error.status, status);
      EXPECT_STRNE(error.message, "");
      EXPECT_EQ(transport.destroyed, 0) << "the options still have it";
      transport.open_status = KLING_OK;
      EXPECT_NE(make_client(options), nullptr);
    }
    EXPECT_EQ(transport.opened, 1);
    EXPECT_EQ(transport.closed, 1);
    EXPECT_EQ(transport.destroyed, 1);
  }
}

TEST(OwnTransport, IsDestroyedOnceWhenOptionsAndClientsAreGone) {
  for (const bool options_first : {true, false}) {
    OwnTransport transport(OwnTransport::Answers::on_timer);
    Options options = options_with(transport);
    Client first = make_client(options);
    Client second = make_client(options);
    Task task = submit(first, make_request("a lighthouse"));
    if (options_first) {
      options.reset();
    }
    first.reset();
    second.reset();
    options.reset();
    EXPECT_EQ(transport.destroyed, 0) << "a task keeps the shell of its client";
    EXPECT_EQ(transport.closed, 2) << "but not what it works with";
    task.reset();
    EXPECT_EQ(transport.destroyed, 1);
  }
}

TEST(OwnTransport, AReplacedTableIsDestroyedAtOnceOrWithItsLastClient) {
  OwnTransport first(OwnTransport::Answers::on_timer);
  OwnTransport second(OwnTransport::Answers::on_timer);
  OwnTransport third(OwnTransport::Answers::on_timer);
  Options options = options_with(first);
  const kling_transport to_second = second.table();
  ASSERT_EQ(kling_options_set_transport(options.get(), &to_second), KLING_OK);
  EXPECT_EQ(first.destroyed, 1);
  Client client = make_client(options);
  const kling_transport to_third = third.table();
  ASSERT_EQ(kling_options_set_transport(options.get(), &to_third), KLING_OK);
  EXPECT_EQ(second.destroyed, 0);
  client.reset();
  EXPECT_EQ(second.destroyed, 1);
  options.reset();
  EXPECT_EQ(third.destroyed, 1);
  EXPECT_EQ(third.opened, 0);
}

TEST(OwnTransport, AWrongTableIsRefusedAndNotTakenOver) {
  OwnTransport transport(OwnTransport::Answers::on_timer);
  const Options options = make_options({{"api_key", "the-key"}});
  const auto refused = [&](kling_transport table) {
    EXPECT_EQ(kling_options_set_transport(options.get(), &table), KLING_E_ARGUMENT);
    EXPECT_EQ(transport.destroyed, 0);
  };
  EXPECT_EQ(kling_options_set_transport(options.get(), nullptr), KLING_E_ARGUMENT);
  const kling_transport good = transport.table();
  kling_transport table = good;
  refused((table = good, table.open = nullptr, table));
  refused((table = good, table.start = nullptr, table));
  refused((table = good, table.cancel = nullptr, table));
  refused((table = good, table.on_timer = nullptr, table));
  refused((table = good, table.close = nullptr, table));
  refused((table = good, table.struct_size = 0, table));
  refused((table = good, table.struct_size = 8, table));
  refused((table = good, table.struct_size = offsetof(kling_transport, close), table));
  refused((table = good, table.reserved = 1, table));

  struct Later {
    kling_transport table;
    void *unknown[2];
  } later{good, {nullptr, &transport}};
  later.table.struct_size = sizeof later;
  EXPECT_EQ(kling_options_set_transport(options.get(), &later.table), KLING_E_ARGUMENT) << "it asks for what this library does not know";
  later.unknown[1] = nullptr;
  EXPECT_EQ(kling_options_set_transport(options.get(), &later.table), KLING_OK);
  table = good;
  table.struct_size = offsetof(kling_transport, destroy); // of a time before destroy
  EXPECT_EQ(kling_options_set_transport(options.get(), &table), KLING_OK);
  EXPECT_EQ(transport.destroyed, 1) << "the one that it replaced";
}

/// Time that passes only when it is asked to.
struct OwnClock {
  std::atomic<int64_t> now_ms{1000000};
  std::atomic<int> sleeps{0};
  int destroyed = 0;

  [[nodiscard]] kling_clock table() {
    kling_clock table{};
    table.struct_size = sizeof table;
    table.user_data = this;
    table.monotonic_ms = [](void *self) -> int64_t { return static_cast<OwnClock *>(self)->now_ms; };
    table.unix_ms = [](void *self) -> int64_t { return 1700000000000 + static_cast<OwnClock *>(self)->now_ms; };
    table.sleep_until = [](void *self, int64_t until) {
      auto &clock = *static_cast<OwnClock *>(self);
      ++clock.sleeps;
      clock.now_ms = std::max<int64_t>(clock.now_ms, until);
    };
    table.destroy = [](void *self) { ++static_cast<OwnClock *>(self)->destroyed; };
    return table;
  }
};

TEST(OwnClock, TellsAllTimesAndIsAskedInsteadOfSleeping) {
  OwnTransport transport(OwnTransport::Answers::on_timer);
  OwnClock clock;
  {
    const Options options = options_with(transport, {{"poll_interval_ms", "3600000"}});
    const kling_clock table = clock.table();
    ASSERT_EQ(kling_options_set_clock(options.get(), &table), KLING_OK);
    const Client client = make_client(options);
    const Task task = submit(client, make_request("a lighthouse"));
    EXPECT_EQ(finish(client, task), KLING_E_TIMEOUT) << "20 s of its time were over";
    EXPECT_EQ(kling_wait(client.get(), task.get(), -1, nullptr), KLING_OK);
    EXPECT_GT(clock.sleeps, 0);
    const int64_t done = kling_task_time_ms(task.get(), KLING_TIME_DONE);
    EXPECT_EQ(kling_task_time_ms(task.get(), KLING_TIME_QUEUED), 1700000000000 + 1000000);
    EXPECT_GE(done, 1700000000000 + 1000000 + 3000000);
    const int64_t before = clock.now_ms;
    while (next_event(client)) {
    }
    EXPECT_EQ(kling_poll(client.get(), 86400000, nullptr), KLING_OK);
    EXPECT_EQ(clock.now_ms, before + 86400000) << "a finite time-out is slept out";
    EXPECT_EQ(kling_poll(client.get(), 0, nullptr), KLING_OK);
    EXPECT_EQ(clock.now_ms, before + 86400000) << "and none is none";
  }
  EXPECT_EQ(clock.destroyed, 1);
}

TEST(OwnClock, AWrongTableIsRefused) {
  OwnClock clock;
  const Options options = make_options({{"api_key", "the-key"}});
  const kling_clock good = clock.table();
  kling_clock table = good;
  EXPECT_EQ(kling_options_set_clock(options.get(), nullptr), KLING_E_ARGUMENT);
  for (const auto wrong : {0, 1, 2, 3}) {
    table = good;
    table.monotonic_ms = wrong == 0 ? nullptr : good.monotonic_ms;
    table.unix_ms = wrong == 1 ? nullptr : good.unix_ms;
    table.struct_size = wrong == 2 ? 4 : good.struct_size;
    table.reserved = wrong == 3 ? 7 : 0;
    EXPECT_EQ(kling_options_set_clock(options.get(), &table), KLING_E_ARGUMENT) << wrong;
  }
  EXPECT_EQ(clock.destroyed, 0);
  table = good;
  table.struct_size = offsetof(kling_clock, sleep_until);
  EXPECT_EQ(kling_options_set_clock(options.get(), &table), KLING_OK);
  EXPECT_EQ(kling_options_set_clock(options.get(), &good), KLING_OK);
  EXPECT_EQ(clock.destroyed, 0) << "the shorter one had no destroy";
}

} // namespace
} // namespace kling::test
