#include "base/text.hpp"
#include "capi/guard.hpp"
#include "client/client.hpp"

using namespace kling;

static client::Client &owner_of(const engine::List &list) {
  return *static_cast<client::Client *>(list.owner);
}

kling_status kling_list_new(kling_client *client, const char *kind, const char *query_json, kling_list **out, kling_error *error) {
  if (out != nullptr) {
    *out = nullptr;
  }
  return capi::guarded(error, [&](Error &why) -> kling_status {
    auto *const inner = capi::inner<client::Client>(client);
    if (inner == nullptr || kind == nullptr || out == nullptr) {
      const char *const field = inner == nullptr ? "client" : kind == nullptr ? "kind" : "out";
      why = make_error(KLING_E_ARGUMENT, concat({field, inner == nullptr ? " is not a client" : " is NULL"}), field);
      return why.status;
    }
    engine::List *made = nullptr;
    const kling_status status = inner->list(kind, query_json == nullptr ? "" : query_json, made, why);
    if (status == KLING_OK) {
      *out = capi::outer<kling_list>(made);
    }
    return status;
  });
}

kling_status kling_list_next(kling_list *list, const char **out_record_json, kling_error *error) {
  if (out_record_json != nullptr) {
    *out_record_json = nullptr;
  }
  return capi::guarded(error, [&](Error &why) -> kling_status {
    auto *const inner = capi::inner<engine::List>(list);
    if (inner == nullptr || out_record_json == nullptr) {
      why = make_error(KLING_E_ARGUMENT, inner == nullptr ? "list is not a list" : "out_record_json is NULL",
                       inner == nullptr ? "list" : "out_record_json");
      return why.status;
    }
    return owner_of(*inner).next_record(*inner, *out_record_json, why);
  });
}

void kling_list_free(kling_list *list) {
  auto *const inner = capi::inner<engine::List>(list);
  if (inner != nullptr) {
    owner_of(*inner).free_list(*inner);
  }
}
