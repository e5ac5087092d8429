#pragma once

#include <cstdint>

#include "threads/service.hpp"

namespace kling::test {

/// Eight threads that do everything at once to one client, for a number of operations.
struct Storm {
  uint64_t seed = 1;
  int threads = 8;
  int operations = 300;    // of each thread
  bool background = false; // background_io
  bool calls_back = false; // on_event, else the queue
  bool shuts_down = false; // one of the threads does, in the middle
  bool detaches = true;
  bool faults = false; // lost replies, resets and refusals
};

void PrintTo(const Storm &storm, std::ostream *out);

/// What came of it, counted.
struct Outcome {
  int64_t submitted = 0;
  int64_t finals = 0;        // FINAL events
  int64_t twice = 0;         // tasks that had two
  int64_t without = 0;       // tasks that were never released and had none
  int64_t given_away = 0;    // tasks released before their FINAL event was seen, without one
  int64_t named = 0;         // tasks that ended with the service's id
  int64_t unknown = 0;       // tasks that ended as UNKNOWN
  int64_t open = 0;          // tasks that are not final at the end
  int64_t wrong_answers = 0; // statuses that a call may not return
};

[[nodiscard]] Outcome run(const Storm &storm, const Service &service);
/// Runs it and expects what must hold whatever happened.
void expect_to_hold(const Storm &storm, const Service &service);

} // namespace kling::test
