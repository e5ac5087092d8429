#include "sim/callbacks.hpp"

#include "base/text.hpp"

namespace kling::sim {

void Callbacks::add(Callback callback, int64_t due_ms) {
  waiting_.emplace(std::pair(due_ms, serial_++), std::move(callback));
  if (waiting_.size() > most_) {
    waiting_.erase(waiting_.begin());
  }
}

Vector<Callback> Callbacks::take(int64_t now_ms) {
  Vector<Callback> out;
  while (!waiting_.empty() && waiting_.begin()->first.first <= now_ms) {
    out.push_back(std::move(waiting_.begin()->second));
    waiting_.erase(waiting_.begin());
  }
  return out;
}

std::optional<int64_t> Callbacks::next_due() const {
  return waiting_.empty() ? std::nullopt : std::optional<int64_t>(waiting_.begin()->first.first);
}

bool can_be_called(std::string_view url) {
  const std::string_view scheme = url.substr(0, url.find("://"));
  return scheme.size() < url.size() && (equal_ignoring_case(scheme, "http") || equal_ignoring_case(scheme, "https"));
}

} // namespace kling::sim
