#include <gtest/gtest.h>
#include <set>

#include "support/nginx.hpp"
#include "support/pretend_service.hpp"
#include "support/simulator.hpp"

namespace kling::test {
namespace {

/// Polls share one connection and its streams; a create has a connection of its own, over HTTP/1.1, whatever the server offers: only so is
/// it known whether a byte of it left. Who signs with AccessKey and SecretKey asks about each task alone, so that there are as many
/// streams; with an API key all are asked about together.
class Http2 : public testing::TestWithParam<bool> {};

TEST_P(Http2, CarriesThePollsOverOneConnectionAndNoCreate) {
  if (Nginx::program().empty()) {
    GTEST_SKIP() << "nginx is not installed: HTTP/2 is NOT tested here";
  }
  constexpr std::size_t count = 8;
  const bool alone = GetParam();
  const CertificateAuthority authority;
  const Simulator simulator({"--submitted-ms", "30", "--processing-ms", "60", "--slots", "50"});
  Nginx nginx(authority.issue(), simulator.base_url());
  {
    Settings settings{
        {"base_url", nginx.url()}, {"ca_pem", authority.certificate()}, {"poll_interval_ms", "20"}, {"poll_max_interval_ms", "40"}};
    if (alone) {
      settings["access_key"] = simulator.access_key();
      settings["secret_key"] = simulator.secret_key();
    } else {
      settings["api_key"] = simulator.api_key();
    }
    const Client client = make_client(settings);
    std::vector<Task> tasks;
    for (std::size_t each = 0; each < count; ++each) {
      tasks.push_back(submit(client, make_request("a lighthouse")));
    }
    for (const Task &task : tasks) {
      kling_error error = no_error();
      EXPECT_EQ(finish(client, task, &error), KLING_OK) << error.message;
    }
  }
  EXPECT_EQ(simulator.creations(), static_cast<int>(count));
  std::set<std::string> creates;
  std::set<std::string> polls;
  std::size_t streams = 0;
  std::size_t together = 0;
  for (const Nginx::Access &line : nginx.stop()) {
    if (line.method == "POST") {
      EXPECT_EQ(line.protocol, "HTTP/1.1") << line.path;
      EXPECT_EQ(line.nth, 1) << "on a connection of its own";
      EXPECT_TRUE(creates.insert(line.connection).second);
    } else {
      EXPECT_EQ(line.protocol, "HTTP/2.0") << line.path;
      polls.insert(line.connection);
      ++streams;
      together += line.path == "/tasks" ? 1 : 0;
    }
  }
  EXPECT_EQ(creates.size(), count);
  EXPECT_EQ(polls.size(), 1U);
  if (alone) {
    EXPECT_EQ(together, 0U);
    EXPECT_GE(streams, count);
  } else {
    EXPECT_GE(together, 1U);
  }
}

INSTANTIATE_TEST_SUITE_P(Asked, Http2, testing::Values(true, false),
                         [](const testing::TestParamInfo<bool> &asked) { return asked.param ? "alone" : "together"; });

} // namespace
} // namespace kling::test
