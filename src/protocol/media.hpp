#pragma once

#include "base/error.hpp"
#include "catalog/field.hpp"
#include "json/document.hpp"
#include "protocol/image_header.hpp"
#include "protocol/input.hpp"

namespace kling::protocol {

/// Whether an image, audio or video field may be sent as it stands: the form of a text (a URL, Base64), and of what is not behind a URL
/// its format, size, pixels and ratio. KLING_E_FIELD names `field`, what it must be and what it is.
kling_status check_media(const catalog::Field &row, json::Value value, std::string_view field, const Inputs &inputs, Error &error);
/// Of a picture whose header can be seen: inline, or one of the inputs.
[[nodiscard]] std::optional<PixelSize> pixels_of(json::Value picture, const Inputs *inputs);

} // namespace kling::protocol
