#include "kling/sim.h"

#include <new>
#include <utility>

#include "base/handle.hpp"
#include "base/text.hpp"
#include "json/document.hpp"
#include "sim/profile.hpp"
#include "sim_local/simulator.hpp"
#include "sim_local/transport.hpp"

namespace kling::sim_local {

namespace {

/// The program's handle.
class Sim final : public Handle<HandleKind::simulator>, public Allocated {
public:
  explicit Sim(Settings settings) : simulator(make_shared<Simulator>(std::move(settings))) {}
  const Shared<Simulator> simulator;
  String last_reply; // of kling_sim_control
};

template <class T, class Outer> T *opened(Outer *handle) noexcept {
  auto *sim = reinterpret_cast<T *>(handle);
  return sim != nullptr && sim->is_genuine() ? sim : nullptr;
}

/// Runs a body that fills an Error; no exception leaves, and the caller's record says what came of it.
template <class Body> kling_status guarded(kling_error *out, Body &&body) noexcept {
  Error error;
  const kling_status usable = write_error(out, error);
  if (usable != KLING_OK) {
    return usable;
  }
  try {
    const kling_status status = body(error);
    if (status != KLING_OK && error.status != status) {
      error = make_error(status, kling_status_description(status));
    }
    write_error(out, error);
    return status;
  } catch (const std::bad_alloc &) {
    error = Error();
    error.status = KLING_E_MEMORY;
    write_error(out, error);
    return KLING_E_MEMORY;
  }
}

kling_status say(Error &error, kling_status status, std::string_view words, std::string_view field = {}) {
  error = make_error(status, words, field);
  return status;
}

kling_status install(const Sim &sim, kling_options *options) {
  // The clock first: alone it does nothing, while a transport without it would never see its time pass.
  void *held = hold(sim.simulator);
  const kling_clock clock = clock_table(held, sim.simulator->virtual_time());
  kling_status status = kling_options_set_clock(options, &clock);
  if (status != KLING_OK) {
    let_go(held);
    return status;
  }
  held = hold(sim.simulator);
  const kling_transport transport = transport_table(held);
  status = kling_options_set_transport(options, &transport);
  if (status != KLING_OK) {
    let_go(held);
    return status;
  }
  const sim::Settings &service = sim.simulator->service_settings();
  status = kling_options_set_string(options, "base_url", service.output_base_url.c_str());
  const sim::Profile *profile = sim::find_profile(service.profile);
  if (status == KLING_OK && profile != nullptr && profile->gateway) {
    status = kling_options_set_string(options, "path_prefix", String(profile->prefix).c_str());
  }
  return status == KLING_OK ? kling_options_set_string(options, "api_key", service.api_key.c_str()) : status;
}

kling_status control(Sim &sim, const char *method, const char *path, const char *body, Error &error) {
  sim::HttpRequest request;
  request.method = method;
  request.target = path;
  request.body = body == nullptr ? "" : body;
  if (!request.target.starts_with("/_sim/")) {
    return say(error, KLING_E_NOT_FOUND, concat({"'", cut(loggable_url(path), 64), "' is not a control path: those begin with /_sim/"}),
               "path");
  }
  sim::HttpReply reply = sim.simulator->serve(request, sim.simulator->monotonic_ms());
  if (reply.status >= 300) {
    json::Document answer;
    String why;
    static_cast<void>(json::Document::parse(reply.body, answer, why));
    say(error, reply.status == 404 ? KLING_E_NOT_FOUND : KLING_E_ARGUMENT, answer.root()["error"].text(),
        reply.status == 404   ? "path"
        : reply.status == 405 ? "method"
                              : "body");
    error.http_status = reply.status;
    return error.status;
  }
  sim.last_reply = std::move(reply.body);
  return KLING_OK;
}

} // namespace

} // namespace kling::sim_local

namespace sim_local = kling::sim_local;
using kling::Error;
using sim_local::Sim;

kling_status kling_sim_new(const char *settings_json, kling_sim **out, kling_error *error) {
  if (out != nullptr) {
    *out = nullptr;
  }
  return sim_local::guarded(error, [&](Error &why) -> kling_status {
    if (out == nullptr) {
      return KLING_E_ARGUMENT;
    }
    sim_local::Settings settings;
    const kling_status status = sim_local::read_settings(settings_json, settings, why);
    if (status == KLING_OK) {
      *out = reinterpret_cast<kling_sim *>(new Sim(std::move(settings)));
    }
    return status;
  });
}

void kling_sim_free(kling_sim *sim) {
  Sim *opened = sim_local::opened<Sim>(sim);
  if (opened != nullptr && !opened->simulator->in_forked_child()) { // there it may be in the middle of something for ever
    delete opened;
  }
}

kling_status kling_sim_install(kling_sim *sim, kling_options *options) {
  return sim_local::guarded(nullptr, [&](Error &) -> kling_status {
    const Sim *opened = sim_local::opened<Sim>(sim);
    if (opened == nullptr || options == nullptr) {
      return KLING_E_ARGUMENT;
    }
    return opened->simulator->in_forked_child() ? KLING_E_FORKED : sim_local::install(*opened, options);
  });
}

kling_status kling_sim_advance(kling_sim *sim, int64_t ms) {
  const Sim *opened = sim_local::opened<Sim>(sim);
  if (opened == nullptr || ms < 0) {
    return KLING_E_ARGUMENT;
  }
  if (opened->simulator->in_forked_child()) {
    return KLING_E_FORKED;
  }
  if (!opened->simulator->virtual_time()) {
    return KLING_E_STATE;
  }
  return opened->simulator->advance(ms) ? KLING_OK : KLING_E_ARGUMENT;
}

int64_t kling_sim_unix_ms(const kling_sim *sim) {
  const Sim *opened = sim_local::opened<const Sim>(sim);
  return opened == nullptr ? 0 : opened->simulator->unix_ms();
}

kling_status kling_sim_control(kling_sim *sim, const char *method, const char *path, const char *body, const char **out_json,
                               kling_error *error) {
  if (out_json != nullptr) {
    *out_json = nullptr;
  }
  return sim_local::guarded(error, [&](Error &why) -> kling_status {
    Sim *opened = sim_local::opened<Sim>(sim);
    if (opened == nullptr || method == nullptr || path == nullptr) {
      return KLING_E_ARGUMENT;
    }
    if (opened->simulator->in_forked_child()) {
      return KLING_E_FORKED;
    }
    const kling_status status = sim_local::control(*opened, method, path, body, why);
    if (status == KLING_OK && out_json != nullptr) {
      *out_json = opened->last_reply.c_str();
    }
    return status;
  });
}
