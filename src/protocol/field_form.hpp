#pragma once

#include "base/error.hpp"
#include "json/document.hpp"

namespace kling::protocol {

/// Whether the text is an http or https address without blanks.
[[nodiscard]] bool is_web_address(std::string_view text);

/// Forms that hold wherever these fields stand: external_task_id and callback_url of a body.
kling_status check_forms(json::Value body, Error &error);

} // namespace kling::protocol
