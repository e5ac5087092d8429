#pragma once

#include <cstddef>

/// The texts that catalog_text() gives, by the index of a kind; made by the compiler.
namespace kling::catalog {

inline constexpr std::size_t every_kind = static_cast<std::size_t>(-1);

[[nodiscard]] const char *kinds_text(std::size_t kind);
[[nodiscard]] const char *fields_text(std::size_t kind); // of one kind only
[[nodiscard]] const char *models_text(std::size_t kind);
[[nodiscard]] const char *prices_text(std::size_t kind);
[[nodiscard]] const char *effects_text();
[[nodiscard]] const char *voices_text();
[[nodiscard]] const char *errors_text();

} // namespace kling::catalog
