#include "protocol/text_check.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "protocol/field_value.hpp"
#include "protocol/reference.hpp"
#include "protocol/shots.hpp"

namespace kling::protocol {

namespace {

using catalog::Rule;

/// One rule about texts against one scope. Each check answers whether the rule is broken, and then tells how.
class TextCheck {
public:
  TextCheck(const Rule &rule, const Scope &scope, Breach &breach) : rule_(rule), scope_(scope), breach_(breach) {}

  [[nodiscard]] bool broken() {
    switch (rule_.type) {
    case Rule::Type::mentioned:
      return mentioned();
    case Rule::Type::no_more:
      return no_more();
    case Rule::Type::length:
      return length();
    case Rule::Type::not_blank:
      return not_blank();
    case Rule::Type::distinct:
      return alike([](std::string_view later, std::string_view before) { return later == before; }, " is the same as ");
    case Rule::Type::no_prefix:
      return alike([](std::string_view later, std::string_view before) { return later != before && later.starts_with(before); },
                   " begins with ");
    case Rule::Type::known_names:
      return known_names();
    case Rule::Type::no_marks:
      return no_marks();
    case Rule::Type::shots:
      return shots();
    default:
      return false;
    }
  }

private:
  bool tell(String field, std::initializer_list<std::string_view> parts) {
    breach_.message = concat(parts);
    breach_.field = std::move(field);
    return true;
  }

  [[nodiscard]] std::string_view reason(std::string_view otherwise) const { return rule_.reason.empty() ? otherwise : rule_.reason; }

  /// others[0] and values[0], empty where there is none.
  [[nodiscard]] std::string_view first_other() const { return rule_.others.empty() ? std::string_view() : rule_.others.front(); }
  [[nodiscard]] std::string_view first_value() const { return rule_.values.empty() ? std::string_view() : rule_.values.front(); }

  [[nodiscard]] String mark(std::string_view what) const { return concat({"<<<", first_value(), "_", what}); }

  bool mentioned() {
    const int64_t items = scope_.count(rule_.field);
    for (int64_t index = 1; index <= items; ++index) {
      const String wanted = mark(concat({text_of(index), ">>>"}));
      const auto has_mark = [&](std::string_view prompt) {
        return scope_.visit(prompt, [&](json::Value value, const Place &) { return value.text().find(wanted) != std::string_view::npos; });
      };
      if (std::none_of(rule_.others.begin(), rule_.others.end(), has_mark)) {
        const String name = scope_.full_name(rule_.others.empty() ? rule_.field : rule_.others.front());
        const String text = concat({"mentions each of ", rule_.field});
        return tell(name, {name, " ", reason(text), "; it has no ", wanted, ", ", rule_.field, " has ", text_of(items),
                           items == 1 ? " item" : " items"});
      }
    }
    return false;
  }

  bool no_more() {
    const std::string_view list = first_other();
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
          return tell(name, {name, " mentions ", opening, digits, ">>>; ", list, " has ", text_of(items), items == 1 ? " item" : " items"});
        }
      }
      return false;
    });
  }

  bool length() {
    const std::size_t most = static_cast<std::size_t>(to_integer(rule_.maximum).value_or(INT64_MAX));
    return scope_.visit(rule_.field, [&](json::Value value, const Place &place) {
      const std::size_t points = code_points(value.text());
      return points > most && tell(place.name(), {place.name(), " has ", text_of(static_cast<int64_t>(points)), " characters; at most ",
                                                  rule_.maximum, "; model_name is ", scope_.shown_value("model_name")});
    });
  }

  bool not_blank() {
    return scope_.visit(rule_.field, [&](json::Value value, const Place &place) {
      return !says_absent(value) && trimmed(value.text()).empty() &&
             tell(place.name(), {place.name(), " is blank; ", reason("it needs text")});
    });
  }

  struct Name {
    std::string_view text;
    String place;
    std::size_t at;
    friend bool operator<(const Name &one, const Name &other) { return one.text != other.text ? one.text < other.text : one.at < other.at; }
  };

  /// Whether two places of `field` are so to each other; in alphabetical order what begins alike stands together.
  bool alike(bool (*are)(std::string_view, std::string_view), std::string_view how) {
    Vector<Name> all;
    scope_.visit(rule_.field, [&](json::Value given, const Place &place) {
      if (!says_absent(given)) {
        all.push_back({given.text(), place.name(), all.size()});
      }
      return false;
    });
    std::sort(all.begin(), all.end());
    for (std::size_t at = 1; at < all.size(); ++at) {
      if (are(all[at].text, all[at - 1].text)) {
        const String field = all[at].place;
        return tell(field, {field, " ", cut(all[at].text, 40), how, all[at - 1].place, ", ", cut(all[at - 1].text, 40),
                            rule_.reason.empty() ? "" : "; ", rule_.reason});
      }
    }
    return false;
  }

  /// The @word at `at`, empty where the sign is part of an address or stands alone.
  [[nodiscard]] static std::string_view word_at(std::string_view text, std::size_t at) {
    const auto belongs = [](char each) {
      const auto sign = static_cast<unsigned char>(each);
      return each == '_' || sign >= 0x80 || (each >= '0' && each <= '9') || (each >= 'A' && each <= 'Z') || (each >= 'a' && each <= 'z');
    };
    if (at > 0 && static_cast<unsigned char>(text[at - 1]) < 0x80 && belongs(text[at - 1])) {
      return {};
    }
    std::size_t end = at + 1;
    while (end < text.size() && belongs(text[end])) {
      ++end;
    }
    return text.substr(at + 1, end - at - 1);
  }

  bool known_names() {
    const std::string_view list = first_other();
    return scope_.visit(rule_.field, [&](json::Value value, const Place &place) {
      const std::string_view text = value.text();
      for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
        const std::string_view word = word_at(text, at);
        const bool known = scope_.visit(
            list, [&](json::Value name, const Place &) { return !says_absent(name) && text.substr(at + 1).starts_with(name.text()); });
        if (!word.empty() && !known) {
          return tell(place.name(), {place.name(), " mentions @", cut(word, 40), "; no ", list, " is that"});
        }
      }
      return false;
    });
  }

  bool no_marks() {
    return scope_.visit(rule_.field, [&](json::Value value, const Place &place) {
      const std::string_view mark = first_mark(value.text());
      return !mark.empty() && tell(place.name(), {place.name(), " mentions ", mark, "; ", reason("here that is text")});
    });
  }

  bool shots() {
    return scope_.visit(rule_.field, [&](json::Value value, const Place &place) {
      Vector<Shot> told;
      std::string_view wrong;
      if (!tells_shots(value.text())) {
        return false;
      }
      if (!read_shots(value.text(), told, wrong)) {
        return tell(place.name(), {place.name(), " tells shots, and has a part that is none: ", json::quoted(cut(wrong, 40)),
                                   "; each is shot n, seconds, words;"});
      }
      return bad_shot(place.name(), told) || bad_sum(place.name(), told);
    });
  }

  bool bad_shot(const String &name, const Vector<Shot> &told) {
    const std::string_view most = first_value();
    if (static_cast<int64_t>(told.size()) > to_integer(most).value_or(INT64_MAX)) {
      return tell(name, {name, " tells ", text_of(static_cast<int64_t>(told.size())), " shots; at most ", most});
    }
    int64_t next = 0;
    for (const Shot &each : told) {
      if (to_integer(each.number) != ++next) {
        return tell(name, {name, " has shot ", each.number, " where shot ", text_of(next), " belongs"});
      }
      if (to_integer(each.seconds).value_or(0) < 1) {
        return tell(name, {name, " gives shot ", each.number, " ", each.seconds, " seconds; at least 1"});
      }
      if (each.words.empty()) {
        return tell(name, {name, " has no words in shot ", each.number});
      }
      const std::size_t points = code_points(each.words);
      if (static_cast<int64_t>(points) > to_integer(rule_.maximum).value_or(INT64_MAX)) {
        return tell(
            name, {name, " has ", text_of(static_cast<int64_t>(points)), " characters in shot ", each.number, "; at most ", rule_.maximum});
      }
    }
    return false;
  }

  bool bad_sum(const String &name, const Vector<Shot> &told) {
    double total = 0; // far larger numbers than a sum of integers takes
    for (const Shot &each : told) {
      total += static_cast<double>(to_integer(each.seconds).value_or(0));
    }
    const std::string_view whole = first_other();
    const String wanted = scope_.shown_value(whole);
    return to_number(wanted).value_or(total) != total &&
           tell(name, {"the seconds of the shots in ", name, " add up to ", text_of(total), "; ", whole, " is ", wanted});
  }

  const Rule &rule_;
  const Scope &scope_;
  Breach &breach_;
};

} // namespace

bool breaks_in_text(const Rule &rule, const Scope &scope, Breach &breach) {
  return TextCheck(rule, scope, breach).broken();
}

} // namespace kling::protocol
