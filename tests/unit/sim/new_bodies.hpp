#pragma once

#include <string_view>

#include "drafting.hpp"

namespace kling::sim {

/// The smallest body that a model of the new generation takes (§5.2), with ' for ".
struct NewBody {
  std::string_view path;
  std::string_view body;
  std::string_view units; // what it costs
};

inline constexpr std::string_view framed = "{'contents':[{'type':'prompt','text':'a'},{'type':'first_frame','url':'https://a/b.png'}]}";
inline constexpr std::string_view moved = "{'contents':[{'type':'image','url':'https://a/b.png'},{'type':'video','url':'https://a/b.mp4'}],"
                                          "'settings':{'character_orientation':'image'}}";
inline constexpr std::string_view omni = "{'contents':[{'type':'prompt','text':'a'}],'settings':{'aspect_ratio':'16:9'}}";

inline constexpr NewBody new_bodies[] = {
    {"/text-to-video/kling-3.0-turbo", "{'prompt':'a'}", "4"},
    {"/image-to-video/kling-3.0-turbo", framed, "4"},
    {"/text-to-video/kling-3.0", "{'prompt':'a'}", "3"},
    {"/image-to-video/kling-3.0", framed, "3"},
    {"/omni-video/kling-3.0-omni", omni, "3"},
    {"/omni-video/kling-o1", omni, "3"},
    {"/motion-control/kling-3.0", moved, "4.5"},
    {"/motion-control/kling-2.6", moved, "2.5"},
    {"/text-to-video/kling-2.6", "{'prompt':'a'}", "1.5"},
    {"/image-to-video/kling-2.6", framed, "1.5"},
    {"/text-to-video/kling-2.5-turbo", "{'prompt':'a'}", "1.5"},
    {"/image-to-video/kling-2.5-turbo", framed, "1.5"},
};

/// A body with ' for " and so many letters for "{2500}".
inline String new_body(std::string_view text) {
  String out = json_of(text);
  for (const int64_t length : {511, 512, 513, 2500, 2501, 3072, 3073}) {
    const String mark = concat({"{", text_of(length), "}"});
    String letters;
    for (int64_t i = 0; i < length; ++i) {
      letters += "é";
    }
    for (std::size_t at = out.find(mark); at != String::npos; at = out.find(mark)) {
      out.replace(at, mark.size(), letters);
    }
  }
  return out;
}

inline Answer post(Account &account, std::string_view path, std::string_view body) {
  return account.call("POST", path, new_body(body));
}

/// What a fresh account says to a body: "" when it takes it.
inline std::string said(std::string_view path, std::string_view body, const Settings &settings = {}) {
  Account account(settings);
  const Answer answer = post(account, path, body);
  EXPECT_EQ(answer.reply.status, answer.code() == 0 ? 200 : 400) << path << body;
  EXPECT_TRUE(answer.code() == 0 || answer.code() == 1201) << answer.code();
  return answer.code() == 0 ? "" : answer.message();
}

/// The record of one task in /tasks.
struct Recorded {
  Recorded(Account &account, std::string_view id) : answer(account.call("GET", concat({"/tasks?task_ids=", id}))) {}
  [[nodiscard]] json::Value operator[](std::string_view name) const { return answer.data().at(0)[name]; }
  Answer answer;
};

struct NewVerdict {
  std::string_view path;
  std::string_view message; // "": taken
  std::string_view body;
};

inline void expect_verdicts(std::span<const NewVerdict> rows, const Settings &settings = {}) {
  for (const NewVerdict &row : rows) {
    EXPECT_EQ(said(row.path, row.body, settings), row.message) << row.path << " " << row.body;
  }
}

} // namespace kling::sim
