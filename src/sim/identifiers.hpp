#pragma once

#include <cstdint>
#include <string_view>

#include "base/allocation.hpp"

namespace kling::sim {

/// Ids that look like the service's and are the same for the same seed.
class Identifiers {
public:
  explicit Identifiers(uint64_t seed) : seed_(seed), state_(seed) {}

  [[nodiscard]] String task_id(); // 18 decimal digits (§2.2); each is larger than the one before
  [[nodiscard]] String uuid();    // version 4, lower case
  /// 32 hexadecimal digits that only this seed gives for this text.
  [[nodiscard]] String signature(std::string_view text) const;

private:
  [[nodiscard]] uint64_t next();
  uint64_t seed_;
  uint64_t state_;
  uint64_t last_task_id_ = 0;
};

/// FNV-1a, 64 bits, for entity tags.
[[nodiscard]] uint64_t fingerprint(std::string_view bytes, uint64_t start = 0xcbf29ce484222325U);
[[nodiscard]] String hexadecimal(uint64_t value);

} // namespace kling::sim
