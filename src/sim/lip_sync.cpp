#include "sim/lip_sync.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "sim/failure.hpp"
#include "sim/media_input.hpp"
#include "sim/narrator.hpp"
#include "sim/reference.hpp"
#include "sim/video_edit_rules.hpp"
#include "sim/video_rules.hpp"

namespace kling::sim {

namespace {

constexpr int64_t unknown_video_ms = 10041; // of what only a URL names

int64_t lip_sync_price(int64_t video_ms) { // §6.4: 0.5 for each 5 s begun; 41 ms over are none
  return std::max<int64_t>((video_ms / 1000 + 4) / 5, 1) * 50;
}

bool check_sound_input(Draft &draft) {
  if (!draft.has("input.audio_type")) {
    return draft.refuse({"Audio type is null"});
  }
  const std::string_view type = draft.text("input.audio_type");
  if (type != "file" && type != "url") {
    return draft.refuse({"allowed values: file, url"});
  }
  const std::string_view name = type == "file" ? "audio_file" : "audio_url";
  const std::string_view given = draft.value("input")[name].text();
  if (given.empty()) {
    return draft.missing(name);
  }
  if (type == "url" && !is_url(given)) {
    return draft.refuse({"Audio format is invalid"});
  }
  draft.order.failure = failure_of(draft.kind.name, FieldType::audio, given);
  return check_audio(draft, name, given);
}

bool check_speech_input(Draft &draft) {
  const std::string_view said = draft.text("input.text");
  if (said.empty()) {
    return draft.refuse({"text is required"});
  }
  if (code_points(said) > 120) {
    return draft.refuse({"input.text: size must be between 0 and 120"});
  }
  const std::string_view language = draft.text("input.voice_language");
  if (language.empty()) {
    return draft.refuse({"Voice language not found"});
  }
  const std::string_view voice = draft.text("input.voice_id");
  const bool any = draft.state.settings.any_ids && !voice.empty();
  if (!any && !is_narrator(voice)) {
    return draft.refuse({"Voice id not found"});
  }
  if (language != "zh" && language != "en") {
    return draft.refuse({"allowed values: zh, en"});
  }
  if (!any && !speaks(voice, language)) {
    return draft.refuse({"Voice id not found"});
  }
  draft.order.failure = failure_of(draft.kind.name, FieldType::prompt, said);
  return true;
}

bool check_speed(Draft &draft) {
  const json::Value given = draft.value("input.voice_speed");
  if (absent(given)) {
    return true;
  }
  const std::optional<double> speed = given.number();
  if (!speed) {
    return draft.invalid("input.voiceSpeed", given.text());
  }
  if (*speed > 2.0) {
    return draft.refuse({"input.voiceSpeed: must be less than or equal to 2.0"});
  }
  return *speed >= 0.8 || draft.refuse({"input.voiceSpeed: must be greater than or equal to 0.8"});
}

bool take_video(Draft &draft) {
  const File *file = nullptr;
  if (!take_parent(draft, "input.", file)) {
    return false;
  }
  const std::string_view url = draft.text("input.video_url");
  if (!url.empty() && !is_url(url)) {
    return draft.refuse({"Video URL is invalid"});
  }
  if (draft.order.failure.empty()) {
    draft.order.failure = failure_of(draft.kind.name, FieldType::video, url);
  }
  Order &order = draft.order;
  order.clip.seconds = static_cast<int32_t>(order.parent->duration_ms / 1000);
  order.clip.sound = true;
  order.cost = lip_sync_price(order.parent->duration_ms);
  return true;
}

} // namespace

/// The sequence of §7.3.
bool check_old_lip_sync(Draft &draft) {
  if (!draft.has("input.mode")) {
    return draft.refuse({"input.mode: must not be null"});
  }
  const std::string_view mode = draft.text("input.mode");
  if (mode != "text2video" && mode != "audio2video") {
    return draft.refuse({"allowed values: text2video, audio2video"});
  }
  if (!draft.has("input.video_id") && !draft.has("input.video_url")) {
    return draft.refuse({"video_id or video_url is required"});
  }
  if (mode == "audio2video" ? !check_sound_input(draft) : !check_speech_input(draft)) {
    return false;
  }
  return check_speed(draft) && take_video(draft);
}

String lip_sync_result(const State &state, const Task &task) {
  return Writer().json("videos", videos_json(state, task, {.id = state.settings.lip_sync_ids})).done();
}

bool check_face_video(Draft &draft) {
  const File *file = nullptr;
  if (!take_parent(draft, "", file)) {
    return false;
  }
  if (file == nullptr) {
    draft.order.parent->duration_ms = unknown_video_ms;
    draft.order.clip.seconds = static_cast<int32_t>(unknown_video_ms / 1000);
  }
  constexpr int64_t price = 5; // §6.4
  draft.order.cost = price;
  const int64_t duration_ms = draft.order.parent->duration_ms;
  return (duration_ms >= 2000 && duration_ms <= 60999) || draft.refuse({"The duration of the video must be between 2 and 60 seconds"});
}

/// One person, on the screen all the time.
void make_faces(Draft &draft, Task &task) {
  State &state = draft.state;
  name_parent(state, task.order);
  Session session;
  session.id = state.identifiers.uuid();
  session.created_ms = state.wall_ms;
  session.video = *task.order.parent;
  session.clip = task.order.clip;
  session.faces.push_back({"0", 0, session.video.duration_ms});
  task.order.session_id = session.id;
  Output picture;
  picture.medium = Medium::image;
  picture.id = state.identifiers.uuid();
  picture.width = picture.height = 256;
  task.outputs.push_back(std::move(picture));
  state.sessions.add(std::move(session));
}

bool answer_faces(Draft &draft, const Task *task, String &data) {
  const Session *session = draft.state.sessions.find(task->order.session_id, SessionPurpose::faces, draft.state.wall_ms);
  ListWriter faces;
  for (const Face &face : session->faces) {
    faces.json(Writer()
                   .text("face_id", face.id)
                   .text("face_image", draft.state.link(task->outputs.front(), task->updated_ms))
                   .number("start_time", face.start_ms)
                   .number("end_time", face.end_ms)
                   .done());
  }
  Writer out;
  out.text("session_id", session->id);
  write_deduction(out, draft.state.settings, task->order.kind->pack, task->charged);
  data = out.json("face_data", faces.done()).done();
  return true;
}

namespace {

/// What is heard of the sound, and when; all in milliseconds.
struct Window {
  int64_t start = 0;
  int64_t end = 0;
  int64_t insert = 0;
};

bool check_window(Draft &draft, const Window &window, const Face &face, std::optional<int64_t> sound_ms, int64_t video_ms) {
  if (window.start < 0 || (sound_ms && window.end > *sound_ms)) {
    return draft.refuse({"sound_start_time and sound_end_time must be inside of the audio"});
  }
  if (window.end - window.start < 2000) {
    return draft.refuse({"The audio must be at least 2 seconds long after cropping"});
  }
  const int64_t inserted_end = window.insert + window.end - window.start;
  if (window.insert < 0 || inserted_end > video_ms) {
    return draft.refuse({"The inserted audio must be inside of the video"});
  }
  const int64_t overlap = std::min(inserted_end, face.end_ms) - std::max(window.insert, face.start_ms);
  return overlap >= 2000 || draft.refuse({"The inserted audio must overlap the time of the face for at least 2 seconds"});
}

} // namespace

bool check_face_choice(Draft &draft) {
  const Session *session = find_session(draft, SessionPurpose::faces);
  if (session == nullptr) {
    return false;
  }
  const json::Value choice = draft.value("face_choose").first();
  const std::string_view face_id = choice["face_id"].text();
  const Face any = {{}, 0, session->video.duration_ms};
  const Face *face = session->face(face_id);
  if (face == nullptr && !draft.state.settings.any_ids) {
    return draft.refuse({"Face id not found: ", cut(face_id, 200)});
  }
  std::optional<int64_t> duration_ms;
  if (!check_sound_source(draft, choice, "face_choose[0].", 60, duration_ms)) {
    return false;
  }
  const Window window = {choice["sound_start_time"].integer().value_or(0), choice["sound_end_time"].integer().value_or(0),
                         choice["sound_insert_time"].integer().value_or(0)};
  if (!check_window(draft, window, face != nullptr ? *face : any, duration_ms, session->video.duration_ms)) {
    return false;
  }
  Order &order = draft.order;
  order.parent = session->video;
  order.clip = session->clip;
  order.clip.seconds = static_cast<int32_t>(session->video.duration_ms / 1000);
  order.clip.sound = true;
  order.cost = lip_sync_price(session->video.duration_ms);
  return true;
}

} // namespace kling::sim
