#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "base/base64.hpp"
#include "base/text.hpp"

namespace kling {
namespace {

/// Bytes of every value, unlike from place to place.
Vector<unsigned char> some_bytes(std::size_t length) {
  Vector<unsigned char> bytes(length);
  uint32_t state = 2463534242U;
  for (unsigned char &each : bytes) {
    state ^= state << 13U;
    state ^= state >> 17U;
    state ^= state << 5U;
    each = static_cast<unsigned char>(state >> 11U);
  }
  return bytes;
}

/// As libcrypto writes it.
String expected(const Vector<unsigned char> &bytes) {
  String text(base64_length(bytes.size()) + 1, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char *>(text.data()), bytes.data(), static_cast<int>(bytes.size()));
  text.pop_back();
  return text;
}

TEST(Base64, WritesWhatLibcryptoWrites) {
  for (std::size_t length = 0; length < 300; ++length) {
    const Vector<unsigned char> bytes = some_bytes(length);
    String text(base64_length(length) + 1, '!');
    encode_base64(bytes.data(), length, text.data());
    EXPECT_EQ(text.back(), '!') << length;
    text.pop_back();
    EXPECT_EQ(text, expected(bytes)) << length;
  }
}

TEST(Base64, WritesEveryLetterAtEveryPlace) {
  Vector<unsigned char> bytes;
  for (unsigned bits = 0; bits < 4096; ++bits) { // all pairs of letters, twice a step
    bytes.insert(bytes.end(), {static_cast<unsigned char>(bits >> 4U), static_cast<unsigned char>((bits & 15U) << 4U | bits >> 8U),
                               static_cast<unsigned char>(bits & 255U)});
  }
  String text(base64_length(bytes.size()), '!');
  encode_base64(bytes.data(), bytes.size(), text.data());
  EXPECT_EQ(text, expected(bytes));
}

TEST(Base64, TellsHowLongTheBytesAre) {
  for (std::size_t length = 0; length < 20; ++length) {
    String text = expected(some_bytes(length));
    EXPECT_EQ(base64_size(text), length);
    while (text.ends_with('=')) {
      text.pop_back();
    }
    EXPECT_EQ(base64_size(text), length) << "without padding";
  }
  for (const std::string_view none :
       {"A", "A===", "====", "AB=C", "AA=", "AAAA=", "AA A", "AAA\n", "https://host/a.png", "AA_-", "AAA\xC3"}) {
    EXPECT_FALSE(base64_size(none).has_value()) << none;
  }
}

TEST(Base64, ReadsFromAnywhere) {
  const Vector<unsigned char> bytes = some_bytes(50);
  for (const std::size_t length : {std::size_t{48}, std::size_t{49}, std::size_t{50}}) {
    const String text = expected({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length)});
    for (std::size_t offset = 0; offset <= length + 2; ++offset) {
      unsigned char out[7] = {};
      const std::size_t count = decode_base64(text, offset, out, sizeof out);
      EXPECT_EQ(count, offset >= length ? 0 : std::min(sizeof out, length - offset));
      for (std::size_t each = 0; each < count; ++each) {
        EXPECT_EQ(out[each], bytes[offset + each]) << offset << " " << each;
      }
    }
  }
}

} // namespace
} // namespace kling
