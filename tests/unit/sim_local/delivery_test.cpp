#include <gtest/gtest.h>

#include "unit/sim_local/line.hpp"

namespace kling::test {
namespace {

TEST(Delivery, AWholeReplyHasAHeadWithItsLengthAndABody) {
  Line line;
  const Heard &heard = line.fetch(create());
  EXPECT_EQ(heard.result.status, KLING_OK);
  EXPECT_EQ(heard.result.http_status, 200);
  EXPECT_EQ(heard.result.unsent == 0, 1);
  EXPECT_EQ(heard.result.bytes_sent, create().body.size());
  EXPECT_EQ(heard.result.bytes_received, heard.body.size());
  EXPECT_NE(heard.head.find("Content-Length: " + std::to_string(heard.body.size()) + "\r\n"), std::string::npos) << heard.head;
  EXPECT_NE(heard.head.find("Date: Tue, 14 Nov 2023"), std::string::npos) << heard.head;
  EXPECT_NE(heard.body.find("\"task_id\""), std::string::npos);
  EXPECT_EQ(heard.done, 1);
  EXPECT_EQ(heard.released, 1);
}

TEST(Delivery, AClipIsServedWhereItsLinkLeads) {
  Line line;
  const std::string url = line.make_clip();
  const Heard &heard = line.fetch(get(url));
  EXPECT_EQ(heard.result.status, KLING_OK);
  EXPECT_EQ(heard.body.substr(4, 4), "ftyp");
}

TEST(Delivery, ALargeBodyComesInPieces) {
  Line line;
  line.fault(R"("fault":"endless","bytes":10000000)");
  const int ticks = line.ticks;
  const Heard &heard = line.fetch(create());
  EXPECT_EQ(heard.body.size(), 10000000U);
  for (const uint64_t each : heard.pieces) {
    EXPECT_LE(each, 65536U);
  }
  EXPECT_GT(line.ticks - ticks, 2) << "and not all of them in one tick";
}

struct FaultRow {
  const char *fault;
  bool creates; // POST, else GET
  kling_status status;
  int32_t http_status;
  int32_t reached;
  int creations;
};

void PrintTo(const FaultRow &row, std::ostream *out) {
  *out << row.fault;
}

class EveryFault : public testing::TestWithParam<FaultRow> {};

TEST_P(EveryFault, IsCarriedOut) {
  const FaultRow &row = GetParam();
  Line line;
  line.fault(row.fault);
  const Heard &heard = line.fetch(row.creates ? create() : Sent());
  EXPECT_EQ(heard.result.status, row.status);
  EXPECT_EQ(heard.result.http_status, row.http_status);
  EXPECT_EQ(heard.result.unsent == 0, row.reached);
  EXPECT_EQ(heard.done, 1);
  EXPECT_EQ(heard.released, 1);
  EXPECT_NE(line.control("GET", "/_sim/ledger").find("\"creations\":" + std::to_string(row.creations)), std::string::npos);
  EXPECT_EQ(line.fetch(create()).result.status, KLING_OK) << "the next one passes";
}

INSTANTIATE_TEST_SUITE_P(Faults, EveryFault,
                         testing::Values(FaultRow{R"("fault":"lost_reply")", true, KLING_E_NETWORK, 0, 1, 1},
                                         FaultRow{R"("fault":"reset")", true, KLING_E_NETWORK, 0, 1, 0},
                                         FaultRow{R"("fault":"reset","bytes":7)", true, KLING_E_NETWORK, 200, 1, 1},
                                         FaultRow{R"("fault":"truncate","bytes":7)", true, KLING_E_PROTOCOL, 200, 1, 1},
                                         FaultRow{R"("fault":"truncate","bytes":0)", false, KLING_E_PROTOCOL, 200, 1, 0},
                                         FaultRow{R"("fault":"status","status":503)", true, KLING_OK, 503, 1, 0},
                                         FaultRow{R"("fault":"html","status":404)", true, KLING_OK, 404, 1, 0},
                                         FaultRow{R"("fault":"slow")", true, KLING_OK, 200, 1, 1},
                                         FaultRow{R"("fault":"slow","bytes":0)", true, KLING_E_TIMEOUT, 200, 1, 1},
                                         FaultRow{R"("fault":"endless","bytes":300000)", true, KLING_E_PROTOCOL, 200, 1, 1},
                                         FaultRow{R"("fault":"compressed")", true, KLING_OK, 200, 1, 1},
                                         FaultRow{R"("fault":"content_type")", true, KLING_OK, 200, 1, 1},
                                         FaultRow{R"("fault":"lost_reply","delay_ms":70000)", true, KLING_E_TIMEOUT, 0, 1, 1}));

TEST(Delivery, ASlowReplyComesByTheClock) {
  Line line;
  line.fault(R"("fault":"slow","bytes":100,"interval_ms":250)");
  const int64_t begin = line.simulator->monotonic_ms();
  const Heard &heard = line.fetch(create());
  EXPECT_EQ(heard.result.status, KLING_OK);
  ASSERT_GT(heard.pieces.size(), 1U);
  for (std::size_t each = 0; each < heard.pieces.size(); ++each) {
    EXPECT_EQ(heard.piece_times[each], begin + static_cast<int64_t>(each) * 250);
    EXPECT_LE(heard.pieces[each], 100U);
  }
}

TEST(Delivery, AnEndlessReplyEndsAtTheLimit) {
  Line line;
  line.fault(R"("fault":"endless")");
  Sent sent;
  sent.max_reply_bytes = 1 << 20;
  const Heard &heard = line.fetch(sent);
  EXPECT_EQ(heard.result.status, KLING_E_TOO_LARGE);
  EXPECT_LE(heard.body.size(), std::size_t{1} << 20);
  EXPECT_EQ(heard.head.find("Content-Length"), std::string::npos);
}

TEST(Delivery, AnAnnouncedLengthBeyondTheLimitEndsAtTheHead) {
  Line line;
  const std::string url = line.make_clip();
  Sent sent = get(url);
  sent.max_reply_bytes = 1000;
  const Heard &heard = line.fetch(sent);
  EXPECT_EQ(heard.result.status, KLING_E_TOO_LARGE);
  EXPECT_EQ(heard.result.http_status, 200);
  EXPECT_EQ(heard.body, "");
}

TEST(Delivery, ACompressedReplyIsDecodedUnlessItIsAFile) {
  Line line;
  line.fault(R"("fault":"compressed")");
  EXPECT_EQ(line.fetch(create()).body.front(), '{');
  const std::string url = line.make_clip();
  line.fault(R"("fault":"compressed","path":"/_clips")");
  Sent sent = get(url);
  sent.flags = KLING_HTTP_FOLLOW_REDIRECTS;
  EXPECT_EQ(line.fetch(sent).body.substr(0, 2), "\x1f\x8b");
}

TEST(Delivery, NothingIsSentWhereTheListenerIsGone) {
  Line line;
  line.fault(R"("fault":"reset","refuse_ms":5000)");
  line.fetch(create());
  const Heard &refused = line.fetch(create());
  EXPECT_EQ(refused.result.status, KLING_E_NETWORK);
  EXPECT_EQ(refused.result.unsent == 0, 0);
  EXPECT_EQ(refused.result.bytes_sent, 0U);
  EXPECT_TRUE(line.simulator->advance(5000));
  EXPECT_EQ(line.fetch(create()).result.status, KLING_OK);
  line.fault(R"("fault":"lost_reply","refuse_ms":5000)");
  line.fetch(create());
  line.control("POST", "/_sim/reset");
  EXPECT_EQ(line.fetch(create()).result.status, KLING_OK) << "a reset opens it again";
}

TEST(Delivery, AStaleConnectionIsReplacedButNeverForACreate) {
  Line line;
  line.fetch(Sent()); // leaves a connection
  line.fault(R"("fault":"reset_reused","count":5)");
  EXPECT_EQ(line.fetch(Sent()).result.status, KLING_OK) << "asked again on a new one";
  EXPECT_EQ(line.fetch(create()).result.status, KLING_OK) << "a create is never on a used one";
  const std::string requests = line.control("GET", "/_sim/requests");
  std::size_t gets = 0;
  for (std::size_t at = requests.find("\"GET\""); at != std::string::npos; at = requests.find("\"GET\"", at + 1)) {
    ++gets;
  }
  EXPECT_EQ(gets, 3U);
}

TEST(Delivery, PrivateAddressesAreRefusedWhereOnlyPublicOnesAreAllowed) {
  for (const char *url : {"http://127.0.0.1/_clips/x.mp4", "http://localhost:80/x", "https://[::1]/x"}) {
    Line line;
    Sent sent = get(url);
    sent.flags = KLING_HTTP_PUBLIC_ADDRESSES_ONLY;
    const Heard &heard = line.fetch(sent);
    EXPECT_EQ(heard.result.status, KLING_E_ENDPOINT) << url;
    EXPECT_EQ(heard.result.unsent == 0, 0);
  }
}

TEST(Delivery, WhatIsNoRequestIsRefusedAtTheStart) {
  Line line;
  for (const char *url : {"", "no url", "ftp://127.0.0.1/x", "http://", "http:///x", "http://user@127.0.0.1/"}) {
    const Heard &heard = line.send(get(url), KLING_E_ARGUMENT);
    line.run();
    EXPECT_EQ(heard.done + heard.released, 0) << url;
  }
}

TEST(Delivery, ABodyIsReadThroughItsSegments) {
  Line line;
  struct Source {
    std::string text;
    int calls = 0;
    bool breaks = false;
  } source{R"(lighthouse"})"};
  const auto read = [](void *self, uint64_t offset, void *buffer, uint64_t) -> int64_t {
    auto &from = *static_cast<Source *>(self);
    if (from.breaks && ++from.calls > 2) {
      return -1;
    }
    *static_cast<char *>(buffer) = from.text[offset];
    return 1; // fewer than asked for
  };
  const std::string head = R"({"prompt":"a )";
  for (const bool breaks : {false, true}) {
    source.breaks = breaks;
    const kling_http_segment segments[] = {{head.data(), head.size(), nullptr, nullptr}, {nullptr, source.text.size(), read, &source}};
    const char *const headers[] = {"Authorization: Bearer sim-api-key"};
    kling_http_request request{
        sizeof request, KLING_HTTP_SEND_ONCE, "POST", "http://127.0.0.1/v1/videos/text2video", headers, 1, 2, segments, 0, 0, 0, 0};
    kling_http_result result{};
    kling_http_sink sink{};
    sink.struct_size = sizeof sink;
    sink.user_data = &result;
    sink.on_done = [](void *self, const kling_http_result *given) { *static_cast<kling_http_result *>(self) = *given; };
    uint64_t id = 0;
    ASSERT_EQ(line.transport->start(request, sink, id), KLING_OK);
    line.run();
    EXPECT_EQ(result.status, breaks ? KLING_E_FILE : KLING_OK);
    EXPECT_EQ(result.http_status, breaks ? 0 : 200);
  }
  EXPECT_NE(line.control("GET", "/_sim/ledger").find("\"creations\":1"), std::string::npos);
}

} // namespace
} // namespace kling::test
