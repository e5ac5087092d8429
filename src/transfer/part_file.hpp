#pragma once

#include "system/file.hpp"
#include "transfer/destination.hpp"

namespace kling::transfer {

/// "<path>.part" while it fills: gathered writes, a running SHA-256 of all that was taken, one writer at a time.
class PartFile final : public Destination {
public:
  /// With `overwrite` an existing file gives way in the end.
  PartFile(const String &final_path, bool overwrite);
  ~PartFile() override;

  [[nodiscard]] bool is_open() const override { return file_.is_open(); }
  /// What an earlier object or process left there stays only if it is known to be of `source`.
  [[nodiscard]] kling_status open(std::string_view source, String &validator, Error &error) override;
  [[nodiscard]] kling_status belong_to(std::string_view source, std::string_view validator, Error &error) override;
  [[nodiscard]] kling_status take(const void *bytes, std::size_t length, Error &error) override;
  [[nodiscard]] kling_status flush(Error &error) override;
  [[nodiscard]] kling_status start_over(Error &error) override;
  [[nodiscard]] bool crowded() const override { return false; }
  /// Steps that read what was there before into the hash, then two with a sync each: the file's, and that of its folder once it has its
  /// final name.
  [[nodiscard]] kling_status finish(bool &over, String &sha256, Error &error) override;
  void close() override; // an empty one is removed
  void remove() override;

private:
  [[nodiscard]] kling_status keep_or_empty(std::string_view origin, String &validator, Error &error);
  [[nodiscard]] kling_status empty(Error &error);
  [[nodiscard]] kling_status write_out(const void *bytes, std::size_t length, Error &error);
  [[nodiscard]] kling_status hash_some(Error &error);

  String final_path_;
  String path_;
  const bool overwrite_;
  bool synced_ = false;
  int64_t written_ = 0; // of length_: in the file
  int64_t hashed_ = 0;  // of written_: less only if some was there before
  system::File file_;
  Vector<char> gathered_;
};

} // namespace kling::transfer
