#include <gtest/gtest.h>

#include "base/base64.hpp"
#include "picture.hpp"
#include "protocol/input.hpp"

namespace kling::protocol {
namespace {

using namespace std::string_literals;
using test::jpeg;
using test::jpeg_segment;
using test::png;

std::string base64(const std::string &bytes) {
  std::string text(base64_length(bytes.size()), '!');
  encode_base64(reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size(), text.data());
  return text;
}

/// "PNG 640x480"
std::string told(const Facts &facts) {
  return std::string(format_name(facts.format)) + " " + std::to_string(facts.width) + "x" + std::to_string(facts.height);
}

TEST(Input, TellsFormatsByTheirFirstBytes) {
  struct Row {
    std::string bytes;
    std::string told;
  };
  for (const Row &row : {
           Row{png(640, 480), "PNG 640x480"},
           Row{jpeg(640, 480), "JPEG 640x480"},
           Row{"GIF89a....", "GIF 0x0"},
           Row{"RIFF....WEBPVP8 ", "WebP 0x0"},
           Row{"RIFF....WAVEfmt ", "WAV 0x0"},
           Row{"....WAVEfmt     ", " 0x0"},
           Row{"RIFF....WAVE....WAVE", "WAV 0x0"},
           Row{"BM......", "BMP 0x0"},
           Row{"ID3\x04....", "MP3 0x0"},
           Row{"\xFF\xFB\x90\x64", "MP3 0x0"},
           Row{"\xFF\xF3\x90\x64", "MP3 0x0"},
           Row{"\xFF\xF1\x50\x80", "AAC 0x0"},
           Row{"\xFF\xF9\x50\x80", "AAC 0x0"},
           Row{"\xFF\xFE\x50\x80", " 0x0"},
           Row{"\0\0\0\x1C"s + "ftypM4A ", "M4A 0x0"},
           Row{"\0\0\0\x1C"s + "ftypisom", "MP4 0x0"},
           Row{"\0\0\0\x1C"s + "ftypqt  ", "QuickTime 0x0"},
           Row{"\0\0\0\x1C"s + "ftypheic", "HEIF 0x0"},
           Row{"hello", " 0x0"},
           Row{"\xFF", " 0x0"},
           Row{"", " 0x0"},
       }) {
    const Facts facts = facts_of(row.bytes);
    EXPECT_EQ(told(facts), row.told);
    EXPECT_EQ(facts.bytes, row.bytes.size());
  }
}

TEST(Input, ReadsTheSizeOfAPng) {
  EXPECT_EQ(told(facts_of(png(1, 2147483647))), "PNG 1x2147483647");
  EXPECT_EQ(told(facts_of(png(0, 480))), "PNG 0x0");
  EXPECT_EQ(told(facts_of(png(2147483648U, 480))), "PNG 0x0");
  EXPECT_EQ(told(facts_of(png(640, 480).substr(0, 23))), "PNG 0x0");
  EXPECT_EQ(told(facts_of("\x89PNG\r\n\x1A\n\0\0\0\x04"s + "CgBI0000" + png(640, 480))), "PNG 0x0");
}

TEST(Input, WalksAJpegToItsFrame) {
  const std::string exif = jpeg_segment(0xE1, std::string(65533, 'e'));
  std::string metadata = jpeg_segment(0xE0, "JFIF");
  for (int each = 0; each < 20; ++each) {
    metadata += exif; // 1.3 MB
  }
  EXPECT_EQ(told(facts_of(jpeg(4000, 3000, metadata))), "JPEG 4000x3000");
  EXPECT_EQ(told(facts_of(jpeg(4000, 3000, "\xFF\xFF\xFF" + jpeg_segment(0xE0, "JFIF")))), "JPEG 4000x3000");
  EXPECT_EQ(told(facts_of(jpeg(4000, 3000, "\xFF\x01\xFF\xD0"))), "JPEG 4000x3000");
  // A picture inside the metadata is none of ours.
  EXPECT_EQ(told(facts_of(jpeg(4000, 3000, jpeg_segment(0xE1, jpeg(160, 120))))), "JPEG 4000x3000");
  for (unsigned frame = 0xC0; frame <= 0xCF; ++frame) {
    const bool is_frame = frame != 0xC4 && frame != 0xC8 && frame != 0xCC;
    EXPECT_EQ(told(facts_of(jpeg(40, 30, "", static_cast<unsigned char>(frame)))), is_frame ? "JPEG 40x30" : "JPEG 0x0") << frame;
  }
}

TEST(Input, ABrokenJpegHasNoSize) {
  const std::string good = jpeg(40, 30, jpeg_segment(0xE0, "JFIF"));
  ASSERT_EQ(told(facts_of(good)), "JPEG 40x30");
  const std::size_t enough = good.find("\xFF\xC0") + 9;
  for (std::size_t length = 3; length < enough; ++length) {
    EXPECT_EQ(told(facts_of(good.substr(0, length))), "JPEG 0x0") << length;
  }
  EXPECT_EQ(told(facts_of("\xFF\xD8\xFF\xE0\0\0"s + good)), "JPEG 0x0") << "a length that does not even hold itself";
  EXPECT_EQ(told(facts_of("\xFF\xD8\xFF\xE0\0\x02?"s + good)), "JPEG 0x0") << "no marker behind a segment";
  EXPECT_EQ(told(facts_of("\xFF\xD8"s + jpeg_segment(0xDA, "scan") + good.substr(2))), "JPEG 0x0") << "the scan before the frame";
  EXPECT_EQ(told(facts_of("\xFF\xD8"s + std::string(1 << 20, '\xFF') + good.substr(2))), "JPEG 0x0") << "a MiB of filling";
  EXPECT_EQ(told(facts_of(jpeg(0, 30))), "JPEG 0x0");
  EXPECT_EQ(told(facts_of(jpeg(40, 0))), "JPEG 0x0") << "the height comes behind the scan";
}

/// Whatever the bytes are, looking at them ends, and what is told is whole.
TEST(Input, TakesAnyBytes) {
  uint32_t state = 2463534242U;
  const auto next = [&state] {
    state ^= state << 13U;
    state ^= state >> 17U;
    state ^= state << 5U;
    return state;
  };
  const std::string seeds[] = {png(640, 480, "IDAT"), jpeg(640, 480, jpeg_segment(0xE0, "JFIF") + jpeg_segment(0xE1, "Exif")),
                               "RIFF....WEBP", "ID3......."};
  for (int round = 0; round < 20000; ++round) {
    std::string bytes = seeds[static_cast<std::size_t>(round) % std::size(seeds)];
    for (uint32_t changes = next() % 4; changes > 0; --changes) {
      bytes[next() % bytes.size()] = static_cast<char>(next());
    }
    bytes.resize(next() % (bytes.size() + 1));
    const Facts facts = facts_of(bytes);
    EXPECT_EQ(facts.width == 0, facts.height == 0);
    const InlineFacts same = facts_of_base64(base64(bytes));
    EXPECT_TRUE(same.base64);
    EXPECT_EQ(told(same.facts), told(facts));
    EXPECT_EQ(same.facts.bytes, bytes.size());
  }
}

TEST(Input, TellsTheSameOfBase64) {
  const std::string picture = jpeg(4000, 3000, jpeg_segment(0xE1, std::string(65533, 'e')));
  const std::string text = base64(picture);
  const InlineFacts plain = facts_of_base64(text);
  EXPECT_TRUE(plain.base64);
  EXPECT_FALSE(plain.data_url);
  EXPECT_EQ(told(plain.facts), "JPEG 4000x3000");
  EXPECT_EQ(plain.facts.bytes, picture.size());
  EXPECT_EQ(plain.content, text);

  const std::string url = "data:image/jpeg;base64," + text;
  const InlineFacts behind = facts_of_base64(url);
  EXPECT_TRUE(behind.base64);
  EXPECT_TRUE(behind.data_url);
  EXPECT_EQ(behind.media, "image/jpeg");
  EXPECT_EQ(behind.content, text);
  EXPECT_EQ(told(behind.facts), "JPEG 4000x3000");
}

TEST(Input, TellsWhatIsNoBase64) {
  for (const std::string_view text : {"https://host/a.png", "not base64!", "A", "iVBORw0KGgo=\n", "data:image/png,raw",
                                      "data:", "data:image/png;base64", "data:image/png;base64,?"}) {
    EXPECT_FALSE(facts_of_base64(text).base64) << text;
  }
  EXPECT_TRUE(facts_of_base64("DATA:image/png;charset=x;base64,AAAA").base64);
  EXPECT_EQ(facts_of_base64("DATA:image/png;charset=x;base64,AAAA").media, "image/png");
  EXPECT_EQ(facts_of_base64("data:;base64,AAAA").media, "");
}

class Counted final : public Loan {
public:
  explicit Counted(int &returned) : returned_(returned) {}
  ~Counted() override { ++returned_; }
  Counted(const Counted &) = delete;
  Counted &operator=(const Counted &) = delete;

private:
  int &returned_;
};

TEST(Input, HoldsALoanUntilTheLastUseIsGone) {
  const std::string picture = png(640, 480);
  int returned = 0;
  Shared<const Input> one = kling::make_shared<Input>(picture.data(), picture.size(), std::make_unique<Counted>(returned));
  Shared<const Input> other = one;
  EXPECT_EQ(one->bytes(), picture.data());
  EXPECT_EQ(one->length(), picture.size());
  EXPECT_EQ(told(one->facts()), "PNG 640x480");
  EXPECT_FALSE(one->is_file());
  one.reset();
  EXPECT_EQ(returned, 0);
  other.reset();
  EXPECT_EQ(returned, 1);
}

TEST(Input, IsShownByItsLength) {
  const Input copied(Vector<char>(12, 'x'));
  EXPECT_EQ(copied.shown(), "<12 bytes>");
  const Input file({"/pictures/photo.png", 10485760, 1}, Facts());
  EXPECT_EQ(file.shown(), "<10485760 bytes of photo.png>");
  EXPECT_TRUE(file.is_file());
  EXPECT_EQ(file.length(), 10485760U);
  EXPECT_EQ(Input({"photo.png", 1, 1}, Facts()).shown(), "<1 bytes of photo.png>");
}

} // namespace
} // namespace kling::protocol
