#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <limits>

#include "support/pretend_service.hpp"

namespace kling::test {
namespace {

const std::string eight_megabytes(8'000'000, 'x');

/// Any of these in the words, whatever else they say.
void expect_words(const kling_error &error, const std::vector<std::string> &words) {
  for (const std::string &word : words) {
    EXPECT_NE(std::string(error.message).find(word), std::string::npos) << "\"" << error.message << "\" lacks " << word;
  }
  EXPECT_EQ(std::string(error.message).find_first_of("\r\n\t"), std::string::npos) << "one line: " << error.message;
}

struct OptionRow {
  std::string name;
  std::string text;
  kling_status status;
  std::vector<std::string> words;
};

TEST(BadInput, OptionsSayWhatTheyTake) {
  const OptionRow rows[] = {
      {"api_kye", "x", KLING_E_UNKNOWN_NAME, {"api_kye", "did you mean", "api_key"}},
      {"pol_interval_ms", "10", KLING_E_UNKNOWN_NAME, {"poll_interval_ms"}},
      {"Base-URL", "https://h", KLING_E_UNKNOWN_NAME, {"base_url"}},
      {"", "x", KLING_E_UNKNOWN_NAME, {"option"}},
      {"nothing like any of them", "x", KLING_E_UNKNOWN_NAME, {"nothing like any of them"}},
      {"line\nend", "x", KLING_E_UNKNOWN_NAME, {"option"}},
      {"\xff\xfe", "x", KLING_E_UNKNOWN_NAME, {"option"}},
      {eight_megabytes, "x", KLING_E_UNKNOWN_NAME, {"option"}},
      {"provider", "klingg", KLING_E_ARGUMENT, {"provider", "cometapi", "klingg"}},
      {"validation", "strict", KLING_E_ARGUMENT, {"validation", "official", "strict"}},
      {"poll_interval_ms", "9", KLING_E_ARGUMENT, {"poll_interval_ms", "10", "86400000", "not 9"}},
      {"poll_interval_ms", "soon", KLING_E_ARGUMENT, {"poll_interval_ms", "integer", "soon"}},
      {"poll_interval_ms", "1e3", KLING_E_ARGUMENT, {"integer", "1e3"}},
      {"poll_interval_ms", " 10", KLING_E_ARGUMENT, {"integer"}},
      {"poll_interval_ms", "", KLING_E_ARGUMENT, {"integer"}},
      {"poll_interval_ms", "99999999999999999999", KLING_E_ARGUMENT, {"integer", "99999999999999999999"}},
      {"poll_interval_ms", std::string(65, '1'), KLING_E_TOO_LARGE, {"64", "65"}},
      {"max_connections", "0", KLING_E_ARGUMENT, {"max_connections", "1024", "not 0"}},
      {"overwrite", "true", KLING_E_ARGUMENT, {"overwrite", "integer", "true"}},
      {"base_url", eight_megabytes, KLING_E_TOO_LARGE, {"base_url", "8192", "8000000"}},
      {"download_dir", eight_megabytes, KLING_E_TOO_LARGE, {"download_dir", "8192", "8000000"}},
      {"api_key", eight_megabytes, KLING_E_TOO_LARGE, {"api_key", "8192", "8000000"}},
      {"extra_headers", eight_megabytes, KLING_E_TOO_LARGE, {"extra_headers", "1048576", "8000000"}},
      {"ca_pem", eight_megabytes, KLING_E_TOO_LARGE, {"ca_pem", "1048576", "8000000"}},
      {"user_agent", "a\nb", KLING_E_ARGUMENT, {"user_agent", "control", "byte 1"}},
      {"base_url", "\xc3\x28", KLING_E_ARGUMENT, {"base_url", "UTF-8"}},
      {"api_key", "\xff", KLING_E_ARGUMENT, {"api_key", "UTF-8"}},
      {"extra_headers", "X: \xed\xa0\x80", KLING_E_ARGUMENT, {"extra_headers", "UTF-8"}},
  };
  for (const OptionRow &row : rows) {
    SCOPED_TRACE(row.name.substr(0, 40) + " = " + row.text.substr(0, 40));
    const Options options = make_options({{"api_key", "the-key"}});
    EXPECT_EQ(kling_options_set_string(options.get(), row.name.c_str(), row.text.c_str()), row.status);
    EXPECT_EQ(kling_options_set_int(options.get(), "overwrite", 1), KLING_OK) << "the next one is taken";
    kling_error error = no_error();
    EXPECT_EQ(make_client(options, &error), nullptr);
    EXPECT_EQ(error.status, row.status) << "the first refusal is kept";
    expect_words(error, row.words);
  }
}

TEST(BadInput, IntegersAreForOptionsThatTakeThem) {
  const struct {
    const char *name;
    int64_t value;
    std::vector<std::string> words;
  } rows[] = {
      {"api_key", 7, {"api_key", "text"}},
      {"provider", 1, {"provider", "text"}},
      {"max_reply_bytes", 1023, {"max_reply_bytes", "1024", "1073741824", "1023"}},
      {"max_reply_bytes", INT64_MAX, {"max_reply_bytes", "9223372036854775807"}},
      {"deadline_ms", INT64_MIN, {"deadline_ms", "-9223372036854775808"}},
      {"log_level", 5, {"log_level", "0 to 4", "5"}},
      {"overwrite", -1, {"overwrite", "0 to 1", "-1"}},
  };
  for (const auto &row : rows) {
    const Options options = make_options({{"api_key", "the-key"}});
    EXPECT_EQ(kling_options_set_int(options.get(), row.name, row.value), KLING_E_ARGUMENT) << row.name;
    kling_error error = no_error();
    EXPECT_EQ(make_client(options, &error), nullptr);
    expect_words(error, row.words);
  }
}

/// One setter call and what kling_request_validate says afterwards.
struct RequestRow {
  const char *what;
  std::function<kling_status(kling_request *)> set;
  kling_status status; // of validate, of submit, and of the setter where `at_once`
  bool at_once;        // no client can make it right
  const char *field;
  std::vector<std::string> words;
};

std::string nested(std::size_t levels) {
  return std::string(levels, '[') + std::string(levels, ']');
}

std::string crowd(int members) {
  std::string body;
  body.reserve(static_cast<std::size_t>(members) * 18 + 16);
  body = "{\"m\":0";
  for (int each = 0; each < members; ++each) {
    body += ",\"m" + std::to_string(each) + "\":" + std::to_string(each);
  }
  return body + "}";
}

RequestRow text(const char *what, const char *name, std::string value, kling_status status, bool at_once, const char *field,
                std::vector<std::string> words) {
  return {what,   [=](kling_request *request) { return kling_request_set_string(request, name, value.c_str()); },
          status, at_once,
          field,  std::move(words)};
}

RequestRow json(const char *what, const char *name, std::string value, kling_status status, bool at_once, const char *field,
                std::vector<std::string> words) {
  return {what,   [=](kling_request *request) { return kling_request_set_json(request, name, value.c_str()); },
          status, at_once,
          field,  std::move(words)};
}

RequestRow number(const char *what, const char *name, double value, kling_status status, bool at_once, std::vector<std::string> words) {
  return {what,   [=](kling_request *request) { return kling_request_set_number(request, name, value); },
          status, at_once,
          name,   std::move(words)};
}

std::vector<RequestRow> request_rows() {
  const auto infinite = std::numeric_limits<double>::infinity();
  return {
      text("unknown name", "promt", "x", KLING_E_UNKNOWN_NAME, false, "promt", {"promt", "prompt"}),
      text("unknown name inside", "camera_control.config.zooom", "1", KLING_E_UNKNOWN_NAME, false, "camera_control.config.zooom", {"zoom"}),
      text("syntax", "a..b", "x", KLING_E_ARGUMENT, true, "a..b", {"name"}),
      text("name of 8 MB", eight_megabytes.c_str(), "x", KLING_E_ARGUMENT, true, "*", {"128"}),
      text("name not UTF-8", "\xc3\x28", "x", KLING_E_ARGUMENT, true, "", {"UTF-8"}),
      text("name with a line end", "pro\nmpt", "x", KLING_E_ARGUMENT, true, "*", {"control"}),
      text("index beyond", "multi_prompt[7].prompt", "x", KLING_E_FIELD, true, "multi_prompt[7].prompt", {"one"}),
      text("text not UTF-8", "prompt", "\xff\xfe", KLING_E_FIELD, true, "prompt", {"prompt", "UTF-8"}),
      text("overlong UTF-8", "prompt", "\xc0\xaf", KLING_E_FIELD, true, "prompt", {"UTF-8"}),
      text("half a surrogate pair", "prompt", "\xed\xa0\x80", KLING_E_FIELD, true, "prompt", {"UTF-8"}),
      text("cut UTF-8", "prompt", "\xe2\x82", KLING_E_FIELD, true, "prompt", {"UTF-8"}),
      text("beyond Unicode", "prompt", "\xf4\x90\x80\x80", KLING_E_FIELD, true, "prompt", {"UTF-8"}),
      text("prompt of 8 MB", "prompt", eight_megabytes, KLING_E_FIELD, false, "prompt", {"prompt", "2500", "8000000"}),
      text("prompt of 34 MB", "prompt", std::string(34'000'000, 'x'), KLING_E_TOO_LARGE, true, "prompt", {"prompt", "32 MiB"}),
      text("wrong word", "mode", "best", KLING_E_FIELD, false, "mode", {"mode", "pro", "best"}),
      text("no number", "cfg_scale", "half", KLING_E_FIELD, true, "cfg_scale", {"cfg_scale", "number", "half"}),
      text("not a boolean", "multi_shot", "maybe", KLING_E_FIELD, true, "multi_shot", {"multi_shot", "maybe"}),
      text("text for an object", "camera_control", "left", KLING_E_FIELD, true, "camera_control", {"camera_control", "object", "left"}),
      text("external id of digits", "external_task_id", "123456", KLING_E_FIELD, false, "external_task_id", {"external_task_id"}),
      text("callback that is no URL", "callback_url", "ftp://x", KLING_E_FIELD, false, "callback_url", {"callback_url"}),
      number("not a number", "cfg_scale", std::nan(""), KLING_E_FIELD, true, {"cfg_scale", "finite"}),
      number("infinite", "cfg_scale", infinite, KLING_E_FIELD, true, {"cfg_scale", "finite"}),
      number("minus infinite", "cfg_scale", -infinite, KLING_E_FIELD, true, {"finite"}),
      number("huge", "cfg_scale", 1e308, KLING_E_FIELD, false, {"cfg_scale", "1", "1e+308"}),
      number("a little too much", "cfg_scale", 1.0000001, KLING_E_FIELD, false, {"cfg_scale", "1.0000001"}),
      json("number beyond doubles", "cfg_scale", "1e999", KLING_E_FIELD, true, "cfg_scale", {"cfg_scale", "1e999"}),
      json("wrong type", "prompt", "{\"text\":\"x\"}", KLING_E_FIELD, true, "prompt", {"prompt", "text", "object"}),
      json("wrong type inside", "", "{\"multi_prompt\":[{\"index\":\"two\"}]}", KLING_E_FIELD, true, "multi_prompt[0].index",
           {"multi_prompt[0].index", "whole number", "two"}),
      json("no JSON", "", "{\"prompt\":", KLING_E_FIELD, true, "", {"JSON", "byte 10"}),
      json("JSON not UTF-8", "", "{\"prompt\":\"\xff\"}", KLING_E_FIELD, true, "", {"UTF-8", "byte"}),
      json("a NUL character", "", "{\"prompt\":\"\\u0000\"}", KLING_E_FIELD, true, "", {"u0000"}),
      json("not an object", "", "[1]", KLING_E_FIELD, true, "", {"object"}),
      json("a name twice", "", "{\"prompt\":\"a\",\"prompt\":\"b\"}", KLING_E_FIELD, true, "", {"prompt", "twice"}),
      json("100 levels", "x", nested(100), KLING_E_FIELD, true, "x", {"64 levels"}),
      json("64 levels below a name", "x", nested(64), KLING_E_FIELD, true, "x", {"64 levels"}),
      json("10000000 levels", "x", std::string(10'000'000, '['), KLING_E_FIELD, true, "x", {"64 levels"}),
      json("513 members", "x", crowd(512), KLING_E_TOO_LARGE, true, "x", {"513", "512"}),
      json("1000000 members", "", crowd(999'999), KLING_E_FIELD, true, "", {"500000 values"}),
      json("50 MB of JSON", "", "{\"prompt\":\"" + std::string(50'000'000, 'x') + "\"}", KLING_E_TOO_LARGE, true, "", {"32 MiB"}),
      json("a number of 3 MB that begins with 0", "x", "[" + std::string(3'000'000, '0') + "]", KLING_E_FIELD, true, "x", {"byte"}),
      {"option that is none",
       [](kling_request *request) { return kling_request_set_option(request, "labell", "x"); },
       KLING_E_UNKNOWN_NAME,
       true,
       "labell",
       {"label"}},
      {"deadline of no time",
       [](kling_request *request) { return kling_request_set_option(request, "deadline_ms", "0"); },
       KLING_E_ARGUMENT,
       true,
       "deadline_ms",
       {"deadline_ms"}},
      {"label of 8 MB",
       [](kling_request *request) { return kling_request_set_option(request, "label", eight_megabytes.c_str()); },
       KLING_E_TOO_LARGE,
       true,
       "label",
       {"256"}},
      {"label not UTF-8",
       [](kling_request *request) { return kling_request_set_option(request, "label", "\xff"); },
       KLING_E_ARGUMENT,
       true,
       "label",
       {"UTF-8"}},
      {"path of 8 MB",
       [](kling_request *request) { return kling_request_save_to(request, eight_megabytes.c_str()); },
       KLING_E_ARGUMENT,
       true,
       "save_to",
       {"4096"}},
      {"path not UTF-8",
       [](kling_request *request) { return kling_request_save_to(request, "\xc3\x28"); },
       KLING_E_ARGUMENT,
       true,
       "save_to",
       {"UTF-8"}},
      {"path with a line end",
       [](kling_request *request) { return kling_request_save_to(request, "a\nb"); },
       KLING_E_ARGUMENT,
       true,
       "save_to",
       {"control"}},
      {"no path", [](kling_request *request) { return kling_request_save_to(request, ""); }, KLING_E_ARGUMENT, true, "save_to", {"1"}},
      {"an integer at the edge",
       [](kling_request *request) { return kling_request_set_int(request, "duration", INT64_MIN); },
       KLING_E_FIELD,
       false,
       "duration",
       {"duration", "-9223372036854775808"}},
  };
}

TEST(BadInput, RequestsNameFieldLimitAndValue) {
  const Client client = make_client({{"api_key", "the-key"}});
  for (const RequestRow &row : request_rows()) {
    SCOPED_TRACE(row.what);
    const Request request = make_request("a lighthouse");
    EXPECT_EQ(row.set(request.get()), row.at_once ? row.status : KLING_OK);
    kling_error error = no_error();
    EXPECT_EQ(kling_request_validate(request.get(), nullptr, &error), row.status);
    EXPECT_EQ(error.status, row.status);
    if (std::string(row.field) != "*") {
      EXPECT_EQ(std::string(error.field), row.field);
    }
    expect_words(error, row.words);
    EXPECT_EQ(kling_request_to_json(request.get(), nullptr), nullptr);
    kling_task *task = nullptr;
    kling_error refused = no_error();
    EXPECT_EQ(kling_submit(client.get(), request.get(), 0, &task, &refused), row.status);
    EXPECT_EQ(task, nullptr);
    EXPECT_NE(refused.message[0], 0);
  }
  kling_stats stats = KLING_STATS_INIT;
  EXPECT_EQ(kling_client_stats(client.get(), &stats), KLING_OK);
  EXPECT_EQ(stats.tasks_open, 0U);
  EXPECT_EQ(stats.requests, 0U);
}

/// With validation off, what the service may know and we do not goes through as it is.
TEST(BadInput, EightMegabytesOfPromptAreSentWhenNobodyChecks) {
  const PretendService service({"succeed"});
  Settings settings = service.settings();
  settings["validation"] = "off";
  const Client client = make_client(settings);
  const Request request = make_request(eight_megabytes);
  const Task task = submit(client, request);
  ASSERT_NE(task, nullptr);
  kling_error error = no_error();
  ASSERT_EQ(finish(client, task, &error), KLING_OK) << error.message;
  EXPECT_EQ(service.server.count("POST"), 1);
  for (const RecordedRequest &each : service.server.requests()) {
    if (each.method == "POST") {
      EXPECT_NE(each.body.find(eight_megabytes), std::string::npos);
    }
  }
}

struct LookRow {
  const char *what;
  std::string text;
  kling_status status;
  std::vector<std::string> words;
};

TEST(BadInput, KindsIdsAndTokens) {
  const Client client = make_client({{"api_key", "the-key"}});
  kling_task *task = nullptr;
  const LookRow kinds[] = {
      {"near", "text2vidoe", KLING_E_UNKNOWN_NAME, {"text2video"}}, {"empty", "", KLING_E_UNKNOWN_NAME, {"kind"}},
      {"8 MB", eight_megabytes, KLING_E_UNKNOWN_NAME, {"kind"}},    {"not UTF-8", "\xff", KLING_E_UNKNOWN_NAME, {"kind"}},
      {"line end", "text\n2video", KLING_E_UNKNOWN_NAME, {"kind"}},
  };
  for (const LookRow &row : kinds) {
    SCOPED_TRACE(std::string("kind ") + row.what);
    kling_request *request = nullptr;
    EXPECT_EQ(kling_request_new(row.text.c_str(), &request), row.status);
    EXPECT_EQ(request, nullptr);
    kling_error error = no_error();
    EXPECT_EQ(kling_attach(client.get(), row.text.c_str(), "81", 0, &task, &error), row.status);
    expect_words(error, row.words);
    const char *table = "x";
    error = no_error();
    const kling_status status = kling_catalog("fields", row.text.c_str(), &table, &error);
    EXPECT_TRUE(status == KLING_E_UNKNOWN_NAME || status == KLING_E_ARGUMENT) << status;
    EXPECT_EQ(table, nullptr);
    expect_words(error, {"kind"});
    error = no_error();
    EXPECT_NE(kling_catalog(row.text.c_str(), nullptr, &table, &error), KLING_OK);
    expect_words(error, {"table"});
  }
  const LookRow ids[] = {
      {"empty", "", KLING_E_ARGUMENT, {"id"}},
      {"space", "a b", KLING_E_ARGUMENT, {"127", "spaces"}},
      {"line end", "a\nb", KLING_E_ARGUMENT, {"127"}},
      {"not UTF-8", "\xff", KLING_E_ARGUMENT, {"127"}},
      {"8 MB", eight_megabytes, KLING_E_ARGUMENT, {"127", "8000000"}},
      {"8 MB of digits", std::string(8'000'000, '8'), KLING_E_ARGUMENT, {"127", "8000000"}},
  };
  for (const LookRow &row : ids) {
    SCOPED_TRACE(std::string("id ") + row.what);
    kling_error error = no_error();
    EXPECT_EQ(kling_attach(client.get(), KLING_TEXT2VIDEO, row.text.c_str(), 0, &task, &error), row.status);
    EXPECT_EQ(task, nullptr);
    expect_words(error, row.words);
  }
  const LookRow tokens[] = {
      {"empty", "", KLING_E_ARGUMENT, {"token"}},
      {"a sentence", "not a token", KLING_E_ARGUMENT, {"k1."}},
      {"later", "k2.anything", KLING_E_VERSION, {"later"}},
      {"8 MB", "k1." + eight_megabytes, KLING_E_ARGUMENT, {"too long"}},
      {"not UTF-8", "k1.\xff", KLING_E_ARGUMENT, {"token"}},
      {"few fields", "k1.a__b", KLING_E_ARGUMENT, {"fields"}},
      {"another host", "k1.https_3A_2F_2Fexample.com____kling__legacy__text2video__1__", KLING_E_ENDPOINT, {"example.com"}},
      {"a user in its host", "k1.https_3A_2F_2Fu_3Apw_40example.com____kling__legacy__text2video__1__", KLING_E_ENDPOINT, {"example.com"}},
  };
  for (const LookRow &row : tokens) {
    SCOPED_TRACE(std::string("token ") + row.what);
    kling_error error = no_error();
    EXPECT_EQ(kling_attach_token(client.get(), row.text.c_str(), 0, &task, &error), row.status);
    EXPECT_EQ(task, nullptr);
    expect_words(error, row.words);
  }
}

/// A catalogue asked for nothing, records too small, time-outs that are none.
TEST(BadInput, NumbersOutOfTheirRange) {
  const Client client = make_client({{"api_key", "the-key"}});
  const Task task = submit(client, make_request("a lighthouse"));
  kling_error error = no_error();
  for (const int64_t timeout : {int64_t{-2}, INT64_MIN}) {
    EXPECT_EQ(kling_poll(client.get(), timeout, nullptr), KLING_E_ARGUMENT);
    EXPECT_EQ(kling_client_shutdown(client.get(), timeout), KLING_E_ARGUMENT);
    EXPECT_EQ(kling_wait(client.get(), task.get(), timeout, &error), KLING_E_ARGUMENT);
    expect_words(error, {"timeout_ms", std::to_string(timeout)});
  }
  EXPECT_EQ(kling_client_shutdown(client.get(), -1), KLING_E_ARGUMENT);
  for (const int32_t which : {INT32_MIN, -1, 0, 6, INT32_MAX}) {
    EXPECT_EQ(kling_task_time_ms(task.get(), which), 0);
    EXPECT_NE(kling_status_name(which), nullptr);
    EXPECT_NE(kling_status_description(which), nullptr);
    EXPECT_NE(kling_task_state_name(which), nullptr);
  }
  for (const uint32_t index : {0U, 1U, UINT32_MAX}) {
    EXPECT_EQ(kling_task_output_url(task.get(), index), nullptr);
    EXPECT_EQ(kling_task_output_path(task.get(), index), nullptr);
    EXPECT_EQ(kling_task_output_type(task.get(), index), nullptr);
    EXPECT_LT(kling_task_output_duration(task.get(), index), 0);
  }
  EXPECT_EQ(kling_status_at(UINT32_MAX), KLING_E_ARGUMENT);
}

TEST(BadInput, PathsOfASaveAreChecked) {
  const PretendService service({"succeed"});
  const Client client = make_client(service.settings());
  const Task task = submit(client, make_request("a lighthouse"));
  ASSERT_EQ(finish(client, task), KLING_OK);
  for (const std::string &path : {std::string(), eight_megabytes, std::string("\xff"), std::string("a\nb")}) {
    kling_error error = no_error();
    EXPECT_EQ(kling_task_save(task.get(), 0, path.c_str(), &error), KLING_E_ARGUMENT) << path.substr(0, 20);
    EXPECT_NE(error.message[0], 0);
    expect_words(error, {});
  }
  kling_error error = no_error();
  EXPECT_EQ(kling_task_save(task.get(), 7, "x.mp4", &error), KLING_E_ARGUMENT);
  expect_words(error, {"7"});
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED);
}

} // namespace
} // namespace kling::test
