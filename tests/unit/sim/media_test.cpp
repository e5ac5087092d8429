#include "account.hpp"

namespace kling::sim {
namespace {

constexpr int64_t thirty_days_ms = int64_t{30} * 24 * 3600 * 1000;

/// An account with one finished clip of three seconds, and its link.
struct Finished : Account {
  Finished() {
    const std::string id = create(R"({"prompt":"a","model_name":"kling-v3","duration":"3","watermark_info":{"enabled":true}})").task_id();
    now += 1000;
    const Answer answer = get(id);
    const json::Value video = answer.data()["task_result"]["videos"].at(0);
    url = target_of(video["url"].text());
    watermark_url = target_of(video["watermark_url"].text());
  }
  static String target_of(std::string_view link) {
    constexpr std::string_view base = "http://127.0.0.1";
    EXPECT_TRUE(link.starts_with(base)) << link;
    return String(link.substr(base.size()));
  }
  HttpReply range(std::string_view range, std::string_view if_range = "") {
    return raw("GET", url, "", {{"Range", String(range)}, {"If-Range", String(if_range)}});
  }
  String url;
  String watermark_url;
};

TEST(Media, a_link_needs_no_credential) {
  Finished account;
  const HttpReply reply = account.raw("GET", account.url);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("Content-Type"), "video/mp4");
  EXPECT_EQ(reply.header("Accept-Ranges"), "bytes");
  EXPECT_EQ(reply.header("Last-Modified"), http_date(account.now));
  EXPECT_EQ(reply.content().substr(4, 4), "ftyp");
  EXPECT_EQ(reply.content(), account.raw("HEAD", account.url).content());
  EXPECT_EQ(account.raw("GET", account.watermark_url).status, 200);
  EXPECT_EQ(account.raw("POST", account.url).status, 405);
}

TEST(Media, a_link_expires_with_the_task) {
  Finished account;
  account.now += thirty_days_ms - 1000;
  EXPECT_EQ(account.raw("GET", account.url).status, 200);
  account.now += 1000;
  const HttpReply reply = account.raw("GET", account.url);
  EXPECT_EQ(reply.status, 403);
  EXPECT_EQ(reply.content(), "Request has expired\n");
}

TEST(Media, only_the_service_signs_links) {
  Finished account;
  const std::size_t expires = account.url.find("Expires=");
  String later = account.url;
  later[expires + 8] = '9';
  for (const String &link : {later, account.url.substr(0, account.url.find('?')), account.url + "0", String("/_clips/other.mp4")}) {
    EXPECT_EQ(account.raw("GET", link).status, 403) << link;
  }
  account.service.reset();
  EXPECT_EQ(account.raw("GET", account.url).status, 404);
}

TEST(Media, parts_are_what_they_say) {
  Finished account;
  const String whole(account.raw("GET", account.url).content());
  const HttpReply part = account.range("bytes=100-199");
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.content(), std::string_view(whole).substr(100, 100));
  EXPECT_EQ(part.header("Content-Range"), concat({"bytes 100-199/", text_of(static_cast<int64_t>(whole.size()))}));
  const HttpReply rest = account.range("bytes=200-");
  EXPECT_EQ(rest.content(), std::string_view(whole).substr(200));
  const HttpReply beyond = account.range("bytes=99999999-");
  EXPECT_EQ(beyond.status, 416);
  EXPECT_EQ(beyond.header("Content-Range"), concat({"bytes */", text_of(static_cast<int64_t>(whole.size()))}));
  EXPECT_EQ(beyond.content(), "");
  EXPECT_EQ(account.raw("HEAD", account.url, "", {{"Range", "bytes=0-1"}}).status, 200);
}

TEST(Media, if_range_gives_the_whole_file_when_it_is_another) {
  Finished account;
  const HttpReply whole = account.raw("GET", account.url);
  EXPECT_EQ(account.range("bytes=1-2", whole.header("ETag")).status, 206);
  EXPECT_EQ(account.range("bytes=1-2", whole.header("Last-Modified")).status, 206);
  EXPECT_EQ(account.range("bytes=1-2", "\"other\"").status, 200);
  EXPECT_EQ(account.range("bytes=1-2", "\"other\"").content(), whole.content());
  EXPECT_NE(account.raw("GET", account.watermark_url).header("ETag"), whole.header("ETag"));
}

TEST(Media, a_file_is_made_once) {
  Finished account;
  EXPECT_EQ(account.raw("GET", account.url).media.get(), account.range("bytes=1-2").media.get());
}

} // namespace
} // namespace kling::sim
