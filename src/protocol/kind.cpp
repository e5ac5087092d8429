#include "protocol/kind.hpp"

#include "base/text.hpp"

namespace kling::protocol {

kling_status find_kind(std::string_view name, const catalog::Kind *&out, Error &error) {
  out = catalog::find_kind(name);
  if (out != nullptr) {
    return KLING_OK;
  }
  Vector<std::string_view> names;
  for (const catalog::Kind &row : catalog::kinds()) {
    names.push_back(row.name);
  }
  const std::string_view near = nearest(name, names);
  error = make_error(KLING_E_UNKNOWN_NAME,
                     concat({"'", cut(name, 64), "' is not a kind of task", near.empty() ? "" : "; did you mean ", near}), "kind");
  return error.status;
}

} // namespace kling::protocol
