#include <gtest/gtest.h>

#include "sim/base64.hpp"

namespace kling::sim {
namespace {

TEST(Base64, the_vectors_of_rfc_4648) {
  constexpr std::pair<std::string_view, std::string_view> rows[] = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
  for (const auto &[bytes, text] : rows) {
    EXPECT_EQ(encode_base64(bytes), text);
    EXPECT_EQ(decode_base64(text), String(bytes));
  }
}

TEST(Base64, every_byte_comes_back) {
  String bytes;
  for (int i = 0; i < 256; ++i) {
    bytes.push_back(static_cast<char>(i));
    EXPECT_EQ(decode_base64(encode_base64(bytes)), bytes);
  }
}

TEST(Base64, what_is_not_base64_is_nothing) {
  for (const std::string_view text : {"Zg", "Zg=", "Z===", "====", "Zm9v\n", "Zm 9v===", "Zm9v Zm9", "Zg==Zg==", "Zm-_",
                                      "data:image/png;base64,Zm9v", "https://example.com/a.png"}) {
    EXPECT_FALSE(decode_base64(text)) << text;
  }
}

TEST(Base64, the_one_for_urls_has_other_letters_and_no_padding) {
  EXPECT_EQ(decode_base64url("-_8"), String("\xfb\xff"));
  EXPECT_EQ(decode_base64("+/8="), String("\xfb\xff"));
  EXPECT_FALSE(decode_base64url("-_8="));
  EXPECT_FALSE(decode_base64url("+/8"));
  EXPECT_FALSE(decode_base64url("a"));
}

} // namespace
} // namespace kling::sim
