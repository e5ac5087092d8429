#pragma once

#include <string_view>

#include "base/allocation.hpp"

namespace kling::auth {

/// An API key, or a pair of AccessKey and SecretKey, or nothing.
struct Credential {
  String api_key;
  String access_key;
  String secret_key;

  [[nodiscard]] bool signs() const { return !access_key.empty(); }
  [[nodiscard]] bool none() const { return api_key.empty() && access_key.empty(); }
};

/// The HS256 token of AccessKey and SecretKey: {"alg":"HS256","typ":"JWT"}.{"iss","exp": now + 1800,"nbf": now - 5}.
[[nodiscard]] String sign_token(const Credential &credential, int64_t unix_seconds);

/// Keeps a signed token until 5 minutes before its end, so that one is signed at most once in 25 minutes.
class TokenCache {
public:
  /// What goes behind "Bearer ": the API key itself, or the token that holds at that time.
  [[nodiscard]] std::string_view token(const Credential &credential, int64_t unix_seconds);
  void drop() { token_.clear(); } // the clock was wrong: sign anew

private:
  String token_;
  int64_t signed_at_ = 0;
};

/// 32 hex digits that name a credential without telling it.
[[nodiscard]] String fingerprint(const Credential &credential);

} // namespace kling::auth
