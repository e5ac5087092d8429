#include "sim_server/courier.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <memory>
#include <set>

#include "base/text.hpp"
#include "transport/curl_transport.hpp"

namespace kling::sim_server {

namespace {

constexpr int64_t patience_ms = 5000; // §8 documents none; one client speaks of five seconds
constexpr std::size_t most_on_the_way = 32;

int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// The transport, and what it asks of the thread that drives it.
class Road {
public:
  explicit Road(system::Poller &poller) : poller_(poller) {
    Error error;
    transport::Host host{};
    host.struct_size = sizeof host;
    host.user_data = this;
    host.watch = [](void *road, int64_t socket, uint32_t interest) { static_cast<Road *>(road)->poller_.watch(socket, interest); };
    host.set_timer = [](void *road, int64_t delay) { static_cast<Road *>(road)->due_ms_ = delay < 0 ? INT64_MAX : now_ms() + delay; };
    host.wake = [](void *road) { static_cast<Road *>(road)->poller_.wake(); };
    usable_ = transport::make_curl_transport({}, host, nullptr, table_, error) == KLING_OK;
  }
  Road(const Road &) = delete;
  Road &operator=(const Road &) = delete;
  ~Road() {
    if (usable_) {
      table_.destroy(table_.user_data);
    }
  }

  void send(sim::Callback callback) {
    waiting_.push_back(std::move(callback));
    start_more();
  }

  void turn(int64_t wait_ms) {
    const int64_t left = due_ms_ == INT64_MAX ? -1 : std::max<int64_t>(0, due_ms_ - now_ms());
    system::Poller::Ready ready[64];
    uint32_t count = 0;
    (void)poller_.wait(wait_ms < 0 ? left : left < 0 ? wait_ms : std::min(wait_ms, left), ready, count);
    for (uint32_t i = 0; usable_ && i < count; ++i) {
      table_.on_socket(table_.user_data, ready[i].socket, ready[i].events);
    }
    if (usable_ && due_ms_ <= now_ms()) {
      due_ms_ = INT64_MAX;
      table_.on_timer(table_.user_data);
    }
    start_more();
  }

private:
  struct Parcel {
    Road *road;
    sim::Callback callback;
  };

  void start_more() {
    for (auto each = waiting_.begin(); usable_ && each != waiting_.end() && on_the_way_.size() < most_on_the_way;) {
      if (on_the_way_.contains(each->task_id)) { // a task's callbacks arrive in their order
        ++each;
        continue;
      }
      auto parcel = std::make_unique<Parcel>(Parcel{this, std::move(*each)});
      each = waiting_.erase(each);
      if (start(*parcel)) {
        on_the_way_.insert(parcel->callback.task_id);
        parcel.release(); // NOLINT(bugprone-unused-return-value): the sink's release deletes it
      }
    }
    if (!usable_) {
      waiting_.clear();
    }
  }

  bool start(Parcel &parcel) const {
    const sim::Callback &callback = parcel.callback;
    Vector<String> lines;
    Vector<const char *> headers;
    for (const sim::HttpHeader &header : callback.headers) {
      lines.push_back(concat({header.name, ": ", header.value}));
    }
    for (const String &line : lines) {
      headers.push_back(line.c_str());
    }
    const transport::BodySegment body = {callback.body.data(), callback.body.size(), nullptr, nullptr};
    transport::Request request{};
    request.struct_size = sizeof request;
    request.flags = transport::send_once; // a second copy would be a fault that nobody asked for
    request.method = "POST";
    request.url = callback.url.c_str();
    request.headers = headers.data();
    request.header_count = static_cast<uint32_t>(headers.size());
    request.segments = &body;
    request.segment_count = 1;
    request.connect_timeout_ms = patience_ms;
    request.timeout_ms = patience_ms;
    request.max_reply_bytes = 65536;
    transport::Sink sink{};
    sink.struct_size = sizeof sink;
    sink.user_data = &parcel;
    sink.release = [](void *user_data) {
      const std::unique_ptr<Parcel> done(static_cast<Parcel *>(user_data));
      done->road->on_the_way_.erase(done->callback.task_id);
    };
    uint64_t id = 0;
    return table_.start(table_.user_data, &request, &sink, &id) == KLING_OK;
  }

  system::Poller &poller_;
  transport::Table table_{};
  bool usable_ = false;
  int64_t due_ms_ = INT64_MAX;
  std::set<String> on_the_way_; // by task
  std::deque<sim::Callback> waiting_;
};

} // namespace

void Courier::wake() {
  const std::lock_guard guard(mutex_);
  if (stopping_) {
    return;
  }
  if (!thread_.joinable()) {
    Error error;
    if (poller_.open(error) != KLING_OK) {
      return;
    }
    thread_ = std::thread([this] { run(); });
  }
  poller_.wake();
}

void Courier::stop() {
  {
    const std::lock_guard guard(mutex_);
    stopping_ = true;
    if (thread_.joinable()) {
      poller_.wake();
    }
  }
  if (thread_.joinable()) {
    thread_.join();
  }
}

void Courier::run() {
  Road road(poller_);
  while (!stopping_) {
    int64_t wait_ms = -1;
    for (sim::Callback &callback : take_(wait_ms)) {
      road.send(std::move(callback));
    }
    road.turn(wait_ms);
  }
}

} // namespace kling::sim_server
