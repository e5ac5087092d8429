#include "client/input_holds.hpp"

#include <utility>

namespace kling::client {

/// One place in the list, taken from the beginning: letting go takes no memory.
class InputHolds::Hold {
public:
  Hold(InputHolds &all, Shared<const protocol::Input> input) : all_(all) { place_.push_back(std::move(input)); }
  ~Hold() {
    const std::lock_guard held(all_.lock_);
    all_.let_go_.splice(all_.let_go_.end(), place_);
    all_.waiting_.store(true, std::memory_order_release);
  }
  Hold(const Hold &) = delete;
  Hold &operator=(const Hold &) = delete;
  [[nodiscard]] const protocol::Input *input() const { return place_.front().get(); }

private:
  InputHolds &all_;
  List place_;
};

Shared<const protocol::Input> InputHolds::hold(Shared<const protocol::Input> input) {
  const Shared<Hold> held = kling::make_shared<Hold>(*this, std::move(input));
  return {held, held->input()};
}

void InputHolds::give_back() noexcept {
  if (!waiting()) {
    return;
  }
  List gone;
  {
    const std::lock_guard held(lock_);
    gone.swap(let_go_);
    waiting_.store(false, std::memory_order_relaxed);
  }
}

} // namespace kling::client
