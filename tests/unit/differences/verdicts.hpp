#pragma once

#include <string>
#include <vector>

#include "catalog/kind.hpp"

namespace kling::test {

/// What is asked of the service.
struct Sent {
  std::string method, target, body;
};

/// Whether the library, by the vendor's rules alone, would send that body; `sent` is what it makes of it, or would without its rules.
[[nodiscard]] bool library_takes(const std::string &kind, const std::string &body, Sent &sent);
/// What it is expected to cost: "3.5", "unknown".
[[nodiscard]] std::string library_price(const std::string &kind, const std::string &body);

/// Whether a simulator that knows no task yet takes it, ids of others included.
[[nodiscard]] bool simulator_takes(const Sent &sent);
/// What it deducts when the task succeeded: "3.5"; "refused" when it takes none.
[[nodiscard]] std::string simulator_price(const std::string &kind, const std::string &body);

/// The rows of a table under tests/fixtures/kinds, without its comments; "{12}" stands for twelve letters of two bytes each.
[[nodiscard]] std::vector<std::vector<std::string>> table_rows(const std::string &path);

} // namespace kling::test
