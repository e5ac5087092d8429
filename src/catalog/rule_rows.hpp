#pragma once

#include <array>

#include "catalog/rule_rows_new.hpp"
#include "catalog/rule_rows_omni.hpp"
#include "catalog/rule_rows_other.hpp"
#include "catalog/rule_rows_video.hpp"

namespace kling::catalog {

template <std::size_t... Sizes> consteval auto joined_rules(const Rule (&...parts)[Sizes]) {
  std::array<Rule, (Sizes + ...)> all{};
  std::size_t count = 0;
  const auto append = [&](const auto &part) {
    for (const Rule &row : part) {
      all[count++] = row;
    }
  };
  (append(parts), ...);
  return all;
}

inline constexpr auto rule_rows = joined_rules(rule_rows_video, rule_rows_omni, rule_rows_new, rule_rows_other);

} // namespace kling::catalog
