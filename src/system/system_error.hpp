#pragma once

#include <string_view>

#include "base/error.hpp"

namespace kling::system {

/// What an errno value means, in English whatever the locale, so that it is UTF-8 for certain.
[[nodiscard]] std::string_view system_words(int code);

/// KLING_E_FILE: "cannot <action> <path>: <the system's words>".
kling_status file_error(std::string_view action, std::string_view path, int code, Error &error);

} // namespace kling::system
