#pragma once

#include <optional>

#include "catalog/kind.hpp"
#include "json/reading.hpp"
#include "protocol/message.hpp"

namespace kling::protocol {

/// What stands around the data of a reply, whichever of the known shapes it has: Kling's own, the wrappers and errors of gateways.
struct Envelope {
  json::Reading document; // absent when the body is no JSON object
  bool html = false;
  int32_t http_status = 0;     // the reply's, or the one that a gateway tells as its whole message
  std::optional<int64_t> code; // a number in `code`, the service's own even where a gateway wrapped it; 0 also for the word "success"
  String word;                 // a gateway's code that is a word
  bool has_word = false;       // it may be an empty one
  bool has_error = false;      // an `error` member that says something
  String message;
  String request_id;

  [[nodiscard]] json::Value root() const { return document.root(); }
  [[nodiscard]] bool readable() const { return document.root().present(); }
  /// The code, when it is one of the service's.
  [[nodiscard]] int64_t service_code() const;
  /// Nothing in it says no.
  [[nodiscard]] bool says_yes() const { return readable() && !has_error && !has_word && code.value_or(0) == 0; }
};

[[nodiscard]] Envelope read_envelope(const Reply &reply);

/// The error that a reply stands for: grouped by what the caller can do, in the service's words and with advice. Its field is one of the
/// kind's.
[[nodiscard]] Error service_error(const catalog::Kind &kind, const Envelope &envelope, const Reply &reply);
/// Whether a gateway refused it by name, whatever the HTTP status: it was never passed on.
[[nodiscard]] bool refused_by_name(const Envelope &envelope);

} // namespace kling::protocol
