#include "catalog/provider.hpp"

namespace kling::catalog {

namespace {

// Reference 2.1 (hosts and what was seen of them), 2.3 (credentials), gateways 1.1, 1.2 and 1.5 (CometAPI).
constexpr Provider provider_rows[] = {
    {.name = "kling",
     .origin = "https://api-singapore.klingai.com",
     .prefix = "",
     .external_ids = ExternalIdTrust::guarded,
     .new_generation = NewGeneration::served,
     .access_keys = true,
     .vendor_prices = true,
     .dollars = true},
    {.name = "kling-cn",
     .origin = "https://api-beijing.klingai.com",
     .prefix = "",
     .external_ids = ExternalIdTrust::guarded,
     .new_generation = NewGeneration::unverified,
     .access_keys = true,
     .vendor_prices = true,
     .dollars = false},
    {.name = "cometapi",
     .origin = "https://api.cometapi.com",
     .prefix = "/kling",
     .external_ids = ExternalIdTrust::unproven,
     .new_generation = NewGeneration::undocumented,
     .access_keys = false,
     .vendor_prices = false,
     .dollars = false},
    {.name = "custom",
     .origin = "",
     .prefix = "",
     .external_ids = ExternalIdTrust::unproven,
     .new_generation = NewGeneration::served, // the vendor's own through a proxy, perhaps, or a simulator
     .access_keys = true,
     .vendor_prices = false,
     .dollars = false},
};

} // namespace

std::span<const Provider> providers() {
  return provider_rows;
}

const Provider *find_provider(std::string_view name) {
  for (const Provider &row : provider_rows) {
    if (row.name == name) {
      return &row;
    }
  }
  return nullptr;
}

} // namespace kling::catalog
