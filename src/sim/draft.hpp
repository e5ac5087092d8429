#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>

#include "json/document.hpp"
#include "sim/http.hpp"
#include "sim/kind.hpp"
#include "sim/refusal.hpp"
#include "sim/state.hpp"

namespace kling::sim {

/// A request on its way to become a task or an answer: what was sent, who it concerns, and what has been found out about it so far.
struct Draft {
  const Kind &kind;
  json::Value body; // absent for a view
  const Target &target;
  State &state;
  Order order;
  Refusal refusal;

  /// The value at a dotted path: "input.voice_id".
  [[nodiscard]] json::Value value(std::string_view path) const;
  [[nodiscard]] bool has(std::string_view path) const { return !absent(value(path)); }
  /// A scalar's text; when it is absent the default of its row.
  [[nodiscard]] std::string_view text(std::string_view path) const;
  [[nodiscard]] bool flag(std::string_view path) const;     // false when absent
  [[nodiscard]] int64_t whole(std::string_view path) const; // 0 when neither it nor a default is there
  [[nodiscard]] double number(std::string_view path) const;

  /// Each writes the refusal and returns false. The forms of §7.2.
  bool refuse(int64_t code, std::initializer_list<std::string_view> message);
  bool refuse(std::initializer_list<std::string_view> message) { return refuse(1201, message); }
  bool invalid(std::string_view name, std::string_view given);              // "mode value '8k' is invalid"
  bool wrong_type(std::string_view name, std::string_view expected);        // "prompt value type is invalid, expected string"
  bool missing(std::string_view name);                                      // "prompt is required"
  bool exceeds(std::string_view name, int64_t most, std::string_view unit); // "prompt cannot exceed 2500 characters"
};

/// What a create checks about its body: every field in the order of the page, then the rules; the order is filled in.
[[nodiscard]] bool check(Draft &draft);

/// Exactly one of the two must be there.
[[nodiscard]] bool exactly_one(Draft &draft, std::string_view first, std::string_view second);

} // namespace kling::sim
