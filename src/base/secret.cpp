#include "base/secret.hpp"

namespace kling {

void wipe(String &text) noexcept {
  text.resize(text.capacity()); // within the capacity: takes no memory
  volatile char *byte = text.data();
  for (std::size_t left = text.size(); left > 0; --left) {
    *byte++ = 0;
  }
  text.clear();
}

} // namespace kling
