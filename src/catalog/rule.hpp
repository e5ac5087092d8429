#pragma once

#include "catalog/field.hpp"

namespace kling::catalog {

/// Something that holds of a body, or does not. A field that is not given counts with its default.
struct Condition {
  enum class Test : uint8_t {
    given,
    not_given,
    is,      // its text is one of `values`
    is_not,  // is none of them
    above,   // more items than, or a number greater than, values[0]
    at_most, // given, and not above
  };
  std::string_view field{}; // a path without indexes: "multi_shot", "input.video_id"; "[]" in it: of any item (is_not: of none)
  Test test = Test::given;
  std::span<const std::string_view> values{};
};

/// What must hold between the fields of a kind: a row of the tables in rule_rows_*.hpp. Every condition of `when` must hold for it to
/// count.
struct Rule {
  enum class Type : uint8_t {
    needed,       // `field` must be given
    one_of,       // exactly one of `field` and `others`
    some_of,      // at least one of them
    apart,        // `field` is not given together with any of `others`
    not_allowed,  // `field` (where `values` are named: with one of them) is not given
    only_values,  // `field`, where given, has one of `values`
    count,        // items of `field` and `others` together (what is no array counts 1): from minimum to maximum; where `values` are
                  // named, the places of `field` (a path with "[]") that have one of them
    one_not_zero, // exactly one member of the object `field` is a number other than 0
    sum,          // the numbers in others[0] (a path with "[]") add up to that of `field`
    area,         // 1 + the ratios left + right, times 1 + up + down: at most `maximum`
    span,         // `others[0]` − `field` is at least `minimum`
    once,         // each of `values` stands in `field` (a path with "[]") at most once
    decimals,     // the number `field` has at most `maximum` of them
    same_ratio,   // the picture `field` has the sides' ratio of the picture others[0]; where either header cannot be seen it passes
    mentioned,    // for each item of `field` the prompt others[0] holds <<<NAME_n>>>; values[0] is the NAME
    scene,        // `field`, a scene of effect.hpp, has others[0] with one image, others[1] with two; near one: refused, else noted
    voice,        // `field`, a voice of voice.hpp, speaks the language others[0]; a voice that is not known is noted and passes
    length,       // the text `field` has at most `maximum` characters
    not_blank,    // the text `field`, where given, is more than blanks
    distinct,     // no two places of `field` (a path with "[]") have the same text
    no_prefix,    // none of them has the beginning of another
    known_names,  // each @word in the text `field` begins with a text that others[0] (a path with "[]") has
    no_marks,     // the text `field` holds no <<<name_n>>>, which names something in the legacy generation
    shots,        // the prompt `field`, where it tells shots, has at most values[0] of them in order, each of 1 second and `maximum`
                  // characters; the seconds add up to others[0]
    day,          // the text `field` is a day, YYYY-MM-DD, and not before others[0]
    no_more,      // the prompt `field` mentions no <<<NAME_n>>> with n above the items of others[0]; values[0] is the NAME
  };
  KindSet kinds{};
  Type type = Type::needed;
  std::string_view each{}; // an array whose every item is looked at by itself; names below are those of its members
  std::string_view field{};
  std::span<const std::string_view> others{};
  std::span<const std::string_view> values{};
  std::span<const Condition> when{};
  std::string_view minimum{};
  std::string_view maximum{};
  Standing standing = Standing::documented; // what is not documented is noted and passes; of an ignored field (a not_allowed) all does
  std::string_view reason{};                // in words that follow the field's name: "is required when multi_shot is true"
  std::string_view source{};
};

[[nodiscard]] std::span<const Rule> rules();

} // namespace kling::catalog
