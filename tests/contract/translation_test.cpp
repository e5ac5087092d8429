// A request in the words of one generation for a model that only the other one has.
#include <algorithm>
#include <gtest/gtest.h>
#include <map>

#include "kinds.hpp"
#include "support/png_file.hpp"
#include "support/pretend_service.hpp"
#include "support/simulator_log.hpp"

namespace kling::test {
namespace {

Request request_in(const std::string &kind, const std::string &json) {
  kling_request *request = nullptr;
  EXPECT_EQ(kling_request_new(kind.c_str(), &request), KLING_OK) << kind;
  kling_request_set_json(request, "", json.c_str());
  return Request(request);
}

/// A client that makes up no ids, so that a body is what was told of it alone.
Client plain_client() {
  return make_client({{"provider", "kling"}, {"api_key", "the-key"}, {"external_ids", "never"}});
}

/// Path and body of what would be sent, empty when it is refused.
struct Told {
  std::string path, body;
};

Told told(const Client &client, const Request &request) {
  kling_error error = no_error();
  EXPECT_EQ(kling_request_validate(request.get(), client.get(), &error), KLING_OK) << error.field << ": " << error.message;
  const std::string json = text_of(kling_request_to_json(request.get(), client.get()));
  const std::string before = R"({"method":"POST","url":"https://api-singapore.klingai.com)";
  const std::size_t end = json.find(R"(","body":)");
  if (json.compare(0, before.size(), before) != 0 || end == std::string::npos) {
    ADD_FAILURE() << json;
    return {};
  }
  return {json.substr(before.size(), end - before.size()), json.substr(end + 9, json.size() - end - 10)};
}

/// The kinds of a pair, by either name.
const std::map<std::string, std::string> twin_kinds = {
    {"text2video", "text-to-video"},          {"image2video", "image-to-video"},        {"omni-video", "new-omni-video"},
    {"motion-control", "new-motion-control"}, {"text-to-video", "text2video"},          {"image-to-video", "image2video"},
    {"new-omni-video", "omni-video"},         {"new-motion-control", "motion-control"},
};

/// What one generation's model is called in the other; kling-3.0-turbo has no twin, and kling-v3-omni is a name in both.
const std::map<std::string, std::string> twin_models = {
    {"kling-3.0", "kling-v3"}, {"kling-2.6", "kling-v2-6"}, {"kling-2.5-turbo", "kling-v2-5-turbo"}, {"kling-o1", "kling-video-o1"},
    {"kling-v3", "kling-3.0"}, {"kling-v2-6", "kling-2.6"}, {"kling-v2-5-turbo", "kling-2.5-turbo"}, {"kling-video-o1", "kling-o1"},
};

std::string model_of(const std::string &body) {
  const std::string mark = body.find("\"model_name\":\"") == std::string::npos ? "\"model\":\"" : "\"model_name\":\"";
  const std::size_t at = body.find(mark) + mark.size();
  return body.substr(at, body.find('"', at) - at);
}

/// The same body with that model, whether it had one or not.
std::string with_model(const std::string &body, const std::string &model) {
  const std::string mark = "\"model_name\":\"";
  const std::size_t at = body.find(mark);
  if (at == std::string::npos) {
    return "{" + mark + model + "\"," + body.substr(1);
  }
  return body.substr(0, at + mark.size()) + model + body.substr(body.find('"', at + mark.size()));
}

TEST(Translation, EachBodyIsSentInTheWordsOfTheGenerationThatHasTheModel) {
  const Client client = plain_client();
  const auto rows = table_rows("../translation/sent.tsv");
  ASSERT_GE(rows.size(), 80U);
  for (const std::vector<std::string> &row : rows) {
    SCOPED_TRACE(row.at(0) + " " + row.at(1));
    const Told out = told(client, request_in(row[0], row[1]));
    EXPECT_EQ(out.path, row.at(2));
    EXPECT_EQ(out.body, row.at(3));
  }
}

TEST(Translation, WhatCannotBeToldIsRefusedInTheWordsOfTheCaller) {
  const Client client = plain_client();
  const auto rows = table_rows("../translation/refused.tsv");
  ASSERT_GE(rows.size(), 120U);
  for (const std::vector<std::string> &row : rows) {
    SCOPED_TRACE(row.at(0) + " " + row.at(4));
    const Request request = request_in(row[0], row[4]);
    kling_error error = no_error();
    EXPECT_EQ(std::string(kling_status_name(kling_request_validate(request.get(), client.get(), &error))), row.at(1));
    EXPECT_EQ(error.field, row.at(2));
    for (const std::string &words : parts(row.at(3), '|')) {
      EXPECT_NE(std::string(error.message).find(words), std::string::npos) << "no \"" << words << "\" in " << error.message;
    }
    EXPECT_EQ(kling_request_to_json(request.get(), client.get()), nullptr);
    EXPECT_EQ(submit(client, request), nullptr);
  }
}

/// In whatever order members stand.
bool same_json(const std::string &one, const std::string &other) {
  const simulator_log::Json first(cJSON_Parse(one.c_str()), cJSON_Delete);
  const simulator_log::Json second(cJSON_Parse(other.c_str()), cJSON_Delete);
  return cJSON_Compare(first.get(), second.get(), 1) != 0;
}

TEST(Translation, ThereAndBackMeansTheSame) {
  const Client client = plain_client();
  int looked_at = 0;
  for (const std::vector<std::string> &row : table_rows("../translation/sent.tsv")) {
    const auto model = twin_models.find(model_of(row.at(1)));
    if (model == twin_models.end()) {
      continue;
    }
    SCOPED_TRACE(row.at(0) + " " + row.at(1));
    const Told there = told(client, request_in(row[0], row[1]));
    const Told back = told(client, request_in(twin_kinds.at(row[0]), with_model(there.body, model->second)));
    const Told again = told(client, request_in(row[0], with_model(back.body, model->first)));
    EXPECT_EQ(again.path, there.path);
    EXPECT_TRUE(same_json(again.body, there.body)) << again.body << "\n" << there.body;
    ++looked_at;
  }
  EXPECT_GE(looked_at, 55);
}

TEST(Translation, ThePriceIsThatOfWhatIsSent) {
  const Client client = plain_client();
  const auto price = [&](const std::string &kind, const std::string &body) {
    kling_cost cost{};
    cost.struct_size = sizeof cost;
    kling_error error = no_error();
    EXPECT_EQ(kling_request_estimate(request_in(kind, body).get(), client.get(), &cost, &error), KLING_OK) << kind << body << error.message;
    return cost.known != 0 ? cost.units : -1;
  };
  for (const std::vector<std::string> &row : table_rows("../translation/sent.tsv")) {
    EXPECT_EQ(price(row.at(0), row.at(1)), price(twin_kinds.at(row[0]), with_model(row.at(3), model_of(row[1])))) << row[0] << row[1];
  }
  EXPECT_EQ(price("text2video", R"({"model_name":"kling-3.0"})"), 3); // std for five seconds, and no sound
  EXPECT_EQ(price("text2video", R"({"model_name":"kling-3.0","mode":"pro","sound":"on","duration":"10"})"), 12);
  EXPECT_EQ(price("text2video", R"({"model_name":"kling-3.0-turbo","sound":"on","duration":"3"})"), 2.4);
  EXPECT_EQ(price("omni-video", R"({"model_name":"kling-3.0-omni"})"), 4); // pro: the older generation's default there
  EXPECT_EQ(price("new-omni-video", R"({"model_name":"kling-video-o1","contents":[]})"), 3);
  kling_cost cost{};
  cost.struct_size = sizeof cost;
  kling_error error = no_error();
  EXPECT_EQ(kling_request_estimate(request_in("text2video", R"({"model_name":"kling-3.0-turbo"})").get(), client.get(), &cost, &error),
            KLING_E_FIELD);
  EXPECT_STREQ(error.field, "sound");
}

TEST(Translation, AModelThatTheKindHasStaysThere) {
  const Client client = plain_client();
  for (const char *model : {"kling-v3", "kling-v9-of-tomorrow"}) {
    EXPECT_EQ(told(client, request_in("text2video", R"({"prompt":"a","model_name":")" + std::string(model) + "\"}")).path,
              "/v1/videos/text2video");
  }
  EXPECT_EQ(told(client, request_in("text2video", R"({"prompt":"a"})")).body, R"({"prompt":"a"})");
  EXPECT_EQ(told(client, request_in("text-to-video", R"({"prompt":"a","model_name":"kling-3.0"})")).path, "/text-to-video/kling-3.0");
  // A name in both generations, with rules of its own there.
  EXPECT_EQ(told(client, request_in("new-omni-video", R"({"model_name":"kling-v3-omni","contents":[{"type":"prompt","text":"a"},)"
                                                      R"({"type":"first_frame","url":"https://x.example/a.png"}],)"
                                                      R"("settings":{"aspect_ratio":"1:1"}})"))
                .path,
            "/omni-video/kling-v3-omni");
}

/// CometAPI documents nothing of the new generation (gateways 1.2, 1.5): what it says of such a model is its own to say.
TEST(Translation, AtAGatewayWithoutTheNewGenerationARequestGoesAsItIsTold) {
  const Client client = make_client({{"provider", "cometapi"}, {"api_key", "the-key"}, {"external_ids", "never"}});
  for (const auto &[kind, path] :
       std::map<std::string, std::string>{{"text2video", "/v1/videos/text2video"}, {"text-to-video", "/text-to-video/kling-3.0-turbo"}}) {
    const Request request = request_in(kind, R"({"model_name":"kling-3.0-turbo","prompt":"a"})");
    kling_error error = no_error();
    EXPECT_EQ(kling_request_validate(request.get(), client.get(), &error), KLING_OK) << error.message;
    kling_cost cost{};
    cost.struct_size = sizeof cost;
    EXPECT_EQ(kling_request_estimate(request.get(), client.get(), &cost, &error), KLING_OK) << error.message;
    const std::string json = text_of(kling_request_to_json(request.get(), client.get()));
    EXPECT_NE(json.find(R"("url":"https://api.cometapi.com/kling)" + path + '"'), std::string::npos) << json;
  }
}

TEST(Translation, AnAccessKeyIsRefusedWithTheReason) {
  const Client client = make_client({{"provider", "kling"}, {"access_key", "an-access-key"}, {"secret_key", "a-secret-key"}});
  const Request request = request_in("text2video", R"({"prompt":"a","model_name":"kling-3.0"})");
  kling_error error = no_error();
  EXPECT_EQ(kling_request_validate(request.get(), client.get(), &error), KLING_E_AUTH);
  EXPECT_STREQ(error.field, "access_key");
  EXPECT_NE(std::string(error.message).find("text2video with kling-3.0 is sent as text-to-video"), std::string::npos) << error.message;
  EXPECT_NE(std::string(error.message).find("https://kling.ai/dev/api-key"), std::string::npos) << error.message;
  EXPECT_EQ(kling_request_to_json(request.get(), client.get()), nullptr);
  kling_error refused = no_error();
  EXPECT_EQ(submit(client, request, 0, &refused), nullptr);
  EXPECT_EQ(refused.status, KLING_E_AUTH);
  const Request back = request_in("text-to-video", R"({"prompt":"a","model_name":"kling-v3"})");
  EXPECT_EQ(kling_request_validate(back.get(), client.get(), &error), KLING_OK) << error.message; // the older one takes it
}

TEST(Translation, WithValidationOffNothingIsLostInSilence) {
  const Client client = make_client({{"provider", "kling"}, {"api_key", "the-key"}, {"external_ids", "never"}, {"validation", "off"}});
  EXPECT_EQ(
      told(client, request_in("text2video", R"({"model_name":"kling-3.0","duration":"99","mode":"pro","of_tomorrow":{"a":[1]}})")).body,
      R"({"settings":{"multi_shot":false,"resolution":"1080p","duration":99,"aspect_ratio":"16:9","audio":"off"},"of_tomorrow":{"a":[1]}})");
  for (const auto &[body, field] : std::map<std::string, std::string>{
           {R"({"model_name":"kling-3.0","prompt":"a","cfg_scale":0.5})", "cfg_scale"},
           {R"({"model_name":"kling-3.0","prompt":"a","watermark_info":{"of_tomorrow":1}})", "watermark_info.of_tomorrow"},
           {R"({"model_name":"kling-3.0","prompt":"a","mode":"8k"})", "mode"},
       }) {
    kling_error error = no_error();
    EXPECT_NE(kling_request_validate(request_in("text2video", body).get(), client.get(), &error), KLING_OK) << body;
    EXPECT_EQ(error.field, field);
  }
}

TEST(Translation, FilesAndBytesGoAlong) {
  const Client client = plain_client();
  const Request request = request_in("image2video", R"({"model_name":"kling-3.0","prompt":"it runs"})");
  const std::string picture = png_of(400, 400);
  ASSERT_EQ(kling_request_set_bytes(request.get(), "image", picture.data(), picture.size()), KLING_OK);
  EXPECT_EQ(told(client, request).body,
            R"({"contents":[{"type":"prompt","text":"it runs"},{"type":"first_frame","url":"<)" + std::to_string(picture.size()) +
                R"( bytes>"}],"settings":{"multi_shot":false,"resolution":"720p","duration":5,"audio":"off"}})");
  const std::string small = png_of(200, 400);
  ASSERT_EQ(kling_request_set_bytes(request.get(), "image", small.data(), small.size()), KLING_OK);
  kling_error error = no_error();
  EXPECT_EQ(kling_request_validate(request.get(), client.get(), &error), KLING_E_FIELD);
  EXPECT_STREQ(error.field, "image");
  EXPECT_NE(std::string(error.message).find("it is sent as contents[1].url"), std::string::npos) << error.message;

  const Request back =
      request_in("image-to-video", R"({"model_name":"kling-v3","contents":[{"type":"prompt","text":"it runs"},{"type":"first_frame"}]})");
  ASSERT_EQ(kling_request_set_bytes(back.get(), "contents[1].url", picture.data(), picture.size()), KLING_OK);
  EXPECT_NE(told(client, back).body.find(R"("image":"<)" + std::to_string(picture.size()) + R"( bytes>")"), std::string::npos);
}

/// One whole life over sockets, in the words of one generation and at the paths of the other.
class TranslatedLife : public testing::Test {
protected:
  void run(const std::string &kind, const std::string &json, const std::string &sent_kind, const std::string &path,
           const std::string &look) {
    const Client client = client_of(simulator_);
    kling_error error = no_error();
    const Request request = request_in(kind, json);
    const std::string picture = png_of(400, 400);
    if (kind == "image2video") {
      ASSERT_EQ(kling_request_set_bytes(request.get(), "image", picture.data(), picture.size()), KLING_OK);
    }
    const Task task = submit(client, request, 0, &error);
    ASSERT_NE(task, nullptr) << error.field << ": " << error.message;
    ASSERT_EQ(finish(client, task, &error), KLING_OK) << error.message;
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED);
    EXPECT_EQ(text_of(kling_task_kind(task.get())), sent_kind);
    EXPECT_EQ(kling_task_output_count(task.get()), 1);
    const std::vector<LoggedRequest> requests = read_requests(simulator_);
    const auto has = [&](const std::string &method, const std::string &start) {
      return std::any_of(requests.begin(), requests.end(),
                         [&](const LoggedRequest &each) { return each.method == method && each.path.rfind(start, 0) == 0; });
    };
    EXPECT_TRUE(has("POST", path));
    EXPECT_TRUE(has("GET", look));
    // What took the task up by its token sees the same.
    kling_task *taken_up = nullptr;
    ASSERT_EQ(kling_attach_token(client.get(), kling_task_token(task.get()), 0, &taken_up, &error), KLING_OK) << error.message;
    const Task again(taken_up);
    EXPECT_EQ(finish(client, again, &error), KLING_OK) << error.message;
    EXPECT_EQ(text_of(kling_task_kind(again.get())), sent_kind);
  }

private:
  Simulator simulator_{{"--submitted-ms", "1", "--processing-ms", "1"}};
};

TEST_F(TranslatedLife, OfALegacyRequest) {
  run("text2video", R"({"model_name":"kling-3.0-turbo","prompt":"a fox","sound":"on","duration":"3"})", "text-to-video",
      "/text-to-video/kling-3.0-turbo", "/tasks?task_ids=");
}

TEST_F(TranslatedLife, OfALegacyRequestWithAPicture) {
  run("image2video", R"({"model_name":"kling-3.0","prompt":"it runs"})", "image-to-video", "/image-to-video/kling-3.0", "/tasks?task_ids=");
}

TEST_F(TranslatedLife, OfARequestOfTheNewGeneration) {
  run("text-to-video", R"({"model_name":"kling-v3","prompt":"a fox","settings":{"duration":3}})", "text2video", "/v1/videos/text2video",
      "/v1/videos/text2video/");
}

} // namespace
} // namespace kling::test
