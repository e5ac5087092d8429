#include "account.hpp"
#include "sim/access.hpp"

namespace kling::sim {
namespace {

// Reference §2.3: access key ak-test, secret key sk-test, made at 1700000000.
constexpr std::string_view vector_token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
                                          "eyJpc3MiOiJhay10ZXN0IiwiZXhwIjoxNzAwMDAxODAwLCJuYmYiOjE2OTk5OTk5OTV9."
                                          "tMljlG8Xy1G8AKj5WkEZRcRIADvbH0FP6wgzpwHAfs4";
constexpr int64_t vector_made_ms = 1700000000000;

Settings test_keys() {
  Settings settings;
  settings.api_key = "key-test";
  settings.access_key = "ak-test";
  settings.secret_key = "sk-test";
  settings.hmac_sha256 = &hmac_sha256;
  return settings;
}

String base64url(std::string_view bytes) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  String out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t group = 0;
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8U | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j <= count; ++j) {
      out.push_back(alphabet[(group >> (18U - 6U * j)) & 63U]);
    }
  }
  return out;
}

String token_of(std::string_view header, std::string_view claims, std::string_view secret = "sk-test") {
  const String signed_part = concat({base64url(header), ".", base64url(claims)});
  uint8_t digest[32];
  hmac_sha256(secret, signed_part, digest);
  return concat({signed_part, ".", base64url({reinterpret_cast<const char *>(digest), 32})});
}

constexpr std::string_view good_header = R"({"alg":"HS256","typ":"JWT"})";

struct HeaderCase {
  const char *what;
  bool under_gateway;
  String header;
  int64_t unix_ms;
  int64_t code; // 0: let in
  std::string_view message;
};

TEST(Access, answers_every_header_with_the_documented_code) {
  const Settings settings = test_keys();
  const String bearer = concat({"Bearer ", vector_token});
  const auto made = [](std::string_view claims, std::string_view secret = "sk-test", std::string_view header = good_header) {
    return concat({"Bearer ", token_of(header, claims, secret)});
  };
  const int64_t now = vector_made_ms;
  const std::string_view signature = "The Token's Signature resulted invalid when verified using the Algorithm: HmacSHA256";
  const HeaderCase cases[] = {
      {"none", false, "", now, 1001, "Authorization is empty"},
      {"scheme only", false, "Bearer ", now, 1001, "Authorization is empty"},
      {"none, gateway", true, "", now, 1001, "Authorization is empty"},
      {"key", false, "Bearer key-test", now, 0, ""},
      {"scheme in lower case", false, "bearer key-test", now, 0, ""},
      {"key without scheme", false, "key-test", now, 1002, "Authorization is invalid"},
      {"key, gateway", true, "Bearer key-test", now, 0, ""},
      {"key without scheme, gateway", true, "key-test", now, 0, ""},
      {"token, gateway", true, bearer, now, 1002, "Authorization is invalid"},
      {"wrong key, gateway", true, "Bearer other", now, 1002, "Authorization is invalid"},
      {"no point", false, "Bearer other", now, 1002, "The token was expected to have 3 parts, but got 0"},
      {"one point", false, "Bearer a.b", now, 1002, "The token was expected to have 3 parts, but got 2"},
      {"three points", false, "Bearer a.b.c.d", now, 1002, "The token was expected to have 3 parts, but got > 3"},
      {"not Base64", false, "Bearer a*.b.c", now, 1002, "The token is not a valid JWT"},
      {"vector", false, bearer, now, 0, ""},
      {"vector at its nbf", false, bearer, 1699999995000, 0, ""},
      {"vector before its nbf", false, bearer, 1699999994999, 1003, "The Token can't be used before 1699999995."},
      {"vector in its last second", false, bearer, 1700001799999, 0, ""},
      {"vector at its exp", false, bearer, 1700001800000, 1004, "The Token has expired on 1700001800."},
      {"bad signature", false, concat({bearer, "A"}), now, 1002, signature},
      {"another secret", false, made(R"({"iss":"ak-test","exp":1700001800})", "other"), now, 1002, signature},
      {"another issuer", false, made(R"({"iss":"ak-other","exp":1700001800})"), now, 1002, "Access key not found"},
      {"another algorithm", false, made(R"({"iss":"ak-test","exp":1700001800})", "sk-test", R"({"alg":"none"})"), now, 1002,
       "The provided Algorithm doesn't match the one defined in the JWT's Header"},
      {"without nbf", false, made(R"({"iss":"ak-test","exp":1700001800})"), now, 0, ""},
      {"without exp", false, made(R"({"iss":"ak-test"})"), now, 1002, "The token's exp or nbf is not a whole number of seconds"},
      {"exp as text", false, made(R"({"iss":"ak-test","exp":"1700001800"})"), now, 1002,
       "The token's exp or nbf is not a whole number of seconds"},
  };
  for (const HeaderCase &each : cases) {
    Refusal refusal;
    EXPECT_EQ(authorised(settings, each.under_gateway, each.header, each.unix_ms, refusal), each.code == 0) << each.what;
    EXPECT_EQ(refusal.code, each.code) << each.what;
    EXPECT_EQ(refusal.message, each.message) << each.what;
  }
}

TEST(Access, no_token_is_accepted_without_a_hash_function) {
  Settings settings = test_keys();
  settings.hmac_sha256 = nullptr;
  Refusal refusal;
  EXPECT_FALSE(authorised(settings, false, concat({"Bearer ", vector_token}), vector_made_ms, refusal));
  EXPECT_EQ(refusal.code, 1002);
}

TEST(Access, codes_have_the_http_status_of_the_table) {
  const int64_t rows[][2] = {{1000, 401}, {1001, 401}, {1002, 401}, {1003, 401}, {1004, 401}, {1100, 429}, {1101, 429},
                             {1102, 429}, {1103, 403}, {1200, 400}, {1201, 400}, {1202, 404}, {1203, 404}, {1300, 400},
                             {1301, 400}, {1302, 429}, {1303, 429}, {1304, 429}, {5000, 500}, {5001, 503}, {5002, 504}};
  for (const auto &row : rows) {
    EXPECT_EQ(http_status_of(row[0]), row[1]) << row[0];
  }
  EXPECT_EQ(http_status_of(1), 500);
  EXPECT_EQ(message_of(1), "service error");
}

} // namespace
} // namespace kling::sim
