#include "system/socket.hpp"

#include <sys/socket.h>

namespace kling::system {

int open_socket(int family, int type, int protocol) {
  return ::socket(family, type | SOCK_CLOEXEC, protocol);
}

} // namespace kling::system
