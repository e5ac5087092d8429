#include <gtest/gtest.h>

#include "kinds.hpp"
#include "support/pretend_service.hpp"

namespace kling::test {
namespace {

/// What ends.tsv says of one body.
struct End {
  std::string body;
  std::vector<std::string> outputs; // "image", "image+"
  std::string before, literal;      // another body to be sent first, and the id that its output takes the place of
};

std::vector<End> ends_of(const std::string &kind) {
  std::vector<End> out;
  for (const std::vector<std::string> &row : table_rows("ends.tsv")) {
    if (row.at(0) != kind) {
      continue;
    }
    End end;
    end.body = row.at(1);
    for (const std::string &run : row.at(2) == "-" ? std::vector<std::string>() : parts(replaced(row[2], ", ", ","), ',')) {
      const std::size_t blank = run.find(' ');
      const std::size_t times = blank == std::string::npos ? 1 : std::stoul(run);
      end.outputs.insert(end.outputs.end(), times, blank == std::string::npos ? run : run.substr(blank + 1));
    }
    const std::vector<std::string> before = parts(row.at(3), '=');
    end.before = before[0] == "-" ? "" : before[0];
    end.literal = before.size() > 1 ? before[1] : "";
    out.push_back(end);
  }
  return out;
}

class KindLives : public testing::TestWithParam<std::string> {
protected:
  // The ids in the bodies are those of the reference: nobody made them in this account.
  static void SetUpTestSuite() { simulator_ = new Simulator({"--submitted-ms", "1", "--processing-ms", "1", "--any-ids"}); }
  static void TearDownTestSuite() {
    delete simulator_;
    simulator_ = nullptr;
  }
  void SetUp() override { simulator_->reset(); }
  [[nodiscard]] static const Simulator &simulator() { return *simulator_; }

  [[nodiscard]] static Task end_of(const Client &client, const std::string &kind, const std::string &json, int64_t refusal = 0) {
    kling_error error = no_error();
    Task task = submit(client, request_of(kind_of(kind), json), 0, &error);
    EXPECT_NE(task, nullptr) << kind << " " << error.field << ": " << error.message;
    if (task != nullptr) {
      EXPECT_EQ(finish(client, task, &error) == KLING_OK, refusal == 0) << kind << ": " << error.message;
      EXPECT_EQ(error.service_code, refusal) << error.message;
    }
    return task;
  }

private:
  static inline Simulator *simulator_ = nullptr;
};

std::string body_of(const std::string &kind, const std::string &name) {
  return file_content(kinds_folder() + kind + "/" + name + ".json");
}

/// What the files of that type begin with; nothing for what is no file.
bool begins_as(const std::string &bytes, const std::string &type) {
  if (type == "voice" || type == "audio") {
    return bytes.starts_with("RIFF") || bytes.starts_with("\xFF\xFB") || bytes.starts_with("\xFF\xF3") || bytes.starts_with("ID3");
  }
  return bytes.starts_with("\x89PNG") || (bytes.size() > 8 && bytes.substr(4, 4) == "ftyp");
}

void expect_outputs(const Simulator &simulator, const Task &task, const std::vector<std::string> &wanted) {
  const uint32_t count = kling_task_output_count(task.get());
  const bool open = !wanted.empty() && wanted.back().ends_with("+");
  ASSERT_TRUE(open ? count >= wanted.size() : count == wanted.size()) << count << " outputs: " << text_of(kling_task_raw_json(task.get()));
  for (uint32_t index = 0; index < count; ++index) {
    const std::string type = replaced(wanted[std::min<std::size_t>(index, wanted.size() - 1)], "+", "");
    EXPECT_EQ(text_of(kling_task_output_type(task.get(), index)), type);
    const std::string url = text_of(kling_task_output_url(task.get(), index));
    if (url.starts_with(simulator.base_url())) {
      EXPECT_TRUE(begins_as(simulator.call(url.substr(simulator.base_url().size())), type)) << url;
    }
  }
}

TEST_P(KindLives, EndAsTheServiceMakesThem) {
  const std::vector<End> all = ends_of(GetParam());
  ASSERT_FALSE(all.empty());
  for (const End &end : all) {
    SCOPED_TRACE(end.body);
    simulator().reset();
    const Client client = client_of(simulator(), provider_of(kind_of(GetParam())));
    std::string json = body_of(GetParam(), end.body);
    if (!end.before.empty()) {
      const std::vector<std::string> names = parts(end.before, '/');
      const Task first = end_of(client, names.at(0), body_of(names[0], names.at(1)));
      if (!end.literal.empty()) {
        json = replaced(json, end.literal, text_of(kling_task_output_id(first.get(), 0)));
      }
    }
    const bool refused = end.outputs == std::vector<std::string>{"refused"};
    const Task task = end_of(client, GetParam(), json, refused ? 1201 : 0);
    if (task != nullptr && !refused) {
      expect_outputs(simulator(), task, end.outputs);
      kling_cost cost{};
      cost.struct_size = sizeof cost;
      kling_request_estimate(request_of(kind_of(GetParam()), json).get(), client.get(), &cost, nullptr);
      const double units = kling_task_units(task.get());
      if (cost.known != 0 && cost.units >= 0 && units >= 0) {
        EXPECT_NEAR(units, cost.units, 1e-9) << "the estimate against what the service took";
      }
    }
  }
}

TEST_P(KindLives, EveryBodyHasAnEnd) {
  std::vector<std::string> with;
  for (const End &end : ends_of(GetParam())) {
    with.push_back(end.body);
  }
  std::vector<std::string> bodies;
  for (const Body &body : bodies_of(kind_of(GetParam()))) {
    bodies.push_back(body.name);
  }
  std::sort(with.begin(), with.end());
  EXPECT_EQ(with, bodies);
}

INSTANTIATE_TEST_SUITE_P(Each, KindLives, testing::ValuesIn(kind_names()), [](const auto &each) { return test_name(each.param); });

/// What becomes of a task whose ids the account does have, or not.
kling_error refusal_of(const Simulator &simulator, const std::string &kind, const std::string &json) {
  const Client client = client_of(simulator);
  kling_error error = no_error();
  const Task task = submit(client, request_of(kind_of(kind), json), 0, &error);
  if (task != nullptr) {
    finish(client, task, &error);
  }
  return error;
}

TEST(KindDeletes, ASecondOneByEitherPathIsRefused) {
  const Simulator simulator({"--submitted-ms", "1", "--processing-ms", "1"});
  const Client client = client_of(simulator);
  kling_error error = no_error();
  const Task element = submit(client, request_of(kind_of("elements"), body_of("elements", "smallest")), 0, &error);
  ASSERT_NE(element, nullptr) << error.message;
  ASSERT_EQ(finish(client, element, &error), KLING_OK) << error.message;
  const std::string body = "{\"element_id\":\"" + text_of(kling_task_output_id(element.get(), 0)) + "\"}";
  EXPECT_EQ(refusal_of(simulator, "delete-elements", body).status, KLING_OK);
  for (const char *kind : {"delete-elements", "delete-advanced-elements"}) {
    error = refusal_of(simulator, kind, body);
    EXPECT_EQ(error.service_code, 1201);
    EXPECT_NE(std::string(error.message).find("already be deleted"), std::string::npos) << error.message;
  }
}

TEST(KindVoices, OfVideosDoNotSpeakTexts) {
  const Simulator simulator;
  const Client client = client_of(simulator);
  kling_error error = no_error();
  const Task voices = submit(client, request_of(kind_of("presets-voices"), "{}"), 0, &error);
  ASSERT_NE(voices, nullptr) << error.message;
  ASSERT_EQ(finish(client, voices, &error), KLING_OK) << error.message;
  ASSERT_GT(kling_task_output_count(voices.get()), 0U);
  const std::string id = text_of(kling_task_output_id(voices.get(), 0));
  error = refusal_of(simulator, "tts", R"({"text":"Hi","voice_language":"en","voice_id":")" + id + "\"}");
  EXPECT_EQ(error.service_code, 1201);
  EXPECT_NE(std::string(error.message).find("Voice id not found"), std::string::npos) << error.message;
}

TEST(KindPaths, MayEndInASlash) {
  const Simulator simulator;
  for (const char *kind : {"omni-video", "image2video"}) {
    const std::string body = body_of(kind, "smallest");
    const std::string reply = simulator.call(kind_of(kind).path + "/", &body);
    EXPECT_NE(reply.find("\"code\":0"), std::string::npos) << reply;
  }
}

TEST(KindPaths, ThatTheServiceDoesNotHaveAreNotFound) {
  const Simulator simulator;
  const std::string body = R"({"prompt":"a"})";
  for (const char *path :
       {"/v1/videos/video2video", "/v1/videos/motion-brush", "/v1/videos/avatar", "/v1/videos/character", "/v1/videos/face-swap",
        "/v1/videos/omni", "/v1/videos/generations", "/v1/videos/edit", "/v1/images/image2image", "/v1/images/edit", "/v1/images/face-swap",
        "/v1/elements", "/v1/assets", "/v1/uploads", "/v1/files", "/v1/models", "/omni-image/kling-v3", "/models"}) {
    const std::string reply = simulator.call(path, &body);
    EXPECT_NE(reply.find("\"code\":1203"), std::string::npos) << path << ": " << reply;
  }
}

} // namespace
} // namespace kling::test
