#include <algorithm>
#include <gtest/gtest.h>

#include "support/heard_client.hpp"
#include "support/simulator_log.hpp"

/// Design 4.1, the slot gate: 1303 is neither an end nor an error, only a queue.
namespace kling::test {
namespace {

const std::vector<std::string> quick_tasks = {"--submitted-ms", "5", "--processing-ms", "15"};
constexpr int most_at_once = 8; // creates under way: max_connections

std::vector<std::string> with_slots(int slots, std::vector<std::string> flags = quick_tasks) {
  flags.insert(flags.end(), {"--slots", std::to_string(slots)});
  return flags;
}

Settings quick(const Simulator &simulator) {
  return {{"base_url", simulator.base_url()}, {"api_key", simulator.api_key()}, {"poll_interval_ms", "10"}, {"max_retries", "0"}};
}

std::string id_of(const std::string &prefix, uint64_t number) {
  return prefix + "-" + std::to_string(number);
}

std::vector<Task> submit_many(const HeardClient &heard, const std::string &prefix, uint64_t count, const Settings &fields = {}) {
  std::vector<Task> tasks;
  for (uint64_t tag = 0; tag < count; ++tag) {
    Settings with_id = fields;
    with_id["external_task_id"] = id_of(prefix, tag);
    tasks.push_back(submit(heard.client(), make_request("a lighthouse", with_id), tag));
  }
  return tasks;
}

/// Tags from 0.
bool all_ended(const HeardClient &heard, uint64_t count) {
  for (uint64_t tag = 0; tag < count; ++tag) {
    if (heard.count(KLING_EVENT_FINAL, tag) == 0) {
      return false;
    }
  }
  return true;
}

int refusals_in(const Ledger &ledger) {
  const auto found = ledger.refusals.find("1303");
  return found == ledger.refusals.end() ? 0 : found->second;
}

/// What may be refused: what was under way before the first refusal came, and then one probe a second.
int allowed_refusals(std::chrono::steady_clock::duration elapsed) {
  return most_at_once + 1 + static_cast<int>(std::chrono::duration_cast<std::chrono::seconds>(elapsed).count());
}

TEST(Slots, TwoHundredTasksPassFiveSlotsInOrder) {
  constexpr uint64_t count = 200;
  const Simulator simulator(with_slots(5));
  const HeardClient heard(quick(simulator));
  const auto start = std::chrono::steady_clock::now();
  const std::vector<Task> tasks = submit_many(heard, "order", count);
  ASSERT_TRUE(drive_all(
      {&heard}, [&] { return all_ended(heard, tasks.size()); }, std::chrono::seconds(60)));
  const auto elapsed = std::chrono::steady_clock::now() - start;
  for (uint64_t tag = 0; tag < count; ++tag) {
    EXPECT_EQ(kling_task_state(tasks[tag].get()), KLING_TASK_SUCCEEDED) << tag;
    EXPECT_EQ(heard.count(KLING_EVENT_FINAL, tag), 1) << tag;
    EXPECT_FALSE(heard.passed(KLING_TASK_UNCERTAIN, tag));
  }
  const Ledger ledger = read_ledger(simulator);
  ASSERT_EQ(ledger.tasks.size(), count);
  EXPECT_GT(refusals_in(ledger), 0) << "the gate was never met";
  EXPECT_LE(refusals_in(ledger), allowed_refusals(elapsed));
  EXPECT_EQ(simulator.posts(), static_cast<int>(count) + refusals_in(ledger));
  RecordProperty("refusals", refusals_in(ledger));
  RecordProperty("milliseconds", static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count()));

  // Until the first refusal several are under way and overtake each other; from then on it is one at a time, oldest first.
  constexpr std::size_t burst = 2 * most_at_once;
  std::size_t last = 0;
  for (std::size_t place = 0; place < ledger.tasks.size(); ++place) {
    const std::string &external_id = ledger.tasks[place].external_id;
    const auto number = static_cast<std::size_t>(std::stoul(external_id.substr(external_id.find('-') + 1)));
    if (place < burst) {
      EXPECT_LT(number, burst + most_at_once);
      last = std::max(last, number);
      continue;
    }
    EXPECT_TRUE(number > last || place < burst + most_at_once) << external_id << " in place " << place;
    last = std::max(last, number);
  }
}

TEST(Slots, TwoClientsWithOneAccountBothFinish) {
  constexpr uint64_t count = 25;
  const Simulator simulator(with_slots(5));
  const HeardClient first(quick(simulator));
  const HeardClient second(quick(simulator));
  const auto start = std::chrono::steady_clock::now();
  const std::vector<Task> ours = submit_many(first, "first", count);
  const std::vector<Task> theirs = submit_many(second, "second", count);
  ASSERT_TRUE(drive_all(
      {&first, &second}, [&] { return all_ended(first, count) && all_ended(second, count); }, std::chrono::seconds(60)));
  const auto elapsed = std::chrono::steady_clock::now() - start;
  for (uint64_t tag = 0; tag < count; ++tag) {
    EXPECT_EQ(kling_task_state(ours[tag].get()), KLING_TASK_SUCCEEDED) << tag;
    EXPECT_EQ(kling_task_state(theirs[tag].get()), KLING_TASK_SUCCEEDED) << tag;
    EXPECT_EQ(first.count(KLING_EVENT_FINAL, tag) + second.count(KLING_EVENT_FINAL, tag), 2);
  }
  const Ledger ledger = read_ledger(simulator);
  EXPECT_EQ(ledger.tasks.size(), 2 * count);
  // A slot that we saw free may be taken by the other: besides the probes, one refusal for each change of hands.
  EXPECT_LE(refusals_in(ledger), 2 * allowed_refusals(elapsed) + static_cast<int>(count));
  EXPECT_EQ(simulator.posts(), static_cast<int>(2 * count) + refusals_in(ledger));
  RecordProperty("refusals", refusals_in(ledger));
}

TEST(Slots, AKnownCapacityIsNeverRefused) {
  const Simulator simulator(with_slots(3));
  Settings settings = quick(simulator);
  settings["max_active_tasks"] = "3";
  const HeardClient heard(settings);
  const std::vector<Task> tasks = submit_many(heard, "order", 30);
  ASSERT_TRUE(drive_all({&heard}, [&] { return all_ended(heard, tasks.size()); }));
  const Ledger ledger = read_ledger(simulator);
  EXPECT_EQ(ledger.tasks.size(), 30U);
  EXPECT_EQ(refusals_in(ledger), 0);
  EXPECT_EQ(simulator.posts(), 30);
}

TEST(Slots, AFullModelKeepsNoOtherWaiting) {
  const Simulator simulator(with_slots(1, {"--submitted-ms", "5", "--processing-ms", "500"}));
  const HeardClient heard(quick(simulator));
  const auto one = [&](uint64_t tag, const std::string &external_id, const std::string &model) {
    return submit(heard.client(), make_request("a lighthouse", {{"external_task_id", external_id}, {"model_name", model}}), tag);
  };
  std::vector<Task> tasks;
  tasks.push_back(one(0, "full-1", "kling-v2-6"));
  ASSERT_TRUE(drive_all({&heard}, [&] { return heard.passed(KLING_TASK_SUBMITTED, 0); }));
  tasks.push_back(one(1, "full-2", "kling-v2-6"));
  ASSERT_TRUE(drive_all({&heard}, [&] { return heard.passed(KLING_TASK_WAITING, 1); }));
  tasks.push_back(one(2, "free-1", "kling-v3"));
  ASSERT_TRUE(drive_all({&heard}, [&] { return all_ended(heard, tasks.size()); }));
  const Ledger ledger = read_ledger(simulator);
  ASSERT_EQ(ledger.tasks.size(), 3U);
  EXPECT_EQ(ledger.tasks[0].external_id, "full-1");
  EXPECT_EQ(ledger.tasks[1].external_id, "free-1");
  EXPECT_EQ(ledger.tasks[2].external_id, "full-2");
  EXPECT_EQ(refusals_in(ledger), 1) << "a finish of ours opens the gate, no probe is needed";
}

/// No slot ever: the first burst, probes a second and more apart, and at the deadline nothing was created.
TEST(Slots, WithoutAnySlotTheDeadlineEndsItAndNothingIsHammered) {
  const Simulator simulator(with_slots(0));
  Settings settings = quick(simulator);
  settings["deadline_ms"] = "2500";
  const HeardClient heard(settings);
  const auto start = std::chrono::steady_clock::now();
  const std::vector<Task> tasks = submit_many(heard, "order", 50);
  ASSERT_TRUE(drive_all({&heard}, [&] { return all_ended(heard, tasks.size()); }));
  const auto elapsed = std::chrono::steady_clock::now() - start;
  for (const Task &task : tasks) {
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_CANCELLED);
  }
  EXPECT_EQ(simulator.creations(), 0);
  EXPECT_LE(simulator.posts(), allowed_refusals(elapsed));
}

TEST(Slots, WhoWaitsCanBeCancelled) {
  const Simulator simulator(with_slots(0));
  const HeardClient heard(quick(simulator));
  const Task task = submit(heard.client(), make_request("a lighthouse"));
  ASSERT_TRUE(drive_all({&heard}, [&] { return heard.passed(KLING_TASK_WAITING); }));
  EXPECT_EQ(error_of(task).service_code, 1303);
  EXPECT_EQ(kling_task_cancel(task.get()), KLING_OK);
  ASSERT_TRUE(hear_the_end(heard));
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_CANCELLED);
  EXPECT_EQ(simulator.creations(), 0);
  EXPECT_EQ(simulator.posts(), 1);
}

} // namespace
} // namespace kling::test
