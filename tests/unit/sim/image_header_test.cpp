#include <gtest/gtest.h>

#include "sim/byte_order.hpp"
#include "sim/image_header.hpp"
#include "sim/png.hpp"

namespace kling::sim {
namespace {

/// A JPEG up to its start of frame, the application's segment so long.
String jpeg(uint8_t frame_marker, uint16_t width, uint16_t height, std::size_t application = 16) {
  String out("\xff\xd8\xff\xe0");
  append_big_endian(out, application, 2);
  out.append(application - 2, '\x55');
  out += "\xff\xff\xfe"; // a fill byte, then a comment
  append_big_endian(out, 4, 2);
  out += "\xff\xc0"; // looks like a marker, is a comment's text
  out += std::string_view("\xff\xc4\x00\x02", 4);
  out.push_back('\xff');
  out.push_back(static_cast<char>(frame_marker));
  append_big_endian(out, 17, 2);
  out.push_back('\x08');
  append_big_endian(out, height, 2);
  append_big_endian(out, width, 2);
  return out;
}

TEST(ImageHeader, png) {
  const String file = make_png(640, 300, 1);
  const std::optional<ImageHeader> header = ImageHeader::parse(std::string_view(file).substr(0, 24));
  ASSERT_TRUE(header);
  EXPECT_EQ(header->type, ImageType::png);
  EXPECT_EQ(header->width, 640U);
  EXPECT_EQ(header->height, 300U);
  EXPECT_FALSE(ImageHeader::parse(std::string_view(file).substr(0, 23)));
}

TEST(ImageHeader, jpeg_of_every_process) {
  for (const int marker : {0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xcf}) {
    const std::optional<ImageHeader> header = ImageHeader::parse(jpeg(static_cast<uint8_t>(marker), 1920, 1080, 5000));
    ASSERT_TRUE(header);
    EXPECT_EQ(header->type, ImageType::jpeg);
    EXPECT_EQ(header->width, 1920U);
    EXPECT_EQ(header->height, 1080U);
  }
}

TEST(ImageHeader, what_ends_too_early_or_is_something_else_is_nothing) {
  const String whole = jpeg(0xc0, 300, 300);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(ImageHeader::parse(std::string_view(whole).substr(0, length))) << length;
  }
  EXPECT_FALSE(ImageHeader::parse(jpeg(0xc4, 300, 300)));
  for (const std::string_view other : {"GIF89a", "RIFF....WEBPVP8 ", "\x89PNG", "", "<svg/>"}) {
    EXPECT_FALSE(ImageHeader::parse(other));
  }
}

} // namespace
} // namespace kling::sim
