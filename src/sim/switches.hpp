#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sim/settings.hpp"

namespace kling::sim {

/// A setting for what the sources disagree about or leave open (§11 and every "uncertain").
struct Switch {
  std::string_view name; // of a setting; as a flag with hyphens
  std::string_view section;
  std::string_view help;
  bool Settings::*flag = nullptr;
  int64_t Settings::*number = nullptr; // when it is no flag
  int64_t least = 0;
  int64_t most = 0;
};

[[nodiscard]] std::span<const Switch> switches();

} // namespace kling::sim
