#include <gtest/gtest.h>

#include "transfer/reply_head.hpp"

namespace kling::transfer {
namespace {

TEST(ReplyHead, finds_a_header_whatever_its_case_and_spacing) {
  const std::string_view block = "Server: x\r\nETAG:  \"one\" \r\nEtag: \"two\"\r\nEmpty:\r\n";
  EXPECT_EQ("\"one\"", header_in(block, "ETag"));
  EXPECT_EQ("x", header_in(block, "server"));
  EXPECT_EQ("", header_in(block, "Empty"));
  EXPECT_EQ("", header_in(block, "Tag"));
  EXPECT_EQ("", header_in("", "ETag"));
  EXPECT_EQ("y", header_in("no colon\nX: y", "X"));
}

TEST(ReplyHead, reads_ranges) {
  struct Row {
    const char *text;
    int64_t first, last, total;
  };
  for (const Row &row : {Row{"bytes 100-199/200", 100, 199, 200}, Row{"Bytes 0-0/1", 0, 0, 1}, Row{"bytes 5-9/*", 5, 9, -1},
                         Row{"bytes */200", -1, -1, -1}, Row{"bytes 9-5/20", -1, -1, -1}, Row{"items 0-1/2", -1, -1, -1},
                         Row{"bytes 0-1", -1, -1, -1}, Row{"0-1/2", -1, -1, -1}, Row{"bytes -1-5/9", -1, -1, -1}, Row{"", -1, -1, -1}}) {
    const ReplyHead head = read_head(206, String("Content-Range: ") + row.text + "\r\n");
    EXPECT_EQ(row.first, head.range_first) << row.text;
    EXPECT_EQ(row.last, head.range_last) << row.text;
    EXPECT_EQ(row.total, head.range_total) << row.text;
  }
}

TEST(ReplyHead, reads_lengths) {
  struct Row {
    const char *text;
    int64_t length;
  };
  for (const Row &row : {Row{"0", 0}, Row{" 17 ", 17}, Row{"-1", -1}, Row{"1x", -1}, Row{"", -1}, Row{"99999999999999999999", -1}}) {
    EXPECT_EQ(row.length, read_head(200, String("Content-Length: ") + row.text + "\r\n").content_length) << row.text;
  }
}

TEST(ReplyHead, takes_only_a_validator_that_proves_equal_bytes) {
  EXPECT_EQ("\"a\"", read_head(200, "ETag: \"a\"\r\nLast-Modified: then\r\n").validator);
  EXPECT_EQ("then", read_head(200, "ETag: W/\"a\"\r\nLast-Modified: then\r\n").validator);
  EXPECT_EQ("", read_head(200, "ETag: W/\"a\"\r\n").validator);
  EXPECT_EQ("", read_head(200, "ETag: \"a\rb\"\r\n").validator) << "it goes into a header of ours";
  EXPECT_EQ("", read_head(200, "Last-Modified: th\x01"
                               "en\r\n")
                    .validator);
}

TEST(ReplyHead, tells_pages_and_encodings_from_files) {
  EXPECT_TRUE(read_head(200, "Content-Type: Text/HTML; charset=utf-8\r\n").is_html);
  EXPECT_FALSE(read_head(200, "Content-Type: video/mp4\r\n").is_html);
  EXPECT_FALSE(read_head(200, "").is_html);
  EXPECT_TRUE(read_head(200, "Content-Encoding: gzip\r\n").is_encoded);
  EXPECT_FALSE(read_head(200, "Content-Encoding: identity\r\n").is_encoded);
  EXPECT_EQ(7000, read_head(503, "Retry-After: 7\r\n").retry_after_ms);
  EXPECT_EQ(0, read_head(503, "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n").retry_after_ms);
}

} // namespace
} // namespace kling::transfer
