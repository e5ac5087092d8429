#include "client/event.hpp"

#include "capi/guard.hpp"

using namespace kling;

namespace kling::capi {
namespace {
const client::Event *event_of(const kling_event *handle) noexcept {
  return inner<const client::Event>(handle);
}
} // namespace
} // namespace kling::capi

int32_t kling_event_type(const kling_event *event) {
  const client::Event *const inner = capi::event_of(event);
  return inner == nullptr ? 0 : inner->type();
}

uint64_t kling_event_tag(const kling_event *event) {
  const client::Event *const inner = capi::event_of(event);
  return inner == nullptr ? 0 : inner->tag();
}

kling_task *kling_event_task(const kling_event *event) {
  const client::Event *const inner = capi::event_of(event);
  return inner == nullptr ? nullptr : capi::outer<kling_task>(inner->task());
}

int32_t kling_event_state(const kling_event *event) {
  const client::Event *const inner = capi::event_of(event);
  return inner == nullptr ? 0 : inner->state();
}

kling_status kling_event_error(const kling_event *event, kling_error *out) {
  const client::Event *const inner = capi::event_of(event);
  return inner == nullptr || out == nullptr ? KLING_E_ARGUMENT : write_error(out, inner->error());
}

int64_t kling_event_bytes_done(const kling_event *event) {
  const client::Event *const inner = capi::event_of(event);
  return inner == nullptr ? 0 : inner->bytes_done();
}

int64_t kling_event_bytes_total(const kling_event *event) {
  const client::Event *const inner = capi::event_of(event);
  return inner == nullptr ? 0 : inner->bytes_total();
}

void kling_event_free(kling_event *event) {
  delete capi::inner<client::Event>(event);
}
