#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "catalog/kind_rows.hpp"
#include "catalog/model.hpp"
#include "catalog/rule.hpp"

namespace kling::catalog {
namespace {

using Type = Rule::Type;

/// The row of a name that a rule gives: with `each`, a member of the array's items comes first.
bool row_of(const Kind &kind, const Rule &rule, std::string_view name, Field &out) {
  const std::string member = std::string(rule.each) + "[]." + std::string(name);
  return (!rule.each.empty() && find_field(kind, member, "", out)) || find_field(kind, name, "", out);
}

/// One rule may be of several kinds, whose fields of that name take different values.
bool some_kind_takes(KindSet among, std::string_view field, std::string_view value) {
  return std::any_of(kinds().begin(), kinds().end(), [&](const Kind &kind) {
    Field row;
    return among.has(kind) && find_field(kind, field, "", row) &&
           (row.values.empty() || std::find(row.values.begin(), row.values.end(), value) != row.values.end());
  });
}

void expect_values(const Rule &rule, const Kind &kind, const Field &field, std::span<const std::string_view> values) {
  for (const std::string_view value : values) {
    if (field.name == "model_name") {
      EXPECT_TRUE(std::any_of(kinds().begin(), kinds().end(),
                              [&](const Kind &each) { return rule.kinds.has(each) && find_model(each.name, value) != nullptr; }))
          << kind.name << " " << value;
    } else if (field.type == FieldType::boolean) {
      EXPECT_TRUE(value == "true" || value == "false") << kind.name << " " << field.name << " " << value;
    } else {
      EXPECT_TRUE(some_kind_takes(rule.kinds, field.name, value)) << kind.name << " " << field.name << " " << value;
    }
  }
}

TEST(Rule, NamesFieldsAndValuesThatExist) {
  for (const Rule &rule : rules()) {
    EXPECT_NE(rule.kinds.bits(), 0U) << rule.field;
    EXPECT_FALSE(rule.source.empty()) << rule.field;
    for (const Kind &kind : kinds()) {
      if (!rule.kinds.has(kind)) {
        continue;
      }
      Field field;
      ASSERT_TRUE(row_of(kind, rule, rule.field, field)) << kind.name << " " << rule.field;
      if (rule.type == Type::only_values || rule.type == Type::not_allowed || rule.type == Type::count || rule.type == Type::once) {
        expect_values(rule, kind, field, rule.values);
      }
      for (const std::string_view other : rule.others) {
        EXPECT_TRUE(row_of(kind, rule, other, field)) << kind.name << " " << other;
      }
      for (const Condition &condition : rule.when) {
        ASSERT_TRUE(row_of(kind, rule, condition.field, field)) << kind.name << " " << condition.field;
        const bool compares = condition.test == Condition::Test::is || condition.test == Condition::Test::is_not;
        const bool counts = condition.test == Condition::Test::above || condition.test == Condition::Test::at_most;
        EXPECT_EQ(compares || counts, !condition.values.empty()) << kind.name << " " << condition.field;
        if (compares) {
          expect_values(rule, kind, field, condition.values);
        }
        EXPECT_TRUE(!counts || to_integer(condition.values.front())) << kind.name << " " << condition.field;
      }
    }
  }
}

TEST(Rule, HasWhatItsTypeNeedsAndAReasonThatFollowsAName) {
  for (const Rule &rule : rules()) {
    switch (rule.type) {
    case Type::one_of:
    case Type::some_of:
    case Type::apart:
    case Type::area:
      EXPECT_FALSE(rule.others.empty()) << rule.field;
      break;
    case Type::sum:
    case Type::span:
    case Type::same_ratio:
    case Type::voice:
    case Type::mentioned:
    case Type::no_more:
    case Type::known_names:
      EXPECT_EQ(rule.others.size(), 1U) << rule.field;
      break;
    case Type::length:
      EXPECT_TRUE(to_integer(rule.maximum)) << rule.field;
      break;
    case Type::shots:
      EXPECT_EQ(rule.others.size(), 1U) << rule.field;
      EXPECT_TRUE(rule.values.size() == 1 && to_integer(rule.values.front()) && to_integer(rule.maximum)) << rule.field;
      break;
    case Type::distinct:
    case Type::no_prefix:
      EXPECT_NE(rule.field.find("[]"), std::string_view::npos) << rule.field;
      break;
    case Type::scene:
      EXPECT_EQ(rule.others.size(), 2U) << rule.field;
      break;
    case Type::only_values:
    case Type::once:
      EXPECT_FALSE(rule.values.empty()) << rule.field;
      break;
    case Type::decimals:
      EXPECT_EQ(rule.maximum, "1") << rule.field;
      break;
    case Type::count:
      EXPECT_FALSE(rule.minimum.empty() && rule.maximum.empty()) << rule.field;
      break;
    default:
      break;
    }
    EXPECT_FALSE(rule.reason.ends_with('.')) << rule.reason;
    EXPECT_TRUE(rule.reason.empty() || std::islower(static_cast<unsigned char>(rule.reason.front())) != 0) << rule.reason;
    EXPECT_FALSE(rule.reason.starts_with("it ")) << rule.reason;
  }
}

bool any_rule(std::string_view kind, Type type, std::string_view field, Standing standing = Standing::documented) {
  return std::any_of(rules().begin(), rules().end(), [&](const Rule &rule) {
    return rule.kinds.has(kind) && rule.type == type && rule.field == field && rule.standing == standing;
  });
}

TEST(Rule, EveryDependenceOfTheReferenceIsARow) {
  struct Row {
    std::string_view kind;
    Type type;
    std::string_view field;
    Standing standing = Standing::documented;
  };
  for (const Row &row : {
           // 4.2
           Row{"text2video", Type::needed, "prompt"},
           Row{"text2video", Type::needed, "shot_type"},
           Row{"text2video", Type::needed, "multi_prompt"},
           Row{"text2video", Type::sum, "duration"},
           Row{"text2video", Type::needed, "camera_control.config"},
           Row{"text2video", Type::not_allowed, "camera_control.config"},
           Row{"text2video", Type::one_not_zero, "camera_control.config"},
           Row{"text2video", Type::mentioned, "voice_list", Standing::uncertain},
           Row{"text2video", Type::not_allowed, "prompt", Standing::ignored},
           Row{"text2video", Type::not_allowed, "multi_prompt", Standing::ignored},
           // 4.3
           Row{"image2video", Type::some_of, "image"},
           Row{"image2video", Type::needed, "image"},
           Row{"image2video", Type::apart, "image_tail"},
           Row{"image2video", Type::apart, "camera_control"},
           Row{"image2video", Type::apart, "element_list"},
           Row{"image2video", Type::only_values, "sound"},
           Row{"image2video", Type::needed, "sound"},
           Row{"image2video", Type::mentioned, "voice_list"},
           Row{"image2video", Type::sum, "duration"},
           Row{"image2video", Type::same_ratio, "static_mask"},
           Row{"image2video", Type::same_ratio, "dynamic_masks[].mask"},
           // 4.5
           Row{"omni-video", Type::once, "image_list[].type"},
           Row{"omni-video", Type::not_allowed, "image_list[].type"},
           Row{"omni-video", Type::count, "element_list"},
           Row{"omni-video", Type::not_allowed, "element_list"},
           Row{"omni-video", Type::count, "image_list"},
           Row{"omni-video", Type::only_values, "sound"},
           Row{"omni-video", Type::not_allowed, "duration", Standing::ignored},
           Row{"omni-video", Type::needed, "aspect_ratio"},
           Row{"omni-video", Type::only_values, "duration"},
           Row{"omni-video", Type::no_more, "prompt", Standing::uncertain},
           // 4.6 to 4.11
           Row{"motion-control", Type::only_values, "character_orientation", Standing::uncertain},
           Row{"identify-face", Type::one_of, "video_id"},
           Row{"advanced-lip-sync", Type::one_of, "audio_id"},
           Row{"advanced-lip-sync", Type::span, "sound_start_time"},
           Row{"avatar", Type::one_of, "audio_id"},
           Row{"lip-sync", Type::one_of, "input.video_id"},
           Row{"lip-sync", Type::needed, "input.text"},
           Row{"lip-sync", Type::needed, "input.audio_type"},
           Row{"lip-sync", Type::needed, "input.audio_file"},
           Row{"lip-sync", Type::needed, "input.audio_url"},
           Row{"lip-sync", Type::voice, "input.voice_id"},
           Row{"effects", Type::scene, "effect_scene"},
           Row{"multi-elements-init-selection", Type::one_of, "video_id"},
           Row{"multi-elements", Type::needed, "image_list"},
           Row{"multi-elements", Type::count, "image_list"},
           Row{"multi-elements", Type::not_allowed, "image_list"},
           // 4.13 to 4.17
           Row{"text-to-audio", Type::decimals, "duration"},
           Row{"video-to-audio", Type::one_of, "video_id"},
           Row{"tts", Type::voice, "voice_id"},
           Row{"tts", Type::needed, "voice_language", Standing::uncertain},
           Row{"generations", Type::needed, "image"},
           Row{"generations", Type::apart, "negative_prompt"},
           Row{"generations", Type::not_allowed, "human_fidelity"},
           Row{"generations", Type::count, "element_list"},
           Row{"omni-image", Type::count, "image_list"},
           Row{"omni-image", Type::not_allowed, "n", Standing::ignored},
           Row{"omni-image", Type::not_allowed, "series_amount", Standing::ignored},
           Row{"expand", Type::area, "up_expansion_ratio"},
           Row{"elements", Type::needed, "element_image_list"},
           Row{"elements", Type::needed, "element_video_list"},
           Row{"voices", Type::some_of, "voice_url"},
           Row{"costs", Type::span, "start_time"},
           Row{"balance", Type::span, "start_time"},
           Row{"package", Type::span, "start_time"},
           Row{"package", Type::only_values, "values[]"},
           Row{"balance", Type::needed, "start_time"},
           Row{"package", Type::needed, "end_time"},
           Row{"package", Type::not_allowed, "filters[].key"},
           Row{"balance", Type::not_allowed, "limit", Standing::ignored},
           Row{"balance", Type::not_allowed, "filters", Standing::ignored},
           Row{"package", Type::not_allowed, "start_time", Standing::ignored},
           Row{"package", Type::not_allowed, "end_time", Standing::ignored},
           // 5.2
           Row{"image-to-video", Type::count, "contents[].type"},
           Row{"image-to-video", Type::once, "contents[].type"},
           Row{"image-to-video", Type::not_allowed, "contents[].type"},
           Row{"image-to-video", Type::needed, "settings.audio"},
           Row{"image-to-video", Type::only_values, "settings.audio"},
           Row{"image-to-video", Type::not_blank, "text"},
           Row{"image-to-video", Type::distinct, "contents[].id"},
           Row{"image-to-video", Type::no_prefix, "contents[].id", Standing::uncertain},
           Row{"image-to-video", Type::known_names, "contents[].text", Standing::uncertain},
           Row{"image-to-video", Type::no_marks, "contents[].text"},
           Row{"text-to-video", Type::no_marks, "prompt"},
           Row{"image-to-video", Type::length, "contents[].text"},
           Row{"image-to-video", Type::length, "contents[].text", Standing::uncertain},
           Row{"image-to-video", Type::shots, "contents[].text"},
           Row{"text-to-video", Type::length, "prompt"},
           Row{"text-to-video", Type::shots, "prompt"},
           Row{"text-to-video", Type::not_allowed, "settings.audio"},
           Row{"text-to-video", Type::not_allowed, "settings.multi_shot"},
           Row{"new-omni-video", Type::count, "contents[].type"},
           Row{"new-omni-video", Type::needed, "settings.aspect_ratio"},
           Row{"new-omni-video", Type::only_values, "settings.audio"},
           Row{"new-omni-video", Type::only_values, "settings.multi_shot"},
           Row{"new-omni-video", Type::not_allowed, "settings.audio"},
           Row{"new-omni-video", Type::not_allowed, "settings.duration", Standing::ignored},
           Row{"new-omni-video", Type::only_values, "settings.duration", Standing::uncertain},
           Row{"new-omni-video", Type::length, "contents[].text"},
           Row{"new-omni-video", Type::shots, "contents[].text"},
           Row{"new-motion-control", Type::count, "contents[].type"},
           Row{"new-motion-control", Type::once, "contents[].type"},
           Row{"new-motion-control", Type::needed, "settings.character_orientation"},
           // 5.4
           Row{"new-tasks", Type::span, "start_time"},
           Row{"new-tasks", Type::only_values, "values[]"},
           Row{"new-tasks", Type::not_allowed, "start_time", Standing::ignored},
           Row{"new-tasks", Type::not_allowed, "end_time", Standing::ignored},
           // gateways 1.8
           Row{"quota", Type::day, "start_date"},
           Row{"quota", Type::day, "end_date"},
       }) {
    EXPECT_TRUE(any_rule(row.kind, row.type, row.field, row.standing)) << row.kind << " " << row.field;
  }
}

TEST(Rule, WhatIsIgnoredIsAWholeField) {
  for (const Rule &rule : rules()) {
    if (rule.standing == Standing::ignored) {
      EXPECT_EQ(rule.type, Type::not_allowed) << rule.field;
      EXPECT_TRUE(rule.each.empty() && rule.values.empty() && !rule.when.empty()) << rule.field;
      EXPECT_EQ(rule.field.find('['), std::string_view::npos) << rule.field;
    }
  }
}

TEST(Rule, LimitsAreThoseOfTheReference) {
  for (const Rule &rule : rules()) {
    if (rule.type == Type::area) {
      EXPECT_EQ(rule.maximum, "3");
      EXPECT_EQ(rule.others.size(), 3U);
    }
    if (rule.type == Type::span) {
      const bool of_sound = rule.field == "sound_start_time";
      EXPECT_EQ(rule.minimum, of_sound ? "2000" : "0");
      EXPECT_EQ(rule.others.front(), of_sound ? "sound_end_time" : "end_time");
    }
    if (rule.type == Type::count && rule.kinds.has("omni-image")) {
      EXPECT_EQ(rule.maximum, "10");
    }
    if (rule.type == Type::count && rule.kinds.has("omni-video") && rule.field == "image_list") {
      const bool without = rule.when.front().test == Condition::Test::not_given;
      EXPECT_EQ(rule.maximum, without ? "7" : "4");
    }
    if (rule.type == Type::count && rule.kinds.has("omni-video") && rule.field == "element_list") {
      EXPECT_EQ(rule.maximum, "3");
    }
  }
}

TEST(Rule, AFieldThatIsRequiredInWordsIsSoByARule) {
  for (const Kind &kind : kinds()) {
    for (std::size_t index = 0; index < field_count(kind); ++index) {
      const Field field = field_at(kind, index);
      if (field.required_if.empty() || !field.provider.empty()) {
        continue;
      }
      const bool ruled = std::any_of(rules().begin(), rules().end(), [&](const Rule &rule) {
        const auto is_it = [&](std::string_view name) {
          return name == field.name || (!rule.each.empty() && std::string(rule.each) + "[]." + std::string(name) == field.name);
        };
        const bool asks = rule.type == Type::needed || rule.type == Type::one_of || rule.type == Type::some_of || rule.type == Type::scene;
        return asks && rule.kinds.has(kind) && (is_it(rule.field) || std::any_of(rule.others.begin(), rule.others.end(), is_it));
      });
      EXPECT_TRUE(ruled) << kind.name << " " << field.name;
    }
  }
}

} // namespace
} // namespace kling::catalog
