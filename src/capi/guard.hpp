#pragma once

#include <new>
#include <type_traits>
#include <utility>

#include "base/error.hpp"
#include "base/handle.hpp"

/// What every exported function is made of: casts that check, and the one place where exceptions end.
namespace kling::capi {

/// The object behind a handle; nullptr for NULL, for a handle of another type and, as far as memory can tell, for a freed one.
template <class Inner, class Outer> [[nodiscard]] Inner *inner(Outer *handle) noexcept {
  static_assert(std::is_const_v<Inner> || !std::is_const_v<Outer>, "a const handle opens a const object");
  using Plain = typename std::remove_const_t<Inner>::HandleBase;
  using Base = std::conditional_t<std::is_const_v<Inner>, const Plain, Plain>;
  auto *base = reinterpret_cast<Base *>(handle);
  return base != nullptr && base->is_genuine() ? static_cast<Inner *>(base) : nullptr;
}

/// The handle of an object: outer<kling_task>(task).
template <class Outer, class Inner> [[nodiscard]] Outer *outer(Inner *object) noexcept {
  using Plain = typename std::remove_const_t<Inner>::HandleBase;
  using Base = std::conditional_t<std::is_const_v<Inner>, const Plain, Plain>;
  return reinterpret_cast<Outer *>(static_cast<Base *>(object));
}

/// Runs a body that returns a kling_status; no exception leaves.
template <class Body> [[nodiscard]] kling_status guarded(Body &&body) noexcept {
  try {
    return std::forward<Body>(body)();
  } catch (const std::bad_alloc &) {
    return KLING_E_MEMORY;
  } catch (...) {
    return KLING_E_INTERNAL;
  }
}

/// The same for a body that takes an Error & and fills it, or only returns a status. The caller's record says what came of the call,
/// KLING_OK included; a record too small to say so is refused before the body runs.
template <class Body> [[nodiscard]] kling_status guarded(kling_error *out, Body &&body) noexcept {
  Error error;
  const kling_status usable = write_error(out, error);
  if (usable != KLING_OK) {
    return usable;
  }
  const kling_status status = guarded([&] { return body(error); });
  if (status == KLING_OK) {
    return status;
  }
  if (error.status != status) { // the body said nothing, or memory ended while it did
    error.message.clear();
    error.status = status;
    static_cast<void>(guarded([&] {
      error.message = kling_status_description(status);
      return KLING_OK;
    }));
  }
  write_error(out, error);
  return status;
}

/// For functions that return something else: `fallback` when the body throws.
template <class Value, class Body> [[nodiscard]] Value guarded_value(Value fallback, Body &&body) noexcept {
  try {
    return std::forward<Body>(body)();
  } catch (...) {
    return fallback;
  }
}

} // namespace kling::capi
