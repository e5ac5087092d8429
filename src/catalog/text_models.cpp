#include "catalog/capability_rows.hpp"
#include "catalog/text_tables.hpp"
#include "catalog/text_writer.hpp"

namespace kling::catalog {

namespace {

constexpr void write_capabilities(Writer &to, const Model &model, std::size_t kind) {
  to.name("capabilities");
  to.open('[');
  for (const Capability &row : capability_rows) {
    if (row.model == model.name && (row.kinds.bits() & model.kinds.bits()) != 0 && serves(row.kinds, kind)) {
      to.open('{');
      text_member(to, "field", row.field);
      if (kind == every_kind && row.kinds.bits() != model.kinds.bits()) {
        kinds_member(to, KindSet(row.kinds.bits() & model.kinds.bits()));
      }
      list_member(to, "values", row.values);
      list_member(to, "modes", row.modes);
      list_member(to, "durations", row.durations);
      text_member(to, "note", row.note);
      to.close('}');
    }
  }
  to.close(']');
}

constexpr void write_models(Writer &to, std::size_t kind) {
  for (const Model &row : model_rows) {
    if (!serves(row.kinds, kind)) {
      continue;
    }
    to.open('{');
    text_member(to, "name", row.name);
    kinds_member(to, row.kinds);
    list(to, "modes", row.modes);
    list(to, "durations", row.durations);
    write_capabilities(to, row, kind);
    text_member(to, "retired", row.retired);
    boolean_member(to, "recommended", row.recommended);
    text_member(to, "note", row.note);
    text_member(to, "source", row.source);
    to.close('}');
  }
}

} // namespace

const char *models_text(std::size_t kind) {
  return kind == every_kind ? table_text<write_models>.data() : text_of_kind<write_models>(kind);
}

} // namespace kling::catalog
