#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace kling::test {

/// A server on 127.0.0.1 whose replies are poured out piece by piece and never held in memory, so that they may be endless. One request
/// after the other, each on a connection of its own; joined in the destructor.
class PouringServer {
public:
  /// False once the client has had enough.
  using Send = std::function<bool(std::string_view bytes)>;
  /// Runs on the server's thread once the request is in; the connection is closed when it returns.
  using Answer = std::function<void(const std::string &head, const Send &send)>;

  explicit PouringServer(Answer answer);
  ~PouringServer();
  PouringServer(const PouringServer &) = delete;
  PouringServer &operator=(const PouringServer &) = delete;

  [[nodiscard]] std::string url(const std::string &target = "") const;
  [[nodiscard]] int posts() const { return posts_; }
  [[nodiscard]] int requests() const { return requests_; }

private:
  void run();
  void serve(int socket);
  bool send_all(int socket, std::string_view bytes) const;

  Answer answer_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> posts_ = 0;
  std::atomic<int> requests_ = 0;
  std::thread thread_;
};

} // namespace kling::test
