#pragma once

#include <string>
#include <vector>

#include "support/lossy_service.hpp"

namespace kling::test {

/// An answer that says neither yes nor no.
struct Evidence {
  std::string name;
  Reply reply;
  int http_status = -1;
  int64_t code = 0;
  bool slow = false; // it may be ten minutes before such a task appears
  Settings settings = {};
};
[[nodiscard]] std::vector<Evidence> maybe_created();

/// What the host shows of external ids before: nothing, an earlier task of the kind that tells its id, or one whose replies leave it out.
enum class Before : uint8_t { nothing, told, left_out };

/// One row of design 4.1 at one provider: what becomes of the first create, and what must follow.
struct SettleRow {
  std::string name;
  std::string kind = KLING_TEXT2VIDEO;
  Before before = Before::nothing;
  std::string provider = "kling";
  bool new_generation = false; // a task of text-to-video, asked for at /tasks
  std::string fault = {};      // of the simulator, as JSON members; empty: the plan counts
  Plan plan = {};
  Settings settings = {}; // of a client of its own; empty: the provider's
  int32_t state = KLING_TASK_SUCCEEDED;
  kling_status status = KLING_OK;
  std::size_t posts = 1;
  int creations = 1;
  int http_status = -1; // of the error; -1: whatever
  int64_t code = 0;
  int least_looks = 1;     // by the external id
  bool lasting = false;    // still UNCERTAIN after three looks; then detached
  int least_pause_ms = 0;  // between creates
  bool names_task = false; // the error has the id of the task that was found
  std::string words = {};  // part of the error
};

[[nodiscard]] std::vector<SettleRow> settle_rows();

} // namespace kling::test
