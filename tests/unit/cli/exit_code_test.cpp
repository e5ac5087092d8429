#include <gtest/gtest.h>

#include "cli/exit_code.hpp"
#include "cli/failure.hpp"

namespace kling::cli {
namespace {

TEST(ExitCode, OfAStatus) {
  const std::pair<kling_status, ExitCode> rows[] = {
      {KLING_OK, exit_done},
      {KLING_E_ARGUMENT, exit_usage},
      {KLING_E_UNSUPPORTED, exit_usage},
      {KLING_E_TIMEOUT, exit_service},
      {KLING_E_FIELD, exit_usage},
      {KLING_E_UNKNOWN_NAME, exit_usage},
      {KLING_E_CONFLICT, exit_usage},
      {KLING_E_AUTH, exit_credentials},
      {KLING_E_FORBIDDEN, exit_credentials},
      {KLING_E_BALANCE, exit_money},
      {KLING_E_SPEND_LIMIT, exit_money},
      {KLING_E_RATE_LIMITED, exit_service},
      {KLING_E_QUEUE_FULL, exit_service},
      {KLING_E_POLICY, exit_policy},
      {KLING_E_NETWORK, exit_service},
      {KLING_E_TLS, exit_service},
      {KLING_E_PROTOCOL, exit_service},
      {KLING_E_SERVICE, exit_service},
      {KLING_E_TASK_FAILED, exit_task_failed},
      {KLING_E_SUBMIT_UNKNOWN, exit_unknown_outcome},
      {KLING_E_DETACHED, exit_unknown_outcome},
      {KLING_E_CANCELLED, exit_service},
      {KLING_E_MEMORY, exit_file},
      {KLING_E_STORE, exit_file},
      {KLING_E_FILE, exit_file},
      {KLING_E_DOWNLOAD, exit_file},
  };
  for (const auto &[status, code] : rows) {
    EXPECT_EQ(exit_code_of_status(status), code) << kling_status_name(status);
  }
}

TEST(ExitCode, EveryStatusHasOneThatTheManualNames) {
  for (uint32_t index = 0; index < kling_status_count(); ++index) {
    const kling_status status = kling_status_at(index);
    const int code = exit_code_of_status(status);
    EXPECT_TRUE(code >= 0 && code <= 8) << kling_status_name(status);
    EXPECT_EQ(code == exit_done, status == KLING_OK) << kling_status_name(status);
  }
}

TEST(ExitCode, OfAFinalState) {
  EXPECT_EQ(exit_code_of_task(KLING_TASK_SUCCEEDED, KLING_OK), exit_done);
  EXPECT_EQ(exit_code_of_task(KLING_TASK_SUCCEEDED, KLING_E_DOWNLOAD), exit_file);
  EXPECT_EQ(exit_code_of_task(KLING_TASK_FAILED, KLING_E_POLICY), exit_task_failed);
  EXPECT_EQ(exit_code_of_task(KLING_TASK_REJECTED, KLING_E_POLICY), exit_policy);
  EXPECT_EQ(exit_code_of_task(KLING_TASK_REJECTED, KLING_E_BALANCE), exit_money);
  EXPECT_EQ(exit_code_of_task(KLING_TASK_CANCELLED, KLING_E_CANCELLED), exit_service);
  EXPECT_EQ(exit_code_of_task(KLING_TASK_DETACHED, KLING_E_NOT_FOUND), exit_unknown_outcome);
  EXPECT_EQ(exit_code_of_task(KLING_TASK_UNKNOWN, KLING_E_SUBMIT_UNKNOWN), exit_unknown_outcome);
  EXPECT_NE(exit_code_of_task(KLING_TASK_UNKNOWN + 1, KLING_OK), exit_done); // a state of a later library
}

TEST(Failure, NamesFieldAndCodeOnce) {
  kling_error error{};
  error.struct_size = sizeof error;
  error.status = KLING_E_FIELD;
  error.service_code = 1201;
  std::snprintf(error.field, sizeof error.field, "duration");
  std::snprintf(error.message, sizeof error.message, "is too long");
  EXPECT_EQ(describe_error(error), "duration: is too long (code 1201)");
  std::snprintf(error.message, sizeof error.message, "1201: duration is too long");
  EXPECT_EQ(describe_error(error), "1201: duration is too long");
  error.message[0] = '\0';
  error.field[0] = '\0';
  error.service_code = 0;
  EXPECT_EQ(describe_error(error), kling_status_description(KLING_E_FIELD));
}

} // namespace
} // namespace kling::cli
