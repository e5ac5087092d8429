#include "protocol/rule_check.hpp"

#include <algorithm>

#include "base/number.hpp"
#include "base/text.hpp"
#include "catalog/effect.hpp"
#include "catalog/voice.hpp"
#include "protocol/field_value.hpp"
#include "protocol/media.hpp"
#include "protocol/text_check.hpp"

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
    case Rule::Type::once:
      return once();
    case Rule::Type::decimals:
      return decimals();
    case Rule::Type::same_ratio:
      return same_ratio();
    case Rule::Type::mentioned:
    case Rule::Type::no_more:
    case Rule::Type::length:
    case Rule::Type::not_blank:
    case Rule::Type::distinct:
    case Rule::Type::no_prefix:
    case Rule::Type::known_names:
    case Rule::Type::no_marks:
    case Rule::Type::shots:
      return breaks_in_text(rule_, scope_, breach_);
    case Rule::Type::day:
      return day();
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
      const bool of_items = each.field.find("[]") != std::string_view::npos; // which of them it was, the condition does not say
      if (open && !of_items && each.field != rule_.field) {                  // what breaks the rule is told as it is
        text.append("; ").append(scope_.full_name(each.field)).append(each.test == catalog::Condition::Test::above ? " has " : " is ");
        text.append(scope_.shown_value(each.field));
      }
    }
    return text;
  }

  /// "; model_name is kling-v2-6", where the rule is about some models.
  [[nodiscard]] String model() const {
    const bool asked = std::any_of(rule_.when.begin(), rule_.when.end(),
                                   [](const catalog::Condition &each) { return each.field == "model_name" && each.values.size() > 1; });
    return asked ? concat({"; model_name is ", scope_.shown_value("model_name")}) : String();
  }

  bool needed() {
    return scope_.visit(rule_.field, [&](json::Value value, const Place &place) {
      const String name = place.name();
      return says_absent(value) && tell(name, {name, " ", reason("is required"), model()});
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

  /// How many places of `field` have one of `values`.
  [[nodiscard]] int64_t places() const {
    int64_t found = 0;
    scope_.visit(rule_.field, [&](json::Value value, const Place &) {
      found += !says_absent(value) && is_one_of(value.text(), rule_.values) ? 1 : 0;
      return false;
    });
    return found;
  }

  bool count() {
    const Names all = names();
    int64_t items = rule_.values.empty() ? 0 : places();
    for (std::size_t at = 0; at < all.size() && rule_.values.empty(); ++at) {
      items += scope_.count(all[at]);
    }
    if (items >= to_integer(rule_.minimum).value_or(0) && items <= to_integer(rule_.maximum).value_or(INT64_MAX)) {
      return false;
    }
    const String name = rule_.values.empty() ? scope_.full_name(rule_.field) : String(array_of(rule_.field));
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

  /// "contents" of "contents[].type"
  [[nodiscard]] static std::string_view array_of(std::string_view path) { return path.substr(0, std::min(path.find("[]"), path.size())); }

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
    const std::string_view array = array_of(parts);
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
    if (!rule_.reason.empty()) {
      return tell(name, {name, " is ", scope_.shown_value(other), "; it ", rule_.reason, ", which is ", scope_.shown_value(rule_.field)});
    }
    return tell(name, {name, " is ", text_of(*to), ", ", text_of(*to - *from), " after ", rule_.field, "; at least ", rule_.minimum});
  }

  bool once() {
    return std::any_of(rule_.values.begin(), rule_.values.end(), [&](std::string_view word) {
      int64_t times = 0;
      return scope_.visit(rule_.field, [&](json::Value value, const Place &place) {
        times += value.text() == word ? 1 : 0;
        return value.text() == word && times > 1 && tell(place.name(), {place.name(), " is a second ", word, "; at most 1"});
      });
    });
  }

  bool decimals() {
    const json::Value given = scope_.first(rule_.field);
    const std::string_view text = given.text();
    const double scale = rule_.maximum == "1" ? 10 : 1;
    const double scaled = given.number().value_or(0) * scale;
    const double rounding = 1e-6;
    const double whole = scaled < 1e9 ? static_cast<double>(nearest_whole(scaled)) : scaled;
    const String name = scope_.full_name(rule_.field);
    return !says_absent(given) && std::max(scaled - whole, whole - scaled) > rounding &&
           tell(name, {name, " is ", cut(text, 40), "; at most ", rule_.maximum, " decimal"});
  }

  /// Sides are rounded to whole pixels: a hundredth is no difference.
  bool same_ratio() {
    const std::string_view other = rule_.others.empty() ? std::string_view() : rule_.others.front();
    const std::optional<PixelSize> whole = pixels_of(scope_.first(other), scope_.inputs());
    return whole && scope_.visit(rule_.field, [&](json::Value value, const Place &place) {
      const std::optional<PixelSize> own = pixels_of(value, scope_.inputs());
      if (!own) {
        return false;
      }
      const double across = static_cast<double>(own->width) * static_cast<double>(whole->height);
      const double along = static_cast<double>(own->height) * static_cast<double>(whole->width);
      if (std::max(across, along) <= std::min(across, along) * 1.01) {
        return false;
      }
      const auto size = [](const PixelSize &of) { return concat({text_of(int64_t{of.width}), "x", text_of(int64_t{of.height})}); };
      return tell(place.name(), {place.name(), " is ", size(*own), " pixels; it has the ratio of ", other, ", which is ", size(*whole)});
    });
  }

  bool day() {
    const json::Value given = scope_.first(rule_.field);
    const std::string_view text = given.text();
    const String name = scope_.full_name(rule_.field);
    if (says_absent(given)) {
      return false;
    }
    if (!is_day(text)) {
      return tell(name, {name, " is ", shown(given), "; it takes a day as YYYY-MM-DD"});
    }
    const std::string_view other = rule_.others.empty() ? std::string_view() : scope_.first(rule_.others.front()).text();
    return is_day(other) && text < other && tell(name, {name, " is ", text, ", which is before ", rule_.others.front(), ", ", other});
  }

  [[nodiscard]] static bool is_day(std::string_view text) {
    const auto within = [&](std::size_t at, std::size_t size, int64_t least, int64_t most) {
      const std::string_view part = text.substr(at, size);
      const int64_t value = to_integer(part).value_or(-1);
      return part.find_first_not_of("0123456789") == std::string_view::npos && value >= least && value <= most;
    };
    return text.size() == 10 && text[4] == '-' && text[7] == '-' && within(0, 4, 1, 9999) && within(5, 2, 1, 12) && within(8, 2, 1, 31);
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
      return near.empty() ? note(name, {name, ": ", shown(given), " is not in the catalogue"})
                          : tell(name, {name, " is ", shown(given), ", which is no scene; did you mean ", near, "?"});
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
  case Rule::Type::once:
  case Rule::Type::decimals:
  case Rule::Type::same_ratio:
  case Rule::Type::mentioned:
  case Rule::Type::no_more:
  case Rule::Type::length:
  case Rule::Type::not_blank:
  case Rule::Type::distinct:
  case Rule::Type::no_prefix:
  case Rule::Type::known_names:
  case Rule::Type::no_marks:
  case Rule::Type::shots:
  case Rule::Type::day:
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
