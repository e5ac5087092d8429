#include "base/status.hpp"
#include "capi/guard.hpp"
#include "client/client.hpp"

namespace kling::capi {

namespace {

client::Client &owner_of(const engine::Task &task) {
  return *static_cast<client::Client *>(task.owner);
}

engine::Task *task_of(const kling_task *handle) noexcept {
  return inner<engine::Task>(const_cast<kling_task *>(handle)); // getters note which texts were asked for
}

/// What a getter says, looked at under the client's lock; `fallback` for a handle that is none.
template <class Value, class Look> Value look(const kling_task *handle, Value fallback, Look &&look_at) noexcept {
  engine::Task *const task = task_of(handle);
  if (task == nullptr) {
    return fallback;
  }
  return guarded_value(fallback, [&] { return owner_of(*task).look([&] { return look_at(*task); }); });
}

template <class Value, class Look> Value look_at_output(const kling_task *handle, uint32_t index, Value fallback, Look &&look_at) noexcept {
  return look(handle, fallback, [&](engine::Task &task) { return index < task.outputs.size() ? look_at(task.outputs[index]) : fallback; });
}

} // namespace

} // namespace kling::capi

using namespace kling;
using engine::Task;
using engine::TaskOutput;

static constexpr const char *no_text = nullptr;

kling_task *kling_task_retain(kling_task *task) {
  Task *const inner = capi::task_of(task);
  if (inner != nullptr) {
    capi::owner_of(*inner).retain(*inner);
  }
  return inner == nullptr ? nullptr : task;
}

void kling_task_release(kling_task *task) {
  Task *const inner = capi::task_of(task);
  if (inner != nullptr) {
    capi::owner_of(*inner).release(*inner);
  }
}

int32_t kling_task_state(const kling_task *task) {
  return capi::look(task, int32_t{0}, [](Task &inner) { return inner.state; });
}

uint64_t kling_task_tag(const kling_task *task) {
  return capi::look(task, uint64_t{0}, [](Task &inner) { return inner.tag; });
}

kling_status kling_task_set_tag(kling_task *task, uint64_t tag) {
  return capi::look(task, kling_status{KLING_E_ARGUMENT}, [&](Task &inner) -> kling_status {
    if (capi::owner_of(inner).in_forked_child()) {
      return KLING_E_FORKED;
    }
    inner.tag = tag;
    return KLING_OK;
  });
}

const char *kling_task_id(const kling_task *task) {
  return capi::look(task, no_text, [](Task &inner) { return inner.id.ask(); });
}

const char *kling_task_external_id(const kling_task *task) {
  return capi::look(task, no_text, [](Task &inner) { return inner.external_id.ask(); });
}

const char *kling_task_kind(const kling_task *task) {
  const Task *const inner = capi::task_of(task);
  return inner == nullptr ? nullptr : inner->kind->name.data();
}

const char *kling_task_label(const kling_task *task) {
  return capi::look(task, no_text, [](Task &inner) { return inner.label.ask(); });
}

const char *kling_task_token(const kling_task *task) {
  Task *const inner = capi::task_of(task);
  return inner == nullptr ? nullptr : capi::guarded_value(no_text, [&] { return capi::owner_of(*inner).token(*inner); });
}

kling_status kling_task_error(const kling_task *task, kling_error *out) {
  if (out == nullptr) {
    return KLING_E_ARGUMENT;
  }
  return capi::look(task, kling_status{KLING_E_ARGUMENT},
                    [&](Task &inner) { return write_error(out, inner.final() ? inner.error : inner.trouble); });
}

int64_t kling_task_time_ms(const kling_task *task, int32_t which) {
  return capi::look(task, int64_t{0},
                    [&](Task &inner) { return which >= KLING_TIME_QUEUED && which <= KLING_TIME_SAVED ? inner.times[which] : int64_t{0}; });
}

uint32_t kling_task_output_count(const kling_task *task) {
  return capi::look(task, uint32_t{0}, [](Task &inner) { return static_cast<uint32_t>(inner.outputs.size()); });
}

const char *kling_task_output_url(const kling_task *task, uint32_t index) {
  return capi::look_at_output(task, index, no_text, [](TaskOutput &output) { return output.url.ask(); });
}

const char *kling_task_output_id(const kling_task *task, uint32_t index) {
  return capi::look_at_output(
      task, index, no_text, [](TaskOutput &output) { return output.id.empty() ? nullptr : static_cast<const char *>(output.id.c_str()); });
}

const char *kling_task_output_path(const kling_task *task, uint32_t index) {
  return capi::look_at_output(task, index, no_text, [](TaskOutput &output) { return output.path.ask(); });
}

const char *kling_task_output_type(const kling_task *task, uint32_t index) {
  return capi::look_at_output(task, index, no_text, [](TaskOutput &output) { return static_cast<const char *>(output.type.c_str()); });
}

double kling_task_output_duration(const kling_task *task, uint32_t index) {
  return capi::look_at_output(task, index, -1.0, [](TaskOutput &output) { return output.duration; });
}

double kling_task_units(const kling_task *task) {
  return capi::look(task, -1.0, [](Task &inner) { return inner.units; });
}

const char *kling_task_raw_json(const kling_task *task) {
  return capi::look(task, no_text, [](Task &inner) { return inner.final() ? inner.raw_json.ask() : nullptr; });
}

kling_status kling_task_save(kling_task *task, uint32_t index, const char *path, kling_error *error) {
  return capi::guarded(error, [&](Error &why) -> kling_status {
    Task *const inner = capi::task_of(task);
    if (inner == nullptr || path == nullptr) {
      why = make_error(KLING_E_ARGUMENT, inner == nullptr ? "task is not a task" : "path is NULL", inner == nullptr ? "task" : "path");
      return why.status;
    }
    return capi::owner_of(*inner).save(*inner, index, path, why);
  });
}

kling_status kling_task_save_with(kling_task *task, uint32_t index,
                                  int32_t(KLING_CALL *write)(void *user_data, const void *bytes, uint64_t length),
                                  void(KLING_CALL *destroy)(void *user_data), void *user_data, kling_error *error) {
  return capi::guarded(error, [&](Error &why) -> kling_status {
    Task *const inner = capi::task_of(task);
    if (inner == nullptr || write == nullptr) {
      why = make_error(KLING_E_ARGUMENT, inner == nullptr ? "task is not a task" : "write is NULL", inner == nullptr ? "task" : "write");
      return why.status;
    }
    return capi::owner_of(*inner).save_with(*inner, index, {write, destroy, user_data}, why);
  });
}

kling_status kling_task_cancel(kling_task *task) {
  Task *const inner = capi::task_of(task);
  return inner == nullptr ? KLING_E_ARGUMENT : capi::guarded([&] { return capi::owner_of(*inner).cancel(*inner); });
}

kling_status kling_task_detach(kling_task *task) {
  Task *const inner = capi::task_of(task);
  return inner == nullptr ? KLING_E_ARGUMENT : capi::guarded([&] { return capi::owner_of(*inner).detach(*inner); });
}
