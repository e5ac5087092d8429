#pragma once

#include <span>
#include <string_view>

#include "base/log.hpp"
#include "catalog/kind.hpp"
#include "json/document.hpp"
#include "protocol/endpoint.hpp"
#include "protocol/message.hpp"

namespace kling::protocol {

/// What the caller asks for, in Kling's own field names, as it was set. `kling_request` is one of these.
/// A setter refuses only what no client can change; the first such error is kept and said again by prepare().
class Request : public Allocated {
public:
  explicit Request(const catalog::Kind &kind);

  [[nodiscard]] const catalog::Kind &kind() const { return *kind_; }
  [[nodiscard]] const json::Document &body() const { return body_; }
  [[nodiscard]] const Error &first_error() const { return first_error_; }

  kling_status set_string(std::string_view name, std::string_view text);
  kling_status set_integer(std::string_view name, int64_t value);
  kling_status set_number(std::string_view name, double value);
  kling_status set_json(std::string_view name, std::string_view text);   // name "": merges a whole body
  kling_status set_option(std::string_view name, std::string_view text); // deadline_ms, label, poll_path
  /// Puts an input in the field's place.
  kling_status set_input(std::string_view name, Shared<const Input> input);
  /// The same refusals as set_input() for an input that is still to be made.
  kling_status check_input(std::string_view name, uint64_t length);
  kling_status save_to(std::string_view path);
  /// Keeps why what was to be set could not even be made.
  kling_status refuse(Error error);

  /// What the body's references stand for.
  [[nodiscard]] const Inputs &inputs() const { return inputs_; }

  [[nodiscard]] std::string_view label() const { return label_; }
  [[nodiscard]] int64_t deadline_ms() const { return deadline_ms_; }      // 0: the client's
  [[nodiscard]] std::string_view poll_path() const { return poll_path_; } // empty: the client's
  [[nodiscard]] std::string_view save_path() const { return save_path_; }

  /// More than that is never sent: a whole body, in bytes, without its files and bytes.
  static constexpr std::size_t largest_body = std::size_t{32} << 20U;

  /// The same with files and bytes in Base64.
  static constexpr uint64_t largest_stream = uint64_t{512} << 20U;
  /// Each file of them is open while it is sent.
  static constexpr std::size_t most_inputs = 64;

private:
  kling_status refuse(kling_status status, std::string_view message, std::string_view field = {});
  kling_status place(const json::Path &path, json::Value value);
  kling_status parse_name(std::string_view name, json::Path &path);
  [[nodiscard]] bool has_room(std::size_t bytes);
  void drop_unused() noexcept;
  const catalog::Kind *kind_;
  json::Document body_;
  Inputs inputs_;
  Error first_error_;
  String label_;
  String save_path_;
  String poll_path_;
  int64_t deadline_ms_ = 0;
  std::size_t bytes_ = 0; // of the body, at most
};

enum class Validation : uint8_t { provider, official, off };
enum class ExternalIds : uint8_t { automatic, always, never };
/// What the model's field is called in what is sent.
enum class ModelField : uint8_t { model_name, model, both };

/// What prepare() needs of the client.
struct Rules {
  const catalog::Provider *provider = nullptr;
  Validation validation = Validation::provider;
  ExternalIds external_ids = ExternalIds::automatic;
  std::string_view callback_url; // the client's; a request's own wins
  ModelField model_field = ModelField::model_name;
  bool signs = false; // with AccessKey and SecretKey, which the new generation does not take
};

/// A request that passed: what is sent for it, and what the engine must know of it.
struct Prepared {
  const catalog::Kind *kind = nullptr; // what is sent
  String method;                       // "POST"; a raw call's own
  String path;                         // behind origin and prefix: "/v1/videos/text2video", "/text-to-video/kling-3.0"
  Vector<Segment> body;                // none for GET
  String external_id;                  // what the body carries; empty when it carries none
  String poll_path;                    // the task's own; empty: the client's
  String model;                        // as sent, or what the service takes when it is absent: the slot gate's key
  int32_t slots = 1;                   // how many the task holds
  int64_t typical_ms = 0;              // how long such a task usually takes, for the first look
  int64_t duration_ms = 0;             // of the output asked for; 0 unknown
  int64_t price_hundredths = -1;       // of units; negative: not known
  bool priced_in_dollars = false;      // and not in units
};

/// Normalises, validates and writes the body out. `generated_id` goes in as external id where the kind takes one and the caller set none.
/// Notes (passed though ignored by the service, normalised spellings) go to `log` when it is given.
kling_status prepare(const Request &request, const Rules &rules, std::string_view generated_id, Prepared &out, Error &error, Log *log);

/// Prepared → message, credentials included. `unix_ms` is the service's time as well as we know it; it decides which token is used.
[[nodiscard]] Message create_message(const Prepared &prepared, const Endpoint &endpoint, auth::TokenCache &tokens, int64_t unix_ms,
                                     int64_t timeout_ms);
/// Where that goes, fit to be shown: a key in its query is hidden.
[[nodiscard]] String shown_url(const Prepared &prepared, const Endpoint &endpoint);
/// Where its task will be asked for; empty where that is the usual place.
[[nodiscard]] String shown_poll_url(const Prepared &prepared, const Endpoint &endpoint);
/// GET of one task by its id or external id: at /tasks where its generation is asked for there, else at the poll path; `pattern` is the
/// task's own, empty: the endpoint's.
[[nodiscard]] Message query_message(const catalog::Kind &kind, std::string_view id, bool by_external_id, const Endpoint &endpoint,
                                    auth::TokenCache &tokens, int64_t unix_ms, int64_t timeout_ms, std::string_view pattern = {});
/// GET of tasks of every kind at /tasks, at most `most_asked_at_once`.
inline constexpr std::size_t most_asked_at_once = 20; // reference 2.4
[[nodiscard]] Message tasks_message(std::span<const std::string_view> ids, bool by_external_id, const Endpoint &endpoint,
                                    auth::TokenCache &tokens, int64_t unix_ms, int64_t timeout_ms);

} // namespace kling::protocol
