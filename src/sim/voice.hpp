#pragma once

#include <cstdint>
#include <string_view>

#include "base/allocation.hpp"
#include "sim/file.hpp"

namespace kling::sim {

struct State;

/// A voice that videos can speak with (§4.16); those of tts and lip-sync are another catalogue (Appendix B).
struct Voice {
  String id;
  String name;
  Output trial;
  String task_id; // that makes it; empty: it is there already
  bool preset = false;
  bool deleted = false;
};

class Voices {
public:
  void add(Voice voice);
  void remove(std::string_view id);
  [[nodiscard]] const Voice *find(std::string_view id) const;
  [[nodiscard]] const Deque<Voice> &all() const { return voices_; } // oldest first

private:
  Deque<Voice> voices_;
};

/// Whether a request may name it.
[[nodiscard]] bool usable(const State &state, const Voice &voice);
/// A voice as results and lists show it; its link is good from `from_ms` on.
[[nodiscard]] String voice_json(const State &state, const Voice &voice, int64_t from_ms);
/// The same as an output of /tasks (§5.3).
[[nodiscard]] String voice_record(const State &state, const Voice &voice, int64_t from_ms);

} // namespace kling::sim
