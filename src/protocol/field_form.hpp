#pragma once

#include "base/error.hpp"
#include "protocol/conditions.hpp"

namespace kling::protocol {

/// Whether the text is an http or https address without blanks.
[[nodiscard]] bool is_web_address(std::string_view text);

/// Forms that hold whatever the kind's rows say: of your own id and the callback address.
kling_status check_forms(const Scope &body, Error &error);

} // namespace kling::protocol
