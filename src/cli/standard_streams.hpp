#pragma once

namespace kling::cli {

/// Opens /dev/null on whichever of the descriptors 0, 1 and 2 are closed, so that no socket or file takes their numbers and gets our
/// text. False when one stays closed.
[[nodiscard]] bool open_missing_streams();

} // namespace kling::cli
