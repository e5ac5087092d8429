#include "sim/clip.hpp"

#include <array>
#include <string_view>

#include "sim/mp4.hpp"
#include "sim/sample.hpp"

namespace kling::sim {

namespace {

struct Size {
  Resolution resolution;
  Ratio ratio;
  std::string_view sample;
  uint16_t width;
  uint16_t height;
};

constexpr std::array<Size, 9> sizes = {{
    {Resolution::hd720, Ratio::wide, "video-720p-wide", 1280, 720},
    {Resolution::hd720, Ratio::tall, "video-720p-tall", 720, 1280},
    {Resolution::hd720, Ratio::square, "video-720p-square", 960, 960},
    {Resolution::hd1080, Ratio::wide, "video-1080p-wide", 1920, 1080},
    {Resolution::hd1080, Ratio::tall, "video-1080p-tall", 1080, 1920},
    {Resolution::hd1080, Ratio::square, "video-1080p-square", 1440, 1440},
    {Resolution::uhd4k, Ratio::wide, "video-4k-wide", 3840, 2160},
    {Resolution::uhd4k, Ratio::tall, "video-4k-tall", 2160, 3840},
    {Resolution::uhd4k, Ratio::square, "video-4k-square", 2880, 2880},
}};

const Size &row_of(const Clip &clip) {
  for (const Size &size : sizes) {
    if (size.resolution == clip.resolution && size.ratio == clip.ratio) {
      return size;
    }
  }
  return sizes.front();
}

} // namespace

ClipSize size_of(const Clip &clip) {
  return {row_of(clip).width, row_of(clip).height};
}

String make_clip(const Clip &clip) {
  const Size &size = row_of(clip);
  Movie movie;
  movie.video = VideoSecond::parse(sample(size.sample));
  movie.width = size.width;
  movie.height = size.height;
  if (clip.sound) {
    movie.sound = SoundLoop::parse(sample("sound"));
  }
  movie.seconds = static_cast<uint32_t>(clip.seconds);
  return write_mp4(movie);
}

} // namespace kling::sim
