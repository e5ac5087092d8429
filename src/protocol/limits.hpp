#pragma once

#include "base/error.hpp"
#include "catalog/field.hpp"
#include "json/document.hpp"

namespace kling::protocol {

/// Whether a value of the right type stays within its row's values, lengths, counts and range; media have limits of their own, see
/// check_media(). KLING_E_FIELD names `field`, limit and value.
kling_status check_limits(const catalog::Field &row, json::Value value, std::string_view field, Error &error);

} // namespace kling::protocol
