#include "protocol/field_form.hpp"

#include <algorithm>
#include <initializer_list>

#include "base/text.hpp"
#include "protocol/field_value.hpp"

namespace kling::protocol {

namespace {

constexpr std::size_t longest_external_id = 64;
constexpr std::size_t longest_callback_url = 2048;

kling_status refuse(Error &error, std::string_view field, std::initializer_list<std::string_view> parts) {
  error = make_error(KLING_E_FIELD, concat(parts), field);
  return error.status;
}

kling_status check_external_id(std::string_view field, std::string_view id, Error &error) {
  constexpr std::string_view digits = "0123456789";
  constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-";
  if (id.empty()) {
    return KLING_OK;
  }
  if (id.size() > longest_external_id) {
    return refuse(error, field, {field, " has ", text_of(static_cast<int64_t>(code_points(id))), " characters; at most 64"});
  }
  if (id.find_first_not_of(allowed) != std::string_view::npos) {
    return refuse(error, field, {field, " takes letters, digits and . _ : - only"});
  }
  if (id == "." || id == "..") {
    return refuse(error, field, {field, " must not be . or ..: in a URL that names another place"});
  }
  if (id.find_first_not_of(digits) == std::string_view::npos) {
    return refuse(error, field, {field, " must not be digits alone: it would look like the service's own id"});
  }
  return KLING_OK;
}

kling_status check_callback(std::string_view field, json::Value given, Error &error) {
  const std::string_view url = given.text();
  if (url.size() > longest_callback_url) {
    return refuse(error, field, {field, " has ", text_of(static_cast<int64_t>(url.size())), " bytes; at most 2048"});
  }
  return url.empty() || is_web_address(url)
             ? KLING_OK
             : refuse(error, field, {field, " is ", shown_address(given), ", which is no http or https address"});
}

} // namespace

bool is_web_address(std::string_view text) {
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) {
    return false;
  }
  const std::string_view scheme = text.substr(0, colon);
  const std::string_view rest = text.substr(colon + 3);
  const bool known = equal_ignoring_case(scheme, "http") || equal_ignoring_case(scheme, "https");
  const auto blank = [](char each) { return static_cast<unsigned char>(each) <= 0x20 || each == 0x7F; };
  return known && !rest.empty() && rest.find_first_of("/?#") != 0 && std::none_of(text.begin(), text.end(), blank);
}

kling_status check_forms(const Scope &body, Error &error) {
  const catalog::Vocabulary &names = catalog::vocabulary_of(body.kind());
  const kling_status status = check_external_id(names.external_id, body.first(names.external_id).text(), error);
  return status != KLING_OK ? status : check_callback(names.callback, body.first(names.callback), error);
}

} // namespace kling::protocol
