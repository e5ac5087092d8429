#pragma once

#include <span>
#include <string_view>

namespace kling::sim {

/// A voice of the guide that tts and the old lip-sync speak with (Appendix B); those of videos are another catalogue (§4.16).
struct Narrator {
  std::string_view id;
  bool english = false;
  bool chinese = false;
};

[[nodiscard]] std::span<const Narrator> narrators();
/// Whether there is such a voice at all.
[[nodiscard]] bool is_narrator(std::string_view id);
/// Whether it speaks that language, "zh" or "en".
[[nodiscard]] bool speaks(std::string_view id, std::string_view language);

} // namespace kling::sim
