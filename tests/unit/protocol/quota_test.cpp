// CometAPI's quota (gateways 1.8): the key stands in the query, so the URL is as secret as the key.
#include <gtest/gtest.h>

#include "preparing.hpp"

namespace kling::protocol {
namespace {

constexpr std::string_view key = "sk-0Key/1+2";
constexpr std::string_view key_in_query = "sk-0Key%2F1%2B2";

Endpoint endpoint_at(std::string_view base_url = {}) {
  EndpointOptions options;
  options.provider = "cometapi";
  options.base_url = base_url;
  options.api_key = key;
  options.extra_headers = "X-Team: blue";
  Endpoint endpoint;
  Error error;
  EXPECT_EQ(make_endpoint(options, endpoint, error), KLING_OK) << error.message;
  return endpoint;
}

Prepared quota(std::string_view body = "{}") {
  const test::Outcome out = test::prepared("quota", body, test::rules_of("cometapi"));
  EXPECT_EQ(out.status, KLING_OK) << out.message();
  return out.prepared;
}

TEST(Quota, IsAskedForAtItsOwnHostWithTheKeyInTheQuery) {
  auth::TokenCache tokens;
  const Message message = create_message(quota(), endpoint_at(), tokens, 0, 1000);
  EXPECT_EQ(message.method, "GET");
  EXPECT_EQ(std::string_view(message.url), "https://query.cometapi.com/user/quota?key=" + std::string(key_in_query));
  EXPECT_FALSE(message.send_once);
  EXPECT_TRUE(message.body.empty());
  ASSERT_EQ(message.headers.size(), 2U) << "neither the key nor what was meant for another host";
  EXPECT_EQ(message.headers[0], "Accept: application/json");
  EXPECT_TRUE(message.headers[1].starts_with("User-Agent: ")) << message.headers[1];
}

TEST(Quota, DaysStandBehindTheKey) {
  auth::TokenCache tokens;
  const Prepared prepared = quota(R"({"start_date":"2026-09-01","end_date":"2026-09-28"})");
  EXPECT_EQ(prepared.path.find("sk-"), String::npos) << prepared.path;
  EXPECT_EQ(std::string(create_message(prepared, endpoint_at(), tokens, 0, 1000).url),
            "https://query.cometapi.com/user/quota?key=" + std::string(key_in_query) + "&start_date=2026-09-01&end_date=2026-09-28");
  EXPECT_EQ(shown_url(prepared, endpoint_at()), "https://query.cometapi.com/user/quota?key=***&start_date=2026-09-01&end_date=2026-09-28");
}

TEST(Quota, BehindABaseOfTheCallersIsAskedForAtItsOriginWithoutThePrefix) {
  auth::TokenCache tokens;
  for (const std::string_view base : {"http://127.0.0.1:8080", "http://127.0.0.1:8080/kling/v1"}) {
    const Message message = create_message(quota(), endpoint_at(base), tokens, 0, 1000);
    EXPECT_EQ(std::string_view(message.url), "http://127.0.0.1:8080/user/quota?key=" + std::string(key_in_query));
    EXPECT_EQ(message.headers.back(), "X-Team: blue");
    for (const String &header : message.headers) {
      EXPECT_EQ(header.find("Authorization"), String::npos);
      EXPECT_EQ(header.find("0Key"), String::npos);
    }
  }
  EXPECT_TRUE(create_message(quota(), endpoint_at("https://api.cometapi.com/v1"), tokens, 0, 1000).url.starts_with("https://query."));
}

TEST(Quota, OfOtherProvidersIsUnsupported) {
  for (const std::string_view provider : {"kling", "kling-cn", "custom"}) {
    for (const Validation validation : {Validation::provider, Validation::off}) {
      const test::Outcome out = test::prepared("quota", "{}", test::rules_of(provider, validation));
      EXPECT_EQ(out.status, KLING_E_UNSUPPORTED);
      EXPECT_EQ(out.field(), "kind");
      EXPECT_NE(out.message().find("cometapi"), std::string::npos) << out.message();
      EXPECT_NE(out.message().find(provider), std::string::npos) << out.message();
    }
  }
}

} // namespace
} // namespace kling::protocol
