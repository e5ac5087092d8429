#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

#include "support/input_files.hpp"
#include "transfer/base64_source.hpp"

namespace kling::transfer {
namespace {

using test::base64_of;
using test::InputFolder;
using test::some_bytes;

/// The whole of it in reads of those lengths, over and over.
std::string all_of(Base64Source &source, std::initializer_list<std::size_t> lengths) {
  std::string out;
  Error error;
  for (std::size_t each = 0; out.size() < source.length(); ++each) {
    std::string some(lengths.begin()[each % lengths.size()], '?');
    const int64_t got = source.read(out.size(), some.data(), some.size(), error);
    if (got <= 0) {
      return "broken: " + std::string(error.message);
    }
    EXPECT_EQ(static_cast<uint64_t>(got), std::min<uint64_t>(some.size(), source.length() - out.size()));
    out += some.substr(0, static_cast<std::size_t>(got));
  }
  return out;
}

class Base64SourceTest : public testing::Test {
protected:
  Base64SourceTest() { buffer_.reserve(); }
  Base64Source open(const std::string &path) {
    system::File file;
    system::FileState state;
    EXPECT_EQ(file.open_for_reading(String(path), error_), KLING_OK) << error_.message;
    EXPECT_EQ(file.state(state, error_), KLING_OK);
    return {std::move(file), String(path), state, buffer_};
  }

  InputFolder folder_;
  ReadBuffer buffer_;
  Error error_;
};

TEST_F(Base64SourceTest, ReadsInPiecesOfAnyLength) {
  for (const std::size_t length : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{4}, std::size_t{49150}, std::size_t{49152},
                                   std::size_t{49154}, std::size_t{150001}}) {
    const std::string bytes = some_bytes(length);
    const std::string letters = base64_of(bytes);
    const std::string path = folder_.write("file", bytes);
    for (const auto &lengths : {std::initializer_list<std::size_t>{1000000}, {262144}, {65536}, {65535}, {4}, {1, 2, 3, 70001}, {7}}) {
      Base64Source memory(bytes.data(), bytes.size());
      Base64Source file = open(path);
      EXPECT_EQ(memory.length(), letters.size());
      EXPECT_EQ(file.length(), letters.size());
      EXPECT_TRUE(all_of(memory, lengths) == letters) << length;
      EXPECT_TRUE(all_of(file, lengths) == letters) << length;
    }
  }
}

TEST_F(Base64SourceTest, FilesShareABuffer) {
  const std::string one = some_bytes(100000, 1);
  const std::string two = some_bytes(100000, 2);
  Base64Source first = open(folder_.write("one", one));
  Base64Source second = open(folder_.write("two", two));
  std::string read_first(base64_of(one).size(), '?');
  std::string read_second = read_first;
  for (std::size_t at = 0; at < read_first.size(); at += 1000) { // in turns
    const std::size_t count = std::min<std::size_t>(1000, read_first.size() - at);
    ASSERT_EQ(first.read(at, read_first.data() + at, count, error_), static_cast<int64_t>(count));
    ASSERT_EQ(second.read(at, read_second.data() + at, count, error_), static_cast<int64_t>(count));
  }
  EXPECT_TRUE(read_first == base64_of(one));
  EXPECT_TRUE(read_second == base64_of(two));
}

TEST_F(Base64SourceTest, ReadsNothingBehindItsEnd) {
  Base64Source source("abc", 3);
  char letters[8] = "???????";
  EXPECT_EQ(source.read(4, letters, sizeof letters, error_), 0);
  EXPECT_EQ(source.read(400, letters, sizeof letters, error_), 0);
  EXPECT_EQ(source.read(3, letters, sizeof letters, error_), 1);
  EXPECT_EQ(letters[0], 'j');
  EXPECT_EQ(letters[1], '?');
}

TEST_F(Base64SourceTest, AFileThatChangedIsNoticedAtOnceAndAtItsEnd) {
  const std::string bytes = some_bytes(100000);
  const std::string path = folder_.write("file", bytes);
  Base64Source source = open(path);
  EXPECT_EQ(source.check(error_), KLING_OK);
  std::string letters(source.length(), '?');
  ASSERT_EQ(source.read(0, letters.data(), 1000, error_), 1000);
  std::ofstream(path, std::ios::binary | std::ios::app) << "more";
  EXPECT_EQ(source.check(error_), KLING_E_FIELD);
  EXPECT_EQ(std::string(error_.message), path + " changed since it was set: it had 100000 bytes and has 100004");
  error_ = Error();
  EXPECT_LT(source.read(1000, letters.data(), letters.size() - 1000, error_), 0);
  EXPECT_EQ(error_.status, KLING_E_FIELD);
}

TEST_F(Base64SourceTest, AFileThatIsCutWhileItIsReadEndsTheReading) {
  const std::string path = folder_.write("file", some_bytes(200000));
  Base64Source source = open(path);
  std::string letters(source.length(), '?');
  ASSERT_EQ(source.read(0, letters.data(), 1000, error_), 1000);
  ASSERT_EQ(truncate(path.c_str(), 60000), 0);
  EXPECT_LT(source.read(1000, letters.data(), letters.size() - 1000, error_), 0);
  EXPECT_EQ(error_.status, KLING_E_FIELD);
  EXPECT_EQ(std::string(error_.message), path + " changed since it was set: it had 200000 bytes and has 60000");
}

TEST_F(Base64SourceTest, TheNameMayGoOnceItIsOpen) {
  const std::string bytes = some_bytes(100000);
  Base64Source source = open(folder_.write("file", bytes));
  folder_.write("other", "x");
  std::filesystem::rename(folder_.path("other"), folder_.path("file"));
  EXPECT_TRUE(all_of(source, {65536}) == base64_of(bytes));
}

} // namespace
} // namespace kling::transfer
