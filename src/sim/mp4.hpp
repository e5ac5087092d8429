#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/allocation.hpp"

namespace kling::sim {

using Bytes = std::span<const unsigned char>;

/// One second of H.264 as an elementary stream (Annex B) taken apart.
struct VideoSecond {
  Bytes sequence_parameters;
  Bytes picture_parameters;
  Vector<Bytes> frames; // one NAL unit each, the first an IDR picture

  [[nodiscard]] static VideoSecond parse(Bytes stream);
};

/// AAC frames from an ADTS stream, headers taken off.
struct SoundLoop {
  uint16_t configuration = 0; // AudioSpecificConfig
  Vector<Bytes> frames;       // 1024 samples each

  [[nodiscard]] static SoundLoop parse(Bytes stream);
};

struct Movie {
  VideoSecond video;
  SoundLoop sound; // no frames: a silent movie without a sound track
  uint16_t width = 0;
  uint16_t height = 0;
  uint32_t seconds = 0;
};

/// The movie as an MP4 file (ISO/IEC 14496-12) of exactly that many seconds: ftyp, moov, mdat; one chunk of each track a second.
[[nodiscard]] String write_mp4(const Movie &movie);

} // namespace kling::sim
