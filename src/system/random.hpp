#pragma once

#include <cstddef>

#include "kling/kling.h"

namespace kling::system {

/// Unpredictable bytes. A table, so that a test can say which.
struct RandomTable {
  void *user_data;
  kling_status (*fill)(void *user_data, void *bytes, std::size_t length);
};
[[nodiscard]] RandomTable system_random();

} // namespace kling::system
