#include "cli/field_value.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/catalog.hpp"

namespace kling::cli {

namespace {

constexpr size_t least_base64 = 64; // no picture and no sound is shorter; a name of a file is

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() > end.size() && text.substr(text.size() - end.size()) == end;
}

bool is_link(std::string_view text) {
  return starts_with(text, "http://") || starts_with(text, "https://");
}

bool is_regular_file(const std::string &path) {
  struct stat found {};
  return stat(path.c_str(), &found) == 0 && !S_ISDIR(found.st_mode);
}

/// Whether it may be what a file holds, rather than the name of one that is not there.
bool may_be_base64(std::string_view text) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n";
  return starts_with(text, "data:") || (text.size() >= least_base64 && text.find_first_not_of(letters) == std::string_view::npos);
}

/// The name behind "@", "file://" or "file:"; nothing where none of them stands.
std::string named_file(std::string_view text) {
  for (const std::string_view start : {"@", "file://", "file:"}) {
    if (starts_with(text, start)) {
      return std::string(text.substr(start.size()));
    }
  }
  return {};
}

} // namespace

std::string without_query(const std::string &text) {
  return text.substr(0, text.find_first_of("?#"));
}

bool names_media(const std::string &word) {
  constexpr std::array<std::string_view, 9> endings{".png", ".jpg", ".jpeg", ".webp", ".mp4", ".mov", ".mp3", ".wav", ".m4a"};
  const bool named = word.find_first_of(" \n") == std::string::npos &&
                     std::any_of(endings.begin(), endings.end(), [&](std::string_view each) { return ends_with(word, each); });
  // "@image_1 runs" is a prompt.
  const std::string file = named_file(word);
  const bool told = !file.empty() && (file.find(' ') == std::string::npos || is_regular_file(file));
  return word == "-" || is_link(word) || told || is_regular_file(word) || named || may_be_base64(word);
}

Failure FieldValues::set(const std::string &path, const std::string &text) {
  const JsonValue *row = row_of_path(rows_, path);
  const std::string_view type = row == nullptr ? std::string_view() : row->member_text("type");
  if (row != nullptr && !media_of_field(*row).empty()) {
    return set_media(path, text, media_of_field(*row) == "video");
  }
  std::string value = text;
  if (type == "integer" && (path == "start_time" || path == "end_time")) {
    if (std::string time = milliseconds_of_time(text, static_cast<int64_t>(std::time(nullptr)) * 1000); !time.empty()) {
      value = std::move(time);
    }
  }
  const bool json = type != "string" && read_json(value).has_value();
  static_cast<void>(json ? kling_request_set_json(request_, path.c_str(), value.c_str())
                         : kling_request_set_string(request_, path.c_str(), value.c_str()));
  return {};
}

Failure FieldValues::set_media(const std::string &path, const std::string &text, bool only_link) {
  const std::string named = named_file(text);
  const bool file = !named.empty() || (!is_link(text) && is_regular_file(text));
  if (only_link && (file || text == "-")) {
    return usage_failure(path + ": the service takes a video by its URL alone, and '" + without_query(text) + "' is none",
                         "Put it where the service can fetch it, and give that https:// address.");
  }
  if (!only_link && text == "-") {
    return set_standard_input(path);
  }
  if (!only_link && file) {
    return set_file(path, named.empty() ? text : named);
  }
  if (!only_link && !text.empty() && !is_link(text) && !may_be_base64(text)) {
    return file_failure(path + ": there is no file '" + without_query(text) + "', and it is no URL and no Base64 either");
  }
  static_cast<void>(kling_request_set_string(request_, path.c_str(), text.c_str()));
  return {};
}

Failure FieldValues::set_file(const std::string &path, const std::string &file) {
  if (file == "-") {
    return set_standard_input(path);
  }
  if (access(file.c_str(), R_OK) != 0) {
    return file_failure(path + ": " + without_query(file) + ": " + std::strerror(errno));
  }
  static_cast<void>(kling_request_set_file(request_, path.c_str(), file.c_str()));
  return {};
}

Failure FieldValues::set_standard_input(const std::string &path) {
  std::string content;
  if (Failure failure = take_standard_input(path); failure.failed()) {
    return failure;
  }
  if (Failure failure = read_whole_file("-", content); failure.failed()) {
    return failure;
  }
  if (content.empty()) {
    return file_failure(path + ": there is nothing on the standard input");
  }
  static_cast<void>(kling_request_set_bytes(request_, path.c_str(), content.data(), content.size()));
  return {};
}

Failure FieldValues::take_standard_input(const std::string &for_what) {
  if (!reader_.empty()) {
    return usage_failure("the standard input is read once, and '-' is given for " + reader_ + " and for " + for_what);
  }
  reader_ = for_what;
  return {};
}

Failure read_whole_file(const std::string &path, std::string &content) {
  const bool standard_input = path == "-";
  if (standard_input && isatty(STDIN_FILENO) != 0) {
    std::fputs("reading the standard input; Ctrl-D ends it\n", stderr);
  }
  std::FILE *file = standard_input ? stdin : std::fopen(path.c_str(), "rbe");
  if (file == nullptr) {
    return file_failure(without_query(path) + ": " + std::strerror(errno));
  }
  std::array<char, 65536> buffer{};
  while (const size_t length = std::fread(buffer.data(), 1, buffer.size(), file)) {
    content.append(buffer.data(), length);
  }
  const bool whole = std::ferror(file) == 0;
  const std::string problem = std::strerror(errno);
  if (!standard_input) {
    std::fclose(file);
  }
  return whole ? Failure{} : file_failure(without_query(path) + ": " + problem);
}

std::string milliseconds_of_time(const std::string &text, int64_t now_ms) {
  int64_t amount = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), amount);
  const std::string_view unit = std::string_view(text).substr(static_cast<size_t>(end - text.data()));
  if (problem == std::errc{} && amount >= 0 && amount < 100000 && (unit == "d" || unit == "h")) {
    return std::to_string(now_ms - amount * (unit == "d" ? 24 : 1) * 3600 * 1000);
  }
  for (const char *form : {"%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d"}) {
    std::tm parts{};
    parts.tm_isdst = -1;
    const char *rest = strptime(text.c_str(), form, &parts);
    if (rest != nullptr && *rest == '\0') {
      const std::time_t seconds = std::mktime(&parts);
      return seconds < 0 ? std::string{} : std::to_string(static_cast<int64_t>(seconds) * 1000);
    }
  }
  return {};
}

} // namespace kling::cli
