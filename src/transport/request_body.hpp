#pragma once

#include "base/allocation.hpp"
#include "transport/table.hpp"

namespace kling::transport {

/// The body of one request, read piece by piece in order. It remembers whether a byte ever left it: that, and nothing the network says,
/// decides whether a create may have reached the service.
class RequestBody {
public:
  void assign(const BodySegment *segments, uint32_t count);

  /// Up to `capacity` bytes from where the last call ended; 0 at the end, -1 when a segment cannot deliver any more.
  [[nodiscard]] int64_t read(char *buffer, uint64_t capacity);
  /// Back to the beginning, for a request that may be sent again. What was handed over stays counted.
  void rewind();

  [[nodiscard]] uint64_t length() const { return length_; }
  [[nodiscard]] bool was_read() const { return handed_over_ > 0; }
  [[nodiscard]] uint64_t handed_over() const { return handed_over_; }

private:
  Vector<BodySegment> segments_;
  uint64_t length_ = 0;
  uint64_t handed_over_ = 0;
  std::size_t current_ = 0;
  uint64_t offset_ = 0; // in the current segment
};

} // namespace kling::transport
