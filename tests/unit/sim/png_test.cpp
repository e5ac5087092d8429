#include <gtest/gtest.h>
#include <string>

#include "probe.hpp"
#include "sim/checksum.hpp"
#include "sim/image_header.hpp"
#include "sim/png.hpp"

namespace kling::sim {
namespace {

uint32_t number_at(std::string_view bytes, std::size_t at) {
  uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  }
  return value;
}

TEST(Png, the_chunks_fill_the_file_and_their_checks_are_right) {
  const String file = make_png(64, 48, 1);
  const std::string_view bytes = file;
  EXPECT_EQ(bytes.substr(0, 8), "\x89PNG\r\n\x1a\n");
  std::string order;
  std::size_t at = 8;
  while (at + 12 <= bytes.size()) {
    const std::size_t length = number_at(bytes, at);
    ASSERT_LE(at + 12 + length, bytes.size());
    order += bytes.substr(at + 4, 4);
    order += ' ';
    EXPECT_EQ(number_at(bytes, at + 8 + length), crc32(bytes.substr(at + 4, 4 + length)));
    at += 12 + length;
  }
  EXPECT_EQ(at, bytes.size());
  EXPECT_EQ(order, "IHDR IDAT IEND ");
}

TEST(Png, checksums_are_the_known_ones) {
  EXPECT_EQ(crc32("123456789"), 0xcbf43926U);
  Adler32 adler;
  for (const char c : std::string_view("Wikipedia")) {
    adler.add(static_cast<unsigned char>(c));
  }
  EXPECT_EQ(adler.value(), 0x11e60398U);
  Adler32 one_by_one = adler;
  for (int i = 0; i < 100000; ++i) {
    one_by_one.add(0);
  }
  adler.add_zeros(100000);
  EXPECT_EQ(adler.value(), one_by_one.value());
}

/// Width, height, bytes of a row that are not those of the row's first pixel, different rows; inflated by a program that checks everything.
std::string inflated(const String &file) {
  const TemporaryFile kept(file, ".png");
  return output_of("python3 - " + kept.path() + R"( <<'END'
import sys, zlib
data = open(sys.argv[1], "rb").read()
width, height = (int.from_bytes(data[at:at + 4], "big") for at in (16, 20))
inflater = zlib.decompressobj()
raw = inflater.decompress(data[41:-16])
assert inflater.eof and not inflater.unused_data and len(raw) == height * (1 + 3 * width)
above, odd, rows = bytes(3 * width), 0, set()
for y in range(height):
    row = raw[y * (1 + 3 * width):(y + 1) * (1 + 3 * width)]
    assert row[0] == 2
    above = bytes((a + b) & 255 for a, b in zip(above, row[1:]))
    odd += above != above[:3] * width
    rows.add(above[:3])
print(width, height, odd, len(rows))
END
)");
}

TEST(Png, every_pixel_is_there) {
  EXPECT_EQ(inflated(make_png(1, 1, 7)), "1 1 0 1\n");
  EXPECT_EQ(inflated(make_png(2, 3, 7)), "2 3 0 3\n");
  EXPECT_EQ(inflated(make_png(300, 301, 7)), "300 301 0 32\n");
  for (const uint32_t width : {85U, 86U, 87U, 88U, 172U, 173U}) { // around what one copy takes
    EXPECT_EQ(inflated(make_png(width, 40, 7)), std::to_string(width) + " 40 0 32\n");
  }
}

TEST(Png, another_seed_is_another_picture) {
  EXPECT_EQ(make_png(32, 32, 1), make_png(32, 32, 1));
  EXPECT_NE(make_png(32, 32, 1), make_png(32, 32, 2));
}

TEST(Png, a_large_one_is_a_small_file_that_ffmpeg_decodes) {
  for (const auto &[width, height] : {std::pair{4096U, 2304U}, {1024U, 1024U}, {1344U, 576U}, {2304U, 4096U}}) {
    const String bytes = make_png(width, height, 3);
    EXPECT_LT(bytes.size(), 300000U);
    const TemporaryFile file(bytes, ".png");
    EXPECT_EQ(file.probe("stream=codec_name,width,height,pix_fmt"),
              "png," + std::to_string(width) + "," + std::to_string(height) + ",rgb24\n");
    EXPECT_EQ(file.complaints(), "");
    const std::optional<ImageHeader> header = ImageHeader::parse(bytes);
    ASSERT_TRUE(header);
    EXPECT_EQ(header->width, width);
    EXPECT_EQ(header->height, height);
  }
}

} // namespace
} // namespace kling::sim
