#pragma once

#include "transfer/destination.hpp"
#include "transfer/taker.hpp"

namespace kling::transfer {

/// A download's way to a taker. What was handed on cannot be taken back: then it can only be gone on with.
class HandOver final : public Destination {
public:
  explicit HandOver(Taker &taker) : taker_(taker) {}

  [[nodiscard]] bool is_open() const override { return open_; }
  [[nodiscard]] kling_status open(std::string_view source, String &validator, Error &error) override;
  [[nodiscard]] kling_status belong_to(std::string_view, std::string_view, Error &) override { return KLING_OK; } // it outlives nobody
  [[nodiscard]] kling_status take(const void *bytes, std::size_t length, Error &error) override;
  [[nodiscard]] kling_status flush(Error &error) override;
  [[nodiscard]] kling_status start_over(Error &error) override;
  [[nodiscard]] bool crowded() const override { return taker_.full(); }
  [[nodiscard]] kling_status finish(bool &over, String &sha256, Error &error) override;
  void close() override {}
  void remove() override {}

private:
  Taker &taker_;
  bool open_ = false;
};

} // namespace kling::transfer
