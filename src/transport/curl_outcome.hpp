#pragma once

#include <cstdint>
#include <curl/curl.h>
#include <string_view>

#include "base/allocation.hpp"
#include "kling/kling.h"

namespace kling::transport {

/// What one of libcurl's results means for us.
struct CurlOutcome {
  CURLcode code;
  kling_status status;
  const char *words;
};
[[nodiscard]] const CurlOutcome &outcome_of(CURLcode code);
/// The same where a proxy may have refused the tunnel: `tunnel_status` is what it answered CONNECT with, 0 for none.
[[nodiscard]] const CurlOutcome &outcome_of(CURLcode code, long tunnel_status);

/// Our words, with libcurl's own detail behind them where that is UTF-8 and can hold neither a query string nor user info.
[[nodiscard]] String message_of(const CurlOutcome &outcome, std::string_view detail);

} // namespace kling::transport
