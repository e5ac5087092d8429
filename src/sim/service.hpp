#pragma once

#include <cstdint>
#include <optional>

#include "base/allocation.hpp"
#include "sim/callbacks.hpp"
#include "sim/fault.hpp"
#include "sim/gateway.hpp"
#include "sim/http.hpp"
#include "sim/identifiers.hpp"
#include "sim/kind.hpp"
#include "sim/record.hpp"
#include "sim/refusal.hpp"
#include "sim/state.hpp"

namespace kling::sim {

/// The offline service: requests and time in, replies out. It reads no clock and opens nothing; time moves only with the `unix_ms` handed
/// in (plus what POST /_sim/clock added), and never backwards. Not thread-safe.
///
/// Served, by the profile "official": every kind of the legacy API (§4) and of the new one (§5) by the rows of kind.hpp, under its path
/// and, as CometAPI has it, under /kling; tasks of both are one store. Any other profile puts a gateway in front of that (passing.hpp). By
/// each of them: the files that result links name, under /_clips and /_files; the control paths under /_sim (no credential). A task with a
/// callback_url has a callback for each state. Every task succeeds unless its request says otherwise in these words (failure.cpp), with
/// which a call that is answered at once is refused:
///   "risk control" in a prompt     "Failure to pass the risk control system"
///   "unreachable" in a URL         "Something went wrong when we tried to get the contents of the file."
///   "bad-ratio" in an image's URL  "The resolution or aspect ratio of the input image is invalid. …"
///   "no-human" in a video's URL or "no human" in what a lip-sync says (lip-sync, identify-face)  "there is no human in the video"
class Service : public Allocated {
public:
  explicit Service(Settings settings);

  [[nodiscard]] HttpReply handle(const HttpRequest &request, int64_t unix_ms);
  /// What is due to be sent to callback URLs (§8), each once; whoever carries requests here carries these too.
  [[nodiscard]] Vector<Callback> take_callbacks(int64_t unix_ms);
  /// Whether any task has somebody to call.
  [[nodiscard]] bool calls_back() const { return calls_back_; }
  /// When the next task changes its state or the next callback is to be taken, in the clock of the `unix_ms` handed in; nothing while there
  /// is neither.
  [[nodiscard]] std::optional<int64_t> next_due(int64_t unix_ms);

  [[nodiscard]] const Settings &settings() const { return state_.settings; }
  [[nodiscard]] const Tasks &tasks() const { return state_.tasks; }
  [[nodiscard]] const State &state() const { return state_; }
  [[nodiscard]] const Profile &profile() const { return *profile_; }
  /// What POST /_sim/faults, /_sim/clock and /_sim/reset do.
  void add_fault(const Fault &fault) { faults_.add(fault); }
  void advance_clock(int64_t milliseconds);
  void skew_clock(int64_t milliseconds) { skew_ms_ = milliseconds; }
  void reset();

private:
  friend class Passing;
  using Work = HttpReply (Service::*)(const HttpRequest &, const Target &, const Fault *);

  [[nodiscard]] Gateway new_gateway() const;
  void catch_up(int64_t unix_ms);
  /// The service's own idea of the date: what Date, tokens, time stamps and link expiry go by.
  [[nodiscard]] int64_t wall_ms() const { return now_ms_ + skew_ms_; }
  [[nodiscard]] HttpReply serve(const HttpRequest &request, const Target &target);
  /// Does the work unless a fault that waits for it strikes instead; `upstream`: between a gateway and the service.
  [[nodiscard]] HttpReply under_faults(const HttpRequest &request, const Target &target, bool upstream, Work work, const Fault *outer);
  [[nodiscard]] HttpReply quota(const Target &target);
  [[nodiscard]] HttpReply carry_out(const HttpRequest &request, const Target &target, const Fault *fault);
  [[nodiscard]] HttpReply replacement(const Fault &fault);
  [[nodiscard]] HttpReply call(const HttpRequest &request, const Target &target, const Fault *fault);
  [[nodiscard]] HttpReply create(const HttpRequest &request, const Target &target, const Kind &kind, const Fault *fault);
  [[nodiscard]] bool admit(const Draft &draft, Refusal &out) const;
  [[nodiscard]] HttpReply answer_call(Draft &draft);
  [[nodiscard]] HttpReply make_task(Draft &draft);
  void deliver(const Task &task);
  [[nodiscard]] HttpReply view(const Target &target, const Kind &kind);
  [[nodiscard]] HttpReply list(const Target &target, const Kind &kind);
  [[nodiscard]] HttpReply look_up(const Kind &kind, std::string_view id);
  [[nodiscard]] HttpReply file(const HttpRequest &request, const Target &target, bool expired);
  [[nodiscard]] Shared<const String> content_of(const Output &output, std::string_view extension);
  [[nodiscard]] HttpReply control(const HttpRequest &request, const Target &target);
  [[nodiscard]] HttpReply change_clock(json::Value body);
  [[nodiscard]] String ledger() const;
  [[nodiscard]] bool purged(const Task &task) const;
  void queue_callbacks();
  [[nodiscard]] String callback_body(const Task &task) const;
  [[nodiscard]] HttpReply succeed(std::string_view data);
  [[nodiscard]] HttpReply refuse(const Refusal &refusal);
  [[nodiscard]] HttpReply refuse(int64_t code, std::string_view message);

  State state_;
  const Profile *profile_;
  Gateway gateway_;
  Faults faults_;
  Callbacks callbacks_;
  Record record_;
  Map<int64_t, int64_t> refusals_; // code → how often
  Map<String, Shared<const String>> files_;
  int64_t now_ms_ = 0;
  int64_t advanced_ms_ = 0;
  int64_t skew_ms_ = 0;
  int64_t date_skew_ms_ = 0; // of the Date header alone
  int64_t posts_ = 0;
  bool calls_back_ = false;
};

} // namespace kling::sim
