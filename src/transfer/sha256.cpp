#include "transfer/sha256.hpp"

#include <openssl/evp.h>

namespace kling::transfer {

Sha256::~Sha256() {
  EVP_MD_CTX_free(context_);
}

kling_status Sha256::unavailable(Error &error) {
  error = make_error(KLING_E_INTERNAL, "SHA-256 is not available");
  return error.status;
}

bool Sha256::start() {
  if (context_ == nullptr) {
    context_ = EVP_MD_CTX_new();
  }
  return context_ != nullptr && EVP_DigestInit_ex(context_, EVP_sha256(), nullptr) == 1;
}

bool Sha256::take(const void *bytes, std::size_t length) {
  return EVP_DigestUpdate(context_, bytes, length) == 1;
}

bool Sha256::finish(String &hex) {
  static constexpr char digits[] = "0123456789abcdef";
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  hex.clear();
  hex.reserve(std::size_t{2} * EVP_MAX_MD_SIZE);
  if (EVP_DigestFinal_ex(context_, digest, &length) != 1) {
    return false;
  }
  for (unsigned each = 0; each < length; ++each) {
    hex += digits[digest[each] >> 4];
    hex += digits[digest[each] & 15];
  }
  return true;
}

} // namespace kling::transfer
