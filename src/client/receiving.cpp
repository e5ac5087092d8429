#include "client/receiving.hpp"

#include <algorithm>
#include <utility>

namespace kling::client {

namespace {
constexpr std::size_t most_gathered = std::size_t{1} << 20U;
}

bool Receiving::take(const void *bytes, std::size_t length) {
  const std::lock_guard held(all_.lock_);
  if (refused_ || over_) {
    return false;
  }
  const char *const first = static_cast<const char *>(bytes);
  bytes_.insert(bytes_.end(), first, first + length);
  all_.call_for_hands();
  return true;
}

bool Receiving::full() const {
  const std::lock_guard held(all_.lock_);
  return bytes_.size() >= most_gathered;
}

bool Receiving::drained() const {
  const std::lock_guard held(all_.lock_);
  return bytes_.empty() && !handing_on_ && !refused_;
}

bool Receiving::take_back() {
  const std::lock_guard held(all_.lock_);
  if (touched_) {
    return false;
  }
  bytes_.clear();
  return true;
}

bool Receiving::refused() const {
  const std::lock_guard held(all_.lock_);
  return refused_;
}

void Receiving::let_go() noexcept {
  const std::lock_guard held(all_.lock_);
  over_ = true;
  all_.call_for_hands();
}

void Receivers::add(List &one) noexcept {
  const std::lock_guard held(lock_);
  list_.splice(list_.end(), one);
}

bool Receivers::hand_on() noexcept {
  bool any = false;
  std::unique_lock lock(lock_);
  for (auto each = list_.begin(); each != list_.end();) { // nobody else takes one out
    const auto place = each++;
    Receiving &receiving = **place;
    if (receiving.over_) {
      List gone;
      gone.splice(gone.end(), list_, place);
      lock.unlock();
      if (receiving.table_.destroy != nullptr) {
        receiving.table_.destroy(receiving.table_.user_data);
      }
      gone.clear();
      lock.lock();
    } else if (receiving.ready()) {
      write_one(lock, receiving);
      any = true;
    }
  }
  // A quick source is left to the next turn.
  waiting_ = std::any_of(list_.begin(), list_.end(), [](const Shared<Receiving> &each) { return each->ready(); });
  if (any) { // else it may be set this moment: nothing is to be lost
    heard_ = true;
  }
  return any;
}

void Receivers::write_one(std::unique_lock<std::mutex> &lock, Receiving &receiving) noexcept {
  std::swap(spare_, receiving.bytes_);
  receiving.touched_ = true;
  receiving.handing_on_ = true;
  lock.unlock();
  const bool refused = receiving.table_.write(receiving.table_.user_data, spare_.data(), spare_.size()) != 0;
  lock.lock();
  receiving.handing_on_ = false;
  receiving.refused_ = refused;
  spare_.clear();
}

void Receivers::destroy_all() noexcept {
  List gone;
  {
    const std::lock_guard held(lock_);
    gone.swap(list_);
    waiting_ = false;
    for (const Shared<Receiving> &each : gone) {
      each->over_ = true;
    }
  }
  for (const Shared<Receiving> &each : gone) {
    if (each->table_.destroy != nullptr) {
      each->table_.destroy(each->table_.user_data);
    }
  }
}

} // namespace kling::client
