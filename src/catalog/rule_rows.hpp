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
inline constexpr Condition one_shot[] = {{.field = "multi_shot", .test = Test::is_not, .values = lists::truth}};
inline constexpr Condition multi_shot[] = {{.field = "multi_shot", .test = Test::is, .values = lists::truth}};
inline constexpr Condition not_customized[] = {{.field = "multi_shot", .test = Test::is, .values = lists::truth},
                                               {.field = "shot_type", .test = Test::is_not, .values = lists::customize}};
inline constexpr Condition customized[] = {{.field = "multi_shot", .test = Test::is, .values = lists::truth},
                                           {.field = "shot_type", .test = Test::is, .values = lists::customize}};
inline constexpr Condition camera[] = {{.field = "camera_control", .test = Test::given}};
inline constexpr Condition simple_camera[] = {{.field = "camera_control.type", .test = Test::is, .values = lists::simple}};
inline constexpr Condition other_camera[] = {{.field = "camera_control.type", .test = Test::is_not, .values = lists::simple}};
} // namespace conditions

inline constexpr Rule rule_rows[] = {
    {.kinds = in("text2video"),
     .type = Rule::Type::needed,
     .field = "prompt",
     .when = conditions::one_shot,
     .reason = "is required unless multi_shot is true and shot_type is customize",
     .source = "4.2"},
    {.kinds = in("text2video"),
     .type = Rule::Type::needed,
     .field = "shot_type",
     .when = conditions::multi_shot,
     .reason = "is required when multi_shot is true",
     .source = "4.2"},
    {.kinds = in("text2video"),
     .type = Rule::Type::needed,
     .field = "prompt",
     .when = conditions::not_customized,
     .reason = "is required unless multi_shot is true and shot_type is customize",
     .source = "4.2"},
    {.kinds = in("text2video"),
     .type = Rule::Type::needed,
     .field = "multi_prompt",
     .when = conditions::customized,
     .reason = "is required when shot_type is customize: 1 to 6 shots",
     .source = "4.2"},
    {.kinds = in("text2video"),
     .type = Rule::Type::needed,
     .each = "multi_prompt",
     .field = "prompt",
     .when = conditions::customized,
     .source = "4.2"},
    {.kinds = in("text2video"),
     .type = Rule::Type::needed,
     .each = "multi_prompt",
     .field = "duration",
     .when = conditions::customized,
     .reason = "is required, in whole seconds",
     .source = "4.2"},
    {.kinds = in("text2video"),
     .type = Rule::Type::sum,
     .field = "duration",
     .others = lists::shot_durations,
     .when = conditions::customized,
     .reason = "is what the durations in multi_prompt add up to",
     .source = "4.2"},
    {.kinds = in("text2video"),
     .type = Rule::Type::not_allowed,
     .field = "multi_prompt",
     .when = conditions::one_shot,
     .standing = Standing::ignored,
     .reason = "is documented with multi_shot true and shot_type customize only",
     .source = "4.2"},
    {.kinds = in("text2video"),
     .type = Rule::Type::not_allowed,
     .field = "multi_prompt",
     .when = conditions::not_customized,
     .standing = Standing::ignored,
     .reason = "is documented with multi_shot true and shot_type customize only",
     .source = "4.2"},
    {.kinds = in("text2video"),
     .type = Rule::Type::needed,
     .field = "camera_control.type",
     .when = conditions::camera,
     .reason = "is required in camera_control",
     .source = "4.2.1"},
    {.kinds = in("text2video"),
     .type = Rule::Type::needed,
     .field = "camera_control.config",
     .when = conditions::simple_camera,
     .reason = "is required with type simple",
     .source = "4.2.1"},
    {.kinds = in("text2video"),
     .type = Rule::Type::not_allowed,
     .field = "camera_control.config",
     .when = conditions::other_camera,
     .reason = "goes with type simple only",
     .source = "4.2.1"},
    {.kinds = in("text2video"),
     .type = Rule::Type::one_not_zero,
     .field = "camera_control.config",
     .when = conditions::simple_camera,
     .source = "4.2.1"},
};

} // namespace kling::catalog
