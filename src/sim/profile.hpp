#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/allocation.hpp"

namespace kling::sim {

struct Kind;
struct Passage;

/// Which of the three ways a gateway has to answer a create (gateways §1.6).
enum class Variant : uint8_t { a, b, c };
/// Which page shows how the task is told when it is looked up (gateways §1.6).
enum class LookPage : uint8_t { individual, omni, images };

/// What a gateway serves, under the path that the service has for it.
struct GatewayRoute {
  std::string_view path;
  Variant variant = Variant::a;
  LookPage look = LookPage::individual;
  std::string_view action = {}; // its name in a wrapper; empty: the kind's in capitals
  bool wired = true;            // else it is documented and leads nowhere
};

/// A model that a gateway has, but not under this path.
struct MisplacedModel {
  std::string_view path;
  std::string_view model;
};

/// What a gateway does with what goes wrong.
enum class Complaints : uint8_t {
  service,  // it has nothing of its own: the service's envelope, or a page
  comet,    // gateways §2.1: E1, E2, E3, E6
  family_a, // gateways §3: an error object, or a word with "data": null
  family_b, // gateways §3: a word that is often empty; a reply of 200 stays one
};

/// The words of a wrapper for a task that was not asked for yet, and for each of its states (gateways §3).
struct WrapperWords {
  std::string_view unseen;
  std::string_view submitted;
  std::string_view processing;
  std::string_view succeed;
  std::string_view failed;
};

/// Which service to be: the vendor's own, or a gateway that stands in front of it.
struct Profile {
  std::string_view name;
  std::string_view prefix;
  std::string_view provider; // what a client's option of that name is to be
  std::string_view section;  // of the gateways page
  std::string_view help;
  bool gateway = true;
  bool lists = false;
  bool quota = false;          // has GET /user/quota, outside of the prefix
  bool stores = false;         // asks the service in the background and tells what it knows from there
  bool own_callbacks = false;  // else they come from the service as they are, with its id
  bool unknown_is_page = true; // what it does not serve is a page of HTML, with 200
  bool outside_moves = false;  // what is not under the prefix is a redirect
  Complaints complaints = Complaints::service;
  std::string_view error_type = {};              // of error objects
  std::span<const GatewayRoute> routes = {};     // none: all that the service has under /v1
  std::span<const std::string_view> drops = {};  // fields of a create that it does not know
  std::span<const std::string_view> models = {}; // it has a channel for; none: it does not look
  std::span<const MisplacedModel> misplaced = {};
  WrapperWords words = {};
  String (*id)(std::string_view task_id, const GatewayRoute &route) = nullptr; // none: the service's
  String (*created)(const Passage &passage) = nullptr;
  String (*looked)(const Passage &passage) = nullptr;
  String (*listed)(std::string_view items, std::string_view request_id) = nullptr;

  /// Null when it does not serve that kind.
  [[nodiscard]] const GatewayRoute *route_of(const Kind &kind) const;
};

/// "official" is the first.
[[nodiscard]] std::span<const Profile> profiles();
/// Null for an unknown name.
[[nodiscard]] const Profile *find_profile(std::string_view name);
/// "official, cometapi, …"
[[nodiscard]] String profile_names();

} // namespace kling::sim
