#pragma once

#include <cstddef>

namespace kling::transfer {

/// Who takes the bytes of a download that has no file: keeps them until they are handed on, which cannot be undone.
class Taker {
public:
  /// Keeps a copy; throws bad_alloc. False when it wants no more.
  [[nodiscard]] virtual bool take(const void *bytes, std::size_t length) = 0;
  /// It holds as much as it should.
  [[nodiscard]] virtual bool full() const = 0;
  /// Everything was handed on.
  [[nodiscard]] virtual bool drained() const = 0;
  /// Forgets everything, if nothing of it was handed on yet.
  [[nodiscard]] virtual bool take_back() = 0;

protected:
  ~Taker() = default;
};

} // namespace kling::transfer
