#pragma once

#include <string_view>

#include "base/allocation.hpp"

namespace kling::json {

/// One step of a path: a member's name, or an index. In RFC 6901 form a step of digits may be either; `either` says so.
struct Step {
  String name;
  std::size_t index = 0;
  enum class Kind : uint8_t { member, index, either, append } kind = Kind::member;
};

/// Where a value stands: "camera_control.config.zoom", "image_list[0].image", or "/camera_control/config/zoom" (RFC 6901).
struct Path {
  Vector<Step> steps;

  /// False when the syntax is wrong; `why` says what and where. An empty name is refused, so is one of more than 128 bytes.
  [[nodiscard]] static bool parse(std::string_view name, Path &out, String &why);
  /// The dotted form, which the catalogue and error messages use.
  [[nodiscard]] String dotted() const;
  /// The dotted form with every index left out ("image_list[].image"): the name of a catalogue row.
  [[nodiscard]] String pattern() const;
};

} // namespace kling::json
