#pragma once

#include <string_view>

#include "base/error.hpp"
#include "base/handle.hpp"
#include "client/callbacks.hpp"
#include "client/embedded.hpp"
#include "client/option.hpp"
#include "protocol/endpoint.hpp"
#include "protocol/request.hpp"
#include "system/process_id.hpp"

namespace kling::client {

/// What make_endpoint takes, wiped when it goes.
struct EndpointTexts : protocol::EndpointOptions {
  EndpointTexts() = default;
  EndpointTexts(const EndpointTexts &) = default;
  EndpointTexts &operator=(const EndpointTexts &) = default;
  ~EndpointTexts();
};

/// What a client is made from; `kling_options` is one of these. Texts are copied in, secrets are wiped when they are replaced or dropped.
/// A setter refuses at once; the first such error is kept with its words and said by settle().
class Options : public Handle<HandleKind::options>, public Allocated {
public:
  Options() = default;
  Options(const Options &) = default; // a client may keep its own
  Options &operator=(const Options &) = delete;
  ~Options();

  kling_status set_text(std::string_view name, std::string_view text);
  kling_status set_integer(std::string_view name, int64_t value);
  kling_status set_callbacks(const kling_callbacks *table);
  kling_status set_transport(const kling_transport *table);
  kling_status set_clock(const kling_clock *table);
  /// Takes from the environment what the caller has not set. On failure nothing changes; the error is told here only.
  kling_status from_env(Error &error);
  /// KLING_OK, or the first error that a setter refused.
  kling_status settle(Error &error) const;

  [[nodiscard]] bool is_set(OptionId id) const { return at(id).source != Source::none; } // by the caller or from the environment
  [[nodiscard]] std::string_view text(OptionId id) const;                                // the default when not set
  [[nodiscard]] int64_t integer(OptionId id) const;
  [[nodiscard]] int64_t hundredths(OptionId id) const; // of decimal text, what is less cut off; negative when not set
  [[nodiscard]] bool flag(OptionId id) const { return integer(id) != 0; }

  [[nodiscard]] const Shared<Callbacks> &callbacks() const { return callbacks_; }         // null when none were set
  void drop_callbacks() { callbacks_.reset(); }                                           // of a copy that must not keep them alive
  [[nodiscard]] const Shared<EmbeddedTransport> &transport() const { return transport_; } // null: libcurl
  [[nodiscard]] const Shared<EmbeddedClock> &clock() const { return clock_; }             // null: the system's
  [[nodiscard]] bool in_forked_child() const { return process_.in_child(); }

  [[nodiscard]] EndpointTexts endpoint_options() const;
  [[nodiscard]] protocol::Validation validation() const;
  [[nodiscard]] protocol::ExternalIds external_ids() const;
  [[nodiscard]] protocol::ModelField model_field() const;
  /// As the transport takes them: a URL or nothing; `none` and `env` are resolved here. A proxy of the environment serves https base URLs
  /// only, and never loopback.
  [[nodiscard]] String proxy() const;
  [[nodiscard]] String no_proxy() const;

private:
  enum class Source : uint8_t { none, environment, caller };
  struct Value {
    String text;
    int64_t number = 0;
    Source source = Source::none;
  };
  struct Findings;

  [[nodiscard]] const Value &at(OptionId id) const { return values_[static_cast<std::size_t>(id)]; }
  [[nodiscard]] Value &at(OptionId id) { return values_[static_cast<std::size_t>(id)]; }
  [[nodiscard]] bool proxy_of_environment() const;
  kling_status refuse(Error error);
  void put(const Option &row, String text, int64_t number, Source source) noexcept;
  kling_status find_credentials(Findings &found, Error &error) const;

  Value values_[option_count];
  Shared<Callbacks> callbacks_;
  Shared<EmbeddedTransport> transport_;
  Shared<EmbeddedClock> clock_;
  Error first_error_;
  system::ProcessId process_;
};

} // namespace kling::client
