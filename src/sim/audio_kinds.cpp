// The rows of the kinds that make sound.
#include <array>

#include "sim/audio_rules.hpp"
#include "sim/kind.hpp"

namespace kling::sim {

namespace {

using namespace std::string_view_literals;

constexpr std::array speech_languages = {"zh"sv, "en"sv};

// §4.13, POST /v1/audio/text-to-audio
constexpr std::array<Field, 4> text_to_audio_fields = {{
    {"prompt", FieldType::prompt, Need::required, 0, 200},
    {"duration", FieldType::number, Need::required, 3, 10},
    {"external_task_id"},
    {"callback_url"},
}};

// §4.13, POST /v1/audio/video-to-audio
constexpr std::array<Field, 7> video_to_audio_fields = {{
    {"video_id"},
    {"video_url", FieldType::video},
    {"sound_effect_prompt", FieldType::prompt, Need::optional, 0, 200},
    {"bgm_prompt", FieldType::prompt, Need::optional, 0, 200},
    {"asmr_mode", FieldType::flag},
    {"external_task_id"},
    {"callback_url"},
}};

// §4.13, POST /v1/audio/tts; a speed beyond its range is rounded, not refused.
constexpr std::array<Field, 4> tts_fields = {{
    {"text", FieldType::prompt, Need::required, 0, 1000},
    {"voice_id", FieldType::text, Need::required},
    {"voice_language", FieldType::choice, Need::optional, 0, 0, speech_languages, "zh"},
    {"voice_speed", FieldType::number, Need::optional, 0, 0, {}, "1.0"},
}};

constexpr std::array<Rule, 2> text_to_audio_rules = {check_tenths, order_audio};
constexpr std::array<Rule, 2> video_to_audio_rules = {take_silent_video, order_audio};
constexpr std::array<Rule, 2> tts_rules = {check_narrator, order_audio};

constexpr std::array<Kind, 3> audio_rows = {{
    {.name = "text-to-audio",
     .path = "/v1/audio/text-to-audio",
     .section = "§4.13",
     .pack = Pack::video,
     .lookup = Lookup::either,
     .page_most = 500,
     .external_id = true,
     .function = "Text to Audio",
     .fields = text_to_audio_fields,
     .rules = text_to_audio_rules,
     .make = make_sound,
     .result = sound_result},
    {.name = "video-to-audio",
     .path = "/v1/audio/video-to-audio",
     .section = "§4.13",
     .pack = Pack::video,
     .lookup = Lookup::either,
     .page_most = 500,
     .external_id = true,
     .function = "Video to Audio",
     .fields = video_to_audio_fields,
     .rules = video_to_audio_rules,
     .make = make_sound_for_video,
     .result = sound_for_video_result},
    {.name = "tts",
     .path = "/v1/audio/tts",
     .section = "§4.13",
     .form = Form::call,
     .pack = Pack::video, // §2.5
     .function = "Text to Speech",
     .fields = tts_fields,
     .rules = tts_rules,
     .make = make_speech,
     .answer = answer_speech},
}};

} // namespace

std::span<const Kind> audio_kinds() {
  return audio_rows;
}

} // namespace kling::sim
