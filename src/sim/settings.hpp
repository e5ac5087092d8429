#pragma once

#include <cstdint>
#include <string_view>

#include "base/allocation.hpp"

namespace kling::sim {

/// HMAC-SHA256 of `message` under `key`, from whoever has a crypto library.
using Hmac = void (*)(std::string_view key, std::string_view message, uint8_t (&digest)[32]);

struct Settings {
  int64_t submitted_ms = 300;  // time in `submitted`
  int64_t processing_ms = 700; // time in `processing`
  uint64_t seed = 1;           // of ids and signatures
  int64_t slots = 1000000;     // tasks at once, for each model
  String units = "1000000";    // decimal, two digits behind the point at most: what the pack holds
  bool retire_models = false;  // refuse the models that the service was seen to discontinue
  String profile = "official"; // the only one there is
  String api_key = "sim-api-key";
  String access_key = "sim-access-key";
  String secret_key = "sim-secret-key";
  String output_base_url = "http://127.0.0.1"; // where result links point; no slash at the end
  Hmac hmac_sha256 = nullptr;                  // without it no AccessKey/SecretKey token is accepted
};

} // namespace kling::sim
