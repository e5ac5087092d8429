#pragma once

#include "catalog/kind_rows.hpp"
#include "catalog/rule.hpp"

namespace kling::catalog {

namespace lists {
inline constexpr std::string_view truth[] = {"true"};
inline constexpr std::string_view customize[] = {"customize"};
inline constexpr std::string_view simple[] = {"simple"};
inline constexpr std::string_view shot_durations[] = {"multi_prompt[].duration"};
} // namespace lists

namespace conditions {
using Test = Condition::Test;
inline constexpr Condition multi_shot[] = {{.field = "multi_shot", .test = Test::is, .values = lists::truth}};
inline constexpr Condition customized[] = {{.field = "multi_shot", .test = Test::is, .values = lists::truth},
                                           {.field = "shot_type", .test = Test::is, .values = lists::customize}};
} // namespace conditions

inline constexpr Rule rule_rows[] = {
    {.kinds = in("text2video"),
     .type = Rule::Type::needed,
     .field = "shot_type",
     .when = conditions::multi_shot,
     .reason = "is required when multi_shot is true",
     .source = "4.2"},
    {.kinds = in("text2video"),
     .type = Rule::Type::sum,
     .field = "duration",
     .others = lists::shot_durations,
     .when = conditions::customized,
     .reason = "is what the durations in multi_prompt add up to",
     .source = "4.2"},
};

} // namespace kling::catalog
