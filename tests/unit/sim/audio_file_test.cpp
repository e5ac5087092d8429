#include <cstdlib>
#include <gtest/gtest.h>
#include <string>

#include "probe.hpp"
#include "sim/mp3.hpp"
#include "sim/sample.hpp"
#include "sim/wav.hpp"

namespace kling::sim {
namespace {

TEST(Mp3, the_sample_is_one_whole_frame_that_needs_no_other) {
  const auto frame = sample("tone");
  ASSERT_EQ(frame.size(), 96U); // 32 kbit/s for 24 ms
  EXPECT_EQ(frame[0] == 0xff && frame[1] == 0xf3, true);
  EXPECT_EQ(frame[4], 0); // main data begins in the frame itself
}

TEST(Mp3, a_file_is_nothing_but_frames) {
  EXPECT_EQ(make_mp3(0).size(), 96U);
  EXPECT_EQ(make_mp3(24).size(), 96U);
  EXPECT_EQ(make_mp3(2400).size(), 9600U);
  EXPECT_EQ(mp3_duration_ms(2400), 2400);
  EXPECT_EQ(mp3_duration_ms(3000), 3000);
  EXPECT_EQ(mp3_duration_ms(10000), 10008);
  EXPECT_EQ(mp3_duration_ms(-5), 24);
}

TEST(Mp3, ffprobe_agrees_with_the_duration_and_ffmpeg_decodes) {
  for (const int64_t duration_ms : {3000, 5041, 10000, 12270, 60000}) {
    const TemporaryFile file(make_mp3(duration_ms), ".mp3");
    EXPECT_EQ(file.probe("stream=codec_name,sample_rate,channels"), "mp3,24000,1\n");
    const double seconds = std::strtod(file.probe("format=duration").c_str(), nullptr);
    EXPECT_NEAR(seconds * 1000, static_cast<double>(duration_ms), 24);
    EXPECT_NEAR(seconds * 1000, static_cast<double>(mp3_duration_ms(duration_ms)), 0.5);
    EXPECT_EQ(file.complaints("error"), "");
  }
}

TEST(Wav, the_length_is_exact) {
  EXPECT_EQ(make_wav(1000).size(), 44U + 48000U);
  EXPECT_EQ(make_wav(0).size(), 44U);
  EXPECT_EQ(make_wav(-1).size(), 44U);
  const String file = make_wav(1000);
  EXPECT_EQ(file.substr(0, 4), "RIFF");
  EXPECT_EQ(file.substr(8, 8), "WAVEfmt ");
  EXPECT_EQ(file.substr(36, 4), "data");
}

TEST(Wav, ffprobe_agrees_and_it_is_quiet_but_not_silent) {
  for (const int64_t duration_ms : {3000, 7500, 10000}) {
    const TemporaryFile file(make_wav(duration_ms), ".wav");
    EXPECT_EQ(file.probe("stream=codec_name,sample_rate,channels,bits_per_sample"), "pcm_s16le,24000,1,16\n");
    EXPECT_EQ(file.probe("format=duration"),
              std::to_string(duration_ms / 1000) + "." + std::to_string(duration_ms % 1000 / 100) + "00000\n");
    EXPECT_EQ(file.complaints("error"), "");
    const std::string loudness = output_of("ffmpeg -v info -i " + file.path() + " -af volumedetect -f null - 2>&1 | grep max_volume");
    const double decibel = std::strtod(loudness.substr(loudness.find(": ") + 2).c_str(), nullptr);
    EXPECT_NEAR(decibel, -28.7, 0.2) << loudness;
  }
}

} // namespace
} // namespace kling::sim
