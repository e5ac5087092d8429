#pragma once

#include <chrono>
#include <map>
#include <poll.h>
#include <vector>

#include "support/handles.hpp"

namespace kling::test {

struct HeardEvent {
  int32_t type = 0;
  int32_t state = 0;
  kling_error error{};
};

/// A client that keeps everything its events tell, by the task's tag: unlike in the queue, none takes the place of another.
class HeardClient {
public:
  explicit HeardClient(const Settings &settings) {
    const Options options = make_options(settings);
    kling_callbacks callbacks = KLING_CALLBACKS_INIT;
    callbacks.user_data = this;
    callbacks.on_event = [](void *self, const kling_event *event) { static_cast<HeardClient *>(self)->hear(event); };
    kling_options_set_callbacks(options.get(), &callbacks);
    client_ = make_client(options, &error_);
  }
  HeardClient(const HeardClient &) = delete;
  HeardClient &operator=(const HeardClient &) = delete;

  [[nodiscard]] const Client &client() const { return client_; }
  [[nodiscard]] const kling_error &error() const { return error_; } // of its making

  [[nodiscard]] const std::vector<HeardEvent> &events(uint64_t tag = 0) const {
    static const std::vector<HeardEvent> none;
    const auto found = events_.find(tag);
    return found == events_.end() ? none : found->second;
  }
  [[nodiscard]] int count(int32_t type, uint64_t tag = 0) const {
    int count = 0;
    for (const HeardEvent &event : events(tag)) {
      count += event.type == type ? 1 : 0;
    }
    return count;
  }
  [[nodiscard]] std::vector<HeardEvent> of_type(int32_t type, uint64_t tag = 0) const {
    std::vector<HeardEvent> out;
    for (const HeardEvent &event : events(tag)) {
      if (event.type == type) {
        out.push_back(event);
      }
    }
    return out;
  }
  /// The states that it went through, in order.
  [[nodiscard]] std::vector<int32_t> states(uint64_t tag = 0) const {
    std::vector<int32_t> out;
    for (const HeardEvent &event : events(tag)) {
      if (event.type == KLING_EVENT_STATE || event.type == KLING_EVENT_FINAL) {
        out.push_back(event.state);
      }
    }
    return out;
  }
  [[nodiscard]] bool passed(int32_t state, uint64_t tag = 0) const {
    for (const int32_t each : states(tag)) {
      if (each == state) {
        return true;
      }
    }
    return false;
  }

private:
  void hear(const kling_event *event) {
    HeardEvent heard;
    heard.type = kling_event_type(event);
    heard.state = kling_event_state(event);
    heard.error = no_error();
    kling_event_error(event, &heard.error);
    events_[kling_event_tag(event)].push_back(heard);
  }

  std::map<uint64_t, std::vector<HeardEvent>> events_;
  kling_error error_ = no_error();
  Client client_; // last: its callbacks use the others
};

/// Drives several clients by their descriptors until a condition holds; false when the time is over.
template <class Condition> bool drive_all(const std::vector<const HeardClient *> &clients, Condition &&holds,
                                          std::chrono::seconds patience = std::chrono::seconds(20)) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) {
      return false;
    }
    std::vector<pollfd> watched;
    for (const HeardClient *each : clients) {
      watched.push_back({static_cast<int>(kling_client_fd(each->client().get())), POLLIN, 0});
    }
    ::poll(watched.data(), watched.size(), 50);
    for (const HeardClient *each : clients) {
      kling_poll(each->client().get(), 0, nullptr);
    }
  }
  return true;
}

inline std::vector<const HeardClient *> all_of(const std::vector<std::unique_ptr<HeardClient>> &clients) {
  std::vector<const HeardClient *> all;
  for (const std::unique_ptr<HeardClient> &each : clients) {
    all.push_back(each.get());
  }
  return all;
}

/// Drives one client until the task with that tag has told its end.
inline bool hear_the_end(const HeardClient &heard, uint64_t tag = 0, std::chrono::seconds patience = std::chrono::seconds(20)) {
  return drive_all(
      {&heard}, [&] { return heard.count(KLING_EVENT_FINAL, tag) > 0; }, patience);
}

inline kling_error error_of(const Task &task) {
  kling_error error = no_error();
  kling_task_error(task.get(), &error);
  return error;
}

} // namespace kling::test
