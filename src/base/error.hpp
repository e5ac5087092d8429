#pragma once

#include "base/allocation.hpp"
#include "kling/kling.h"

namespace kling {

/// What went wrong, as values; `kling_error` is its image at the ABI.
struct Error {
  kling_status status = KLING_OK;
  int32_t http_status = 0;
  int32_t retryable = 0;
  int64_t service_code = 0;
  int64_t retry_after_ms = 0;
  String field;
  String request_id;
  String task_id;
  String message;

  [[nodiscard]] bool failed() const { return status != KLING_OK; }
};

[[nodiscard]] Error make_error(kling_status status, std::string_view message, std::string_view field = {});

/// Fills the caller's record up to its own struct_size; NULL is allowed. An id that does not fit is left empty, other text is cut at a
/// character boundary. Refuses a record whose struct_size is too small to hold the status.
kling_status write_error(kling_error *out, const Error &error) noexcept;

} // namespace kling
