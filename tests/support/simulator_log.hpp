#pragma once

#include <cjson/cJSON.h>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "support/simulator.hpp"

namespace kling::test {

struct LedgerTask {
  std::string task_id;
  std::string external_id;
  std::string status;
};

/// What GET /_sim/ledger says: tasks in the order of their creation, refusals by code.
struct Ledger {
  std::vector<LedgerTask> tasks;
  std::map<std::string, int> refusals;

  [[nodiscard]] int creations(const std::string &external_id) const {
    int count = 0;
    for (const LedgerTask &task : tasks) {
      count += task.external_id == external_id ? 1 : 0;
    }
    return count;
  }
};

/// One line of GET /_sim/requests.
struct LoggedRequest {
  std::string method;
  std::string path;
  std::string body;
};

namespace simulator_log {

using Json = std::unique_ptr<cJSON, decltype(&cJSON_Delete)>;

inline Json fetch(const Simulator &simulator, const char *path) {
  return {cJSON_Parse(simulator.get(path).c_str()), cJSON_Delete};
}

inline std::string text(const cJSON *object, const char *name) {
  const char *const found = cJSON_GetStringValue(cJSON_GetObjectItem(object, name));
  return found == nullptr ? std::string() : std::string(found);
}

} // namespace simulator_log

inline Ledger read_ledger(const Simulator &simulator) {
  const simulator_log::Json json = simulator_log::fetch(simulator, "/_sim/ledger");
  Ledger ledger;
  const cJSON *each = nullptr;
  cJSON_ArrayForEach(each, cJSON_GetObjectItem(json.get(), "tasks")) {
    ledger.tasks.push_back(
        {simulator_log::text(each, "task_id"), simulator_log::text(each, "external_task_id"), simulator_log::text(each, "status")});
  }
  cJSON_ArrayForEach(each, cJSON_GetObjectItem(json.get(), "refusals")) {
    ledger.refusals[each->string] = each->valueint;
  }
  return ledger;
}

inline std::vector<LoggedRequest> read_requests(const Simulator &simulator) {
  const simulator_log::Json json = simulator_log::fetch(simulator, "/_sim/requests");
  std::vector<LoggedRequest> requests;
  const cJSON *each = nullptr;
  cJSON_ArrayForEach(each, cJSON_GetObjectItem(json.get(), "requests")) {
    requests.push_back({simulator_log::text(each, "method"), simulator_log::text(each, "path"), simulator_log::text(each, "body")});
  }
  return requests;
}

/// The creates that carried that external id, in order.
inline std::vector<std::string> posts_of(const std::vector<LoggedRequest> &requests, const std::string &external_id) {
  std::vector<std::string> bodies;
  for (const LoggedRequest &each : requests) {
    if (each.method == "POST" && each.body.find("\"external_task_id\":\"" + external_id + "\"") != std::string::npos) {
      bodies.push_back(each.body);
    }
  }
  return bodies;
}

/// How often a task was asked for by that id.
inline int looks_at(const std::vector<LoggedRequest> &requests, const std::string &id) {
  int count = 0;
  for (const LoggedRequest &each : requests) {
    const bool asks = each.path.ends_with("/" + id) || each.path.ends_with("task_ids=" + id);
    count += each.method == "GET" && asks ? 1 : 0;
  }
  return count;
}

} // namespace kling::test
