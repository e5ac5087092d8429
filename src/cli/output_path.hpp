#pragma once

#include "cli/failure.hpp"

namespace kling::cli {

/// Looks at the place for the output before anything is paid for: an existing file (unless `force`), a folder that is not there.
/// A folder named without its slash gets one.
[[nodiscard]] Failure check_output_path(std::string &path, bool force);

} // namespace kling::cli
