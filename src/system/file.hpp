#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.hpp"

namespace kling::system {

/// By which a file that is read later is known again.
struct FileState {
  uint64_t size = 0;
  int64_t modified_ns = 0; // Unix time
  friend bool operator==(const FileState &a, const FileState &b) = default;
};

/// A file being written, or read. Every failure is KLING_E_FILE with the path and the system's words in `error`.
class File {
public:
  File() = default;
  ~File();
  File(File &&other) noexcept;
  File &operator=(File &&other) noexcept;

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  [[nodiscard]] kling_status open_for_writing(const String &path, bool append, Error &error);
  /// Opens or makes a file for one writer: never through a symbolic link, and locked until it is closed. It keeps what it holds, and the
  /// next write goes behind that. A second writer, in this process or another, is refused.
  [[nodiscard]] kling_status open_exclusively(const String &path, Error &error);
  /// A regular file, links followed.
  [[nodiscard]] kling_status open_for_reading(const String &path, Error &error);
  [[nodiscard]] kling_status state(FileState &out, Error &error) const;
  [[nodiscard]] kling_status write(const void *bytes, std::size_t length, Error &error); // all of it
  /// Empties the file; the next write starts at its beginning.
  [[nodiscard]] kling_status empty(Error &error);
  [[nodiscard]] kling_status sync(Error &error);
  [[nodiscard]] int64_t size() const; // -1 when unknown
  /// Reads from `offset` on, wherever writing is; `got` is less than `length` only at the end of the file.
  [[nodiscard]] kling_status read_at(int64_t offset, char *bytes, std::size_t length, std::size_t &got, Error &error) const;
  /// A short text kept with the file under a name that begins with "user."; empty when there is none, or none can be kept there.
  [[nodiscard]] String attribute(const char *name) const;
  [[nodiscard]] bool set_attribute(const char *name, std::string_view text) const;
  [[nodiscard]] kling_status remove_attribute(const char *name, Error &error); // KLING_OK too where none can be kept
  void close();

private:
  int descriptor_ = -1;
  String path_;
};

[[nodiscard]] bool file_exists(const String &path);
[[nodiscard]] bool is_directory(const String &path);
[[nodiscard]] int64_t file_size(const String &path); // -1 when there is none
/// Renames and makes the rename durable (the folder is synced). Without `overwrite` an existing target is KLING_E_FILE and stays as it was
/// (no race).
[[nodiscard]] kling_status rename_file(const String &from, const String &to, bool overwrite, Error &error);
void remove_file(const String &path);
/// Whole content of a small file (a key file, a request body), up to `limit` bytes; a larger one is KLING_E_FILE.
[[nodiscard]] kling_status read_file(const String &path, std::size_t limit, String &out, Error &error);

} // namespace kling::system
