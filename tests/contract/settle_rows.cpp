#include "contract/settle_rows.hpp"

#include <algorithm>
#include <tuple>

#include "support/replies.hpp"

namespace kling::test {

std::vector<Evidence> maybe_created() {
  const std::string yes = PretendService::created(PretendService::id_of(999));
  const std::string gateway =
      R"({"error":{"message":"upstream error: do request failed","type":"upstream_error","code":"do_request_failed"}})";
  return {
      {"code_5000", coded(500, 5000), 500, 5000},
      {"code_5001", coded(503, 5001), 503, 5001},
      {"code_5002", coded(504, 5002), 504, 5002, true},
      {"code_5000_with_200", coded(200, 5000), 200, 5000},
      {"unknown_code_5999", coded(500, 5999), 500, 5999},
      {"unknown_code_7777_with_200", coded(200, 7777), 200, 7777},
      {"code_0_without_data", Reply::text(200, R"({"code":0,"message":"SUCCEED","request_id":"r-9"})"), 200},
      {"code_0_without_id", Reply::text(200, R"({"code":0,"message":"SUCCEED","data":{"task_status":"submitted"}})"), 200},
      {"code_0_with_500", Reply::text(500, R"({"code":0,"message":"SUCCEED"})"), 500},
      {"gateway_500", Reply::text(500, gateway), 500},
      {"gateway_200", Reply::text(200, gateway), 200},
      {"gateway_text_502", Reply::text(502, R"({"error":"bad upstream"})"), 502},
      {"http_408", Reply::text(408, "", "text/plain"), 408},
      {"http_500", Reply::text(500, "", "text/plain"), 500},
      {"http_502", Reply::text(502, "", "text/plain"), 502},
      {"http_503", Reply::text(503, "", "text/plain"), 503},
      {"http_503_retry_after", with_header(Reply::text(503, "", "text/plain"), "Retry-After: 1"), 503},
      {"http_504", Reply::text(504, "", "text/plain"), 504, 0, true},
      {"html_502", page(502), 502},
      {"html_504", page(504), 504, 0, true},
      {"html_200", page(200), 200},
      {"unreadable_200", Reply::text(200, "it works"), 200},
      {"array_200", Reply::text(200, "[1,2]"), 200},
      {"empty_200", Reply::text(200, ""), 200},
      {"empty_201", Reply::text(201, ""), 201},
      {"no_content_204", Reply::text(204, ""), 204},
      {"half_json_200", Reply::text(200, yes.substr(0, yes.size() / 2)), 200},
      {"truncated_by_close", cut(Reply::text(200, yes), 40, Reply::End::close)},
      {"truncated_by_reset", cut(Reply::text(200, yes), 40, Reply::End::reset)},
      {"unknown_encoding", with_header(Reply::text(200, yes), "Content-Encoding: gzip")},
      {"too_large", Reply::text(200, yes + std::string(100000, ' ')), -1, 0, false, {{"max_reply_bytes", "65536"}}},
      {"reset_after_body", with_fault(Reply::Fault::reset_after_body)},
      {"closed_after_body", with_fault(Reply::Fault::close_after_body)},
      {"time_out", held(), -1, 0, false, {{"request_timeout_ms", "2000"}}},
  };
}

namespace {

enum class Trust : uint8_t { guarded, unproven };

/// Whether a task was made and the answer lost, or nothing was made: here and there the answer is the same.
SettleRow row_of(const Evidence &evidence, const std::string &provider, bool keeps) {
  const Trust trust = provider == "kling" ? Trust::guarded : Trust::unproven;
  SettleRow row;
  row.name = evidence.name + (keeps ? "_created_" : "_not_created_") + provider;
  row.provider = provider;
  row.plan.answers = {evidence.reply};
  row.plan.keeps = keeps;
  row.settings = evidence.settings;
  if (keeps) {
    return row; // found at the first look and adopted, everywhere
  }
  row.least_looks = 3;
  row.http_status = evidence.http_status;
  row.code = evidence.code;
  if (trust == Trust::guarded && !evidence.slow) {
    row.posts = 2; // proved not to exist: sent again with the same id
    return row;
  }
  row.lasting = trust == Trust::unproven ? evidence.slow : true;
  row.state = KLING_TASK_UNKNOWN;
  row.status = KLING_E_SUBMIT_UNKNOWN;
  row.creations = 0;
  return row;
}

SettleRow simulated(const std::string &name, const std::string &provider, const std::string &fault, bool created, int http_status,
                    int64_t code, bool slow = false) {
  Evidence evidence;
  evidence.name = "sim_" + name;
  evidence.http_status = http_status;
  evidence.code = code;
  evidence.slow = slow;
  SettleRow row = row_of(evidence, provider, created);
  row.fault = R"("fault":")" + fault;
  return row;
}

std::vector<SettleRow> simulated_rows(const std::string &provider) {
  std::vector<SettleRow> rows;
  const struct {
    int http_status;
    int64_t code;
    const char *fault;
  } answers[] = {{500, 5000, "status"}, {503, 5001, "status"}, {504, 5002, "status"}, {500, 5999, "status"},
                 {408, 0, "status"},    {500, 0, "status"},    {502, 0, "status"},    {503, 0, "status"},
                 {504, 0, "status"},    {200, 0, "html"},      {502, 0, "html"}};
  for (const auto &each : answers) {
    const std::string status = std::to_string(each.http_status);
    const std::string code = std::to_string(each.code);
    const std::string name = each.code != 0 ? "code_" + code : (std::string(each.fault) == "html" ? "html_" : "http_") + status;
    const std::string fault = each.fault + (R"(","status":)" + status) + (each.code != 0 ? ",\"code\":" + code : "");
    rows.push_back(simulated(name, provider, fault, false, each.http_status, each.code, each.http_status == 504));
    rows.push_back(simulated(name, provider, fault + ",\"carried_out\":true", true, each.http_status, each.code));
  }
  rows.push_back(simulated("reset", provider, R"(reset")", false, -1, 0));
  rows.push_back(simulated("reset_in_the_reply", provider, R"(reset","bytes":40)", true, -1, 0));
  rows.push_back(simulated("reset_then_closed", provider, R"(reset","refuse_ms":30)", false, -1, 0));
  rows.push_back(simulated("truncate", provider, R"(truncate")", true, -1, 0));
  rows.push_back(simulated("lost_reply", provider, R"(lost_reply")", true, -1, 0));
  SettleRow endless = simulated("endless", provider, R"(endless","bytes":100000000)", true, -1, 0);
  endless.settings = {{"max_reply_bytes", "65536"}};
  rows.push_back(endless);
  SettleRow slow = simulated("slow", provider, R"(slow","bytes":1,"interval_ms":500)", true, -1, 0);
  slow.settings = {{"request_timeout_ms", "1500"}};
  rows.push_back(slow);
  return rows;
}

constexpr int64_t hour_ms = 3600000;

/// 1201 "External_task_id … already exists" after an attempt whose answer was lost, and whom the found task belongs to.
std::vector<SettleRow> taken_id_rows() {
  std::vector<SettleRow> rows;
  SettleRow row;
  row.name = "taken_after_a_lost_reply_is_adopted";
  row.plan = {.answers = {page(502)}, .keeps = true, .hidden_looks = 3};
  row.posts = 2;
  row.least_looks = 4;
  rows.push_back(row);

  row.name = "taken_after_a_lost_reply_by_an_older_task";
  row.plan.age_ms = hour_ms;
  row.state = KLING_TASK_UNKNOWN;
  row.status = KLING_E_SUBMIT_UNKNOWN;
  row.names_task = true;
  row.code = 1201;
  row.http_status = 400;
  rows.push_back(row);

  SettleRow found;
  found.name = "found_older_task_kling";
  found.plan = {.answers = {page(502)}, .keeps = true, .age_ms = hour_ms};
  found.state = KLING_TASK_UNKNOWN;
  found.status = KLING_E_SUBMIT_UNKNOWN;
  found.http_status = 502;
  found.names_task = true;
  rows.push_back(found);
  found.name = "found_older_task_cometapi";
  found.provider = "cometapi";
  rows.push_back(found);

  // Four minutes are within the tolerance; an hour is when it is the service's clock that is wrong, either way.
  for (const auto &[name, age_ms, clock_ms] : {std::tuple{"found_four_minutes_older", int64_t{240000}, int64_t{0}},
                                               {"found_with_a_slow_clock", int64_t{0}, -hour_ms},
                                               {"found_with_a_fast_clock", int64_t{0}, hour_ms}}) {
    for (const std::string provider : {"kling", "custom"}) {
      SettleRow adopted;
      adopted.name = std::string(name) + "_" + provider;
      adopted.provider = provider;
      adopted.plan = {.answers = {page(502)}, .keeps = true, .age_ms = age_ms, .clock_ms = clock_ms};
      rows.push_back(adopted);
    }
  }
  SettleRow fast;
  fast.name = "found_older_task_with_a_fast_clock";
  fast.plan = {.answers = {page(502)}, .keeps = true, .age_ms = hour_ms, .clock_ms = hour_ms};
  fast.state = KLING_TASK_UNKNOWN;
  fast.status = KLING_E_SUBMIT_UNKNOWN;
  fast.http_status = 502;
  fast.names_task = true;
  rows.push_back(fast);
  return rows;
}

struct Trusted {
  const char *provider;
  const char *kind;
  Before before;
  const char *words; // nullptr: proved not to exist, and sent again
};

/// What is not found, for each class of kind: looked up by external id, documented by task id alone, without the field.
constexpr Trusted trusted[] = {
    {"kling", "image2video", Before::told, nullptr},
    {"kling", "image2video", Before::left_out, "leaves external ids out"},
    {"kling", "ai-multi-shot", Before::nothing, "not documented to be looked up"},
    {"kling", "ai-multi-shot", Before::told, "returned our external ids before"},
    {"kling", "kolors-virtual-try-on", Before::nothing, "not documented to be looked up"},
    {"kling", "kolors-virtual-try-on", Before::told, "returned our external ids before"},
    {"cometapi", "image2video", Before::nothing, "never returned an external id"},
    {"cometapi", "image2video", Before::told, "returned our external ids before"},
    {"cometapi", "image2video", Before::left_out, "leaves external ids out"},
    {"custom", "ai-multi-shot", Before::nothing, "never returned an external id"},
    {"custom", "ai-multi-shot", Before::told, "returned our external ids before"},
    {"custom", "ai-multi-shot", Before::left_out, "leaves external ids out"},
    {"custom", "kolors-virtual-try-on", Before::nothing, "never returned an external id"},
    {"custom", "kolors-virtual-try-on", Before::told, "returned our external ids before"},
    {"custom", "kolors-virtual-try-on", Before::left_out, "leaves external ids out"},
};

std::vector<SettleRow> trust_rows() {
  std::vector<SettleRow> rows;
  for (const Trusted &each : trusted) {
    SettleRow row;
    const char *const before = each.before == Before::nothing ? "_unproven_" : each.before == Before::told ? "_echoed_" : "_left_out_";
    row.name = each.kind + std::string(before) + each.provider;
    std::replace(row.name.begin(), row.name.end(), '-', '_');
    row.provider = each.provider;
    row.kind = each.kind;
    row.before = each.before;
    row.settings = {{"validation", "off"}, {"external_ids", "always"}};
    row.plan.answers = {page(502)};
    row.least_looks = 3;
    SettleRow found = row;
    found.name += "_found";
    found.plan.keeps = true;
    found.plan.looks_tell = each.before != Before::left_out;
    found.least_looks = 1;
    rows.push_back(found); // adopted, whatever the trust
    if (each.words == nullptr) {
      row.posts = 2;
    } else {
      row.state = KLING_TASK_UNKNOWN;
      row.status = KLING_E_SUBMIT_UNKNOWN;
      row.creations = 0;
      row.http_status = 502;
      row.words = each.words;
    }
    rows.push_back(row);
  }
  return rows;
}

/// Looks that are answered by what can never tell. Where nothing could be proved anyway that ends it as unknown, with what the host said;
/// elsewhere, and of troubles that may pass, it is asked on.
std::vector<SettleRow> in_vain_rows() {
  const struct {
    const char *name;
    Reply look;
    const char *words; // nullptr: it may pass
  } looks[] = {
      {"not_exist", Reply::text(400, R"({"code":"task_not_exist","message":"task not exist","data":null})"), "task not exist"},
      {"page_200", page(200), "HTTP 200 and an HTML page"},
      {"page_404", page(404), "HTTP 404"},
      {"http_405", Reply::text(405, "", "text/plain"), "HTTP 405"},
      {"code_1203", coded(404, 1203), "check the id"},
      {"by_name", Reply::text(400, R"({"error":{"message":"not this","type":"x","code":"invalid_request"}})"), "not this"},
      {"page_502", page(502), nullptr},
      {"http_429", Reply::text(429, "", "text/plain"), nullptr},
  };
  std::vector<SettleRow> rows;
  for (const std::string provider : {"kling", "cometapi", "custom"}) {
    for (const auto &each : looks) {
      SettleRow row;
      row.name = std::string("look_") + each.name + "_" + provider;
      row.provider = provider;
      row.plan.answers = {page(502)};
      row.plan.look_answers = {each.look};
      row.least_looks = 3;
      row.lasting = each.words == nullptr || provider == "kling";
      row.state = KLING_TASK_UNKNOWN;
      row.status = KLING_E_SUBMIT_UNKNOWN;
      row.creations = 0;
      row.http_status = 502;
      row.words = row.lasting ? "" : each.words;
      rows.push_back(row);
    }
  }
  SettleRow slow = rows[8]; // ten minutes, whatever the looks say
  slow.name = "look_after_504_" + slow.provider;
  slow.plan.answers = {page(504)};
  slow.http_status = 504;
  slow.lasting = true;
  slow.words.clear();
  rows.push_back(slow);
  return rows;
}

/// No bytes of the plan's refusals create anything: the same id is sent again after a pause.
std::vector<SettleRow> later_rows(const std::string &provider) {
  const struct {
    const char *name;
    Reply reply;
  } refusals[] = {
      {"later_1302", coded(429, 1302)},
      {"later_1302_retry_after_seconds", with_header(coded(429, 1302), "Retry-After: 2")},
      {"later_1302_retry_after_date", with_header(coded(429, 1302), "Retry-After: " + LossyService::http_date(5000))},
      {"later_429", Reply::text(429, "", "text/plain")},
      {"later_429_retry_after_seconds", with_header(Reply::text(429, "", "text/plain"), "Retry-After: 2")},
      {"later_429_html", page(429)},
      {"later_429_gateway", Reply::text(429, R"({"error":{"message":"slow down","type":"rate_limit","code":"rate_limit_exceeded"}})")},
      {"slots_1303", coded(429, 1303)},
      {"slots_1303_retry_after_seconds", with_header(coded(429, 1303), "Retry-After: 2")},
  };
  std::vector<SettleRow> rows;
  for (const auto &each : refusals) {
    SettleRow row;
    row.name = std::string(each.name) + "_" + provider;
    row.provider = provider;
    row.plan.answers = {each.reply, each.reply};
    row.settings = {{"max_retries", "0"}}; // none of them is a retry that could be used up
    row.posts = 3;
    row.least_looks = 0;
    row.least_pause_ms = row.name.find("seconds") != std::string::npos ? 1900
                         : row.name.find("date") != std::string::npos  ? 0
                                                                       : 900; // a date may be near by then
    rows.push_back(row);
  }
  return rows;
}

/// The same of the new generation, where what is not there is an empty list: its rows are those of the legacy one, but for what is no
/// evidence of a task or of none.
std::vector<SettleRow> of_the_new_generation(const std::vector<SettleRow> &rows) {
  std::vector<SettleRow> out;
  for (SettleRow row : rows) {
    const bool telling = row.name.starts_with("code_0_") || row.name.starts_with("reset_after_body") || row.name.starts_with("html_") ||
                         row.name.starts_with("code_5002") || row.name.starts_with("taken_") || row.name.starts_with("found_") ||
                         row.name.starts_with("slots_") || row.name.starts_with("sim_lost_reply") ||
                         row.name.starts_with("sim_code_5002") || row.name.starts_with("sim_reset");
    if (telling && row.provider != "cometapi") {
      row.name = "new_" + row.name;
      row.new_generation = true;
      out.push_back(row);
    }
  }
  return out;
}

} // namespace

std::vector<SettleRow> settle_rows() {
  std::vector<SettleRow> rows;
  for (const std::string provider : {"kling", "cometapi"}) {
    for (const bool keeps : {true, false}) {
      int number = 0;
      for (const Evidence &evidence : maybe_created()) {
        rows.push_back(row_of(evidence, provider == "cometapi" && ++number % 2 == 0 ? "custom" : provider, keeps));
      }
    }
    for (const std::vector<SettleRow> &more : {later_rows(provider), simulated_rows(provider)}) {
      rows.insert(rows.end(), more.begin(), more.end());
    }
  }
  const std::vector<SettleRow> more = taken_id_rows();
  rows.insert(rows.end(), more.begin(), more.end());
  for (const std::vector<SettleRow> &each : {of_the_new_generation(rows), trust_rows(), in_vain_rows()}) {
    rows.insert(rows.end(), each.begin(), each.end());
  }
  return rows;
}

} // namespace kling::test
