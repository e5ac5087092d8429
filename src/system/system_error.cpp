#include "system/system_error.hpp"

#include <cstring>

#include "base/text.hpp"

namespace kling::system {

std::string_view system_words(int code) {
  const char *words = strerrordesc_np(code);
  return words == nullptr ? std::string_view("unknown error") : std::string_view(words);
}

kling_status file_error(std::string_view action, std::string_view path, int code, Error &error) {
  error = make_error(KLING_E_FILE, concat({"cannot ", action, " ", path, ": ", system_words(code)}));
  return error.status;
}

} // namespace kling::system
