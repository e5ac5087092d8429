#include "support/simulator.hpp"

#include <chrono>
#include <cjson/cJSON.h>
#include <csignal>
#include <cstdio>
#include <curl/curl.h>
#include <memory>
#include <poll.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace kling::test {

namespace {

using Json = std::unique_ptr<cJSON, decltype(&cJSON_Delete)>;

Json parse(const std::string &text) {
  Json json(cJSON_Parse(text.c_str()), cJSON_Delete);
  if (json == nullptr) {
    throw std::runtime_error("not JSON: " + text);
  }
  return json;
}

std::string member(const Json &json, const char *name) {
  const char *const text = cJSON_GetStringValue(cJSON_GetObjectItem(json.get(), name));
  return text == nullptr ? "" : text;
}

std::size_t append(char *bytes, std::size_t size, std::size_t count, void *out) {
  static_cast<std::string *>(out)->append(bytes, size * count);
  return size * count;
}

std::string fetch(const std::string &url, const std::string *body, const std::string &key = {}) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
  std::string reply;
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &reply);
  if (!key.empty()) {
    curl_easy_setopt(curl.get(), CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
    curl_easy_setopt(curl.get(), CURLOPT_XOAUTH2_BEARER, key.c_str());
  }
  if (body != nullptr) {
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body->c_str());
  }
  const CURLcode code = curl_easy_perform(curl.get());
  if (code != CURLE_OK) {
    throw std::runtime_error(url + ": " + curl_easy_strerror(code));
  }
  return reply;
}

} // namespace

Simulator::Simulator(const std::vector<std::string> &flags) {
  std::vector<std::string> words{KLING_SIM, "--port", "0", "--parent-pid", std::to_string(getpid()), "--max-seconds", "280"};
  words.insert(words.end(), flags.begin(), flags.end());
  std::vector<char *> arguments;
  for (std::string &word : words) {
    arguments.push_back(word.data());
  }
  arguments.push_back(nullptr);
  int line[2];
  if (pipe(line) != 0) {
    throw std::runtime_error("pipe");
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, line[1], 1);
  posix_spawn_file_actions_addclose(&actions, line[0]);
  posix_spawn_file_actions_addclose(&actions, line[1]);
  const int failed = posix_spawn(&process_, KLING_SIM, &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(line[1]);
  std::string text;
  char letter = 0;
  while (failed == 0 && read(line[0], &letter, 1) == 1 && letter != '\n') {
    text += letter;
  }
  close(line[0]);
  if (failed != 0 || text.empty()) {
    throw std::runtime_error("kling-sim did not start");
  }
  const Json json = parse(text);
  base_url_ = member(json, "base_url");
  api_key_ = member(json, "api_key");
  access_key_ = member(json, "access_key");
  secret_key_ = member(json, "secret_key");
}

Simulator::~Simulator() {
  if (process_ > 0) {
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
  }
}

std::string Simulator::get(const std::string &path) const {
  return fetch(base_url_ + path, nullptr);
}

std::string Simulator::post(const std::string &path, const std::string &json) const {
  return fetch(base_url_ + path, &json);
}

std::string Simulator::call(const std::string &path, const std::string *body) const {
  return fetch(base_url_ + path, body, api_key_);
}

void Simulator::fault(const std::string &faults) const {
  const std::string reply = post("/_sim/faults", "{\"faults\":[" + faults + "]}");
  if (reply != "{}") {
    throw std::runtime_error(reply);
  }
}

void Simulator::fault_creates(const std::string &name, const std::string &more, int count) const {
  fault(R"({"method":"POST","path":"/v1/videos/text2video","fault":")" + name + "\",\"count\":" + std::to_string(count) +
        (more.empty() ? "" : ",") + more + "}");
}

void Simulator::advance(int64_t milliseconds) const {
  post("/_sim/clock", "{\"advance_ms\":" + std::to_string(milliseconds) + "}");
}

void Simulator::skew(int64_t milliseconds) const {
  post("/_sim/clock", "{\"skew_ms\":" + std::to_string(milliseconds) + "}");
}

void Simulator::reset() const {
  post("/_sim/reset", "{}");
}

void Simulator::wait_until_listening() const {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  for (;;) {
    try {
      (void)get("/_sim/ledger");
      return;
    } catch (const std::runtime_error &) {
      if (std::chrono::steady_clock::now() > limit) {
        throw;
      }
      poll(nullptr, 0, 2);
    }
  }
}

int Simulator::creations() const {
  const Json ledger = parse(get("/_sim/ledger"));
  return cJSON_GetObjectItem(ledger.get(), "creations")->valueint;
}

int Simulator::posts() const {
  const Json ledger = parse(get("/_sim/ledger"));
  return cJSON_GetObjectItem(ledger.get(), "posts")->valueint;
}

int Simulator::refusals(int code) const {
  const Json ledger = parse(get("/_sim/ledger"));
  const cJSON *times = cJSON_GetObjectItem(cJSON_GetObjectItem(ledger.get(), "refusals"), std::to_string(code).c_str());
  return times == nullptr ? 0 : times->valueint;
}

int Simulator::running() const {
  const Json ledger = parse(get("/_sim/ledger"));
  int count = 0;
  const cJSON *each = nullptr;
  cJSON_ArrayForEach(each, cJSON_GetObjectItem(ledger.get(), "tasks")) {
    const std::string status = cJSON_GetStringValue(cJSON_GetObjectItem(each, "status"));
    count += status == "submitted" || status == "processing" ? 1 : 0;
  }
  return count;
}

std::string Simulator::billed_units() const {
  return member(parse(get("/_sim/ledger")), "billed_units");
}

int Simulator::requests(const std::string &method, const std::string &path) const {
  return static_cast<int>(headers(method, path, "Host").size());
}

std::vector<std::string> Simulator::headers(const std::string &method, const std::string &path, const std::string &name) const {
  const Json log = parse(get("/_sim/requests"));
  std::vector<std::string> values;
  const cJSON *each = nullptr;
  cJSON_ArrayForEach(each, cJSON_GetObjectItem(log.get(), "requests")) {
    const std::string its_method = cJSON_GetStringValue(cJSON_GetObjectItem(each, "method"));
    const std::string its_path = cJSON_GetStringValue(cJSON_GetObjectItem(each, "path"));
    if (its_method == method && its_path.starts_with(path)) { // the names of headers are compared without regard to case
      const char *const value = cJSON_GetStringValue(cJSON_GetObjectItem(cJSON_GetObjectItem(each, "headers"), name.c_str()));
      values.emplace_back(value == nullptr ? "" : value);
    }
  }
  return values;
}

std::string Simulator::last_body(const std::string &path) const {
  const Json log = parse(get("/_sim/requests"));
  std::string body;
  const cJSON *each = nullptr;
  cJSON_ArrayForEach(each, cJSON_GetObjectItem(log.get(), "requests")) {
    const std::string its_path = cJSON_GetStringValue(cJSON_GetObjectItem(each, "path"));
    if (its_path == path && std::string(cJSON_GetStringValue(cJSON_GetObjectItem(each, "method"))) == "POST") {
      body = cJSON_GetStringValue(cJSON_GetObjectItem(each, "body"));
    }
  }
  return body;
}

} // namespace kling::test
