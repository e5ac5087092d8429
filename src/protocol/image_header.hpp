#pragma once

#include <cstddef>
#include <cstdint>

namespace kling::protocol {

/// Bytes that can be looked at anywhere: of a file, of memory, behind Base64.
class Bytes {
public:
  /// Fills `buffer` with what stands from `offset` on; less than `length` only at the end, or where it cannot be read.
  [[nodiscard]] virtual std::size_t look(uint64_t offset, unsigned char *buffer, std::size_t length) = 0;

protected:
  ~Bytes() = default;
};

struct PixelSize {
  uint32_t width = 0;
  uint32_t height = 0;
};

/// What the header says, before any decoding; false when it is broken, cut off, or says nothing.
[[nodiscard]] bool find_png_size(Bytes &png, PixelSize &out);
/// The frame may stand behind any amount of metadata: it is walked over, not read.
[[nodiscard]] bool find_jpeg_size(Bytes &jpeg, PixelSize &out);

} // namespace kling::protocol
