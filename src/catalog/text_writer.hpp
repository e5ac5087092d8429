#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include "catalog/kind_rows.hpp"
#include "catalog/text_tables.hpp"

namespace kling::catalog {

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
  /// A text that is put together of parts, which need no escapes.
  constexpr void begin_text() {
    separate();
    put('"');
  }
  constexpr void part(std::string_view value) {
    for (const char each : value) {
      put(each);
    }
  }
  constexpr void end_text() { put('"'); }
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

constexpr void count_member(Writer &to, std::string_view name, uint64_t value) {
  if (value != 0) {
    to.name(name);
    to.integer(static_cast<int64_t>(value));
  }
}

constexpr void true_member(Writer &to, std::string_view name, bool value) {
  if (value) {
    to.name(name);
    to.literal("true");
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

constexpr void list_member(Writer &to, std::string_view name, std::span<const std::string_view> values) {
  if (!values.empty()) {
    list(to, name, values);
  }
}

constexpr void kinds_member(Writer &to, KindSet kinds) {
  to.name("kinds");
  to.open('[');
  for (std::size_t index = 0; index < std::size(kind_rows); ++index) {
    if (kinds.has(index)) {
      to.text(kind_rows[index].name);
    }
  }
  to.close(']');
}

/// Writes the rows of a table, of one kind or of all.
using WriteRows = void (*)(Writer &, std::size_t kind);

constexpr bool serves(KindSet kinds, std::size_t kind) {
  return kind == every_kind || kinds.has(kind);
}

constexpr std::size_t write_table(char *out, WriteRows rows, std::size_t kind) {
  Writer to(out);
  to.open('[');
  rows(to, kind);
  to.close(']');
  return to.size();
}

/// One text of one table.
template <WriteRows Rows, std::size_t KindIndex> consteval auto make_text() {
  std::array<char, write_table(nullptr, Rows, KindIndex) + 1> text{};
  write_table(text.data(), Rows, KindIndex);
  return text;
}
template <WriteRows Rows, std::size_t KindIndex = every_kind> inline constexpr auto table_text = make_text<Rows, KindIndex>();

template <WriteRows Rows, std::size_t... Index> const char *text_of_kind(std::size_t kind, std::index_sequence<Index...>) {
  static constexpr const char *texts[] = {table_text<Rows, Index>.data()...};
  return texts[kind];
}

/// The text of a table for one kind.
template <WriteRows Rows> const char *text_of_kind(std::size_t kind) {
  return text_of_kind<Rows>(kind, std::make_index_sequence<std::size(kind_rows)>());
}

} // namespace kling::catalog
