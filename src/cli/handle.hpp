#pragma once

#include <memory>

#include "kling/kling.h"

namespace kling::cli {

struct ReleaseHandle {
  void operator()(kling_options *handle) const { kling_options_free(handle); }
  void operator()(kling_client *handle) const { kling_client_free(handle); }
  void operator()(kling_request *handle) const { kling_request_free(handle); }
  void operator()(kling_task *handle) const { kling_task_release(handle); }
  void operator()(kling_event *handle) const { kling_event_free(handle); }
  void operator()(kling_list *handle) const { kling_list_free(handle); }
};

using Options = std::unique_ptr<kling_options, ReleaseHandle>;
using Client = std::unique_ptr<kling_client, ReleaseHandle>;
using Request = std::unique_ptr<kling_request, ReleaseHandle>;
using Task = std::unique_ptr<kling_task, ReleaseHandle>;
using Event = std::unique_ptr<kling_event, ReleaseHandle>;
using List = std::unique_ptr<kling_list, ReleaseHandle>;

[[nodiscard]] inline kling_error empty_error() {
  kling_error error{};
  error.struct_size = sizeof error;
  return error;
}

} // namespace kling::cli
