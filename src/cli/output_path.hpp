#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cli/failure.hpp"

namespace kling::cli {

/// Looks at the place for the output before anything is paid for: an existing file (unless `force`), a folder that is not there.
/// A folder named without its slash gets one.
[[nodiscard]] Failure check_output_path(std::string &path, bool force);

/// Where an output of a task goes, as the library names them: the second of "fox.mp4" is "fox-2.mp4", or "fox-2.wav" where `ending` is
/// ".wav", because it is another sort of file than the first. A folder stays as it is.
[[nodiscard]] std::string numbered_output_path(const std::string &path, uint32_t index, std::string_view ending = {});

/// The ending of a file that a link names: ".mp4"; nothing where it names none.
[[nodiscard]] std::string_view ending_of_link(std::string_view link);

} // namespace kling::cli
