#include "account.hpp"
#include "sim/gzip.hpp"

namespace kling::sim {
namespace {

/// Everything that is sent, in the pieces it is sent in.
std::string sent(const HttpReply &reply, std::size_t most = 7) {
  std::string out;
  std::string buffer(most, '\0');
  while (out.size() < reply.end()) {
    const std::size_t count = reply.read(out.size(), buffer.data(), most);
    if (count == 0 || count > most) {
      ADD_FAILURE() << count;
      break;
    }
    out.append(buffer, 0, count);
  }
  return out;
}

struct Row {
  Delivery delivery;
  std::string_view sent;
  bool announces_length;
  bool breaks_off;
};

TEST(Delivery, says_what_is_sent_and_how_it_ends) {
  const Row rows[] = {
      {Delivery::whole, "0123456789", true, false},
      {Delivery::lost_reply, "", true, true},
      {Delivery::reset, "", true, true},
      {Delivery::truncate, "012", true, true},
      {Delivery::reset_midway, "012", true, true},
      {Delivery::slow, "0123456789", true, false},
      {Delivery::endless, "012", false, true},
  };
  for (const Row &row : rows) {
    HttpReply reply;
    reply.body = "0123456789";
    reply.delivery = row.delivery;
    reply.body_limit = 3;
    reply.piece_bytes = 4;
    EXPECT_EQ(sent(reply), row.sent);
    EXPECT_EQ(reply.announces_length(), row.announces_length) << row.sent;
    EXPECT_EQ(reply.breaks_off(), row.breaks_off) << row.sent;
    EXPECT_EQ(reply.read(reply.end(), nullptr, 0), 0U);
  }
}

TEST(Delivery, an_endless_reply_begins_again) {
  HttpReply reply;
  reply.delivery = Delivery::endless;
  reply.body_limit = 25;
  EXPECT_EQ(reply.end(), 0U) << "there is nothing to repeat";
  reply.body = "0123456789";
  EXPECT_EQ(sent(reply), "0123456789012345678901234");
  EXPECT_EQ(sent(reply, 64), "0123456789012345678901234");
}

TEST(Delivery, a_cut_behind_the_end_cuts_nothing) {
  HttpReply reply;
  reply.body = "0123456789";
  reply.delivery = Delivery::truncate;
  reply.body_limit = 100;
  EXPECT_EQ(reply.end(), 10U);
}

TEST(Delivery, slow_pieces_have_their_times) {
  HttpReply reply;
  reply.body = "0123456789";
  reply.delivery = Delivery::slow;
  reply.piece_bytes = 4;
  reply.interval_ms = 50;
  char buffer[16];
  const std::tuple<uint64_t, int64_t, std::size_t> rows[] = {{0, 0, 4}, {3, 0, 1}, {4, 50, 4}, {7, 50, 1}, {8, 100, 2}, {10, 100, 0}};
  for (const auto &[position, due_ms, count] : rows) {
    EXPECT_EQ(reply.due_ms(position), due_ms) << position;
    EXPECT_EQ(reply.read(position, buffer, sizeof buffer), count) << position;
  }
  reply.interval_ms = INT64_MAX;
  EXPECT_EQ(reply.due_ms(8), INT64_MAX);
  reply.piece_bytes = 0;
  EXPECT_EQ(reply.due_ms(0), INT64_MAX);
  EXPECT_EQ(reply.read(0, buffer, sizeof buffer), 0U);
}

TEST(Delivery, faults_say_how_much_and_when) {
  Account account;
  account.fault(R"({"fault":"truncate"},{"fault":"truncate","bytes":5},{"fault":"reset","bytes":6},{"fault":"slow"},)"
                R"({"fault":"slow","bytes":9,"interval_ms":8,"delay_ms":7},{"fault":"endless"},{"fault":"endless","bytes":4})");
  const auto ask = [&] { return account.raw("GET", account.path, "", {{"Authorization", account.authorization}}); };
  HttpReply reply = ask();
  EXPECT_EQ(reply.delivery, Delivery::truncate);
  EXPECT_EQ(reply.end(), reply.content().size() / 2);
  EXPECT_EQ(ask().end(), 5U);
  reply = ask();
  EXPECT_EQ(reply.delivery, Delivery::reset_midway);
  EXPECT_EQ(reply.end(), 6U);
  reply = ask();
  EXPECT_EQ(reply.delivery, Delivery::slow);
  EXPECT_EQ(reply.piece_bytes, 16U);
  EXPECT_EQ(reply.interval_ms, 20);
  EXPECT_EQ(reply.head_ms, 0);
  reply = ask();
  EXPECT_EQ(reply.piece_bytes, 9U);
  EXPECT_EQ(reply.interval_ms, 8);
  EXPECT_EQ(reply.head_ms, 7);
  reply = ask();
  EXPECT_EQ(reply.delivery, Delivery::endless);
  EXPECT_EQ(reply.end(), uint64_t{1} << 30U);
  EXPECT_EQ(ask().end(), 4U);
  EXPECT_EQ(ask().delivery, Delivery::whole);
}

TEST(Delivery, faults_work_on_parts_of_clips_too) {
  Account account;
  const std::string id = account.create(R"({"prompt":"a"})").task_id();
  account.now += 1000;
  const Answer answer = account.get(id);
  const String link(answer.data()["task_result"]["videos"].at(0)["url"].text().substr(16));
  const String whole(account.raw("GET", link).content());
  account.fault(R"({"path":"/_clips","fault":"truncate","bytes":1000},{"path":"/_clips","fault":"slow","bytes":100},)"
                R"({"path":"/_clips","fault":"compressed"})");
  const HttpReply cut = account.raw("GET", link);
  EXPECT_EQ(sent(cut), std::string_view(whole).substr(0, 1000));
  const HttpReply slow = account.raw("GET", link, "", {{"Range", "bytes=1000-1299"}, {"If-Range", String(cut.header("ETag"))}});
  EXPECT_EQ(slow.status, 206);
  EXPECT_EQ(sent(slow), std::string_view(whole).substr(1000, 300));
  EXPECT_EQ(slow.due_ms(299), 40);
  const HttpReply packed = account.raw("GET", link, "", {{"Range", "bytes=10-19"}});
  EXPECT_EQ(packed.header("Content-Encoding"), "gzip");
  EXPECT_EQ(packed.content(), gzip(std::string_view(whole).substr(10, 10)));
}

/// RFC 1952: ten bytes of head, stored blocks of 65535 bytes at most, CRC and length; the CRC of "123456789" is the one everybody tests
/// with.
TEST(Gzip, is_stored_blocks_with_head_and_sum) {
  using namespace std::string_view_literals;
  constexpr std::string_view head = "\x1f\x8b\x08\0\0\0\0\0\0\xff"sv;
  EXPECT_EQ(gzip("123456789"), concat({head, "\x01\x09\x00\xf6\xff"sv, "123456789", "\x26\x39\xf4\xcb\x09\0\0\0"sv}));
  EXPECT_EQ(gzip(""), concat({head, "\x01\0\0\xff\xff"sv, "\0\0\0\0\0\0\0\0"sv}));
  const std::string large(65536, 'x');
  const String packed = gzip(large);
  EXPECT_EQ(packed.size(), 10U + 5 + 65535 + 5 + 1 + 8);
  EXPECT_EQ(packed.substr(10, 5), "\0\xff\xff\0\0"sv);
  EXPECT_EQ(packed.substr(15 + 65535, 5), "\x01\x01\0\xfe\xff"sv);
}

} // namespace
} // namespace kling::sim
