#pragma once

#include "cli/command_line.hpp"
#include "cli/failure.hpp"
#include "cli/handle.hpp"
#include "cli/json_reader.hpp"

namespace kling::cli {

/// Makes the request that was typed: the body of --json-body, the recommended model where none is named, the word, the flags, --set and -o.
[[nodiscard]] Failure make_request(const Invocation &invocation, Request &out);

/// Where a field was refused before anything was sent: tells the flag that gives it.
void explain_field(const Command &command, Failure &failure);

/// The catalogue's row of a kind; an empty one where there is none.
[[nodiscard]] JsonValue row_of_kind(const std::string &kind);

/// Whether a message of the library says that an item of that type is missing; of any type where `type` is empty.
[[nodiscard]] bool tells_of_missing_item(const std::string &message, const std::string &type);

} // namespace kling::cli
