#include "client/options.hpp"

#include "capi/guard.hpp"

namespace kling::capi {

namespace {

/// The options behind the handle, when they may be changed here.
kling_status open(kling_options *handle, client::Options *&out) noexcept {
  out = inner<client::Options>(handle);
  if (out == nullptr) {
    return KLING_E_ARGUMENT;
  }
  return out->in_forked_child() ? KLING_E_FORKED : KLING_OK;
}

template <class Body> kling_status change(kling_options *handle, kling_error *error, Body &&body) noexcept {
  return guarded(error, [&](Error &out) -> kling_status {
    client::Options *options = nullptr;
    const kling_status status = open(handle, options);
    return status == KLING_OK ? body(*options, out) : status;
  });
}

} // namespace

} // namespace kling::capi

namespace capi = kling::capi;
using kling::Error;
using kling::client::Options;

kling_status kling_options_new(kling_options **out) {
  if (out == nullptr) {
    return KLING_E_ARGUMENT;
  }
  *out = nullptr;
  return capi::guarded([&] {
    *out = capi::outer<kling_options>(new Options());
    return KLING_OK;
  });
}

void kling_options_free(kling_options *options) {
  delete capi::inner<Options>(options);
}

kling_status kling_options_set_string(kling_options *options, const char *name, const char *text) {
  return capi::change(options, nullptr, [&](Options &opened, Error &) {
    return name == nullptr || text == nullptr ? KLING_E_ARGUMENT : opened.set_text(name, text);
  });
}

kling_status kling_options_set_int(kling_options *options, const char *name, int64_t value) {
  return capi::change(options, nullptr,
                      [&](Options &opened, Error &) { return name == nullptr ? KLING_E_ARGUMENT : opened.set_integer(name, value); });
}

kling_status kling_options_set_callbacks(kling_options *options, const kling_callbacks *callbacks) {
  return capi::change(options, nullptr, [&](Options &opened, Error &) { return opened.set_callbacks(callbacks); });
}

kling_status kling_options_set_transport(kling_options *options, const kling_transport *transport) {
  return capi::change(options, nullptr, [&](Options &opened, Error &) { return opened.set_transport(transport); });
}

kling_status kling_options_set_clock(kling_options *options, const kling_clock *clock) {
  return capi::change(options, nullptr, [&](Options &opened, Error &) { return opened.set_clock(clock); });
}

kling_status kling_options_from_env(kling_options *options, kling_error *error) {
  return capi::change(options, error, [](Options &opened, Error &out) { return opened.from_env(out); });
}
