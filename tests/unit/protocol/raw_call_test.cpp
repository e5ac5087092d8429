#include "base/text.hpp"
#include "preparing.hpp"
#include "protocol/raw_call.hpp"

namespace kling::protocol {
namespace {

using test::prepared;

TEST(RawCall, PathsStayOnTheHost) {
  for (const std::string_view path : {"/v1/videos/text2video", "/v1/x?a=b&c=https://d/..//e", "/", "/a%20b/c:d@e", "/...", "/a..b/.c"}) {
    Error error;
    EXPECT_EQ(check_path(path, error), KLING_OK) << path << error.message;
  }
  const std::string long_path = "/" + std::string(4096, 'x');
  for (const std::string_view path : std::initializer_list<std::string_view>{"",
                                                                             "v1/x",
                                                                             "https://evil.example/x",
                                                                             "//evil.example/x",
                                                                             "/v1//x",
                                                                             "/v1/../x",
                                                                             "/..",
                                                                             "/.",
                                                                             "/v1/./x",
                                                                             "/v1/%2e%2E/x",
                                                                             "/.%2e",
                                                                             "/v1/x y",
                                                                             "/v1/x\r\nHost: y",
                                                                             "/v1/x\ty",
                                                                             "/v1\\x",
                                                                             "/v1/x#y",
                                                                             "/v1/ü",
                                                                             "?a",
                                                                             std::string_view("/a\0b", 4),
                                                                             std::string_view(long_path)}) {
    Error error;
    EXPECT_EQ(check_path(path, error), KLING_E_FIELD) << path;
    EXPECT_EQ(std::string(error.field), "path");
    EXPECT_TRUE(error.message.starts_with("path ")) << error.message;
    EXPECT_EQ(error.message.find("Host"), String::npos);
  }
  Error error;
  EXPECT_EQ(check_path("https://a.b/c?sign=secret", error), KLING_E_FIELD);
  EXPECT_EQ(std::string(error.message), R"(path is "https://a.b/c"; it begins with / and has no scheme or host)");
}

struct Row {
  std::string_view body;
  std::string_view message; // empty: passes
};

TEST(RawCall, IsRefusedWithWhatIsWrong) {
  for (const Row &row : {
           Row{R"({"path":"/v1/x"})", "method is required"},
           Row{R"({"method":"GET"})", "path is required"},
           Row{R"({"method":"get","path":"/v1/x"})", ""}, // the message is of the row's values
           Row{R"({"method":"GET","path":"/v1/../x"})", "path holds . or .. as a part, which names another place"},
           Row{R"({"method":"GET","path":"/v1/x","body":{"a":1}})", "body goes with other methods than GET; put it into the query of path"},
           Row{R"({"method":"POST","path":"/v1/x","body":[1]})", "body takes an object, not an array"},
       }) {
    const test::Outcome out = prepared("call", row.body);
    EXPECT_EQ(out.status, KLING_E_FIELD) << row.body;
    if (!row.message.empty()) {
      EXPECT_EQ(out.message(), row.message);
    }
  }
}

TEST(RawCall, IsAsSafeWithValidationOff) {
  const Rules off = test::rules_of("kling", Validation::off);
  for (const std::string_view body :
       {R"({"method":"GET","path":"//evil.example/x"})", R"({"method":"CONNECT","path":"/x"})", R"({"method":"GET\r\nX: y","path":"/x"})",
        R"({"method":"GET"})", R"({"path":"/x"})", R"({"method":"head","path":"/x"})"}) {
    EXPECT_EQ(prepared("call", body, off).status, KLING_E_FIELD) << body;
  }
  EXPECT_EQ(prepared("call", R"({"method":"OPTIONS","path":"/x"})", off).prepared.method, "OPTIONS");
}

TEST(RawCall, GoesOutAsItIs) {
  const test::Outcome get = prepared("call", R"({"method":"GET","path":"/v1/videos/text2video?pageNum=1"})");
  ASSERT_EQ(get.status, KLING_OK) << get.message();
  EXPECT_EQ(get.prepared.method, "GET");
  EXPECT_EQ(get.prepared.path, "/v1/videos/text2video?pageNum=1");
  EXPECT_TRUE(get.prepared.body.empty());
  const test::Outcome post =
      prepared("call", R"({"method":"POST","path":"/v1/new","body":{"b":0.10,"a":829836802793406551}})", test::rules_of("kling"), "k1-a");
  EXPECT_EQ(post.prepared.method, "POST");
  EXPECT_EQ(post.body(), R"({"b":0.10,"a":829836802793406551})");
  EXPECT_EQ(post.prepared.external_id, "");
  EXPECT_EQ(post.prepared.price_hundredths, -1);
  EXPECT_EQ(prepared("call", R"({"method":"DELETE","path":"/v1/new/7"})").body(), "{}") << "so that the transport can tell what was sent";
}

TEST(RawCall, QueriesAreInOrderAndEscaped) {
  struct Query {
    std::string_view body;
    std::string_view text;
  };
  for (const Query &row : {
           Query{"{}", ""},
           Query{R"({"b":1,"a":"x y&z=ü/+"})", "b=1&a=x%20y%26z%3D%C3%BC%2F%2B"},
           Query{R"({"on":true,"ids":["a,b",2,false],"n":829836802793406551})", "on=true&ids=a%2Cb,2,false&n=829836802793406551"},
       }) {
    const json::Document body = test::parsed(row.body);
    String query;
    Error error;
    EXPECT_EQ(write_query(body.root(), query, error), KLING_OK);
    EXPECT_EQ(std::string(query), row.text);
  }
  for (const std::string_view body : {R"({"a":{"b":1}})", R"({"a":[{"b":1}]})", R"({"a":[[1]]})"}) {
    const json::Document document = test::parsed(body);
    String query;
    Error error;
    EXPECT_EQ(write_query(document.root(), query, error), KLING_E_FIELD) << body;
    EXPECT_EQ(std::string(error.field), "a");
  }
}

} // namespace
} // namespace kling::protocol
