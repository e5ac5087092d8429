#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <openssl/evp.h>
#include <string>
#include <unistd.h>
#include <utility>

#include "support/handles.hpp"

namespace kling::test {

/// `length` bytes of every value, unlike from place to place.
inline std::string some_bytes(std::size_t length, uint32_t seed = 2463534242U) {
  std::string bytes(length, '\0');
  for (char &each : bytes) {
    seed ^= seed << 13U;
    seed ^= seed >> 17U;
    seed ^= seed << 5U;
    each = static_cast<char>(seed >> 11U);
  }
  return bytes;
}

/// As libcrypto writes it.
inline std::string base64_of(const std::string &bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char *>(text.data()), reinterpret_cast<const unsigned char *>(bytes.data()),
                  static_cast<int>(bytes.size()));
  text.pop_back();
  return text;
}

/// A request for a clip that begins with an image, which is still to be set.
inline Request image_request(const char *prompt = nullptr) {
  kling_request *request = nullptr;
  kling_request_new("image2video", &request);
  if (prompt != nullptr) {
    kling_request_set_string(request, "prompt", prompt);
  }
  return Request(request);
}

/// A folder that goes with this object, and files in it.
class InputFolder {
public:
  InputFolder() {
    char path[] = "/tmp/kling-inputs-XXXXXX";
    path_ = mkdtemp(path);
  }
  ~InputFolder() { std::filesystem::remove_all(path_); }
  InputFolder(const InputFolder &) = delete;
  InputFolder &operator=(const InputFolder &) = delete;

  [[nodiscard]] std::string path(const std::string &name) const { return path_ + "/" + name; }
  std::string write(const std::string &name, const std::string &bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }

private:
  std::string path_;
};

/// Bytes for kling_request_lend_bytes that count how often they were given back. From then on they hold something else.
class LentBytes {
public:
  explicit LentBytes(std::string bytes) : bytes_(std::move(bytes)) {}
  LentBytes(const LentBytes &) = delete;
  LentBytes &operator=(const LentBytes &) = delete;

  kling_status to(kling_request *request, const char *name) {
    return kling_request_lend_bytes(request, name, bytes_.data(), bytes_.size(), give_back, this);
  }
  kling_status to(const Request &request, const char *name) { return to(request.get(), name); }
  [[nodiscard]] int given_back() const { return given_back_.load(); }
  static void KLING_CALL give_back(void *self) {
    auto &lent = *static_cast<LentBytes *>(self);
    ++lent.given_back_;
    std::fill(lent.bytes_.begin(), lent.bytes_.end(), '!');
  }

private:
  std::string bytes_;
  std::atomic<int> given_back_{0};
};

} // namespace kling::test
