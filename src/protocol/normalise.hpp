#pragma once

#include "protocol/request.hpp"

namespace kling::protocol {

/// The body as the service wants it: what says absent is left out, spellings of other pages become Kling's own, and scalars take the
/// type that the catalogue names. Each change of a spelling is noted in `log`. What fits no type is left for validate() to refuse.
/// KLING_E_FIELD when two spellings of one field disagree.
kling_status normalise(const catalog::Kind &kind, const Rules &rules, json::Document &body, Error &error, Log *log);

} // namespace kling::protocol
