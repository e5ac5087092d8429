#include "sim/mp3.hpp"

#include <algorithm>

#include "sim/sample.hpp"

namespace kling::sim {

namespace {

constexpr int64_t frame_ms = 24;

int64_t frames_for(int64_t duration_ms) {
  return std::max<int64_t>((duration_ms + frame_ms / 2) / frame_ms, 1);
}

} // namespace

String make_mp3(int64_t duration_ms) {
  const std::span<const unsigned char> bytes = sample("tone"); // one frame that needs no other
  const std::string_view frame(reinterpret_cast<const char *>(bytes.data()), bytes.size());
  const int64_t frames = frames_for(duration_ms);
  String out;
  out.reserve(frame.size() * static_cast<std::size_t>(frames));
  for (int64_t i = 0; i < frames; ++i) {
    out += frame;
  }
  return out;
}

int64_t mp3_duration_ms(int64_t duration_ms) {
  return frames_for(duration_ms) * frame_ms;
}

} // namespace kling::sim
