#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace kling::test {

/// A kling-sim of its own, on a port of the system's choice, ended by its process id with this object.
class Simulator {
public:
  explicit Simulator(const std::vector<std::string> &flags = {});
  ~Simulator();
  Simulator(const Simulator &) = delete;
  Simulator &operator=(const Simulator &) = delete;

  [[nodiscard]] const std::string &base_url() const { return base_url_; }
  [[nodiscard]] const std::string &api_key() const { return api_key_; }
  [[nodiscard]] const std::string &access_key() const { return access_key_; }
  [[nodiscard]] const std::string &secret_key() const { return secret_key_; }

  [[nodiscard]] std::string get(const std::string &path) const; // body of the reply
  std::string post(const std::string &path, const std::string &json) const;
  /// A call of the service with the key: a POST of that body, without one a GET.
  [[nodiscard]] std::string call(const std::string &path, const std::string *body = nullptr) const;

  /// One or more faults in the words of POST /_sim/faults, without the brackets: R"({"method":"POST","fault":"reset"})".
  void fault(const std::string &faults) const;
  /// A fault of the next `count` creates of text2video; `more` are further members: R"("bytes":100)".
  void fault_creates(const std::string &name, const std::string &more = "", int count = 1) const;
  void advance(int64_t milliseconds) const; // the service's time
  void skew(int64_t milliseconds) const;    // its clock, from now on
  void reset() const;
  /// Returns when connections are accepted again after a fault with "refuse_ms"; gives up after ten seconds.
  void wait_until_listening() const;

  [[nodiscard]] int creations() const;
  [[nodiscard]] int posts() const; // POSTs received, those included that a fault took
  [[nodiscard]] int refusals(int code) const;
  /// Tasks that hold a slot now.
  [[nodiscard]] int running() const;
  [[nodiscard]] std::string billed_units() const;
  /// Requests of that method whose path begins so.
  [[nodiscard]] int requests(const std::string &method, const std::string &path) const;
  /// The header's value in each request of that method whose path begins so, oldest first; empty where it has none.
  [[nodiscard]] std::vector<std::string> headers(const std::string &method, const std::string &path, const std::string &name) const;
  /// The body of the newest POST to that path, empty when there was none.
  [[nodiscard]] std::string last_body(const std::string &path) const;

private:
  int process_ = -1;
  std::string base_url_;
  std::string api_key_;
  std::string access_key_;
  std::string secret_key_;
};

} // namespace kling::test
