#include "catalog/price_rows.hpp"
#include "catalog/text_tables.hpp"
#include "catalog/text_writer.hpp"

namespace kling::catalog {

namespace {

constexpr std::string_view currency_name(Currency currency) {
  switch (currency) {
  case Currency::video_units:
    return "video units";
  case Currency::image_units:
    return "image units";
  case Currency::usd:
    return "usd";
  case Currency::credits:
    return "credits";
  }
  return "";
}

constexpr std::string_view per_name(Per per) {
  switch (per) {
  case Per::task:
    return "task";
  case Per::second:
    return "second";
  case Per::five_seconds:
    return "5 seconds begun";
  case Per::image:
    return "image";
  case Per::series:
    return "image of a series";
  }
  return "";
}

/// "mode std, sound off, without video_list"
constexpr void add_condition(Writer &to, const Condition &row) {
  using Test = Condition::Test;
  if (row.test == Test::given || row.test == Test::not_given) {
    to.part(row.test == Test::given ? "with " : "without ");
    to.part(row.field);
    return;
  }
  to.part(row.field);
  to.part(row.test == Test::is_not ? " not " : " ");
  for (std::size_t index = 0; index < row.values.size(); ++index) {
    to.part(index == 0 ? "" : " or ");
    to.part(row.values[index]);
  }
}

constexpr void when_member(Writer &to, std::span<const Condition> conditions) {
  if (conditions.empty()) {
    return;
  }
  to.name("when");
  to.begin_text();
  for (std::size_t index = 0; index < conditions.size(); ++index) {
    to.part(index == 0 ? "" : ", ");
    add_condition(to, conditions[index]);
  }
  to.end_text();
}

constexpr void write_prices(Writer &to, std::size_t kind) {
  for (const Price &row : price_rows) {
    if (!serves(row.kinds, kind)) {
      continue;
    }
    to.open('{');
    kinds_member(to, row.kinds);
    text_member(to, "model", row.model);
    when_member(to, row.when);
    text_member(to, "amount", row.amount);
    text_member(to, "currency", currency_name(row.currency));
    text_member(to, "per", per_name(row.per));
    text_member(to, "note", row.note);
    text_member(to, "source", row.source);
    to.close('}');
  }
}

} // namespace

const char *prices_text(std::size_t kind) {
  return kind == every_kind ? table_text<write_prices>.data() : text_of_kind<write_prices>(kind);
}

} // namespace kling::catalog
