#pragma once

#include <cstdint>
#include <string_view>

#include "base/allocation.hpp"

namespace kling::sim {

/// A JSON object under construction, members in the order they are written.
class Writer {
public:
  Writer &text(std::string_view name, std::string_view value);
  Writer &number(std::string_view name, int64_t value);
  Writer &flag(std::string_view name, bool value);
  /// A value that is JSON already.
  Writer &json(std::string_view name, std::string_view value);
  [[nodiscard]] String done() const;

private:
  void name(std::string_view name);
  String members_;
};

/// A JSON array under construction.
class ListWriter {
public:
  void json(std::string_view value);
  [[nodiscard]] String done() const;

private:
  String items_;
};

/// Milliseconds as seconds the way results spell them: "5.041".
[[nodiscard]] String seconds_text(int64_t milliseconds);

} // namespace kling::sim
