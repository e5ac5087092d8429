// The files that result links name: the part of the service that stands for its file hosts.
#include "base/text.hpp"
#include "sim/mp3.hpp"
#include "sim/png.hpp"
#include "sim/service.hpp"
#include "sim/wav.hpp"

namespace kling::sim {

namespace {

HttpReply plain(int status, std::string_view text) {
  HttpReply reply;
  reply.status = status;
  reply.headers.push_back({"Content-Type", "text/plain"});
  reply.body = String(text);
  return reply;
}

struct Extension {
  std::string_view name;
  Medium medium;
  std::string_view content_type;
};

constexpr Extension extensions[] = {{"mp4", Medium::video, "video/mp4"},
                                    {"png", Medium::image, "image/png"},
                                    {"mp3", Medium::audio, "audio/mpeg"},
                                    {"wav", Medium::audio, "audio/wav"}};

const Extension *extension_of(std::string_view path) {
  for (const Extension &each : extensions) {
    if (path.ends_with(each.name)) {
      return &each;
    }
  }
  return nullptr;
}

/// The id in /_clips/<id>.mp4 or /_files/<id>-watermark.png.
std::string_view id_of(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);
  path = path.substr(0, path.rfind('.'));
  constexpr std::string_view mark = "-watermark";
  return path.ends_with(mark) ? path.substr(0, path.size() - mark.size()) : path;
}

String made(const Output &output, std::string_view extension) {
  switch (output.medium) {
  case Medium::video:
    return make_clip(output.clip);
  case Medium::image:
    return make_png(output.width, output.height, fingerprint(output.id));
  case Medium::audio:
    break;
  }
  return extension == "wav" ? make_wav(output.duration_ms) : make_mp3(output.duration_ms);
}

/// The same for outputs with the same bytes.
String name_of(const Output &output, std::string_view extension) {
  const Clip &clip = output.clip;
  if (output.medium == Medium::video) {
    return concat({text_of(static_cast<int64_t>(clip.ratio)), "/", text_of(static_cast<int64_t>(clip.resolution)), "/",
                   text_of(int64_t{clip.seconds}), clip.sound ? "/sound" : ""});
  }
  return output.medium == Medium::image ? output.id : concat({extension, "/", text_of(output.duration_ms)});
}

} // namespace

Shared<const String> Service::content_of(const Output &output, std::string_view extension) {
  constexpr std::size_t most_files = 8;
  const String name = name_of(output, extension);
  const auto at = files_.find(name);
  if (at != files_.end()) {
    return at->second;
  }
  if (files_.size() >= most_files) {
    files_.clear();
  }
  Shared<const String> file = kling::make_shared<String>(made(output, extension));
  files_[name] = file;
  return file;
}

HttpReply Service::file(const HttpRequest &request, const Target &target, bool expired) {
  if (request.method != "GET" && request.method != "HEAD") {
    return plain(405, "Method not allowed\n");
  }
  const std::string_view expires = target.argument("Expires").value_or("");
  if (target.argument("Signature").value_or("") != state_.identifiers.signature(concat({target.path, "?", expires}))) {
    return plain(403, "Signature does not match\n");
  }
  if (expired || wall_ms() / 1000 >= to_integer(expires).value_or(0)) {
    return plain(403, "Request has expired\n");
  }
  const Extension *extension = extension_of(target.path);
  const File *found = state_.files.find(id_of(target.path));
  if (found == nullptr || extension == nullptr || extension->medium != found->output.medium) {
    return plain(404, "No such file\n");
  }
  HttpReply reply;
  reply.media = content_of(found->output, extension->name);
  const std::size_t size = reply.media->size();
  const String tag = concat({"\"", hexadecimal(fingerprint(target.path)), "\""});
  const String modified = http_date(found->task != nullptr ? found->task->updated_ms : found->modified_ms);
  reply.headers = {
      {"Content-Type", String(extension->content_type)}, {"Accept-Ranges", "bytes"}, {"ETag", tag}, {"Last-Modified", modified}};
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
