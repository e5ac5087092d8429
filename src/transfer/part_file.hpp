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
  /// Makes it, empty; what an earlier process left there is dropped, since nobody knows any more what it belongs to.
  [[nodiscard]] kling_status open(Error &error) override;
  [[nodiscard]] kling_status take(const void *bytes, std::size_t length, Error &error) override;
  [[nodiscard]] kling_status flush(Error &error) override;
  [[nodiscard]] kling_status start_over(Error &error) override;
  [[nodiscard]] bool crowded() const override { return false; }
  /// Two steps with a sync each: the file's, and that of its folder once it has its final name.
  [[nodiscard]] kling_status finish(bool &over, String &sha256, Error &error) override;
  void close() override; // an empty one is removed
  void remove() override;

private:
  [[nodiscard]] kling_status write_out(const void *bytes, std::size_t length, Error &error);

  String final_path_;
  String path_;
  const bool overwrite_;
  bool synced_ = false;
  system::File file_;
  Vector<char> gathered_;
};

} // namespace kling::transfer
