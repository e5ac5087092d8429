#pragma once

#include <cstddef>

#include "base/error.hpp"

struct evp_md_ctx_st;

namespace kling::transfer {

/// A running SHA-256. False: libcrypto has no memory, or does not have it.
class Sha256 {
public:
  Sha256() = default;
  ~Sha256();
  Sha256(const Sha256 &) = delete;
  Sha256 &operator=(const Sha256 &) = delete;

  [[nodiscard]] bool start();
  [[nodiscard]] bool take(const void *bytes, std::size_t length);
  [[nodiscard]] bool finish(String &hex);
  static kling_status unavailable(Error &error); // what any of these then comes to

private:
  evp_md_ctx_st *context_ = nullptr;
};

} // namespace kling::transfer
