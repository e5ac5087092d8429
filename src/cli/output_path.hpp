#pragma once

#include <cstdint>
#include <string>

#include "cli/failure.hpp"

namespace kling::cli {

/// Looks at the place for the output before anything is paid for: an existing file (unless `force`), a folder that is not there.
/// A folder named without its slash gets one.
[[nodiscard]] Failure check_output_path(std::string &path, bool force);

/// Where an output of a task goes, as the library names them: the second of "fox.mp4" is "fox-2.mp4". A folder stays as it is.
[[nodiscard]] std::string numbered_output_path(const std::string &path, uint32_t index);

} // namespace kling::cli
