#pragma once

#include <cstdint>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "json/document.hpp"
#include "sim/service.hpp"

namespace kling::sim {

inline void hmac_sha256(std::string_view key, std::string_view message, uint8_t (&digest)[32]) {
  unsigned length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char *>(message.data()), message.size(),
       digest, &length);
}

inline json::Document parsed(std::string_view text) {
  json::Document out;
  String why;
  EXPECT_TRUE(json::Document::parse(text, out, why)) << why << ": " << text;
  return out;
}

/// A reply with its body as JSON.
struct Answer {
  HttpReply reply;
  json::Document body;

  [[nodiscard]] json::Value operator[](std::string_view name) const { return body.root()[name]; }
  [[nodiscard]] json::Value data() const { return body.root()["data"]; }
  [[nodiscard]] std::string message() const { return std::string(body.root()["message"].text()); }
  [[nodiscard]] int64_t code() const { return body.root()["code"].integer().value_or(-1); }
  [[nodiscard]] std::string task_id() const { return std::string(data()["task_id"].text()); }
};

/// A service in virtual time and a user with its key.
struct Account {
  explicit Account(Settings settings = {}) : service(with_hmac(std::move(settings))) {}

  HttpReply raw(std::string_view method, std::string_view target, std::string_view body = "", Vector<HttpHeader> headers = {}) {
    HttpRequest request;
    request.method = String(method);
    request.target = String(target);
    request.body = String(body);
    request.headers = std::move(headers);
    request.connection_reused = connection_reused;
    return service.handle(request, now);
  }
  Answer call(std::string_view method, std::string_view target, std::string_view body = "") {
    Answer out;
    out.reply = raw(method, target, body, {{"authorization", authorization}});
    out.body = parsed(out.reply.body);
    return out;
  }
  Answer create(std::string_view body) { return call("POST", path, body); }
  Answer get(std::string_view id) { return call("GET", concat({path, "/", id})); }
  std::string status(std::string_view id) { return std::string(get(id).data()["task_status"].text()); }
  void fault(std::string_view faults) {
    EXPECT_EQ(call("POST", "/_sim/faults", concat({"{\"faults\":[", faults, "]}"})).body.print(), "{}") << faults;
  }
  Answer ledger() { return call("GET", "/_sim/ledger"); }

  static Settings with_hmac(Settings settings) {
    settings.hmac_sha256 = &hmac_sha256;
    return settings;
  }

  Service service;
  int64_t now = 1790000000000;
  bool connection_reused = false;
  String authorization = "Bearer sim-api-key";
  String path = "/v1/videos/text2video";
};

} // namespace kling::sim
