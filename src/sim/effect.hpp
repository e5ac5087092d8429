#pragma once

#include <span>
#include <string_view>

#include "sim/draft.hpp"

namespace kling::sim {

/// Appendix A: those of two pictures first.
[[nodiscard]] std::span<const std::string_view> effect_scenes();
[[nodiscard]] bool is_dual_effect(std::string_view scene);

// Rules of effects (§4.10).
[[nodiscard]] bool check_effect(Draft &draft);

} // namespace kling::sim
