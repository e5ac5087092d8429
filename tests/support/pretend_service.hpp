#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "support/handles.hpp"
#include "support/recording_server.hpp"

namespace kling::test {

/// A service made of fixed replies, independent of the simulator: each create gets an id of its own (18 digits), each look at it the next
/// of `states`, the last one for ever. "succeed" has one output at /clip.mp4.
class PretendService {
public:
  static constexpr const char *create_path = "/v1/videos/text2video";

  explicit PretendService(std::vector<std::string> states = {"processing", "succeed"}, std::string clip = std::string(5000, 'x'))
      : states_(std::move(states)), clip_(std::move(clip)) {
    server.handle([this](const RecordedRequest &request) { return answer(request); });
  }

  [[nodiscard]] static std::string id_of(int number) { return std::to_string(810000000000000000LL + number); }

  [[nodiscard]] static std::string created(const std::string &id, const std::string &external_id = "") {
    const std::string info = external_id.empty() ? "{}" : R"({"external_task_id":")" + external_id + "\"}";
    return R"({"code":0,"message":"SUCCEED","request_id":"r-1","data":{"task_id":")" + id + R"(","task_status":"submitted","task_info":)" +
           info + R"(,"created_at":1722769557708,"updated_at":1722769557708}})";
  }

  [[nodiscard]] std::string told(const std::string &id, const std::string &state) const {
    const bool done = state == "succeed";
    const std::string result = R"({"videos":[{"id":"v-1","url":")" + server.url("/clip.mp4?signature=secret") + R"(","duration":"5.0"}]})";
    return R"({"code":0,"message":"SUCCEED","request_id":"r-2","data":{"task_id":")" + id + R"(","task_status":")" + state +
           R"(","task_status_msg":"","element_id":829999999999999999,"cfg_scale":0.10,"task_result":)" +
           (done ? result : std::string("{}")) + R"(,"created_at":1722769557708,"updated_at":1722769557708}})";
  }

  /// Settings of a client of this service; polls come fast.
  [[nodiscard]] Settings settings() const {
    return {
        {"provider", "custom"}, {"base_url", server.url("")}, {"api_key", "the-key"}, {"poll_interval_ms", "10"}, {"retry_base_ms", "1"}};
  }

private:
  Reply answer(const RecordedRequest &request) {
    if (request.target.starts_with("/clip.mp4")) {
      return Reply::text(200, clip_, "video/mp4");
    }
    if (request.method == "POST") {
      return Reply::text(200, created(id_of(++creations_)));
    }
    const std::string id = request.target.substr(request.target.rfind('/') + 1);
    const std::size_t look = looks_[id]++;
    return Reply::text(200, told(id, states_[std::min(look, states_.size() - 1)]));
  }

  std::vector<std::string> states_;
  std::string clip_;
  int creations_ = 0;
  std::map<std::string, std::size_t> looks_;

public:
  RecordingServer server; // last: its thread uses the others
};

/// Drives until the task is final and what it saves is on disk.
inline kling_status finish(const Client &client, const Task &task, kling_error *error = nullptr) {
  kling_status status = KLING_E_AGAIN;
  while (status == KLING_E_AGAIN) {
    status = kling_wait(client.get(), task.get(), 30000, error);
  }
  return status;
}

/// Drives until a condition holds; false after twenty seconds. Events stay in the queue.
template <class Condition> bool drive_until(const Client &client, Condition &&holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!holds() && std::chrono::steady_clock::now() < end) {
    kling_poll(client.get(), 10, nullptr);
  }
  return holds();
}

/// Drives until the task is in that state; a thread of the library's may have led it further before anybody looks.
inline bool reach(const Client &client, const Task &task, int32_t state) {
  return drive_until(client, [&] {
    const int32_t now = kling_task_state(task.get());
    return now == state || (background_io() && now > state);
  });
}

} // namespace kling::test
