#include "capi/request.hpp"

#include "base/text.hpp"
#include "capi/client.hpp"
#include "capi/guard.hpp"
#include "client/client.hpp"

namespace kling::capi {

namespace {

/// Stands for an external id that submit would make up.
constexpr std::string_view id_to_come = "k1-\u2026";

/// Whose rules count and where it would go: the client's, or without one Kling's own.
struct Target {
  protocol::Rules rules;
  protocol::Endpoint official;
  const protocol::Endpoint *endpoint = nullptr;
};

kling_status find_target(const kling_client *handle, Target &out) {
  if (handle == nullptr) {
    out.rules.provider = catalog::find_provider("kling");
    out.rules.validation = protocol::Validation::official;
    out.official.provider = out.rules.provider;
    out.official.origin = out.rules.provider->origin;
    out.official.prefix = out.rules.provider->prefix;
    out.endpoint = &out.official;
    return KLING_OK;
  }
  const client::Client *client = client_of(handle);
  if (client == nullptr) {
    return KLING_E_ARGUMENT;
  }
  out.rules = client->rules();
  out.endpoint = &client->endpoint();
  return KLING_OK;
}

/// Runs a setter on the request behind the handle.
template <class Body> kling_status change(kling_request *handle, Body &&body) noexcept {
  return guarded([&]() -> kling_status {
    auto *request = inner<Request>(handle);
    if (request == nullptr) {
      return KLING_E_ARGUMENT;
    }
    return request->process.in_child() ? KLING_E_FORKED : body(request->wanted);
  });
}

kling_status prepare(const kling_request *handle, const kling_client *client, Target &target, protocol::Prepared &out, Error &error) {
  const auto *request = inner<const Request>(handle);
  if (request == nullptr) {
    return KLING_E_ARGUMENT;
  }
  if (request->process.in_child()) {
    return KLING_E_FORKED;
  }
  if (const kling_status status = find_target(client, target); status != KLING_OK) {
    return status;
  }
  return protocol::prepare(request->wanted, target.rules, id_to_come, out, error, nullptr);
}

String shown(const protocol::Prepared &prepared, const protocol::Endpoint &endpoint) {
  String body;
  for (const protocol::Segment &segment : prepared.body) {
    body += segment.text;
  }
  return concat({"{\"method\":", json::quoted(prepared.method), ",\"url\":", json::quoted(endpoint.url(prepared.path)),
                 ",\"body\":", body.empty() ? std::string_view("null") : std::string_view(body), "}"});
}

} // namespace

} // namespace kling::capi

namespace capi = kling::capi;
namespace protocol = kling::protocol;
using kling::Error;

kling_status kling_request_new(const char *kind, kling_request **out) {
  if (out != nullptr) {
    *out = nullptr;
  }
  if (kind == nullptr || out == nullptr) {
    return KLING_E_ARGUMENT;
  }
  return capi::guarded([&]() -> kling_status {
    const kling::catalog::Kind *found = kling::catalog::find_kind(kind);
    if (found == nullptr) {
      return KLING_E_UNKNOWN_NAME;
    }
    *out = capi::outer<kling_request>(new capi::Request(*found));
    return KLING_OK;
  });
}

void kling_request_free(kling_request *request) {
  delete capi::inner<capi::Request>(request);
}

kling_status kling_request_set_string(kling_request *request, const char *name, const char *text) {
  return capi::change(request, [&](protocol::Request &wanted) {
    return name == nullptr || text == nullptr ? KLING_E_ARGUMENT : wanted.set_string(name, text);
  });
}

kling_status kling_request_set_int(kling_request *request, const char *name, int64_t value) {
  return capi::change(request,
                      [&](protocol::Request &wanted) { return name == nullptr ? KLING_E_ARGUMENT : wanted.set_integer(name, value); });
}

kling_status kling_request_set_number(kling_request *request, const char *name, double value) {
  return capi::change(request,
                      [&](protocol::Request &wanted) { return name == nullptr ? KLING_E_ARGUMENT : wanted.set_number(name, value); });
}

kling_status kling_request_set_json(kling_request *request, const char *name, const char *json) {
  return capi::change(request, [&](protocol::Request &wanted) {
    return name == nullptr || json == nullptr ? KLING_E_ARGUMENT : wanted.set_json(name, json);
  });
}

kling_status kling_request_set_option(kling_request *request, const char *name, const char *text) {
  return capi::change(request, [&](protocol::Request &wanted) {
    return name == nullptr || text == nullptr ? KLING_E_ARGUMENT : wanted.set_option(name, text);
  });
}

kling_status kling_request_save_to(kling_request *request, const char *path) {
  return capi::change(request, [&](protocol::Request &wanted) { return path == nullptr ? KLING_E_ARGUMENT : wanted.save_to(path); });
}

kling_status kling_request_validate(const kling_request *request, const kling_client *client, kling_error *error) {
  return capi::guarded(error, [&](Error &out) {
    capi::Target target;
    protocol::Prepared prepared;
    return capi::prepare(request, client, target, prepared, out);
  });
}

const char *kling_request_to_json(kling_request *request, const kling_client *client) {
  return capi::guarded_value(static_cast<const char *>(nullptr), [&]() -> const char * {
    capi::Target target;
    protocol::Prepared prepared;
    Error error;
    if (capi::prepare(request, client, target, prepared, error) != KLING_OK) {
      return nullptr;
    }
    kling::String &kept = capi::inner<capi::Request>(request)->json;
    kept = capi::shown(prepared, *target.endpoint);
    return kept.c_str();
  });
}
