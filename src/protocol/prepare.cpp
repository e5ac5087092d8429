
#include "base/number.hpp"
#include "base/text.hpp"
#include "catalog/field.hpp"
#include "protocol/access.hpp"
#include "protocol/address.hpp"
#include "protocol/estimate.hpp"
#include "protocol/field_value.hpp"
#include "protocol/normalise.hpp"
#include "protocol/raw_call.hpp"
#include "protocol/request.hpp"
#include "protocol/rules.hpp"
#include "protocol/translation.hpp"
#include "protocol/validate.hpp"

namespace kling::protocol {

namespace {

constexpr std::string_view model_name = "model_name";

json::Value field_of(json::Value body, std::string_view name) {
  return body.find(path_of_name(name));
}

/// Where something on the way is no object, validate() refuses that.
void put(json::Document &body, std::string_view name, std::string_view text) {
  String why;
  static_cast<void>(body.set_string(path_of_name(name), text, why));
}

void put_callback(const catalog::Kind &kind, const Rules &rules, json::Document &body) {
  catalog::Field row;
  const std::string_view name = catalog::vocabulary_of(kind).callback;
  if (!rules.callback_url.empty() && !field_of(body.root(), name).present() && catalog::find_field(kind, name, {}, row)) {
    put(body, name, rules.callback_url);
  }
}

/// What is answered at once is never looked up again, whatever the option says.
void put_external_id(const catalog::Kind &kind, const Rules &rules, std::string_view generated_id, json::Document &body) {
  const bool wanted = !kind.synchronous &&
                      (rules.external_ids == ExternalIds::always || (rules.external_ids == ExternalIds::automatic && kind.external_id));
  const std::string_view name = catalog::vocabulary_of(kind).external_id;
  if (wanted && !generated_id.empty() && !field_of(body.root(), name).present()) {
    put(body, name, generated_id);
  }
}

/// Gateways may call it otherwise (gateways 4.3). A field of that name that the caller has set stays.
void rename_model(const catalog::Kind &kind, const Rules &rules, json::Document &body) {
  const json::Value given = body.root()[model_name];
  if (rules.model_field == ModelField::model_name || kind.generation != catalog::Generation::legacy || kind.raw() || !given.present()) {
    return;
  }
  if (!body.root()["model"].present()) {
    put(body, "model", given.text());
  }
  if (rules.model_field == ModelField::model) {
    body.erase(path_of_name(model_name));
  }
}

/// What only one provider tells is asked for nowhere else.
kling_status check_provider(const catalog::Kind &kind, const Rules &rules, Error &error) {
  const std::string_view ours = rules.provider != nullptr ? rules.provider->name : kind.provider;
  if (!kind.provider.empty() && ours != kind.provider) {
    error = make_error(KLING_E_UNSUPPORTED, concat({kind.name, " is told by provider ", kind.provider, " alone, not by ", ours}), "kind");
  }
  return error.status;
}

/// The number that counts: as given, or the row's default; nothing where it is a word or there is none.
std::optional<double> counting(const catalog::Kind &kind, json::Value body, std::string_view name) {
  if (const json::Value given = field_of(body, name); given.present()) {
    return given.number();
  }
  catalog::Field row;
  return catalog::find_field(kind, name, {}, row) ? to_number(row.default_value) : std::nullopt;
}

/// A task holds a slot; one of images as many as it makes of them. What "auto" will come to nobody knows before: it counts as the default.
int32_t slots_of(const catalog::Kind &kind, json::Value body) {
  constexpr double most = 100;
  if (kind.pack != "image") {
    return 1;
  }
  const bool series = body["result_type"].text() == "series";
  std::optional<double> images = counting(kind, body, series ? "series_amount" : "n");
  if (series && !images) {
    images = counting(kind, json::Value(), "series_amount");
  }
  return images && *images >= 1 && *images <= most ? static_cast<int32_t>(*images) : 1;
}

int64_t duration_ms_of(const catalog::Kind &kind, json::Value body) {
  constexpr double longest_seconds = 24.0 * 60 * 60;
  const double seconds = counting(kind, body, catalog::vocabulary_of(kind).duration).value_or(0);
  return seconds > 0 && seconds <= longest_seconds ? nearest_whole(seconds * 1000) : 0;
}

std::string_view mode_of(const catalog::Kind &kind, json::Value body) {
  catalog::Field row;
  const std::string_view name = catalog::vocabulary_of(kind).mode;
  const std::string_view given = field_of(body, name).text();
  return given.empty() && catalog::find_field(kind, name, {}, row) ? row.default_value : given;
}

void describe(const catalog::Kind &kind, const Rules &rules, json::Value body, Prepared &out) {
  out.kind = &kind;
  out.method = kind.method;
  out.path = kind.path;
  out.external_id = kind.synchronous ? std::string_view() : field_of(body, catalog::vocabulary_of(kind).external_id).text();
  out.model = model_of(kind, body);
  out.slots = slots_of(kind, body);
  out.typical_ms = catalog::typical_ms(kind, out.model, mode_of(kind, body));
  out.duration_ms = duration_ms_of(kind, body);
  const Cost cost = estimate(kind, body, rules.provider);
  out.price_hundredths = cost.units_hundredths;
  out.priced_in_dollars = cost.in_dollars;
}

kling_status check_length(const Vector<Segment> &body, Error &error) {
  uint64_t text = 0;
  for (const Segment &each : body) {
    text += each.text.size();
  }
  if (text > Request::largest_body) {
    error = make_error(KLING_E_TOO_LARGE, "the request is larger than 32 MiB");
    return error.status;
  }
  if (const uint64_t length = length_of(body); length > Request::largest_stream) {
    error = make_error(KLING_E_TOO_LARGE, concat({"the request has ", text_of(static_cast<int64_t>(length)),
                                                  " bytes with its files and bytes in Base64; at most 536870912 (512 MiB)"}));
    return error.status;
  }
  return KLING_OK;
}

/// What stands behind the path and not in the body, in words of the caller.
kling_status check_model(json::Value body, Error &error) {
  const json::Value given = body[model_name];
  if (says_absent(given)) {
    error = make_error(KLING_E_FIELD, "model_name is required: it is the last part of the path", model_name);
  } else if (!given.is(json::Type::string)) {
    error = make_error(KLING_E_FIELD, concat({"model_name takes text, not ", shown(given)}), model_name);
  }
  return error.status;
}

/// What holds whatever else the body has.
kling_status check_sending(const Translation &translation, const Rules &rules, json::Value body, Error &error) {
  const catalog::Kind &kind = *translation.sent;
  if (check_access(kind, rules.signs, error) != KLING_OK) {
    if (translation.changed()) {
      error.message = concat({translation.given->name, " with ", translation.model, " is sent as ", error.message});
    }
    return error.status;
  }
  if (rules.validation != Validation::off && translation.missing.failed()) {
    error = translation.missing;
    return error.status;
  }
  return kind.model_in_path ? check_model(body, error) : KLING_OK;
}

void put_model_into_path(json::Document &body, Prepared &out) {
  out.path.append("/").append(path_segment(out.model));
  body.erase(path_of_name(model_name));
}

/// The fields go into the query.
kling_status write_path(json::Value body, Prepared &out, Error &error) {
  String query;
  if (write_query(body, query, error) != KLING_OK) {
    return error.status;
  }
  if (!query.empty()) {
    out.path.append("?").append(query);
  }
  return KLING_OK;
}

/// Method, path and body are the caller's own. What is not a GET always has a body: by it the transport knows whether anything was sent.
kling_status write_call(json::Value body, const Inputs &inputs, Prepared &out, Error &error) {
  out.method = body["method"].text();
  out.path = body["path"].text();
  if (out.method.empty()) {
    error = make_error(KLING_E_FIELD, "method is required", "method");
    return error.status;
  }
  if (check_method(out.method, error) != KLING_OK || check_path(out.path, error) != KLING_OK) {
    return error.status;
  }
  const json::Value sent = body["body"];
  if (out.method == "GET") {
    if (sent.present()) {
      error = make_error(KLING_E_FIELD, "body goes with other methods than GET; put it into the query of path", "body");
    }
    return error.status;
  }
  const json::Document empty = json::Document::object();
  out.body = cut_body(sent.present() ? sent : empty.root(), inputs);
  return check_length(out.body, error);
}

} // namespace

kling_status prepare(const Request &request, const Rules &rules, std::string_view generated_id, Prepared &out, Error &error, Log *log) {
  out = Prepared();
  error = Error();
  if (request.first_error().failed()) {
    error = request.first_error();
    return error.status;
  }
  json::Document body = request.body().copy();
  Translation translation;
  if (check_provider(request.kind(), rules, error) != KLING_OK || normalise(request.kind(), rules, body, error, log) != KLING_OK ||
      translate(request.kind(), rules, body, translation, error, log) != KLING_OK) {
    return error.status;
  }
  const catalog::Kind &kind = *translation.sent;
  if (check_sending(translation, rules, body.root(), error) != KLING_OK) {
    return error.status;
  }
  put_callback(kind, rules, body);
  if (validate(kind, body.root(), request.inputs(), rules, error, log) != KLING_OK) {
    translation.retell(error);
    return error.status;
  }
  put_external_id(kind, rules, generated_id, body);
  describe(kind, rules, body.root(), out);
  out.poll_path = request.poll_path();
  rename_model(kind, rules, body);
  if (kind.model_in_path) {
    put_model_into_path(body, out);
  }
  if (kind.path.empty()) {
    return write_call(body.root(), request.inputs(), out, error);
  }
  if (kind.method == "GET") {
    return write_path(body.root(), out, error);
  }
  out.body = cut_body(body.root(), request.inputs());
  translation.retell(out.body);
  return check_length(out.body, error);
}

} // namespace kling::protocol
