#pragma once

#include "protocol/request.hpp"

namespace kling::protocol {

/// Whether a normalised body may be sent. KLING_E_UNKNOWN_NAME for a name that the kind does not have, KLING_E_FIELD for a value out of its
/// row's bounds or against a rule between fields; the error names field, limit and value. With validation off types alone are looked at.
/// What is documented as ignored in such a body passes whatever it is. `inputs` are what the body's references stand for.
kling_status validate(const catalog::Kind &kind, json::Value body, const Inputs &inputs, const Rules &rules, Error &error, Log *log);

/// The first name that the kind does not have, in the same words, whatever else is wrong and whatever such a body ignores.
kling_status check_names(const catalog::Kind &kind, json::Value body, const Rules &rules, Error &error);

} // namespace kling::protocol
