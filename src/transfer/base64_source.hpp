#pragma once

#include "system/file.hpp"

namespace kling::transfer {

/// What files are read into, by one source after the other.
class ReadBuffer {
public:
  ReadBuffer() = default;
  ReadBuffer(const ReadBuffer &) = delete;
  ReadBuffer &operator=(const ReadBuffer &) = delete;
  /// Memory is taken here and nowhere else.
  void reserve() { bytes_.resize(size); }

private:
  friend class Base64Source;
  static constexpr std::size_t size = std::size_t{48} * 1024; // 64 KiB of letters; what is read is still near when it is encoded
  Vector<unsigned char> bytes_;
  const void *owner_ = nullptr; // the source whose bytes these are
  uint64_t at_ = 0;             // of its first byte there
  std::size_t filled_ = 0;
};

/// Bytes of memory or of an open file, read as the Base64 that they are sent as.
class Base64Source {
public:
  Base64Source(const void *bytes, uint64_t length);
  /// The file has to stay as it was known. `buffer` is reserved.
  Base64Source(system::File file, String path, const system::FileState &known, ReadBuffer &buffer);

  [[nodiscard]] uint64_t length() const; // in letters
  /// KLING_E_FIELD when the file is no longer what it was.
  [[nodiscard]] kling_status check(Error &error) const;
  /// Letters from `offset` on: how many, less than `capacity` only at the end; -1 with the reason. A file is looked at once more when its
  /// last bytes are read: one that changed on the way is not sent to its end.
  [[nodiscard]] int64_t read(uint64_t offset, char *out, uint64_t capacity, Error &error);

private:
  [[nodiscard]] const unsigned char *look(uint64_t at, std::size_t &length, Error &error);
  [[nodiscard]] const unsigned char *look_in_file(uint64_t at, std::size_t &length, Error &error);

  const unsigned char *bytes_ = nullptr; // null: of the file
  uint64_t length_ = 0;
  system::File file_;
  String path_;
  system::FileState known_;
  ReadBuffer *buffer_ = nullptr;
};

} // namespace kling::transfer
