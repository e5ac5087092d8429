#include "auth/credential.hpp"

#include <array>
#include <new>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <span>

#include "base/secret.hpp"
#include "base/text.hpp"

namespace kling::auth {
namespace {

constexpr int64_t lifetime = 1800; // seconds
constexpr int64_t back_dated = 5;  // for clocks that differ a little
constexpr int64_t renewed_before = 300;

std::string_view as_text(std::span<const unsigned char> bytes) {
  return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

const unsigned char *as_bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char *>(text.data());
}

/// Base64 in the URL alphabet, without padding (RFC 7515).
String base64url(std::string_view bytes) {
  Vector<unsigned char> encoded((bytes.size() + 2) / 3 * 4 + 1);
  int length = EVP_EncodeBlock(encoded.data(), as_bytes(bytes), static_cast<int>(bytes.size()));
  String text(as_text(std::span(encoded).first(static_cast<std::size_t>(length))));
  text.erase(text.find_last_not_of('=') + 1);
  for (char &c : text) {
    c = c == '+' ? '-' : c == '/' ? '_' : c;
  }
  return text;
}

} // namespace

String sign_token(const Credential &credential, int64_t unix_seconds) {
  String payload = concat({R"({"iss":)", json_string(credential.access_key), R"(,"exp":)", text_of(unix_seconds + lifetime), R"(,"nbf":)",
                           text_of(unix_seconds - back_dated), "}"});
  String token = concat({base64url(R"({"alg":"HS256","typ":"JWT"})"), ".", base64url(payload)});

  std::array<unsigned char, EVP_MAX_MD_SIZE> signature{};
  unsigned int length = 0;
  const String &key = credential.secret_key;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), as_bytes(token), token.size(), signature.data(), &length) == nullptr) {
    throw std::bad_alloc(); // nothing else can fail here
  }
  token.append(".").append(base64url(as_text(std::span(signature).first(length))));
  return token;
}

std::string_view TokenCache::token(const Credential &credential, int64_t unix_seconds) {
  if (!credential.signs()) {
    return credential.api_key;
  }
  bool holds = unix_seconds >= signed_at_ - back_dated && unix_seconds < signed_at_ + lifetime - renewed_before;
  if (token_.empty() || !holds) {
    token_ = sign_token(credential, unix_seconds);
    signed_at_ = unix_seconds;
  }
  return token_;
}

String fingerprint(const Credential &credential) {
  // Each part with its length, so that no two credentials give the same text.
  String text("kling credential 1\n");
  for (const String *part : {&credential.api_key, &credential.access_key, &credential.secret_key}) {
    text.append(text_of(static_cast<int64_t>(part->size()))).append(":").append(*part).append("\n");
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  int made = EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  wipe(text);
  if (made != 1) {
    throw std::bad_alloc();
  }
  constexpr std::string_view hex = "0123456789abcdef";
  String name;
  for (unsigned char byte : std::span(digest).first<16>()) {
    name.push_back(hex[byte >> 4U]);
    name.push_back(hex[byte & 15U]);
  }
  return name;
}

} // namespace kling::auth
