#pragma once

#include <string>
#include <vector>

#include "cli/failure.hpp"
#include "cli/json_reader.hpp"

namespace kling::cli {

/// Text as messages show it: a link may be signed behind its "?" or "#".
[[nodiscard]] std::string without_query(const std::string &text);

/// Whether a word stands for a picture, a sound or a video: a link, a file that is there or is named like one, Base64, "-".
[[nodiscard]] bool names_media(const std::string &word);

/// Sets fields of a request from what was typed for them.
///
/// Text stays text where the field is one; elsewhere what reads as JSON is JSON, so that 0.10 and long ids keep their spelling. A picture
/// or a sound is a URL, Base64, a file (`@` or `file:` before its name says so plainly), or `-`, the standard input. A video is a URL.
class FieldValues {
public:
  FieldValues(kling_request *request, const std::vector<JsonValue> &rows) : request_(request), rows_(rows) {}

  /// What the library refuses is kept in the request: kling_request_validate and kling_submit tell it. What comes back is our own.
  [[nodiscard]] Failure set(const std::string &path, const std::string &text);

  /// The same for a picture, a sound or a video, whatever the catalogue says of the field. `only_link`: it is taken by its URL alone.
  [[nodiscard]] Failure set_media(const std::string &path, const std::string &text, bool only_link);

  /// The standard input is read once.
  [[nodiscard]] Failure take_standard_input(const std::string &for_what);

private:
  Failure set_file(const std::string &path, const std::string &file);
  Failure set_standard_input(const std::string &path);

  kling_request *request_;
  const std::vector<JsonValue> &rows_;
  std::string reader_; // what reads the standard input
};

/// A whole file, or the standard input where `path` is "-".
[[nodiscard]] Failure read_whole_file(const std::string &path, std::string &content);

/// Milliseconds since 1970 of "2026-11-28", "2026-11-28 16:30" (this machine's time zone), or "30d", "12h" before `now_ms`; "" for else.
[[nodiscard]] std::string milliseconds_of_time(const std::string &text, int64_t now_ms);

} // namespace kling::cli
