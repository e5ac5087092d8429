#include <algorithm>
#include <cstring>
#include <gtest/gtest.h>
#include <string>

#include "transport/request_body.hpp"

namespace kling::transport {
namespace {

/// Delivers a text at most three bytes at a time, and nothing from `ends_at` on.
struct Source {
  std::string text;
  uint64_t ends_at = UINT64_MAX;
  static int64_t read(void *user_data, uint64_t offset, void *buffer, uint64_t capacity) {
    const auto &source = *static_cast<Source *>(user_data);
    if (offset >= source.ends_at) {
      return -1;
    }
    const std::string piece = source.text.substr(offset, std::min<uint64_t>(capacity, 3));
    std::memcpy(buffer, piece.data(), piece.size());
    return static_cast<int64_t>(piece.size());
  }
};

std::string read_all(RequestBody &body, uint64_t capacity) {
  std::string out;
  std::string buffer(capacity, '\0');
  for (;;) {
    const int64_t got = body.read(buffer.data(), capacity);
    if (got <= 0) {
      return got < 0 ? out + "!" : out;
    }
    out.append(buffer, 0, static_cast<std::size_t>(got));
  }
}

TEST(RequestBody, joins_its_segments_whatever_the_pieces) {
  for (const uint64_t capacity : {1U, 2U, 5U, 64U}) {
    Source source{"streamed text"};
    const BodySegment segments[] = {{"head:", 5, nullptr, nullptr},
                                    {nullptr, 0, nullptr, nullptr},
                                    {nullptr, source.text.size(), Source::read, &source},
                                    {":tail", 5, nullptr, nullptr}};
    RequestBody body;
    body.assign(segments, 4);
    EXPECT_EQ(23U, body.length());
    EXPECT_EQ("head:streamed text:tail", read_all(body, capacity)) << capacity;
    EXPECT_EQ(23U, body.handed_over());
  }
}

TEST(RequestBody, says_when_a_segment_cannot_go_on) {
  Source source{"streamed text", 6};
  const BodySegment segments[] = {{nullptr, source.text.size(), Source::read, &source}};
  RequestBody body;
  body.assign(segments, 1);
  EXPECT_EQ("stream!", read_all(body, 3));
  EXPECT_TRUE(body.was_read());
}

TEST(RequestBody, remembers_across_a_rewind_that_it_was_read) {
  const BodySegment segments[] = {{"abc", 3, nullptr, nullptr}};
  RequestBody body;
  body.assign(segments, 1);
  EXPECT_FALSE(body.was_read());
  EXPECT_EQ("abc", read_all(body, 8));
  body.rewind();
  EXPECT_TRUE(body.was_read());
  EXPECT_EQ("abc", read_all(body, 8));
  EXPECT_EQ(6U, body.handed_over());
}

TEST(RequestBody, may_be_empty) {
  RequestBody body;
  body.assign(nullptr, 0);
  char byte = 0;
  EXPECT_EQ(0, body.read(&byte, 1));
  EXPECT_FALSE(body.was_read());
  EXPECT_EQ(0U, body.length());
}

} // namespace
} // namespace kling::transport
