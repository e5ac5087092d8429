#include "transfer/base64_source.hpp"

#include <algorithm>
#include <cstring>

#include "base/base64.hpp"
#include "base/text.hpp"

namespace kling::transfer {

Base64Source::Base64Source(const void *bytes, uint64_t length) : bytes_(static_cast<const unsigned char *>(bytes)), length_(length) {}

Base64Source::Base64Source(system::File file, String path, const system::FileState &known, ReadBuffer &buffer)
    : length_(known.size), file_(std::move(file)), path_(std::move(path)), known_(known), buffer_(&buffer) {}

uint64_t Base64Source::length() const {
  return base64_length(length_);
}

kling_status Base64Source::check(Error &error) const {
  system::FileState now;
  if (bytes_ != nullptr) {
    return KLING_OK;
  }
  if (const kling_status status = file_.state(now, error); status != KLING_OK) {
    return status;
  }
  if (now == known_) {
    return KLING_OK;
  }
  const String before = text_of(static_cast<int64_t>(known_.size));
  error = make_error(KLING_E_FIELD, now.size == known_.size ? concat({path_, " changed since it was set: it was written to"})
                                                            : concat({path_, " changed since it was set: it had ", before,
                                                                      " bytes and has ", text_of(static_cast<int64_t>(now.size))}));
  return error.status;
}

/// At least three bytes from there on, or all that are left; NULL with the reason.
const unsigned char *Base64Source::look(uint64_t at, std::size_t &length, Error &error) {
  length = static_cast<std::size_t>(std::min<uint64_t>(length, length_ - at));
  return bytes_ != nullptr ? bytes_ + at : look_in_file(at, length, error);
}

const unsigned char *Base64Source::look_in_file(uint64_t at, std::size_t &length, Error &error) {
  ReadBuffer &buffer = *buffer_;
  const bool there = buffer.owner_ == this && at >= buffer.at_ && at + std::min<std::size_t>(length, 3) <= buffer.at_ + buffer.filled_;
  if (!there) {
    const auto wanted = static_cast<std::size_t>(std::min<uint64_t>(ReadBuffer::size, length_ - at));
    buffer.owner_ = nullptr;
    if (file_.read_at(static_cast<int64_t>(at), reinterpret_cast<char *>(buffer.bytes_.data()), wanted, buffer.filled_, error) !=
        KLING_OK) {
      return nullptr;
    }
    if (buffer.filled_ < wanted || at + wanted == length_) {
      if (check(error) != KLING_OK) {
        return nullptr;
      }
      if (buffer.filled_ < wanted) {
        error = make_error(KLING_E_FILE, concat({"cannot read ", path_, ": it ends too early"}));
        return nullptr;
      }
    }
    buffer.owner_ = this;
    buffer.at_ = at;
  }
  const auto first = static_cast<std::size_t>(at - buffer.at_);
  length = std::min(length, buffer.filled_ - first);
  if (at + length != length_) {
    length -= length % 3; // only the last letters are padded
  }
  return buffer.bytes_.data() + first;
}

int64_t Base64Source::read(uint64_t offset, char *out, uint64_t capacity, Error &error) {
  const uint64_t end = offset + std::min(capacity, length() - std::min(offset, length()));
  for (uint64_t at = offset; at < end;) {
    const uint64_t first = at / 4 * 3;
    const uint64_t room = end - at;
    if (at % 4 == 0 && room >= 4) {
      auto count = static_cast<std::size_t>(room / 4 * 3);
      const unsigned char *const bytes = look(first, count, error);
      if (bytes == nullptr) {
        return -1;
      }
      encode_base64(bytes, count, out + (at - offset));
      at += base64_length(count);
      continue;
    }
    std::size_t count = 3; // some letters of four
    const unsigned char *const bytes = look(first, count, error);
    if (bytes == nullptr) {
      return -1;
    }
    char letters[4];
    encode_base64(bytes, count, letters);
    const auto part = static_cast<std::size_t>(std::min<uint64_t>(4 - at % 4, room));
    std::memcpy(out + (at - offset), letters + at % 4, part);
    at += part;
  }
  return static_cast<int64_t>(end - offset);
}

} // namespace kling::transfer
