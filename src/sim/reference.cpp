#include "sim/reference.hpp"

#include "base/text.hpp"
#include "sim/narrator.hpp"

namespace kling::sim {

namespace {

constexpr int64_t unseen_video_ms = 5041;
constexpr int64_t unseen_session_ms = 10041;

bool is_usable(State &state, std::string_view element_id) {
  const Element *element = state.elements.find(element_id);
  return element != nullptr && usable(state, *element);
}

} // namespace

bool check_element(Draft &draft, std::string_view element_id) {
  if (element_id.empty() || !to_integer(element_id)) {
    return draft.refuse({"Invalid element id: ", cut(element_id, 200)}); // §7.2
  }
  return draft.state.settings.any_ids || is_usable(draft.state, element_id) || draft.refuse({"Element id not found: ", element_id}); // §7.2
}

bool check_elements(Draft &draft, std::string_view list) {
  for (json::Value item = draft.value(list).first(); item.present(); item = item.next()) {
    if (!check_element(draft, item["element_id"].text())) {
      return false;
    }
  }
  return true;
}

bool check_voice(Draft &draft, std::string_view voice_id) {
  const Settings &settings = draft.state.settings;
  const Voice *voice = draft.state.voices.find(voice_id);
  return settings.any_ids || (voice != nullptr && usable(draft.state, *voice)) || (settings.one_voice_catalogue && is_narrator(voice_id)) ||
         draft.refuse({"Voice id not found"}); // §7.2
}

bool check_voice_list(Draft &draft, std::string_view list) {
  for (json::Value item = draft.value(list).first(); item.present(); item = item.next()) {
    if (absent(item["voice_id"])) {
      return draft.missing(concat({list, ".voice_id"}));
    }
    if (!check_voice(draft, item["voice_id"].text())) {
      return false;
    }
  }
  return true;
}

bool check_audio_id(Draft &draft, std::string_view field) {
  const std::string_view id = draft.text(field);
  return draft.state.settings.any_ids || draft.state.delivered(id, Medium::audio) != nullptr ||
         draft.refuse({"Audio id not found: ", cut(id, 200)});
}

Session *find_session(Draft &draft, SessionPurpose purpose) {
  const std::string_view id = draft.text("session_id");
  Session *session = draft.state.sessions.find(id, purpose, draft.state.wall_ms);
  if (session == nullptr && draft.state.settings.any_ids) {
    Session made;
    made.id = String(id);
    made.purpose = purpose;
    made.created_ms = draft.state.wall_ms;
    made.video = {draft.state.identifiers.uuid(), {}, unseen_session_ms};
    session = &draft.state.sessions.add(std::move(made));
  }
  if (session == nullptr) {
    draft.refuse({"Session id not found: ", cut(id, 200)});
  }
  return session;
}

bool take_parent(Draft &draft, std::string_view prefix, const File *&file) {
  file = nullptr;
  const String id_field = concat({prefix, "video_id"});
  const String url_field = concat({prefix, "video_url"});
  if (!exactly_one(draft, id_field, url_field)) {
    return false;
  }
  ParentVideo &parent = draft.order.parent.emplace();
  parent.duration_ms = unseen_video_ms;
  parent.id = String(draft.text(id_field));
  if (parent.id.empty()) {
    parent.url = String(draft.text(url_field));
    return true;
  }
  file = draft.state.delivered(parent.id, Medium::video);
  if (file != nullptr) {
    parent.url = draft.state.link(file->output, file->task->updated_ms);
    parent.duration_ms = file->output.duration_ms;
    draft.order.clip = file->output.clip;
  } else if (!draft.state.settings.any_ids) {
    return draft.refuse({"Video id not found: ", cut(parent.id, 200)});
  }
  return true;
}

bool take_parent(Draft &draft) {
  const File *file = nullptr;
  return take_parent(draft, "", file);
}

void name_parent(State &state, Order &order) {
  if (order.parent && order.parent->id.empty()) {
    order.parent->id = state.identifiers.uuid();
  }
}

} // namespace kling::sim
