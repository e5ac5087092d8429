#pragma once

#include <cstdint>

#include "kling/kling.h"

/// The journal table. The engine's intents and findings are written through it before the acts that rest on them.
/// It keeps the rules of the ABI, because an embedder's own store may stand behind it.
namespace kling::store {

/// One task's line: `key` names it for good, `record_json` is everything about it, NULL erases.
struct Entry {
  const char *key;
  const char *record_json;
};

struct Table {
  uint32_t struct_size;
  uint32_t reserved;
  void *user_data;
  /// Makes the whole batch durable or none of it, then calls `done` once, now or later, on the driving thread; the entries are valid during
  /// the call only.
  void(KLING_CALL *submit)(void *user_data, const Entry *entries, uint32_t count, uint64_t ticket,
                           void(KLING_CALL *done)(void *done_data, uint64_t ticket, kling_status status, const char *message),
                           void *done_data);
  /// Shows every line that stands, until `show` returns non-zero. `show` may claim, but neither submit nor scan.
  kling_status(KLING_CALL *scan)(void *user_data, int32_t(KLING_CALL *show)(void *show_data, const Entry *entry), void *show_data);
  /// Takes the line for this owner when its generation still is `expected` (0 for a line that nobody has taken yet); `out_generation` is
  /// then the new one. KLING_E_CONFLICT when another was faster, KLING_E_NOT_FOUND when there is no such line.
  kling_status(KLING_CALL *claim)(void *user_data, const char *key, uint64_t expected, uint64_t *out_generation);
  void(KLING_CALL *destroy)(void *user_data);
};

/// The journal that forgets with the process: answers at once.
kling_status make_memory_store(Table &out);

} // namespace kling::store
