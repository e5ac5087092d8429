#include "base/text.hpp"
#include "protocol/estimate.hpp"
#include "protocol/normalise.hpp"
#include "protocol/request.hpp"
#include "protocol/rules.hpp"
#include "protocol/validate.hpp"

namespace kling::protocol {

namespace {

constexpr std::string_view external_id_name = "external_task_id";

void put(json::Document &body, std::string_view name, std::string_view text) {
  json::Path path;
  path.steps.push_back({String(name), 0, json::Step::Kind::member});
  String why;
  static_cast<void>(body.set_string(path, text, why)); // a member of an object always fits
}

void put_external_id(const catalog::Kind &kind, const Rules &rules, std::string_view generated_id, json::Document &body) {
  const bool wanted = rules.external_ids == ExternalIds::always || (rules.external_ids == ExternalIds::automatic && kind.external_id);
  if (wanted && !generated_id.empty() && !body.root()[external_id_name].present()) {
    put(body, external_id_name, generated_id);
  }
}

void describe(const catalog::Kind &kind, const Rules &rules, json::Value body, Prepared &out) {
  out.kind = &kind;
  out.method = "POST";
  out.path = kind.path;
  out.external_id = body[external_id_name].text();
  out.model = model_of(kind, body);
  const std::string_view mode = body["mode"].text();
  out.typical_ms = catalog::typical_ms(kind, out.model, mode.empty() ? "std" : mode);
  constexpr int64_t longest = 24LL * 60 * 60;
  const int64_t seconds = seconds_of(kind, body);
  out.duration_ms = seconds > 0 && seconds <= longest ? seconds * 1000 : 0;
  out.price_hundredths = estimate(kind, body, rules.provider).units_hundredths;
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

} // namespace

kling_status prepare(const Request &request, const Rules &rules, std::string_view generated_id, Prepared &out, Error &error, Log *log) {
  out = Prepared();
  if (request.first_error().failed()) {
    error = request.first_error();
    return error.status;
  }
  const catalog::Kind &kind = request.kind();
  json::Document body = request.body().copy();
  if (normalise(kind, rules, body, error, log) != KLING_OK) {
    return error.status;
  }
  if (!rules.callback_url.empty() && !body.root()["callback_url"].present()) {
    put(body, "callback_url", rules.callback_url);
  }
  if (validate(kind, body.root(), rules, error, log) != KLING_OK) {
    return error.status;
  }
  put_external_id(kind, rules, generated_id, body);
  describe(kind, rules, body.root(), out);
  out.body = cut_body(body.root(), request.inputs());
  return check_length(out.body, error);
}

} // namespace kling::protocol
