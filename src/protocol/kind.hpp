#pragma once

#include "base/error.hpp"
#include "catalog/kind.hpp"

namespace kling::protocol {

/// The kind of that name; KLING_E_UNKNOWN_NAME with the nearest one where there is none.
[[nodiscard]] kling_status find_kind(std::string_view name, const catalog::Kind *&out, Error &error);

} // namespace kling::protocol
