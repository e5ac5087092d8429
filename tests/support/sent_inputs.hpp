#pragma once

#include <gtest/gtest.h>

#include "support/input_files.hpp"
#include "support/pretend_service.hpp"

namespace kling::test {

/// Nothing is checked but what no client can change.
inline Settings unchecked(const PretendService &service, Settings more = {}) {
  Settings settings = service.settings();
  settings["validation"] = "off";
  settings["external_ids"] = "never";
  more.merge(settings);
  return more;
}

inline kling_error error_of(const Task &task) {
  kling_error error = no_error();
  kling_task_error(task.get(), &error);
  return error;
}

inline void expect_body(const RecordedRequest &request, const std::string &body) {
  EXPECT_TRUE(request.body == body) << request.body.size() << " bytes instead of " << body.size() << ", beginning with "
                                    << request.body.substr(0, 100);
  EXPECT_EQ(request.header("Content-Length"), std::to_string(body.size()));
  EXPECT_FALSE(request.has_header("Transfer-Encoding"));
  EXPECT_FALSE(request.has_header("Expect"));
}

} // namespace kling::test
