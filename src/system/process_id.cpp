#include "system/process_id.hpp"

#include <unistd.h>

namespace kling::system {

ProcessId::ProcessId() : id_(getpid()) {}

bool ProcessId::in_child() const {
  return getpid() != id_;
}

} // namespace kling::system
