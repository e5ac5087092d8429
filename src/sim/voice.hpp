#pragma once

#include <string_view>

#include "base/allocation.hpp"

namespace kling::sim {

/// A voice that videos can speak with (§4.16); those of tts and lip-sync are another catalogue (Appendix B).
struct Voice {
  String id;
  String name;
  bool deleted = false;
};

class Voices {
public:
  Voice &add(Voice voice) {
    const String id = voice.id;
    return voices_[id] = std::move(voice);
  }
  [[nodiscard]] Voice *find(std::string_view id) {
    const auto at = voices_.find(id);
    return at == voices_.end() ? nullptr : &at->second;
  }

private:
  Map<String, Voice> voices_;
};

} // namespace kling::sim
