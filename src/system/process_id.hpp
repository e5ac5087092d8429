#pragma once

#include <cstdint>

namespace kling::system {

/// Remembers the process it was made in, for objects made by the thousand: nothing to keep, but a system call at each look.
/// ForkMark is for objects that look often.
class ProcessId {
public:
  ProcessId();
  [[nodiscard]] bool in_child() const;

private:
  int64_t id_;
};

} // namespace kling::system
