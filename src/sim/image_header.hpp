#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace kling::sim {

enum class ImageType : uint8_t { png, jpeg };

struct ImageHeader {
  ImageType type = ImageType::png;
  uint32_t width = 0;
  uint32_t height = 0;

  /// Reads the first bytes of a file; nothing when it is neither PNG nor JPEG or ends before the size is told.
  [[nodiscard]] static std::optional<ImageHeader> parse(std::string_view bytes);
};

} // namespace kling::sim
