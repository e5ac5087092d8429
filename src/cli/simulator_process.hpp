#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>

#include "cli/failure.hpp"

namespace kling::cli {

/// A kling-sim of our own: started for one command, ended with it.
class SimulatorProcess {
public:
  SimulatorProcess() = default;
  ~SimulatorProcess() { stop(); }
  SimulatorProcess(const SimulatorProcess &) = delete;
  SimulatorProcess &operator=(const SimulatorProcess &) = delete;

  /// Starts it (the one beside this executable, else from PATH) and waits for its line. It ends by itself after max_seconds, and when
  /// this process is gone. `profile`: which service it is; empty: the vendor's.
  [[nodiscard]] Failure start(int64_t max_seconds, const std::string &profile);
  void stop();

  [[nodiscard]] bool running() const { return process_ > 0; }
  [[nodiscard]] const std::string &base_url() const { return base_url_; }
  [[nodiscard]] const std::string &api_key() const { return api_key_; }
  /// What a client is to be told of a gateway's profile; empty where it is the vendor's service.
  [[nodiscard]] const std::string &provider() const { return provider_; }
  [[nodiscard]] const std::string &path_prefix() const { return path_prefix_; }

private:
  pid_t process_ = -1;
  std::string base_url_;
  std::string api_key_;
  std::string provider_;
  std::string path_prefix_;
};

} // namespace kling::cli
