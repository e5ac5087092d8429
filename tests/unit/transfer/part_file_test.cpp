#include <cerrno>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <sstream>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "support/attributes.hpp"
#include "support/failing_memory.hpp"
#include "transfer/part_file.hpp"

namespace {

bool without_attributes = false; // as on a file system that has none

} // namespace

extern "C" int fsetxattr(int descriptor, const char *name, const void *value, size_t size, int flags) noexcept {
  if (without_attributes) {
    errno = ENOTSUP;
    return -1;
  }
  return static_cast<int>(syscall(SYS_fsetxattr, descriptor, name, value, size, flags));
}

namespace kling::transfer {
namespace {

namespace fs = std::filesystem;

constexpr char source[] = "http://host/clip.mp4";

class PartFileTest : public testing::Test {
protected:
  void SetUp() override {
    char name[] = "/tmp/kling-part-XXXXXX";
    folder_ = mkdtemp(name);
    path_ = folder_ + "/clip.mp4";
    part_ = path_ + ".part";
  }
  void TearDown() override {
    without_attributes = false;
    fs::remove_all(folder_);
  }
  static std::string content_of(const std::string &path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
  }
  /// As a process that ended in the middle leaves it.
  void leave(const std::string &bytes, std::string_view validator = "\"v1\"") {
    PartFile part(String(path_), false);
    String none;
    ASSERT_EQ(part.open(source, none, error_), KLING_OK) << error_.message;
    ASSERT_EQ(part.start_over(error_), KLING_OK);
    ASSERT_EQ(part.belong_to(source, validator, error_), KLING_OK);
    ASSERT_EQ(part.take(bytes.data(), bytes.size(), error_), KLING_OK);
  }
  [[nodiscard]] std::string attribute(const std::string &path) const {
    char text[4096];
    const ssize_t length = getxattr(path.c_str(), "user.kling.from", text, sizeof text);
    return length < 0 ? "" : std::string(text, static_cast<std::size_t>(length));
  }
  /// The steps to the end.
  int finish(PartFile &part, String &hash) {
    int steps = 0;
    for (bool over = false; !over; ++steps) {
      EXPECT_EQ(part.finish(over, hash, error_), KLING_OK) << error_.message;
      if (error_.status != KLING_OK) {
        break;
      }
    }
    return steps;
  }

  std::string folder_;
  std::string path_;
  std::string part_;
  Error error_;
};

TEST_F(PartFileTest, CountsOnlyWhatItCouldTake) {
  {
    PartFile part(String(path_), false);
    String validator;
    ASSERT_EQ(part.open(source, validator, error_), KLING_OK);
    {
      const test::FailingMemory memory(0, false);
      const test::FailingMemory::Armed armed;
      EXPECT_THROW(static_cast<void>(part.take("lost", 4, error_)), std::bad_alloc);
    }
    EXPECT_EQ(part.length(), 0) << "a download goes on behind the last byte that is there";
    ASSERT_EQ(part.take("kept", 4, error_), KLING_OK);
    String hash;
    bool over = false;
    ASSERT_EQ(part.finish(over, hash, error_), KLING_OK) << error_.message;
    EXPECT_FALSE(over) << "one sync a step";
    EXPECT_FALSE(fs::exists(path_));
    ASSERT_EQ(part.finish(over, hash, error_), KLING_OK) << error_.message;
    EXPECT_TRUE(over);
    EXPECT_EQ(hash.size(), 64U);
  }
  EXPECT_EQ(content_of(path_), "kept");
}

TEST_F(PartFileTest, GoesOnWithWhatWasLeftInStepsThatAreBounded) {
  KLING_NEEDS_ATTRIBUTES(folder_);
  const std::string bytes(5 * 1024 * 1024 + 3, 'x');
  String at_once;
  {
    PartFile part(String(path_), false);
    String none;
    ASSERT_EQ(part.open(source, none, error_), KLING_OK);
    ASSERT_EQ(part.take((bytes + "more").data(), bytes.size() + 4, error_), KLING_OK);
    EXPECT_EQ(finish(part, at_once), 2);
    fs::remove(path_);
  }
  leave(bytes);
  EXPECT_EQ(attribute(part_).find("secret"), std::string::npos);
  PartFile part(String(path_), false);
  String validator;
  ASSERT_EQ(part.open(source, validator, error_), KLING_OK);
  EXPECT_EQ(validator, "\"v1\"");
  EXPECT_EQ(part.length(), static_cast<int64_t>(bytes.size()));
  ASSERT_EQ(part.take("more", 4, error_), KLING_OK);
  String hash;
  EXPECT_EQ(finish(part, hash), 6 + 2) << "a megabyte a step";
  EXPECT_EQ(hash, at_once);
  EXPECT_TRUE(content_of(path_) == bytes + "more");
  EXPECT_EQ(attribute(path_), "");
}

TEST_F(PartFileTest, IsBegunAnewWhenItIsNotKnownWhatItBelongsTo) {
  KLING_NEEDS_ATTRIBUTES(folder_);
  const struct {
    const char *what;
    std::function<void()> arrange;
  } rows[] = {
      {"nothing said", [&] { removexattr(part_.c_str(), "user.kling.from"); }},
      {"another source",
       [&] {
         const std::string text = attribute(part_).replace(attribute(part_).find("clip"), 4, "clap");
         setxattr(part_.c_str(), "user.kling.from", text.data(), text.size(), 0);
       }},
      {"before the machine was started",
       [&] {
         const std::string text = "0" + attribute(part_);
         setxattr(part_.c_str(), "user.kling.from", text.data(), text.size(), 0);
       }},
      {"no validator", [&] { leave("bytes", ""); }},
      {"not a validator", [&] { leave("bytes", "\"v\r\nHeader: 1\""); }},
      {"longer than can be kept", [&] { leave("bytes", std::string(100000, 'v')); }},
      {"no file system for it",
       [&] {
         without_attributes = true;
         leave("bytes");
       }},
  };
  for (const auto &row : rows) {
    leave("bytes");
    row.arrange();
    EXPECT_EQ(content_of(part_), "bytes") << row.what;
    PartFile part(String(path_), false);
    String validator;
    ASSERT_EQ(part.open(source, validator, error_), KLING_OK) << row.what << error_.message;
    EXPECT_EQ(validator, "") << row.what;
    EXPECT_EQ(part.length(), 0) << row.what;
    EXPECT_EQ(content_of(part_), "") << row.what;
    EXPECT_EQ(attribute(part_), "") << "no bytes stand under what older ones belonged to: " << row.what;
    ASSERT_EQ(part.take("fresh", 5, error_), KLING_OK);
    String hash;
    EXPECT_EQ(finish(part, hash), 2) << row.what;
    EXPECT_EQ(content_of(path_), "fresh") << row.what;
    fs::remove(path_);
    without_attributes = false;
  }
}

TEST_F(PartFileTest, WantOfMemoryLosesNoPart) {
  KLING_NEEDS_ATTRIBUTES(folder_);
  leave("bytes");
  int times = 0;
  for (bool opened = false; !opened; ++times) {
    PartFile part(String(path_), false);
    const test::FailingMemory memory(times, false);
    const test::FailingMemory::Armed armed;
    String validator;
    try {
      opened = part.open(source, validator, error_) == KLING_OK;
      EXPECT_TRUE(!opened || part.length() == 5 || validator.empty());
    } catch (const std::bad_alloc &) {
      EXPECT_FALSE(part.is_open()) << "it would count as an empty one";
    }
  }
  EXPECT_GT(times, 1);
  EXPECT_EQ(content_of(part_), "bytes");
}

TEST_F(PartFileTest, ThatBecameShorterMeanwhileIsNoFile) {
  KLING_NEEDS_ATTRIBUTES(folder_);
  leave("bytes");
  PartFile part(String(path_), false);
  String validator;
  ASSERT_EQ(part.open(source, validator, error_), KLING_OK);
  fs::resize_file(part_, 2);
  String hash;
  bool over = false;
  kling_status status = part.finish(over, hash, error_);
  EXPECT_EQ(status == KLING_OK ? part.finish(over, hash, error_) : status, KLING_E_FILE);
  EXPECT_NE(error_.message.find("became shorter"), String::npos) << error_.message;
  EXPECT_FALSE(fs::exists(part_));
  EXPECT_FALSE(fs::exists(path_));
}

} // namespace
} // namespace kling::transfer
