#include "cli/session.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <string_view>
#include <unistd.h>

#include "cli/field_value.hpp"
#include "cli/terminal.hpp"

namespace kling::cli {

namespace {

constexpr int64_t simulator_poll_ms = 100;
constexpr int64_t default_timeout_ms = 6LL * 3600 * 1000;
constexpr const char *no_credentials_hint =
    "Set KLING_API_KEY, or KLING_ACCESS_KEY and KLING_SECRET_KEY, or COMETAPI_KEY; or name a file with --api-key-file.\n"
    "Without an account: --provider sim starts a simulator and needs no key.";
constexpr const char *usual_provider = "kling";
constexpr const char *gateway_provider = "cometapi";
constexpr const char *shown_simulator = "http://127.0.0.1";
constexpr const char *shown_key = "not-sent";

Failure read_key_file(const std::string &path, std::string &key) {
  std::FILE *file = std::fopen(path.c_str(), "rbe");
  if (file == nullptr) {
    return file_failure("--api-key-file " + path + ": " + std::strerror(errno));
  }
  std::array<char, 4096> buffer{};
  const size_t length = std::fread(buffer.data(), 1, buffer.size(), file);
  const bool whole = std::ferror(file) == 0 && length < buffer.size();
  std::fclose(file);
  key.assign(buffer.data(), length);
  key.erase(key.find_last_not_of(" \t\r\n") + 1);
  if (!whole || key.empty() || key.find('\n') != std::string::npos) {
    return file_failure("--api-key-file " + path + ": there is no key of one line in it");
  }
  return {};
}

std::string variable(const char *name) {
  const char *text = std::getenv(name);
  return text == nullptr ? std::string{} : text;
}

bool secret_option(std::string_view name) {
  return name == "api_key" || name == "access_key" || name == "secret_key" || name == "webhook_secret";
}

// A setter that refuses keeps its reason in the options, and kling_client_new tells it: their statuses are not looked at one by one.
void set_text(kling_options *options, const char *name, const std::string &value) {
  if (!value.empty()) {
    static_cast<void>(kling_options_set_string(options, name, value.c_str()));
  }
}

void set_number(kling_options *options, const char *name, int64_t value) {
  static_cast<void>(kling_options_set_int(options, name, value));
}

Failure set_named_options(const GlobalFlags &flags, kling_options *options) {
  for (const auto &[name, value] : flags.options) {
    if (secret_option(name)) {
      return usage_failure("--option " + name + ": a secret on the command line is seen by every user of the machine",
                           "Use --api-key-file, or the environment.");
    }
    static_cast<void>(kling_options_set_string(options, name.c_str(), value.c_str()));
  }
  return {};
}

/// The lines of --header; "@FILE" stands for those of a file.
Failure read_headers(const std::vector<std::string> &headers, std::string &lines) {
  for (const std::string &header : headers) {
    std::string content = header;
    if (header.front() == '@') {
      content.clear();
      if (Failure failure = read_whole_file(header.substr(1), content); failure.failed()) {
        failure.message = "--header " + failure.message;
        return failure;
      }
    }
    content.erase(content.find_last_not_of(" \t\r\n") + 1);
    lines += (lines.empty() ? "" : "\n") + content;
  }
  return {};
}

Failure set_gateway(const GlobalFlags &flags, kling_options *options) {
  std::string headers;
  if (Failure failure = read_headers(flags.headers, headers); failure.failed()) {
    return failure;
  }
  if (flags.path_prefix) {
    static_cast<void>(kling_options_set_string(options, "path_prefix", flags.path_prefix->c_str()));
  }
  set_text(options, "auth_header", flags.auth_header);
  set_text(options, "extra_headers", headers);
  set_text(options, "poll_path", flags.poll_path);
  set_text(options, "model_field", flags.model_field);
  return {};
}

/// What the environment says of another address goes with the key that stands there, too.
void tell_of_unused_address(const GlobalFlags &flags) {
  const bool unused = !flags.api_key_file.empty() && flags.base_url.empty() && flags.provider != gateway_provider;
  if (unused && !variable("KLING_BASE_URL").empty()) {
    std::fprintf(stderr, "%s\n",
                 fitted_text(STDERR_FILENO, "KLING_BASE_URL is not used: it goes with KLING_API_KEY, and the key is from --api-key-file. "
                                            "--base-url names another address.")
                     .c_str());
  }
}

/// The flags first: what the caller has set is not replaced by the environment.
Failure set_provider(const GlobalFlags &flags, kling_options *options) {
  std::string key;
  if (!flags.api_key_file.empty()) {
    if (Failure failure = read_key_file(flags.api_key_file, key); failure.failed()) {
      return failure;
    }
  }
  tell_of_unused_address(flags);
  set_text(options, "provider", flags.provider);
  set_text(options, "base_url", flags.base_url);
  set_text(options, "api_key", key);
  kling_error error = empty_error();
  const kling_status status = kling_options_from_env(options, &error);
  return status == KLING_OK ? Failure{} : library_failure(status, error);
}

bool any_is_set(std::initializer_list<const char *> names) {
  return std::any_of(names.begin(), names.end(), [](const char *name) { return !variable(name).empty(); });
}

/// As kling_options_from_env decides where no flag does.
std::string provider_of(const GlobalFlags &flags) {
  for (const auto &[name, value] : flags.options) {
    if (name == "provider") {
      return value;
    }
  }
  if (flags.provider == "sim") { // whose prices it has, too
    return flags.sim_profile.rfind(gateway_provider, 0) == 0 ? gateway_provider : usual_provider;
  }
  if (!flags.provider.empty()) {
    return flags.provider;
  }
  const bool gateway =
      flags.api_key_file.empty() && !variable("COMETAPI_KEY").empty() && !any_is_set({"KLING_API_KEY", "KLING_ACCESS_KEY"});
  return gateway ? gateway_provider : usual_provider;
}

Failure start_simulator(const GlobalFlags &flags, int64_t deadline_ms, bool to_show, SimulatorProcess &simulator, kling_options *options) {
  if (!flags.base_url.empty() || !flags.api_key_file.empty()) {
    return usage_failure("--provider sim starts a simulator of its own; leave --base-url and --api-key-file out",
                         "For one that runs already: --provider custom --base-url URL.");
  }
  set_text(options, "provider", provider_of(flags));
  if (to_show) {
    set_text(options, "base_url", shown_simulator);
    return {};
  }
  if (Failure failure = simulator.start(deadline_ms / 1000 + 60, flags.sim_profile); failure.failed()) {
    return failure;
  }
  std::fprintf(stderr, "simulator at %s\n", simulator.base_url().c_str());
  set_text(options, "provider", simulator.provider());
  set_text(options, "path_prefix", simulator.path_prefix());
  set_text(options, "base_url", simulator.base_url());
  set_text(options, "api_key", simulator.api_key());
  set_number(options, "poll_interval_ms", simulator_poll_ms);
  return {};
}

Failure set_everything(const GlobalFlags &flags, bool to_show, SimulatorProcess &simulator, kling_options *options) {
  if (!flags.sim_profile.empty() && flags.provider != "sim") {
    return usage_failure("--sim-profile " + flags.sim_profile + " says which service the simulator is: it goes with --provider sim");
  }
  const int64_t deadline_ms = flags.timeout_ms > 0 ? flags.timeout_ms : default_timeout_ms;
  Failure failure =
      flags.provider == "sim" ? start_simulator(flags, deadline_ms, to_show, simulator, options) : set_provider(flags, options);
  if (failure.failed()) {
    return failure;
  }
  set_number(options, "deadline_ms", deadline_ms);
  if (flags.poll_interval_ms > 0) {
    set_number(options, "poll_interval_ms", flags.poll_interval_ms);
  }
  if (flags.force) {
    set_number(options, "overwrite", 1);
  }
  failure = set_gateway(flags, options);
  return failure.failed() ? failure : set_named_options(flags, options);
}

void explain_credentials(const GlobalFlags &flags, Failure &failure) {
  const bool found = any_is_set({"KLING_API_KEY", "KLING_ACCESS_KEY", "KLING_SECRET_KEY", "COMETAPI_KEY"});
  if (!found && flags.api_key_file.empty()) {
    failure.message = "no credentials: none of KLING_API_KEY, KLING_ACCESS_KEY with KLING_SECRET_KEY, and COMETAPI_KEY is set";
  }
  failure.hint = no_credentials_hint;
  // A key of the one is never sent to the other.
  const bool has_ours = any_is_set({"KLING_API_KEY", "KLING_ACCESS_KEY", "KLING_SECRET_KEY"});
  const bool has_gateways = any_is_set({"COMETAPI_KEY"});
  if (has_ours != has_gateways && has_ours == (provider_of(flags) == gateway_provider)) {
    failure.hint =
        has_ours ? "What is set, KLING_API_KEY, is not for provider cometapi: set COMETAPI_KEY, or name a file with --api-key-file."
                 : "What is set, COMETAPI_KEY, is for provider cometapi alone: set KLING_API_KEY, or name a file with --api-key-file.";
  }
}

Failure make_client(const GlobalFlags &flags, bool to_show, Session &session) {
  kling_options *made = nullptr;
  if (const kling_status status = kling_options_new(&made); status != KLING_OK) {
    return library_failure(status, empty_error());
  }
  const Options options(made);
  session.provider = provider_of(flags);
  Failure failure = set_everything(flags, to_show, session.simulator, made);
  if (!failure.failed()) {
    kling_error error = empty_error();
    kling_client *client = nullptr;
    kling_status status = kling_client_new(made, &client, &error);
    if (status == KLING_E_AUTH && to_show) {
      set_text(made, "api_key", shown_key);
      status = kling_client_new(made, &client, &error);
    }
    session.client.reset(client);
    session.provider = session.simulator.provider().empty() ? session.provider : session.simulator.provider();
    if (status != KLING_OK) {
      failure = library_failure(status, error);
    }
  }
  if (failure.code == exit_credentials && failure.hint.empty()) {
    explain_credentials(flags, failure);
  }
  if (std::strcmp(failure.error.field, "provider") == 0 && failure.hint.empty()) {
    failure.hint = "There is sim, too: a simulator for this one command, which needs no key.";
  }
  return failure;
}

} // namespace

Failure open_session(const GlobalFlags &flags, Session &session) {
  return make_client(flags, false, session);
}

Failure open_session_to_show(const GlobalFlags &flags, Session &session) {
  return make_client(flags, true, session);
}

} // namespace kling::cli
