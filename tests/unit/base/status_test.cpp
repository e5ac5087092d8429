#include <gtest/gtest.h>
#include <limits>
#include <set>
#include <string>

#include "base/status.hpp"

namespace kling {
namespace {

TEST(Status, EveryStatusOfTheHeaderHasItsRow) {
  struct Row {
    kling_status status;
    const char *name;
  };
#define NAMED(status)                                                                                                                      \
  { status, #status }
  const Row rows[] = {
      NAMED(KLING_OK),           NAMED(KLING_E_ARGUMENT),  NAMED(KLING_E_STATE),        NAMED(KLING_E_REENTRANT),
      NAMED(KLING_E_VERSION),    NAMED(KLING_E_FORKED),    NAMED(KLING_E_UNSUPPORTED),  NAMED(KLING_E_TIMEOUT),
      NAMED(KLING_E_AGAIN),      NAMED(KLING_E_FIELD),     NAMED(KLING_E_UNKNOWN_NAME), NAMED(KLING_E_TOO_LARGE),
      NAMED(KLING_E_CONFLICT),   NAMED(KLING_E_NOT_FOUND), NAMED(KLING_E_ENDPOINT),     NAMED(KLING_E_AUTH),
      NAMED(KLING_E_FORBIDDEN),  NAMED(KLING_E_BALANCE),   NAMED(KLING_E_SPEND_LIMIT),  NAMED(KLING_E_RATE_LIMITED),
      NAMED(KLING_E_QUEUE_FULL), NAMED(KLING_E_POLICY),    NAMED(KLING_E_NETWORK),      NAMED(KLING_E_TLS),
      NAMED(KLING_E_PROTOCOL),   NAMED(KLING_E_SERVICE),   NAMED(KLING_E_TASK_FAILED),  NAMED(KLING_E_SUBMIT_UNKNOWN),
      NAMED(KLING_E_DETACHED),   NAMED(KLING_E_CANCELLED), NAMED(KLING_E_MEMORY),       NAMED(KLING_E_STORE),
      NAMED(KLING_E_FILE),       NAMED(KLING_E_DOWNLOAD),  NAMED(KLING_E_INTERNAL),
  };
#undef NAMED
  EXPECT_EQ(status_count(), std::size(rows));
  for (const Row &row : rows) {
    EXPECT_STREQ(status_name(row.status), row.name);
    EXPECT_EQ(status_group(row.status), row.status / 100 * 100) << row.name;
  }
}

TEST(Status, RowsAreOrderedAndDescribedEachInOneLineOfItsOwn) {
  std::set<std::string> descriptions;
  EXPECT_EQ(status_at(0), KLING_OK);
  for (uint32_t i = 0; i < status_count(); ++i) {
    if (i > 0) {
      EXPECT_LT(status_at(i - 1), status_at(i));
    }
    std::string description = status_description(status_at(i));
    EXPECT_EQ(description.find('\n'), std::string::npos);
    EXPECT_TRUE(description.ends_with('.')) << description;
    EXPECT_TRUE(descriptions.insert(description).second) << description;
  }
  EXPECT_EQ(status_at(status_count()), KLING_E_ARGUMENT);
  EXPECT_EQ(status_at(std::numeric_limits<uint32_t>::max()), KLING_E_ARGUMENT);
}

TEST(Status, UnknownValuesHaveTextsAndGroupsToo) {
  for (kling_status status : {1, 199, 250, 1001, -1, std::numeric_limits<kling_status>::min(), std::numeric_limits<kling_status>::max()}) {
    EXPECT_STREQ(status_name(status), "KLING_E_UNKNOWN_STATUS");
    EXPECT_STRNE(status_description(status), "");
  }
  EXPECT_EQ(status_group(250), 200);
  EXPECT_EQ(status_group(-1), 100);
  EXPECT_EQ(status_group(std::numeric_limits<kling_status>::min()), 100);
}

TEST(Status, TaskStatesAreNamedInLowerCase) {
  struct Row {
    int32_t state;
    const char *name;
  };
  for (const Row &row :
       {Row{KLING_TASK_WAITING, "waiting"}, Row{KLING_TASK_SUBMITTING, "submitting"}, Row{KLING_TASK_UNCERTAIN, "uncertain"},
        Row{KLING_TASK_SUBMITTED, "submitted"}, Row{KLING_TASK_PROCESSING, "processing"}, Row{KLING_TASK_SAVING, "saving"},
        Row{KLING_TASK_SUCCEEDED, "succeeded"}, Row{KLING_TASK_FAILED, "failed"}, Row{KLING_TASK_REJECTED, "rejected"},
        Row{KLING_TASK_CANCELLED, "cancelled"}, Row{KLING_TASK_DETACHED, "detached"}, Row{KLING_TASK_UNKNOWN, "unknown"},
        Row{0, "unrecognised"}, Row{7, "unrecognised"}, Row{99, "unrecognised"}, Row{-1, "unrecognised"}}) {
    EXPECT_STREQ(task_state_name(row.state), row.name);
  }
}

} // namespace
} // namespace kling
