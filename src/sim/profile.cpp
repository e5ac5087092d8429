#include "sim/profile.hpp"

#include "sim/kind.hpp"
#include "sim/profile_rows.hpp"

namespace kling::sim {

const GatewayRoute *Profile::route_of(const Kind &kind) const {
  static constexpr GatewayRoute any{};
  if (!kind.path.starts_with("/v1/")) {
    return nullptr;
  }
  for (const GatewayRoute &each : routes) {
    if (each.path == kind.path) {
      return &each;
    }
  }
  return routes.empty() ? &any : nullptr;
}

std::span<const Profile> profiles() {
  return profile_rows;
}

const Profile *find_profile(std::string_view name) {
  for (const Profile &each : profile_rows) {
    if (each.name == name) {
      return &each;
    }
  }
  return nullptr;
}

String profile_names() {
  String out;
  for (const Profile &each : profile_rows) {
    out += out.empty() ? "" : ", ";
    out += each.name;
  }
  return out;
}

} // namespace kling::sim
