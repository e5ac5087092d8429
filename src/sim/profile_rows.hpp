// The profiles of the simulator. Sections are those of the gateways page.
#pragma once

#include <array>

#include "sim/gateway_json.hpp"
#include "sim/profile.hpp"

namespace kling::sim {

// §1.2; the variant of each page is in §1.6.
inline constexpr std::array<GatewayRoute, 23> comet_routes = {{
    {.path = "/v1/videos/text2video"},
    {.path = "/v1/videos/image2video", .variant = Variant::b},
    {.path = "/v1/videos/multi-image2video", .variant = Variant::c},
    {.path = "/v1/videos/omni-video", .look = LookPage::omni},
    {.path = "/v1/videos/video-extend"},
    {.path = "/v1/videos/effects", .variant = Variant::b},
    {.path = "/v1/videos/avatar/image2video", .variant = Variant::b},
    {.path = "/v1/videos/identify-face"},
    {.path = "/v1/videos/advanced-lip-sync"},
    {.path = "/v1/videos/lip-sync"},
    {.path = "/v1/videos/multi-elements/init-selection"},
    {.path = "/v1/videos/multi-elements/add-selection"},
    {.path = "/v1/videos/multi-elements/delete-selection"},
    {.path = "/v1/videos/multi-elements/clear-selection"},
    {.path = "/v1/videos/multi-elements/preview-selection"},
    {.path = "/v1/videos/multi-elements"},
    {.path = "/v1/videos/image-recognize"},
    {.path = "/v1/images/generations", .look = LookPage::images},
    {.path = "/v1/images/editing/expand", .wired = false}, // §2.1 E4
    {.path = "/v1/images/kolors-virtual-try-on"},
    {.path = "/v1/audio/tts"},
    {.path = "/v1/audio/text-to-audio", .variant = Variant::c},
    {.path = "/v1/audio/video-to-audio"},
}};

// §2.4: two paths, each to create and to look up.
inline constexpr std::array<GatewayRoute, 2> family_routes = {{
    {.path = "/v1/videos/text2video", .action = "textGenerate"},
    {.path = "/v1/videos/image2video", .action = "generate"},
}};

// §1.5, with the names that the service itself has.
inline constexpr std::array<std::string_view, 17> channel_models = {"kling-v1",
                                                                    "kling-v1-5",
                                                                    "kling-v1-6",
                                                                    "kling-v2",
                                                                    "kling-v2-new",
                                                                    "kling-v2-master",
                                                                    "kling-v2-1",
                                                                    "kling-v2-1-master",
                                                                    "kling-v2-5-turbo",
                                                                    "kling-v2-6",
                                                                    "kling-v3",
                                                                    "kling-v3-omni",
                                                                    "kling-video-o1",
                                                                    "kling-image-o1",
                                                                    "kling-3.0-turbo",
                                                                    "kolors-virtual-try-on-v1",
                                                                    "kolors-virtual-try-on-v1-5"};

// §1.5: "invalid model name" on this route.
inline constexpr std::array<MisplacedModel, 3> comet_misplaced = {{
    {"/v1/videos/image2video", "kling-3.0-turbo"},
    {"/v1/videos/image2video", "kling-v3-omni"},
    {"/v1/videos/image2video", "kling-video-o1"},
}};

// §3; the newer form of family A learnt of sound and watermark_info (§6).
inline constexpr std::array<std::string_view, 5> family_a_drops = {"sound", "watermark_info", "multi_shot", "voice_list",
                                                                   "external_task_id"};
inline constexpr std::array<std::string_view, 3> family_a_openai_drops = {"multi_shot", "voice_list", "external_task_id"};
inline constexpr std::array<std::string_view, 2> family_b_drops = {"external_task_id", "sound"};

inline constexpr WrapperWords family_words = {"NOT_START", "SUBMITTED", "IN_PROGRESS", "SUCCESS", "FAILURE"};
inline constexpr WrapperWords queue_words = {"NOT_START", "QUEUED", "IN_PROGRESS", "SUCCESS", "FAILURE"};

inline constexpr std::array<Profile, 7> profile_rows = {{
    {.name = "official",
     .prefix = "/kling",
     .provider = "kling",
     .section = "§1",
     .help = "the vendor's own service, and the same behind CometAPI's prefix",
     .gateway = false,
     .quota = true},
    {.name = "cometapi",
     .prefix = "/kling",
     .provider = "cometapi",
     .section = "§1, §2",
     .help = "CometAPI: its routes, the replies of its pages, its errors",
     .quota = true,
     .own_callbacks = true,
     .outside_moves = true,
     .complaints = Complaints::comet,
     .error_type = "comet_api_error",
     .routes = comet_routes,
     .models = channel_models,
     .misplaced = comet_misplaced,
     .id = comet_id,
     .created = comet_created,
     .looked = comet_looked,
     .listed = plain_list},
    {.name = "cometapi-wrapped",
     .prefix = "/kling",
     .provider = "cometapi",
     .section = "§1.6",
     .help = "the same in its form of March 2026: a looked-up task is wrapped",
     .quota = true,
     .stores = true,
     .own_callbacks = true,
     .outside_moves = true,
     .complaints = Complaints::comet,
     .error_type = "comet_api_error",
     .routes = comet_routes,
     .models = channel_models,
     .misplaced = comet_misplaced,
     .words = queue_words,
     .id = comet_id,
     .created = comet_created,
     .looked = comet_wrapped,
     .listed = wrapped_list},
    {.name = "gateway-a",
     .prefix = "/kling",
     .provider = "custom",
     .section = "§3",
     .help = "self-hosted, family A of 2025: tasks are wrapped twice",
     .stores = true,
     .complaints = Complaints::family_a,
     .error_type = "new_api_error",
     .routes = family_routes,
     .drops = family_a_drops,
     .models = channel_models,
     .words = family_words,
     .created = family_a_created,
     .looked = family_a_looked,
     .listed = wrapped_list},
    {.name = "gateway-a-openai",
     .prefix = "/kling",
     .provider = "custom",
     .section = "§3",
     .help = "since late 2025: creates are answered by OpenAI-video objects",
     .stores = true,
     .complaints = Complaints::family_a,
     .error_type = "new_api_error",
     .routes = family_routes,
     .drops = family_a_openai_drops,
     .models = channel_models,
     .words = queue_words,
     .id = openai_id,
     .created = openai_created,
     .looked = family_a_looked,
     .listed = wrapped_list},
    {.name = "gateway-b",
     .prefix = "/kling",
     .provider = "custom",
     .section = "§3",
     .help = "self-hosted, family B: tasks are told nothing about at first",
     .stores = true,
     .complaints = Complaints::family_b,
     .routes = family_routes,
     .drops = family_b_drops,
     .models = channel_models,
     .created = family_b_created,
     .looked = family_b_looked,
     .listed = plain_list},
    {.name = "ids",
     .prefix = "/klingai",
     .provider = "custom",
     .section = "§4.1",
     .help = "ids that are no numbers: kling_ and 12 hexadecimal digits",
     .lists = true,
     .unknown_is_page = false,
     .id = hexadecimal_id,
     .created = id_created,
     .looked = id_looked,
     .listed = id_list},
}};

} // namespace kling::sim
