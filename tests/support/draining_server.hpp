#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>

namespace kling::test {

/// A service in a process of its own, so that what it costs does not count: it reads each body to its end and keeps nothing, creates a task
/// for every POST and calls each task done. Made before there are threads.
class DrainingServer {
public:
  DrainingServer();
  ~DrainingServer();
  DrainingServer(const DrainingServer &) = delete;
  DrainingServer &operator=(const DrainingServer &) = delete;

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

private:
  pid_t process_ = -1;
  uint16_t port_ = 0;
};

} // namespace kling::test
