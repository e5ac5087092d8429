/// What a look at a task costs when many are asked about together (goal P1 of the performance notes): tasks watched over sockets by ids and
/// by pages, against a bare libcurl that asks for one after the other on sixteen connections and parses each reply with cJSON. Processor
/// time of this process alone, user and system; the service is another process. The ways take turns, and the least of each counts.
///
///   bench_batch [TASKS=2000] [ROUNDS=5]
#include <algorithm>
#include <cJSON.h>
#include <cstdio>
#include <cstdlib>
#include <curl/curl.h>
#include <sys/resource.h>
#include <vector>

#include "support/handles.hpp"
#include "support/simulator.hpp"

namespace {

using namespace kling::test;

double processor_us() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto us = [](const timeval &time) { return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec); };
  return us(used.ru_utime) + us(used.ru_stime);
}

kling_stats stats_of(const Client &client) {
  kling_stats stats = KLING_STATS_INIT;
  kling_client_stats(client.get(), &stats);
  return stats;
}

/// Tasks of one simulator that run on, watched by one client.
class Watched {
public:
  Watched(const char *name, std::vector<std::string> flags, int count) : name_(name), simulator_(with_times(std::move(flags))) {
    client_ = make_client({{"provider", "custom"},
                           {"base_url", simulator_.base_url()},
                           {"api_key", simulator_.api_key()},
                           {"background_io", "0"},
                           {"poll_interval_ms", "200"},
                           {"poll_max_interval_ms", "200"},
                           {"max_connections", "16"}});
    const Request request = make_request("a lighthouse");
    for (int i = 0; i < count; ++i) {
      tasks_.push_back(submit(client_, request));
    }
    for (const Task &task : tasks_) {
      while (kling_task_state(task.get()) != KLING_TASK_PROCESSING) {
        turn();
      }
    }
    const uint64_t settled = stats_of(client_).batch_tasks + static_cast<uint64_t>(count) * 3; // until all are in step
    while (stats_of(client_).batch_tasks < settled) {
      turn();
    }
  }
  void round() {
    const kling_stats before = stats_of(client_);
    const double start = processor_us();
    kling_stats after = before;
    while (after.batch_tasks < before.batch_tasks + tasks_.size()) {
      turn();
      after = stats_of(client_);
    }
    const double spent = processor_us() - start;
    const uint64_t alone = after.requests - before.requests - (after.batch_requests - before.batch_requests);
    const double looks = static_cast<double>(after.batch_tasks - before.batch_tasks + alone);
    least_ = std::min(least_, spent / looks);
    looks_ += looks;
    requests_ += static_cast<double>(after.requests - before.requests);
  }
  void print(double bare, double goal) const {
    std::printf("  %-26s %6.2f us a look  ratio %.3f (goal %.2f)  1 request for %.1f looks\n", name_, least_, least_ / bare, goal,
                looks_ / requests_);
  }
  [[nodiscard]] const Simulator &simulator() const { return simulator_; }
  [[nodiscard]] const std::vector<Task> &tasks() const { return tasks_; }

private:
  static std::vector<std::string> with_times(std::vector<std::string> flags) {
    for (const char *each : {"--submitted-ms", "10", "--processing-ms", "80000000"}) {
      flags.emplace_back(each);
    }
    return flags;
  }
  void turn() {
    kling_poll(client_.get(), 20, nullptr);
    while (next_event(client_) != nullptr) {
    }
  }

  const char *name_;
  Simulator simulator_;
  Client client_;
  std::vector<Task> tasks_;
  double least_ = 1e9;
  double looks_ = 0;
  double requests_ = 0;
};

/// One GET after the other, sixteen at a time, each reply parsed.
class Bare {
public:
  explicit Bare(const Watched &of) {
    headers_ = curl_slist_append(nullptr, ("Authorization: Bearer " + of.simulator().api_key()).c_str());
    for (const Task &task : of.tasks()) {
      urls_.push_back(of.simulator().base_url() + "/v1/videos/text2video/" + kling_task_id(task.get()));
    }
    for (Slot &slot : slots_) {
      slot.easy = curl_easy_init();
      curl_easy_setopt(slot.easy, CURLOPT_HTTPHEADER, headers_);
      curl_easy_setopt(slot.easy, CURLOPT_WRITEFUNCTION, write);
      curl_easy_setopt(slot.easy, CURLOPT_WRITEDATA, &slot);
      curl_easy_setopt(slot.easy, CURLOPT_PRIVATE, &slot);
    }
  }
  ~Bare() {
    for (const Slot &slot : slots_) {
      curl_easy_cleanup(slot.easy);
    }
    curl_multi_cleanup(multi_);
    curl_slist_free_all(headers_);
  }
  Bare(const Bare &) = delete;
  Bare &operator=(const Bare &) = delete;

  void round() {
    const double start = processor_us();
    next_ = 0;
    std::size_t done = 0;
    for (Slot &slot : slots_) {
      begin(slot);
    }
    while (done < urls_.size()) {
      int running = 0;
      curl_multi_perform(multi_, &running);
      int left = 0;
      for (CURLMsg *message = curl_multi_info_read(multi_, &left); message != nullptr; message = curl_multi_info_read(multi_, &left)) {
        char *own = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &own);
        Slot &slot = *reinterpret_cast<Slot *>(own);
        curl_multi_remove_handle(multi_, slot.easy);
        cJSON *const reply = cJSON_Parse(slot.body.c_str());
        parsed_ += reply != nullptr ? 1 : 0;
        cJSON_Delete(reply);
        ++done;
        begin(slot);
      }
      curl_multi_poll(multi_, nullptr, 0, 1000, nullptr);
    }
    least_ = std::min(least_, (processor_us() - start) / static_cast<double>(urls_.size()));
  }
  [[nodiscard]] double least() const { return least_; }
  [[nodiscard]] std::size_t parsed() const { return parsed_; }

private:
  struct Slot {
    CURL *easy = nullptr;
    std::string body;
  };
  void begin(Slot &slot) {
    if (next_ < urls_.size()) {
      slot.body.clear();
      curl_easy_setopt(slot.easy, CURLOPT_URL, urls_[next_++].c_str());
      curl_multi_add_handle(multi_, slot.easy);
    }
  }
  static std::size_t write(char *bytes, std::size_t size, std::size_t count, void *slot) {
    static_cast<Slot *>(slot)->body.append(bytes, size * count);
    return size * count;
  }

  CURLM *multi_ = curl_multi_init();
  curl_slist *headers_ = nullptr;
  std::vector<std::string> urls_;
  Slot slots_[16];
  std::size_t next_ = 0;
  std::size_t parsed_ = 0;
  double least_ = 1e9;
};

} // namespace

int main(int count, char **arguments) {
  const int tasks = count > 1 ? std::atoi(arguments[1]) : 2000; // NOLINT(cert-err34-c)
  const int rounds = count > 2 ? std::atoi(arguments[2]) : 5;   // NOLINT(cert-err34-c)
  curl_global_init(CURL_GLOBAL_DEFAULT);
  Watched by_ids("20 ids", {"--page-size-max", "100"}, tasks);
  Watched by_pages("pages of 500", {"--no-tasks"}, tasks);
  Bare bare(by_ids);
  for (int round = 0; round < rounds; ++round) {
    bare.round();
    by_ids.round();
    by_pages.round();
  }
  if (bare.parsed() != static_cast<std::size_t>(tasks) * static_cast<std::size_t>(rounds)) {
    std::fprintf(stderr, "the bare libcurl did not get every reply\n");
    return 1;
  }
  std::printf("%d tasks that are processed, least of %d rounds, processor time\n", tasks, rounds);
  std::printf("  %-26s %6.2f us a look\n", "libcurl and cJSON", bare.least());
  by_ids.print(bare.least(), 0.30);
  by_pages.print(bare.least(), 0.15);
  return 0;
}
