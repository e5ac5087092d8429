#include <gtest/gtest.h>

#include "unit/sim_local/line.hpp"

namespace kling::test {
namespace {

TEST(Time, ALatencyIsThatOfANewConnectionAndOfTheReply) {
  Line line(R"({"latency_ms":40})");
  const int64_t begin = line.simulator->monotonic_ms();
  EXPECT_EQ(line.fetch(Sent()).done_ms, begin + 80);
  EXPECT_EQ(line.fetch(Sent()).done_ms, begin + 120) << "on the connection of the first";
}

struct LimitRow {
  const char *what;
  const char *fault; // empty: none
  int64_t latency_ms;
  int64_t connect_timeout_ms;
  int64_t timeout_ms;
  int64_t stall_timeout_ms;
  kling_status status;
  int32_t reached;
  int64_t after_ms;
};

void PrintTo(const LimitRow &row, std::ostream *out) {
  *out << row.what;
}

class Limits : public testing::TestWithParam<LimitRow> {};

TEST_P(Limits, EndAnExchangeAtTheirTime) {
  const LimitRow &row = GetParam();
  Line line((R"({"latency_ms":)" + std::to_string(row.latency_ms) + "}").c_str());
  if (*row.fault != '\0') {
    line.fault(row.fault);
  }
  Sent sent;
  sent.connect_timeout_ms = row.connect_timeout_ms;
  sent.timeout_ms = row.timeout_ms;
  sent.stall_timeout_ms = row.stall_timeout_ms;
  const int64_t begin = line.simulator->monotonic_ms();
  const Heard &heard = line.fetch(sent);
  EXPECT_EQ(heard.result.status, row.status);
  EXPECT_EQ(heard.result.unsent == 0, row.reached);
  EXPECT_EQ(heard.done_ms, begin + row.after_ms);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Limits,
    testing::Values(
        LimitRow{"connect", "", 3000, 2000, 60000, 0, KLING_E_TIMEOUT, 0, 2000},
        LimitRow{"whole while connecting", "", 3000, 9000, 1000, 0, KLING_E_TIMEOUT, 0, 1000},
        LimitRow{"reply", "", 3000, 9000, 5000, 0, KLING_E_TIMEOUT, 1, 5000},
        LimitRow{"in time", "", 3000, 9000, 6000, 0, KLING_OK, 1, 6000},
        LimitRow{"stall before the head", R"("fault":"status","status":200,"delay_ms":99000)", 0, 0, 0, 4000, KLING_E_TIMEOUT, 1, 4000},
        LimitRow{"stall in the body", R"("fault":"slow","bytes":10,"interval_ms":3600000)", 0, 0, 0, 30000, KLING_E_TIMEOUT, 1, 30000},
        LimitRow{"slower than 1 KB/s", R"("fault":"slow","bytes":1,"interval_ms":100)", 0, 0, 0, 500, KLING_E_TIMEOUT, 1, 500},
        LimitRow{"no limit", R"("fault":"status","status":200,"delay_ms":86400000)", 0, 0, 0, 0, KLING_OK, 1, 86400000}));

TEST(Time, WhatWasOnItsWayIsNotLostWhenItsDriverIsLate) {
  Line line(R"({"latency_ms":40})");
  Sent sent;
  sent.timeout_ms = 1000;
  const Heard &answered = line.send(sent);
  line.fault(R"("method":"POST","fault":"lost_reply","delay_ms":5000)");
  sent.method = "POST";
  const Heard &late = line.send(sent);
  EXPECT_TRUE(line.simulator->advance(3600000));
  line.run();
  EXPECT_EQ(answered.result.status, KLING_OK) << "it had come in time";
  EXPECT_EQ(late.result.status, KLING_E_TIMEOUT);
}

TEST(Time, StopsAtWhatAnotherClientWaitsFor) {
  Line first(R"({"latency_ms":100})");
  Line second(first.simulator);
  const int64_t begin = first.simulator->monotonic_ms();
  second.send(Sent());
  first.simulator->sleep_until(begin + 5000);
  EXPECT_EQ(first.simulator->monotonic_ms(), begin + 100);
  first.simulator->sleep_until(begin + 5000); // nobody drives the second one: it holds nobody up
  EXPECT_EQ(first.simulator->monotonic_ms(), begin + 5000);
  first.simulator->sleep_until(begin);
  EXPECT_EQ(first.simulator->monotonic_ms(), begin + 5000) << "never back";
}

TEST(Time, AnAdvanceWakesEveryClientAndEndsAtACentury) {
  Line first;
  Line second(first.simulator);
  EXPECT_TRUE(first.simulator->advance(0));
  EXPECT_EQ(first.wakes, 1);
  EXPECT_EQ(second.wakes, 1);
  EXPECT_FALSE(first.simulator->advance(INT64_MAX));
  EXPECT_EQ(first.wakes, 1);
}

TEST(Time, IsTheSystemsWhereItIsNotVirtual) {
  Line line(R"({"virtual_time":false})");
  EXPECT_FALSE(line.simulator->virtual_time());
  const int64_t begin = line.simulator->monotonic_ms();
  while (line.simulator->monotonic_ms() == begin) {
  }
  EXPECT_GT(line.simulator->monotonic_ms(), begin);
}

TEST(Flow, ACancelledExchangeSaysSoFromTheNextTimer) {
  Line line;
  const Heard &early = line.send(Sent());
  line.transport->cancel(line.id_of(early));
  line.transport->cancel(line.id_of(early));
  EXPECT_EQ(early.done, 0) << "never from inside cancel";
  EXPECT_LE(line.timer_ms, line.simulator->monotonic_ms());
  line.run();
  EXPECT_EQ(early.result.status, KLING_E_CANCELLED);
  EXPECT_EQ(early.result.unsent == 0, 0);
  EXPECT_EQ(early.done + early.released, 2);
  line.transport->cancel(line.id_of(early)); // an id of the past
  line.transport->pause(line.id_of(early), true);
}

TEST(Flow, TheReceiverMayEndIt) {
  for (const int32_t after : {0, 1}) {
    Line line;
    Sent sent;
    sent.refuse_after = after;
    const Heard &heard = line.fetch(sent);
    EXPECT_EQ(heard.result.status, KLING_E_CANCELLED);
    EXPECT_EQ(heard.result.http_status, 200);
    EXPECT_EQ(static_cast<int32_t>(heard.pieces.size()), after);
  }
}

TEST(Flow, APausedBodyWaits) {
  Line line;
  const std::string url = line.make_clip();
  Sent sent = get(url);
  sent.stall_timeout_ms = 1000;
  sent.timeout_ms = 0;
  const Heard &heard = line.send(sent);
  line.transport->pause(line.id_of(heard), true);
  line.run();
  EXPECT_NE(heard.head, "") << "the head is not held back";
  EXPECT_EQ(heard.body, "");
  EXPECT_EQ(line.timer_ms, Line::never);
  EXPECT_TRUE(line.simulator->advance(3600000)); // no stall: it is the receiver who waits
  line.transport->pause(line.id_of(heard), false);
  line.run();
  EXPECT_EQ(heard.result.status, KLING_OK);
  EXPECT_GT(heard.body.size(), 1000U);
}

TEST(Flow, ATickIsShortHoweverMuchThereIs) {
  Line line;
  for (int i = 0; i < 100; ++i) {
    line.send(Sent());
  }
  line.tick();
  EXPECT_EQ(line.timer_ms, line.simulator->monotonic_ms()) << "the rest is for the next one";
  line.run();
  EXPECT_GT(line.ticks, 3);
}

TEST(Flow, CloseReleasesWhatIsInFlightWithoutATrace) {
  Line line;
  const Heard &heard = line.send(Sent());
  line.transport.reset();
  EXPECT_EQ(heard.done, 0);
  EXPECT_EQ(heard.released, 1);
  EXPECT_EQ(heard.head, "");
  EXPECT_TRUE(line.simulator->advance(1)) << "it is not woken any more";
  EXPECT_EQ(line.wakes, 0);
}

} // namespace
} // namespace kling::test
