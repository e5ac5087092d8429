#include "sim/element.hpp"

#include <array>

#include "sim/state.hpp"
#include "sim/writer.hpp"

namespace kling::sim {

namespace {

struct Tag {
  std::string_view id;
  std::string_view name;
};

// §4.15
constexpr std::array<Tag, 8> tag_names = {{{"o_101", "Hottest"},
                                           {"o_102", "Character"},
                                           {"o_103", "Animal"},
                                           {"o_104", "Item"},
                                           {"o_105", "Costume"},
                                           {"o_106", "Scene"},
                                           {"o_107", "Effect"},
                                           {"o_108", "Others"}}};

String tags_json(const Element &element) {
  ListWriter out;
  for (const String &id : element.tags) {
    for (const Tag &tag : tag_names) {
      if (tag.id == id) {
        out.json(Writer().text("id", id).text("name", tag.name).text("description", "").done());
      }
    }
  }
  return out.done();
}

String images_json(const State &state, const Element &element, int64_t from_ms) {
  ListWriter others;
  for (std::size_t i = 1; i < element.outputs.size(); ++i) {
    others.json(Writer().text("image_url", state.link(element.outputs[i], from_ms)).done());
  }
  return Writer().text("frontal_image", state.link(element.outputs.front(), from_ms)).json("refer_images", others.done()).done();
}

String videos_json(const State &state, const Element &element, int64_t from_ms) {
  ListWriter videos;
  for (const Output &output : element.outputs) {
    videos.json(Writer().text("video_url", state.link(output, from_ms)).done());
  }
  return Writer().json("refer_videos", videos.done()).done();
}

void write_names(Writer &out, const Element &element) {
  out.json("element_id", element.id).text("element_name", element.name).text("element_description", element.description);
}

} // namespace

void Elements::add(Element element) {
  elements_.push_back(std::move(element));
}

void Elements::remove(std::string_view id) {
  for (Element &element : elements_) {
    element.deleted = element.deleted || element.id == id;
  }
}

const Element *Elements::find(std::string_view id) const {
  for (const Element &element : elements_) {
    if (element.id == id) {
      return &element;
    }
  }
  return nullptr;
}

bool usable(const State &state, const Element &element) {
  const Task *task = state.tasks.by_task_id(element.task_id);
  return !element.deleted && (task == nullptr || task->status == TaskStatus::succeed);
}

String element_json(const State &state, const Element &element, int64_t from_ms) {
  const std::string_view owner = element.preset ? "kling" : account_id;
  Writer out;
  write_names(out, element);
  if (element.library == Library::old) {
    return out.text("element_frontal_image", state.link(element.outputs.front(), from_ms)).text("owned_by", owner).done();
  }
  out.text("reference_type", element.from_video ? "video_refer" : "image_refer");
  out.json("element_image_list", element.from_video ? String("{}") : images_json(state, element, from_ms));
  out.json("element_video_list", element.from_video ? videos_json(state, element, from_ms) : String("{}"));
  const Voice *voice = state.voices.find(element.voice_id);
  out.json("element_voice_info", voice != nullptr ? voice_json(state, *voice, from_ms) : String("{}"));
  out.json("tag_list", tags_json(element)).text("owned_by", owner);
  return out.text("status", element.deleted ? "deleted" : "succeed").done();
}

namespace {

/// What the element was made of. The pages name the list and the role of what is not frontal in two ways each (§11.8).
String references_record(const State &state, const Element &element, int64_t from_ms) {
  const std::string_view other = state.settings.element_materials ? "refer" : "reference";
  ListWriter out;
  for (std::size_t i = 0; i < element.outputs.size(); ++i) {
    const Output &output = element.outputs[i];
    const bool is_video = output.medium == Medium::video;
    out.json(Writer()
                 .text("type", is_video ? "video" : "image")
                 .text("role", !is_video && i == 0 ? std::string_view("frontal") : other)
                 .text("url", state.link(output, from_ms))
                 .done());
  }
  if (const Voice *voice = state.voices.find(element.voice_id)) {
    out.json(Writer()
                 .text("type", "voice")
                 .text("role", other)
                 .text("id", voice->id)
                 .text("name", voice->name)
                 .text("url", state.link(voice->trial, from_ms))
                 .done());
  }
  return out.done();
}

} // namespace

String element_record(const State &state, const Element &element, int64_t from_ms) {
  return Writer()
      .text("type", "element")
      .text("id", element.id)
      .text("name", element.name)
      .text("description", element.description)
      .text("element_type", element.from_video ? "video_character_elements" : "multi_image_elements")
      .json(state.settings.element_materials ? "materials" : "references", references_record(state, element, from_ms))
      .text("owned_by", element.preset ? "kling" : account_id)
      .text("status", element.deleted ? "deleted" : "succeeded")
      .json("tags", tags_json(element))
      .done();
}

} // namespace kling::sim
