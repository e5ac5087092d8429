#include "sim/audio_rules.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "sim/mp3.hpp"
#include "sim/narrator.hpp"
#include "sim/reference.hpp"
#include "sim/task_json.hpp"
#include "sim/writer.hpp"

namespace kling::sim {

namespace {

Output sound(Draft &draft, int64_t duration_ms) {
  Output out;
  out.medium = Medium::audio;
  out.id = draft.state.identifiers.uuid();
  out.duration_ms = duration_ms;
  return out;
}

String audio_list(const State &state, const Task &task, const Output &output) {
  const Writer audio = Writer()
                           .text("id", output.id)
                           .text("url_mp3", state.link_as(output, task.updated_ms, "mp3"))
                           .text("url_wav", state.link_as(output, task.updated_ms, "wav"))
                           .text("duration_mp3", seconds_text(mp3_duration_ms(output.duration_ms)))
                           .text("duration_wav", seconds_text(output.duration_ms));
  return concat({"[", audio.done(), "]"});
}

/// As long as somebody would speak it: four characters of Chinese or fourteen of English in a second.
int64_t speech_ms(const Draft &draft) {
  const double speed = std::clamp(draft.number("voice_speed"), 0.8, 2.0);
  const double characters_a_second = draft.text("voice_language") == "en" ? 14 : 4;
  const auto characters = static_cast<double>(code_points(draft.text("text")));
  return std::max<int64_t>(std::llround(characters / (characters_a_second * speed) * 1000), 500);
}

} // namespace

bool check_tenths(Draft &draft) {
  const double tenths = draft.number("duration") * 10;
  return std::abs(tenths - std::round(tenths)) < 1e-6 || draft.invalid("duration", draft.text("duration"));
}

/// 3 to 20 s, as far as the length is known here.
bool take_silent_video(Draft &draft) {
  if (!take_parent(draft)) {
    return false;
  }
  const int64_t duration_ms = draft.order.parent->duration_ms;
  return (duration_ms >= 3000 && duration_ms < 21000) || draft.refuse({"The duration of the video must be between 3 and 20 seconds"});
}

bool check_narrator(Draft &draft) {
  const std::string_view voice = draft.text("voice_id");
  if (speaks(voice, draft.text("voice_language"))) {
    return true;
  }
  return draft.state.settings.one_voice_catalogue ? check_voice(draft, voice) : draft.refuse({"Voice id not found"}); // §7.2
}

bool order_audio(Draft &draft) {
  draft.order.cost = draft.kind.form == Form::call ? 5 : 25;
  return true;
}

void make_sound(Draft &draft, Task &task) {
  task.outputs.push_back(sound(draft, std::llround(draft.number("duration") * 1000)));
}

void make_sound_for_video(Draft &draft, Task &task) {
  name_parent(draft.state, task.order);
  Output video;
  video.id = draft.state.identifiers.uuid();
  video.clip = task.order.clip;
  video.clip.sound = true;
  video.duration_ms = task.order.parent->duration_ms;
  task.outputs.push_back(std::move(video));
  task.outputs.push_back(sound(draft, task.order.parent->duration_ms));
}

void make_speech(Draft &draft, Task &task) {
  task.outputs.push_back(sound(draft, mp3_duration_ms(speech_ms(draft))));
}

String sound_result(const State &state, const Task &task) {
  return Writer().json("audios", audio_list(state, task, task.outputs.front())).done();
}

String sound_for_video_result(const State &state, const Task &task) {
  const Output &output = task.outputs.front();
  const Writer video =
      Writer().text("id", output.id).text("url", state.link(output, task.updated_ms)).text("duration", seconds_text(output.duration_ms));
  return Writer().json("videos", concat({"[", video.done(), "]"})).json("audios", audio_list(state, task, task.outputs.back())).done();
}

bool answer_speech(Draft &draft, const Task *task, String &data) {
  const Output &output = task->outputs.front();
  const Writer audio = Writer()
                           .text("id", output.id)
                           .text("url", draft.state.link(output, task->updated_ms))
                           .text("duration", seconds_text(output.duration_ms));
  Writer out;
  out.text("task_id", task->task_id).text("task_status", name_of(task->status)).text("task_status_msg", "");
  out.json("task_result", Writer().json("audios", concat({"[", audio.done(), "]"})).done());
  write_deduction(out, draft.state.settings, draft.kind.pack, task->charged);
  out.number("created_at", task->created_ms).number("updated_at", task->updated_ms);
  data = out.done();
  return true;
}

} // namespace kling::sim
