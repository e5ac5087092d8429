#pragma once

#include "catalog/kind.hpp"

namespace kling::catalog {

inline constexpr Kind kind_rows[] = {
    {.name = "text2video",
     .title = "Text to video",
     .path = "/v1/videos/text2video",
     .pack = "video",
     .default_model = "kling-v1",
     .recommended_model = "kling-v3",
     .synchronous = false,
     .billed = true,
     .external_id = true,
     .source = "4.2"},
};

/// A row counts when kind, model and mode are its own or it leaves them empty; the first that counts is taken.
struct TypicalTime {
  std::string_view kind;
  std::string_view model;
  std::string_view mode;
  int64_t ms;
  std::string_view source;
};

inline constexpr TypicalTime typical_time_rows[] = {
    {.kind = "text2video", .model = "", .mode = "pro", .ms = 175'000, .source = "3"},
    {.kind = "text2video", .model = "", .mode = "", .ms = 319'000, .source = "3"},
};

} // namespace kling::catalog
