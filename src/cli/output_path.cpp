#include "cli/output_path.hpp"

#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/take_up_hint.hpp"

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
    const bool missing = errno == ENOENT;
    return file_failure(folder + ": " + std::strerror(errno), missing ? "Make the folder first: mkdir -p " + shell_quoted(folder)
                                                                      : "The folder for the output must be writable.");
  }
  return {};
}

std::string numbered_output_path(const std::string &path, uint32_t index, std::string_view ending) {
  if (index == 0 || path.empty() || path.back() == '/') {
    return path;
  }
  const size_t slash = path.rfind('/');
  const size_t name = slash == std::string::npos ? 0 : slash + 1;
  const size_t dot = path.rfind('.');
  const size_t end = dot == std::string::npos || dot <= name ? path.size() : dot; // a leading dot hides a file, it starts no extension
  const bool as_first = ending.empty();
  return path.substr(0, end) + "-" + std::to_string(index + 1) + (as_first ? path.substr(end) : std::string(ending));
}

std::string_view ending_of_link(std::string_view link) {
  const std::string_view path = link.substr(0, link.find_first_of("?#"));
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string_view() : name.substr(dot);
}

} // namespace kling::cli
