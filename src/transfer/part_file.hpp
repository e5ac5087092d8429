#pragma once

#include <cstdint>

#include "base/error.hpp"
#include "system/file.hpp"

struct evp_md_ctx_st;

namespace kling::transfer {

/// "<path>.part" while it fills: gathered writes, a running SHA-256 of all that was taken, one writer at a time.
class PartFile {
public:
  explicit PartFile(const String &final_path);
  ~PartFile();
  PartFile(const PartFile &) = delete;
  PartFile &operator=(const PartFile &) = delete;

  [[nodiscard]] bool is_open() const { return file_.is_open(); }
  /// Makes it, empty; what an earlier process left there is dropped, since nobody knows any more what it belongs to.
  [[nodiscard]] kling_status open(Error &error);
  [[nodiscard]] kling_status take(const void *bytes, std::size_t length, Error &error);
  [[nodiscard]] kling_status flush(Error &error);
  [[nodiscard]] kling_status start_over(Error &error);
  /// The whole file, durable under its final name. `sha256` gets its hash in hex.
  [[nodiscard]] kling_status finish(bool overwrite, String &sha256, Error &error);
  void close(); // an empty one is removed
  void remove();

  [[nodiscard]] int64_t length() const { return length_; } // of all that was taken

private:
  [[nodiscard]] kling_status write_out(const void *bytes, std::size_t length, Error &error);
  [[nodiscard]] bool start_hash();

  String final_path_;
  String path_;
  system::File file_;
  Vector<char> gathered_;
  int64_t length_ = 0;
  evp_md_ctx_st *hash_ = nullptr;
};

} // namespace kling::transfer
