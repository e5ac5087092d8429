/// How long a tick of the host takes (goal P5 of the performance notes): kling_poll(client, 0) about a thousand times a second, while jobs
/// run over TLS against kling-sim, from the submit to the saved clip; without and with background_io. The jobs come in bursts, so that
/// creates, handshakes, polls and downloads happen side by side. Times are those of the wall, and beside them those that the thread itself
/// had the processor: on a machine with other work only these tell of the library.
///
///   bench_tick [JOBS=200] [JOBS IN A BURST=10]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <unistd.h>
#include <vector>

#include "support/certificates.hpp"
#include "support/handles.hpp"
#include "support/simulator.hpp"

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

bool run(const Simulator &simulator, const std::string &ca_file, bool background, int jobs, int burst) {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / ("kling-tick-" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  const Settings settings = {{"provider", "custom"},
                             {"base_url", simulator.base_url()},
                             {"api_key", simulator.api_key()},
                             {"ca_file", ca_file},
                             {"poll_interval_ms", "50"},
                             {"overwrite", "1"},
                             {"background_io", background ? "1" : "0"}};
  kling_error error = no_error();
  const Client client = make_client(settings, &error);
  if (client == nullptr) {
    std::fprintf(stderr, "%s\n", error.message);
    return false;
  }
  const Request request = make_request("a lighthouse", {{"duration", "10"}});
  Times ticks;
  Times pulls;
  Times looks;
  Times submits;
  std::vector<Task> tasks;
  int final_ones = 0;
  int saved = 0;
  for (int tick = 0; final_ones < jobs; ++tick) {
    if (tick % 100 == 0) {
      for (int i = 0; i < burst && static_cast<int>(tasks.size()) < jobs; ++i) {
        kling_request_save_to(request.get(), (folder / (std::to_string(tasks.size()) + ".mp4")).c_str());
        submits.take([&] { tasks.push_back(submit(client, request)); });
      }
    }
    ticks.take([&] { kling_poll(client.get(), 0, nullptr); });
    for (;;) {
      Event event;
      pulls.take([&] { event = next_event(client); });
      if (event == nullptr) {
        break;
      }
      looks.take([&] { kling_task_state(kling_event_task(event.get())); });
      if (kling_event_type(event.get()) == KLING_EVENT_FINAL) {
        ++final_ones;
        saved += kling_task_output_path(kling_event_task(event.get()), 0) != nullptr ? 1 : 0;
      }
    }
    const timespec rest{0, 1000000};
    nanosleep(&rest, nullptr);
  }
  uintmax_t bytes = 0;
  for (const auto &each : std::filesystem::directory_iterator(folder)) {
    bytes += each.file_size();
  }
  const double start = microseconds(CLOCK_MONOTONIC);
  kling_client_shutdown(client.get(), 1000);
  const double end = microseconds(CLOCK_MONOTONIC);
  std::filesystem::remove_all(folder);
  std::printf("background_io=%d: %d jobs, %d saved, %.0f KB a clip, shutdown %.1f ms\n", background ? 1 : 0, jobs, saved,
              static_cast<double>(bytes) / 1024.0 / static_cast<double>(std::max(saved, 1)), (end - start) / 1e3);
  ticks.print("kling_poll(client, 0)");
  pulls.print("kling_next_event");
  looks.print("kling_task_state");
  submits.print("kling_submit");
  return saved == jobs;
}

} // namespace

int main(int count, char **arguments) {
  const int jobs = count > 1 ? std::atoi(arguments[1]) : 200; // NOLINT(cert-err34-c)
  const int burst = count > 2 ? std::atoi(arguments[2]) : 10; // NOLINT(cert-err34-c)
  const CertificateAuthority authority;
  const Identity identity = authority.issue();
  const TemporaryFile ca(authority.certificate());
  const TemporaryFile chain(identity.chain);
  const TemporaryFile key(identity.key);
  const Simulator simulator({"--tls-cert", chain.path(), "--tls-key", key.path(), "--submitted-ms", "100", "--processing-ms", "300"});
  const bool ticking = run(simulator, ca.path(), false, jobs, burst);
  const bool background = run(simulator, ca.path(), true, jobs, burst);
  return ticking && background ? 0 : 1;
}
