#include "sim/switches.hpp"

#include <array>

namespace kling::sim {

namespace {

constexpr std::array<Switch, 31> switch_rows = {{
    {"any_ids", "§4", "Take element, voice, video, audio, session and face ids that this account never made", &Settings::any_ids},
    {"retire_models", "§6.1", "Refuse the models that the service discontinued", &Settings::retire_models},
    {"retire_apis", "§4.1", "Refuse the APIs that the service retired", &Settings::retire_apis},
    {"retired_code", "§11.2", "Code of both refusals", nullptr, &Settings::retired_code, 1000, 5999},
    {"retired_status", "§11.2", "HTTP status of both refusals", nullptr, &Settings::retired_status, 200, 599},
    {"unsupported_model_status", "§11.2", "HTTP status with code 1203 of a model that a kind does not have", nullptr,
     &Settings::unsupported_model_status, 200, 599},
    {"callback_submitted", "§11.1", "Callbacks are sent for 'submitted', too", &Settings::callback_submitted},
    {"free_failed_external_ids", "§11.10", "A failed task gives its external_task_id free", &Settings::free_failed_external_ids},
    {"charge_failed", "§11.10", "Failed tasks cost what the others do", &Settings::charge_failed},
    {"charge_balance", "§2.5", "The account is charged in money, not in units", &Settings::charge_balance},
    {"page_size_max", "§11.12", "Largest pageSize of every list; 0: 500, of voices 1000", nullptr, &Settings::page_size_max, 0, 100000},
    {"images_default_v1", "§11.9", "images/generations without a model is kling-v1, not kling-v3", &Settings::images_default_v1},
    {"v2_6_std_refused", "§6.1", "kling-v2-6 has no mode std", &Settings::v2_6_std_refused},
    {"image2video_aspect_ratio", "§4.3", "image2video obeys aspect_ratio", &Settings::image2video_aspect_ratio},
    {"multi_shot_frames_refused", "§4.3", "multi_shot does not go with first and last frames", &Settings::multi_shot_frames_refused},
    {"intelligence_omni_only", "§11.11", "shot_type intelligence is for kling-v3-omni only", &Settings::intelligence_omni_only},
    {"o1_any_duration", "§11.7", "kling-video-o1 and kling-o1 make 3 to 10 s without a reference, too", &Settings::o1_any_duration},
    {"one_voice_catalogue", "§4.13", "tts and voice_list take each other's voices", &Settings::one_voice_catalogue},
    {"strict_audio", "§4.8", "m4a and aac are refused", &Settings::strict_audio},
    {"lip_sync_ids", "§4.8", "Results of lip-sync have an id", &Settings::lip_sync_ids},
    {"effects_duration", "§4.10", "Results of effects have a duration", &Settings::effects_duration},
    {"image_o1_plain", "§6.3", "kling-image-o1 makes neither 4k nor a series", &Settings::image_o1_plain},
    {"costs_once_a_second", "§2.4", "GET /account/costs more than once in a second is too fast", &Settings::costs_once_a_second},
    {"pack_lag_ms", "§4.17", "How much later than deducted GET /account/costs knows of units", nullptr, &Settings::pack_lag_ms, 0,
     43200000},
    {"no_tasks", "§2.1", "/tasks is an HTML page with status 404, as on the old host", &Settings::no_tasks},
    {"no_omni_alias", "§11.3", "There is no /omni-video/kling-v3-omni", &Settings::no_omni_alias},
    {"turbo_long_prompt", "§11.6", "image-to-video of kling-3.0-turbo takes prompts of 3072 characters, not 2500",
     &Settings::turbo_long_prompt},
    {"element_materials", "§11.8", "/tasks shows an element's materials with the role refer, not its references",
     &Settings::element_materials},
    {"tasks_time_type", "§11.5", "Times that POST /tasks takes; 0: numbers and texts, 1: numbers, 2: texts", nullptr,
     &Settings::tasks_time_type, 0, 2},
    {"refresh_ms", "§3 of gateways", "How often a gateway that keeps a table of its tasks asks about them; real ones take 15000", nullptr,
     &Settings::refresh_ms, 1, 86400000},
    {"gateway_lists", "§1.2 of gateways", "Gateways have lists, too, wrapped where a task is", &Settings::gateway_lists},
}};

} // namespace

std::span<const Switch> switches() {
  return switch_rows;
}

} // namespace kling::sim
