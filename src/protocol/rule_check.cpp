#include "protocol/rule_check.hpp"

#include <algorithm>

#include "base/number.hpp"
#include "base/text.hpp"
#include "catalog/effect.hpp"
#include "catalog/voice.hpp"
#include "protocol/field_value.hpp"

namespace kling::protocol {

namespace {

using catalog::Rule;
using Names = Vector<std::string_view>;

String number(int64_t value) {
  return text_of(value);
}

/// One rule against one scope. Each check answers whether the rule is broken, and then tells how.
class Check {
public:
  Check(const Rule &rule, const Scope &scope, Breach &breach) : rule_(rule), scope_(scope), breach_(breach) {}

  [[nodiscard]] bool broken() {
    switch (rule_.type) {
    case Rule::Type::needed:
      return needed();
    case Rule::Type::one_of:
      return one_of();
    case Rule::Type::some_of:
      return some_of();
    case Rule::Type::apart:
      return apart();
    case Rule::Type::not_allowed:
      return not_allowed();
    case Rule::Type::only_values:
      return only_values();
    case Rule::Type::count:
      return count();
    case Rule::Type::one_not_zero:
      return one_not_zero();
    case Rule::Type::sum:
      return sum();
    case Rule::Type::area:
      return area();
    case Rule::Type::span:
      return span();
    case Rule::Type::mentioned:
      return mentioned();
    case Rule::Type::no_more:
      return no_more();
    case Rule::Type::scene:
      return scene();
    case Rule::Type::voice:
      return voice();
    }
    return false;
  }

private:
  bool tell(String field, std::initializer_list<std::string_view> parts) {
    breach_.message = concat(parts);
    breach_.field = std::move(field);
    return true;
  }

  [[nodiscard]] std::string_view reason(std::string_view otherwise) const { return rule_.reason.empty() ? otherwise : rule_.reason; }

  /// `field` and `others`.
  [[nodiscard]] Names names() const {
    Names all;
    if (!rule_.field.empty()) {
      all.push_back(rule_.field);
    }
    all.insert(all.end(), rule_.others.begin(), rule_.others.end());
    return all;
  }

  [[nodiscard]] Names given(const Names &among) const {
    Names found;
    std::copy_if(among.begin(), among.end(), std::back_inserter(found), [&](std::string_view each) { return scope_.is_given(each); });
    return found;
  }

  /// "; camera_control.type is down_back": what made the rule count, where the reason cannot tell it.
  [[nodiscard]] String circumstances() const {
    String text;
    for (const catalog::Condition &each : rule_.when) {
      const bool open = each.test == catalog::Condition::Test::is_not || each.test == catalog::Condition::Test::above ||
                        (each.test == catalog::Condition::Test::is && each.values.size() > 1);
      if (open) {
        text.append("; ").append(scope_.full_name(each.field)).append(each.test == catalog::Condition::Test::above ? " has " : " is ");
        text.append(scope_.shown_value(each.field));
      }
    }
    return text;
  }

  bool needed() {
    return scope_.visit(rule_.field, [&](json::Value value, const Place &place) {
      const String name = place.name();
      return says_absent(value) && tell(name, {name, " ", reason("is required")});
    });
  }

  bool one_of() {
    const Names all = names();
    const Names found = given(all);
    if (found.size() == 1) {
      return false;
    }
    const String which = found.empty() ? String("none is given") : concat({joined(found, " and "), " are given"});
    const String text = concat({"or ", joined(std::span(all).subspan(1), " or "), " is required, exactly one of them"});
    return tell(scope_.full_name(found.empty() ? all.front() : found.back()),
                {scope_.full_name(all.front()), " ", reason(text), "; ", which});
  }

  bool some_of() {
    const Names all = names();
    if (!given(all).empty()) {
      return false;
    }
    const String text = concat({"or ", joined(std::span(all).subspan(1), " or "), " is required"});
    return tell(scope_.full_name(all.front()), {scope_.full_name(all.front()), " ", reason(text), "; none is given"});
  }

  bool apart() {
    const Names found = scope_.is_given(rule_.field) ? given(Names(rule_.others.begin(), rule_.others.end())) : Names();
    const String name = scope_.full_name(rule_.field);
    const String with = joined(found, " and ");
    const String text = concat({"goes without ", joined(rule_.others, ", ")});
    return !found.empty() && tell(name, {name, " ", reason(text), "; ", with, found.size() == 1 ? " is" : " are", " given too"});
  }

  bool not_allowed() {
    return scope_.visit(rule_.field, [&](json::Value value, const Place &place) {
      if (says_absent(value) || !(rule_.values.empty() || is_one_of(value.text(), rule_.values))) {
        return false;
      }
      const String name = place.name();
      return tell(name, {name, rule_.values.empty() ? "" : " ", rule_.values.empty() ? "" : value.text(), " ", reason("is not allowed"),
                         circumstances()});
    });
  }

  bool only_values() {
    return scope_.visit(rule_.field, [&](json::Value value, const Place &place) {
      if (says_absent(value) || is_one_of(value.text(), rule_.values)) {
        return false;
      }
      const String name = place.name();
      return tell(name, {name, " is ", shown(value), "; it ", reason(concat({"takes ", joined(rule_.values, " or ")})), circumstances()});
    });
  }

  [[nodiscard]] String limit() const {
    if (rule_.minimum == rule_.maximum) {
      return concat({"exactly ", rule_.minimum});
    }
    if (rule_.minimum.empty() || rule_.maximum.empty()) {
      return concat({rule_.minimum.empty() ? "at most " : "at least ", rule_.minimum.empty() ? rule_.maximum : rule_.minimum});
    }
    return concat({"from ", rule_.minimum, " to ", rule_.maximum});
  }

  bool count() {
    const Names all = names();
    int64_t items = 0;
    for (const std::string_view each : all) {
      items += scope_.count(each);
    }
    if (items >= to_integer(rule_.minimum).value_or(0) && items <= to_integer(rule_.maximum).value_or(INT64_MAX)) {
      return false;
    }
    const String name = scope_.full_name(rule_.field);
    if (!rule_.reason.empty()) {
      return tell(name, {name, " ", rule_.reason, "; there ", items == 1 ? "is " : "are ", number(items), circumstances()});
    }
    return tell(name, {joined(all, " and "), all.size() == 1 ? " has " : " have ", number(items), all.size() == 1 ? "" : " together", "; ",
                       limit(), circumstances()});
  }

  bool one_not_zero() {
    return scope_.visit(rule_.field, [&](json::Value value, const Place &place) {
      Names moving;
      for (json::Value each = value.first(); each.present(); each = each.next()) {
        if (each.number().value_or(0) != 0) {
          moving.push_back(each.name());
        }
      }
      if (says_absent(value) || moving.size() == 1) {
        return false;
      }
      const String which = moving.empty() ? String() : concat({" (", joined(moving, ", "), ")"});
      const String name = place.name();
      return tell(
          name, {name, " has ", number(static_cast<int64_t>(moving.size())), " values that are not zero", which, "; exactly one must be"});
    });
  }

  bool sum() {
    double total = 0;
    bool any = false;
    const std::string_view parts = rule_.others.empty() ? std::string_view() : rule_.others.front();
    scope_.visit(parts, [&](json::Value value, const Place &) {
      total += value.number().value_or(0);
      any = true;
      return false;
    });
    const String wanted = scope_.shown_value(rule_.field);
    const std::optional<double> whole = to_number(wanted);
    if (!any || !whole || total == *whole) {
      return false;
    }
    const std::string_view array = parts.substr(0, std::min(parts.find("[]"), parts.size()));
    const std::string_view member = parts.substr(std::min(parts.rfind('.') + 1, parts.size()));
    return tell(scope_.full_name(array),
                {"the ", member, "s in ", array, " add up to ", text_of(total), "; ", rule_.field, " is ", wanted});
  }

  bool area() {
    double sides[] = {1, 1};
    bool any = false;
    for (const std::string_view each : names()) {
      const bool wide = each.starts_with("left") || each.starts_with("right");
      const json::Value value = scope_.first(each);
      any = any || value.present();
      sides[wide ? 0 : 1] += value.number().value_or(0);
    }
    const double whole = sides[0] * sides[1];
    const double rounding = 1e-9;
    if (!any || whole <= to_number(rule_.maximum).value_or(whole) + rounding) {
      return false;
    }
    const String name = scope_.full_name(rule_.field);
    return tell(name, {joined(names(), ", "), " make ", text_of(rounded(whole)), " times the area; at most ", rule_.maximum});
  }

  /// To thousandths.
  [[nodiscard]] static double rounded(double value) {
    return value < 1e9 ? static_cast<double>(nearest_whole(value * 1000)) / 1000 : value;
  }

  bool span() {
    const std::string_view other = rule_.others.empty() ? std::string_view() : rule_.others.front();
    const std::optional<double> from = scope_.first(rule_.field).number();
    const std::optional<double> to = scope_.first(other).number();
    if (!from || !to || *to - *from >= to_number(rule_.minimum).value_or(0)) {
      return false;
    }
    const String name = scope_.full_name(other);
    return tell(name, {name, " is ", text_of(*to), ", ", text_of(*to - *from), " after ", rule_.field, "; at least ", rule_.minimum});
  }

  [[nodiscard]] String mark(std::string_view what) const {
    return concat({"<<<", rule_.values.empty() ? std::string_view() : rule_.values.front(), "_", what});
  }

  bool mentioned() {
    const int64_t items = scope_.count(rule_.field);
    for (int64_t index = 1; index <= items; ++index) {
      const String wanted = mark(concat({number(index), ">>>"}));
      const auto has_mark = [&](std::string_view prompt) {
        return scope_.visit(prompt, [&](json::Value value, const Place &) { return value.text().find(wanted) != std::string_view::npos; });
      };
      if (std::none_of(rule_.others.begin(), rule_.others.end(), has_mark)) {
        const String name = scope_.full_name(rule_.others.empty() ? rule_.field : rule_.others.front());
        const String text = concat({"mentions each of ", rule_.field});
        return tell(name, {name, " ", reason(text), "; it has no ", wanted, ", ", rule_.field, " has ", number(items),
                           items == 1 ? " item" : " items"});
      }
    }
    return false;
  }

  bool no_more() {
    const std::string_view list = rule_.others.empty() ? std::string_view() : rule_.others.front();
    const int64_t items = scope_.count(list);
    const String opening = mark({});
    return scope_.visit(rule_.field, [&](json::Value value, const Place &place) {
      const std::string_view text = value.text();
      for (std::size_t at = text.find(opening); at != std::string_view::npos; at = text.find(opening, at + 1)) {
        const std::string_view behind = text.substr(at + opening.size());
        const std::string_view digits = behind.substr(0, std::min(behind.find(">>>"), behind.size()));
        const std::optional<int64_t> index = behind.size() > digits.size() ? to_integer(digits) : std::nullopt;
        if (index && *index > items) {
          const String name = place.name();
          return tell(name, {name, " mentions ", opening, digits, ">>>; ", list, " has ", number(items), items == 1 ? " item" : " items"});
        }
      }
      return false;
    });
  }

  bool note(String field, std::initializer_list<std::string_view> parts) {
    breach_.noted = true;
    return tell(std::move(field), parts);
  }

  [[nodiscard]] static String nearest_scene(std::string_view name) {
    Names scenes;
    for (std::size_t index = 0; index < catalog::effect_count(); ++index) {
      scenes.push_back(catalog::effect_at(index).name);
    }
    return String(nearest(name, scenes));
  }

  bool scene() {
    const json::Value given = scope_.first(rule_.field);
    const String name = scope_.full_name(rule_.field);
    catalog::Effect row;
    if (says_absent(given) || rule_.others.size() < 2) {
      return false;
    }
    if (!catalog::find_effect(given.text(), row)) {
      const String near = nearest_scene(given.text());
      return tell(
          name, {name, " is ", shown(given), ", which is no scene", near.empty() ? "" : "; did you mean ", near, near.empty() ? "" : "?"});
    }
    const bool two = row.images == 2;
    const String right = scope_.full_name(rule_.others[two ? 1 : 0]);
    const String wrong = scope_.full_name(rule_.others[two ? 0 : 1]);
    const std::string_view number_of_images = two ? " takes two images, in " : " takes one image, in ";
    if (!scope_.is_given(rule_.others[two ? 1 : 0])) {
      return tell(right, {right, " is required: ", name, " ", given.text(), number_of_images, right});
    }
    if (scope_.is_given(rule_.others[two ? 0 : 1])) {
      return tell(wrong, {wrong, " is not allowed: ", name, " ", given.text(), number_of_images, right});
    }
    return !row.retired.empty() && note(name, {name, ": ", given.text(), " is ", row.retired});
  }

  bool voice() {
    const json::Value given = scope_.first(rule_.field);
    const String name = scope_.full_name(rule_.field);
    if (says_absent(given) || rule_.others.empty()) {
      return false;
    }
    const catalog::Voice *const row = catalog::find_voice(given.text());
    if (row == nullptr) {
      return note(name, {name, ": ", shown(given), " is not in the catalogue"});
    }
    const String language = scope_.shown_value(rule_.others.front());
    if ((language != "en" || row->english) && (language != "zh" || row->chinese)) {
      return false;
    }
    return tell(name, {name, " ", given.text(), " speaks ", row->english ? "en" : "zh", "; ", rule_.others.front(), " is ", language});
  }

  const Rule &rule_;
  const Scope &scope_;
  Breach &breach_;
};

/// Whether what is given already tells that the rule is kept: most rules are about fields that most bodies do not have.
bool is_idle(const Rule &rule, const Scope &body) {
  switch (rule.type) {
  case Rule::Type::needed:
    return rule.field.find('[') == std::string_view::npos && body.is_given(rule.field);
  case Rule::Type::apart:
  case Rule::Type::not_allowed:
  case Rule::Type::only_values:
  case Rule::Type::one_not_zero:
  case Rule::Type::span:
  case Rule::Type::mentioned:
  case Rule::Type::no_more:
    return !body.is_given(rule.field);
  case Rule::Type::sum:
    return !body.is_given(rule.others.front());
  default:
    return false;
  }
}

} // namespace

bool breaks(const Rule &rule, const Scope &body, Breach &breach) {
  if (rule.each.empty()) {
    if (is_idle(rule, body)) {
      return false;
    }
    return hold(rule.when, body) && Check(rule, body, breach).broken();
  }
  const String items = concat({rule.each, "[]"});
  return body.visit(items, [&](json::Value item, const Place &place) {
    if (!item.is(json::Type::object)) {
      return false;
    }
    const Scope inner = body.in_item(rule.each, place.name(), item);
    return hold(rule.when, inner) && Check(rule, inner, breach).broken();
  });
}

} // namespace kling::protocol
