#pragma once

#include "json/document.hpp"
#include "world.hpp"

namespace kling::engine {

/// How a status was asked for.
enum class Question : uint8_t { alone, by_ids, by_page };

inline Question question_of(const Sent &look) {
  const bool by_ids = look.url.find("/tasks?task_ids=") != std::string::npos && look.url.find(',') != std::string::npos;
  const bool by_page = look.url.find("pageNum=") != std::string::npos || look.method == "POST";
  return by_ids ? Question::by_ids : by_page ? Question::by_page : Question::alone;
}

inline std::vector<Sent> questions(const World &world, Question question) {
  std::vector<Sent> out;
  for (const Sent &each : world.sent) {
    if ((each.method == "GET" || each.url.ends_with("/tasks")) && question_of(each) == question) {
      out.push_back(each);
    }
  }
  return out;
}

/// A record as it stands in a list.
inline std::string record_of(const std::string &id, const std::string &status) {
  const bool done = status == "succeed";
  return R"({"task_id":")" + id + R"(","task_status":")" + status + '"' +
         (done ? R"(,"final_unit_deduction":"3.5","task_result":{"videos":[{"id":"v","url":"https://x/)" + id + R"(","duration":"5.1"}]}})"
               : "}");
}

inline Answer listed(const std::vector<std::string> &records) {
  std::string all;
  for (const std::string &each : records) {
    all += (all.empty() ? "" : ",") + each;
  }
  return replied(200, R"({"code":0,"message":"SUCCEED","request_id":"r-1","data":[)" + all + "]}");
}

/// An answer that knows every task that is asked for.
inline Answer all_of(const Sent &look, const std::string &status) {
  if (question_of(look) == Question::alone) {
    return status == "succeed" ? finished(asked_ids(look.url).front(), {"https://x/" + asked_ids(look.url).front()})
                               : told(asked_ids(look.url).front(), status);
  }
  std::vector<std::string> records;
  for (const std::string &id : asked_ids(look.url)) {
    records.push_back(record_of(id, status));
  }
  return listed(records);
}

/// So many tasks that are attached, all at once.
inline void attach_tasks(World &world, int count, int64_t first_id = 1000) {
  for (int64_t id = first_id; id < first_id + count; ++id) {
    world.attach(std::to_string(id));
  }
}

/// One that asks at once for all that are attached, and every ten seconds from then on.
inline Scene steady() {
  Scene scene;
  scene.settings.poll_interval_ms = 10 * second;
  scene.settings.poll_max_interval_ms = 10 * second;
  scene.settings.poll_interval_set = true;
  return scene;
}

} // namespace kling::engine
