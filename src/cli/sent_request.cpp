#include "cli/sent_request.hpp"

#include <string_view>

#include "cli/catalog.hpp"

namespace kling::cli {

namespace {

constexpr const char *model_field = "model_name";

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

/// Behind scheme and host, without a query.
std::string path_of_url(std::string_view url) {
  const size_t host = url.find("://");
  const size_t start = host == std::string_view::npos ? 0 : std::min(url.find('/', host + 3), url.size());
  const std::string_view path = url.substr(start);
  return std::string(path.substr(0, path.find_first_of("?#")));
}

/// Whether a path, behind any prefix, is where the kind is created.
bool is_path_of(const JsonValue &kind, std::string_view path) {
  const std::string_view own = kind.member_text("path");
  if (kind.member_text("model_in_path") == "true") {
    path = path.substr(0, path.rfind('/'));
  }
  return !own.empty() && ends_with(path, own);
}

/// The kind whose path it is; the longest one, since one may be the end of another.
JsonValue kind_of_path(const std::string &asked, const std::string &path) {
  kling_status status = KLING_OK;
  JsonValue found;
  for (const JsonValue &row : catalog_rows("kinds", {}, status)) {
    if (!is_path_of(row, path)) {
      continue;
    }
    if (row.member_text("kind") == asked) {
      return row;
    }
    found = row.member_text("path").size() > found.member_text("path").size() ? row : found;
  }
  return found;
}

std::string text_at(const JsonValue *object, const char *name) {
  return object == nullptr ? std::string{} : std::string(object->member_text(name));
}

} // namespace

SentRequest sent_request_of(const std::string &kind, const JsonValue &shown) {
  SentRequest sent;
  sent.method = shown.member_text("method");
  sent.path = path_of_url(shown.member_text("url"));
  const JsonValue row = kind_of_path(kind, sent.path);
  sent.kind = row.member("kind") == nullptr ? kind : std::string(row.member_text("kind"));
  const JsonValue *body = shown.member("body");
  const bool in_path = row.member_text("model_in_path") == "true";
  sent.model = in_path ? sent.path.substr(sent.path.rfind('/') + 1) : text_at(body, model_field);
  sent.mode = in_path ? text_at(body == nullptr ? nullptr : body->member("settings"), "resolution") : text_at(body, "mode");
  return sent;
}

SentRequest sent_request(const std::string &kind, kling_request *request, kling_client *client) {
  const char *text = kling_request_to_json(request, client);
  const std::optional<JsonValue> shown = text == nullptr ? std::nullopt : read_json(text);
  SentRequest sent;
  sent.kind = kind;
  return shown ? sent_request_of(kind, *shown) : sent;
}

std::string translation_note(const std::string &kind, const SentRequest &sent) {
  if (sent.kind == kind) {
    return {};
  }
  kling_status status = KLING_OK;
  const std::vector<JsonValue> rows = catalog_rows("kinds", sent.kind, status);
  const std::string generation = rows.empty() ? std::string{} : std::string(rows.front().member_text("generation"));
  return "sent as " + sent.kind + ", of the " + generation + " generation: " + sent.method + " " + sent.path;
}

} // namespace kling::cli
