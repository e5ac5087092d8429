#pragma once

#include "json/document.hpp"

namespace kling::json {

/// A text that is read and never changed: the tree of a Document without an allocation for each of its values.
class Reading {
public:
  Reading(); // absent
  Reading(Reading &&other) noexcept;
  Reading &operator=(Reading &&other) noexcept;
  Reading(const Reading &) = delete;
  Reading &operator=(const Reading &) = delete;
  ~Reading();

  /// Takes and refuses what Document::parse does, in the same words.
  [[nodiscard]] static bool parse(std::string_view text, Reading &out, String &why);

  [[nodiscard]] Value root() const { return Value(root_); }

private:
  class Builder;
  Vector<char> text_; // each string and number ends in a NUL, where it stands in the text
  Vector<Vector<cJSON>> nodes_;
  const cJSON *root_ = nullptr;
};

} // namespace kling::json
