#pragma once

#include "protocol/conditions.hpp"

namespace kling::protocol {

/// What a rule found against a body.
struct Breach {
  String field;       // with indexes
  String message;     // names field, limit and value
  bool noted = false; // only to be noted, whatever the rule's standing: what the catalogue does not know
};

/// Whether the body breaks the rule; its conditions are looked at first, item by item where the rule has `each`.
[[nodiscard]] bool breaks(const catalog::Rule &rule, const Scope &body, Breach &breach);

} // namespace kling::protocol
