#include "sim/gateway_complaint.hpp"

#include <array>
#include <chrono>

#include "base/text.hpp"
#include "sim/writer.hpp"

namespace kling::sim {

namespace {

/// Who has an error object for it; everybody else, and for everything else, it is a word with a message.
enum class ErrorObject : uint8_t { never, comet, everywhere };

struct TroubleRow {
  Trouble trouble;
  int status;
  std::string_view word;
  std::string_view before; // the text is this, the detail and the other
  std::string_view behind;
  ErrorObject object;
  bool nameless_at_b = false; // family B's words are often empty
};

constexpr std::array<TroubleRow, 14> trouble_rows = {{
    // gateways §2.1, §2.2: E1, and since late 2025 family A (§3)
    {Trouble::no_key, 401, "", "No token was given", "", ErrorObject::everywhere},
    {Trouble::wrong_key, 401, "", "Invalid token", "", ErrorObject::everywhere},
    {Trouble::malformed, 500, "invalid_request", "the request body is not a JSON object", "", ErrorObject::comet},
    {Trouble::no_model, 400, "", "model name is required", "", ErrorObject::everywhere},
    {Trouble::no_channel, 503, "model_not_found", "no available channel for group default and model ", " (distributor)",
     ErrorObject::everywhere},
    {Trouble::misplaced_model, 400, "invalid_request", "invalid model name", "", ErrorObject::comet},
    {Trouble::bad_date, 400, "invalid_request", "", " must be a date of the form YYYY-MM-DD", ErrorObject::comet},
    // §2.3: 403
    {Trouble::nothing_left, 403, "insufficient_user_quota", "user quota is not enough", "", ErrorObject::never},
    {Trouble::too_little_left, 403, "quota_not_enough", "quota is not enough for this task", "", ErrorObject::never},
    // §3
    {Trouble::unknown_task, 400, "task_not_exist", "task_not_exist", "", ErrorObject::never},
    {Trouble::fetch, 500, "fail_to_fetch_task", "", "", ErrorObject::never, true},
    {Trouble::task_failed, 400, "task_failed", "", "", ErrorObject::never},
    {Trouble::not_sent, 500, "do_request_failed", "do request failed: the connection was closed", "", ErrorObject::never},
    {Trouble::unreadable, 500, "unmarshal_response_failed", "invalid character at the beginning of the body: ", "", ErrorObject::never},
}};

const TroubleRow &row_of(Trouble trouble) {
  return trouble_rows[static_cast<std::size_t>(trouble)];
}

void append_number(String &out, unsigned value, std::size_t digits) {
  const String text = text_of(static_cast<int64_t>(value));
  out.append(digits - text.size(), '0');
  out += text;
}

/// The date and what tells two of one second apart: "2026112819533081234567".
String request_id(const Complainer &who) {
  namespace chrono = std::chrono;
  const auto moment = chrono::floor<chrono::seconds>(chrono::sys_time<chrono::milliseconds>(chrono::milliseconds(who.wall_ms)));
  const auto day = chrono::floor<chrono::days>(moment);
  const chrono::year_month_day date(day);
  const auto second = static_cast<unsigned>((moment - day).count());
  String out = text_of(static_cast<int64_t>(static_cast<int>(date.year())));
  append_number(out, static_cast<unsigned>(date.month()), 2);
  append_number(out, static_cast<unsigned>(date.day()), 2);
  append_number(out, second / 3600, 2);
  append_number(out, second / 60 % 60, 2);
  append_number(out, second % 60, 2);
  return out + who.identifiers.uuid().substr(0, 8);
}

String error_object(const Complainer &who, const TroubleRow &row, std::string_view message) {
  const String said = concat({message, " (request id: ", request_id(who), ")"});
  Writer error;
  error.text("message", said).text("type", who.profile.error_type).text("param", "").text("code", row.word);
  return Writer().json("error", error.done()).done();
}

} // namespace

HttpReply complain(const Complainer &who, Trouble trouble, std::string_view detail, int status) {
  const TroubleRow &row = row_of(trouble);
  const Profile &profile = who.profile;
  const String message = concat({row.before, detail, row.behind});
  status = status != 0 ? status : row.status;
  const bool is_comet = profile.complaints == Complaints::comet;
  if (!profile.error_type.empty() && (row.object == ErrorObject::everywhere || (row.object == ErrorObject::comet && is_comet))) {
    return json_reply(status, error_object(who, row, message));
  }
  const bool is_b = profile.complaints == Complaints::family_b;
  Writer out;
  out.text("code", is_b && row.nameless_at_b ? std::string_view() : row.word).text("message", message);
  if (!is_b) {
    out.json("data", "null");
  }
  return json_reply(status, out.done());
}

} // namespace kling::sim
