#pragma once

#include <cstdint>
#include <string_view>

#include "sim/http.hpp"
#include "sim/identifiers.hpp"
#include "sim/profile.hpp"

namespace kling::sim {

/// What goes wrong at a gateway itself, or between it and the service.
enum class Trouble : uint8_t {
  no_key,
  wrong_key,
  malformed,       // the body is no JSON object
  no_model,        // an empty name
  no_channel,      // nobody offers the model
  misplaced_model, // not under this path
  bad_date,        // of GET /user/quota
  nothing_left,    // of the account's quota
  too_little_left,
  unknown_task,
  fetch,       // the service answered with another status than 200
  task_failed, // the service answered with a code
  not_sent,    // the connection to the service broke
  unreadable,  // its reply is no envelope
};

/// Which gateway complains, and what it needs for that.
struct Complainer {
  const Profile &profile;
  Identifiers &identifiers;
  int64_t wall_ms;
};

/// The gateway's words for it (gateways §2.1, §3). `detail`: what belongs in the text; `status`: 0 is the one that goes with the trouble.
[[nodiscard]] HttpReply complain(const Complainer &who, Trouble trouble, std::string_view detail = {}, int status = 0);

} // namespace kling::sim
