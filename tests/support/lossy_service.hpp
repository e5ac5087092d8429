#pragma once

#include <algorithm>
#include <chrono>
#include <ctime>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "support/pretend_service.hpp"

namespace kling::test {

/// What becomes of the creates of one external id.
struct Plan {
  std::vector<Reply> answers = {};      // to the first creates; those behind them are carried out and answered as they should be
  bool keeps = false;                   // the first create makes the task, whatever is answered
  std::vector<Reply> look_answers = {}; // instead of what looks by the external id would be answered; the last one for ever
  int hidden_looks = 0;                 // so many looks at it answer "Task not found" all the same
  int64_t age_ms = 0;                   // that much before now it was made, as it tells
  int64_t clock_ms = 0;                 // that much ahead of ours the service's clock is, in its Date and in what it tells
  std::string told_external_id = {};    // instead of its own
  bool create_tells = true;             // its external id; else the place for it is empty
  bool looks_tell = true;               // the same of looks
  std::vector<std::string> words = {};  // headers of every answer
};

/// A service of both generations that loses its answers as a plan says, independent of the simulator: it keeps its own ledger, by external
/// id.
class LossyService {
public:
  LossyService() {
    server.handle([this](const RecordedRequest &request) { return answer(request); });
  }

  void plan(const std::string &external_id, Plan plan) {
    const std::lock_guard lock(mutex_);
    entries_[external_id].plan = std::move(plan);
  }

  struct Entry {
    Plan plan;
    std::string task_id; // empty: not created
    int creations = 0;
    std::vector<std::string> posts;                           // bodies
    std::vector<std::chrono::steady_clock::time_point> times; // when they came
    int looks = 0;                                            // by the external id
    std::size_t polls = 0;                                    // by the task id
  };
  [[nodiscard]] Entry entry(const std::string &external_id) const {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(external_id);
    return found == entries_.end() ? Entry() : found->second;
  }

  [[nodiscard]] static std::string external_id_in(const std::string &body) {
    const std::string mark = "\"external_task_id\":\"";
    const std::size_t start = body.find(mark);
    return start == std::string::npos ? std::string()
                                      : body.substr(start + mark.size(), body.find('"', start + mark.size()) - start - mark.size());
  }

  [[nodiscard]] static std::string http_date(int64_t ahead_ms) {
    const time_t when = time(nullptr) + static_cast<time_t>(ahead_ms / 1000);
    tm parts{};
    gmtime_r(&when, &parts);
    char text[64];
    strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return text;
  }

  [[nodiscard]] static Reply not_found(const std::string &id, bool at_tasks = false) {
    return at_tasks ? Reply::text(200, R"({"code":0,"message":"SUCCEED","request_id":"r-4","data":[]})")
                    : Reply::text(400, R"({"code":1201,"message":"Task not found by id/external id: )" + id + R"(","request_id":"r-4"})");
  }

private:
  Reply answer(const RecordedRequest &request) {
    const std::lock_guard lock(mutex_);
    const bool creates = request.method == "POST";
    const bool at_tasks = request.target.find("/tasks?") != std::string::npos;
    const std::string id = creates ? external_id_in(request.body) : request.target.substr(request.target.find_last_of("/=") + 1);
    Entry *entry = creates ? &entries_[id] : find(id);
    if (entry == nullptr) {
      return not_found(id, at_tasks);
    }
    Reply reply = creates ? create(*entry, id, request.body, request.target.find("/v1/") != std::string::npos) : look(*entry, id, at_tasks);
    for (const std::string &line : entry->plan.words) {
      reply.headers.push_back(line);
    }
    if (entry->plan.clock_ms != 0) {
      reply.headers.push_back("Date: " + http_date(entry->plan.clock_ms));
    }
    return reply;
  }

  Entry *find(const std::string &id) {
    for (auto &[external_id, entry] : entries_) {
      if (id == external_id || id == entry.task_id) {
        return &entry;
      }
    }
    return nullptr;
  }

  Reply create(Entry &entry, const std::string &external_id, const std::string &body, bool legacy) {
    entry.posts.push_back(body);
    entry.times.push_back(std::chrono::steady_clock::now());
    const std::size_t number = entry.posts.size();
    const bool planned = number <= entry.plan.answers.size();
    const bool exists = !entry.task_id.empty();
    if (!exists && (!planned || (entry.plan.keeps && number == 1))) {
      entry.task_id = PretendService::id_of(++last_id_);
      ++entry.creations;
    }
    if (planned) {
      return entry.plan.answers[number - 1];
    }
    return exists
               ? Reply::text(400, R"({"code":1201,"message":"External_task_id )" + external_id + R"( already exists","request_id":"r-3"})")
               : Reply::text(200, legacy ? PretendService::created(entry.task_id, entry.plan.create_tells ? external_id : std::string())
                                         : new_created(entry.task_id, external_id));
  }

  [[nodiscard]] static std::string new_created(const std::string &id, const std::string &external_id) {
    return R"({"code":0,"message":"SUCCEED","request_id":"r-1","data":{"id":")" + id +
           R"(","status":"submitted","message":"","external_id":")" + external_id +
           R"(","create_time":1790605869865,"update_time":1790605869865}})";
  }

  [[nodiscard]] const std::string &external_id_of(const Entry &wanted) const {
    return std::find_if(entries_.begin(), entries_.end(), [&](const auto &each) { return &each.second == &wanted; })->first;
  }

  Reply look(Entry &entry, const std::string &id, bool at_tasks) const {
    const bool by_external_id = id != entry.task_id;
    entry.looks += by_external_id ? 1 : 0;
    entry.polls += by_external_id ? 0 : 1;
    if (by_external_id && !entry.plan.look_answers.empty()) {
      return entry.plan.look_answers[std::min(static_cast<std::size_t>(entry.looks), entry.plan.look_answers.size()) - 1];
    }
    if (entry.task_id.empty() || (by_external_id && entry.looks <= entry.plan.hidden_looks)) {
      return not_found(id, at_tasks);
    }
    const std::string made = std::to_string(time(nullptr) * 1000LL - entry.plan.age_ms + entry.plan.clock_ms);
    const std::string &external_id = entry.plan.told_external_id.empty() ? external_id_of(entry) : entry.plan.told_external_id;
    const std::string info = entry.plan.looks_tell ? R"({"external_task_id":")" + external_id + "\"}" : "{}";
    if (at_tasks) {
      return Reply::text(200, R"({"code":0,"message":"SUCCEED","request_id":"r-2","data":[{"id":")" + entry.task_id +
                                  R"(","status":"succeeded","message":"","external_id":")" + external_id +
                                  R"(","outputs":[{"type":"video","id":"v-1","url":")" + server.url("/clip.mp4?signature=secret") +
                                  R"(","duration":"5.0"}],"billing":[],"create_time":)" + made + R"(,"update_time":)" + made + "}]}");
    }
    return Reply::text(200, R"({"code":0,"message":"SUCCEED","request_id":"r-2","data":{"task_id":")" + entry.task_id +
                                R"(","task_status":"succeed","task_status_msg":"","task_info":)" + info +
                                R"(,"task_result":{"videos":[{"id":"v-1","url":")" + server.url("/clip.mp4?signature=secret") +
                                R"(","duration":"5.0"}]},"created_at":)" + made + R"(,"updated_at":)" + made + "}}");
  }

  mutable std::mutex mutex_;
  std::map<std::string, Entry> entries_;
  int last_id_ = 0;

public:
  RecordingServer server; // last: its thread uses the others
};

} // namespace kling::test
