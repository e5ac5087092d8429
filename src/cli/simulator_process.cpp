#include "cli/simulator_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <random>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "cli/json_reader.hpp"

namespace kling::cli {

namespace {

constexpr const char *simulator_name = "kling-sim";
constexpr int ready_limit_ms = 20000;
constexpr size_t line_limit = 16384;

std::string simulator_beside_us() {
  std::array<char, 4096> path{};
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  if (length <= 0 || static_cast<size_t>(length) >= path.size()) {
    return {};
  }
  std::string found(path.data(), static_cast<size_t>(length));
  found.replace(found.rfind('/') + 1, std::string::npos, simulator_name);
  return access(found.c_str(), X_OK) == 0 ? found : std::string{};
}

/// Its own process group, so that Ctrl-C reaches us alone and we end it in order.
int spawn_simulator(const std::string &program, char *const *arguments, int output, pid_t &process) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  sigset_t defaults;
  sigemptyset(&defaults);
  for (const int number : {SIGPIPE, SIGINT, SIGTERM}) {
    sigaddset(&defaults, number);
  }
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, static_cast<short>(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF));
  const int problem = program.empty() ? posix_spawnp(&process, simulator_name, &actions, &attributes, arguments, environ)
                                      : posix_spawn(&process, program.c_str(), &actions, &attributes, arguments, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return problem;
}

std::string read_line(int input) {
  std::string line;
  while (line.size() < line_limit) {
    pollfd waited{input, POLLIN, 0};
    const int ready = poll(&waited, 1, ready_limit_ms);
    if (ready < 0 && errno == EINTR) {
      continue;
    }
    char each = 0;
    if (ready <= 0 || read(input, &each, 1) != 1) {
      return {};
    }
    if (each == '\n') {
      return line;
    }
    line += each;
  }
  return {};
}

} // namespace

Failure SimulatorProcess::start(int64_t max_seconds, const std::string &profile) {
  std::array<int, 2> ends{-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return file_failure(std::string("no pipe for the simulator: ") + std::strerror(errno));
  }
  const std::string beside = simulator_beside_us();
  // Another seed each time, so that the files of several commands have different task ids in their names.
  std::vector<std::string> words{simulator_name,
                                 "--port",
                                 "0",
                                 "--parent-pid",
                                 std::to_string(getpid()),
                                 "--max-seconds",
                                 std::to_string(max_seconds),
                                 "--seed",
                                 std::to_string(std::random_device{}() >> 1U)};
  if (!profile.empty()) {
    words.insert(words.end(), {"--profile", profile});
  }
  std::vector<char *> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string &word : words) {
    arguments.push_back(word.data());
  }
  arguments.push_back(nullptr);
  const int problem = spawn_simulator(beside, arguments.data(), ends[1], process_);
  close(ends[1]);
  std::string line;
  if (problem == 0) {
    line = read_line(ends[0]);
  } else {
    process_ = -1;
  }
  close(ends[0]);
  if (problem != 0) {
    return file_failure(std::string("kling-sim could not be started: ") + std::strerror(problem),
                        "It belongs beside the kling command or in PATH.");
  }
  const std::optional<JsonValue> said = read_json(line);
  if (!said || said->member_text("base_url").empty()) {
    stop();
    return profile.empty()
               ? file_failure("kling-sim ended without saying where it listens")
               : usage_failure("kling-sim did not start with the profile '" + profile + "'", "kling-sim --help names those it has.");
  }
  base_url_ = said->member_text("base_url");
  api_key_ = said->member_text("api_key");
  provider_ = said->member_text("provider");
  path_prefix_ = said->member_text("path_prefix");
  return {};
}

void SimulatorProcess::stop() {
  if (process_ <= 0) {
    return;
  }
  kill(process_, SIGTERM);
  while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
  process_ = -1;
}

} // namespace kling::cli
