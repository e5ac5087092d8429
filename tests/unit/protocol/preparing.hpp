#pragma once

#include <gtest/gtest.h>
#include <string>
#include <string_view>

#include "protocol/request.hpp"
#include "recorded_log.hpp"

namespace kling::protocol::test {

/// What prepare() made of a body.
struct Outcome {
  kling_status status = KLING_OK;
  Prepared prepared;
  Error error;
  RecordedLog log;

  [[nodiscard]] std::string body() const { return prepared.body.empty() ? std::string() : std::string(prepared.body[0].text); }
  [[nodiscard]] std::string message() const { return std::string(error.message); }
  [[nodiscard]] std::string field() const { return std::string(error.field); }
};

inline Rules rules_of(std::string_view provider, Validation validation = Validation::provider) {
  Rules rules;
  rules.provider = catalog::find_provider(provider);
  rules.validation = validation;
  return rules;
}

/// A body that the setter refuses ends with the setter's error.
inline Outcome prepared(std::string_view kind, std::string_view body, const Rules &rules = rules_of("kling"),
                        std::string_view generated_id = {}) {
  Outcome out;
  const catalog::Kind *const row = catalog::find_kind(kind);
  EXPECT_NE(row, nullptr) << kind;
  Request request(*row);
  static_cast<void>(request.set_json("", body));
  out.status = prepare(request, rules, generated_id, out.prepared, out.error, &out.log);
  return out;
}

inline json::Document parsed(std::string_view text) {
  json::Document document;
  String why;
  EXPECT_TRUE(json::Document::parse(text, document, why)) << text << why;
  return document;
}

} // namespace kling::protocol::test
