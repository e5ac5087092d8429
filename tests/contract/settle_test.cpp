#include <gtest/gtest.h>
#include <set>

#include "contract/settle_rows.hpp"
#include "support/heard_client.hpp"
#include "support/simulator_log.hpp"

/// Design 4.1 over sockets: what needs time. Every row is submitted at once and all of them settle side by side, because the service is
/// asked 2, 5 and 15 s after a reply was lost; each row is then a test of its own. The external id is the row's name.
namespace kling::test {
namespace {

constexpr uint64_t before_all_rows = 1000000; // a tag of none

std::string create_path(const SettleRow &row) {
  return row.new_generation ? "/text-to-video/kling-3.0" : "/v1/videos/text2video";
}

Request request_of(const SettleRow &row, const std::string &external_id) {
  kling_request *request = nullptr;
  EXPECT_EQ(kling_request_new(row.new_generation ? KLING_TEXT_TO_VIDEO : row.kind.c_str(), &request), KLING_OK);
  Settings fields{{"prompt", "a lighthouse"}, {row.new_generation ? "options.external_task_id" : "external_task_id", external_id}};
  if (row.new_generation) {
    fields["model_name"] = "kling-3.0";
  }
  for (const auto &[name, text] : fields) {
    EXPECT_EQ(kling_request_set_string(request, name.c_str(), text.c_str()), KLING_OK);
  }
  return Request(request);
}

/// All rows at work.
class Stage {
public:
  Stage() : simulator_({"--submitted-ms", "20", "--processing-ms", "20"}), rows_(settle_rows()) {
    // The simulator's faults strike in the order in which creates come: those first, one by one, and long before any is sent again.
    tasks_.resize(rows_.size());
    for (const int turn : {0, 1, 2}) {
      for (std::size_t index = 0; index < rows_.size(); ++index) {
        const SettleRow &row = rows_[index];
        if (turn == (row.fault.empty() ? 2 : row.settings.empty() ? 0 : 1)) {
          begin(index);
        }
      }
    }
    everything_ended_ = drive_all(
        heard_all(),
        [&] {
          for (std::size_t index = 0; index < rows_.size(); ++index) {
            if (heard(index).count(KLING_EVENT_FINAL, index) > 0) {
              continue;
            }
            if (rows_[index].lasting && looked_three_times(index)) {
              lasted_.insert(rows_[index].name);
              kling_task_detach(tasks_[index].get());
            }
            return false;
          }
          return true;
        },
        std::chrono::seconds(60));
    ledger_ = read_ledger(simulator_);
    requests_ = read_requests(simulator_);
  }

  [[nodiscard]] const SettleRow &row(std::size_t index) const { return rows_[index]; }
  [[nodiscard]] const Task &task(std::size_t index) const { return tasks_[index]; }
  [[nodiscard]] const HeardClient &heard(std::size_t index) const { return *clients_.at(client_of(rows_[index])); }
  [[nodiscard]] bool everything_ended() const { return everything_ended_; }
  [[nodiscard]] bool lasted(const std::string &name) const { return lasted_.count(name) != 0; }

  [[nodiscard]] std::vector<std::string> posts(const SettleRow &row) const {
    return row.fault.empty() ? service_.entry(row.name).posts : posts_of(requests_, row.name);
  }
  [[nodiscard]] int creations(const SettleRow &row) const {
    return row.fault.empty() ? service_.entry(row.name).creations : ledger_.creations(row.name);
  }
  [[nodiscard]] int looks(const SettleRow &row) const {
    return row.fault.empty() ? service_.entry(row.name).looks : looks_at(requests_, row.name);
  }
  [[nodiscard]] const LossyService &service() const { return service_; }

private:
  static std::string client_of(const SettleRow &row) {
    return row.settings.empty() ? row.provider + (row.fault.empty() ? "" : " simulated") : row.name;
  }

  void begin(std::size_t index) {
    const SettleRow &row = rows_[index];
    const bool simulated = !row.fault.empty();
    Settings settings = row.settings;
    settings["provider"] = row.provider;
    settings["base_url"] = simulated ? simulator_.base_url() : service_.server.url("");
    settings["api_key"] = simulated ? simulator_.api_key() : "the-key";
    settings["poll_interval_ms"] = "20";
    settings["retry_base_ms"] = "1";
    settings["settle_ms"] = "1";
    std::unique_ptr<HeardClient> &heard = clients_[client_of(row)];
    if (heard == nullptr) {
      heard = std::make_unique<HeardClient>(settings);
    }
    if (simulated) {
      simulator_.post("/_sim/faults", R"({"faults":[{"method":"POST","path":")" + create_path(row) + R"(",)" + row.fault + "}]}");
    } else {
      service_.plan(row.name, row.plan);
    }
    show_before(row, heard->client());
    tasks_[index] = submit(heard->client(), request_of(row, row.name), index);
    if (simulated && !drive_all(heard_all(), [&] { return kling_task_state(tasks_[index].get()) > KLING_TASK_SUBMITTING; })) {
      ADD_FAILURE() << row.name << " was not answered";
    }
    if (row.fault.find("refuse_ms") != std::string::npos) {
      simulator_.wait_until_listening();
    }
  }

  /// An earlier task of the kind, to its end.
  void show_before(const SettleRow &row, const Client &client) {
    if (row.before == Before::nothing) {
      return;
    }
    const std::string external_id = row.name + "_before";
    const bool told = row.before == Before::told;
    service_.plan(external_id, {.create_tells = told, .looks_tell = told});
    const Task task = submit(client, request_of(row, external_id), before_all_rows);
    EXPECT_EQ(finish(client, task), KLING_OK);
  }

  [[nodiscard]] std::vector<const HeardClient *> heard_all() const {
    std::vector<const HeardClient *> all;
    for (const auto &[name, client] : clients_) {
      all.push_back(client.get());
    }
    return all;
  }

  [[nodiscard]] bool looked_three_times(std::size_t index) const {
    const SettleRow &row = rows_[index];
    return (row.fault.empty() ? service_.entry(row.name).looks : looks_at(read_requests(simulator_), row.name)) >= 3;
  }

  Simulator simulator_;
  LossyService service_;
  std::vector<SettleRow> rows_;
  std::map<std::string, std::unique_ptr<HeardClient>> clients_;
  std::vector<Task> tasks_;
  std::set<std::string> lasted_;
  Ledger ledger_;
  std::vector<LoggedRequest> requests_;
  bool everything_ended_ = false;
};

class Settling : public testing::TestWithParam<std::size_t> {
public:
  static void SetUpTestSuite() {
    stage_ = std::make_unique<Stage>();
    EXPECT_TRUE(stage_->everything_ended());
  }
  static void TearDownTestSuite() { stage_.reset(); }

protected:
  static std::unique_ptr<Stage> stage_;
};

std::unique_ptr<Stage> Settling::stage_;

TEST_P(Settling, EndsAsTheRowSays) {
  const SettleRow &row = stage_->row(GetParam());
  const HeardClient &heard = stage_->heard(GetParam());
  const Task &task = stage_->task(GetParam());
  const uint64_t tag = GetParam();
  ASSERT_NE(task, nullptr);
  const kling_error error = error_of(task);
  EXPECT_STREQ(kling_task_state_name(kling_task_state(task.get())), kling_task_state_name(row.state)) << error.message;
  EXPECT_STREQ(kling_status_name(error.status), kling_status_name(row.status)) << error.message;

  // What it cost.
  const std::vector<std::string> posts = stage_->posts(row);
  EXPECT_EQ(posts.size(), row.posts);
  EXPECT_EQ(stage_->creations(row), row.creations);
  EXPECT_GE(stage_->looks(row), row.least_looks);
  for (const std::string &body : posts) {
    EXPECT_EQ(body, posts.front()) << "never with another id, never with other words";
  }

  const std::vector<std::chrono::steady_clock::time_point> times = stage_->service().entry(row.name).times;
  for (std::size_t each = 1; each < times.size(); ++each) {
    EXPECT_GE(times[each] - times[each - 1], std::chrono::milliseconds(row.least_pause_ms));
  }

  // What was told on the way.
  EXPECT_EQ(heard.count(KLING_EVENT_FINAL, tag), 1);
  EXPECT_EQ(heard.passed(KLING_TASK_UNCERTAIN, tag), row.least_looks > 0);
  if (row.lasting) {
    EXPECT_TRUE(stage_->lasted(row.name)) << "an answer like this may be ten minutes ahead of its task";
  }
  if (row.state == KLING_TASK_UNKNOWN) {
    EXPECT_EQ(error.retryable, 0);
    EXPECT_NE(std::string(error.message).find("may exist and be billed"), std::string::npos) << error.message;
    EXPECT_EQ(error.service_code, row.code);
    if (row.http_status >= 0) {
      EXPECT_EQ(error.http_status, row.http_status);
    }
    EXPECT_EQ(kling_task_id(task.get()), nullptr);
    EXPECT_NE(kling_task_token(task.get()), nullptr) << "it can be looked up later";
    const std::vector<HeardEvent> last = heard.of_type(KLING_EVENT_FINAL, tag);
    EXPECT_EQ(last.at(0).error.status, KLING_E_SUBMIT_UNKNOWN);
  } else {
    EXPECT_EQ(text_of(kling_task_id(task.get())).size(), 18U);
    EXPECT_EQ(kling_task_output_count(task.get()), 1U);
  }
  EXPECT_NE(std::string(error.message).find(row.words), std::string::npos) << error.message;
  EXPECT_EQ(text_of(error.task_id).empty(), !row.names_task);
  EXPECT_EQ(text_of(kling_task_external_id(task.get())), row.name);
}

std::string name_of_row(const testing::TestParamInfo<std::size_t> &named) {
  static const std::vector<SettleRow> rows = settle_rows();
  return rows[named.param].name;
}

INSTANTIATE_TEST_SUITE_P(Evidence, Settling, testing::Range(std::size_t{0}, settle_rows().size()), name_of_row);

} // namespace
} // namespace kling::test
