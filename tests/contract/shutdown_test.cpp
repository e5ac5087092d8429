// A shutdown ends in bounded time whatever the work hangs on. The clients give nothing up by themselves: one that waited would hang here.
#include <arpa/inet.h>
#include <atomic>
#include <chrono>
#include <fcntl.h>
#include <future>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "support/clip_service.hpp"
#include "support/unhurried.hpp"

namespace kling::test {
namespace {

/// A listener that says nothing, and may have no room for whoever comes.
class SilentListener {
public:
  explicit SilentListener(bool full) : full_(full), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address_;
    auto *const plain = reinterpret_cast<sockaddr *>(&address_);
    EXPECT_EQ(bind(listener_, plain, length), 0);
    EXPECT_EQ(listen(listener_, full ? 0 : 8), 0);
    EXPECT_EQ(getsockname(listener_, plain, &length), 0);
    for (int i = 0; full && i < 4; ++i) { // these take every place
      others_.push_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
      static_cast<void>(connect(others_.back(), plain, length));
    }
  }
  ~SilentListener() {
    for (const int each : others_) {
      close(each);
    }
    close(listener_);
  }
  SilentListener(const SilentListener &) = delete;
  SilentListener &operator=(const SilentListener &) = delete;

  [[nodiscard]] std::string url() const { return "https://127.0.0.1:" + std::to_string(ntohs(address_.sin_port)); }
  /// Whether the first words of a handshake are here; where there is no room they never are, and nobody waits for them.
  [[nodiscard]] bool greeted() {
    if (full_) {
      return true;
    }
    if (others_.empty()) {
      const int accepted = accept(listener_, nullptr, nullptr);
      if (accepted < 0) {
        return false;
      }
      others_.push_back(accepted);
    }
    pollfd watched{others_.front(), POLLIN, 0};
    return ::poll(&watched, 1, 0) == 1;
  }

private:
  bool full_;
  int listener_;
  sockaddr_in address_{};
  std::vector<int> others_;
};

constexpr int64_t hour_ms = 3600000;

struct Told {
  int finals = 0;
  int saved = 0;
};

Told pull(const Client &client) {
  Told told;
  while (const Event event = next_event(client)) {
    told.finals += kling_event_type(event.get()) == KLING_EVENT_FINAL ? 1 : 0;
    told.saved += kling_event_type(event.get()) == KLING_EVENT_SAVED ? 1 : 0;
  }
  return told;
}

void expect_end(const Task &task, int32_t state, kling_status status) {
  EXPECT_STREQ(kling_task_state_name(kling_task_state(task.get())), kling_task_state_name(state));
  kling_error error = no_error();
  kling_task_error(task.get(), &error);
  EXPECT_STREQ(kling_status_name(error.status), kling_status_name(status)) << error.message;
}

class TimeOut : public testing::TestWithParam<int64_t> {};

INSTANTIATE_TEST_SUITE_P(Shutdown, TimeOut, testing::Values(0, hour_ms));

/// No byte of the create has been handed to anybody: there is nothing to wait for, and nothing that may bill.
TEST_P(TimeOut, ACreateThatHasNoConnectionYetIsCutAtOnce) {
  for (const bool full : {false, true}) {
    SCOPED_TRACE(full ? "connecting" : "in the handshake");
    SilentListener listener(full);
    const Client client = make_client(unhurried({{"base_url", listener.url()}, {"api_key", "the-key"}}));
    const Task task = submit(client, make_request("a lighthouse"));
    ASSERT_TRUE(drive_until(client, [&] { return kling_task_state(task.get()) == KLING_TASK_SUBMITTING && listener.greeted(); }));
    EXPECT_EQ(kling_client_shutdown(client.get(), GetParam()), KLING_OK);
    expect_end(task, KLING_TASK_CANCELLED, KLING_E_CANCELLED);
    EXPECT_EQ(pull(client).finals, 1);
  }
}

TEST_P(TimeOut, ALookIsCutAtOnce) {
  PretendService service;
  service.server.script(Reply::text(200, PretendService::created(PretendService::id_of(1))));
  Reply silent;
  silent.hold = true;
  service.server.script(silent);
  const Client client = make_client(unhurried(service.settings()));
  const Task task = submit(client, make_request("a lighthouse"));
  ASSERT_TRUE(drive_until(client, [&] { return service.server.count("GET") == 1; }));
  EXPECT_EQ(kling_client_shutdown(client.get(), GetParam()), KLING_OK);
  expect_end(task, KLING_TASK_DETACHED, KLING_E_DETACHED);
  EXPECT_EQ(pull(client).finals, 1);
  EXPECT_TRUE(service.server.wait_until_idle());
}

TEST_P(TimeOut, AStalledSaveIsCutAtOnce) {
  for (const bool after_the_end : {false, true}) {
    SCOPED_TRACE(after_the_end);
    ClipService service(100000);
    service.bend([](int, const RecordedRequest &, Reply &reply) { reply.hold_after = 20000; });
    const Client client = make_client(unhurried(service.settings()));
    const std::string path = testing::TempDir() + "/kling-shutdown-" + std::to_string(getpid()) + ".mp4";
    const Task task = submit(client, make_request("a lighthouse"));
    if (after_the_end) {
      ASSERT_EQ(finish(client, task), KLING_OK);
    }
    ASSERT_EQ(kling_task_save(task.get(), 0, path.c_str(), nullptr), KLING_OK);
    ASSERT_TRUE(drive_until(client, [&] { return service.clip_requests().size() == 1; }));
    EXPECT_EQ(kling_client_shutdown(client.get(), GetParam()), KLING_OK);
    expect_end(task, KLING_TASK_SUCCEEDED, KLING_E_DOWNLOAD);
    const Told told = pull(client);
    EXPECT_EQ(told.finals, 1);
    EXPECT_EQ(told.saved, after_the_end ? 1 : 0);
    EXPECT_EQ(kling_task_output_path(task.get(), 0), nullptr);
    EXPECT_TRUE(service.server.wait_until_idle());
    std::remove((path + ".part").c_str());
  }
}

/// Takes an output, and may stay inside for as long as the test wants it to.
struct Receiver {
  std::atomic<bool> stays{false};
  std::atomic<bool> inside{false};
  std::atomic<int> destroyed{0};
  std::string bytes;

  static int32_t write(void *self, const void *bytes, uint64_t length) {
    auto &receiver = *static_cast<Receiver *>(self);
    EXPECT_EQ(receiver.destroyed, 0);
    receiver.bytes.append(static_cast<const char *>(bytes), length);
    receiver.inside = true;
    while (receiver.stays) {
      std::this_thread::yield();
    }
    receiver.inside = false;
    return 0;
  }
  static void destroy(void *self) {
    auto &receiver = *static_cast<Receiver *>(self);
    EXPECT_FALSE(receiver.inside);
    ++receiver.destroyed;
  }
};

uint64_t bytes_in(const Client &client) {
  kling_stats stats = KLING_STATS_INIT;
  kling_client_stats(client.get(), &stats);
  return stats.bytes_in;
}

/// With a thread of the library's the transfer stands still meanwhile: nobody takes what has come.
TEST_P(TimeOut, ASaveIntoTheProgramsOwnStorageIsCutAtOnce) {
  ClipService service(8000000);
  const Client client = make_client(unhurried(service.settings()));
  const Task task = submit(client, make_request("a lighthouse"));
  ASSERT_EQ(finish(client, task), KLING_OK);
  const uint64_t before = bytes_in(client);
  Receiver receiver;
  ASSERT_EQ(kling_task_save_with(task.get(), 0, Receiver::write, Receiver::destroy, &receiver, nullptr), KLING_OK);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (bytes_in(client) < before + 500000 && std::chrono::steady_clock::now() < end) {
    if (!background_io()) {
      kling_poll(client.get(), 0, nullptr);
    }
  }
  EXPECT_GE(bytes_in(client), before + 500000);
  EXPECT_EQ(kling_client_shutdown(client.get(), GetParam()), KLING_OK);
  EXPECT_EQ(receiver.destroyed, 1);
  EXPECT_LT(receiver.bytes.size(), 8000000U);
  EXPECT_TRUE(service.clip().starts_with(receiver.bytes));
  expect_end(task, KLING_TASK_SUCCEEDED, KLING_E_DOWNLOAD);
  EXPECT_TRUE(service.server.wait_until_idle());
}

/// The receiver is busy on another thread, which may take as long as it likes: the shutdown does not wait for it.
TEST_P(TimeOut, AReceiverThatStaysInsideIsNotWaitedFor) {
  ClipService service(4000000);
  Client client = make_client(unhurried(service.settings()));
  const Task task = submit(client, make_request("a lighthouse"));
  Receiver receiver;
  receiver.stays = true;
  ASSERT_EQ(kling_task_save_with(task.get(), 0, Receiver::write, Receiver::destroy, &receiver, nullptr), KLING_OK);
  auto waiting = std::async(std::launch::async, [&] { return kling_wait(client.get(), task.get(), -1, nullptr); });
  while (!receiver.inside) {
    std::this_thread::yield();
  }
  EXPECT_EQ(kling_client_shutdown(client.get(), GetParam()), KLING_OK);
  EXPECT_TRUE(receiver.inside);
  EXPECT_EQ(receiver.destroyed, 0);
  expect_end(task, KLING_TASK_SUCCEEDED, KLING_E_DOWNLOAD);
  receiver.stays = false;
  const kling_status status = waiting.get();
  EXPECT_TRUE(status == KLING_E_DOWNLOAD || status == KLING_E_STATE) << status;
  EXPECT_EQ(pull(client).finals, 1);
  EXPECT_TRUE(service.clip().starts_with(receiver.bytes));
  client.reset();
  EXPECT_EQ(receiver.destroyed, 1);
}

} // namespace
} // namespace kling::test
