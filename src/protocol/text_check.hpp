#pragma once

#include "protocol/rule_check.hpp"

namespace kling::protocol {

/// The checks that look into texts, prompts and names, as `breaks` does for all: the types from `mentioned` to `shots` of Rule.
[[nodiscard]] bool breaks_in_text(const catalog::Rule &rule, const Scope &scope, Breach &breach);

} // namespace kling::protocol
