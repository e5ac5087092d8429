#include "capi/request.hpp"

#include <algorithm>
#include <cstring>

#include "base/text.hpp"
#include "capi/client.hpp"
#include "capi/guard.hpp"
#include "client/client.hpp"
#include "client/input_file.hpp"
#include "protocol/estimate.hpp"

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

using Release = void(KLING_CALL *)(void *user_data);

/// What kling_request_lend_bytes was called with: whatever comes of it, `release` runs once. A forked child has a copy of the memory, but
/// the loan is its parent's.
class Lent final : public protocol::Loan {
public:
  Lent(Release release, void *user_data) : release_(release), user_data_(user_data) {}
  ~Lent() override {
    if (release_ != nullptr && !process_.in_child()) {
      release_(user_data_);
    }
  }
  Lent(const Lent &) = delete;
  Lent &operator=(const Lent &) = delete;

private:
  const Release release_;
  void *const user_data_;
  const system::ProcessId process_;
};

/// NULL when there is no memory for it: then it is over already.
std::unique_ptr<Lent> take_loan(Release release, void *user_data) noexcept {
  try {
    return std::make_unique<Lent>(release, user_data);
  } catch (const std::bad_alloc &) {
    if (release != nullptr) {
      release(user_data);
    }
    return nullptr;
  }
}

kling_status set_file(protocol::Request &wanted, std::string_view name, std::string_view path) {
  if (const kling_status status = wanted.check_input(name, 1); status != KLING_OK) {
    return status;
  }
  Shared<const protocol::Input> input;
  Error error;
  if (client::look_at_file(path, input, error) != KLING_OK) {
    error.message = concat({name, ": ", error.message});
    error.field.assign(name);
    return wanted.refuse(std::move(error));
  }
  return wanted.set_input(name, std::move(input));
}

kling_status set_bytes(protocol::Request &wanted, std::string_view name, const void *bytes, uint64_t length) {
  if (const kling_status status = wanted.check_input(name, length); status != KLING_OK) {
    return status;
  }
  const char *const first = static_cast<const char *>(bytes);
  return wanted.set_input(name, kling::make_shared<protocol::Input>(Vector<char>(first, first + length)));
}

kling_status lend_bytes(protocol::Request &wanted, std::string_view name, const void *bytes, uint64_t length, std::unique_ptr<Lent> loan) {
  if (const kling_status status = wanted.check_input(name, length); status != KLING_OK) {
    return status;
  }
  return wanted.set_input(name, kling::make_shared<protocol::Input>(bytes, static_cast<std::size_t>(length), std::move(loan)));
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

kling_status estimate(const kling_request *handle, const kling_client *client, protocol::Cost &out, Error &error) {
  Target target;
  if (const kling_status status = find_target(client, target); status != KLING_OK) {
    return status;
  }
  const auto *request = inner<const Request>(handle);
  if (request == nullptr) {
    return KLING_E_ARGUMENT;
  }
  return request->process.in_child() ? KLING_E_FORKED : protocol::estimate(request->wanted, target.rules, out, error);
}

/// No more than the caller's struct has room for.
void write_cost(kling_cost &out, const protocol::Cost &cost) {
  const auto units_of = [](int64_t hundredths) { return hundredths < 0 ? -1 : static_cast<double>(hundredths) / 100; };
  kling_cost written = KLING_COST_INIT;
  written.struct_size = out.struct_size;
  written.known = cost.known ? 1 : 0;
  written.units = units_of(cost.units_hundredths);
  written.usd = cost.usd;
  written.credits = units_of(cost.credits_hundredths);
  std::memcpy(&out, &written, std::min<std::size_t>(out.struct_size, sizeof written));
}

String shown(const protocol::Prepared &prepared, const protocol::Endpoint &endpoint) {
  const String body = protocol::shown_body(prepared.body);
  const String poll_url = protocol::shown_poll_url(prepared, endpoint);
  return concat({"{\"method\":", json::quoted(prepared.method), ",\"url\":", json::quoted(protocol::shown_url(prepared, endpoint)),
                 ",\"body\":", body.empty() ? std::string_view("null") : std::string_view(body),
                 poll_url.empty() ? String() : concat({",\"poll_url\":", json::quoted(poll_url)}), "}"});
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

kling_status kling_request_set_file(kling_request *request, const char *name, const char *path) {
  return capi::change(request, [&](protocol::Request &wanted) {
    return name == nullptr || path == nullptr ? KLING_E_ARGUMENT : capi::set_file(wanted, name, path);
  });
}

kling_status kling_request_set_bytes(kling_request *request, const char *name, const void *bytes, uint64_t length) {
  return capi::change(request, [&](protocol::Request &wanted) {
    return name == nullptr || bytes == nullptr ? KLING_E_ARGUMENT : capi::set_bytes(wanted, name, bytes, length);
  });
}

kling_status kling_request_lend_bytes(kling_request *request, const char *name, const void *bytes, uint64_t length,
                                      void(KLING_CALL *release)(void *user_data), void *user_data) {
  std::unique_ptr<capi::Lent> loan = capi::take_loan(release, user_data);
  if (loan == nullptr) {
    return KLING_E_MEMORY;
  }
  return capi::change(request, [&](protocol::Request &wanted) {
    return name == nullptr || bytes == nullptr ? KLING_E_ARGUMENT : capi::lend_bytes(wanted, name, bytes, length, std::move(loan));
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

kling_status kling_request_estimate(const kling_request *request, const kling_client *client, kling_cost *out, kling_error *error) {
  return capi::guarded(error, [&](Error &why) -> kling_status {
    if (out == nullptr || out->struct_size < 2 * sizeof(uint32_t)) {
      why = kling::make_error(KLING_E_ARGUMENT, out == nullptr ? "out is NULL" : "out has no struct_size that holds anything", "out");
      return why.status;
    }
    protocol::Cost cost;
    const kling_status status = capi::estimate(request, client, cost, why);
    capi::write_cost(*out, cost);
    return status;
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
