#pragma once

#include "protocol/request.hpp"

namespace kling::protocol {

/// The body as the service wants it: what says absent is left out, spellings of other pages become Kling's own, scalars take the type
/// that the catalogue names, and Base64 loses a "data:" in front. Each change of a spelling is noted in `log`. What fits no type is left
/// for validate() to refuse. KLING_E_FIELD when two spellings of one field disagree.
kling_status normalise(const catalog::Kind &kind, const Rules &rules, json::Document &body, Error &error, Log *log);

/// What stands behind "data:…;base64,", empty where the text does not begin so.
[[nodiscard]] std::string_view content_of_data_url(std::string_view text);

} // namespace kling::protocol
