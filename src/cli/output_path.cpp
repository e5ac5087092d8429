#include "cli/output_path.hpp"

#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace kling::cli {

Failure check_output_path(std::string &path, bool force) {
  if (path.empty()) {
    return {};
  }
  struct stat found {};
  if (stat(path.c_str(), &found) == 0) {
    if (S_ISDIR(found.st_mode)) {
      if (path.back() != '/') {
        path += '/';
      }
    } else if (!force) {
      return file_failure(path + " exists already", "Choose another -o, or overwrite it with --force.");
    }
  }
  const size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  if (access(folder.c_str(), W_OK | X_OK) != 0) {
    return file_failure(folder + ": " + std::strerror(errno), "The folder for the output must be there and be writable.");
  }
  return {};
}

std::string numbered_output_path(const std::string &path, uint32_t index) {
  if (index == 0 || path.empty() || path.back() == '/') {
    return path;
  }
  const size_t slash = path.rfind('/');
  const size_t name = slash == std::string::npos ? 0 : slash + 1;
  const size_t dot = path.rfind('.');
  const size_t end = dot == std::string::npos || dot <= name ? path.size() : dot; // a leading dot hides a file, it starts no extension
  return path.substr(0, end) + "-" + std::to_string(index + 1) + path.substr(end);
}

} // namespace kling::cli
