#pragma once

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <openssl/evp.h>
#include <string>
#include <vector>

#include "support/handles.hpp"
#include "support/pretend_service.hpp"
#include "support/recording_server.hpp"

namespace kling::test {

/// `length` bytes that differ from place to place.
inline std::string clip_bytes(std::size_t length, const std::string &seed = "") {
  std::string out;
  while (out.size() < length) {
    out += seed + std::to_string(out.size()) + ";";
  }
  out.resize(length);
  return out;
}

inline std::string sha256_of(const std::string &bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest, &length, EVP_sha256(), nullptr);
  std::string hex;
  for (unsigned each = 0; each < length; ++each) {
    hex += "0123456789abcdef"[digest[each] >> 4];
    hex += "0123456789abcdef"[digest[each] & 15];
  }
  return hex;
}

/// A service whose tasks succeed at once, and the host of their outputs: /clip/<task>/<number>, with a length, an ETag and ranges. Each
/// look at a task signs its links anew. `bend` may change what a clip's host answers; it sees how many such requests came before.
class ClipService {
public:
  using Bend = std::function<void(int before, const RecordedRequest &request, Reply &reply)>;

  explicit ClipService(std::size_t length = 100000, int outputs = 1) : outputs_(outputs), clip_(clip_bytes(length)) {
    server.handle([this](const RecordedRequest &request) { return answer(request); });
  }

  void bend(Bend how) {
    const std::lock_guard lock(mutex_);
    bend_ = std::move(how);
  }
  /// Where links lead instead of here.
  void host_clips_at(const std::string &origin) {
    const std::lock_guard lock(mutex_);
    clip_origin_ = origin;
  }
  /// Another file from now on, with another tag.
  void change_clip(std::string bytes) {
    const std::lock_guard lock(mutex_);
    clip_ = std::move(bytes);
    tag_ = "\"v2\"";
  }
  [[nodiscard]] std::string clip() const {
    const std::lock_guard lock(mutex_);
    return clip_;
  }
  /// What the output of a task with that number holds, when there are several.
  [[nodiscard]] std::string clip_of(const std::string &target) const {
    const std::lock_guard lock(mutex_);
    return bytes_of(target);
  }

  [[nodiscard]] Settings settings() const {
    return {
        {"provider", "custom"}, {"base_url", server.url("")}, {"api_key", "the-key"}, {"poll_interval_ms", "10"}, {"retry_base_ms", "1"}};
  }
  [[nodiscard]] std::vector<RecordedRequest> clip_requests() const {
    std::vector<RecordedRequest> out;
    for (const RecordedRequest &request : server.requests()) {
      if (request.target.starts_with("/clip/")) {
        out.push_back(request);
      }
    }
    return out;
  }
  /// Of the library's looks at tasks.
  [[nodiscard]] int looks() const { return server.count("GET") - static_cast<int>(clip_requests().size()); }

private:
  [[nodiscard]] std::string bytes_of(const std::string &target) const { return outputs_ == 1 ? clip_ : clip_bytes(clip_.size(), target); }

  [[nodiscard]] std::string told(const std::string &id) {
    std::string videos;
    for (int each = 0; each < outputs_; ++each) {
      const std::string url = (clip_origin_.empty() ? server.url("") : clip_origin_) + "/clip/" + id + "/" + std::to_string(each) +
                              "?signature=" + std::to_string(++signatures_);
      videos += (videos.empty() ? "" : ",") + (R"({"id":"v","url":")" + url + R"(","duration":"5.0"})");
    }
    return R"({"code":0,"message":"SUCCEED","data":{"task_id":")" + id + R"(","task_status":"succeed","task_result":{"videos":[)" + videos +
           "]}}}";
  }

  Reply answer(const RecordedRequest &request) {
    const std::lock_guard lock(mutex_);
    if (request.method == "POST") {
      return Reply::text(200, PretendService::created(PretendService::id_of(++creations_)));
    }
    if (!request.target.starts_with("/clip/")) {
      return Reply::text(200, told(request.target.substr(request.target.rfind('/') + 1)));
    }
    const std::string bytes = bytes_of(request.target.substr(0, request.target.find('?')));
    Reply reply = Reply::text(200, bytes, "video/mp4");
    const std::string range = request.header("Range");
    if (range.starts_with("bytes=") && request.header("If-Range") == tag_) {
      const std::size_t first = std::stoul(range.substr(6));
      reply.status = 206;
      reply.body = bytes.substr(first);
      reply.headers.push_back("Content-Range: bytes " + std::to_string(first) + "-" + std::to_string(bytes.size() - 1) + "/" +
                              std::to_string(bytes.size()));
    }
    reply.headers.push_back("ETag: " + tag_);
    if (bend_) {
      bend_(clip_requests_, request, reply);
    }
    ++clip_requests_;
    return reply;
  }

  mutable std::mutex mutex_;
  const int outputs_;
  std::string clip_;
  std::string tag_ = "\"v1\"";
  std::string clip_origin_;
  Bend bend_;
  int creations_ = 0;
  int signatures_ = 0;
  int clip_requests_ = 0;

public:
  RecordingServer server; // last: its thread uses the others
};

} // namespace kling::test
