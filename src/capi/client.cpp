#include "capi/client.hpp"

#include <algorithm>
#include <cstring>

#include "base/text.hpp"
#include "capi/guard.hpp"
#include "capi/request.hpp"
#include "client/client.hpp"

namespace kling::capi {

const client::Client *client_of(const kling_client *handle) noexcept {
  return inner<const client::Client>(handle);
}

namespace {

/// The body of what makes a task: checks what every such call has in common.
template <class Body> kling_status make_task(kling_client *handle, kling_task **out, kling_error *error, Body &&body) noexcept {
  if (out != nullptr) {
    *out = nullptr;
  }
  return guarded(error, [&](Error &why) -> kling_status {
    auto *const client = inner<client::Client>(handle);
    if (client == nullptr || out == nullptr) {
      why =
          make_error(KLING_E_ARGUMENT, client == nullptr ? "client is not a client" : "out is NULL", client == nullptr ? "client" : "out");
      return why.status;
    }
    engine::Task *task = nullptr;
    const kling_status status = body(*client, task, why);
    if (status == KLING_OK) {
      *out = outer<kling_task>(task);
    }
    return status;
  });
}

kling_status missing(Error &why, const char *name) {
  why = make_error(KLING_E_ARGUMENT, concat({name, " is NULL"}), name);
  return why.status;
}

} // namespace

} // namespace kling::capi

using namespace kling;

kling_status kling_client_new(const kling_options *options, kling_client **out, kling_error *error) {
  if (out != nullptr) {
    *out = nullptr;
  }
  return capi::guarded(error, [&](Error &why) -> kling_status {
    const auto *const from = capi::inner<const client::Options>(options);
    if (from == nullptr || out == nullptr) {
      why = make_error(KLING_E_ARGUMENT, from == nullptr ? "options are not options" : "out is NULL", from == nullptr ? "options" : "out");
      return why.status;
    }
    client::Client *made = nullptr;
    const kling_status status = client::Client::make(*from, client::Tables(), made, why);
    if (status == KLING_OK) {
      *out = capi::outer<kling_client>(made);
    }
    return status;
  });
}

kling_status kling_client_shutdown(kling_client *client, int64_t timeout_ms) {
  auto *const inner = capi::inner<client::Client>(client);
  if (inner == nullptr || timeout_ms < 0) {
    return KLING_E_ARGUMENT;
  }
  return capi::guarded([&] { return inner->shutdown(timeout_ms); });
}

void kling_client_free(kling_client *client) {
  auto *const inner = capi::inner<client::Client>(client);
  if (inner != nullptr) {
    inner->free();
  }
}

kling_status kling_poll(kling_client *client, int64_t timeout_ms, uint32_t *out_events) {
  auto *const inner = capi::inner<client::Client>(client);
  if (inner == nullptr || timeout_ms < -1) {
    return KLING_E_ARGUMENT;
  }
  return capi::guarded([&] { return inner->poll(timeout_ms, out_events); });
}

kling_status kling_wait(kling_client *client, kling_task *task, int64_t timeout_ms, kling_error *error) {
  return capi::guarded(error, [&](Error &why) -> kling_status {
    auto *const inner = capi::inner<client::Client>(client);
    auto *const waited = capi::inner<engine::Task>(task);
    if (inner == nullptr || waited == nullptr || waited->owner != inner) {
      why = make_error(KLING_E_ARGUMENT, "client and one of its tasks are needed", inner == nullptr ? "client" : "task");
      return why.status;
    }
    if (timeout_ms < -1) {
      why = make_error(KLING_E_ARGUMENT, concat({"timeout_ms is ", text_of(timeout_ms), "; -1 or more is allowed"}), "timeout_ms");
      return why.status;
    }
    return inner->wait(*waited, timeout_ms, why);
  });
}

kling_status kling_next_event(kling_client *client, kling_event **out) {
  if (out == nullptr) {
    return KLING_E_ARGUMENT;
  }
  *out = nullptr;
  auto *const inner = capi::inner<client::Client>(client);
  if (inner == nullptr) {
    return KLING_E_ARGUMENT;
  }
  return capi::guarded([&] {
    client::Event *event = nullptr;
    const kling_status status = inner->next_event(event);
    *out = event == nullptr ? nullptr : capi::outer<kling_event>(event);
    return status;
  });
}

kling_status kling_client_wakeup(kling_client *client) {
  auto *const inner = capi::inner<client::Client>(client);
  return inner == nullptr ? KLING_E_ARGUMENT : capi::guarded([&] { return inner->wakeup(); });
}

int64_t kling_client_next_timeout_ms(const kling_client *client) {
  const auto *const inner = capi::client_of(client);
  return inner == nullptr ? -1 : capi::guarded_value<int64_t>(-1, [&] { return inner->next_timeout_ms(); });
}

int64_t kling_client_fd(const kling_client *client) {
  const auto *const inner = capi::client_of(client);
  return inner == nullptr ? -1 : capi::guarded_value<int64_t>(-1, [&] { return inner->descriptor(); });
}

kling_status kling_client_stats(const kling_client *client, kling_stats *out) {
  const auto *const inner = capi::client_of(client);
  if (inner == nullptr || out == nullptr || out->struct_size < 2 * sizeof(uint32_t)) {
    return KLING_E_ARGUMENT;
  }
  return capi::guarded([&] {
    kling_stats stats = inner->stats();
    stats.struct_size = out->struct_size;
    std::memcpy(out, &stats, std::min<std::size_t>(out->struct_size, sizeof stats));
    return KLING_OK;
  });
}

kling_status kling_submit(kling_client *client, const kling_request *request, uint64_t tag, kling_task **out, kling_error *error) {
  return capi::make_task(client, out, error, [&](client::Client &inner, engine::Task *&task, Error &why) -> kling_status {
    const auto *const wanted = capi::inner<const capi::Request>(request);
    if (wanted == nullptr) {
      why = make_error(KLING_E_ARGUMENT, "request is not a request", "request");
      return why.status;
    }
    if (wanted->process.in_child()) {
      return KLING_E_FORKED;
    }
    return inner.submit(wanted->wanted, tag, task, why);
  });
}

kling_status kling_attach(kling_client *client, const char *kind, const char *task_or_external_id, uint64_t tag, kling_task **out,
                          kling_error *error) {
  return capi::make_task(client, out, error, [&](client::Client &inner, engine::Task *&task, Error &why) {
    if (kind == nullptr || task_or_external_id == nullptr) {
      return capi::missing(why, kind == nullptr ? "kind" : "task_or_external_id");
    }
    return inner.attach(kind, task_or_external_id, tag, task, why);
  });
}

kling_status kling_attach_token(kling_client *client, const char *token, uint64_t tag, kling_task **out, kling_error *error) {
  return capi::make_task(client, out, error, [&](client::Client &inner, engine::Task *&task, Error &why) {
    return token == nullptr ? capi::missing(why, "token") : inner.attach_token(token, tag, task, why);
  });
}
