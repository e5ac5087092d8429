#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system/clock.hpp"
#include "system/process.hpp"
#include "system/random.hpp"
#include "system/socket.hpp"
#include "system/system_error.hpp"

namespace kling::system {
namespace {

/// Runs `check` in a forked child; whether it said yes.
template <class Check> bool in_child(Check check) {
  const pid_t child = fork();
  if (child == 0) {
    _exit(check() ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(ForkMark, tells_a_child_from_its_parent) {
  const ForkMark mark;
  EXPECT_FALSE(mark.in_child());
  EXPECT_TRUE(in_child([&] { return mark.in_child(); }));
  EXPECT_TRUE(in_child([&] { return in_child([&] { return mark.in_child(); }); })) << "a grandchild as well";
  EXPECT_TRUE(in_child([] { return !ForkMark().in_child(); })) << "a mark made in the child is the child's own";
  EXPECT_FALSE(mark.in_child());
}

TEST(Environment, is_empty_where_nothing_is_set) {
  setenv("KLING_TEST_VARIABLE", "value", 1);
  EXPECT_EQ("value", environment("KLING_TEST_VARIABLE"));
  unsetenv("KLING_TEST_VARIABLE");
  EXPECT_EQ("", environment("KLING_TEST_VARIABLE"));
}

TEST(Clock, goes_forward_and_knows_the_date) {
  const ClockTable clock = system_clock();
  const int64_t first = clock.monotonic_ms(clock.user_data);
  EXPECT_LE(first, clock.monotonic_ms(clock.user_data));
  const int64_t before = static_cast<int64_t>(std::time(nullptr)) * 1000;
  EXPECT_GE(clock.unix_ms(clock.user_data), before - 1000); // time() may lag behind by a tick
}

TEST(Random, fills_all_it_is_given_and_no_more) {
  const RandomTable random = system_random();
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, std::size_t{17}, std::size_t{100000}}) {
    std::string bytes(length + 8, 'x');
    EXPECT_EQ(KLING_OK, random.fill(random.user_data, bytes.data(), length));
    EXPECT_EQ("xxxxxxxx", bytes.substr(length));
    if (length > 16) {
      EXPECT_EQ(std::string::npos, bytes.substr(0, length).find("xxxxxxxxxx"));
    }
  }
  char one[16];
  char two[16];
  EXPECT_EQ(KLING_OK, random.fill(random.user_data, one, sizeof one));
  EXPECT_EQ(KLING_OK, random.fill(random.user_data, two, sizeof two));
  EXPECT_NE(0, std::memcmp(one, two, sizeof one));
}

TEST(Socket, is_not_inherited_by_other_programs) {
  const int socket = open_socket(AF_INET, SOCK_STREAM, 0);
  ASSERT_GE(socket, 0);
  EXPECT_NE(0, fcntl(socket, F_GETFD) & FD_CLOEXEC);
  close(socket);
  EXPECT_EQ(-1, open_socket(-1, SOCK_STREAM, 0));
}

TEST(SystemError, speaks_english_whatever_the_locale) {
  EXPECT_EQ("No such file or directory", system_words(ENOENT));
  EXPECT_EQ("unknown error", system_words(99999));
  Error error;
  EXPECT_EQ(KLING_E_FILE, file_error("write", "/path", EACCES, error));
  EXPECT_EQ("cannot write /path: Permission denied", error.message);
}

} // namespace
} // namespace kling::system
