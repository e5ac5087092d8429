// Lists: a page is asked for when it is needed, again where that may help, and never after it is over.
#include <gtest/gtest.h>
#include <memory>
#include <optional>

#include "answer.hpp"
#include "base/status.hpp"
#include "engine/engine.hpp"
#include "support/failing_memory.hpp"

namespace kling::engine {

namespace {

using test::FailingMemory;

struct Nobody final : TaskOwner {
  void task_gone() noexcept override {}
};

protocol::Endpoint endpoint_of(bool signs) {
  protocol::EndpointOptions options;
  options.provider = "kling";
  if (signs) {
    options.access_key = "an-access-key";
    options.secret_key = "a-secret-key";
  } else {
    options.api_key = "a-key";
  }
  protocol::Endpoint endpoint;
  Error error;
  EXPECT_EQ(protocol::make_endpoint(options, endpoint, error), KLING_OK) << error.message;
  return endpoint;
}

/// An engine with lists alone, in a time of its own.
class Lists {
public:
  explicit Lists(bool signs = false, Settings settings = {}) : endpoint(endpoint_of(signs)), engine(settings, endpoint, nullptr) {}
  ~Lists() {
    for (const auto &list : lists) {
      engine.forget(*list);
    }
    EXPECT_TRUE(engine.at_rest());
    EXPECT_EQ(engine.pages_waiting(), 0U);
    EXPECT_EQ(engine.unfinished(), 0U);
  }
  Lists(const Lists &) = delete;
  Lists &operator=(const Lists &) = delete;

  List &make(std::string_view kind = "text2video", std::string_view query = R"({"pageSize":2})") {
    protocol::Rules rules;
    rules.provider = endpoint.provider;
    protocol::ListOrder order;
    Error why;
    EXPECT_EQ(protocol::prepare_list(kind, query, rules, order, why, nullptr), KLING_OK) << why.message;
    lists.push_back(std::make_unique<List>(std::move(order), &nobody));
    return *lists.back();
  }
  /// The record; "" at the end, else the status.
  std::string next(List &list) {
    const char *record = nullptr;
    error = Error();
    const kling_status status = engine.next_record(list, record, now, error);
    return record != nullptr ? record : status == KLING_OK ? "" : status_name(status);
  }
  /// The one message that is due; its ticket is kept.
  std::optional<protocol::Message> sent() {
    engine.advance(now);
    Wish wish;
    if (!engine.take_wish(wish)) {
      return std::nullopt;
    }
    EXPECT_EQ(wish.type, Wish::Type::send);
    ticket = wish.ticket;
    Wish more;
    EXPECT_FALSE(engine.take_wish(more));
    return std::move(wish.message);
  }
  void answer(const Answer &answer) { engine.replied(ticket, answer.reply, now); }
  void pass(int64_t ms) {
    now.monotonic_ms += ms;
    now.unix_ms += ms;
  }
  /// Asks for a page, and answers; what next() says then.
  std::string page(List &list, const Answer &given) {
    EXPECT_EQ(next(list), "KLING_E_AGAIN");
    EXPECT_TRUE(sent().has_value());
    answer(given);
    return next(list);
  }

  Nobody nobody;
  Instant now{5000000, 1790000000000};
  protocol::Endpoint endpoint;
  Engine engine;
  std::vector<std::unique_ptr<List>> lists;
  uint64_t ticket = 0;
  Error error;
};

Answer page_of(std::string_view data) {
  return replied(200, R"({"code":0,"message":"SUCCEED","request_id":"r","data":)" + std::string(data) + "}");
}

TEST(Listing, APageIsAskedForWhenItIsNeededAndNotBefore) {
  Lists lists;
  List &list = lists.make();
  EXPECT_FALSE(lists.sent().has_value());
  EXPECT_EQ(lists.engine.next_due(), never);
  EXPECT_EQ(lists.next(list), "KLING_E_AGAIN");
  EXPECT_EQ(lists.engine.unfinished(), 1U);
  EXPECT_EQ(lists.engine.next_due(), lists.now.monotonic_ms);
  const std::optional<protocol::Message> first = lists.sent();
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->method, "GET");
  EXPECT_EQ(first->url, "https://api-singapore.klingai.com/v1/videos/text2video?pageNum=1&pageSize=2");
  EXPECT_EQ(lists.next(list), "KLING_E_AGAIN");
  EXPECT_FALSE(lists.sent().has_value()); // one at a time
  lists.answer(page_of(R"([{"task_id":"1"},{"task_id":"2"}])"));
  EXPECT_EQ(lists.engine.unfinished(), 0U);
  EXPECT_EQ(lists.engine.pages_waiting(), 1U);
  EXPECT_EQ(lists.next(list), R"({"task_id":"1"})");
  EXPECT_EQ(lists.engine.pages_waiting(), 0U);
  EXPECT_EQ(lists.next(list), R"({"task_id":"2"})");
  EXPECT_FALSE(lists.sent().has_value());
  EXPECT_EQ(lists.page(list, page_of(R"([{"task_id":"3"}])")), R"({"task_id":"3"})");
  EXPECT_EQ(lists.next(list), "");
  EXPECT_EQ(lists.next(list), "");
  EXPECT_FALSE(lists.sent().has_value()); // a short page was the last
}

TEST(Listing, WhatMayPassIsAskedForAgain) {
  Settings settings;
  settings.max_retries = 3;
  Lists lists(false, settings);
  List &list = lists.make();
  EXPECT_EQ(lists.next(list), "KLING_E_AGAIN");
  for (const Answer &given : {lost(), unreachable(), refused(500, 5000)}) {
    ASSERT_TRUE(lists.sent().has_value());
    lists.answer(given);
    EXPECT_EQ(lists.engine.pages_waiting(), 0U);
    EXPECT_EQ(lists.next(list), "KLING_E_AGAIN");
    EXPECT_FALSE(lists.sent().has_value());
    const int64_t pause = lists.engine.next_due() - lists.now.monotonic_ms;
    EXPECT_GT(pause, 0);
    lists.pass(pause);
  }
  EXPECT_EQ(lists.engine.counts().retries, 3U);
  ASSERT_TRUE(lists.sent().has_value());
  lists.answer(refused(503, 5001));
  EXPECT_EQ(lists.next(list), "KLING_E_SERVICE");
  EXPECT_NE(lists.error.message.find("asked 4 times"), String::npos) << lists.error.message;
  EXPECT_EQ(lists.error.retryable, 1);
  EXPECT_EQ(lists.next(list), "KLING_E_SERVICE");
  EXPECT_EQ(lists.engine.next_due(), never);
}

TEST(Listing, ARateLimitIsObeyedAndEndsNothing) {
  Settings settings;
  settings.max_retries = 0;
  settings.deadline_ms = 60000;
  Lists lists(false, settings);
  List &list = lists.make();
  EXPECT_EQ(lists.next(list), "KLING_E_AGAIN");
  for (const Answer &given : {refused(429, 1302, "slow", "7"), refused(429, 1303), replied(429, "{}")}) {
    ASSERT_TRUE(lists.sent().has_value());
    lists.answer(given);
    const int64_t pause = lists.engine.next_due() - lists.now.monotonic_ms;
    EXPECT_GE(pause, given.reply.retry_after.empty() ? 1000 : 7000);
    lists.pass(pause);
  }
  ASSERT_TRUE(lists.sent().has_value());
  lists.answer(refused(429, 1302, "slow", "100")); // beyond the deadline
  EXPECT_EQ(lists.next(list), "KLING_E_RATE_LIMITED");
}

TEST(Listing, WhatWouldComeAgainIsAnError) {
  for (const Answer &given : {refused(401, 1000), replied(200, "<!DOCTYPE html><p>hello"), replied(200, R"({"code":0,"data":{}})"),
                              replied(301, ""), refused(400, 1201), replied(200, R"({"code":0,"data":{"task_id":"1"}})")}) {
    Lists lists;
    List &list = lists.make();
    const std::string said = lists.page(list, given);
    EXPECT_TRUE(said.starts_with("KLING_E_") && said != "KLING_E_AGAIN") << said << " for " << given.reply.body;
    EXPECT_FALSE(lists.sent().has_value());
  }
}

TEST(Listing, ATokenIsSignedAnewOnce) {
  Lists lists(true);
  List &list = lists.make();
  EXPECT_EQ(lists.next(list), "KLING_E_AGAIN");
  const auto first = lists.sent();
  ASSERT_TRUE(first.has_value());
  lists.answer(dated(refused(401, 1003), date_of(lists.now.unix_ms + 3600000)));
  const auto second = lists.sent();
  ASSERT_TRUE(second.has_value());
  EXPECT_NE(first->headers.front(), second->headers.front());
  lists.answer(dated(refused(401, 1003), date_of(lists.now.unix_ms + 7200000)));
  EXPECT_EQ(lists.next(list), "KLING_E_AUTH");
}

TEST(Listing, ALedgerSendsItsCursor) {
  Lists lists;
  List &list = lists.make("package", R"({"start_time":1,"end_time":2,"cursor":"c-0"})");
  EXPECT_EQ(lists.next(list), "KLING_E_AGAIN");
  const auto first = lists.sent();
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->method, "POST");
  ASSERT_EQ(first->body.size(), 1U);
  EXPECT_EQ(first->body.front().text, R"({"start_time":1,"end_time":2,"cursor":"c-0"})");
  lists.answer(page_of(R"({"result":{"detail":[],"count":0},"next_cursor":"c-1","has_more":true})"));
  EXPECT_EQ(lists.next(list), "KLING_E_AGAIN"); // an empty page is not the end here
  const auto second = lists.sent();
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->body.front().text, R"({"start_time":1,"end_time":2,"cursor":"c-1"})");
  lists.answer(page_of(R"({"result":{"detail":[{"n":"1"}],"count":1},"has_more":false})"));
  EXPECT_EQ(lists.next(list), R"({"n":"1"})");
  EXPECT_EQ(lists.next(list), "");
}

TEST(Listing, OneThatIsForgottenDropsItsExchange) {
  Lists lists;
  List &list = lists.make();
  EXPECT_EQ(lists.next(list), "KLING_E_AGAIN");
  ASSERT_TRUE(lists.sent().has_value());
  lists.engine.forget(list);
  Wish wish;
  ASSERT_TRUE(lists.engine.take_wish(wish));
  EXPECT_EQ(wish.type, Wish::Type::drop_exchange);
  EXPECT_EQ(wish.ticket, lists.ticket);
  lists.answer(page_of("[]")); // late, and nobody's
  EXPECT_EQ(lists.engine.pages_waiting(), 0U);
}

TEST(Listing, AShutdownWaitsForNoPage) {
  Lists lists;
  List &asking = lists.make();
  List &fresh = lists.make();
  EXPECT_EQ(lists.next(asking), "KLING_E_AGAIN");
  ASSERT_TRUE(lists.sent().has_value());
  lists.engine.begin_shutdown(lists.now);
  EXPECT_TRUE(lists.engine.idle());
  EXPECT_EQ(lists.next(asking), "KLING_E_STATE");
  EXPECT_EQ(lists.next(fresh), "KLING_E_STATE");
  lists.engine.finish_shutdown(lists.now);
  lists.answer(page_of("[]"));
  EXPECT_EQ(lists.next(asking), "KLING_E_STATE");
}

/// Each allocation fails once: what was to happen happens when it is done again.
TEST(Listing, NothingIsLostForWantOfMemory) {
  const auto insist = [](auto &&what) {
    for (bool done = false; !done;) {
      try {
        const FailingMemory::Armed armed;
        what();
        done = true;
      } catch (const std::bad_alloc &) {
        FailingMemory::relieve();
      }
    }
  };
  bool failed = true;
  int64_t which = 0;
  for (; failed && which < 10000; ++which) {
    Lists lists;
    List &list = lists.make();
    {
      const FailingMemory memory(which, true);
      std::string first;
      insist([&] { first = lists.next(list); });
      EXPECT_EQ(first, "KLING_E_AGAIN");
      Wish wish;
      insist([&] { lists.engine.advance(lists.now); });
      insist([&] { EXPECT_TRUE(lists.engine.take_wish(wish)); });
      insist([&] { lists.engine.replied(wish.ticket, page_of(R"([{"task_id":"1"}])").reply, lists.now); });
      Wish more;
      EXPECT_FALSE(lists.engine.take_wish(more));
      failed = FailingMemory::counted() > which;
    }
    EXPECT_EQ(lists.next(list), R"({"task_id":"1"})") << which;
    EXPECT_EQ(lists.next(list), "") << which;
  }
  EXPECT_FALSE(failed);
  EXPECT_GT(which, 10);
}

} // namespace

} // namespace kling::engine
