#include <cJSON.h>
#include <cstring>
#include <new>

#include "base/text.hpp"
#include "json/decimal.hpp"
#include "json/document.hpp"

namespace kling::json {
namespace {

/// Digits that need no second look: no sign, no leading zero, and not too many for any integer.
bool is_plain_integer(std::string_view text) {
  constexpr std::size_t longest = 18;
  return !text.empty() && text.size() <= longest && text.front() >= '1' && text.front() <= '9' &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Names differ early, mostly: cheaper than to count a length first.
bool is_named(const cJSON *node, std::string_view name) {
  const char *const text = node->string;
  std::size_t at = 0;
  while (text != nullptr && at < name.size() && text[at] == name[at] && text[at] != '\0') {
    ++at;
  }
  return text != nullptr && at == name.size() && text[at] == '\0';
}

bool equal_numbers(std::string_view a, std::string_view b) {
  if (a == b) {
    return true;
  }
  std::optional<Decimal> x = Decimal::read(a);
  std::optional<Decimal> y = Decimal::read(b);
  return x && y && *x == *y;
}

bool equal_arrays(Value a, Value b) {
  Value x = a.first();
  Value y = b.first();
  for (; x.present() && y.present(); x = x.next(), y = y.next()) {
    if (!equal(x, y)) {
      return false;
    }
  }
  return !x.present() && !y.present();
}

/// A name that stands twice counts with its first value, as in every look-up.
bool equal_objects(Value a, Value b) {
  for (Value each = a.first(); each.present(); each = each.next()) {
    if (!equal(a[each.name()], b[each.name()])) {
      return false;
    }
  }
  for (Value each = b.first(); each.present(); each = each.next()) {
    if (!a[each.name()].present()) {
      return false;
    }
  }
  return true;
}

} // namespace

Type Value::type() const {
  if (node_ == nullptr) {
    return Type::absent;
  }
  switch (node_->type & 0xFF) {
  case cJSON_False:
  case cJSON_True:
    return Type::boolean;
  case cJSON_Number:
    return Type::number;
  case cJSON_Raw: // a number's literal never begins so
    return node_->valuestring != nullptr && node_->valuestring[0] == '#' ? Type::reference : Type::number;
  case cJSON_String:
    return Type::string;
  case cJSON_Array:
    return Type::array;
  case cJSON_Object:
    return Type::object;
  default:
    return Type::null;
  }
}

std::string_view Value::text() const {
  switch (type()) {
  case Type::boolean:
    return cJSON_IsTrue(node_) != 0 ? "true" : "false";
  case Type::number:
  case Type::string:
    return node_->valuestring == nullptr ? std::string_view() : std::string_view(node_->valuestring);
  default:
    return {};
  }
}

std::optional<int64_t> Value::integer() const {
  if (!is(Type::number) && !is(Type::string)) {
    return std::nullopt;
  }
  if (is_plain_integer(text())) {
    return to_integer(text());
  }
  std::optional<Decimal> value = Decimal::read(text());
  return value ? value->integer() : std::nullopt;
}

std::optional<double> Value::number() const {
  if (!is(Type::number) && !is(Type::string)) {
    return std::nullopt;
  }
  return to_number(text());
}

std::optional<bool> Value::boolean() const {
  if (!is(Type::boolean)) {
    return std::nullopt;
  }
  return cJSON_IsTrue(node_) != 0;
}

std::optional<uint32_t> Value::reference() const {
  if (!is(Type::reference)) {
    return std::nullopt;
  }
  const std::string_view mark = node_->valuestring;
  return static_cast<uint32_t>(*to_integer(mark.substr(1, mark.size() - 2)));
}

std::size_t Value::size() const {
  std::size_t count = 0;
  for (Value each = first(); each.present(); each = each.next()) {
    ++count;
  }
  return count;
}

Value Value::operator[](std::string_view name) const {
  const cJSON *each = is(Type::object) ? node_->child : nullptr;
  while (each != nullptr && !is_named(each, name)) {
    each = each->next;
  }
  return Value(each);
}

Value Value::at(std::size_t index) const {
  Value each = is(Type::array) ? first() : Value();
  while (index > 0 && each.present()) {
    each = each.next();
    --index;
  }
  return each;
}

std::string_view Value::name() const {
  return node_ == nullptr || node_->string == nullptr ? std::string_view() : std::string_view(node_->string);
}

Value Value::first() const {
  return Value(node_ == nullptr ? nullptr : node_->child);
}

Value Value::next() const {
  return Value(node_ == nullptr ? nullptr : node_->next);
}

Value Value::find(const Path &path) const {
  Value value = *this;
  for (const Step &step : path.steps) {
    bool by_name = step.kind == Step::Kind::member || (step.kind == Step::Kind::either && value.is(Type::object));
    bool by_index = step.kind == Step::Kind::index || step.kind == Step::Kind::either;
    if (by_name) {
      value = value[step.name];
    } else {
      value = by_index ? value.at(step.index) : Value();
    }
  }
  return value;
}

String Value::print() const {
  if (node_ == nullptr) {
    return {};
  }
  struct Free {
    void operator()(char *text) const { cJSON_free(text); }
  };
  std::unique_ptr<char, Free> text(cJSON_PrintUnformatted(node_));
  if (text == nullptr) {
    throw std::bad_alloc();
  }
  return text.get();
}

bool equal(Value a, Value b) {
  if (a.type() != b.type()) {
    return false;
  }
  switch (a.type()) {
  case Type::number:
    return equal_numbers(a.text(), b.text());
  case Type::array:
    return equal_arrays(a, b);
  case Type::object:
    return equal_objects(a, b);
  case Type::reference:
    return a.reference() == b.reference();
  default:
    return a.text() == b.text();
  }
}

} // namespace kling::json
