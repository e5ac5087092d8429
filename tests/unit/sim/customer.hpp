#pragma once

#include <algorithm>

#include "account.hpp"
#include "sim/profile.hpp"

namespace kling::sim {

inline Settings settings_of(std::string_view profile) {
  Settings settings;
  settings.profile = String(profile);
  settings.refresh_ms = 1000;
  return settings;
}

inline constexpr std::string_view minimal = R"({"prompt":"a","model_name":"kling-v3","duration":"3"})";
inline constexpr std::string_view with_external = R"({"prompt":"a","model_name":"kling-v3","duration":"3","external_task_id":"mine"})";

/// An account behind a gateway.
struct Customer : Account {
  explicit Customer(std::string_view profile) : Customer(settings_of(profile)) {}
  explicit Customer(Settings settings) : Account(std::move(settings)) {
    prefix = String(service.profile().prefix);
    path = concat({prefix, "/v1/videos/text2video"});
  }
  Answer at(std::string_view method, std::string_view below, std::string_view body = "") {
    return call(method, concat({prefix, below}), body);
  }
  void upstream(std::string_view fault) { this->fault(concat({R"({"method":"POST","upstream":true,)", fault, "}"})); }
  String prefix;
};

/// What changes with time and seed, made comparable.
inline String masked(json::Value value, std::string_view name = {}) {
  if (value.is(json::Type::object)) {
    String out;
    for (json::Value each = value.first(); each.present(); each = each.next()) {
      out += concat({out.empty() ? "" : ",", json::quoted(each.name()), ":", masked(each, each.name())});
    }
    return concat({"{", out, "}"});
  }
  if (value.is(json::Type::array)) {
    String out;
    for (json::Value each = value.first(); each.present(); each = each.next()) {
      out += concat({out.empty() ? "" : ",", masked(each)});
    }
    return concat({"[", out, "]"});
  }
  constexpr std::string_view times[] = {"created_at", "updated_at", "submit_time", "start_time", "finish_time"};
  if (std::find(std::begin(times), std::end(times), name) != std::end(times) && value.is(json::Type::number)) {
    return value.text() == "0" ? String("0") : concat({"\"<", text_of(static_cast<int64_t>(value.text().size())), " digits>\""});
  }
  if (name == "task_id" || name == "id" || name == "request_id") {
    const std::string_view text = value.text();
    const bool uuid = text.size() == 36 && text[8] == '-';
    return text.empty() ? String("\"\"") : uuid ? String("\"<uuid>\"") : concat({"\"<", text_of(static_cast<int64_t>(text.size())), ">\""});
  }
  if (name == "url" || (name == "fail_reason" && value.text().starts_with("http"))) {
    return "\"<url>\"";
  }
  return value.print();
}

inline std::string shape(const Answer &answer) {
  return std::string(masked(answer.body.root()));
}

} // namespace kling::sim
