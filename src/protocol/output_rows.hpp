#pragma once

#include <string_view>

namespace kling::protocol {

/// Where outputs stand in a record: of each `list` (names on the way into the record, "" the record itself) every item, or the object that
/// stands there, gives the outputs that its rows tell. Rows of one list stand together; outputs come in the order of the lists.
struct OutputRow {
  std::string_view list;
  std::string_view type;        // as kling_task_output_type tells it
  std::string_view id{};        // of an item, as are those below
  std::string_view other_id{};  // where the first says nothing
  std::string_view url{};       // names on the way
  std::string_view other_url{}; // where the first is no URL
  std::string_view duration{};
  std::string_view extension{}; // of its file, where the URL does not tell
  bool named = false;           // an output by its id, whether or not it has a URL; else by its URL alone
  bool saved = true;            // by save_to
  std::string_view source{};    // section of the reference
};

inline constexpr OutputRow output_rows[] = {
    {.list = "task_result.videos", .type = "video", .id = "id", .url = "url", .duration = "duration", .extension = ".mp4", .source = "4"},
    {.list = "", .type = "video", .url = "normalized_video", .extension = ".mp4", .source = "4.11 init-selection"},
    {.list = "res", .type = "video", .url = "video", .extension = ".mp4", .source = "4.11 preview-selection"},
    {.list = "res", .type = "image", .url = "video_cover", .extension = ".png", .source = "4.11 preview-selection"},
    {.list = "task_result.images",
     .type = "image",
     .id = "id",
     .other_id = "type",
     .url = "url",
     .extension = ".png",
     .source = "4.12, 4.14"},
    {.list = "task_result.images", .type = "image", .url = "url_1", .extension = ".png", .source = "4.14 ai-multi-shot"},
    {.list = "task_result.images", .type = "image", .url = "url_2", .extension = ".png", .source = "4.14 ai-multi-shot"},
    {.list = "task_result.images", .type = "image", .url = "url_3", .extension = ".png", .source = "4.14 ai-multi-shot"},
    {.list = "task_result.series_images", .type = "image", .id = "id", .url = "url", .extension = ".png", .source = "4.14 omni-image"},
    {.list = "task_result.audios",
     .type = "audio",
     .id = "id",
     .url = "url",
     .duration = "duration",
     .extension = ".mp3",
     .source = "4.13 tts"},
    {.list = "task_result.audios",
     .type = "audio",
     .id = "id",
     .url = "url_mp3",
     .duration = "duration_mp3",
     .extension = ".mp3",
     .source = "4.13"},
    {.list = "task_result.audios",
     .type = "audio",
     .id = "id",
     .url = "url_wav",
     .duration = "duration_wav",
     .extension = ".wav",
     .source = "4.13"},
    {.list = "task_result.voices",
     .type = "voice",
     .id = "voice_id",
     .url = "trial_url",
     .extension = ".mp3",
     .named = true,
     .source = "4.16"},
    {.list = "",
     .type = "voice",
     .id = "voice_id",
     .url = "trial_url",
     .extension = ".mp3",
     .named = true,
     .source = "4.16 presets-voices"},
    {.list = "task_result.elements",
     .type = "element",
     .id = "element_id",
     .url = "element_image_list.frontal_image",
     .other_url = "element_frontal_image",
     .extension = ".png",
     .named = true,
     .saved = false,
     .source = "4.15"},
    {.list = "",
     .type = "element",
     .id = "element_id",
     .url = "element_image_list.frontal_image",
     .other_url = "element_frontal_image",
     .extension = ".png",
     .named = true,
     .saved = false,
     .source = "4.15 old API and presets"},
    {.list = "face_data", .type = "face", .id = "face_id", .url = "face_image", .extension = ".png", .named = true, .source = "4.8"},
    {.list = "res.rle_mask_list", .type = "mask", .id = "object_id", .named = true, .source = "4.11 add-selection"},
    // behind all others
    {.list = "task_result.videos",
     .type = "watermark",
     .id = "id",
     .url = "watermark_url",
     .duration = "duration",
     .extension = ".mp4",
     .source = "4"},
    {.list = "task_result.images", .type = "watermark", .id = "id", .url = "watermark_url", .extension = ".png", .source = "4.14"},
    {.list = "task_result.series_images", .type = "watermark", .id = "id", .url = "watermark_url", .extension = ".png", .source = "4.14"},
};

} // namespace kling::protocol
