#include <gtest/gtest.h>
#include <string>

#include "client/exchange.hpp"
#include "client/input_file.hpp"
#include "support/input_files.hpp"

namespace kling::client {
namespace {

/// A transport that takes one request and lets the test answer it.
struct FakeTransport {
  transport::Table table{sizeof(transport::Table), 0, this, start, cancel, nullptr, nullptr, nullptr, nullptr};
  transport::Sink sink{};
  std::string url;
  std::string body;
  std::vector<std::string> headers;
  uint32_t flags = 0;
  int64_t max_reply_bytes = 0;
  uint64_t cancelled = 0;
  kling_status refusal = KLING_OK;

  static kling_status KLING_CALL start(void *self, const transport::Request *request, const transport::Sink *sink, uint64_t *out_id) {
    auto &fake = *static_cast<FakeTransport *>(self);
    if (fake.refusal != KLING_OK) {
      return fake.refusal;
    }
    fake.sink = *sink;
    fake.url = request->url;
    fake.flags = request->flags;
    fake.max_reply_bytes = request->max_reply_bytes;
    for (uint32_t i = 0; i < request->header_count; ++i) {
      fake.headers.emplace_back(request->headers[i]);
    }
    for (uint32_t i = 0; i < request->segment_count; ++i) {
      std::string piece(request->segments[i].length, ' ');
      EXPECT_EQ(request->segments[i].read(request->segments[i].user_data, 0, piece.data(), piece.size()),
                static_cast<int64_t>(piece.size()));
      fake.body += piece;
    }
    *out_id = 42;
    return KLING_OK;
  }
  static void KLING_CALL cancel(void *self, uint64_t id) { static_cast<FakeTransport *>(self)->cancelled = id; }

  void head(int32_t status, const std::string &block) { EXPECT_EQ(sink.on_headers(sink.user_data, status, block.data(), block.size()), 0); }
  void bytes(const std::string &text) { EXPECT_EQ(sink.on_body(sink.user_data, text.data(), text.size()), 0); }
  void end(kling_status status, int32_t reached, int32_t http_status) {
    transport::Result result{};
    result.struct_size = sizeof result;
    result.status = status;
    result.unsent = reached != 0 ? 0 : 1;
    result.http_status = http_status;
    result.bytes_received = 11;
    result.bytes_sent = reached != 0 ? 22 : 0;
    result.message = "what it was";
    sink.on_done(sink.user_data, &result);
  }
};

struct Told {
  int times = 0;
  Exchange::Listener listener{this, [](void *self) noexcept { ++static_cast<Told *>(self)->times; }};
};

protocol::Message message() {
  protocol::Message out;
  out.method = "POST";
  out.url = "http://127.0.0.1/v1";
  out.headers.emplace_back("A: 1");
  out.body.push_back({String("{\"a\":")});
  out.body.push_back({String("1}")});
  out.send_once = true;
  return out;
}

TEST(Exchange, HandsTheMessageOverAndGathersTheReply) {
  FakeTransport fake;
  Told told;
  Exchange exchange(message(), told.listener);
  ExchangeLimits limits;
  limits.max_reply_bytes = 4096;
  ASSERT_EQ(exchange.start(fake.table, limits), KLING_OK);
  EXPECT_EQ(fake.url, "http://127.0.0.1/v1");
  EXPECT_EQ(fake.body, "{\"a\":1}");
  EXPECT_EQ(fake.headers, std::vector<std::string>{"A: 1"});
  EXPECT_EQ(fake.flags, transport::send_once);
  EXPECT_EQ(fake.max_reply_bytes, 4096);
  fake.head(200, "content-TYPE:  text/html \r\nDate: today\r\nRetry-After:7\r\nno colon\r\nX: y\r\n");
  fake.bytes("one ");
  fake.bytes("two");
  EXPECT_EQ(told.times, 0);
  fake.end(KLING_OK, 1, 200);
  EXPECT_EQ(told.times, 1);
  const protocol::Reply &reply = exchange.reply();
  EXPECT_EQ(reply.delivery, protocol::Delivery::replied);
  EXPECT_EQ(reply.body, "one two");
  EXPECT_EQ(reply.content_type, "text/html");
  EXPECT_EQ(reply.date, "today");
  EXPECT_EQ(reply.retry_after, "7");
  EXPECT_EQ(exchange.bytes_in(), 11U);
  EXPECT_EQ(exchange.bytes_out(), 22U);
  exchange.drop(fake.table);
  EXPECT_EQ(fake.cancelled, 42U);
}

TEST(Exchange, SaysWhatBecameOfIt) {
  const struct {
    kling_status status;
    int32_t reached;
    int32_t http_status;
    protocol::Delivery delivery;
    kling_status error;
  } cases[] = {
      {KLING_E_NETWORK, 0, 0, protocol::Delivery::not_sent, KLING_E_NETWORK},
      {KLING_E_TLS, 0, 0, protocol::Delivery::not_sent, KLING_E_TLS},
      {KLING_E_PROTOCOL, 0, 200, protocol::Delivery::lost, KLING_E_PROTOCOL}, // the promise and the status contradict each other
      {KLING_E_NETWORK, 1, 0, protocol::Delivery::lost, KLING_E_NETWORK},
      {KLING_E_TIMEOUT, 1, 0, protocol::Delivery::lost, KLING_E_NETWORK},
      {KLING_E_CANCELLED, 1, 0, protocol::Delivery::lost, KLING_E_NETWORK},
      {KLING_E_NETWORK, 1, 200, protocol::Delivery::lost, KLING_E_NETWORK}, // a reply cut off
      {KLING_E_NETWORK, 1, 401, protocol::Delivery::replied, KLING_OK},     // the status says it all
      {KLING_E_NETWORK, 1, 408, protocol::Delivery::lost, KLING_E_NETWORK},
      {KLING_E_NETWORK, 1, 500, protocol::Delivery::lost, KLING_E_NETWORK},
      {KLING_E_TOO_LARGE, 1, 200, protocol::Delivery::lost, KLING_E_TOO_LARGE},
  };
  for (const auto &each : cases) {
    SCOPED_TRACE(each.status * 1000 + each.http_status);
    FakeTransport fake;
    Told told;
    Exchange exchange(message(), told.listener);
    ASSERT_EQ(exchange.start(fake.table, {}), KLING_OK);
    fake.end(each.status, each.reached, each.http_status);
    EXPECT_EQ(exchange.reply().delivery, each.delivery);
    EXPECT_EQ(exchange.reply().error.status, each.error);
    if (each.error != KLING_OK) {
      EXPECT_EQ(exchange.reply().error.message, "what it was");
    }
  }
}

TEST(Exchange, ThatCannotBeStartedWasNotSent) {
  for (const kling_status refusal : {KLING_E_ARGUMENT, KLING_E_MEMORY}) {
    FakeTransport fake;
    fake.refusal = refusal;
    Told told;
    Exchange exchange(message(), told.listener);
    EXPECT_EQ(exchange.start(fake.table, {}), refusal);
    EXPECT_EQ(exchange.reply().delivery, protocol::Delivery::not_sent);
    EXPECT_EQ(exchange.reply().error.status, refusal == KLING_E_MEMORY ? KLING_E_MEMORY : KLING_E_NETWORK);
    EXPECT_EQ(told.times, 0);
  }
}

TEST(Exchange, WhatAServiceRepeatsOfOurHeadersIsHidden) {
  FakeTransport fake;
  Told told;
  protocol::Message sent = message();
  sent.headers.emplace_back("Authorization: Bearer 0123456789abcdef");
  sent.headers.emplace_back("X-Team-Token: a-fixed-key-of-ours short");
  sent.headers.emplace_back("X-Order: order-2026-00017"); // ids and links that the caller sends along come back as they are
  sent.headers.emplace_back("Referer: https://shop.example/orders");
  sent.headers.emplace_back("Content-Type: application/json");
  Exchange exchange(std::move(sent), told.listener);
  ASSERT_EQ(exchange.start(fake.table, {}), KLING_OK);
  fake.head(401, "");
  fake.bytes(
      R"({"message":"Bearer 0123456789abcdef0123456789abcdef, a-fixed-key-of-ours, short application/json order-2026-00017 https://shop.example/orders"})");
  fake.end(KLING_OK, 1, 401);
  EXPECT_EQ(
      exchange.reply().body,
      R"({"message":"Bearer ********************************, *******************, short application/json order-2026-00017 https://shop.example/orders"})");
}

protocol::Message message_with(Shared<const protocol::Input> input) {
  protocol::Message out = message();
  out.body.clear();
  out.body.push_back({String("{\"image\":\"")});
  out.body.push_back({String(), std::move(input), String("image")});
  out.body.push_back({String("\"}")});
  return out;
}

Shared<const protocol::Input> file_input(const std::string &path) {
  Shared<const protocol::Input> input;
  Error error;
  EXPECT_EQ(look_at_file(path, input, error), KLING_OK) << error.message;
  return input;
}

TEST(Exchange, SendsInputsAsBase64) {
  const test::InputFolder folder;
  const std::string bytes = test::some_bytes(100000);
  for (const bool filed : {true, false}) {
    const Shared<const protocol::Input> input = filed ? file_input(folder.write("photo.png", bytes))
                                                      : kling::make_shared<protocol::Input>(Vector<char>(bytes.begin(), bytes.end()));
    FakeTransport fake;
    Told told;
    Exchange exchange(message_with(input), told.listener);
    ASSERT_EQ(exchange.start(fake.table, {}), KLING_OK);
    EXPECT_TRUE(fake.body == R"({"image":")" + test::base64_of(bytes) + R"("})");
  }
}

TEST(Exchange, WithoutItsFileNothingIsStarted) {
  const test::InputFolder folder;
  const std::string path = folder.write("photo.png", "12345");
  const Shared<const protocol::Input> input = file_input(path);
  for (const bool removed : {false, true}) {
    if (removed) {
      std::filesystem::remove(path);
    } else {
      folder.write("photo.png", "123456");
    }
    FakeTransport fake;
    Told told;
    Exchange exchange(message_with(input), told.listener);
    EXPECT_EQ(exchange.start(fake.table, {}), removed ? KLING_E_FILE : KLING_E_FIELD);
    EXPECT_EQ(fake.url, "") << "the transport was not asked";
    const protocol::Reply &reply = exchange.reply();
    EXPECT_EQ(reply.delivery, protocol::Delivery::not_sent);
    EXPECT_EQ(reply.error.status, removed ? KLING_E_FILE : KLING_E_FIELD);
    EXPECT_EQ(reply.error.field, "image");
    EXPECT_EQ(std::string(reply.error.message), removed ? "cannot read " + path + ": No such file or directory"
                                                        : path + " changed since it was set: it had 5 bytes and has 6");
  }
}

TEST(InputFile, TellsWhatAFileIs) {
  const test::InputFolder folder;
  using namespace std::string_literals;
  const std::string png = "\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\x02\x80\0\0\x01\xE0\x08\x02\0\0\0"s;
  const std::string path = folder.write("photo.dat", png);
  const Shared<const protocol::Input> input = file_input(path);
  EXPECT_TRUE(input->is_file());
  EXPECT_EQ(std::string(input->file().path), path);
  EXPECT_EQ(input->length(), png.size());
  EXPECT_EQ(input->facts().format, protocol::Format::png);
  EXPECT_EQ(input->facts().width, 640U);
  EXPECT_EQ(input->facts().height, 480U);
}

} // namespace
} // namespace kling::client
