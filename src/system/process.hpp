#pragma once

#include <cstdint>

#include "base/allocation.hpp"

namespace kling::system {

/// Remembers the process it was made in.
class ForkMark {
public:
  ForkMark();
  ~ForkMark();
  ForkMark(const ForkMark &) = delete;
  ForkMark &operator=(const ForkMark &) = delete;

  [[nodiscard]] bool in_child() const; // cheap: no system call where the kernel can tell otherwise

private:
  int64_t process_;
  void *page_ = nullptr; // emptied by the kernel in a forked child; null where it cannot do that
};

/// The value of an environment variable, empty when unset. Only kling_options_from_env and whoever resolves `proxy=env` ask.
[[nodiscard]] String environment(const char *name);

} // namespace kling::system
