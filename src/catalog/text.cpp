#include "catalog/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "catalog/capability_rows.hpp"
#include "catalog/field_rows.hpp"
#include "catalog/kind_rows.hpp"
#include "catalog/model_rows.hpp"
#include "catalog/service_error_rows.hpp"

namespace kling::catalog {

namespace {

/// Writes JSON into a buffer, or only counts when it has none. It runs in the compiler: the texts are data of the library.
class Writer {
public:
  constexpr explicit Writer(char *out) : out_(out) {}
  [[nodiscard]] constexpr std::size_t size() const { return size_; }

  constexpr void open(char bracket) {
    separate();
    put(bracket);
    fresh_ = true;
  }
  constexpr void close(char bracket) {
    put(bracket);
    fresh_ = false;
  }
  constexpr void name(std::string_view text) {
    separate();
    quote(text);
    put(':');
    fresh_ = true;
  }
  constexpr void text(std::string_view value) {
    separate();
    quote(value);
  }
  constexpr void literal(std::string_view value) {
    separate();
    for (const char each : value) {
      put(each);
    }
  }
  constexpr void boolean(bool value) { literal(value ? "true" : "false"); }
  constexpr void integer(int64_t value) {
    char digits[20]{};
    std::size_t count = 0;
    do {
      digits[count++] = static_cast<char>('0' + value % 10);
      value /= 10;
    } while (value != 0);
    separate();
    while (count > 0) {
      put(digits[--count]);
    }
  }

private:
  constexpr void put(char each) {
    if (out_ != nullptr) {
      out_[size_] = each;
    }
    ++size_;
  }
  constexpr void separate() {
    if (!fresh_) {
      put(',');
    }
    fresh_ = false;
  }
  constexpr void quote(std::string_view value) {
    put('"');
    for (const char each : value) {
      if (each == '"' || each == '\\') {
        put('\\');
      }
      put(each);
    }
    put('"');
  }
  char *out_;
  std::size_t size_ = 0;
  bool fresh_ = true; // nothing stands before what comes next
};

constexpr void text_member(Writer &to, std::string_view name, std::string_view value) {
  if (!value.empty()) {
    to.name(name);
    to.text(value);
  }
}

constexpr void literal_member(Writer &to, std::string_view name, std::string_view value) {
  if (!value.empty()) {
    to.name(name);
    to.literal(value);
  }
}

constexpr void count_member(Writer &to, std::string_view name, uint32_t value) {
  if (value != 0) {
    to.name(name);
    to.integer(value);
  }
}

constexpr void boolean_member(Writer &to, std::string_view name, bool value) {
  to.name(name);
  to.boolean(value);
}

constexpr void list(Writer &to, std::string_view name, std::span<const std::string_view> values) {
  to.name(name);
  to.open('[');
  for (const std::string_view each : values) {
    to.text(each);
  }
  to.close(']');
}

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

constexpr void write_kind(Writer &to, const Kind &row) {
  to.open('{');
  text_member(to, "kind", row.name);
  text_member(to, "title", row.title);
  text_member(to, "path", row.path);
  text_member(to, "generation", "legacy");
  boolean_member(to, "synchronous", row.synchronous);
  boolean_member(to, "billed", row.billed);
  boolean_member(to, "external_id", row.external_id);
  text_member(to, "default_model", row.default_model);
  text_member(to, "recommended_model", row.recommended_model);
  write_typical_times(to, row.name);
  text_member(to, "source", row.source);
  to.close('}');
}

constexpr void write_field(Writer &to, const Field &row) {
  to.open('{');
  text_member(to, "name", row.name);
  text_member(to, "provider", row.provider);
  text_member(to, "type", type_name(row.type));
  boolean_member(to, "required", row.required);
  text_member(to, "required_if", row.required_if);
  if (is_text(row.type)) {
    text_member(to, "default", row.default_value);
  } else {
    literal_member(to, "default", row.default_value);
  }
  if (!row.values.empty()) {
    list(to, "values", row.values);
  }
  literal_member(to, "minimum", row.minimum);
  literal_member(to, "maximum", row.maximum);
  count_member(to, "max_length", row.max_length);
  count_member(to, "max_items", row.max_items);
  text_member(to, "note", row.note);
  text_member(to, "description", row.description);
  text_member(to, "source", row.source);
  to.close('}');
}

constexpr void write_kinds_of(Writer &to, KindSet kinds) {
  to.name("kinds");
  to.open('[');
  for (std::size_t index = 0; index < std::size(kind_rows); ++index) {
    if (kinds.has(index)) {
      to.text(kind_rows[index].name);
    }
  }
  to.close(']');
}

constexpr void write_capabilities(Writer &to, const Model &model) {
  to.name("capabilities");
  to.open('[');
  for (const Capability &row : capability_rows) {
    if (row.model == model.name && (row.kinds.bits() & model.kinds.bits()) != 0) {
      to.open('{');
      text_member(to, "field", row.field);
      if (!row.values.empty()) {
        list(to, "values", row.values);
      }
      if (!row.modes.empty()) {
        list(to, "modes", row.modes);
      }
      if (!row.durations.empty()) {
        list(to, "durations", row.durations);
      }
      text_member(to, "note", row.note);
      to.close('}');
    }
  }
  to.close(']');
}

constexpr void write_model(Writer &to, const Model &row) {
  to.open('{');
  text_member(to, "name", row.name);
  write_kinds_of(to, row.kinds);
  list(to, "modes", row.modes);
  list(to, "durations", row.durations);
  write_capabilities(to, row);
  text_member(to, "retired", row.retired);
  boolean_member(to, "recommended", row.recommended);
  text_member(to, "note", row.note);
  text_member(to, "source", row.source);
  to.close('}');
}

constexpr void write_error(Writer &to, const ServiceError &row) {
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

/// No kind at all counts as every kind.
constexpr bool serves(KindSet kinds, std::string_view kind) {
  return kind.empty() || kinds.has(static_cast<std::size_t>(
                             std::find_if(std::begin(kind_rows), std::end(kind_rows), [&](const Kind &row) { return row.name == kind; }) -
                             std::begin(kind_rows)));
}

constexpr void write_kinds(Writer &to, std::string_view kind) {
  for (const Kind &row : kind_rows) {
    if (kind.empty() || row.name == kind) {
      write_kind(to, row);
    }
  }
}

constexpr void write_fields(Writer &to, std::string_view kind) {
  for (const Field &row : field_rows) {
    if (serves(row.kinds, kind)) {
      write_field(to, row);
    }
  }
}

constexpr void write_models(Writer &to, std::string_view kind) {
  for (const Model &row : model_rows) {
    if (serves(row.kinds, kind)) {
      write_model(to, row);
    }
  }
}

constexpr void write_errors(Writer &to, std::string_view) {
  for (const ServiceError &row : service_error_rows) {
    write_error(to, row);
  }
}

using WriteRows = void (*)(Writer &, std::string_view);
constexpr std::size_t no_kind = static_cast<std::size_t>(-1);

constexpr std::size_t write_table(char *out, WriteRows rows, std::size_t kind) {
  Writer to(out);
  to.open('[');
  rows(to, kind == no_kind ? std::string_view() : kind_rows[kind].name);
  to.close(']');
  return to.size();
}

/// One text of one table, of one kind or of all.
template <WriteRows Rows, std::size_t KindIndex> constexpr auto make_text() {
  std::array<char, write_table(nullptr, Rows, KindIndex) + 1> text{};
  write_table(text.data(), Rows, KindIndex);
  return text;
}
template <WriteRows Rows, std::size_t KindIndex = no_kind> constexpr auto table_text = make_text<Rows, KindIndex>();

/// The texts of a table for each kind, in the order of the kinds.
template <WriteRows Rows, std::size_t... Index> const char *text_of_kind(std::string_view kind, std::index_sequence<Index...>) {
  const char *found = nullptr;
  ((kind_rows[Index].name == kind ? void(found = table_text<Rows, Index>.data()) : void()), ...);
  return found;
}

template <WriteRows Rows> const char *text_of_kind(std::string_view kind) {
  return text_of_kind<Rows>(kind, std::make_index_sequence<std::size(kind_rows)>());
}

constexpr std::string_view names[] = {"kinds", "fields", "models", "errors"};

} // namespace

const char *catalog_text(std::string_view table, std::string_view kind) {
  if (!kind.empty() && find_kind(kind) == nullptr) {
    return nullptr;
  }
  if (table == "kinds") {
    return kind.empty() ? table_text<write_kinds>.data() : text_of_kind<write_kinds>(kind);
  }
  if (table == "fields") {
    return text_of_kind<write_fields>(kind);
  }
  if (table == "models") {
    return kind.empty() ? table_text<write_models>.data() : text_of_kind<write_models>(kind);
  }
  if (table == "errors") {
    return table_text<write_errors>.data();
  }
  return nullptr;
}

std::span<const std::string_view> table_names() {
  return names;
}

} // namespace kling::catalog
