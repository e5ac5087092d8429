#pragma once

#include <string_view>

namespace kling::cli {

/// What stands behind "kling KIND" in the examples of its help, where the catalogue's rows alone would make a poor one.
struct ExampleRow {
  std::string_view kind;
  std::string_view given;
  bool alone = true; // nothing of it comes from an earlier task: the simulator takes it as it stands
};

inline constexpr ExampleRow example_rows[] = {
    {"image2video", "\"The fox turns its head\" --image photo.png"},
    {"multi-image2video", "\"The two of them meet\" --image photo.png --image other.png"},
    {"omni-video", "\"<<<image_1>>> runs through fresh snow\" --image photo.png --aspect-ratio 16:9"},
    {"video-extend", "\"The fox lies down\" --video-id VIDEO_ID", false},
    {"lip-sync",
     "--mode text2video --text \"Good morning\" --voice-id oversea_male1 --voice-language en --video-url https://example.com/clip.mp4"},
    {"advanced-lip-sync", "SESSION_ID --face-id 0 --sound-file voice.mp3 --sound-start-time 0 --sound-end-time 3000 --sound-insert-time 0",
     false},
    {"avatar", "--image photo.png --sound-file voice.mp3"},
    {"effects", "pet_fitness --image photo.png"},
    {"multi-elements",
     "\"Put <<<image_1>>> in the place of the dog in <<<video_1>>>\" --session-id SESSION_ID --edit-mode swap --image photo.png", false},
    {"multi-elements-add-selection", "SESSION_ID --frame-index 0 --points '[{\"x\":0.5,\"y\":0.5}]'", false},
    {"multi-elements-delete-selection", "SESSION_ID --frame-index 0 --points '[{\"x\":0.5,\"y\":0.5}]'", false},
    {"multi-elements-clear-selection", "SESSION_ID", false},
    {"multi-elements-preview-selection", "SESSION_ID", false},
    {"text-to-audio", "\"Rain on a tin roof\" --duration 5"},
    {"tts", "\"Good morning\" --voice-id oversea_male1 --voice-language en"},
    {"generations", "\"A red fox in fresh snow\" --n 2"},
    {"omni-image", "\"<<<image_1>>> in fresh snow\" --image photo.png"},
    {"multi-image2image", "\"The fox sits on the bench\" --subject-image photo.png --subject-image other.png"},
    {"expand",
     "--image photo.png --up-expansion-ratio 0.1 --down-expansion-ratio 0.1 --left-expansion-ratio 0.5 --right-expansion-ratio 0.5"},
    {"kolors-virtual-try-on", "photo.png --cloth-image coat.png"},
    {"elements", "Fox --element-description \"A red fox\" --reference-type image_refer --frontal-image photo.png --refer-image other.png"},
    {"elements-old", "Fox --element-description \"A red fox\" --element-frontal-image photo.png --element-refer other.png"},
    {"voices", "Narrator --voice-url https://example.com/voice.mp3"},
    {"delete-advanced-elements", "829836802793406551", false},
    {"delete-elements", "829836802793406551", false},
    {"delete-voices", "VOICE_ID", false},
    {"costs", ""},
    {"balance", "--start-time 7d --end-time 0h"},
    {"package", "--start-time 2026-11-01 --end-time 2026-11-08"},
    {"text-to-video", "\"A red fox trots through fresh snow\" --model kling-3.0-turbo --resolution 1080p --duration 5"},
    {"image-to-video", "photo.png \"The fox turns its head\""},
    {"new-omni-video", "\"@image_1 runs through fresh snow\" --refer-image photo.png --aspect-ratio 16:9"},
    {"new-motion-control", "photo.png https://example.com/clip.mp4 --character-orientation video"},
    {"new-tasks", "--limit 10"},
    {"quota", "--provider cometapi", false},
    {"call", "GET /v1/videos/text2video"},
};

} // namespace kling::cli
