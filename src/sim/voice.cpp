#include "sim/voice.hpp"

#include "sim/state.hpp"
#include "sim/writer.hpp"

namespace kling::sim {

void Voices::add(Voice voice) {
  voices_.push_back(std::move(voice));
}

void Voices::remove(std::string_view id) {
  for (Voice &voice : voices_) {
    voice.deleted = voice.deleted || voice.id == id;
  }
}

const Voice *Voices::find(std::string_view id) const {
  for (const Voice &voice : voices_) {
    if (voice.id == id) {
      return &voice;
    }
  }
  return nullptr;
}

bool usable(const State &state, const Voice &voice) {
  const Task *task = state.tasks.by_task_id(voice.task_id);
  return !voice.deleted && (task == nullptr || task->status == TaskStatus::succeed);
}

String voice_json(const State &state, const Voice &voice, int64_t from_ms) {
  return Writer()
      .text("voice_id", voice.id)
      .text("voice_name", voice.name)
      .text("trial_url", state.link(voice.trial, from_ms))
      .text("owned_by", voice.preset ? "kling" : account_id)
      .done();
}

String voice_record(const State &state, const Voice &voice, int64_t from_ms) {
  return Writer()
      .text("type", "voice")
      .text("id", voice.id)
      .text("name", voice.name)
      .text("url", state.link(voice.trial, from_ms))
      .text("owned_by", voice.preset ? "kling" : account_id)
      .text("status", voice.deleted ? "deleted" : "succeeded")
      .done();
}

} // namespace kling::sim
