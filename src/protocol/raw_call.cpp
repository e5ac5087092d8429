#include "protocol/raw_call.hpp"

#include <algorithm>
#include <initializer_list>

#include "base/text.hpp"
#include "protocol/address.hpp"

namespace kling::protocol {

namespace {

constexpr std::size_t longest_path = 4096;

kling_status refuse_call(Error &error, std::string_view field, std::initializer_list<std::string_view> parts) {
  error = make_error(KLING_E_FIELD, concat(parts), field);
  return error.status;
}

bool is_scalar(json::Value value) {
  return value.is(json::Type::string) || value.is(json::Type::number) || value.is(json::Type::boolean);
}

/// Dots as they are read by servers that decode before they resolve.
String with_plain_dots(std::string_view path) {
  String out;
  for (std::size_t at = 0; at < path.size(); ++at) {
    if (equal_ignoring_case(path.substr(at, 3), "%2e")) {
      out.push_back('.');
      at += 2;
    } else {
      out.push_back(path[at]);
    }
  }
  return out;
}

bool leads_up(std::string_view path) {
  const String plain = with_plain_dots(path);
  std::string_view rest = plain;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('/'), rest.size());
    const std::string_view segment = rest.substr(0, end);
    if (segment == "." || segment == "..") {
      return true;
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

} // namespace

kling_status write_query(json::Value body, String &out, Error &error) {
  for (json::Value each = body.first(); each.present(); each = each.next()) {
    String text;
    const bool array = each.is(json::Type::array);
    bool fits = array || is_scalar(each);
    for (json::Value item = array ? each.first() : json::Value(); item.present(); item = item.next()) {
      fits = fits && is_scalar(item);
      text.append(text.empty() ? "" : ",").append(percent_encoded(item.text()));
    }
    if (!fits) {
      return refuse_call(error, each.name(),
                         {each.name(), " goes into the query: it takes text, a number, true or false, or an array of these"});
    }
    out.append(out.empty() ? "" : "&").append(percent_encoded(each.name())).append("=");
    out.append(array ? text : percent_encoded(each.text()));
  }
  return KLING_OK;
}

kling_status check_method(std::string_view method, Error &error) {
  const auto is_upper = [](char each) { return each >= 'A' && each <= 'Z'; };
  constexpr std::size_t longest_method = 16;
  if (!std::all_of(method.begin(), method.end(), is_upper) || method.size() > longest_method || method == "CONNECT" || method == "TRACE" ||
      method == "HEAD") {
    return refuse_call(error, "method", {"method is ", json::quoted(cut(method, longest_method)), "; GET, POST, PUT, PATCH or DELETE"});
  }
  return KLING_OK;
}

kling_status check_path(std::string_view path, Error &error, std::string_view field) {
  const auto unprintable = [](char each) { return static_cast<unsigned char>(each) <= 0x20 || static_cast<unsigned char>(each) >= 0x7F; };
  const std::string_view before_query = path.substr(0, path.find('?'));
  if (path.empty() || path.front() != '/') {
    return refuse_call(error, field, {field, " is ", json::quoted(cut(before_query, 64)), "; it begins with / and has no scheme or host"});
  }
  if (path.size() > longest_path) {
    return refuse_call(error, field, {field, " has ", text_of(static_cast<int64_t>(path.size())), " bytes; at most 4096"});
  }
  if (before_query.find("//") != std::string_view::npos) {
    return refuse_call(error, field, {field, " holds //, which may name another host"});
  }
  if (leads_up(before_query)) {
    return refuse_call(error, field, {field, " holds . or .. as a part, which names another place"});
  }
  if (path.find_first_of("\\#") != std::string_view::npos || std::any_of(path.begin(), path.end(), unprintable)) {
    return refuse_call(error, field, {field, " holds a blank, a control character, \\, # or what is not ASCII: percent-encode it"});
  }
  return KLING_OK;
}

} // namespace kling::protocol
