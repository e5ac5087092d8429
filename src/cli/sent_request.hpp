#pragma once

#include <string>

#include "cli/json_reader.hpp"
#include "kling/kling.h"

namespace kling::cli {

/// What a request goes out as: the library may speak the other generation's words for the caller.
struct SentRequest {
  std::string kind; // as it is sent; the caller's own where that cannot be told
  std::string method;
  std::string path; // of the URL, without its query
  std::string model;
  std::string mode;
};

[[nodiscard]] SentRequest sent_request(const std::string &kind, kling_request *request, kling_client *client);

/// The same of what kling_request_to_json says.
[[nodiscard]] SentRequest sent_request_of(const std::string &kind, const JsonValue &shown);

/// "sent as text-to-video, of the new generation: POST /text-to-video/kling-3.0-turbo"; empty where it is sent as it was asked for.
[[nodiscard]] std::string translation_note(const std::string &kind, const SentRequest &sent);

} // namespace kling::cli
