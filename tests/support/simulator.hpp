#pragma once

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

  [[nodiscard]] int creations() const;
  /// Requests of that method whose path begins so.
  [[nodiscard]] int requests(const std::string &method, const std::string &path) const;
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
