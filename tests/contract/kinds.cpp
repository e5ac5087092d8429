#include "kinds.hpp"

#include <algorithm>
#include <cjson/cJSON.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <regex>
#include <sstream>

#include "support/pretend_service.hpp"

namespace kling::test {

std::string kinds_folder() {
  return std::string(KLING_SOURCE_DIR) + "/tests/fixtures/kinds/";
}

std::string file_content(const std::string &path) {
  std::ifstream stream(path);
  std::ostringstream text;
  text << stream.rdbuf();
  EXPECT_FALSE(text.str().empty()) << path;
  return text.str();
}

std::vector<std::string> parts(const std::string &text, char between) {
  std::vector<std::string> out;
  std::istringstream stream(text);
  for (std::string each; std::getline(stream, each, between);) {
    out.push_back(each);
  }
  return out;
}

std::vector<std::vector<std::string>> table_rows(const std::string &file) {
  std::vector<std::vector<std::string>> rows;
  for (const std::string &line : parts(file_content(kinds_folder() + file), '\n')) {
    if (!line.empty() && line[0] != '#') {
      rows.push_back(parts(line, '\t'));
    }
  }
  return rows;
}

const std::vector<Kind> &kinds() {
  static const std::vector<Kind> all = [] {
    std::vector<Kind> out;
    for (const std::vector<std::string> &row : table_rows("kinds.tsv")) {
      out.push_back({row.at(0), row.at(1), row.at(2), row.at(3) == "yes", row.at(4) == "yes", row.at(6) != "no", row.at(6) == "only",
                     row.at(5) == "5.2"});
    }
    return out;
  }();
  return all;
}

std::vector<std::string> kind_names() {
  std::vector<std::string> out;
  for (const Kind &kind : kinds()) {
    out.push_back(kind.name);
  }
  return out;
}

const Kind &kind_of(const std::string &name) {
  return *std::find_if(kinds().begin(), kinds().end(), [&](const Kind &kind) { return kind.name == name; });
}

std::vector<Body> bodies_of(const Kind &kind) {
  std::vector<Body> out;
  for (const auto &entry : std::filesystem::directory_iterator(kinds_folder() + kind.name)) {
    if (entry.path().extension() != ".wire") {
      continue;
    }
    Body body;
    body.name = entry.path().stem();
    body.json = file_content(std::filesystem::path(entry.path()).replace_extension(".json"));
    const std::vector<std::string> lines = parts(file_content(entry.path()), '\n');
    body.method = lines.at(0).substr(0, lines[0].find(' '));
    body.target = lines[0].substr(body.method.size() + 1);
    body.wire = lines.size() > 1 ? lines[1] : std::string();
    out.push_back(body);
  }
  std::sort(out.begin(), out.end(), [](const Body &a, const Body &b) { return a.name < b.name; });
  return out;
}

Request request_of(const Kind &kind) {
  kling_request *request = nullptr;
  EXPECT_EQ(kling_request_new(kind.name.c_str(), &request), KLING_OK) << kind.name;
  return Request(request);
}

Request request_of(const Kind &kind, const std::string &json) {
  Request request = request_of(kind);
  kling_request_set_json(request.get(), "", json.c_str());
  return request;
}

namespace {

void set_scalar(const Request &request, const std::string &name, const cJSON *value) {
  kling_request *const self = request.get();
  const std::unique_ptr<char, decltype(&cJSON_free)> text(cJSON_PrintUnformatted(value), cJSON_free);
  kling_status status = KLING_OK;
  if (cJSON_IsString(value)) {
    status = kling_request_set_string(self, name.c_str(), value->valuestring);
  } else if (cJSON_IsBool(value)) {
    status = kling_request_set_int(self, name.c_str(), cJSON_IsTrue(value));
  } else if (std::string(text.get()).find_first_of(".e") == std::string::npos) {
    status = kling_request_set_int(self, name.c_str(), static_cast<int64_t>(value->valuedouble));
  } else {
    status = kling_request_set_number(self, name.c_str(), value->valuedouble);
  }
  EXPECT_EQ(status, KLING_OK) << name << " " << text.get();
}

} // namespace

void set_each(const Request &request, const std::string &json) {
  // The tests' own parser keeps no more than a double has; longer integers go through as the text that they are.
  const std::regex longer(R"(:\s*(\d{16,})\b)");
  std::map<std::string, std::string> long_ones;
  std::string text = json;
  for (std::smatch found; std::regex_search(text, found, longer);) {
    const std::string mark = "long integer " + std::to_string(long_ones.size());
    long_ones[mark] = found[1];
    text = found.prefix().str() + ": \"" + mark + "\"" + found.suffix().str();
  }
  const std::unique_ptr<cJSON, decltype(&cJSON_Delete)> parsed(cJSON_Parse(text.c_str()), cJSON_Delete);
  ASSERT_NE(parsed, nullptr) << text;
  const std::function<void(const std::string &, const cJSON *)> walk = [&](const std::string &name, const cJSON *value) {
    if (cJSON_IsString(value) && long_ones.count(value->valuestring) != 0) {
      EXPECT_EQ(kling_request_set_int(request.get(), name.c_str(), std::stoll(long_ones[value->valuestring])), KLING_OK) << name;
      return;
    }
    if (!cJSON_IsObject(value) && !cJSON_IsArray(value)) {
      return set_scalar(request, name, value);
    }
    int index = 0;
    const cJSON *each = nullptr;
    cJSON_ArrayForEach(each, value) {
      walk(cJSON_IsArray(value) ? name + "[" + std::to_string(index++) + "]"
           : name.empty()       ? each->string
                                : name + "." + each->string,
           each);
    }
  };
  walk("", parsed.get());
}

std::string without_generated_id(const std::string &body) {
  static const std::regex alone(R"re(,?"options":\{"external_task_id":"k1-[a-z2-7]{26}"\})re");
  static const std::regex made_up(R"re(,?"external_task_id":"k1-[a-z2-7]{26}"(\}+)$)re");
  return std::regex_replace(std::regex_replace(body, alone, ""), made_up, "$1");
}

std::string replaced(std::string text, const std::string &what, const std::string &by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
  return text;
}

std::string with_long_texts(const std::string &text) {
  static const std::regex mark(R"(\{(\d+)\})");
  std::string out = text;
  for (std::smatch found; std::regex_search(out, found, mark);) {
    std::string letters;
    for (int count = std::stoi(found[1]); count > 0; --count) {
      letters += "é";
    }
    out = found.prefix().str() + letters + found.suffix().str();
  }
  return out;
}

std::string test_name(std::string kind) {
  std::replace(kind.begin(), kind.end(), '-', '_');
  return kind;
}

Client client_of(const Simulator &simulator, const Settings &more) {
  Settings settings{{"provider", "kling"},
                    {"base_url", simulator.base_url()},
                    {"api_key", simulator.api_key()},
                    {"poll_interval_ms", "10"},
                    {"retry_base_ms", "1"}};
  for (const auto &[name, text] : more) {
    settings[name] = text;
  }
  kling_error error = no_error();
  Client client = make_client(settings, &error);
  EXPECT_NE(client, nullptr) << error.message;
  return client;
}

void drive_until_sent(const Client &client, const Task &task) {
  EXPECT_TRUE(drive_until(client, [&] { return kling_task_state(task.get()) >= KLING_TASK_SUBMITTED; }));
}

} // namespace kling::test
