#pragma once

#include <cstdint>
#include <string_view>

#include "base/allocation.hpp"
#include "sim/clip.hpp"

namespace kling::sim {

struct Task;

enum class Medium : uint8_t { video, image, audio };

/// Something that can be fetched: its id names it in links, and a video or audio also in later requests.
struct Output {
  Medium medium = Medium::video;
  String id;
  Clip clip;          // of a video
  uint32_t width = 0; // of an image
  uint32_t height = 0;
  int64_t duration_ms = 0; // of a video or audio, as results say it
};

struct File {
  Output output;
  const Task *task = nullptr; // that delivers it; none: a preset's
  int64_t modified_ms = 0;    // of one without a task
};

/// Every file of the service, by the id of its output.
class Files {
public:
  void add(const Output &output, const Task *task, int64_t modified_ms = 0) { files_[output.id] = {output, task, modified_ms}; }
  [[nodiscard]] const File *find(std::string_view id) const {
    const auto at = files_.find(id);
    return at == files_.end() ? nullptr : &at->second;
  }

private:
  Map<String, File> files_;
};

} // namespace kling::sim
