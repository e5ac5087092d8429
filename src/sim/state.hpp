#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/allocation.hpp"
#include "sim/element.hpp"
#include "sim/file.hpp"
#include "sim/identifiers.hpp"
#include "sim/session.hpp"
#include "sim/settings.hpp"
#include "sim/tasks.hpp"
#include "sim/voice.hpp"

namespace kling::sim {

constexpr int64_t kept_ms = int64_t{30} * 24 * 3600 * 1000; // §3: results and records live 30 days

constexpr std::string_view account_id = "1000200030004"; // owned_by of what the account made

/// Everything that the account has.
struct State {
  explicit State(Settings chosen);

  Settings settings;
  Identifiers identifiers;
  Tasks tasks;
  Files files;
  Elements elements;
  Voices voices;
  Sessions sessions;
  int64_t wall_ms = 0;             // the service's idea of the date
  std::optional<int64_t> costs_ms; // when GET /account/costs was last answered

  /// A signed link to an output (§3), good for 30 days from `from_ms` on.
  [[nodiscard]] String link_as(const Output &output, int64_t from_ms, std::string_view extension, bool watermark = false) const;
  [[nodiscard]] String link(const Output &output, int64_t from_ms, bool watermark = false) const;
  /// The finished, not yet purged output of that medium that an id of a request names; null when there is none.
  [[nodiscard]] const File *delivered(std::string_view id, Medium medium) const;
};

} // namespace kling::sim
