#include "sim/contents.hpp"

#include "base/text.hpp"
#include "sim/failure.hpp"
#include "sim/media_input.hpp"
#include "sim/path_model.hpp"
#include "sim/reference.hpp"

namespace kling::sim {

namespace {

constexpr int64_t most_image_megabytes = 50;

bool is_blank(json::Value value) {
  return absent(value) || trimmed(value.text()).empty();
}

void expect_failure(Draft &draft, FieldType type, std::string_view given) {
  if (draft.order.failure.empty()) {
    draft.order.failure = failure_of(draft.kind.name, type, given);
  }
}

int64_t most_characters(const Draft &draft, const PathModel &model) {
  const bool longer = draft.state.settings.turbo_long_prompt && model.name == "kling-3.0-turbo"; // §11.6
  return longer ? 3072 : model.prompt_most;
}

bool check_prompt_item(Draft &draft, const PathModel &model, const String &name, json::Value item) {
  if (is_blank(item["text"])) {
    return draft.refuse({"content item of type 'prompt' must have non-blank text"}); // §7.2
  }
  const int64_t most = most_characters(draft, model);
  return static_cast<int64_t>(code_points(item["text"].text())) <= most || draft.exceeds(concat({name, ".text"}), most, "characters");
}

bool check_file_item(Draft &draft, const String &name, json::Value item, std::string_view type) {
  const json::Value url = item["url"];
  if (is_blank(url)) {
    return draft.refuse({"content item of type '", type, "' must have a non-blank url"}); // §7.2
  }
  const bool is_video = type == "video" || type == "base_video" || type == "feature_video";
  if (!url.is(json::Type::string)) {
    return draft.wrong_type(concat({name, ".url"}), "string");
  }
  if (is_video && !is_url(url.text())) {
    return draft.refuse({"Video URL is invalid"}); // §7.2
  }
  if (!is_video && !check_image(draft, concat({name, ".url"}), url.text(), most_image_megabytes)) {
    return false;
  }
  expect_failure(draft, is_video ? FieldType::video : FieldType::image, url.text());
  return true;
}

bool check_item(Draft &draft, const PathModel &model, const String &name, json::Value item) {
  if (!item.is(json::Type::object)) {
    return draft.wrong_type(name, "object");
  }
  const std::string_view type = item["type"].text();
  if (model.content(type) == nullptr) {
    return draft.invalid(concat({name, ".type"}), type); // §7.2
  }
  if (type == "prompt") {
    return check_prompt_item(draft, model, name, item);
  }
  if (type == "element") {
    return check_element(draft, item["element_id"].text());
  }
  if (type == "voice") {
    return check_voice(draft, item["voice_id"].text());
  }
  return (model.loose && type == "image") || check_file_item(draft, name, item, type); // §5.2: the alias ignores images
}

bool require(Draft &draft, std::string_view type) {
  return has_content(draft, type) || draft.refuse({"content item of type '", type, "' is required"});
}

/// How many of the elements were made of a video.
int64_t video_characters(const Draft &draft) {
  int64_t out = 0;
  for (json::Value item = draft.value("contents").first(); item.present(); item = item.next()) {
    const Element *element = item["type"].text() == "element" ? draft.state.elements.find(item["element_id"].text()) : nullptr;
    out += element != nullptr && element->from_video ? 1 : 0;
  }
  return out;
}

bool check_with_video(Draft &draft, int64_t images, int64_t elements, int64_t characters) {
  if (has_content(draft, "base_video") && has_content(draft, "feature_video")) {
    return draft.exceeds("reference videos", 1, "item");
  }
  if (images + elements - characters > 4) {
    return draft.exceeds("refer_image and multi-image elements", 4, "items with a reference video");
  }
  if (characters > 1) {
    return draft.exceeds("video character elements", 1, "item with a reference video");
  }
  if (characters > 0 && images > 0) {
    return draft.refuse({"refer_image is not supported with a video character element and a reference video"});
  }
  const bool framed = has_content(draft, "first_frame") || has_content(draft, "last_frame");
  return !framed || !has_content(draft, "base_video") || draft.refuse({"first_frame and last_frame are not supported with base_video"});
}

bool check_without_video(Draft &draft, int64_t images, int64_t elements, int64_t characters) {
  if (characters > 3) {
    return draft.exceeds("video character elements", 3, "items");
  }
  const int64_t most = characters > 0 ? 4 : 7;
  return images + elements - characters <= most ||
         draft.exceeds("refer_image and multi-image elements", most, characters > 0 ? "items with video character elements" : "items");
}

} // namespace

int64_t contents_of(const Draft &draft, std::string_view type) {
  const PathModel *model = path_model(draft);
  if (model == nullptr || model->content(type) == nullptr) { // where it is no field, or no type, it says nothing
    return 0;
  }
  int64_t out = 0;
  for (json::Value item = draft.value("contents").first(); item.present(); item = item.next()) {
    out += item["type"].text() == type ? 1 : 0;
  }
  return out;
}

std::string_view content_text(const Draft &draft, std::string_view type, std::string_view member) {
  for (json::Value item = draft.value("contents").first(); item.present(); item = item.next()) {
    if (item["type"].text() == type) {
      return item[member].text();
    }
  }
  return {};
}

std::string_view prompt_of(const Draft &draft) {
  return path_model(draft)->contents.empty() ? draft.text("prompt") : content_text(draft, "prompt", "text");
}

bool check_contents(Draft &draft) {
  const PathModel &model = *path_model(draft);
  if (!draft.has("contents")) {
    return draft.refuse({"contents cannot be empty"}); // §7.2
  }
  int64_t index = 0;
  for (json::Value item = draft.value("contents").first(); item.present(); item = item.next()) {
    if (!check_item(draft, model, concat({"contents[", text_of(index++), "]"}), item)) {
      return false;
    }
  }
  for (const ContentType &row : model.contents) {
    if (row.most != 0 && contents_of(draft, row.name) > row.most) {
      return draft.exceeds(concat({"contents of type '", row.name, "'"}), row.most, row.most == 1 ? "item" : "items");
    }
  }
  draft.order.voice_control = has_content(draft, "voice");
  draft.order.refer_video = has_content(draft, "video") || has_content(draft, "base_video") || has_content(draft, "feature_video");
  return !model.prompt_needed || require(draft, "prompt");
}

bool check_first_frame(Draft &draft) {
  return require(draft, "first_frame"); // a last one alone was never supported
}

bool check_motion_contents(Draft &draft) {
  return require(draft, "image") && require(draft, "video");
}

bool check_omni_contents(Draft &draft) {
  const int64_t elements = contents_of(draft, "element");
  if (path_model(draft)->loose) {
    return true;
  }
  if (has_content(draft, "last_frame") && !check_first_frame(draft)) {
    return false;
  }
  if (has_content(draft, "first_frame") && elements > 0) {
    if (draft.order.model == "kling-o1" && has_content(draft, "last_frame")) {
      return draft.refuse({"element is not supported with first_frame and last_frame by the current model"});
    }
    if (elements > 3) {
      return draft.exceeds("contents of type 'element'", 3, "items with first_frame");
    }
  }
  const int64_t images = contents_of(draft, "refer_image");
  const int64_t characters = video_characters(draft);
  return draft.order.refer_video ? check_with_video(draft, images, elements, characters)
                                 : check_without_video(draft, images, elements, characters);
}

} // namespace kling::sim
