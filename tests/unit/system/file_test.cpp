#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/attributes.hpp"
#include "system/file.hpp"

namespace kling::system {
namespace {

namespace fs = std::filesystem;

class FileTest : public testing::Test {
protected:
  void SetUp() override {
    char name[] = "/tmp/kling-file-XXXXXX";
    folder_ = mkdtemp(name);
  }
  void TearDown() override { fs::remove_all(folder_); }
  String path(const char *name) const { return String(folder_ + "/" + name); }
  static std::string content_of(const String &path) {
    std::ifstream file(path.c_str(), std::ios::binary);
    std::ostringstream out;
    out << file.rdbuf();
    return out.str();
  }
  static void put(const String &path, const std::string &text) { std::ofstream(path.c_str(), std::ios::binary) << text; }

  std::string folder_;
  Error error_;
};

TEST_F(FileTest, writes_anew_or_behind) {
  const String name = path("file");
  for (const bool append : {false, true, false}) {
    File file;
    ASSERT_EQ(KLING_OK, file.open_for_writing(name, append, error_));
    EXPECT_TRUE(file.is_open());
    ASSERT_EQ(KLING_OK, file.write("abc", 3, error_));
    ASSERT_EQ(KLING_OK, file.sync(error_));
    EXPECT_EQ(append ? 6 : 3, file.size());
    File moved = std::move(file);
    EXPECT_FALSE(file.is_open()); // NOLINT(bugprone-use-after-move): that is what is tested
    EXPECT_EQ(-1, file.size());
    ASSERT_EQ(KLING_OK, moved.write("", 0, error_));
  }
  EXPECT_EQ("abc", content_of(name));
  EXPECT_TRUE(file_exists(name));
  EXPECT_EQ(3, file_size(name));
}

TEST_F(FileTest, says_which_file_and_why) {
  const struct {
    String name;
    const char *words;
  } rows[] = {{path("missing/file"), "No such file or directory"}, {String(folder_), "Is a directory"}};
  for (const auto &row : rows) {
    File file;
    EXPECT_EQ(KLING_E_FILE, file.open_for_writing(row.name, false, error_));
    EXPECT_EQ(KLING_E_FILE, error_.status);
    EXPECT_NE(String::npos, error_.message.find(row.name)) << error_.message;
    EXPECT_NE(String::npos, error_.message.find(row.words)) << error_.message;
    EXPECT_FALSE(file.is_open());
  }
  File full;
  ASSERT_EQ(KLING_OK, full.open_for_writing("/dev/full", false, error_));
  EXPECT_EQ(KLING_E_FILE, full.write("abc", 3, error_));
  EXPECT_NE(String::npos, error_.message.find("No space left on device")) << error_.message;
}

TEST_F(FileTest, has_one_exclusive_writer) {
  const String name = path("file");
  put(name, "old");
  File first;
  ASSERT_EQ(KLING_OK, first.open_exclusively(name, error_));
  EXPECT_EQ(3, first.size());
  ASSERT_EQ(KLING_OK, first.write("new", 3, error_));
  EXPECT_EQ("oldnew", content_of(name));
  File second;
  EXPECT_EQ(KLING_E_FILE, second.open_exclusively(name, error_));
  EXPECT_NE(String::npos, error_.message.find("already being written")) << error_.message;
  EXPECT_EQ("oldnew", content_of(name));
  ASSERT_EQ(KLING_OK, first.empty(error_));
  ASSERT_EQ(KLING_OK, first.write("newer", 5, error_));
  first.close();
  EXPECT_EQ("newer", content_of(name));
  ASSERT_EQ(KLING_OK, second.open_exclusively(name, error_)) << error_.message;
  EXPECT_EQ("newer", content_of(name));
}

TEST_F(FileTest, is_read_while_it_is_written) {
  File file;
  ASSERT_EQ(KLING_OK, file.open_exclusively(path("file"), error_));
  ASSERT_EQ(KLING_OK, file.write("abcdef", 6, error_));
  char bytes[8] = {};
  std::size_t got = 0;
  ASSERT_EQ(KLING_OK, file.read_at(2, bytes, 3, got, error_));
  EXPECT_EQ("cde", std::string(bytes, got));
  ASSERT_EQ(KLING_OK, file.write("g", 1, error_)) << "it goes on behind the last byte";
  ASSERT_EQ(KLING_OK, file.read_at(5, bytes, sizeof bytes, got, error_));
  EXPECT_EQ("fg", std::string(bytes, got));
  ASSERT_EQ(KLING_OK, file.read_at(7, bytes, sizeof bytes, got, error_));
  EXPECT_EQ(0U, got);
  File unreadable;
  ASSERT_EQ(KLING_OK, unreadable.open_for_writing(path("other"), false, error_));
  EXPECT_EQ(KLING_E_FILE, unreadable.read_at(0, bytes, 1, got, error_));
  EXPECT_NE(String::npos, error_.message.find("cannot read")) << error_.message;
}

TEST_F(FileTest, keeps_a_short_text_with_it) {
  KLING_NEEDS_ATTRIBUTES(folder_);
  const char *const name = "user.kling.test";
  {
    File file;
    ASSERT_EQ(KLING_OK, file.open_exclusively(path("file"), error_));
    EXPECT_EQ("", file.attribute(name));
    EXPECT_EQ(KLING_OK, file.remove_attribute(name, error_)) << "there is none";
    ASSERT_TRUE(file.set_attribute(name, "a\nb")) << "the tests need a file system with attributes";
    EXPECT_FALSE(file.set_attribute(name, std::string(100000, 'x')));
  }
  File again;
  ASSERT_EQ(KLING_OK, again.open_exclusively(path("file"), error_));
  EXPECT_EQ("a\nb", again.attribute(name));
  EXPECT_EQ("", again.attribute("user.kling.other"));
  EXPECT_EQ(KLING_OK, again.remove_attribute(name, error_));
  EXPECT_EQ("", again.attribute(name));

  File device;
  ASSERT_EQ(KLING_OK, device.open_for_writing("/dev/null", false, error_));
  EXPECT_FALSE(device.set_attribute(name, "a")) << "none can be kept there";
  EXPECT_EQ("", device.attribute(name));
  EXPECT_EQ(KLING_OK, device.remove_attribute(name, error_));
}

TEST_F(FileTest, gives_the_lock_up_although_a_child_still_has_the_file) {
  const String name = path("file");
  int gate[2];
  ASSERT_EQ(0, pipe(gate));
  File first;
  ASSERT_EQ(KLING_OK, first.open_exclusively(name, error_));
  const pid_t child = fork();
  if (child == 0) {
    close(gate[1]);
    char byte = 0;
    (void)!read(gate[0], &byte, 1); // until the parent has looked
    _exit(0);
  }
  first.close();
  File second;
  EXPECT_EQ(KLING_OK, second.open_exclusively(name, error_)) << error_.message;
  close(gate[0]);
  close(gate[1]);
  waitpid(child, nullptr, 0);
}

TEST_F(FileTest, is_not_led_elsewhere_by_a_link) {
  fs::create_symlink(folder_ + "/elsewhere", folder_ + "/link");
  File file;
  EXPECT_EQ(KLING_E_FILE, file.open_exclusively(path("link"), error_));
  EXPECT_FALSE(file_exists(path("elsewhere")));
  EXPECT_EQ(KLING_E_FILE, file.open_exclusively("/dev/null", error_));
  EXPECT_NE(String::npos, error_.message.find("not a regular file")) << error_.message;
}

TEST_F(FileTest, is_renamed_with_and_without_overwriting) {
  put(path("a"), "a");
  ASSERT_EQ(KLING_OK, rename_file(path("a"), path("b"), false, error_)) << error_.message;
  EXPECT_EQ("a", content_of(path("b")));
  EXPECT_FALSE(file_exists(path("a")));
  put(path("c"), "c");
  EXPECT_EQ(KLING_E_FILE, rename_file(path("c"), path("b"), false, error_));
  EXPECT_NE(String::npos, error_.message.find("File exists")) << error_.message;
  EXPECT_EQ("a", content_of(path("b")));
  EXPECT_EQ("c", content_of(path("c")));
  fs::create_symlink("nowhere", folder_ + "/dangling");
  EXPECT_EQ(KLING_E_FILE, rename_file(path("c"), path("dangling"), false, error_)) << "a dangling link is in the way as well";
  EXPECT_TRUE(file_exists(path("dangling")));
  ASSERT_EQ(KLING_OK, rename_file(path("c"), path("b"), true, error_)) << error_.message;
  EXPECT_EQ("c", content_of(path("b")));
  EXPECT_EQ(KLING_E_FILE, rename_file(path("missing"), path("d"), true, error_));
  remove_file(path("b"));
  remove_file(path("b"));
  EXPECT_FALSE(file_exists(path("b")));
}

TEST_F(FileTest, is_renamed_in_the_current_folder) {
  const fs::path before = fs::current_path();
  fs::current_path(folder_);
  put("a", "a");
  EXPECT_EQ(KLING_OK, rename_file("a", "b", false, error_)) << error_.message;
  fs::current_path(before);
  EXPECT_EQ("a", content_of(path("b")));
}

TEST_F(FileTest, is_read_up_to_a_limit) {
  const std::string bytes = std::string(40000, 'x') + std::string(1, '\0') + "end";
  put(path("file"), bytes);
  String out = "before";
  EXPECT_EQ(KLING_OK, read_file(path("file"), bytes.size(), out, error_));
  EXPECT_EQ(bytes, std::string(out));
  EXPECT_EQ(KLING_E_FILE, read_file(path("file"), bytes.size() - 1, out, error_));
  EXPECT_NE(String::npos, error_.message.find("more than 40003 bytes")) << error_.message;
  EXPECT_EQ("", out);
  EXPECT_EQ(KLING_E_FILE, read_file(path("missing"), 10, out, error_));
  EXPECT_EQ(KLING_E_FILE, read_file(String(folder_), 10, out, error_));
  EXPECT_NE(String::npos, error_.message.find("Is a directory")) << error_.message;
  EXPECT_EQ(KLING_OK, read_file("/dev/null", 0, out, error_));
}

TEST_F(FileTest, is_told_from_a_folder) {
  put(path("file"), "x");
  EXPECT_TRUE(is_directory(String(folder_)));
  EXPECT_FALSE(is_directory(path("file")));
  EXPECT_FALSE(is_directory(path("missing")));
  EXPECT_FALSE(file_exists(path("missing")));
  EXPECT_EQ(-1, file_size(path("missing")));
}

TEST_F(FileTest, is_known_again_by_size_and_time) {
  const String name = path("file");
  put(name, "one");
  File file;
  FileState before;
  FileState now;
  ASSERT_EQ(file.open_for_reading(name, error_), KLING_OK) << error_.message;
  ASSERT_EQ(file.state(before, error_), KLING_OK);
  EXPECT_EQ(before.size, 3U);
  EXPECT_GT(before.modified_ns, INT64_C(1000000000000000000));
  ASSERT_EQ(file.state(now, error_), KLING_OK);
  EXPECT_EQ(before, now);
  fs::last_write_time(name.c_str(), fs::last_write_time(name.c_str()) + std::chrono::nanoseconds(1000));
  ASSERT_EQ(file.state(now, error_), KLING_OK);
  EXPECT_EQ(now.modified_ns, before.modified_ns + 1000);
  put(name, "four");
  ASSERT_EQ(file.state(now, error_), KLING_OK);
  EXPECT_EQ(now.size, 4U);
  char bytes[8];
  std::size_t got = 0;
  ASSERT_EQ(file.read_at(1, bytes, sizeof bytes, got, error_), KLING_OK);
  EXPECT_EQ(std::string(bytes, got), "our");
}

TEST_F(FileTest, only_regular_files_are_read) {
  File file;
  EXPECT_EQ(file.open_for_reading(path("missing"), error_), KLING_E_FILE);
  EXPECT_EQ(error_.message, "cannot read " + path("missing") + ": No such file or directory");
  EXPECT_EQ(file.open_for_reading(path(""), error_), KLING_E_FILE);
  EXPECT_EQ(error_.message, "cannot read " + path("") + ": it is a folder");
  ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(file.open_for_reading(path("pipe"), error_), KLING_E_FILE) << "and nobody waits for a writer";
  EXPECT_FALSE(file.is_open());
  fs::create_symlink(path("file").c_str(), path("link").c_str());
  put(path("file"), "x");
  EXPECT_EQ(file.open_for_reading(path("link"), error_), KLING_OK) << error_.message;
}

} // namespace
} // namespace kling::system
