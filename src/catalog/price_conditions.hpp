#pragma once

#include "catalog/price.hpp"

namespace kling::catalog {

/// What the rows of prices name.
namespace words {
inline constexpr std::string_view standard[] = {"std"};
inline constexpr std::string_view off[] = {"off"};
inline constexpr std::string_view on[] = {"on"};
inline constexpr std::string_view professional[] = {"pro"};
inline constexpr std::string_view four_k[] = {"4k"};
inline constexpr std::string_view feature[] = {"feature"};
inline constexpr std::string_view base[] = {"base"};
inline constexpr std::string_view five_or_ten[] = {"5", "10"};
inline constexpr std::string_view five[] = {"5"};
inline constexpr std::string_view ten[] = {"10"};
inline constexpr std::string_view single[] = {"single"};
inline constexpr std::string_view series[] = {"series"};
} // namespace words

namespace asked {
using Test = Condition::Test;
inline constexpr Condition in_std_silent[] = {{.field = "mode", .test = Test::is, .values = words::standard},
                                              {.field = "sound", .test = Test::is, .values = words::off}};
inline constexpr Condition in_std_sounding[] = {{.field = "mode", .test = Test::is, .values = words::standard},
                                                {.field = "sound", .test = Test::is, .values = words::on}};
inline constexpr Condition in_pro_silent[] = {{.field = "mode", .test = Test::is, .values = words::professional},
                                              {.field = "sound", .test = Test::is, .values = words::off}};
inline constexpr Condition in_pro_sounding[] = {{.field = "mode", .test = Test::is, .values = words::professional},
                                                {.field = "sound", .test = Test::is, .values = words::on}};
inline constexpr Condition in_4k_silent[] = {{.field = "mode", .test = Test::is, .values = words::four_k},
                                             {.field = "sound", .test = Test::is, .values = words::off}};
inline constexpr Condition in_4k_sounding[] = {{.field = "mode", .test = Test::is, .values = words::four_k},
                                               {.field = "sound", .test = Test::is, .values = words::on}};
inline constexpr Condition in_std_silent_without_video[] = {{.field = "mode", .test = Test::is, .values = words::standard},
                                                            {.field = "sound", .test = Test::is, .values = words::off},
                                                            {.field = "video_list", .test = Test::not_given}};
inline constexpr Condition in_std_sounding_without_video[] = {{.field = "mode", .test = Test::is, .values = words::standard},
                                                              {.field = "sound", .test = Test::is, .values = words::on},
                                                              {.field = "video_list", .test = Test::not_given}};
inline constexpr Condition in_std_with_video[] = {{.field = "mode", .test = Test::is, .values = words::standard},
                                                  {.field = "video_list[].refer_type", .test = Test::is, .values = words::feature}};
inline constexpr Condition in_std_silent_with_video[] = {{.field = "mode", .test = Test::is, .values = words::standard},
                                                         {.field = "sound", .test = Test::is, .values = words::off},
                                                         {.field = "video_list[].refer_type", .test = Test::is, .values = words::feature}};
inline constexpr Condition in_pro_silent_with_video[] = {{.field = "mode", .test = Test::is, .values = words::professional},
                                                         {.field = "sound", .test = Test::is, .values = words::off},
                                                         {.field = "video_list[].refer_type", .test = Test::is, .values = words::feature}};
inline constexpr Condition in_pro_silent_without_video[] = {{.field = "mode", .test = Test::is, .values = words::professional},
                                                            {.field = "sound", .test = Test::is, .values = words::off},
                                                            {.field = "video_list", .test = Test::not_given}};
inline constexpr Condition in_pro_sounding_without_video[] = {{.field = "mode", .test = Test::is, .values = words::professional},
                                                              {.field = "sound", .test = Test::is, .values = words::on},
                                                              {.field = "video_list", .test = Test::not_given}};
inline constexpr Condition in_pro_with_video[] = {{.field = "mode", .test = Test::is, .values = words::professional},
                                                  {.field = "video_list[].refer_type", .test = Test::is, .values = words::feature}};
inline constexpr Condition in_4k_silent_without_video[] = {{.field = "mode", .test = Test::is, .values = words::four_k},
                                                           {.field = "sound", .test = Test::is, .values = words::off},
                                                           {.field = "video_list", .test = Test::not_given}};
inline constexpr Condition in_4k_sounding_without_video[] = {{.field = "mode", .test = Test::is, .values = words::four_k},
                                                             {.field = "sound", .test = Test::is, .values = words::on},
                                                             {.field = "video_list", .test = Test::not_given}};
inline constexpr Condition in_pro_sounding_speaking[] = {{.field = "mode", .test = Test::is, .values = words::professional},
                                                         {.field = "sound", .test = Test::is, .values = words::on},
                                                         {.field = "voice_list"}};
inline constexpr Condition in_std[] = {{.field = "mode", .test = Test::is, .values = words::standard}};
inline constexpr Condition in_pro[] = {{.field = "mode", .test = Test::is, .values = words::professional}};
inline constexpr Condition in_std_clip[] = {{.field = "mode", .test = Test::is, .values = words::standard},
                                            {.field = "duration", .test = Test::is, .values = words::five_or_ten}};
inline constexpr Condition in_pro_clip[] = {{.field = "mode", .test = Test::is, .values = words::professional},
                                            {.field = "duration", .test = Test::is, .values = words::five_or_ten}};
inline constexpr Condition in_std_silent_clip[] = {{.field = "mode", .test = Test::is, .values = words::standard},
                                                   {.field = "duration", .test = Test::is, .values = words::five_or_ten},
                                                   {.field = "sound", .test = Test::is, .values = words::off}};
inline constexpr Condition in_pro_silent_clip[] = {{.field = "mode", .test = Test::is, .values = words::professional},
                                                   {.field = "duration", .test = Test::is, .values = words::five_or_ten},
                                                   {.field = "sound", .test = Test::is, .values = words::off}};
inline constexpr Condition silent_clip[] = {{.field = "duration", .test = Test::is, .values = words::five_or_ten},
                                            {.field = "sound", .test = Test::is, .values = words::off}};
inline constexpr Condition in_std_of_5[] = {{.field = "mode", .test = Test::is, .values = words::standard},
                                            {.field = "duration", .test = Test::is, .values = words::five}};
inline constexpr Condition in_std_of_10[] = {{.field = "mode", .test = Test::is, .values = words::standard},
                                             {.field = "duration", .test = Test::is, .values = words::ten}};
inline constexpr Condition in_pro_of_5[] = {{.field = "mode", .test = Test::is, .values = words::professional},
                                            {.field = "duration", .test = Test::is, .values = words::five}};
inline constexpr Condition in_pro_of_10[] = {{.field = "mode", .test = Test::is, .values = words::professional},
                                             {.field = "duration", .test = Test::is, .values = words::ten}};
inline constexpr Condition of_named_model[] = {{.field = "model_name"}}; // the default is in dispute
inline constexpr Condition of_named_model_and_image[] = {{.field = "model_name"}, {.field = "image"}};
inline constexpr Condition in_std_edited[] = {{.field = "mode", .test = Test::is, .values = words::standard},
                                              {.field = "video_list[].refer_type", .test = Test::is, .values = words::base}};
inline constexpr Condition in_pro_edited[] = {{.field = "mode", .test = Test::is, .values = words::professional},
                                              {.field = "video_list[].refer_type", .test = Test::is, .values = words::base}};
inline constexpr Condition single_at_4k[] = {{.field = "result_type", .test = Test::is, .values = words::single},
                                             {.field = "resolution", .test = Test::is, .values = words::four_k}};
inline constexpr Condition series_at_4k[] = {{.field = "result_type", .test = Test::is, .values = words::series},
                                             {.field = "resolution", .test = Test::is, .values = words::four_k}};
inline constexpr Condition single_below_4k[] = {{.field = "result_type", .test = Test::is, .values = words::single},
                                                {.field = "resolution", .test = Test::is_not, .values = words::four_k}};
inline constexpr Condition series_below_4k[] = {{.field = "result_type", .test = Test::is, .values = words::series},
                                                {.field = "resolution", .test = Test::is_not, .values = words::four_k}};
} // namespace asked

} // namespace kling::catalog
