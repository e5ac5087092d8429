#include <gtest/gtest.h>
#include <set>
#include <string>

#include "auth/credential.hpp"
#include "base/text.hpp"
#include "json/document.hpp"

namespace kling::auth {
namespace {

constexpr int64_t now = 1700000000;

Credential pair(std::string_view access_key, std::string_view secret_key) {
  Credential credential;
  credential.access_key = access_key;
  credential.secret_key = secret_key;
  return credential;
}

Credential key(std::string_view api_key) {
  Credential credential;
  credential.api_key = api_key;
  return credential;
}

String decoded(std::string_view base64url) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  String bytes;
  unsigned bits = 0;
  unsigned held = 0;
  for (char c : base64url) {
    std::size_t value = alphabet.find(c);
    EXPECT_NE(value, std::string_view::npos) << "not in the URL alphabet: " << c;
    bits = bits << 6U | static_cast<unsigned>(value);
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes.push_back(static_cast<char>(bits >> held & 0xFFU));
    }
  }
  return bytes;
}

json::Document payload(std::string_view token) {
  std::size_t first = token.find('.');
  std::size_t second = token.find('.', first + 1);
  json::Document document;
  String why;
  EXPECT_TRUE(json::Document::parse(decoded(token.substr(first + 1, second - first - 1)), document, why)) << why;
  return document;
}

TEST(SignToken, GivesTheReferenceVector) {
  EXPECT_EQ(sign_token(pair("ak-test", "sk-test"), now), "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
                                                         "eyJpc3MiOiJhay10ZXN0IiwiZXhwIjoxNzAwMDAxODAwLCJuYmYiOjE2OTk5OTk5OTV9."
                                                         "tMljlG8Xy1G8AKj5WkEZRcRIADvbH0FP6wgzpwHAfs4");
}

TEST(SignToken, AnyAccessKeyGivesValidJson) {
  for (std::string_view access_key : {"a\"b", "a\\b", "片é🎬", "tab\there", "}{,", "a?b>c~"}) {
    String token = sign_token(pair(access_key, "sk"), now);
    json::Document document = payload(token);
    EXPECT_EQ(document.root()["iss"].text(), access_key);
    EXPECT_EQ(document.root()["exp"].integer(), now + 1800);
    EXPECT_EQ(document.root()["nbf"].integer(), now - 5);
    EXPECT_EQ(document.root().size(), 3U);
    EXPECT_EQ(token.find_first_of("+/= "), String::npos);
  }
}

TEST(SignToken, TheSignatureFollowsKeyAndPayload) {
  std::set<std::string> tokens;
  for (const Credential &credential : {pair("a", "s"), pair("a", "t"), pair("b", "s"), pair("a", ""), pair("a", String(200, 's'))}) {
    tokens.insert(std::string(sign_token(credential, now)));
  }
  EXPECT_EQ(tokens.size(), 5U);
  EXPECT_NE(sign_token(pair("a", "s"), now), sign_token(pair("a", "s"), now + 1));
}

TEST(TokenCache, AnApiKeyGoesOutAsItIs) {
  TokenCache cache;
  EXPECT_EQ(cache.token(key("sk-123"), now), "sk-123");
  EXPECT_EQ(cache.token(key("sk-123"), now + 100000), "sk-123");
  EXPECT_EQ(cache.token(Credential(), now), "");
}

TEST(TokenCache, ATokenIsKeptUntilFiveMinutesBeforeItsEnd) {
  struct Row {
    int64_t later;
    bool same;
  };
  Credential credential = pair("ak", "sk");
  String first = sign_token(credential, now);
  for (const Row &row : {Row{0, true}, Row{1, true}, Row{1499, true}, Row{1500, false}, Row{1800, false}, Row{86400, false}}) {
    TokenCache cache;
    ASSERT_EQ(cache.token(credential, now), first);
    EXPECT_EQ(cache.token(credential, now + row.later), row.same ? first : sign_token(credential, now + row.later)) << row.later;
  }
}

TEST(TokenCache, AClockThatWentBackBeforeItsStartMakesANewOne) {
  struct Row {
    int64_t earlier;
    bool same;
  };
  Credential credential = pair("ak", "sk");
  String first = sign_token(credential, now);
  for (const Row &row : {Row{1, true}, Row{5, true}, Row{6, false}, Row{100000, false}}) {
    TokenCache cache;
    ASSERT_EQ(cache.token(credential, now), first);
    EXPECT_EQ(cache.token(credential, now - row.earlier), row.same ? first : sign_token(credential, now - row.earlier)) << row.earlier;
  }
}

TEST(TokenCache, RenewalCountsFromTheLastSigning) {
  Credential credential = pair("ak", "sk");
  TokenCache cache;
  ASSERT_EQ(cache.token(credential, now), sign_token(credential, now));
  ASSERT_EQ(cache.token(credential, now + 1600), sign_token(credential, now + 1600));
  EXPECT_EQ(cache.token(credential, now + 3000), sign_token(credential, now + 1600));
}

TEST(TokenCache, DropSignsAnew) {
  Credential credential = pair("ak", "sk");
  TokenCache cache;
  ASSERT_EQ(cache.token(credential, now), sign_token(credential, now));
  cache.drop();
  EXPECT_EQ(cache.token(credential, now + 3), sign_token(credential, now + 3));
}

TEST(Credential, KnowsItsKind) {
  EXPECT_TRUE(Credential().none());
  EXPECT_FALSE(key("k").none());
  EXPECT_FALSE(key("k").signs());
  EXPECT_TRUE(pair("a", "s").signs());
  EXPECT_FALSE(pair("a", "s").none());
}

TEST(Fingerprint, NamesACredentialWithoutTellingIt) {
  std::set<std::string> names;
  Credential mixed = pair("a", "b");
  mixed.api_key = "c";
  for (const Credential &credential : {Credential(), key("abc"), key("abd"), pair("abc", ""), pair("", "abc"), pair("a", "bc"),
                                       pair("ab", "c"), pair("a", "b"), mixed, key("abc\n1:a")}) {
    String name = fingerprint(credential);
    EXPECT_EQ(name.size(), 32U);
    EXPECT_EQ(name.find_first_not_of("0123456789abcdef"), String::npos);
    EXPECT_EQ(name, fingerprint(credential)) << "the same one every time";
    names.insert(std::string(name));
  }
  EXPECT_EQ(names.size(), 10U);
  // Journals keep it: SHA-256 of "kling credential 1\n3:abc\n0:\n0:\n", its first half.
  EXPECT_EQ(fingerprint(key("abc")), "af9de050d6150cb46c1a616662e5d09d");
}

} // namespace
} // namespace kling::auth
