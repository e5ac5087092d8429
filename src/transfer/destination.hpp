#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.hpp"
#include "transfer/sha256.hpp"

namespace kling::transfer {

/// Where the bytes of a download go, in order, and what is known of all that came: length and SHA-256.
class Destination : public Allocated {
public:
  Destination() = default;
  virtual ~Destination() = default;
  Destination(const Destination &) = delete;
  Destination &operator=(const Destination &) = delete;

  [[nodiscard]] virtual bool is_open() const = 0;
  /// With a validator: the bytes that an earlier download of `source` left are there, and are gone on with if it still holds.
  [[nodiscard]] virtual kling_status open(std::string_view source, String &validator, Error &error) = 0;
  /// Keeps with the bytes what they belong to, so that they can be gone on with later; with no validator they cannot.
  [[nodiscard]] virtual kling_status belong_to(std::string_view source, std::string_view validator, Error &error) = 0;
  [[nodiscard]] virtual kling_status take(const void *bytes, std::size_t length, Error &error) = 0;
  /// What was taken is where it belongs, as far as that goes before the end.
  [[nodiscard]] virtual kling_status flush(Error &error) = 0;
  /// Forgets all that was taken.
  [[nodiscard]] virtual kling_status start_over(Error &error) = 0;
  /// With more now it would take more memory: the sender is to pause.
  [[nodiscard]] virtual bool crowded() const = 0;
  /// The next step after the last byte, each short. Sets `over` with the last one, and then the hash in hex.
  [[nodiscard]] virtual kling_status finish(bool &over, String &sha256, Error &error) = 0;
  virtual void close() = 0;  // it may be gone on with, if it has a name
  virtual void remove() = 0; // it is of no use

  [[nodiscard]] int64_t length() const { return length_; } // of all that was taken, and was there

protected:
  int64_t length_ = 0;
  Sha256 hash_;
};

} // namespace kling::transfer
