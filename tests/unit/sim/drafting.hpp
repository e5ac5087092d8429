#pragma once

#include <gtest/gtest.h>
#include <string_view>

#include "account.hpp"
#include "sim/draft.hpp"

namespace kling::sim {

/// A body of JSON with ' for ".
inline String json_of(std::string_view text) {
  String out(text);
  for (char &c : out) {
    c = c == '\'' ? '"' : c;
  }
  return out;
}

struct Drafted {
  Order order;
  Refusal refusal;
};

/// What a kind finds out about a body.
inline Drafted drafted(std::string_view kind, std::string_view body, const Settings &settings = {}) {
  State state{settings};
  const json::Document document = parsed(json_of(body));
  const Target target;
  Draft draft{*find_kind(kind), document.root(), target, state, {}, {}};
  const bool good = check(draft);
  EXPECT_EQ(good, draft.refusal.code == 0) << body;
  return {draft.order, draft.refusal};
}

} // namespace kling::sim
