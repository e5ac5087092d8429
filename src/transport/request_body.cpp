#include "transport/request_body.hpp"

#include <algorithm>
#include <cstring>

namespace kling::transport {

void RequestBody::assign(const BodySegment *segments, uint32_t count) {
  segments_.assign(segments, segments + count);
  length_ = 0;
  for (const BodySegment &segment : segments_) {
    length_ += segment.length;
  }
  handed_over_ = 0;
  rewind();
}

int64_t RequestBody::read(char *buffer, uint64_t capacity) {
  uint64_t filled = 0;
  while (filled < capacity && current_ < segments_.size()) {
    const BodySegment &segment = segments_[current_];
    const uint64_t wanted = std::min(capacity - filled, segment.length - offset_);
    if (wanted == 0) {
      ++current_;
      offset_ = 0;
      continue;
    }
    uint64_t got = wanted;
    if (segment.read != nullptr) {
      const int64_t delivered = segment.read(segment.user_data, offset_, buffer + filled, wanted);
      if (delivered <= 0) {
        return -1;
      }
      got = std::min(static_cast<uint64_t>(delivered), wanted);
    } else {
      std::memcpy(buffer + filled, static_cast<const char *>(segment.bytes) + offset_, wanted);
    }
    filled += got;
    offset_ += got;
  }
  handed_over_ += filled;
  return static_cast<int64_t>(filled);
}

void RequestBody::rewind() {
  current_ = 0;
  offset_ = 0;
}

} // namespace kling::transport
