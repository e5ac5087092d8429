#include "catalog/text.hpp"

#include "catalog/effect_rows.hpp"
#include "catalog/service_error_rows.hpp"
#include "catalog/text_tables.hpp"
#include "catalog/text_writer.hpp"
#include "catalog/translation_rows.hpp"
#include "catalog/voice_rows.hpp"

namespace kling::catalog {

namespace {

/// As in TypicalTime: a row counts for the model and mode it names, or for any.
constexpr void write_typical_times(Writer &to, std::string_view kind) {
  to.name("typical_times");
  to.open('[');
  for (const TypicalTime &row : typical_time_rows) {
    if (row.kind == kind) {
      to.open('{');
      text_member(to, "model", row.model);
      text_member(to, "mode", row.mode);
      to.name("ms");
      to.integer(row.ms);
      to.close('}');
    }
  }
  to.close(']');
}

constexpr std::string_view listing_name(Listing listed) {
  switch (listed) {
  case Listing::pages:
    return "pages";
  case Listing::ledger:
    return "ledger";
  case Listing::tasks:
    return "tasks";
  case Listing::none:
    break;
  }
  return "";
}

/// The kind that makes the same in the other generation; empty: there is none.
constexpr std::string_view other_generation_of(std::string_view kind) {
  for (const KindPair &pair : kind_pair_rows) {
    if (pair.legacy == kind || pair.current == kind) {
      return pair.legacy == kind ? pair.current : pair.legacy;
    }
  }
  return "";
}

constexpr void write_kind(Writer &to, const Kind &row) {
  to.open('{');
  text_member(to, "kind", row.name);
  text_member(to, "title", row.title);
  text_member(to, "group", row.group);
  text_member(to, "method", row.method);
  text_member(to, "path", row.path);
  text_member(to, "generation", row.generation == Generation::legacy ? "legacy" : "new");
  text_member(to, "other_generation", other_generation_of(row.name));
  true_member(to, "model_in_path", row.model_in_path);
  text_member(to, "provider", row.provider);
  boolean_member(to, "synchronous", row.synchronous);
  boolean_member(to, "billed", row.billed);
  boolean_member(to, "external_id", row.external_id);
  text_member(to, "list", listing_name(row.listed));
  text_member(to, "default_model", row.default_model);
  text_member(to, "recommended_model", row.recommended_model);
  write_typical_times(to, row.name);
  text_member(to, "note", row.note);
  text_member(to, "source", row.source);
  to.close('}');
}

constexpr void write_kinds(Writer &to, std::size_t kind) {
  for (std::size_t index = 0; index < std::size(kind_rows); ++index) {
    if (kind == every_kind || index == kind) {
      write_kind(to, kind_rows[index]);
    }
  }
}

constexpr void write_effects(Writer &to, std::size_t) {
  any_effect([&](const Effect &row) {
    to.open('{');
    text_member(to, "name", row.name);
    to.name("images");
    to.integer(row.images);
    text_member(to, "retired", row.retired);
    to.close('}');
    return false;
  });
}

constexpr void write_voices(Writer &to, std::size_t) {
  for (const Voice &row : voice_rows) {
    to.open('{');
    text_member(to, "id", row.id);
    boolean_member(to, "english", row.english);
    boolean_member(to, "chinese", row.chinese);
    to.close('}');
  }
}

constexpr void write_errors(Writer &to, std::size_t) {
  for (const ServiceError &row : service_error_rows) {
    to.open('{');
    to.name("code");
    to.integer(row.code);
    to.name("http_status");
    to.integer(row.http_status);
    text_member(to, "meaning", row.meaning);
    text_member(to, "status", row.status_name);
    text_member(to, "retry", retry_name(row.retry));
    text_member(to, "advice", row.advice);
    text_member(to, "source", row.source);
    to.close('}');
  }
}

constexpr std::string_view names[] = {"kinds", "fields", "models", "prices", "effects", "voices", "errors"};

} // namespace

const char *kinds_text(std::size_t kind) {
  return kind == every_kind ? table_text<write_kinds>.data() : text_of_kind<write_kinds>(kind);
}

const char *effects_text() {
  return table_text<write_effects>.data();
}

const char *voices_text() {
  return table_text<write_voices>.data();
}

const char *errors_text() {
  return table_text<write_errors>.data();
}

const char *catalog_text(std::string_view table, std::string_view kind) {
  const Kind *const of_kind = find_kind(kind);
  if (!kind.empty() && of_kind == nullptr) {
    return nullptr;
  }
  const std::size_t index = of_kind == nullptr ? every_kind : index_of(*of_kind);
  if (table == "kinds") {
    return kinds_text(index);
  }
  if (table == "fields") {
    return index == every_kind ? nullptr : fields_text(index);
  }
  if (table == "models") {
    return models_text(index);
  }
  if (table == "prices") {
    return prices_text(index);
  }
  if (table == "effects") {
    return effects_text();
  }
  if (table == "voices") {
    return voices_text();
  }
  return table == "errors" ? errors_text() : nullptr;
}

std::span<const std::string_view> table_names() {
  return names;
}

} // namespace kling::catalog
