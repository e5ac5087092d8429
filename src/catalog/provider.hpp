#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace kling::catalog {

/// What an unknown submit may rest on (design §4.1). A provider's row tells what is documented; what a host has shown is learnt.
enum class ExternalIdTrust : uint8_t {
  guarded,  // looked up by external id, duplicates refused: re-sending with the same id is safe
  echoed,   // our id came back in a reply: what is found by it is ours, what is not may exist all the same
  unproven, // an id may be dropped on the way: never a second POST
};

/// Whether a host has the new generation as well as the legacy one. Kinds and models pass everywhere; this is about translating them.
enum class NewGeneration : uint8_t {
  served,       // a request goes to the generation that has its model
  unverified,   // the same, and noted
  undocumented, // nothing is told in its words: a request that would be goes as it is told, and that is noted
};

/// Whom we speak to: a row of the table in provider.cpp.
struct Provider {
  std::string_view name;   // "cometapi"
  std::string_view origin; // "https://api.cometapi.com"; empty: the caller must give one
  std::string_view prefix; // "/kling"
  ExternalIdTrust external_ids;
  NewGeneration new_generation;
  bool access_keys;   // AccessKey/SecretKey are taken here
  bool vendor_prices; // it bills by the vendor's price list, in units
  bool dollars;       // and the dollars of the list are those of its page
};

[[nodiscard]] std::span<const Provider> providers();
[[nodiscard]] const Provider *find_provider(std::string_view name);

} // namespace kling::catalog
