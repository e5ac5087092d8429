#pragma once

#include <iterator>

#include "catalog/kind.hpp"

namespace kling::catalog {

inline constexpr Kind kind_rows[] = {
    {.name = "text2video",
     .title = "Text to video",
     .group = "video",
     .path = "/v1/videos/text2video",
     .pack = "video",
     .default_model = "kling-v1",
     .recommended_model = "kling-v3",
     .billed = true,
     .external_id = true,
     .source = "4.2"},
};

consteval std::size_t index_of_row(std::string_view name) {
  for (std::size_t index = 0; index < std::size(kind_rows); ++index) {
    if (kind_rows[index].name == name) {
      return index;
    }
  }
  throw "no kind of that name"; // stops the compiler: rows are made by it alone
}

/// The kinds of these names.
template <class... Names> consteval KindSet in(Names... names) {
  return KindSet((uint64_t{0} | ... | (uint64_t{1} << index_of_row(names))));
}

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
