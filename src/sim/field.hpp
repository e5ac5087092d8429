#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "json/document.hpp"

namespace kling::sim {

struct Draft;

enum class FieldType : uint8_t {
  text,
  prompt, // a text that moderation reads
  choice,
  model,   // a choice with texts of its own
  seconds, // a whole number, usually written as text
  flag,
  number,
  whole, // a number without a fraction
  array,
  object,
  image, // URL or raw Base64
  audio, // URL or raw Base64
  video, // URL
};

enum class Need : bool { optional, required };

/// A field as a page lists it. The limits: code points of a text, items of an array, range of a number; none where `most` is 0.
struct Field {
  std::string_view name; // "prompt", "input.voice_speed", "image_list[].image"
  FieldType type = FieldType::text;
  Need need = Need::optional;
  double least = 0;
  double most = 0;
  std::span<const std::string_view> choices = {};
  std::string_view otherwise = {}; // the default
};

/// Checks every field of the draft's kind in its row's order (Appendix C) and keeps what the row says about the task: its model, and the
/// text with which it is going to fail. False with the refusal in the draft.
[[nodiscard]] bool check_fields(Draft &draft);

/// §2.2: vendor samples send empty values for what they do not use.
[[nodiscard]] bool absent(json::Value value);
[[nodiscard]] bool is_scalar(json::Value value);
/// true and false, also as texts, whatever the case.
[[nodiscard]] std::optional<bool> flag_of(json::Value value);
[[nodiscard]] bool one_of(std::string_view text, std::span<const std::string_view> choices);
[[nodiscard]] bool contains_ignoring_case(std::string_view text, std::string_view words);
[[nodiscard]] bool is_url(std::string_view text);

} // namespace kling::sim
