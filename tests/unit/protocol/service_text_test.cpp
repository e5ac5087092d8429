#include <gtest/gtest.h>

#include "protocol/service_text.hpp"

namespace kling::protocol {
namespace {

TEST(ServiceText, IsOneLineWithoutSecrets) {
  struct Row {
    std::string_view text;
    std::string_view readable;
  };
  for (const Row &row : {
           Row{"  plain  text\r\n on\tlines\x01 ", "plain text on lines"},
           Row{"Invalid token sk-abcdef123456, check", "Invalid token [hidden], check"},
           Row{"key=sk-abcdef123456", "key=[hidden]"},
           Row{"Bearer eyJhbGciOi.eyJpc3.sig rejected", "Bearer [hidden] rejected"},
           Row{"bearer 0123456789abcdef", "bearer [hidden]"},
           Row{"sk-1 is short", "sk-1 is short"},
           Row{"unknown key://sk-abcdef123456 or token/eyJhbGciOi", "unknown [hidden] or [hidden]"},
           Row{"GET https://host/of/sk-abcdef123456/x?y failed", "GET [hidden] failed"},
           Row{"a task-abcdef123456 is none", "a task-abcdef123456 is none"},
           Row{"fetch \"https://cdn.example/a.mp4?Signature=abc&Expires=1\" failed", "fetch \"https://cdn.example/a.mp4\" failed"},
           Row{"url_https://h/x?sig=1 HTTPS://h/y?sig=2 oss://h/z?sig=3", "url_https://h/x HTTPS://h/y oss://h/z"},
           Row{"see http://user:pass@h/x#y.", "see http://h/x"},
           Row{"Überlast – später", "Überlast – später"},
           Row{"broken \xff text", ""},
           Row{"", ""},
       }) {
    EXPECT_EQ(readable(row.text, 380), row.readable) << row.text;
  }
}

TEST(ServiceText, IsCutAtACharacter) {
  EXPECT_EQ(readable("aüb", 2), "a");
  EXPECT_EQ(readable("aüb", 3), "aü");
  EXPECT_EQ(readable(String(100000, 'x'), 10), "xxxxxxxxxx");
}

TEST(ServiceText, APageIsItsTitleOrItsWords) {
  EXPECT_EQ(page_summary("<!DOCTYPE html><html><head><title lang=en> 502 Bad\nGateway </title></head><body>x</body></html>", 80),
            "502 Bad Gateway");
  EXPECT_EQ(page_summary("<html><body><h1>Not</h1><p>here</p></body></html>", 80), "Not here");
  EXPECT_EQ(page_summary("upstream connect error", 80), "upstream connect error");
  EXPECT_EQ(page_summary("<title>", 80), "");
  EXPECT_EQ(page_summary("\xff\xfe", 80), "");
}

TEST(ServiceText, TheQueryOfAPathIsCutLikeThatOfAUrl) {
  EXPECT_EQ(readable("The requested URL /user/quota?key=0Key1Key2&start_date=x was not found", 200),
            "The requested URL /user/quota was not found");
  EXPECT_EQ(readable("GET \"/a/b?key=%2B0Key1Key2\": 404", 200), "GET \"/a/b\": 404");
  EXPECT_EQ(readable("yes/no? perhaps", 200), "yes/no perhaps");
  EXPECT_EQ(readable("really?", 200), "really?");
}

TEST(ServiceText, ASecretIsTakenOutWhereverItStands) {
  EXPECT_EQ(without_secret("no such key: 0Key1Key2, not 0Key1Key2", "0Key1Key2"), "no such key: [hidden], not [hidden]");
  EXPECT_EQ(without_secret("nothing of it", "0Key1Key2"), "nothing of it");
  EXPECT_EQ(without_secret("the word key", "key"), "the word key") << "too short to be one";
  EXPECT_EQ(without_secret("the word", ""), "the word");
}

TEST(ServiceText, HtmlIsKnownByItsHead) {
  EXPECT_TRUE(looks_like_html(" \n<!doctype HTML>"));
  EXPECT_TRUE(looks_like_html("<HTML lang=\"en\">"));
  EXPECT_FALSE(looks_like_html("{\"html\":\"<html>\"}"));
  EXPECT_FALSE(looks_like_html(""));
}

TEST(ServiceText, SearchesWithoutCase) {
  EXPECT_EQ(find_ignoring_case("abc External_Task_Id x", "external_task_id"), 4U);
  EXPECT_EQ(find_ignoring_case("abc", "d"), std::string_view::npos);
  EXPECT_TRUE(contains_ignoring_case("ALREADY exists", "already exists"));
  EXPECT_FALSE(contains_ignoring_case("", "x"));
}

} // namespace
} // namespace kling::protocol
