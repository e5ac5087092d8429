#include "cli/standard_streams.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace kling::cli {

bool open_missing_streams() {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
    // A new descriptor takes the lowest free number: those below are open by then. Children inherit it like any other stream.
    if (fcntl(stream, F_GETFD) < 0 && open("/dev/null", O_RDWR) != stream) { // NOLINT(android-cloexec-open)
      return false;
    }
  }
  return true;
}

} // namespace kling::cli
