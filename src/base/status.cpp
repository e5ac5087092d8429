#include "base/status.hpp"

#include <array>

namespace kling {
namespace {

struct StatusRow {
  kling_status status;
  const char *name;
  const char *description;
};

#define ROW(status, description)                                                                                                           \
  StatusRow {                                                                                                                              \
    status, #status, description                                                                                                           \
  }

constexpr std::array status_rows = {
    ROW(KLING_OK, "It worked."),

    ROW(KLING_E_ARGUMENT, "A call was given a wrong argument: correct the calling code."),
    ROW(KLING_E_STATE, "The object is not in a state for this call: look at its state first."),
    ROW(KLING_E_REENTRANT, "This call cannot be made from a callback: make it after the callback has returned."),
    ROW(KLING_E_VERSION, "This was made by a later version of the library: update the library."),
    ROW(KLING_E_FORKED, "The handle was made before a fork: make new handles in the child process."),
    ROW(KLING_E_UNSUPPORTED, "This build or version of the library cannot do that: leave it out or use another build."),
    ROW(KLING_E_TIMEOUT, "The time given was over: the work goes on, call again to wait longer."),
    ROW(KLING_E_AGAIN, "The wait was interrupted by a wake-up or a signal: call again."),

    ROW(KLING_E_FIELD, "A field has a value that is not allowed: the error names the field; correct it and submit again."),
    ROW(KLING_E_UNKNOWN_NAME, "The name is not known: check its spelling against the catalogue."),
    ROW(KLING_E_TOO_LARGE, "The value or reply is larger than the limit: make it smaller or raise the limit."),
    ROW(KLING_E_CONFLICT, "The external id or record is already in use: look up what uses it, or choose another id."),
    ROW(KLING_E_NOT_FOUND, "There is no such thing at the service or here: check the id, host and credentials."),
    ROW(KLING_E_ENDPOINT, "The address does not offer this call: check provider, base URL and path prefix."),

    ROW(KLING_E_AUTH, "The credentials were not accepted: check key, provider and the clock of this machine."),
    ROW(KLING_E_FORBIDDEN, "The account may not use this: check its permissions at the provider."),

    ROW(KLING_E_BALANCE, "The account has too little balance: buy units or recharge, then submit again."),
    ROW(KLING_E_SPEND_LIMIT, "The configured spend limit would be passed: raise the limit or wait."),

    ROW(KLING_E_RATE_LIMITED, "Too many requests or running tasks: submit again later."),
    ROW(KLING_E_QUEUE_FULL, "The client holds as many tasks as it may: wait until some are final."),

    ROW(KLING_E_POLICY, "The service refused the content: change prompt or inputs."),

    ROW(KLING_E_NETWORK, "The service was not reached: check network, proxy and address, then try again."),
    ROW(KLING_E_TLS, "The secure connection could not be trusted: check CA settings, proxy and clock."),
    ROW(KLING_E_PROTOCOL, "The reply was not what the service documents: check the address, then report it with the request id."),
    ROW(KLING_E_SERVICE, "The service has trouble: try again later."),
    ROW(KLING_E_TASK_FAILED, "The service could not complete the task: its message says why."),

    ROW(KLING_E_SUBMIT_UNKNOWN, "The task was sent and its reply lost: it may exist and be billed; look it up by its external id."),
    ROW(KLING_E_DETACHED, "The task is no longer watched here and may run on: attach to it again to see its result."),
    ROW(KLING_E_CANCELLED, "The task was withdrawn before it was sent: nothing was billed."),

    ROW(KLING_E_MEMORY, "Memory ran out: free some and call again."),
    ROW(KLING_E_STORE, "The journal could not be read or written: check its file, disk space and permissions."),
    ROW(KLING_E_FILE, "A local file could not be read or written: check path, disk space and permissions."),
    ROW(KLING_E_DOWNLOAD, "An output could not be downloaded: its URL stays readable; save it again."),
    ROW(KLING_E_INTERNAL, "The library broke one of its own rules: report it with the log."),
};

#undef ROW

constexpr bool ascending() {
  for (std::size_t i = 1; i < status_rows.size(); ++i) {
    if (status_rows[i - 1].status >= status_rows[i].status) {
      return false;
    }
  }
  return true;
}
static_assert(ascending());

constexpr StatusRow unknown_status = {-1, "KLING_E_UNKNOWN_STATUS",
                                      "A status that this version of the library does not know: its group says what kind it is."};

const StatusRow &row_of(kling_status status) noexcept {
  for (const StatusRow &row : status_rows) {
    if (row.status == status) {
      return row;
    }
  }
  return unknown_status;
}

struct StateRow {
  int32_t state;
  const char *name;
};

constexpr std::array state_rows = {
    StateRow{KLING_TASK_WAITING, "waiting"},     StateRow{KLING_TASK_SUBMITTING, "submitting"}, StateRow{KLING_TASK_UNCERTAIN, "uncertain"},
    StateRow{KLING_TASK_SUBMITTED, "submitted"}, StateRow{KLING_TASK_PROCESSING, "processing"}, StateRow{KLING_TASK_SAVING, "saving"},
    StateRow{KLING_TASK_SUCCEEDED, "succeeded"}, StateRow{KLING_TASK_FAILED, "failed"},         StateRow{KLING_TASK_REJECTED, "rejected"},
    StateRow{KLING_TASK_CANCELLED, "cancelled"}, StateRow{KLING_TASK_DETACHED, "detached"},     StateRow{KLING_TASK_UNKNOWN, "unknown"},
};

} // namespace

const char *status_name(kling_status status) noexcept {
  return row_of(status).name;
}

const char *status_description(kling_status status) noexcept {
  return row_of(status).description;
}

kling_status status_group(kling_status status) noexcept {
  return status < 0 ? 100 : status - status % 100;
}

uint32_t status_count() noexcept {
  return static_cast<uint32_t>(status_rows.size());
}

kling_status status_at(uint32_t index) noexcept {
  return index < status_rows.size() ? status_rows[index].status : KLING_E_ARGUMENT;
}

const char *task_state_name(int32_t state) noexcept {
  for (const StateRow &row : state_rows) {
    if (row.state == state) {
      return row.name;
    }
  }
  return "unrecognised";
}

} // namespace kling
