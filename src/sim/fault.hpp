#pragma once

#include <cstdint>
#include <string_view>

#include "base/allocation.hpp"
#include "json/document.hpp"
#include "sim/http.hpp"

namespace kling::sim {

/// What can be made to go wrong, in the words of POST /_sim/faults.
enum class FaultKind : uint8_t {
  lost_reply,       // carried out, no reply
  reset,            // not carried out, connection reset; with `bytes`: carried out, reset behind so much of the content
  reset_reused,     // a reset that strikes only what comes on a connection that had carried a request before
  status,           // not carried out; the HTTP status, code and Retry-After of the fault
  html,             // not carried out; an HTML page with the fault's status (502 when none is given)
  truncate,         // carried out, `bytes` of the content (half of it when not given), then the end
  slow,             // carried out, `bytes` of the content every `interval_ms`
  endless,          // carried out, a chunked body that repeats the content up to `bytes`
  compressed,       // carried out, Content-Encoding: gzip whether it was asked for or not
  content_type,     // carried out, the reply calls itself text/html
  expire_link,      // a file's link answers 403
  drop_external_id, // a create forgets the external id
  callback_twice,   // a create whose callbacks each come twice
  callback_late,    // a create whose callbacks come `delay_ms` late
  callback_never,   // a create whose callbacks do not come
};

struct Fault {
  static constexpr int64_t largest_body = int64_t{1} << 30U;
  static constexpr int64_t not_given = -1;

  FaultKind kind = FaultKind::lost_reply;
  String method;                 // empty: every method
  String path;                   // without the gateway's prefix; also matches what lies below it; empty: every path
  int64_t after = 0;             // how many matching requests pass first
  int64_t count = 1;             // how many are then hit
  int32_t status = 0;            // HTTP
  int64_t code = 0;              // of the envelope
  String retry_after;            // header text: seconds or an HTTP date
  bool carried_out = false;      // status and html: the request is carried out before its reply is replaced
  bool drop_external_id = false; // of any kind that is carried out: the create forgets the external id besides
  bool upstream = false;         // it strikes between a gateway and the service
  int64_t bytes = not_given;     // of the content
  int64_t interval_ms = 20;      // slow
  int64_t delay_ms = not_given;  // before the reply, or before the callbacks
  int64_t refuse_ms = 0;         // lost_reply, reset, reset_reused: for so long afterwards new connections are refused

  [[nodiscard]] bool concerns_callbacks() const;
  [[nodiscard]] bool strikes_before_the_work() const;
};

/// The faults that wait for their request, oldest first.
class Faults {
public:
  void add(const Fault &fault) { faults_.push_back(fault); }
  void clear() { faults_.clear(); }
  /// Reads {"faults":[…]}; false, with the reason, and nothing added when one of them is not understood. `gateway`: there is one in front.
  [[nodiscard]] bool add_all(json::Value body, bool gateway, String &why);
  /// Counts the request, the gateway's own when `upstream`, against every fault that matches it; true when one of them strikes, which is
  /// then in `out`.
  [[nodiscard]] bool strike(const HttpRequest &request, std::string_view path, bool upstream, Fault &out);

private:
  Vector<Fault> faults_;
};

/// Puts a fault of the delivery on a reply that the service made.
void disturb(HttpReply &reply, const Fault &fault);

} // namespace kling::sim
