#include "client/event.hpp"

namespace kling::client {

void EventQueue::prepare() {
  if (spare_.empty()) {
    spare_.push_back(std::make_unique<Event>());
  }
  if (spare_place_.empty()) {
    Places places;
    places.emplace(Key(), spare_.begin());
    spare_place_ = places.extract(places.begin());
  }
}

bool EventQueue::push(engine::Happening happening) noexcept {
  const Key key{happening.task.get(), happening.type};
  spare_.front()->fill(std::move(happening));
  List replaced; // goes without the lock
  const std::lock_guard held(lock_);
  const bool was_empty = list_.empty();
  const auto older = places_.find(key);
  list_.splice(list_.end(), spare_);
  if (older != places_.end()) {
    replaced.splice(replaced.end(), list_, older->second);
    older->second = std::prev(list_.end());
  } else {
    spare_place_.key() = key;
    spare_place_.mapped() = std::prev(list_.end());
    places_.insert(std::move(spare_place_));
  }
  size_ = list_.size();
  return was_empty;
}

std::unique_ptr<Event> EventQueue::pop() noexcept {
  if (empty()) {
    return nullptr;
  }
  const std::lock_guard held(lock_);
  if (list_.empty()) {
    return nullptr;
  }
  std::unique_ptr<Event> event = std::move(list_.front());
  places_.erase(Key{event->task(), event->type()});
  list_.pop_front();
  size_ = list_.size();
  return event;
}

void EventQueue::drop(const engine::Task &task) noexcept {
  List dropped;
  const std::lock_guard held(lock_);
  auto place = places_.lower_bound(Key{&task, 0});
  while (place != places_.end() && place->first.first == &task) {
    dropped.splice(dropped.end(), list_, place->second);
    place = places_.erase(place);
  }
  size_ = list_.size();
}

void EventQueue::clear() noexcept {
  List dropped;
  const std::lock_guard held(lock_);
  places_.clear();
  dropped.swap(list_);
  size_ = 0;
}

} // namespace kling::client
