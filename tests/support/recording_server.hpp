#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace kling::test {

/// One request as it came in.
struct RecordedRequest {
  int connection = 0; // 1, 2, … in order of acceptance
  std::string method;
  std::string target;
  std::string version;
  std::vector<std::string> headers; // lines in order, as they came, without line ends
  std::string body;                 // what came of it
  std::string raw;                  // every byte, request line included

  /// The value of the first header of that name (any case), empty when there is none.
  [[nodiscard]] std::string header(std::string_view name) const;
  [[nodiscard]] bool has_header(std::string_view name) const;
};

/// What the server does with one request.
struct Reply {
  /// after_reply: as the reply says. The others drop the connection instead of answering: by a TCP reset as soon as the header block or
  /// the whole body is in, or by an orderly close after the body.
  enum class Fault : uint8_t { none, reset_after_headers, reset_after_body, close_after_body };
  /// What becomes of the connection once the reply is out.
  enum class End : uint8_t { keep, close, reset };

  int status = 200;
  std::string reason = "OK";
  std::vector<std::string> headers; // "Name: value"; Content-Length or Transfer-Encoding come by themselves
  std::string body;
  std::string interim;     // raw bytes before the reply, e.g. "HTTP/1.1 100 Continue\r\n\r\n"
  bool chunked = false;    // body in chunks of 7 bytes
  bool with_length = true; // false: no Content-Length, the connection's close ends the body
  int64_t cut_after = -1;  // so many bytes of the body are sent, then `end` (keep counts as close)
  int64_t hold_after = -1; // stops after so many bytes of the body (0: after the header block) until release()
  bool hold = false;       // nothing at all is sent until release()
  End end = End::keep;
  Fault fault = Fault::none;

  static Reply text(int status, std::string body, std::string content_type = "application/json");
};

/// A small HTTP/1.1 server on 127.0.0.1, on a port of the system's choice. It knows nothing of the library's code: it records requests
/// byte by byte and answers from a script, else from a handler, else 200 with an empty body. One thread, joined in the destructor.
class RecordingServer {
public:
  RecordingServer();
  ~RecordingServer();
  RecordingServer(const RecordingServer &) = delete;
  RecordingServer &operator=(const RecordingServer &) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string url(std::string_view target = "/") const; // "http://127.0.0.1:PORT" + target

  /// Replies are used up in the order in which header blocks come in.
  void script(Reply reply);
  /// Answers what the script does not; runs on the server's thread, once the body is in.
  void handle(std::function<Reply(const RecordedRequest &)> handler);
  /// The next `count` connections are reset right after they were accepted.
  void reset_connections(int count);
  /// Lets every held reply go on; one that is held later stops again.
  void release();

  [[nodiscard]] std::vector<RecordedRequest> requests() const;
  /// Requests of one method ("" for all), the broken ones included.
  [[nodiscard]] int count(std::string_view method = {}) const;
  [[nodiscard]] int connections() const; // accepted so far
  [[nodiscard]] int open_connections() const;
  /// Waits until so many requests were recorded; false after ten seconds.
  bool wait_for_requests(int count);
  /// Waits until no connection is open; false after ten seconds.
  bool wait_until_idle();

private:
  struct Connection;

  void run();
  void wake() const;
  void accept_one();
  [[nodiscard]] static bool read_from(Connection &connection);
  [[nodiscard]] bool advance(Connection &connection);
  [[nodiscard]] bool take_head(Connection &connection);
  [[nodiscard]] bool take_body(Connection &connection);
  [[nodiscard]] bool send_to(Connection &connection);
  void compose(Connection &connection);
  void record(Connection &connection);
  void close_connection(int descriptor, bool reset);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Reply> script_;
  std::function<Reply(const RecordedRequest &)> handler_;
  std::vector<RecordedRequest> requests_;
  std::map<int, Connection> open_;
  int accepted_ = 0;
  int to_reset_ = 0;
  bool stopping_ = false;
  int listener_ = -1;
  int wake_[2] = {-1, -1};
  int port_ = 0;
  std::thread thread_;
};

} // namespace kling::test
