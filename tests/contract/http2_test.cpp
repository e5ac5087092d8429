#include <gtest/gtest.h>
#include <set>

#include "support/nginx.hpp"
#include "support/pretend_service.hpp"
#include "support/simulator.hpp"

namespace kling::test {
namespace {

/// Polls share one connection and its streams; a create has a connection of its own, over HTTP/1.1, whatever the server offers: only so is
/// it known whether a byte of it left.
TEST(Http2, CarriesThePollsOverOneConnectionAndNoCreate) {
  if (Nginx::program().empty()) {
    GTEST_SKIP() << "nginx is not installed: HTTP/2 is NOT tested here";
  }
  constexpr std::size_t count = 8;
  const CertificateAuthority authority;
  const Simulator simulator({"--submitted-ms", "30", "--processing-ms", "60", "--slots", "50"});
  Nginx nginx(authority.issue(), simulator.base_url());
  {
    const Client client = make_client({{"base_url", nginx.url()},
                                       {"api_key", simulator.api_key()},
                                       {"ca_pem", authority.certificate()},
                                       {"poll_interval_ms", "20"},
                                       {"poll_max_interval_ms", "40"}});
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
  int streams = 0;
  for (const Nginx::Access &line : nginx.stop()) {
    if (line.method == "POST") {
      EXPECT_EQ(line.protocol, "HTTP/1.1") << line.path;
      EXPECT_EQ(line.nth, 1) << "on a connection of its own";
      EXPECT_TRUE(creates.insert(line.connection).second);
    } else {
      EXPECT_EQ(line.protocol, "HTTP/2.0") << line.path;
      polls.insert(line.connection);
      ++streams;
    }
  }
  EXPECT_EQ(creates.size(), count);
  EXPECT_EQ(polls.size(), 1U);
  EXPECT_GE(streams, static_cast<int>(count));
}

} // namespace
} // namespace kling::test
