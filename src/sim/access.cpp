#include "sim/access.hpp"

#include <optional>

#include "base/text.hpp"
#include "json/document.hpp"
#include "sim/base64.hpp"

namespace kling::sim {

namespace {

constexpr std::string_view scheme = "Bearer ";
constexpr std::string_view key_only = "Authentication error. The current API does not support AK/SK; please go to the console "
                                      "(https://kling.ai/dev/api-key) to create API key."; // §2.3
constexpr std::string_view bad_signature = "The Token's Signature resulted invalid when verified using the Algorithm: HmacSHA256";

bool refuse(Refusal &out, int64_t code, std::string_view message) {
  out = {code, String(message)};
  return false;
}

std::optional<json::Document> part_of(std::string_view text) {
  const std::optional<String> bytes = decode_base64url(text);
  json::Document document;
  String why;
  if (!bytes || !json::Document::parse(*bytes, document, why) || !document.root().is(json::Type::object)) {
    return std::nullopt;
  }
  return document;
}

bool signature_is_good(const Settings &settings, std::string_view signed_part, std::string_view signature) {
  const std::optional<String> given = decode_base64url(signature);
  if (settings.hmac_sha256 == nullptr || !given || given->size() != 32) {
    return false;
  }
  uint8_t digest[32] = {};
  settings.hmac_sha256(settings.secret_key, signed_part, digest);
  uint8_t difference = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    difference = static_cast<uint8_t>(difference | (digest[i] ^ static_cast<uint8_t>((*given)[i])));
  }
  return difference == 0;
}

/// The text that the service is on record with, for a token that is not header.payload.signature (§2.3).
bool split(std::string_view token, std::size_t &first, std::size_t &second, Refusal &out) {
  first = token.find('.');
  second = first == std::string_view::npos ? first : token.find('.', first + 1);
  std::string_view parts;
  if (first == std::string_view::npos) {
    parts = "0";
  } else if (second == std::string_view::npos) {
    parts = "2";
  } else if (token.find('.', second + 1) != std::string_view::npos) {
    parts = "> 3";
  } else {
    return true;
  }
  return refuse(out, 1002, concat({"The token was expected to have 3 parts, but got ", parts}));
}

bool token_is_good(const Settings &settings, std::string_view token, int64_t unix_ms, Refusal &out) {
  std::size_t first = 0;
  std::size_t second = 0;
  if (!split(token, first, second, out)) {
    return false;
  }
  const std::optional<json::Document> header = part_of(token.substr(0, first));
  const std::optional<json::Document> claims = part_of(token.substr(first + 1, second - first - 1));
  if (!header || !claims) {
    return refuse(out, 1002, "The token is not a valid JWT");
  }
  if (header->root()["alg"].text() != "HS256") {
    return refuse(out, 1002, "The provided Algorithm doesn't match the one defined in the JWT's Header");
  }
  if (claims->root()["iss"].text() != settings.access_key || !claims->root()["iss"].is(json::Type::string)) {
    return refuse(out, 1002, "Access key not found");
  }
  if (!signature_is_good(settings, token.substr(0, second), token.substr(second + 1))) {
    return refuse(out, 1002, bad_signature);
  }
  const int64_t now_s = unix_ms / 1000;
  const json::Value not_before = claims->root()["nbf"];
  const json::Value expires = claims->root()["exp"];
  if (!expires.is(json::Type::number) || !expires.integer() ||
      (not_before.present() && (!not_before.is(json::Type::number) || !not_before.integer()))) {
    return refuse(out, 1002, "The token's exp or nbf is not a whole number of seconds");
  }
  if (not_before.present() && *not_before.integer() > now_s) {
    return refuse(out, 1003, concat({"The Token can't be used before ", text_of(*not_before.integer()), "."}));
  }
  if (*expires.integer() <= now_s) {
    return refuse(out, 1004, concat({"The Token has expired on ", text_of(*expires.integer()), "."}));
  }
  return true;
}

} // namespace

bool authorised(const Settings &settings, bool under_gateway, std::string_view header, int64_t unix_ms, Refusal &out) {
  header = trimmed(header);
  const bool bare_scheme = equal_ignoring_case(header, trimmed(scheme));
  if (header.empty() || bare_scheme) {
    return refuse(out, 1001, message_of(1001));
  }
  const bool has_scheme = header.size() > scheme.size() && equal_ignoring_case(header.substr(0, scheme.size()), scheme);
  if (!has_scheme && !under_gateway) {
    return refuse(out, 1002, message_of(1002));
  }
  const std::string_view token = has_scheme ? trimmed(header.substr(scheme.size())) : header;
  if (token == settings.api_key && !settings.api_key.empty()) {
    return true;
  }
  if (under_gateway) {
    return refuse(out, 1002, message_of(1002));
  }
  return token_is_good(settings, token, unix_ms, out);
}

bool authorised_by_key(const Settings &settings, std::string_view header, Refusal &out) {
  header = trimmed(header);
  if (header.empty() || equal_ignoring_case(header, trimmed(scheme))) {
    return refuse(out, 1001, message_of(1001));
  }
  const bool has_scheme = header.size() > scheme.size() && equal_ignoring_case(header.substr(0, scheme.size()), scheme);
  const bool good = has_scheme && !settings.api_key.empty() && trimmed(header.substr(scheme.size())) == settings.api_key;
  return good || refuse(out, 1002, key_only);
}

} // namespace kling::sim
