#include "protocol/conditions.hpp"

#include <algorithm>

#include "protocol/field_value.hpp"

namespace kling::protocol {

namespace {

using Test = catalog::Condition::Test;

bool is_any(const catalog::Condition &condition, const Scope &scope) {
  return scope.visit(condition.field, [&](json::Value value, const Place &) {
    return is_one_of(says_absent(value) ? scope.default_of(condition.field) : value.text(), condition.values);
  });
}

bool is_above(const catalog::Condition &condition, const Scope &scope) {
  const double limit = condition.values.empty() ? 0 : to_number(condition.values.front()).value_or(0);
  return scope.visit(condition.field, [&](json::Value value, const Place &) {
    if (value.is(json::Type::array)) {
      return static_cast<double>(value.size()) > limit;
    }
    const std::optional<double> number = says_absent(value) ? to_number(scope.default_of(condition.field)) : value.number();
    return number && *number > limit;
  });
}

} // namespace

bool Scope::is_of_item(std::string_view name) const {
  if (!item_.present()) {
    return false;
  }
  catalog::Field row;
  return item_[name].present() || catalog::find_field(*kind_, concat({members_, name}), provider_, row);
}

std::string_view Scope::default_of(std::string_view name) const {
  catalog::Field row;
  const bool found = is_of_item(name) ? catalog::find_field(*kind_, concat({members_, name}), provider_, row)
                                      : catalog::find_field(*kind_, name, provider_, row);
  if (found && !row.default_value.empty()) {
    return row.default_value;
  }
  return name == "model_name" ? kind_->default_model : std::string_view();
}

bool Scope::is_given(std::string_view name) const {
  return visit(name, [](json::Value value, const Place &) { return !says_absent(value); });
}

json::Value Scope::first(std::string_view name) const {
  json::Value found;
  visit(name, [&](json::Value value, const Place &) {
    const bool given = !says_absent(value);
    found = given || !found.present() ? value : found;
    return given;
  });
  return found;
}

int64_t Scope::count(std::string_view name) const {
  int64_t items = 0;
  visit(name, [&](json::Value value, const Place &) {
    if (!says_absent(value)) {
      items += value.is(json::Type::array) ? static_cast<int64_t>(value.size()) : 1;
    }
    return false;
  });
  return items;
}

String Scope::full_name(std::string_view name) const {
  String found;
  visit(name, [&](json::Value value, const Place &place) {
    const bool given = !says_absent(value);
    found = given || found.empty() ? place.name() : found;
    return given;
  });
  return found.empty() ? String(name) : found;
}

String Scope::shown_value(std::string_view name) const {
  const json::Value value = first(name);
  if (value.is(json::Type::array)) {
    return concat({text_of(static_cast<int64_t>(value.size())), value.size() == 1 ? " item" : " items"});
  }
  if (!says_absent(value)) {
    return value.is(json::Type::string) ? String(cut(value.text(), 40)) : shown(value);
  }
  const std::string_view counts = default_of(name);
  return counts.empty() ? String("not given") : String(counts);
}

bool is_one_of(std::string_view text, std::span<const std::string_view> values) {
  if (std::find(values.begin(), values.end(), text) != values.end()) {
    return true;
  }
  const std::optional<double> number = to_number(text);
  return number && std::any_of(values.begin(), values.end(), [&](std::string_view each) { return to_number(each) == number; });
}

bool holds(const catalog::Condition &condition, const Scope &scope) {
  switch (condition.test) {
  case Test::given:
    return scope.is_given(condition.field);
  case Test::not_given:
    return !scope.is_given(condition.field);
  case Test::is:
    return is_any(condition, scope);
  case Test::is_not:
    return !is_any(condition, scope);
  case Test::above:
    return is_above(condition, scope);
  case Test::at_most:
    return scope.is_given(condition.field) && !is_above(condition, scope);
  }
  return false;
}

bool hold(std::span<const catalog::Condition> conditions, const Scope &scope) {
  return std::all_of(conditions.begin(), conditions.end(), [&](const catalog::Condition &each) { return holds(each, scope); });
}

} // namespace kling::protocol
