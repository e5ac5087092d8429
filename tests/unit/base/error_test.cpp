#include <cstddef>
#include <cstring>
#include <gtest/gtest.h>
#include <vector>

#include "base/error.hpp"

namespace kling {
namespace {

Error whole_error() {
  Error error = make_error(KLING_E_FIELD, "prompt is too long", "prompt");
  error.http_status = 400;
  error.retryable = 1;
  error.service_code = 1201;
  error.retry_after_ms = 2500;
  error.request_id = "req-1";
  error.task_id = "812345678901234567";
  return error;
}

kling_error record() {
  kling_error out;
  std::memset(&out, 0x5A, sizeof(out));
  out.struct_size = sizeof(out);
  return out;
}

TEST(Error, MakeErrorFailsOnlyWithAStatus) {
  EXPECT_FALSE(Error().failed());
  Error error = make_error(KLING_E_AUTH, "no key");
  EXPECT_TRUE(error.failed());
  EXPECT_EQ(error.message, "no key");
  EXPECT_EQ(error.field, "");
}

TEST(Error, EveryFieldReachesTheRecord) {
  kling_error out = record();
  ASSERT_EQ(write_error(&out, whole_error()), KLING_OK);
  EXPECT_EQ(out.struct_size, sizeof(out));
  EXPECT_EQ(out.status, KLING_E_FIELD);
  EXPECT_EQ(out.http_status, 400);
  EXPECT_EQ(out.retryable, 1);
  EXPECT_EQ(out.service_code, 1201);
  EXPECT_EQ(out.retry_after_ms, 2500);
  EXPECT_STREQ(out.field, "prompt");
  EXPECT_STREQ(out.request_id, "req-1");
  EXPECT_STREQ(out.task_id, "812345678901234567");
  EXPECT_STREQ(out.message, "prompt is too long");
}

TEST(Error, NoErrorClearsARecordThatWasUsedBefore) {
  kling_error out = record();
  ASSERT_EQ(write_error(&out, Error()), KLING_OK);
  EXPECT_EQ(out.status, KLING_OK);
  for (char byte : out.message) {
    EXPECT_EQ(byte, '\0');
  }
}

TEST(Error, NullIsAllowed) {
  EXPECT_EQ(write_error(nullptr, whole_error()), KLING_OK);
}

TEST(Error, ARecordThatCannotHoldTheStatusIsRefusedUntouched) {
  for (uint32_t size : {0U, 4U, 7U}) {
    kling_error out = record();
    out.struct_size = size;
    EXPECT_EQ(write_error(&out, whole_error()), KLING_E_ARGUMENT);
    EXPECT_EQ(out.status, 0x5A5A5A5A);
  }
}

TEST(Error, NothingBeyondTheCallersSizeIsWritten) {
  // Allocated at exactly its size, so that a sanitizer sees what the comparison cannot.
  for (uint32_t size = 8; size <= sizeof(kling_error) + 16; ++size) {
    std::vector<unsigned char> memory(size + 1, 0x5A);
    std::memcpy(memory.data(), &size, sizeof(size));
    ASSERT_EQ(write_error(reinterpret_cast<kling_error *>(memory.data()), whole_error()), KLING_OK);
    uint32_t kept = 0;
    std::memcpy(&kept, memory.data(), sizeof(kept));
    EXPECT_EQ(kept, size);
    EXPECT_EQ(memory[size], 0x5A) << size;
    for (std::size_t i = sizeof(kling_error); i < size; ++i) {
      EXPECT_EQ(memory[i], 0x5A) << "a later version's field was touched";
    }
  }
}

TEST(Error, ASizeWithinAnArrayEndsItsTextThere) {
  kling_error out = record();
  out.struct_size = offsetof(kling_error, message) + 8;
  ASSERT_EQ(write_error(&out, whole_error()), KLING_OK);
  EXPECT_STREQ(out.message, "prompt ");
  out = record();
  out.struct_size = offsetof(kling_error, task_id) + 8;
  ASSERT_EQ(write_error(&out, whole_error()), KLING_OK);
  EXPECT_STREQ(out.task_id, "");
  EXPECT_STREQ(out.request_id, "req-1");
}

TEST(Error, LongTextIsCutAtACharacterAndLongIdsAreLeftEmpty) {
  Error error = make_error(KLING_E_SERVICE, String(510, 'a') + "é", String(127, 'f'));
  error.request_id.assign(127, 'r');
  error.task_id.assign(128, 't');
  kling_error out = record();
  ASSERT_EQ(write_error(&out, error), KLING_OK);
  EXPECT_EQ(std::strlen(out.message), 510U) << "half of the last character would be left";
  EXPECT_EQ(std::strlen(out.field), 127U);
  EXPECT_EQ(std::strlen(out.request_id), 127U);
  EXPECT_STREQ(out.task_id, "");
}

TEST(Error, IsOneLineOfUtf8WhateverItRepeats) {
  struct Row {
    std::string_view message;
    std::string_view shown;
  };
  for (const Row &row : {Row{"there is no kind \"a\nb\tc\x7f\"", "there is no kind \"a b c \""}, Row{"caf\xc3\xa9", "caf\xc3\xa9"},
                         Row{"no kind \"\xff\xfe\"", "no kind \"??\""}}) {
    kling_error out = KLING_ERROR_INIT;
    EXPECT_EQ(write_error(&out, make_error(KLING_E_UNKNOWN_NAME, row.message, "fie\nld")), KLING_OK);
    EXPECT_EQ(std::string_view(out.message), row.shown);
    EXPECT_STREQ(out.field, "fie ld");
  }
}

} // namespace
} // namespace kling
