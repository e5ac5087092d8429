#pragma once

#include <cstdint>
#include <string_view>

#include "base/allocation.hpp"
#include "json/document.hpp"
#include "sim/gateway.hpp"

namespace kling::sim {

/// What a gateway makes its reply of, once the service has answered.
struct Passage {
  const Profile &profile;
  const GatewayTask &task;
  json::Value request; // the body of a create
  json::Value reply;   // the service's; absent while a gateway that keeps a table has not asked
};

// Ids, out of those of the service.
[[nodiscard]] String comet_id(std::string_view task_id, const GatewayRoute &route);
[[nodiscard]] String openai_id(std::string_view task_id, const GatewayRoute &route);
[[nodiscard]] String hexadecimal_id(std::string_view task_id, const GatewayRoute &route);

// CometAPI (gateways §1.6, §1.7).
[[nodiscard]] String comet_created(const Passage &passage);
[[nodiscard]] String comet_looked(const Passage &passage);
[[nodiscard]] String comet_wrapped(const Passage &passage);
/// `body`: the callback of the service.
[[nodiscard]] String comet_callback(json::Value body, std::string_view id);

// Families A and B (gateways §3).
[[nodiscard]] String family_a_created(const Passage &passage);
[[nodiscard]] String family_a_looked(const Passage &passage);
[[nodiscard]] String openai_created(const Passage &passage);
[[nodiscard]] String family_b_created(const Passage &passage);
[[nodiscard]] String family_b_looked(const Passage &passage);

// Ids that are no numbers (gateways §4.1).
[[nodiscard]] String id_created(const Passage &passage);
[[nodiscard]] String id_looked(const Passage &passage);

// A list of tasks: `items` is a JSON array.
[[nodiscard]] String plain_list(std::string_view items, std::string_view request_id);
[[nodiscard]] String wrapped_list(std::string_view items, std::string_view request_id);
[[nodiscard]] String id_list(std::string_view items, std::string_view request_id);

/// The object with that text in place of the member's.
[[nodiscard]] String with_member(json::Value object, std::string_view name, std::string_view text);

} // namespace kling::sim
