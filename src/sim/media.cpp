// The clips that result links name: the part of the service that stands for its file hosts.
#include "base/text.hpp"
#include "sim/service.hpp"

namespace kling::sim {

namespace {

HttpReply plain(int status, std::string_view text) {
  HttpReply reply;
  reply.status = status;
  reply.headers.push_back({"Content-Type", "text/plain"});
  reply.body = String(text);
  return reply;
}

/// The id in /_clips/<id>.mp4 or /_clips/<id>-watermark.mp4.
std::string_view video_id_of(std::string_view path) {
  path.remove_prefix(std::string_view("/_clips/").size());
  for (const std::string_view ending : {std::string_view(".mp4"), std::string_view("-watermark")}) {
    if (path.ends_with(ending)) {
      path.remove_suffix(ending.size());
    }
  }
  return path;
}

} // namespace

Shared<const String> Service::file_of(const Clip &clip) {
  constexpr std::size_t most_files = 8;
  const String name = concat({text_of(static_cast<int64_t>(clip.ratio)), "/", text_of(static_cast<int64_t>(clip.resolution)), "/",
                              text_of(int64_t{clip.seconds}), clip.sound ? "/sound" : ""});
  const auto at = files_.find(name);
  if (at != files_.end()) {
    return at->second;
  }
  if (files_.size() >= most_files) {
    files_.clear();
  }
  Shared<const String> file = kling::make_shared<String>(make_clip(clip));
  files_[name] = file;
  return file;
}

HttpReply Service::clip(const HttpRequest &request, const Target &target, bool expired) {
  if (request.method != "GET" && request.method != "HEAD") {
    return plain(405, "Method not allowed\n");
  }
  const std::string_view expires = target.argument("Expires").value_or("");
  if (target.argument("Signature").value_or("") != identifiers_.signature(concat({target.path, "?", expires}))) {
    return plain(403, "Signature does not match\n");
  }
  if (expired || wall_ms() / 1000 >= to_integer(expires).value_or(0)) {
    return plain(403, "Request has expired\n");
  }
  const Task *task = tasks_.by_video_id(video_id_of(target.path));
  if (task == nullptr) {
    return plain(404, "No such file\n");
  }
  HttpReply reply;
  reply.media = file_of(task->order.clip);
  const std::size_t size = reply.media->size();
  const String tag = concat({"\"", hexadecimal(fingerprint(target.path)), "\""});
  const String modified = http_date(task->updated_ms);
  reply.headers = {{"Content-Type", "video/mp4"}, {"Accept-Ranges", "bytes"}, {"ETag", tag}, {"Last-Modified", modified}};
  reply.media_length = size;
  const std::string_view if_range = request.header("If-Range");
  if (request.method != "GET" || request.header("Range").empty() || (!if_range.empty() && if_range != tag && if_range != modified)) {
    return reply;
  }
  ByteRange range;
  const RangeOutcome outcome = parse_range(request.header("Range"), size, range);
  if (outcome == RangeOutcome::unsatisfiable) {
    reply = plain(416, "");
    reply.headers.push_back({"Content-Range", concat({"bytes */", text_of(static_cast<int64_t>(size))})});
  } else if (outcome == RangeOutcome::part) {
    reply.status = 206;
    reply.media_offset = range.first;
    reply.media_length = range.length;
    reply.headers.push_back({"Content-Range", concat({"bytes ", text_of(static_cast<int64_t>(range.first)), "-",
                                                      text_of(static_cast<int64_t>(range.first + range.length - 1)), "/",
                                                      text_of(static_cast<int64_t>(size))})});
  }
  return reply;
}

} // namespace kling::sim
