/// How long a tick of the host takes (goal P5 of the performance notes): kling_poll(client, 0) about a thousand times a second, while jobs
/// run over TLS against kling-sim (uploads and downloads against a server that holds a clip of 2 MB; settling without TLS), without and
/// with background_io, phase by phase: whole jobs in bursts, many handshakes, a large upload, large downloads, tasks that settle. Then how
/// long a shutdown takes with work in flight. Times are those of the wall, and beside them those that the thread itself had the processor:
/// on a machine with other work only these tell of the library. The journal is in memory in this version: no tick waits for its writes.
///
///   bench_tick [JOBS=100] [JOBS IN A BURST=10]
#include <algorithm>
#include <arpa/inet.h>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include "support/certificates.hpp"
#include "support/handles.hpp"
#include "support/recording_server.hpp"
#include "support/simulator.hpp"
#include "support/tls_server.hpp"
#include "support/unhurried.hpp"

namespace {

using namespace kling::test;

double microseconds(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

class Times {
public:
  template <class Act> void take(Act act) {
    const double wall = microseconds(CLOCK_MONOTONIC);
    const double own = microseconds(CLOCK_THREAD_CPUTIME_ID);
    act();
    own_.push_back(microseconds(CLOCK_THREAD_CPUTIME_ID) - own);
    wall_.push_back(microseconds(CLOCK_MONOTONIC) - wall);
  }
  void print(const char *what) {
    tell(what, "wall", wall_);
    tell(what, "own", own_);
  }

private:
  static void tell(const char *what, const char *clock, std::vector<double> &times) {
    std::sort(times.begin(), times.end());
    const auto at = [&](double share) { return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))]; };
    std::printf("  %-26s %-4s %8zu calls  p50 %9.1f us  p99 %9.1f  p99.9 %9.1f  longest %9.1f\n", what, clock, times.size(), at(0.5),
                at(0.99), at(0.999), times.back());
  }
  std::vector<double> wall_;
  std::vector<double> own_;
};

/// What a phase does, beside the ticks.
struct Phase {
  const char *name;
  int jobs;
  int burst;             // jobs in a hundred ticks
  Settings settings;     // of its client
  Settings fields;       // of its requests
  std::size_t prompt;    // so many bytes, 0: a few words
  bool saves;            // each output to a file
  bool large;            // at the server with the large clip
  bool loses;            // replies to creates, at a simulator without TLS
  bool client_for_a_job; // each with connections of its own
};

std::vector<Phase> phases(int jobs, int burst) {
  const Settings off = {{"validation", "off"}};
  return {{"jobs in bursts", jobs, burst, {}, {{"duration", "10"}}, 0, true, false, false, false},
          {"handshakes", 40, 4, {}, {}, 0, false, false, false, true},
          {"uploads of 8 MB", 6, 1, off, {}, 8000000, false, true, false, false},
          {"downloads of 2 MB", 20, 5, {}, {}, 0, true, true, false, false},
          {"settling", 20, 10, {{"settle_ms", "1"}}, {}, 0, false, false, true, false}};
}

/// A service whose tasks succeed at once with a clip of 2 MB.
std::string large_reply(const std::string &request, const std::string &url) {
  const auto with_body = [](const std::string &type, const std::string &body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  };
  if (request.starts_with("GET /clip")) {
    return with_body("video/mp4", std::string(2000000, 'x'));
  }
  return with_body("application/json", R"({"code":0,"data":{"task_id":"810000000000000001","task_status":"succeed","task_result":{)"
                                       R"("videos":[{"id":"v","url":")" +
                                           url + R"(clip.mp4"}]}}})");
}

bool run(const Phase &phase, Settings settings, bool background) {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / ("kling-tick-" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  settings["background_io"] = background ? "1" : "0";
  settings.insert(phase.settings.begin(), phase.settings.end());
  const Request request = make_request(phase.prompt == 0 ? "a lighthouse" : std::string(phase.prompt, 'x'), phase.fields);
  Times ticks;
  Times pulls;
  Times submits;
  std::vector<Client> clients;
  std::vector<Task> tasks;
  int final_ones = 0;
  int good = 0;
  for (int tick = 0; final_ones < phase.jobs; ++tick) {
    for (int i = 0; tick % 100 == 0 && i < phase.burst && static_cast<int>(tasks.size()) < phase.jobs; ++i) {
      if (clients.empty() || phase.client_for_a_job) {
        clients.push_back(make_client(settings));
      }
      if (phase.saves) {
        kling_request_save_to(request.get(), (folder / (std::to_string(tasks.size()) + ".mp4")).c_str());
      }
      kling_error error = no_error();
      submits.take([&] { tasks.push_back(submit(clients.back(), request, 0, &error)); });
      if (tasks.back() == nullptr) {
        std::fprintf(stderr, "%s: %s\n", phase.name, error.message);
        return false;
      }
    }
    for (const Client &client : clients) {
      ticks.take([&] { kling_poll(client.get(), 0, nullptr); });
      for (;;) {
        Event event;
        pulls.take([&] { event = next_event(client); });
        if (event == nullptr) {
          break;
        }
        if (kling_event_type(event.get()) == KLING_EVENT_FINAL) {
          kling_error error = no_error();
          ++final_ones;
          good += kling_event_error(event.get(), &error) == KLING_OK && error.status == KLING_OK ? 1 : 0;
          if (error.status != KLING_OK) {
            std::fprintf(stderr, "%s: %s\n", phase.name, error.message);
          }
        }
      }
    }
    const timespec rest{0, 1000000};
    nanosleep(&rest, nullptr);
  }
  uintmax_t bytes = 0;
  for (const auto &each : std::filesystem::directory_iterator(folder)) {
    bytes += each.file_size();
  }
  std::filesystem::remove_all(folder);
  std::printf("background_io=%d, %s: %d of %d jobs well, %.0f KB saved each\n", background ? 1 : 0, phase.name, good, phase.jobs,
              static_cast<double>(bytes) / 1024.0 / phase.jobs);
  ticks.print("kling_poll(client, 0)");
  pulls.print("kling_next_event");
  submits.print("kling_submit");
  std::fflush(stdout);
  return good == phase.jobs;
}

/// Shuts down what hangs at that server once `reached` says so.
void shut_down(const char *what, const Settings &settings, bool background, int64_t timeout_ms, bool saves,
               const std::function<bool()> &reached) {
  Settings all = unhurried(settings);
  all["background_io"] = background ? "1" : "0";
  all["poll_interval_ms"] = "10";
  const Client client = make_client(all);
  const std::string path = std::filesystem::temp_directory_path() / ("kling-tick-" + std::to_string(getpid()) + ".mp4");
  const Request request = make_request("a lighthouse");
  if (saves) {
    kling_request_save_to(request.get(), path.c_str());
  }
  const Task task = submit(client, request);
  while (!reached()) {
    kling_poll(client.get(), 1, nullptr);
  }
  const double start = microseconds(CLOCK_MONOTONIC);
  kling_client_shutdown(client.get(), timeout_ms);
  const double taken = microseconds(CLOCK_MONOTONIC) - start;
  std::printf("  background_io=%d, %-22s time-out %3d ms: %8.2f ms, task %s\n", background ? 1 : 0, what, static_cast<int>(timeout_ms),
              taken / 1e3, kling_task_state_name(kling_task_state(task.get())));
  std::remove((path + ".part").c_str());
}

/// A listener that accepts nothing: the system completes connections, and no handshake goes on.
void shut_down_a_handshake(bool background, int64_t timeout_ms) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto *const plain = reinterpret_cast<sockaddr *>(&address);
  if (bind(listener, plain, length) == 0 && listen(listener, 8) == 0 && getsockname(listener, plain, &length) == 0) {
    pollfd watched{listener, POLLIN, 0};
    const std::string url = "https://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    shut_down("a stalled handshake,", {{"base_url", url}, {"api_key", "k"}}, background, timeout_ms, false,
              [&] { return poll(&watched, 1, 0) == 1; });
  }
  close(listener);
}

void shut_down_everything() {
  std::printf("kling_client_shutdown with work in flight\n");
  for (const bool background : {false, true}) {
    for (const int64_t timeout_ms : {0, 500}) {
      RecordingServer holding;
      Reply held;
      held.hold = true;
      holding.script(held);
      shut_down("a create that is held,", {{"base_url", holding.url("")}, {"api_key", "k"}}, background, timeout_ms, false,
                [&] { return holding.count("POST") == 1; });
      shut_down_a_handshake(background, timeout_ms);
      RecordingServer saving;
      saving.handle([&](const RecordedRequest &request) {
        if (request.target.starts_with("/clip")) {
          Reply clip = Reply::text(200, std::string(5000000, 'x'), "video/mp4");
          clip.hold_after = 2000000;
          return clip;
        }
        return Reply::text(200, R"({"code":0,"data":{"task_id":"810000000000000001","task_status":"succeed","task_result":{"videos":[)"
                                R"({"id":"v","url":")" +
                                    saving.url("/clip.mp4") + R"("}]}}})");
      });
      shut_down("a save that runs,", {{"base_url", saving.url("")}, {"api_key", "k"}}, background, timeout_ms, true, [&] {
        const std::vector<RecordedRequest> all = saving.requests();
        return !all.empty() && all.back().target.starts_with("/clip");
      });
    }
  }
}

} // namespace

int main(int count, char **arguments) {
  const int jobs = count > 1 ? std::atoi(arguments[1]) : 100; // NOLINT(cert-err34-c)
  const int burst = count > 2 ? std::atoi(arguments[2]) : 10; // NOLINT(cert-err34-c)
  const CertificateAuthority authority;
  const Identity identity = authority.issue();
  const TemporaryFile ca(authority.certificate());
  const TemporaryFile chain(identity.chain);
  const TemporaryFile key(identity.key);
  const Simulator simulator({"--tls-cert", chain.path(), "--tls-key", key.path(), "--submitted-ms", "100", "--processing-ms", "300"});
  const Settings settings = {{"provider", "custom"}, {"base_url", simulator.base_url()}, {"api_key", simulator.api_key()},
                             {"ca_file", ca.path()}, {"poll_interval_ms", "50"},         {"overwrite", "1"}};
  std::string large_url;
  const TlsServer large(identity, [&](const std::string &request) { return large_reply(request, large_url); });
  large_url = large.url();
  const Simulator losing({"--submitted-ms", "100", "--processing-ms", "300"});
  bool well = true;
  for (const Phase &phase : phases(jobs, burst)) {
    for (const bool background : {false, true}) {
      Settings own = settings;
      if (phase.large) {
        own["base_url"] = large_url;
      } else if (phase.loses) {
        own["base_url"] = losing.base_url();
        own["api_key"] = losing.api_key();
        losing.fault_creates("lost_reply", "", phase.jobs);
      }
      well = run(phase, own, background) && well;
    }
  }
  shut_down_everything();
  return well ? 0 : 1;
}
