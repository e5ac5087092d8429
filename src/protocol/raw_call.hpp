#pragma once

#include "protocol/request.hpp"

namespace kling::protocol {

/// The scalars of a body as a query string, in their order and without '?': "pageNum=1&pageSize=30". Items of an array are joined by ','.
/// KLING_E_FIELD for an object or a reference, which no query can hold.
kling_status write_query(json::Value body, String &out, Error &error);

/// Whether a method is upper-case letters alone, and not one of tunnels.
kling_status check_method(std::string_view method, Error &error);

/// Whether a path stays on the configured host, behind its prefix: one '/' in front, no other host, no way up, nothing unprintable.
kling_status check_path(std::string_view path, Error &error, std::string_view field = "path");

} // namespace kling::protocol
