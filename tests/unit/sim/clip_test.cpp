#include <gtest/gtest.h>
#include <string>

#include "probe.hpp"
#include "sim/clip.hpp"
#include "sim/mp4.hpp"
#include "sim/sample.hpp"

namespace kling::sim {
namespace {

uint32_t number_at(std::string_view bytes, std::size_t at) {
  uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  }
  return value;
}

/// The content of the box at that path ("moov/trak/mdia"), the first or, with `skip`, a later one of the last name.
std::string_view box(std::string_view content, std::string_view path, int skip = 0) {
  const std::string_view name = path.substr(0, path.find('/'));
  const bool is_last = name.size() == path.size();
  for (std::size_t at = 0; at + 8 <= content.size();) {
    const uint32_t length = number_at(content, at);
    EXPECT_GE(length, 8U);
    EXPECT_LE(at + length, content.size());
    if (length < 8 || at + length > content.size()) {
      break;
    }
    if (content.substr(at + 4, 4) == name && (!is_last || skip-- == 0)) {
      const std::string_view inner = content.substr(at + 8, length - 8);
      return is_last ? inner : box(inner, path.substr(name.size() + 1), skip);
    }
    at += length;
  }
  return {};
}

constexpr Clip clip_of(Ratio ratio, Resolution resolution, int32_t seconds, bool sound) {
  return {ratio, resolution, seconds, sound};
}

TEST(Clip, the_index_comes_first_and_the_boxes_fill_the_file) {
  const String file = make_clip(clip_of(Ratio::wide, Resolution::hd720, 5, false));
  const std::string_view bytes = file;
  std::string order;
  for (std::size_t at = 0; at < bytes.size(); at += number_at(bytes, at)) {
    order += bytes.substr(at + 4, 4);
    order += ' ';
  }
  EXPECT_EQ(order, "ftyp moov mdat ");
}

TEST(Clip, sound_is_a_second_track) {
  const String silent = make_clip(clip_of(Ratio::wide, Resolution::hd720, 5, false));
  const String loud = make_clip(clip_of(Ratio::wide, Resolution::hd720, 5, true));
  EXPECT_EQ(box(box(silent, "moov"), "trak", 1), "");
  const std::string_view track = box(box(loud, "moov"), "trak", 1);
  EXPECT_EQ(box(track, "mdia/hdlr").substr(8, 4), "soun");
  const std::string_view times = box(track, "mdia/minf/stbl/stts");
  ASSERT_EQ(number_at(times, 4), 2U);
  EXPECT_EQ(number_at(times, 8) * number_at(times, 12) + number_at(times, 16) * number_at(times, 20), 5U * 48000U);
  EXPECT_EQ(number_at(box(track, "mdia/mdhd"), 16), 5U * 48000U);
}

TEST(Clip, lengths_and_offsets_lead_to_the_samples) {
  const String file = make_clip(clip_of(Ratio::square, Resolution::hd1080, 7, false));
  const std::string_view table = box(file, "moov/trak/mdia/minf/stbl");
  const std::string_view sizes = box(table, "stsz");
  const std::string_view offsets = box(table, "stco");
  ASSERT_EQ(number_at(sizes, 8), 7U * 24U);
  ASSERT_EQ(number_at(offsets, 4), 7U);
  EXPECT_EQ(number_at(box(table, "stss"), 4), 7U);
  for (std::size_t second = 0; second < 7; ++second) {
    std::size_t at = number_at(offsets, 8 + 4 * second);
    for (std::size_t frame = 0; frame < 24; ++frame) {
      const uint32_t size = number_at(sizes, 12 + 4 * (second * 24 + frame));
      ASSERT_LE(at + size, file.size());
      EXPECT_EQ(number_at(file, at) + 4, size);
      EXPECT_EQ(static_cast<unsigned char>(file[at + 4]) & 31U, frame == 0 ? 5U : 1U);
      at += size;
    }
  }
}

TEST(Clip, samples_are_one_second_each) {
  for (const std::string_view name : {"video-720p-wide", "video-720p-tall", "video-720p-square", "video-1080p-wide", "video-1080p-tall",
                                      "video-1080p-square", "video-4k-wide", "video-4k-tall", "video-4k-square"}) {
    const VideoSecond video = VideoSecond::parse(sample(name));
    EXPECT_EQ(video.frames.size(), 24U) << name;
    EXPECT_EQ(video.sequence_parameters.size() > 4 && video.picture_parameters.size() > 2, true) << name;
    EXPECT_LE(sample(name).size(), 40000U) << name;
  }
  const SoundLoop sound = SoundLoop::parse(sample("sound"));
  EXPECT_EQ(sound.frames.size(), 16U);
  EXPECT_EQ(sound.configuration, 0x1188); // AAC-LC, 48 kHz, one channel
  EXPECT_TRUE(sample("nothing").empty());
}

struct ProbeCase {
  Clip clip;
  const char *size;
};

TEST(Clip, ffprobe_agrees_and_ffmpeg_decodes) {
  constexpr ProbeCase cases[] = {
      {clip_of(Ratio::wide, Resolution::hd720, 5, false), "1280,720"},
      {clip_of(Ratio::tall, Resolution::hd720, 10, true), "720,1280"},
      {clip_of(Ratio::square, Resolution::hd720, 3, true), "960,960"},
      {clip_of(Ratio::wide, Resolution::hd1080, 5, true), "1920,1080"},
      {clip_of(Ratio::tall, Resolution::hd1080, 3, false), "1080,1920"},
      {clip_of(Ratio::square, Resolution::hd1080, 3, false), "1440,1440"},
      {clip_of(Ratio::wide, Resolution::uhd4k, 3, false), "3840,2160"},
      {clip_of(Ratio::tall, Resolution::uhd4k, 3, true), "2160,3840"},
      {clip_of(Ratio::square, Resolution::uhd4k, 3, false), "2880,2880"},
      {clip_of(Ratio::wide, Resolution::hd720, 15, true), "1280,720"},
  };
  for (const ProbeCase &each : cases) {
    const TemporaryFile file(make_clip(each.clip), ".mp4");
    const std::string seconds = std::to_string(each.clip.seconds) + ".000000\n";
    EXPECT_EQ(file.probe("stream=codec_name,width,height,sample_rate,channels,duration:format=duration"),
              std::string("h264,") + each.size + "," + seconds + (each.clip.sound ? "aac,48000,1," + seconds : "") + seconds);
    EXPECT_EQ(file.complaints(), "") << each.size;
  }
}

} // namespace
} // namespace kling::sim
