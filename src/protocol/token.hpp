#pragma once

#include "base/error.hpp"
#include "catalog/kind.hpp"

namespace kling::protocol {

/// A task's printable name, enough to take it up from another process: "k1." and fields that no shell and no URL changes.
struct Token {
  String origin;
  String prefix;
  String provider;
  String generation; // "legacy" or "new"
  String kind;
  String task_id;
  String external_id;
};

[[nodiscard]] String print_token(const Token &token);
/// KLING_E_ARGUMENT with the reason when the text is not a token, KLING_E_VERSION when it is one of a later kind.
kling_status parse_token(std::string_view text, Token &out, Error &error);
/// Whether the kind, which is the token's, is one of the token's generation; a token without one is of any.
kling_status check_generation(const Token &token, const catalog::Kind &kind, Error &error);

} // namespace kling::protocol
