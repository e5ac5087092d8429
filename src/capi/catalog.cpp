#include "base/text.hpp"
#include "capi/guard.hpp"
#include "catalog/kind.hpp"
#include "catalog/text.hpp"

namespace kling::capi {

namespace {

Error unknown(std::string_view what, std::string_view name, std::span<const std::string_view> known) {
  if (!is_utf8(name)) {
    return make_error(KLING_E_ARGUMENT, concat({"the name of a ", what, " is not UTF-8"}));
  }
  String message = concat({"there is no ", what, " \"", name, "\""});
  if (const std::string_view near = nearest(name, known); !near.empty()) {
    message += concat({", did you mean \"", near, "\"?"});
  } else {
    message += concat({"; there are ", joined(known, ", ")});
  }
  return make_error(KLING_E_UNKNOWN_NAME, message, name);
}

Error why_absent(std::string_view table, const char *kind) {
  bool known_table = false;
  for (const std::string_view name : catalog::table_names()) {
    known_table = known_table || name == table;
  }
  if (!known_table) {
    return unknown("table", table, catalog::table_names());
  }
  if (kind == nullptr) {
    return make_error(KLING_E_ARGUMENT, concat({"the table \"", table, "\" needs a kind"}));
  }
  Vector<std::string_view> names;
  for (const catalog::Kind &row : catalog::kinds()) {
    names.push_back(row.name);
  }
  return unknown("kind", kind, names);
}

} // namespace

} // namespace kling::capi

kling_status kling_catalog(const char *table, const char *kind, const char **out_json, kling_error *error) {
  if (out_json != nullptr) {
    *out_json = nullptr;
  }
  return kling::capi::guarded(error, [&](kling::Error &out) -> kling_status {
    if (table == nullptr || out_json == nullptr) {
      return KLING_E_ARGUMENT;
    }
    *out_json = kling::catalog::catalog_text(table, kind == nullptr ? std::string_view() : std::string_view(kind));
    if (*out_json == nullptr) {
      out = kling::capi::why_absent(table, kind);
    }
    return out.status;
  });
}
