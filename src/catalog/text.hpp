#pragma once

#include <span>
#include <string_view>

namespace kling::catalog {

/// The table as JSON, an array of objects: "kinds", "fields", "models", "prices", "effects", "voices", "errors". Static text. `kind` is
/// needed for "fields", may narrow "kinds", "models" and "prices", and must be a known one where it is given. NULL for what does not exist.
[[nodiscard]] const char *catalog_text(std::string_view table, std::string_view kind);
[[nodiscard]] std::span<const std::string_view> table_names();

} // namespace kling::catalog
