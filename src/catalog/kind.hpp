#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace kling::catalog {

/// One kind of task: a row of the table in kind.cpp.
struct Kind {
  std::string_view name;              // "text2video"
  std::string_view title;             // "Text to video"
  std::string_view path;              // "/v1/videos/text2video"; a query appends "/" and an id
  std::string_view pack;              // whose slots it takes: "video", "image"
  std::string_view default_model;     // what the service takes when model_name is absent
  std::string_view recommended_model; // what the command sends without --model
  bool synchronous;
  bool billed;
  bool external_id;        // the kind has the field external_task_id
  std::string_view source; // section of the reference
};

[[nodiscard]] std::span<const Kind> kinds();
[[nodiscard]] const Kind *find_kind(std::string_view name);

/// How long a task of this kind, model and mode usually takes.
[[nodiscard]] int64_t typical_ms(const Kind &kind, std::string_view model, std::string_view mode);

} // namespace kling::catalog
