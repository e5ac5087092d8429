#pragma once

#include "protocol/request.hpp"

namespace kling::protocol {

/// What a task costs by the price list, should it succeed. Units and dollars are those of the vendor; credits are a column of their own.
struct Cost {
  bool known = false;              // units or dollars
  int64_t units_hundredths = -1;   // negative: not known, or priced in dollars alone
  double usd = -1;                 // negative: not known
  int64_t credits_hundredths = -1; // negative: not known
  bool in_dollars = false;         // sold in dollars alone
};

/// Of a normalised body. Only providers that bill by the vendor's list have prices.
[[nodiscard]] Cost estimate(const catalog::Kind &kind, json::Value body, const catalog::Provider *provider);

/// Of a request as it stands, complete or not. Refuses what prepare() refuses before it validates.
kling_status estimate(const Request &request, const Rules &rules, Cost &out, Error &error);

} // namespace kling::protocol
