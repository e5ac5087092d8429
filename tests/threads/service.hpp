#pragma once

#include <kling/sim.h>

#include "support/handles.hpp"

namespace kling::test {

/// What a storm runs against: a simulated service, and options for clients of it.
class Service {
public:
  Service() = default;
  virtual ~Service() = default;
  Service(const Service &) = delete;
  Service &operator=(const Service &) = delete;

  [[nodiscard]] virtual Options options() const = 0;
  [[nodiscard]] virtual int64_t creations() const = 0;
  virtual void inject(const std::string &faults) const = 0; // the body of POST /_sim/faults
  /// How long a poll of this service's clients may sleep while something is still to come.
  [[nodiscard]] virtual int64_t patience_ms() const = 0;
};

using Sim = std::unique_ptr<kling_sim, GiveBack<kling_sim, kling_sim_free>>;

inline Sim make_sim(const char *settings = nullptr) {
  kling_sim *sim = nullptr;
  kling_sim_new(settings, &sim, nullptr);
  return Sim(sim);
}

inline int64_t creations_in(const std::string &ledger) {
  const std::size_t at = ledger.find("\"creations\":");
  return at == std::string::npos ? -1 : std::strtoll(ledger.c_str() + at + 12, nullptr, 10);
}

inline std::string control(const Sim &sim, const char *method, const char *path, const char *body = nullptr) {
  const char *json = nullptr;
  kling_error error = no_error();
  return kling_sim_control(sim.get(), method, path, body, &json, &error) == KLING_OK ? std::string(json) : std::string(error.message);
}

/// Options of a client of that simulator; the settings win.
inline Options options_of(const Sim &sim, const Settings &settings = {}) {
  Options options = make_options({});
  kling_sim_install(sim.get(), options.get());
  for (const auto &[name, text] : settings) {
    kling_options_set_string(options.get(), name.c_str(), text.c_str());
  }
  return options;
}

/// Whether this library has a thread of its own to offer.
inline bool takes_background_io() {
  kling_options *options = nullptr;
  kling_options_new(&options);
  const Options kept(options);
  return kling_options_set_int(options, "background_io", 1) == KLING_OK;
}

/// The service inside this program, with virtual time.
class LocalService : public Service {
public:
  explicit LocalService(const char *settings = nullptr) : sim_(make_sim(settings)) {}
  [[nodiscard]] const Sim &sim() const { return sim_; }
  [[nodiscard]] Options options() const override { return options_of(sim_); }
  [[nodiscard]] int64_t creations() const override { return creations_in(control(sim_, "GET", "/_sim/ledger")); }
  void inject(const std::string &faults) const override { control(sim_, "POST", "/_sim/faults", faults.c_str()); }
  [[nodiscard]] int64_t patience_ms() const override { return 60000; }

private:
  Sim sim_;
};

} // namespace kling::test
