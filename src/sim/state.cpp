#include "sim/state.hpp"

#include "base/text.hpp"
#include "sim/presets.hpp"

namespace kling::sim {

State::State(Settings chosen) : settings(std::move(chosen)), identifiers(settings.seed), tasks(settings) {
  add_presets(*this);
}

String State::link_as(const Output &output, int64_t from_ms, std::string_view extension, bool watermark) const {
  const String expires = text_of((from_ms + kept_ms) / 1000);
  const String path =
      concat({output.medium == Medium::video ? "/_clips/" : "/_files/", output.id, watermark ? "-watermark" : "", ".", extension});
  return concat({settings.output_base_url, path, "?Expires=", expires, "&Signature=", identifiers.signature(concat({path, "?", expires}))});
}

String State::link(const Output &output, int64_t from_ms, bool watermark) const {
  constexpr std::string_view extensions[] = {"mp4", "png", "mp3"};
  return link_as(output, from_ms, extensions[static_cast<std::size_t>(output.medium)], watermark);
}

const File *State::delivered(std::string_view id, Medium medium) const {
  const File *file = files.find(id);
  if (file == nullptr || file->output.medium != medium || file->task == nullptr || file->task->status != TaskStatus::succeed ||
      wall_ms - file->task->updated_ms >= kept_ms) {
    return nullptr;
  }
  return file;
}

} // namespace kling::sim
