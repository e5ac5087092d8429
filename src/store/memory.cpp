#include <new>

#include "base/allocation.hpp"
#include "store/table.hpp"

namespace kling::store {
namespace {

struct Line {
  String record;
  uint64_t generation = 0;
};

using Lines = Map<String, Line>;
using Done = void(KLING_CALL *)(void *, uint64_t, kling_status, const char *);

class MemoryStore : public Allocated {
public:
  /// All that needs memory happens before the first line is touched.
  void commit(const Entry *entries, uint32_t count) {
    Lines changed;
    Lines erased;
    for (uint32_t i = 0; i < count; ++i) {
      String key(entries[i].key);
      if (entries[i].record_json == nullptr) {
        changed.erase(key);
        erased[std::move(key)];
      } else {
        erased.erase(key);
        changed[std::move(key)].record = entries[i].record_json;
      }
    }
    for (const auto &[key, unused] : erased) {
      lines_.erase(key);
    }
    while (!changed.empty()) {
      auto staged = changed.extract(changed.begin());
      auto standing = lines_.find(staged.key());
      if (standing != lines_.end()) {
        standing->second.record.swap(staged.mapped().record);
      } else {
        lines_.insert(std::move(staged));
      }
    }
  }

  Lines &lines() { return lines_; }
  bool showing = false;

private:
  Lines lines_;
};

kling_status commit(MemoryStore &store, const Entry *entries, uint32_t count, const char *&message) noexcept {
  if (store.showing) {
    message = "the journal cannot be written while it is being shown";
    return KLING_E_STATE;
  }
  for (uint32_t i = 0; i < count; ++i) {
    if (entries == nullptr || entries[i].key == nullptr || entries[i].key[0] == '\0') {
      message = "a line of the batch has no key";
      return KLING_E_ARGUMENT;
    }
  }
  try {
    store.commit(entries, count);
  } catch (const std::bad_alloc &) {
    message = "no memory for the journal";
    return KLING_E_MEMORY;
  }
  message = "";
  return KLING_OK;
}

void KLING_CALL submit(void *user_data, const Entry *entries, uint32_t count, uint64_t ticket, Done done, void *done_data) {
  const char *message = "";
  kling_status status = commit(*static_cast<MemoryStore *>(user_data), entries, count, message);
  if (done != nullptr) {
    done(done_data, ticket, status, message);
  }
}

kling_status KLING_CALL scan(void *user_data, int32_t(KLING_CALL *show)(void *, const Entry *), void *show_data) {
  auto &store = *static_cast<MemoryStore *>(user_data);
  if (show == nullptr) {
    return KLING_E_ARGUMENT;
  }
  if (store.showing) {
    return KLING_E_STATE;
  }
  store.showing = true;
  for (const auto &[key, line] : store.lines()) {
    Entry entry = {key.c_str(), line.record.c_str()};
    if (show(show_data, &entry) != 0) {
      break;
    }
  }
  store.showing = false;
  return KLING_OK;
}

kling_status KLING_CALL claim(void *user_data, const char *key, uint64_t expected, uint64_t *out_generation) {
  auto &lines = static_cast<MemoryStore *>(user_data)->lines();
  if (key == nullptr || out_generation == nullptr) {
    return KLING_E_ARGUMENT;
  }
  auto line = lines.find(std::string_view(key));
  if (line == lines.end()) {
    return KLING_E_NOT_FOUND;
  }
  if (line->second.generation != expected) {
    return KLING_E_CONFLICT;
  }
  *out_generation = ++line->second.generation;
  return KLING_OK;
}

void KLING_CALL destroy(void *user_data) {
  delete static_cast<MemoryStore *>(user_data);
}

} // namespace

kling_status make_memory_store(Table &out) {
  try {
    auto *store = new MemoryStore;
    out = {sizeof(Table), 0, store, submit, scan, claim, destroy};
    return KLING_OK;
  } catch (const std::bad_alloc &) {
    return KLING_E_MEMORY;
  }
}

} // namespace kling::store
