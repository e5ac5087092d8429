#pragma once

#include <cjson/cJSON.h>
#include <cstdint>
#include <curl/curl.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

namespace kling::test {

/// A JSON text to look into: "data.task_id", "tasks.0.status".
class Json {
public:
  explicit Json(const std::string &text) : root_(cJSON_Parse(text.c_str()), cJSON_Delete) { EXPECT_NE(root_, nullptr) << text; }

  /// A string, or another value as it is printed; "(absent)" when there is none.
  [[nodiscard]] std::string operator[](const std::string &path) const {
    const cJSON *at = root_.get();
    for (std::size_t start = 0; start <= path.size() && at != nullptr;) {
      const std::size_t dot = std::min(path.find('.', start), path.size());
      const std::string name = path.substr(start, dot - start);
      at = cJSON_IsArray(at) != 0 ? cJSON_GetArrayItem(at, std::stoi(name)) : cJSON_GetObjectItemCaseSensitive(at, name.c_str());
      start = dot + 1;
    }
    if (at == nullptr || cJSON_IsString(at) != 0) {
      return at == nullptr ? "(absent)" : at->valuestring;
    }
    const std::unique_ptr<char, decltype(&cJSON_free)> text(cJSON_PrintUnformatted(at), cJSON_free);
    return text.get();
  }
  [[nodiscard]] int size(const char *name) const { return cJSON_GetArraySize(cJSON_GetObjectItem(root_.get(), name)); }

private:
  std::unique_ptr<cJSON, decltype(&cJSON_Delete)> root_;
};

struct Answer {
  CURLcode result = CURLE_OK;
  long status = 0;
  long new_connections = 0;
  std::string headers;
  std::string body;

  [[nodiscard]] std::string code() const { return Json(body)["code"]; }
  [[nodiscard]] std::string message() const { return Json(body)["message"]; }
  /// The value of a header line, exactly as it was sent.
  [[nodiscard]] std::string header(const std::string &name) const {
    const std::size_t at = headers.find("\r\n" + name + ": ");
    const std::size_t start = at + name.size() + 4;
    return at == std::string::npos ? "" : headers.substr(start, headers.find("\r\n", start) - start);
  }
};

/// libcurl's easy interface; what the next request needs is set on `handle` beforehand.
class Exchange {
public:
  Exchange() { reset(); }

  void reset() {
    curl_easy_reset(handle.get());
    curl_easy_setopt(handle.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT, 120L);
  }

  Answer perform(const std::string &url, const std::vector<std::string> &headers = {}) {
    Answer out;
    curl_slist *list = nullptr;
    for (const std::string &line : headers) {
      list = curl_slist_append(list, line.c_str());
    }
    curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &append);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &out.body);
    curl_easy_setopt(handle.get(), CURLOPT_HEADERFUNCTION, &append);
    curl_easy_setopt(handle.get(), CURLOPT_HEADERDATA, &out.headers);
    out.result = curl_easy_perform(handle.get());
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &out.status);
    curl_easy_getinfo(handle.get(), CURLINFO_NUM_CONNECTS, &out.new_connections);
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, nullptr);
    curl_slist_free_all(list);
    return out;
  }
  Answer get(const std::string &url, const std::vector<std::string> &headers = {}) {
    reset();
    return perform(url, headers);
  }
  Answer post(const std::string &url, const std::string &body, const std::vector<std::string> &headers = {}) {
    reset();
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, body.c_str());
    return perform(url, headers);
  }

  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle{curl_easy_init(), curl_easy_cleanup};

private:
  static std::size_t append(char *bytes, std::size_t size, std::size_t count, void *out) {
    static_cast<std::string *>(out)->append(bytes, size * count);
    return size * count;
  }
};

} // namespace kling::test
