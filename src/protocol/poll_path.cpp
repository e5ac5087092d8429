#include "protocol/poll_path.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "base/text.hpp"
#include "json/document.hpp"
#include "protocol/address.hpp"
#include "protocol/raw_call.hpp"

namespace kling::protocol {

namespace {

constexpr std::string_view poll_path_option = "poll_path";
constexpr std::string_view task_id_mark = "{task_id}";
constexpr std::string_view path_mark = "{path}";
constexpr std::string_view kind_mark = "{kind}";
constexpr std::string_view any_path = "/v1/videos/text2video"; // kinds' own are all like this

kling_status refuse_poll_path(Error &error, std::initializer_list<std::string_view> parts) {
  error = make_error(KLING_E_ARGUMENT, concat(parts), poll_path_option);
  return error.status;
}

/// With each mark replaced; `unknown` is what is left from the first brace on that belongs to none.
String filled(std::string_view pattern, std::string_view path, std::string_view id, std::string_view kind, std::string_view &unknown) {
  String out;
  while (!pattern.empty()) {
    const std::size_t brace = std::min(pattern.find_first_of("{}"), pattern.size());
    out.append(pattern.substr(0, brace));
    pattern.remove_prefix(brace);
    std::string_view value;
    std::string_view mark;
    for (const auto &[each, stands_for] : {std::pair(task_id_mark, id), std::pair(path_mark, path), std::pair(kind_mark, kind)}) {
      if (pattern.starts_with(each)) {
        mark = each;
        value = stands_for;
      }
    }
    if (mark.empty()) {
      unknown = pattern;
      break;
    }
    out.append(value);
    pattern.remove_prefix(mark.size());
  }
  return out;
}

} // namespace

kling_status check_poll_path(std::string_view pattern, Error &error) {
  const String shown = json::quoted(cut(pattern, 64));
  if (pattern.find(task_id_mark) == std::string_view::npos) {
    return refuse_poll_path(error, {"poll_path is ", shown, " and holds no {task_id}"});
  }
  if (!pattern.starts_with('/') && !pattern.starts_with(path_mark)) {
    return refuse_poll_path(error, {"poll_path is ", shown, "; it begins with / or {path} and has no scheme or host"});
  }
  std::string_view unknown;
  const String example = filled(pattern, any_path, "1", "text2video", unknown);
  if (!unknown.empty()) {
    return refuse_poll_path(error, {"poll_path holds ", json::quoted(cut(unknown, 32)), "; {path}, {task_id} and {kind} are known"});
  }
  if (check_path(example, error, poll_path_option) != KLING_OK) {
    error.status = KLING_E_ARGUMENT;
  }
  return error.status;
}

String poll_path(std::string_view pattern, const catalog::Kind &kind, std::string_view id) {
  std::string_view unknown;
  return filled(pattern.empty() ? usual_poll_path : pattern, kind.path, path_segment(id), kind.name, unknown);
}

String shown_poll_path(std::string_view pattern, const catalog::Kind &kind) {
  std::string_view unknown;
  return filled(pattern, kind.path, task_id_mark, kind.name, unknown);
}

} // namespace kling::protocol
