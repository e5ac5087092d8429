#include "catalog/kind.hpp"

#include "catalog/kind_rows.hpp"

namespace kling::catalog {

namespace {

// By Generation; reference 1.
constexpr Vocabulary vocabularies[] = {
    {.name = "legacy", .mode = "mode", .duration = "duration", .external_id = "external_task_id", .callback = "callback_url"},
    {.name = "new",
     .mode = "settings.resolution",
     .duration = "settings.duration",
     .external_id = "options.external_task_id",
     .callback = "options.callback_url"},
};

} // namespace

const Vocabulary &vocabulary_of(Generation generation) {
  return vocabularies[static_cast<std::size_t>(generation)];
}

std::span<const Kind> kinds() {
  return kind_rows;
}

const Kind *find_kind(std::string_view name) {
  for (const Kind &row : kind_rows) {
    if (row.name == name) {
      return &row;
    }
  }
  return nullptr;
}

std::size_t index_of(const Kind &kind) {
  return static_cast<std::size_t>(&kind - std::data(kind_rows));
}

int64_t typical_ms(const Kind &kind, std::string_view model, std::string_view mode) {
  const auto counts = [](std::string_view row, std::string_view asked) { return row.empty() || row == asked; };
  for (const TypicalTime &row : typical_time_rows) {
    if (row.kind == kind.name && counts(row.model, model) && counts(row.mode, mode)) {
      return row.ms;
    }
  }
  return 0;
}

} // namespace kling::catalog
