#include <gtest/gtest.h>
#include <set>
#include <sstream>
#include <string>

#include "catalog/field.hpp"

// The fields of the reference, transcribed once more: names of a kind by spaces, and below them what it says of some.
namespace kling::catalog {
namespace {

struct Names {
  std::string_view kind;
  std::string_view fields;
};

constexpr Names reference[] = {
    {"text2video",
     "model_name prompt negative_prompt multi_shot shot_type multi_prompt multi_prompt[].index multi_prompt[].prompt "
     "multi_prompt[].duration voice_list voice_list[].voice_id element_list element_list[].element_id sound cfg_scale mode "
     "camera_control camera_control.type camera_control.config camera_control.config.horizontal camera_control.config.vertical "
     "camera_control.config.pan camera_control.config.tilt camera_control.config.roll camera_control.config.zoom aspect_ratio "
     "duration watermark_info watermark_info.enabled callback_url external_task_id"},
    {"image2video",
     "model_name image image_tail prompt negative_prompt static_mask dynamic_masks dynamic_masks[].mask "
     "dynamic_masks[].trajectories dynamic_masks[].trajectories[].x dynamic_masks[].trajectories[].y has_static_mask multi_shot "
     "shot_type multi_prompt multi_prompt[].index multi_prompt[].prompt multi_prompt[].duration voice_list voice_list[].voice_id "
     "element_list element_list[].element_id sound cfg_scale mode camera_control camera_control.type camera_control.config "
     "camera_control.config.horizontal camera_control.config.vertical camera_control.config.pan camera_control.config.tilt "
     "camera_control.config.roll camera_control.config.zoom aspect_ratio duration watermark_info watermark_info.enabled callback_url "
     "external_task_id"},
    {"multi-image2video", "model_name image_list image_list[].image prompt negative_prompt mode duration aspect_ratio watermark_info "
                          "watermark_info.enabled callback_url external_task_id"},
    {"omni-video", "model_name multi_shot shot_type multi_prompt multi_prompt[].index multi_prompt[].prompt multi_prompt[].duration prompt "
                   "image_list image_list[].image_url image_list[].type element_list element_list[].element_id video_list "
                   "video_list[].video_url video_list[].refer_type video_list[].keep_original_sound sound mode aspect_ratio duration "
                   "watermark_info watermark_info.enabled callback_url external_task_id"},
    {"motion-control", "model_name prompt image_url video_url keep_original_sound character_orientation mode element_list "
                       "element_list[].element_id watermark_info watermark_info.enabled callback_url external_task_id"},
    {"video-extend", "video_id prompt negative_prompt cfg_scale watermark_info watermark_info.enabled callback_url external_task_id"},
    {"lip-sync", "input input.mode input.video_id input.video_url input.text input.voice_id input.voice_language input.voice_speed "
                 "input.audio_type input.audio_file input.audio_url callback_url"},
    {"identify-face", "video_id video_url"},
    {"advanced-lip-sync",
     "session_id face_choose face_choose[].face_id face_choose[].audio_id face_choose[].sound_file face_choose[].sound_start_time "
     "face_choose[].sound_end_time face_choose[].sound_insert_time face_choose[].sound_volume face_choose[].original_audio_volume "
     "watermark_info watermark_info.enabled callback_url external_task_id"},
    {"avatar", "image audio_id sound_file prompt mode watermark_info watermark_info.enabled callback_url external_task_id"},
    {"effects", "effect_scene model_name input input.image input.images input.images[] input.model_name input.mode input.duration "
                "callback_url external_task_id"},
    {"multi-elements", "model_name session_id edit_mode image_list image_list[].image prompt negative_prompt mode duration watermark_info "
                       "watermark_info.enabled callback_url external_task_id"},
    {"multi-elements-init-selection", "video_id video_url"},
    {"multi-elements-add-selection", "session_id frame_index points points[].x points[].y"},
    {"multi-elements-delete-selection", "session_id frame_index points points[].x points[].y"},
    {"multi-elements-clear-selection", "session_id"},
    {"multi-elements-preview-selection", "session_id"},
    {"image-recognize", "image"},
    {"text-to-audio", "prompt duration callback_url external_task_id"},
    {"video-to-audio", "video_id video_url sound_effect_prompt bgm_prompt asmr_mode callback_url external_task_id"},
    {"tts", "text voice_id voice_language voice_speed"},
    {"generations", "model_name prompt negative_prompt image image_reference image_fidelity human_fidelity element_list "
                    "element_list[].element_id resolution n aspect_ratio watermark_info watermark_info.enabled callback_url "
                    "external_task_id"},
    {"omni-image", "model_name prompt image_list image_list[].image element_list element_list[].element_id resolution result_type n "
                   "series_amount aspect_ratio watermark_info watermark_info.enabled callback_url external_task_id"},
    {"multi-image2image", "model_name prompt subject_image_list subject_image_list[].subject_image scene_image style_image n aspect_ratio "
                          "watermark_info watermark_info.enabled callback_url external_task_id"},
    {"expand", "image up_expansion_ratio down_expansion_ratio left_expansion_ratio right_expansion_ratio prompt n watermark_info "
               "watermark_info.enabled callback_url external_task_id"},
    {"kolors-virtual-try-on", "model_name human_image cloth_image callback_url"},
    {"ai-multi-shot", "element_frontal_image callback_url external_task_id"},
    {"elements", "element_name element_description reference_type element_image_list element_image_list.frontal_image "
                 "element_image_list.refer_images element_image_list.refer_images[].image_url element_video_list "
                 "element_video_list.refer_videos element_video_list.refer_videos[].video_url element_voice_id tag_list tag_list[].tag_id "
                 "callback_url external_task_id"},
    {"elements-old", "element_name element_description element_frontal_image element_refer_list element_refer_list[].image_url tag_list "
                     "tag_list[].tag_id"},
    {"voices", "voice_name voice_url video_id callback_url external_task_id"},
    {"advanced-presets-elements", "pageNum pageSize"},
    {"presets-elements", "pageNum pageSize"},
    {"presets-voices", "pageNum pageSize"},
    {"delete-advanced-elements", "element_id"},
    {"delete-elements", "element_id"},
    {"delete-voices", "voice_id"},
    {"costs", "start_time end_time resource_pack_name"},
    {"balance", "start_time end_time limit filters filters[].key filters[].values filters[].values[] cursor"},
    {"package", "start_time end_time limit filters filters[].key filters[].values filters[].values[] cursor"},
    {"text-to-video", "model_name prompt settings settings.resolution settings.duration settings.aspect_ratio settings.audio "
                      "settings.multi_shot options options.watermark_info options.watermark_info.enabled options.callback_url "
                      "options.external_task_id"},
    {"image-to-video", "model_name contents contents[].type contents[].text contents[].url contents[].id contents[].element_id "
                       "contents[].voice_id settings settings.resolution settings.duration settings.audio settings.multi_shot options "
                       "options.watermark_info options.watermark_info.enabled options.callback_url options.external_task_id"},
    {"new-omni-video", "model_name contents contents[].type contents[].text contents[].url contents[].id contents[].element_id "
                       "contents[].voice_id settings settings.resolution settings.duration settings.aspect_ratio settings.audio "
                       "settings.multi_shot settings.seed options options.watermark_info options.watermark_info.enabled "
                       "options.callback_url options.external_task_id"},
    {"new-motion-control", "model_name contents contents[].type contents[].text contents[].url contents[].id contents[].element_id "
                           "settings settings.resolution settings.audio settings.character_orientation options options.watermark_info "
                           "options.watermark_info.enabled options.callback_url options.external_task_id"},
    {"new-tasks", "start_time end_time limit filters filters[].key filters[].values filters[].values[] cursor"},
    {"quota", "start_date end_date"},
    {"call", "method path body"},
};

TEST(ReferenceFields, EveryKindHasItsFieldsAndNoOthers) {
  for (const Names &row : reference) {
    const Kind *kind = find_kind(row.kind);
    ASSERT_NE(kind, nullptr) << row.kind;
    std::multiset<std::string> wanted;
    std::istringstream words{std::string(row.fields)};
    for (std::string word; words >> word;) {
      wanted.insert(word);
    }
    std::multiset<std::string> found;
    for (std::size_t index = 0; index < field_count(*kind); ++index) {
      const Field field = field_at(*kind, index);
      if (field.provider.empty()) {
        found.emplace(field.name);
      }
    }
    EXPECT_EQ(found, wanted) << row.kind;
  }
  EXPECT_EQ(std::size(reference), kinds().size());
}

struct Limits {
  std::string_view kind;
  std::string_view name;
  FieldType type;
  bool required;
  std::string_view usual;
  std::string_view minimum;
  std::string_view maximum;
  uint32_t max_length;
  uint32_t min_items;
  uint32_t max_items;
};
using enum FieldType;

constexpr Limits limits[] = {
    {"text2video", "prompt", text, true, "", "", "", 2500, 0, 0},
    {"text2video", "multi_prompt", array, false, "", "", "", 0, 1, 6},
    {"text2video", "multi_prompt[].prompt", text, false, "", "", "", 512, 0, 0},
    {"text2video", "multi_prompt[].duration", decimal_text, false, "", "1", "", 0, 0, 0},
    {"text2video", "voice_list", array, false, "", "", "", 0, 0, 2},
    {"text2video", "cfg_scale", number, false, "0.5", "0", "1", 0, 0, 0},
    {"text2video", "mode", text, false, "std", "", "", 0, 0, 0},
    {"text2video", "aspect_ratio", text, false, "16:9", "", "", 0, 0, 0},
    {"text2video", "camera_control.config.roll", number, false, "", "-10", "10", 0, 0, 0},
    {"image2video", "image", image, false, "", "", "", 0, 0, 0},
    {"image2video", "prompt", text, false, "", "", "", 2500, 0, 0},
    {"image2video", "dynamic_masks", array, false, "", "", "", 0, 1, 6},
    {"image2video", "dynamic_masks[].trajectories", array, true, "", "", "", 0, 2, 77},
    {"image2video", "dynamic_masks[].trajectories[].x", integer, true, "", "", "", 0, 0, 0},
    {"image2video", "element_list", array, false, "", "", "", 0, 0, 3},
    {"image2video", "element_list[].element_id", integer, true, "", "", "", 0, 0, 0},
    {"multi-image2video", "image_list", array, true, "", "", "", 0, 1, 4},
    {"multi-image2video", "prompt", text, true, "", "", "", 2500, 0, 0},
    {"omni-video", "mode", text, false, "pro", "", "", 0, 0, 0},
    {"omni-video", "video_list", array, false, "", "", "", 0, 0, 1},
    {"omni-video", "video_list[].video_url", video, true, "", "", "", 0, 0, 0},
    {"omni-video", "video_list[].refer_type", text, false, "base", "", "", 0, 0, 0},
    {"motion-control", "image_url", image, true, "", "", "", 0, 0, 0},
    {"motion-control", "video_url", video, true, "", "", "", 0, 0, 0},
    {"motion-control", "keep_original_sound", text, false, "yes", "", "", 0, 0, 0},
    {"motion-control", "character_orientation", text, true, "", "", "", 0, 0, 0},
    {"motion-control", "mode", text, true, "", "", "", 0, 0, 0},
    {"motion-control", "element_list", array, false, "", "", "", 0, 0, 1},
    {"video-extend", "video_id", text, true, "", "", "", 0, 0, 0},
    {"video-extend", "cfg_scale", number, false, "0.5", "0", "1", 0, 0, 0},
    {"lip-sync", "input.text", text, false, "", "", "", 120, 0, 0},
    {"lip-sync", "input.voice_speed", number, false, "1", "0.8", "2", 0, 0, 0},
    {"lip-sync", "input.audio_file", audio, false, "", "", "", 0, 0, 0},
    {"advanced-lip-sync", "face_choose", array, true, "", "", "", 0, 1, 1},
    {"advanced-lip-sync", "face_choose[].sound_start_time", integer, true, "", "0", "", 0, 0, 0},
    {"advanced-lip-sync", "face_choose[].sound_file", audio, false, "", "", "", 0, 0, 0},
    {"advanced-lip-sync", "face_choose[].sound_volume", number, false, "1", "0", "2", 0, 0, 0},
    {"avatar", "image", image, true, "", "", "", 0, 0, 0},
    {"avatar", "mode", text, false, "std", "", "", 0, 0, 0},
    {"effects", "effect_scene", text, true, "", "", "", 0, 0, 0},
    {"effects", "input.images", array, false, "", "", "", 0, 2, 2},
    {"effects", "input.images[]", image, false, "", "", "", 0, 0, 0},
    {"multi-elements", "edit_mode", text, true, "", "", "", 0, 0, 0},
    {"multi-elements", "image_list", array, false, "", "", "", 0, 0, 2},
    {"multi-elements-add-selection", "frame_index", integer, true, "", "0", "", 0, 0, 0},
    {"multi-elements-add-selection", "points", array, true, "", "", "", 0, 1, 10},
    {"multi-elements-delete-selection", "points[].y", number, true, "", "0", "1", 0, 0, 0},
    {"image-recognize", "image", image, true, "", "", "", 0, 0, 0},
    {"text-to-audio", "prompt", text, true, "", "", "", 200, 0, 0},
    {"text-to-audio", "duration", number, true, "", "3", "10", 0, 0, 0},
    {"video-to-audio", "bgm_prompt", text, false, "", "", "", 200, 0, 0},
    {"video-to-audio", "asmr_mode", boolean, false, "false", "", "", 0, 0, 0},
    {"tts", "text", text, true, "", "", "", 1000, 0, 0},
    {"tts", "voice_language", text, false, "zh", "", "", 0, 0, 0},
    {"generations", "n", integer, false, "1", "1", "9", 0, 0, 0},
    {"generations", "image_fidelity", number, false, "0.5", "0", "1", 0, 0, 0},
    {"generations", "human_fidelity", number, false, "0.45", "0", "1", 0, 0, 0},
    {"generations", "resolution", text, false, "1k", "", "", 0, 0, 0},
    {"omni-image", "series_amount", integer, false, "4", "2", "9", 0, 0, 0},
    {"omni-image", "result_type", text, false, "single", "", "", 0, 0, 0},
    {"omni-image", "aspect_ratio", text, false, "auto", "", "", 0, 0, 0},
    {"multi-image2image", "subject_image_list", array, true, "", "", "", 0, 1, 4},
    {"expand", "up_expansion_ratio", number, true, "", "0", "2", 0, 0, 0},
    {"kolors-virtual-try-on", "human_image", image, true, "", "", "", 0, 0, 0},
    {"kolors-virtual-try-on", "cloth_image", image, false, "", "", "", 0, 0, 0},
    {"ai-multi-shot", "element_frontal_image", image, true, "", "", "", 0, 0, 0},
    {"elements", "element_name", text, true, "", "", "", 20, 0, 0},
    {"elements", "element_description", text, true, "", "", "", 100, 0, 0},
    {"elements", "element_image_list.refer_images", array, true, "", "", "", 0, 1, 3},
    {"elements", "element_video_list.refer_videos", array, true, "", "", "", 0, 1, 1},
    {"voices", "voice_name", text, true, "", "", "", 20, 0, 0},
    {"presets-elements", "pageNum", integer, false, "1", "1", "1000", 0, 0, 0},
    {"presets-elements", "pageSize", integer, false, "30", "1", "500", 0, 0, 0},
    {"presets-voices", "pageSize", integer, false, "30", "1", "1000", 0, 0, 0},
    {"delete-elements", "element_id", decimal_text, true, "", "", "", 0, 0, 0},
    {"costs", "start_time", integer, true, "", "", "", 0, 0, 0},
    {"package", "start_time", integer, false, "", "", "", 0, 0, 0},
    {"package", "limit", integer, false, "500", "1", "500", 0, 0, 0},
    {"text-to-video", "model_name", text, true, "", "", "", 0, 0, 0},
    {"text-to-video", "prompt", text, true, "", "", "", 3072, 0, 0},
    {"text-to-video", "settings.resolution", text, false, "720p", "", "", 0, 0, 0},
    {"text-to-video", "settings.aspect_ratio", text, false, "16:9", "", "", 0, 0, 0},
    {"text-to-video", "settings.audio", text, false, "off", "", "", 0, 0, 0},
    {"text-to-video", "settings.multi_shot", boolean, false, "true", "", "", 0, 0, 0},
    {"image-to-video", "contents", array, true, "", "", "", 0, 1, 0},
    {"image-to-video", "contents[].type", text, true, "", "", "", 0, 0, 0},
    {"image-to-video", "contents[].text", text, false, "", "", "", 3072, 0, 0},
    {"image-to-video", "contents[].url", image, false, "", "", "", 0, 0, 0},
    {"image-to-video", "contents[].element_id", text, false, "", "", "", 0, 0, 0},
    {"new-omni-video", "settings.duration", integer, false, "5", "1", "60", 0, 0, 0},
    {"new-omni-video", "settings.aspect_ratio", text, false, "", "", "", 0, 0, 0},
    {"new-motion-control", "contents[].text", text, false, "", "", "", 2500, 0, 0},
    {"new-motion-control", "settings.audio", text, false, "original", "", "", 0, 0, 0},
    {"new-motion-control", "settings.character_orientation", text, true, "", "", "", 0, 0, 0},
    {"new-motion-control", "options.watermark_info.enabled", boolean, false, "false", "", "", 0, 0, 0},
    {"new-tasks", "limit", integer, false, "100", "1", "500", 0, 0, 0},
    {"new-tasks", "start_time", integer, false, "", "", "", 0, 0, 0},
    {"call", "body", object, false, "", "", "", 0, 0, 0},
};

TEST(ReferenceFields, LimitsAreThoseOfTheReference) {
  for (const Limits &row : limits) {
    Field found;
    ASSERT_TRUE(find_field(row.kind, row.name, "", found)) << row.kind << " " << row.name;
    EXPECT_EQ(found.type, row.type) << row.kind << " " << row.name;
    EXPECT_EQ(found.required, row.required) << row.kind << " " << row.name;
    EXPECT_EQ(found.default_value, row.usual) << row.kind << " " << row.name;
    EXPECT_EQ(found.minimum, row.minimum) << row.kind << " " << row.name;
    EXPECT_EQ(found.maximum, row.maximum) << row.kind << " " << row.name;
    EXPECT_EQ(found.max_length, row.max_length) << row.kind << " " << row.name;
    EXPECT_EQ(found.min_items, row.min_items) << row.kind << " " << row.name;
    EXPECT_EQ(found.max_items, row.max_items) << row.kind << " " << row.name;
  }
}

struct Values {
  std::string_view kind;
  std::string_view name;
  std::string_view values;
};

TEST(ReferenceFields, ValuesAreThoseOfTheReference) {
  for (const Values &row : {
           Values{"text2video", "shot_type", "customize intelligence"},
           Values{"text2video", "sound", "on off"},
           Values{"text2video", "mode", "std pro 4k"},
           Values{"text2video", "camera_control.type", "simple down_back forward_up right_turn_forward left_turn_forward"},
           Values{"text2video", "aspect_ratio", "16:9 9:16 1:1"},
           Values{"multi-image2video", "mode", "std pro"},
           Values{"omni-video", "image_list[].type", "first_frame end_frame"},
           Values{"omni-video", "video_list[].refer_type", "base feature"},
           Values{"omni-video", "video_list[].keep_original_sound", "yes no"},
           Values{"motion-control", "character_orientation", "image video"},
           Values{"motion-control", "mode", "std pro"},
           Values{"lip-sync", "input.mode", "audio2video text2video"},
           Values{"lip-sync", "input.voice_language", "zh en"},
           Values{"lip-sync", "input.audio_type", "file url"},
           Values{"avatar", "mode", "std pro"},
           Values{"multi-elements", "edit_mode", "addition swap removal"},
           Values{"tts", "voice_language", "zh en"},
           Values{"generations", "image_reference", "subject face"},
           Values{"generations", "resolution", "1k 2k"},
           Values{"generations", "aspect_ratio", "16:9 9:16 1:1 4:3 3:4 3:2 2:3 21:9"},
           Values{"omni-image", "resolution", "1k 2k 4k"},
           Values{"omni-image", "result_type", "single series"},
           Values{"omni-image", "series_amount", "auto"},
           Values{"omni-image", "aspect_ratio", "16:9 9:16 1:1 4:3 3:4 3:2 2:3 21:9 auto"},
           Values{"multi-image2image", "aspect_ratio", "16:9 9:16 1:1 4:3 3:4 3:2 2:3 21:9"},
           Values{"elements", "reference_type", "image_refer video_refer"},
           Values{"elements", "tag_list[].tag_id", "o_101 o_102 o_103 o_104 o_105 o_106 o_107 o_108"},
           Values{"package", "filters[].key", "api_key_name product_type package_name package_id"},
           Values{"balance", "filters[].key", "api_key_name"},
           Values{"text-to-video", "settings.resolution", "720p 1080p 4k"},
           Values{"text-to-video", "settings.aspect_ratio", "16:9 9:16 1:1"},
           Values{"text-to-video", "settings.audio", "native off"},
           Values{"image-to-video", "settings.audio", "native off"},
           Values{"image-to-video", "contents[].type", "prompt first_frame last_frame element voice"},
           Values{"new-omni-video", "contents[].type", "prompt first_frame last_frame refer_image feature_video base_video element"},
           Values{"new-omni-video", "settings.audio", "native original off"},
           Values{"new-motion-control", "contents[].type", "prompt image video element"},
           Values{"new-motion-control", "settings.resolution", "720p 1080p"},
           Values{"new-motion-control", "settings.audio", "original off"},
           Values{"new-motion-control", "settings.character_orientation", "image video"},
           Values{"new-tasks", "filters[].key", "status product_type"},
       }) {
    Field found;
    ASSERT_TRUE(find_field(row.kind, row.name, "", found)) << row.kind << " " << row.name;
    std::string joined;
    for (const std::string_view each : found.values) {
      joined += (joined.empty() ? "" : " ") + std::string(each);
    }
    EXPECT_EQ(joined, row.values) << row.kind << " " << row.name;
  }
}

TEST(ReferenceFields, WhatTheSourcesDisagreeOnIsNeverRefused) {
  struct Row {
    std::string_view kind;
    std::string_view name;
    Standing standing;
  };
  for (const Row &row : {Row{"text2video", "voice_list", Standing::uncertain}, Row{"text2video", "element_list", Standing::uncertain},
                         Row{"image2video", "voice_list", Standing::documented}, Row{"image2video", "aspect_ratio", Standing::uncertain},
                         Row{"image2video", "has_static_mask", Standing::uncertain}, Row{"effects", "input.duration", Standing::uncertain},
                         Row{"effects", "input.mode", Standing::uncertain}, Row{"effects", "input.model_name", Standing::uncertain}}) {
    Field found;
    ASSERT_TRUE(find_field(row.kind, row.name, "", found)) << row.kind << " " << row.name;
    EXPECT_EQ(found.standing, row.standing) << row.kind << " " << row.name;
  }
}

} // namespace
} // namespace kling::catalog
