#include "client/options.hpp"

#include "base/secret.hpp"
#include "base/text.hpp"
#include "protocol/address.hpp"
#include "system/process.hpp"

namespace kling::client {

namespace {

using enum OptionId;

bool among(std::string_view words, std::string_view text) {
  while (!words.empty()) {
    const std::size_t end = words.find('|');
    if (words.substr(0, end) == text) {
      return true;
    }
    words = end == std::string_view::npos ? std::string_view() : words.substr(end + 1);
  }
  return false;
}

/// Where the first control character stands; line ends and tabs pass where lines do.
std::size_t control_character(std::string_view text, bool lines) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if ((byte < 0x20 || byte == 0x7f) && !(lines && (byte == '\n' || byte == '\r' || byte == '\t'))) {
      return at;
    }
  }
  return std::string_view::npos;
}

bool is_decimal(std::string_view text) {
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = point == std::string_view::npos ? std::string_view("0") : text.substr(point + 1);
  const auto digits = [](std::string_view part) { return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos; };
  return digits(whole) && digits(fraction);
}

Error wrong(const Option &row, std::initializer_list<std::string_view> reason, kling_status status = KLING_E_ARGUMENT) {
  String message = concat({"option ", row.name, " "});
  message += concat(reason);
  return make_error(status, message, row.name);
}

Error check_integer(const Option &row, int64_t value) {
  if (value < row.minimum || value > row.maximum) {
    return wrong(row, {"takes ", text_of(row.minimum), " to ", text_of(row.maximum), ", not ", text_of(value)});
  }
  return {};
}

/// What no client can change about a text; its value is told only when it is no secret. `number` is an integer's value.
Error check_text(const Option &row, std::string_view text, int64_t &number) {
  if (!is_utf8(text)) {
    return wrong(row, {"is not UTF-8"});
  }
  const std::size_t limit = row.kind == OptionKind::integer ? 64 : static_cast<std::size_t>(row.maximum);
  if (text.size() > limit) {
    return wrong(row, {"takes ", text_of(static_cast<int64_t>(limit)), " bytes, not ", text_of(static_cast<int64_t>(text.size()))},
                 KLING_E_TOO_LARGE);
  }
  if (const std::size_t at = control_character(text, row.kind == OptionKind::lines); at != std::string_view::npos) {
    return wrong(row, {"has a control character at byte ", text_of(static_cast<int64_t>(at))});
  }
  if (row.kind == OptionKind::word && !among(row.words, text)) {
    return wrong(row, {"takes ", row.words, ", not \"", text, "\""});
  }
  if (row.kind == OptionKind::decimal && !is_decimal(text)) {
    return wrong(row, {"takes a decimal number, not \"", text, "\""});
  }
  if (row.kind == OptionKind::integer) {
    const std::optional<int64_t> value = to_integer(text);
    if (!value.has_value()) {
      return wrong(row, {"takes an integer, not \"", text, "\""});
    }
    number = *value;
    return check_integer(row, number);
  }
  return {};
}

Error unknown(std::string_view name) {
  if (!is_utf8(name) || name.size() > 128 || control_character(name, false) != std::string_view::npos) {
    return make_error(KLING_E_UNKNOWN_NAME, "no option has such a name");
  }
  String message = concat({"there is no option \"", name, "\""});
  if (const std::string_view near = nearest_option(name); !near.empty()) {
    message += concat({", did you mean \"", near, "\"?"});
  }
  return make_error(KLING_E_UNKNOWN_NAME, message, name);
}

Error unsupported(const Option &row) {
  return wrong(row, {"is not supported by this version"}, KLING_E_UNSUPPORTED);
}

/// A credential found in the environment.
struct Found {
  explicit Found(const char *variable) : text(system::environment(variable)) {}
  Found(const Found &) = delete;
  Found &operator=(const Found &) = delete;
  ~Found() { wipe(text); }
  [[nodiscard]] bool empty() const { return text.empty(); }

  String text;
};

String first_of(std::initializer_list<const char *> variables) {
  for (const char *variable : variables) {
    String value = system::environment(variable);
    if (!value.empty()) {
      return value;
    }
  }
  return {};
}

/// What HTTPS_PROXY is for: https to another machine. Every provider's own base URL is that.
bool goes_through_https_proxy(std::string_view base_url) {
  protocol::Address address;
  String why;
  return base_url.empty() || (protocol::parse_address(base_url, address, why) && address.scheme == "https" && !address.loopback);
}

} // namespace

EndpointTexts::~EndpointTexts() {
  for (String *text : {&api_key, &access_key, &secret_key, &auth_header, &extra_headers}) {
    wipe(*text);
  }
}

Options::~Options() {
  for (const Option &row : option_rows()) {
    if (row.secret) {
      wipe(at(row.id).text);
    }
  }
}

kling_status Options::refuse(Error error) {
  const kling_status status = error.status;
  if (!first_error_.failed()) {
    first_error_ = std::move(error);
  }
  return status;
}

void Options::put(const Option &row, String text, int64_t number, Source source) noexcept {
  Value &value = at(row.id);
  if (row.secret) {
    wipe(value.text);
  }
  value.text.swap(text);
  value.number = number;
  value.source = source;
}

kling_status Options::set_text(std::string_view name, std::string_view text) {
  const Option *row = find_option(name);
  if (row == nullptr) {
    return refuse(unknown(name));
  }
  if (!row->supported) {
    return refuse(unsupported(*row));
  }
  int64_t number = 0;
  if (Error error = check_text(*row, text, number); error.failed()) {
    return refuse(std::move(error));
  }
  put(*row, String(text), number, Source::caller);
  return KLING_OK;
}

kling_status Options::set_integer(std::string_view name, int64_t value) {
  const Option *row = find_option(name);
  if (row == nullptr) {
    return refuse(unknown(name));
  }
  if (!row->supported) {
    return refuse(unsupported(*row));
  }
  if (row->kind != OptionKind::integer) {
    return refuse(wrong(*row, {"takes a text, not an integer"}));
  }
  if (Error error = check_integer(*row, value); error.failed()) {
    return refuse(std::move(error));
  }
  put(*row, {}, value, Source::caller);
  return KLING_OK;
}

kling_status Options::set_callbacks(const kling_callbacks *table) {
  kling_callbacks known;
  if (Callbacks::read(table, known) != KLING_OK) {
    return refuse(
        make_error(KLING_E_ARGUMENT, "the callback table is absent, has no struct_size, or sets what this version does not know"));
  }
  callbacks_ = make_shared<Callbacks>(known);
  return KLING_OK;
}

kling_status Options::set_transport(const kling_transport *table) {
  kling_transport known;
  if (EmbeddedTransport::read(table, known) != KLING_OK || known.open == nullptr || known.start == nullptr || known.cancel == nullptr ||
      known.on_timer == nullptr || known.close == nullptr) {
    return refuse(make_error(KLING_E_ARGUMENT, "the transport is absent, has no struct_size, lacks open, start, cancel, on_timer or close, "
                                               "or sets what this version does not know"));
  }
  transport_ = make_shared<EmbeddedTransport>(known);
  return KLING_OK;
}

kling_status Options::set_clock(const kling_clock *table) {
  kling_clock known;
  if (EmbeddedClock::read(table, known) != KLING_OK || known.monotonic_ms == nullptr || known.unix_ms == nullptr) {
    return refuse(
        make_error(KLING_E_ARGUMENT,
                   "the clock is absent, has no struct_size, lacks monotonic_ms or unix_ms, or sets what this version does not know"));
  }
  clock_ = make_shared<EmbeddedClock>(known);
  return KLING_OK;
}

kling_status Options::settle(Error &error) const {
  if (first_error_.failed()) {
    error = first_error_;
  }
  return first_error_.status;
}

std::string_view Options::text(OptionId id) const {
  return is_set(id) ? std::string_view(at(id).text) : option_row(id).text;
}

int64_t Options::integer(OptionId id) const {
  return is_set(id) ? at(id).number : option_row(id).number;
}

int64_t Options::hundredths(OptionId id) const {
  if (!is_set(id)) {
    return -1;
  }
  const std::string_view given = text(id);
  const std::size_t point = std::min(given.find('.'), given.size());
  const std::string_view fraction = given.substr(std::min(point + 1, given.size()));
  String digits(given.substr(0, point));
  for (const std::size_t place : {0U, 1U}) {
    digits += place < fraction.size() ? fraction[place] : '0';
  }
  constexpr int64_t most = int64_t{1} << 50U; // nobody has as many
  return std::min(to_integer(digits).value_or(most), most);
}

/// What from_env is about to set, so that all of it can be checked first.
struct Options::Findings {
  struct One {
    OptionId id = OptionId::provider;
    std::string_view variable;
    String text;
  };
  One list[8];
  std::size_t count = 0;

  ~Findings() {
    for (One &one : list) {
      wipe(one.text);
    }
  }
  void add(OptionId id, std::string_view variable, std::string_view text) {
    if (!text.empty()) {
      One &one = list[count++];
      one.id = id;
      one.variable = variable;
      one.text = text;
    }
  }
};

/// Whose credentials the environment holds, unless the caller brought some.
kling_status Options::find_credentials(Findings &found, Error &error) const {
  const auto set_by_caller = [this](OptionId id) { return at(id).source == Source::caller; };
  if (set_by_caller(OptionId::api_key) || set_by_caller(OptionId::access_key) || set_by_caller(OptionId::secret_key)) {
    return KLING_OK;
  }
  const Found kling_key("KLING_API_KEY");
  const Found access("KLING_ACCESS_KEY");
  const Found secret("KLING_SECRET_KEY");
  const Found comet_key("COMETAPI_KEY");
  const bool pair = !access.empty() && !secret.empty();
  const bool any_kling = !kling_key.empty() || pair;
  bool comet = any_kling ? false : !comet_key.empty();
  if (set_by_caller(OptionId::provider)) {
    comet = text(OptionId::provider) == "cometapi";
  } else if (any_kling && !comet_key.empty()) {
    error = make_error(KLING_E_ARGUMENT,
                       concat({"both ", kling_key.empty() ? "KLING_ACCESS_KEY" : "KLING_API_KEY",
                               " and COMETAPI_KEY are set: set the option provider to \"kling\" or \"cometapi\""}),
                       "provider");
    return error.status;
  }
  if (comet) {
    found.add(OptionId::provider, "COMETAPI_KEY", "cometapi");
    found.add(OptionId::api_key, "COMETAPI_KEY", comet_key.text);
    return KLING_OK;
  }
  if (!any_kling) {
    if (access.empty() == secret.empty()) {
      return KLING_OK;
    }
    error =
        make_error(KLING_E_ARGUMENT,
                   access.empty() ? "KLING_SECRET_KEY is set without KLING_ACCESS_KEY" : "KLING_ACCESS_KEY is set without KLING_SECRET_KEY",
                   access.empty() ? "access_key" : "secret_key");
    return error.status;
  }
  found.add(OptionId::provider, "KLING_API_KEY", "kling");
  if (!kling_key.empty()) {
    found.add(OptionId::api_key, "KLING_API_KEY", kling_key.text);
  } else {
    found.add(OptionId::access_key, "KLING_ACCESS_KEY", access.text);
    found.add(OptionId::secret_key, "KLING_SECRET_KEY", secret.text);
  }
  found.add(OptionId::base_url, "KLING_BASE_URL", system::environment("KLING_BASE_URL"));
  return KLING_OK;
}

kling_status Options::from_env(Error &error) {
  Findings found;
  if (const kling_status status = find_credentials(found, error); status != KLING_OK) {
    return status;
  }
  found.add(OptionId::proxy, "HTTPS_PROXY", first_of({"HTTPS_PROXY", "https_proxy"}));
  found.add(OptionId::no_proxy, "NO_PROXY", first_of({"NO_PROXY", "no_proxy"}));
  if (at(OptionId::ca_pem).source != Source::caller) {
    found.add(OptionId::ca_file, "SSL_CERT_FILE", system::environment("SSL_CERT_FILE"));
  }
  for (std::size_t each = 0; each < found.count; ++each) {
    const Findings::One &one = found.list[each];
    int64_t number = 0;
    if (Error refused = check_text(option_row(one.id), one.text, number); refused.failed()) {
      error = std::move(refused);
      error.message = concat({"environment variable ", one.variable, ": ", error.message});
      return error.status;
    }
  }
  for (std::size_t each = 0; each < found.count; ++each) {
    Findings::One &one = found.list[each];
    if (at(one.id).source != Source::caller) {
      put(option_row(one.id), std::move(one.text), 0, Source::environment);
    }
  }
  return KLING_OK;
}

EndpointTexts Options::endpoint_options() const {
  EndpointTexts endpoint;
  endpoint.provider = text(provider);
  endpoint.base_url = text(base_url);
  endpoint.path_prefix = text(path_prefix);
  endpoint.has_path_prefix = is_set(path_prefix);
  endpoint.api_key = text(api_key);
  endpoint.access_key = text(access_key);
  endpoint.secret_key = text(secret_key);
  endpoint.auth_header = text(auth_header);
  endpoint.extra_headers = text(extra_headers);
  endpoint.poll_path = text(poll_path);
  endpoint.user_agent = text(user_agent);
  endpoint.allow_http = flag(allow_http);
  return endpoint;
}

protocol::Validation Options::validation() const {
  const std::string_view word = text(OptionId::validation);
  return word == "off" ? protocol::Validation::off : word == "official" ? protocol::Validation::official : protocol::Validation::provider;
}

protocol::ExternalIds Options::external_ids() const {
  const std::string_view word = text(OptionId::external_ids);
  return word == "never"    ? protocol::ExternalIds::never
         : word == "always" ? protocol::ExternalIds::always
                            : protocol::ExternalIds::automatic;
}

protocol::ModelField Options::model_field() const {
  const std::string_view word = text(OptionId::model_field);
  return word == "model"        ? protocol::ModelField::model
         : word == "model_name" ? protocol::ModelField::model_name
                                : protocol::ModelField::both;
}

bool Options::proxy_of_environment() const {
  return at(OptionId::proxy).source == Source::environment || text(OptionId::proxy) == "env";
}

String Options::proxy() const {
  const std::string_view value = text(OptionId::proxy);
  if (value == "none" || (proxy_of_environment() && !goes_through_https_proxy(text(OptionId::base_url)))) {
    return {};
  }
  return value == "env" ? first_of({"HTTPS_PROXY", "https_proxy"}) : String(value);
}

String Options::no_proxy() const {
  const bool looked_up = !is_set(OptionId::no_proxy) && text(OptionId::proxy) == "env";
  String hosts = looked_up ? first_of({"NO_PROXY", "no_proxy"}) : String(text(OptionId::no_proxy));
  if (proxy_of_environment() && hosts != "*") { // "*" means every host only while it stands alone
    hosts += hosts.empty() ? "" : ",";
    hosts += "localhost,127.0.0.1,::1";
  }
  return hosts;
}

} // namespace kling::client
