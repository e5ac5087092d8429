#pragma once

#include <string_view>

#include "base/allocation.hpp"

namespace kling::protocol {

/// The parts of a base URL, in the form that goes into requests.
struct Address {
  String scheme; // "https", lower case
  String host;   // lower case, without the scheme's own port: "api.cometapi.com", "127.0.0.1:8080", "[::1]:8080"
  String path;   // "" or "/kling": no slash and no /v1 at the end
  bool loopback = false;
};

/// False when the text is no http or https URL of a host, or carries user info, a query or a fragment; `why` says which.
[[nodiscard]] bool parse_address(std::string_view text, Address &out, String &why);
/// A prefix in the form of Address::path: one slash in front, none behind, no /v1 at the end. False when it is no path.
[[nodiscard]] bool parse_prefix(std::string_view text, String &out, String &why);
/// For one segment of a path: everything but letters, digits and -._~: as %XX.
[[nodiscard]] String percent_encoded(std::string_view text);
/// The text as one segment of a path: of dots alone it would name another place, so they are escaped too.
[[nodiscard]] String path_segment(std::string_view text);

} // namespace kling::protocol
