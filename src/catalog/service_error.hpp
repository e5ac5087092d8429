#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "kling/kling.h"

namespace kling::catalog {

enum class Retry : uint8_t {
  never,
  signed_anew, // once, with a fresh token
  later,       // the create did not happen
  looked_up,   // the create may have happened: look first
};

[[nodiscard]] constexpr std::string_view retry_name(Retry retry) {
  switch (retry) {
  case Retry::never:
    return "never";
  case Retry::signed_anew:
    return "signed anew";
  case Retry::later:
    return "later";
  case Retry::looked_up:
    return "after looking";
  }
  return "";
}

/// One code of the service's own: a row of the table in service_error_rows.hpp.
struct ServiceError {
  int64_t code;
  int32_t http_status;
  kling_status status;
  std::string_view status_name; // "KLING_E_AUTH"
  Retry retry;
  std::string_view meaning;
  std::string_view advice; // what the caller can do
  std::string_view source;
};

/// A refusal that gateways name themselves, by a word in `code` or by a phrase of the message. Such a request was never passed on.
struct GatewayRefusal {
  std::string_view code;   // empty: any
  std::string_view phrase; // part of the message, lower case; empty: any
  kling_status status;
  std::string_view field;
  std::string_view advice;
  std::string_view source;
};

/// What the service calls a field in words of its own, where it does not name it: the first row counts whose field is one of the kind's.
struct FieldPhrase {
  std::string_view phrase; // part of the message, lower case
  std::string_view field;
  std::string_view source;
};

[[nodiscard]] std::span<const FieldPhrase> field_phrases();
[[nodiscard]] std::span<const ServiceError> service_errors();
[[nodiscard]] const ServiceError *find_service_error(int64_t code);
[[nodiscard]] std::span<const GatewayRefusal> gateway_refusals();

} // namespace kling::catalog
