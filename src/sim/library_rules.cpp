#include "sim/library_rules.hpp"

#include "base/text.hpp"
#include "sim/page.hpp"
#include "sim/picture.hpp"
#include "sim/presets.hpp"
#include "sim/reference.hpp"
#include "sim/writer.hpp"

namespace kling::sim {

namespace {

Output new_output(Draft &draft, Medium medium) {
  Output out;
  out.medium = medium;
  out.id = draft.state.identifiers.uuid();
  const PictureSize size = picture_size("1:1", "1k");
  out.width = size.width;
  out.height = size.height;
  out.duration_ms = 5041;
  return out;
}

/// The picture of the element itself and one for each of those it is also shown in.
Vector<Output> new_pictures(Draft &draft, std::size_t others) {
  Vector<Output> out;
  for (std::size_t i = 0; i <= others; ++i) {
    out.push_back(new_output(draft, Medium::image));
  }
  return out;
}

void add_element(Draft &draft, Task &task, Element element) {
  element.id = draft.state.identifiers.task_id();
  element.name = String(draft.text("element_name"));
  element.description = String(draft.text("element_description"));
  element.voice_id = String(draft.text("element_voice_id"));
  for (json::Value tag = draft.value("tag_list").first(); tag.present(); tag = tag.next()) {
    element.tags.push_back(String(tag["tag_id"].text()));
  }
  element.task_id = task.task_id;
  task.outputs = element.outputs;
  task.record = element.id;
  draft.state.elements.add(std::move(element));
}

/// A page of what `show` has for an index below `count`, as an array; nothing of it is on the page when `show` leaves it empty.
template <class Show> bool answer_page(Draft &draft, std::size_t count, String &data, Show show) {
  Page page;
  const int64_t most = draft.state.settings.page_size_max;
  if (!Page::parse(draft.target, most != 0 ? most : draft.kind.page_most, page, draft.refusal)) {
    return false;
  }
  ListWriter out;
  for (std::size_t i = count; i-- > 0 && !page.full();) { // the newest first
    const String item = show(i);
    if (!item.empty() && page.takes()) {
      out.json(item);
    }
  }
  data = out.done();
  return true;
}

bool answer_elements(Draft &draft, Library library, bool presets, String &data) {
  const State &state = draft.state;
  return answer_page(draft, state.elements.all().size(), data, [&](std::size_t i) {
    const Element &element = state.elements.all()[i];
    const bool shown = element.library == library && element.preset == presets && !element.deleted;
    return shown ? element_json(state, element, state.wall_ms) : String();
  });
}

/// A preset in the shape of a task that made it.
String preset_record(std::string_view id, std::string_view list, std::string_view item) {
  Writer out;
  out.text("task_id", id).text("task_status", "succeed").text("task_status_msg", "").json("task_info", "{}");
  out.json("task_result", Writer().json(list, concat({"[", item, "]"})).done());
  return out.number("created_at", preset_ms).number("updated_at", preset_ms).done();
}

} // namespace

// ---- elements

bool check_references(Draft &draft) {
  const std::string_view list = draft.text("reference_type") == "video_refer" ? "element_video_list" : "element_image_list";
  return draft.has(list) || draft.missing(list);
}

bool check_element_voice(Draft &draft) {
  return !draft.has("element_voice_id") || check_voice(draft, draft.text("element_voice_id"));
}

void make_element(Draft &draft, Task &task) {
  Element element;
  element.from_video = draft.text("reference_type") == "video_refer";
  if (element.from_video) {
    element.outputs.push_back(new_output(draft, Medium::video));
  } else {
    element.outputs = new_pictures(draft, draft.value("element_image_list.refer_images").size());
  }
  add_element(draft, task, std::move(element));
}

void make_old_element(Draft &draft, Task &task) {
  Element element;
  element.library = Library::old;
  element.outputs = new_pictures(draft, draft.value("element_refer_list").size());
  add_element(draft, task, std::move(element));
}

String element_result(const State &state, const Task &task) {
  const Element *element = state.elements.find(task.record);
  return Writer().json("elements", concat({"[", element_json(state, *element, task.updated_ms), "]"})).done();
}

bool answer_old_element(Draft &draft, const Task *task, String &data) {
  data = element_json(draft.state, *draft.state.elements.find(task->record), task->updated_ms);
  return true;
}

bool answer_old_elements(Draft &draft, const Task *, String &data) {
  return answer_elements(draft, Library::old, false, data);
}

bool answer_old_presets(Draft &draft, const Task *, String &data) {
  return answer_elements(draft, Library::old, true, data);
}

bool answer_preset_elements(Draft &draft, const Task *, String &data) {
  const State &state = draft.state;
  return answer_page(draft, state.elements.all().size(), data, [&](std::size_t i) {
    const Element &element = state.elements.all()[i];
    const bool shown = element.library == Library::advanced && element.preset;
    return shown ? preset_record(element.id, "elements", element_json(state, element, state.wall_ms)) : String();
  });
}

/// Both libraries, by both paths (§4.15). A preset is not the account's to delete.
bool check_element_id(Draft &draft) {
  const std::string_view id = draft.text("element_id");
  const Element *element = draft.state.elements.find(id);
  if (element == nullptr || element->preset || !(element->deleted || usable(draft.state, *element))) {
    return draft.refuse({"Element id not found: ", cut(id, 200)}); // §7.2
  }
  return !element->deleted || draft.refuse({"Element ", id, " already be deleted"}); // §7.2
}

/// The reply has no data (§4.15).
bool answer_removed_element(Draft &draft, const Task *, String &) {
  draft.state.elements.remove(draft.text("element_id"));
  return true;
}

// ---- voices

/// A video of the account's own must be one that somebody speaks in (§4.16).
bool check_voice_sample(Draft &draft) {
  if (!exactly_one(draft, "voice_url", "video_id")) {
    return false;
  }
  if (draft.has("voice_url")) {
    return is_url(draft.text("voice_url")) || draft.invalid("voice_url", draft.text("voice_url"));
  }
  const std::string_view id = draft.text("video_id");
  const File *file = draft.state.delivered(id, Medium::video);
  if (file == nullptr) {
    return draft.state.settings.any_ids || draft.refuse({"Video id not found: ", cut(id, 200)});
  }
  const std::string_view kind = file->task->order.kind->name;
  const bool spoken = kind == "avatar" || kind == "lip-sync" || kind == "advanced-lip-sync" ||
                      ((file->task->order.model == "kling-v2-6" || file->task->order.model == "kling-2.6") && file->output.clip.sound);
  if (!spoken) {
    return draft.refuse({"video_id must be a result of kling-v2-6 with sound, avatar or lip-sync"});
  }
  const int64_t duration_ms = file->output.duration_ms;
  return (duration_ms >= 5000 && duration_ms < 31000) || draft.refuse({"The duration of the voice must be between 5 and 30 seconds"});
}

bool order_voice(Draft &draft) {
  draft.order.cost = 5; // §6.4
  return true;
}

void make_voice(Draft &draft, Task &task) {
  Voice voice;
  voice.id = draft.state.identifiers.task_id();
  voice.name = String(draft.text("voice_name"));
  voice.trial = new_output(draft, Medium::audio);
  voice.task_id = task.task_id;
  task.outputs.push_back(voice.trial);
  task.record = voice.id;
  draft.state.voices.add(std::move(voice));
}

String voice_result(const State &state, const Task &task) {
  return Writer().json("voices", concat({"[", voice_json(state, *state.voices.find(task.record), task.updated_ms), "]"})).done();
}

bool answer_preset_voices(Draft &draft, const Task *, String &data) {
  const State &state = draft.state;
  return answer_page(draft, state.voices.all().size(), data, [&](std::size_t i) {
    const Voice &voice = state.voices.all()[i];
    return voice.preset ? preset_record(voice.id, "voices", voice_json(state, voice, state.wall_ms)) : String();
  });
}

bool check_voice_id(Draft &draft) {
  const Voice *voice = draft.state.voices.find(draft.text("voice_id"));
  return (voice != nullptr && !voice->preset && usable(draft.state, *voice)) || draft.refuse({"Voice id not found"}); // §7.2
}

void remove_voice(Draft &draft, Task &) {
  draft.state.voices.remove(draft.text("voice_id"));
}

bool answer_removed_voice(Draft &, const Task *task, String &data) {
  data = Writer().text("task_id", task->task_id).text("task_status", name_of(task->status)).done();
  return true;
}

} // namespace kling::sim
