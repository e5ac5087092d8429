// Lists by a cursor over tasks of every kind; the others are tested with the engine that pages through them.
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "protocol/list.hpp"

namespace kling::protocol {
namespace {

ListOrder order_of(std::string_view query) {
  ListOrder order;
  Error error;
  EXPECT_EQ(prepare_list("new-tasks", query, {}, order, error, nullptr), KLING_OK) << error.message;
  return order;
}

Message message_of(const ListOrder &order, const ListPlace &place) {
  EndpointOptions options;
  options.api_key = "key";
  Endpoint endpoint;
  Error error;
  EXPECT_EQ(make_endpoint(options, endpoint, error), KLING_OK) << error.message;
  auth::TokenCache tokens;
  return page_message(order, place, endpoint, tokens, 0, 1);
}

String body_of(const Message &message) {
  return message.body.empty() ? String() : message.body.front().text;
}

PageReply page_of(const ListOrder &order, const ListPlace &place, std::string_view data) {
  Reply reply;
  reply.delivery = Delivery::replied;
  reply.http_status = 200;
  reply.body = concat({R"({"code":0,"message":"SUCCEED","request_id":"r","data":)", data, "}"});
  return read_page(order, place, reply, 0);
}

TEST(TaskList, IsAskedForByPostWithItsFilters) {
  const ListOrder order = order_of(R"({"limit":2,"filters":[{"key":"status","values":["failed"]}],"start_time":1790000000000})");
  const Message first = message_of(order, order.first);
  EXPECT_EQ(first.method, "POST");
  EXPECT_EQ(first.url, "https://api-singapore.klingai.com/tasks");
  EXPECT_EQ(body_of(first), R"({"limit":2,"filters":[{"key":"status","values":["failed"]}],"start_time":1790000000000})");
  EXPECT_EQ(order.page_size, 2);
  const String next = body_of(message_of(order, {1, "c-2"}));
  EXPECT_NE(next.find(R"("cursor":"c-2")"), String::npos) << next;
  EXPECT_NE(next.find(R"("filters":[{"key":"status","values":["failed"]}])"), String::npos) << next;
}

TEST(TaskList, BeginsWhereItIsTold) {
  EXPECT_EQ(order_of("").page_size, 100);
  EXPECT_EQ(order_of("").first.cursor, "");
  EXPECT_EQ(body_of(message_of(order_of(""), {})), "{}");
  const ListOrder from = order_of(R"({"cursor":"c-9"})");
  EXPECT_EQ(from.first.cursor, "c-9");
  EXPECT_EQ(body_of(message_of(from, from.first)), R"({"cursor":"c-9"})");
}

TEST(TaskList, APageIsTheRecordsAndTheCursorBehindThem) {
  const ListOrder order = order_of("");
  const PageReply page = page_of(order, order.first,
                                 R"({"result":[{"id":"2","status":"succeeded","outputs":[]},{"id":"1","status":"failed"}],)"
                                 R"("count":2,"next_cursor":"c-2","has_more":true})");
  EXPECT_EQ(page.verdict, Page::arrived);
  ASSERT_EQ(page.records.size(), 2U);
  EXPECT_EQ(page.records[0], R"({"id":"2","status":"succeeded","outputs":[]})");
  EXPECT_EQ(page.records[1], R"({"id":"1","status":"failed"})");
  EXPECT_FALSE(page.last);
  EXPECT_EQ(page.next.cursor, "c-2");
  const PageReply last = page_of(order, page.next, R"({"result":[],"count":0,"next_cursor":"","has_more":false})");
  EXPECT_EQ(last.verdict, Page::arrived);
  EXPECT_TRUE(last.last);
  EXPECT_TRUE(last.records.empty());
  EXPECT_EQ(page_of(order, page.next, R"({"result":[{"id":"1"}],"next_cursor":"c-2","has_more":true})").verdict, Page::refused)
      << "it would never end";
  EXPECT_EQ(page_of(order, page.next, R"({"tasks":[]})").verdict, Page::refused);
}

TEST(TaskList, KindsWhoseTasksStandThereSaySo) {
  for (const std::string_view kind : {"text-to-video", "image-to-video", "new-omni-video", "new-motion-control"}) {
    ListOrder order;
    Error error;
    EXPECT_EQ(prepare_list(kind, "", {}, order, error, nullptr), KLING_E_UNSUPPORTED);
    EXPECT_EQ(error.field, "kind");
    EXPECT_EQ(error.message, concat({kind, ": the service lists tasks of every kind together; ask for a list of new-tasks"}));
  }
  ListOrder order;
  Error error;
  EXPECT_EQ(prepare_list("tts", "", {}, order, error, nullptr), KLING_E_UNSUPPORTED);
  EXPECT_EQ(error.message, "tts: the service keeps no list of these");
}

} // namespace
} // namespace kling::protocol
