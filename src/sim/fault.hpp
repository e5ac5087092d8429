#pragma once

#include <cstdint>
#include <string_view>

#include "base/allocation.hpp"
#include "json/document.hpp"

namespace kling::sim {

/// What can be made to go wrong, in the words of POST /_sim/faults.
enum class FaultKind : uint8_t {
  lost_reply,       // carried out, no reply
  reset,            // not carried out, connection reset
  status,           // not carried out; the HTTP status, code and Retry-After of the fault
  html,             // not carried out; an HTML page with the fault's status (502 when none is given)
  truncate,         // carried out, half of the reply
  content_type,     // carried out, the reply calls itself text/html
  expire_link,      // a clip's link answers 403
  drop_external_id, // a create forgets the external id
};

struct Fault {
  FaultKind kind = FaultKind::lost_reply;
  String method;      // empty: every method
  String path;        // without the gateway's prefix; also matches what lies below it; empty: every path
  int64_t after = 0;  // how many matching requests pass first
  int64_t count = 1;  // how many are then hit
  int32_t status = 0; // HTTP
  int64_t code = 0;   // of the envelope
  String retry_after; // header text
};

/// The faults that wait for their request, oldest first.
class Faults {
public:
  void add(const Fault &fault) { faults_.push_back(fault); }
  void clear() { faults_.clear(); }
  /// Reads {"faults":[…]}; false, with the reason, and nothing added when one of them is not understood.
  [[nodiscard]] bool add_all(json::Value body, String &why);
  /// Counts the request against every fault that matches it; true when one of them strikes, which is then in `out`.
  [[nodiscard]] bool strike(std::string_view method, std::string_view path, Fault &out);

private:
  Vector<Fault> faults_;
};

} // namespace kling::sim
