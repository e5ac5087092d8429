// kling_list_*: what the account has, page by page, over sockets.
#include <atomic>
#include <gtest/gtest.h>
#include <poll.h>
#include <set>
#include <thread>

#include "support/pretend_service.hpp"
#include "support/replies.hpp"
#include "support/simulator.hpp"

namespace kling::test {
namespace {

/// All that is left of it.
struct Read {
  std::vector<std::string> records;
  kling_status status = KLING_OK;
  kling_error error = no_error();
};

Read read_all(const Client &client, const List &list) {
  Read read;
  for (;;) {
    const char *record = nullptr;
    read.status = kling_list_next(list.get(), &record, &read.error);
    if (read.status == KLING_E_AGAIN) {
      EXPECT_EQ(record, nullptr);
      EXPECT_EQ(kling_poll(client.get(), -1, nullptr), KLING_OK); // it must come back when the page is there
      continue;
    }
    if (record == nullptr) {
      return read;
    }
    read.records.emplace_back(record);
  }
}

/// A service that has so many tasks, numbered from the newest.
class Library {
public:
  explicit Library(int tasks) : tasks_(tasks) {
    server.handle([this](const RecordedRequest &request) { return answer(request); });
  }
  [[nodiscard]] Settings settings() const {
    return {{"provider", "custom"}, {"base_url", server.url("")}, {"api_key", "the-key"}, {"retry_base_ms", "1"}};
  }
  [[nodiscard]] std::vector<std::string> targets() const {
    std::vector<std::string> out;
    for (const RecordedRequest &request : server.requests()) {
      out.push_back(request.target);
    }
    return out;
  }

private:
  static int number_in(const std::string &target, const std::string &name) {
    return std::stoi(target.substr(target.find(name + "=") + name.size() + 1));
  }
  [[nodiscard]] Reply answer(const RecordedRequest &request) const {
    const int size = number_in(request.target, "pageSize");
    const int first = (number_in(request.target, "pageNum") - 1) * size;
    std::string data;
    for (int each = first; each < std::min(first + size, tasks_); ++each) {
      data +=
          (data.empty() ? "" : ",") + (R"({"task_id":")" + PretendService::id_of(each) + R"(","task_status":"succeed","cfg_scale":0.10})");
    }
    return Reply::text(200, R"({"code":0,"message":"SUCCEED","request_id":"r-3","data":[)" + data + "]}");
  }
  const int tasks_;

public:
  RecordingServer server; // last: its thread uses the others
};

std::string record_of(int number) {
  return R"({"task_id":")" + PretendService::id_of(number) + R"(","task_status":"succeed","cfg_scale":0.10})";
}

TEST(Lists, SeventyFiveTasksOverPagesOfThirty) {
  const Library library(75);
  const Client client = make_client(library.settings());
  const List list = make_list(client, KLING_TEXT2VIDEO);
  ASSERT_NE(list, nullptr);
  const Read read = read_all(client, list);
  EXPECT_EQ(read.status, KLING_OK) << read.error.message;
  ASSERT_EQ(read.records.size(), 75U);
  for (int each = 0; each < 75; ++each) {
    EXPECT_EQ(read.records[static_cast<std::size_t>(each)], record_of(each));
  }
  EXPECT_EQ(library.targets(),
            (std::vector<std::string>{"/v1/videos/text2video?pageNum=1&pageSize=30", "/v1/videos/text2video?pageNum=2&pageSize=30",
                                      "/v1/videos/text2video?pageNum=3&pageSize=30"}));
  EXPECT_EQ(read_all(client, list).records.size(), 0U); // and stays at its end
  EXPECT_EQ(library.server.count(), 3);
}

TEST(Lists, TheLastFullPageIsFollowedByAnEmptyOne) {
  const Library library(60);
  const Client client = make_client(library.settings());
  EXPECT_EQ(read_all(client, make_list(client, "image2video", R"({"pageSize":"20","pageNum":2})")).records.size(), 40U);
  EXPECT_EQ(library.targets().back(), "/v1/videos/image2video?pageNum=4&pageSize=20");
}

TEST(Lists, NothingIsAskedForBeforeItIsNeeded) {
  const Library library(75);
  const Client client = make_client(library.settings());
  const List list = make_list(client, KLING_TEXT2VIDEO);
  kling_poll(client.get(), 0, nullptr);
  EXPECT_EQ(library.server.count(), 0);
  const char *record = nullptr;
  while (kling_list_next(list.get(), &record, nullptr) == KLING_E_AGAIN) {
    kling_poll(client.get(), -1, nullptr);
  }
  for (int each = 1; each < 30; ++each) {
    EXPECT_EQ(kling_list_next(list.get(), &record, nullptr), KLING_OK);
    kling_poll(client.get(), 0, nullptr);
  }
  EXPECT_EQ(library.server.count(), 1);
}

TEST(Lists, AnEmptyOneEndsAtOnce) {
  const Library library(0);
  const Client client = make_client(library.settings());
  const Read read = read_all(client, make_list(client, "voices"));
  EXPECT_EQ(read.status, KLING_OK);
  EXPECT_TRUE(read.records.empty());
}

TEST(Lists, APageThatFailsIsAskedForAgain) {
  Library library(75);
  library.server.script(Reply::text(200, R"({"code":0,"data":[{"task_id":"1"}]})"));
  library.server.script(coded(503, 5001));
  library.server.script(with_fault(Reply::Fault::reset_after_headers));
  library.server.script(with_header(coded(429, 1302), "Retry-After: 0"));
  const Client client = make_client(library.settings());
  const Read read = read_all(client, make_list(client, KLING_TEXT2VIDEO, R"({"pageSize":1,"pageNum":74})"));
  EXPECT_EQ(read.status, KLING_OK) << read.error.message;
  EXPECT_EQ(read.records, (std::vector<std::string>{R"({"task_id":"1"})", record_of(74)}));
  const std::vector<std::string> targets = library.targets();
  ASSERT_EQ(targets.size(), 6U); // 74, then 75 four times, then the empty 76
  for (std::size_t each = 1; each < 5; ++each) {
    EXPECT_EQ(targets[each], "/v1/videos/text2video?pageNum=75&pageSize=1");
  }
}

struct Failing {
  const char *name;
  Reply reply;
  kling_status status;
  int requests;
};

TEST(Lists, AnErrorIsFinal) {
  const Failing rows[] = {
      {"wrong key", coded(401, 1002), KLING_E_AUTH, 1},
      {"a page of HTML", Reply::text(200, "<!DOCTYPE html><html><title>Welcome</title></html>", "text/html"), KLING_E_PROTOCOL, 1},
      {"no list", Reply::text(200, R"({"code":0,"data":null})"), KLING_E_PROTOCOL, 1},
      {"a task", Reply::text(200, R"({"code":0,"data":{"task_id":"1","task_status":"succeed"}})"), KLING_E_PROTOCOL, 1},
      {"no such route", Reply::text(404, "not here", "text/plain"), KLING_E_ENDPOINT, 1},
      {"the service is down", coded(500, 5000), KLING_E_SERVICE, 3},
      {"a bad field", coded(400, 1201), KLING_E_FIELD, 1},
  };
  for (const Failing &row : rows) {
    RecordingServer server;
    server.handle([&](const RecordedRequest &) { return row.reply; });
    const Client client = make_client(
        {{"provider", "custom"}, {"base_url", server.url("")}, {"api_key", "the-key"}, {"retry_base_ms", "1"}, {"max_retries", "2"}});
    const List list = make_list(client, KLING_TEXT2VIDEO);
    for (int again = 0; again < 2; ++again) {
      const Read read = read_all(client, list);
      EXPECT_EQ(kling_status_group(read.status), kling_status_group(row.status)) << row.name;
      EXPECT_EQ(read.status, row.status) << row.name << ": " << read.error.message;
      EXPECT_NE(read.error.message[0], 0) << row.name;
      EXPECT_EQ(std::string(read.error.message).find("the-key"), std::string::npos);
    }
    EXPECT_EQ(server.count(), row.requests) << row.name;
  }
}

TEST(Lists, APageThatComesTwiceAndACursorThatStandsEndTheList) {
  RecordingServer server;
  server.handle([](const RecordedRequest &request) {
    return request.method == "GET"
               ? Reply::text(200, R"({"code":0,"data":[{"task_id":"1"}]})")
               : Reply::text(200, R"({"code":0,"data":{"result":{"detail":[{"a":1}],"count":1},"next_cursor":"c","has_more":true}})");
  });
  const Client client = make_client({{"provider", "custom"}, {"base_url", server.url("")}, {"api_key", "the-key"}});
  const Read pages = read_all(client, make_list(client, KLING_TEXT2VIDEO, R"({"pageSize":1})"));
  EXPECT_EQ(pages.status, KLING_E_PROTOCOL);
  EXPECT_EQ(pages.records.size(), 1U);
  const Read ledger = read_all(client, make_list(client, "balance", R"({"start_time":1,"end_time":2})"));
  EXPECT_EQ(ledger.status, KLING_E_PROTOCOL);
  EXPECT_EQ(ledger.records.size(), 1U);
}

TEST(Lists, APageThatTasksMadeMeanwhileBroughtAgainIsPassedOver) {
  RecordingServer server;
  server.handle([](const RecordedRequest &request) {
    const auto asks_for = [&](int page) { return request.target.find("pageNum=" + std::to_string(page)) != std::string::npos; };
    return Reply::text(200, asks_for(1) || asks_for(2) ? R"({"code":0,"data":[{"task_id":"1"}]})"
                            : asks_for(3)              ? R"({"code":0,"data":[{"task_id":"2"}]})"
                                                       : R"({"code":0,"data":[]})");
  });
  const Client client = make_client({{"provider", "custom"}, {"base_url", server.url("")}, {"api_key", "the-key"}});
  const Read read = read_all(client, make_list(client, KLING_TEXT2VIDEO, R"({"pageSize":1})"));
  EXPECT_EQ(read.status, KLING_OK) << read.error.message;
  EXPECT_EQ(read.records.size(), 2U);
  EXPECT_EQ(server.count(), 4);
}

TEST(Lists, ALedgerGoesOnByItsCursor) {
  RecordingServer server;
  server.script(
      Reply::text(200, R"({"code":0,"data":{"result":{"detail":[{"n":1},{"n":2}],"count":2},"next_cursor":"c-2","has_more":true}})"));
  server.script(Reply::text(200, R"({"code":0,"data":{"result":{"detail":[{"n":3}],"count":1},"next_cursor":"","has_more":false}})"));
  const Client client = make_client({{"provider", "custom"}, {"base_url", server.url("")}, {"api_key", "the-key"}});
  const Read read = read_all(client, make_list(client, "package", R"({"start_time":1700000000000,"end_time":1700000100000,"limit":2})"));
  EXPECT_EQ(read.status, KLING_OK) << read.error.message;
  EXPECT_EQ(read.records, (std::vector<std::string>{R"({"n":1})", R"({"n":2})", R"({"n":3})"}));
  const std::vector<RecordedRequest> requests = server.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].target, "/account/billing/package");
  EXPECT_EQ(requests[0].body, R"({"start_time":1700000000000,"end_time":1700000100000,"limit":2})");
  EXPECT_EQ(requests[1].body, R"({"start_time":1700000000000,"end_time":1700000100000,"limit":2,"cursor":"c-2"})");
}

TEST(Lists, WhatTheQueryHoldsIsChecked) {
  const Client client = make_client({{"api_key", "the-key"}});
  struct Row {
    const char *kind;
    const char *query;
    kling_status status;
    const char *field;
  };
  const Row rows[] = {
      {KLING_TEXT2VIDEO, R"({"pageSize":501})", KLING_E_FIELD, "pageSize"},
      {"voices", R"({"pageSize":1001})", KLING_E_FIELD, "pageSize"},
      {KLING_TEXT2VIDEO, R"({"pageNum":0})", KLING_E_FIELD, "pageNum"},
      {KLING_TEXT2VIDEO, R"({"pageNum":"one"})", KLING_E_FIELD, "pageNum"},
      {KLING_TEXT2VIDEO, R"({"status":"failed"})", KLING_E_UNKNOWN_NAME, "status"},
      {KLING_TEXT2VIDEO, R"([1])", KLING_E_FIELD, "query_json"},
      {KLING_TEXT2VIDEO, "{", KLING_E_FIELD, "query_json"},
      {"tts", nullptr, KLING_E_UNSUPPORTED, "kind"},
      {KLING_TEXT_TO_VIDEO, nullptr, KLING_E_UNSUPPORTED, "kind"},
      {"new-tasks", R"({"limit":501})", KLING_E_FIELD, "limit"},
      {"new-tasks", R"({"pageNum":1})", KLING_E_UNKNOWN_NAME, "pageNum"},
      {"new-tasks", R"({"filters":[{"key":"colour","values":["red"]}]})", KLING_E_FIELD, "filters[0].key"},
      {"text3video", nullptr, KLING_E_UNKNOWN_NAME, "kind"},
      {"balance", R"({"start_time":1,"end_time":2,"limit":501})", KLING_E_FIELD, "limit"},
      {"balance", R"({"start_time":1,"end_time":2,"pageNum":1})", KLING_E_UNKNOWN_NAME, "pageNum"},
  };
  for (const Row &row : rows) {
    kling_error error = no_error();
    kling_list *list = nullptr;
    EXPECT_EQ(kling_list_new(client.get(), row.kind, row.query, &list, &error), row.status) << row.kind << ": " << error.message;
    EXPECT_EQ(list, nullptr);
    EXPECT_STREQ(error.field, row.field) << error.message;
  }
  EXPECT_NE(make_list(client, "voices", R"({"pageSize":1000})"), nullptr);
  const Client lenient = make_client({{"api_key", "the-key"}, {"validation", "off"}});
  EXPECT_NE(make_list(lenient, KLING_TEXT2VIDEO, R"({"status":"failed"})"), nullptr);
  EXPECT_EQ(make_list(lenient, KLING_TEXT2VIDEO, R"({"status":{}})"), nullptr);
}

TEST(Lists, TwoAtOnceBesideATask) {
  const Simulator sim({"--submitted-ms", "0", "--processing-ms", "0", "--slots", "100"});
  const Client client =
      make_client({{"base_url", sim.base_url()}, {"api_key", sim.api_key()}, {"poll_interval_ms", "10"}, {"retry_base_ms", "1"}});
  std::vector<Task> tasks;
  std::set<std::string> ids;
  for (int each = 0; each < 9; ++each) {
    tasks.push_back(submit(client, make_request("a lighthouse")));
    ASSERT_EQ(finish(client, tasks.back()), KLING_OK);
    ids.insert(kling_task_id(tasks.back().get()));
  }
  while (next_event(client)) {
  }
  const Task more = submit(client, make_request("a lighthouse")); // goes on meanwhile
  const List lists[] = {make_list(client, KLING_TEXT2VIDEO, R"({"pageSize":4})"), make_list(client, "presets-voices", R"({"pageSize":5})")};
  std::size_t counts[] = {0, 0};
  bool over[] = {false, false};
  while (!over[0] || !over[1]) {
    for (int each = 0; each < 2; ++each) {
      const char *record = nullptr;
      kling_error error = no_error();
      const kling_status status = over[each] ? KLING_E_AGAIN : kling_list_next(lists[each].get(), &record, &error);
      ASSERT_TRUE(status == KLING_OK || status == KLING_E_AGAIN) << error.message;
      over[each] = over[each] || (status == KLING_OK && record == nullptr);
      if (record != nullptr) {
        ++counts[each];
        const std::string text = record;
        const std::size_t at = text.find("\"task_id\":\"");
        ids.erase(at == std::string::npos ? "" : text.substr(at + 11, text.find('"', at + 11) - at - 11));
      }
    }
    kling_poll(client.get(), 5, nullptr);
  }
  EXPECT_TRUE(ids.empty());
  EXPECT_GE(counts[0], 9U);
  EXPECT_GT(counts[1], 0U);
  EXPECT_EQ(finish(client, more), KLING_OK);
}

TEST(Lists, EveryListedKindOfTheSimulator) {
  const Simulator sim;
  const Client client = make_client({{"base_url", sim.base_url()}, {"api_key", sim.api_key()}});
  const char *json = nullptr;
  ASSERT_EQ(kling_catalog("kinds", nullptr, &json, nullptr), KLING_OK);
  const std::string rows = json;
  int listed = 0;
  for (std::size_t at = rows.find("{\"kind\":\""); at != std::string::npos; at = rows.find("{\"kind\":\"", at + 1)) {
    const std::string row = rows.substr(at, rows.find("{\"kind\":\"", at + 1) - at);
    const std::string kind = row.substr(9, row.find('"', 9) - 9);
    const bool ledger = row.find("\"list\":\"ledger\"") != std::string::npos;
    const bool listed_here = row.find("\"list\":\"pages\"") != std::string::npos || row.find("\"list\":\"tasks\"") != std::string::npos;
    if (!ledger && !listed_here) {
      continue;
    }
    const Read read = read_all(client, make_list(client, kind.c_str(), ledger ? R"({"start_time":1,"end_time":1800000000000})" : nullptr));
    EXPECT_EQ(read.status, KLING_OK) << kind << ": " << read.error.message;
    ++listed;
  }
  EXPECT_EQ(listed, 28);
  const Client stranger = make_client({{"base_url", sim.base_url()}, {"api_key", "wrong"}});
  EXPECT_EQ(kling_status_group(read_all(stranger, make_list(stranger, KLING_TEXT2VIDEO)).status), kling_status_group(KLING_E_AUTH));
}

TEST(Lists, OneThatIsFreedEarlyLeavesNothing) {
  RecordingServer server;
  server.handle([](const RecordedRequest &) { return held(); });
  const Client client = make_client({{"provider", "custom"}, {"base_url", server.url("")}, {"api_key", "the-key"}});
  List list = make_list(client, KLING_TEXT2VIDEO);
  const char *record = nullptr;
  kling_error error = KLING_ERROR_INIT;
  EXPECT_EQ(kling_list_next(list.get(), &record, &error), KLING_E_AGAIN);
  EXPECT_STREQ(error.message, "a page is on its way: call kling_poll, then this again"); // and not of a wait, as elsewhere
  while (server.count() == 0) {
    kling_poll(client.get(), 1, nullptr);
  }
  list.reset();
  EXPECT_EQ(kling_poll(client.get(), -1, nullptr), KLING_OK); // nothing is in flight any more
  EXPECT_TRUE(drive_until(client, [&] { return server.open_connections() == 0; }));
}

TEST(Lists, AfterTheEndOfItsClientItOnlySaysSo) {
  for (const bool frees : {false, true}) {
    const Library library(75);
    Client client = make_client(library.settings());
    const List read = make_list(client, KLING_TEXT2VIDEO);
    const List asking = make_list(client, KLING_TEXT2VIDEO);
    const List fresh = make_list(client, KLING_TEXT2VIDEO);
    const char *record = nullptr;
    while (kling_list_next(read.get(), &record, nullptr) == KLING_E_AGAIN) {
      kling_poll(client.get(), -1, nullptr);
    }
    EXPECT_EQ(record, record_of(0));
    const char *nothing = nullptr;
    EXPECT_EQ(kling_list_next(asking.get(), &nothing, nullptr), KLING_E_AGAIN);
    if (frees) {
      client.reset();
    } else {
      EXPECT_EQ(kling_client_shutdown(client.get(), 0), KLING_OK);
    }
    EXPECT_EQ(record, record_of(0)); // what it lent stays until the next call
    for (const List *list : {&read, &asking, &fresh}) {
      EXPECT_EQ(kling_list_next(list->get(), &nothing, nullptr), KLING_E_STATE);
      EXPECT_EQ(nothing, nullptr);
    }
  }
}

TEST(Lists, TheDescriptorAndNotifyTellOfAPage) {
  const Library library(1);
  const Options options = make_options(library.settings());
  std::atomic<int> notices{0};
  kling_callbacks callbacks = KLING_CALLBACKS_INIT;
  callbacks.user_data = &notices;
  callbacks.notify = [](void *count) { ++*static_cast<std::atomic<int> *>(count); };
  kling_options_set_callbacks(options.get(), &callbacks);
  const Client client = make_client(options);
  pollfd watched{static_cast<int>(kling_client_fd(client.get())), POLLIN, 0};
  kling_poll(client.get(), 0, nullptr);
  const List list = make_list(client, KLING_TEXT2VIDEO);
  const char *record = nullptr;
  EXPECT_EQ(kling_list_next(list.get(), &record, nullptr), KLING_E_AGAIN);
  const int before = notices;
  while (record == nullptr) { // a host that does nothing unless it is told to
    ASSERT_EQ(::poll(&watched, 1, 20000), 1);
    kling_poll(client.get(), 0, nullptr);
    kling_list_next(list.get(), &record, nullptr);
  }
  EXPECT_EQ(record, record_of(0));
  EXPECT_GT(notices, background_io() ? 0 : before);
  kling_poll(client.get(), 0, nullptr);
  EXPECT_EQ(::poll(&watched, 1, 0), 0); // and is quiet again
}

TEST(Lists, AnotherThreadThatPollsIsWokenByThePage) {
  const Library library(31);
  const Client client = make_client(library.settings());
  const List list = make_list(client, KLING_TEXT2VIDEO);
  std::atomic<bool> over{false};
  std::thread driver([&] {
    while (!over) {
      kling_poll(client.get(), 50, nullptr);
    }
  });
  std::size_t count = 0;
  for (const char *record = nullptr;;) {
    const kling_status status = kling_list_next(list.get(), &record, nullptr);
    if (status == KLING_E_AGAIN) {
      EXPECT_EQ(kling_poll(client.get(), -1, nullptr), KLING_OK);
    } else if (record == nullptr) {
      EXPECT_EQ(status, KLING_OK);
      break;
    } else {
      ++count;
    }
  }
  over = true;
  driver.join();
  EXPECT_EQ(count, 31U);
}

} // namespace
} // namespace kling::test
