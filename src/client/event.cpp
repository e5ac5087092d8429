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

void EventQueue::push(engine::Happening happening) noexcept {
  const Key key{happening.task.get(), happening.type};
  spare_.front()->fill(std::move(happening));
  const auto older = places_.find(key);
  list_.splice(list_.end(), spare_);
  if (older != places_.end()) {
    list_.erase(older->second);
    older->second = std::prev(list_.end());
    return;
  }
  spare_place_.key() = key;
  spare_place_.mapped() = std::prev(list_.end());
  places_.insert(std::move(spare_place_));
}

std::unique_ptr<Event> EventQueue::pop() noexcept {
  if (list_.empty()) {
    return nullptr;
  }
  std::unique_ptr<Event> event = std::move(list_.front());
  places_.erase(Key{event->task(), event->type()});
  list_.pop_front();
  return event;
}

void EventQueue::drop(const engine::Task &task) noexcept {
  auto place = places_.lower_bound(Key{&task, 0});
  while (place != places_.end() && place->first.first == &task) {
    list_.erase(place->second);
    place = places_.erase(place);
  }
}

void EventQueue::clear() noexcept {
  places_.clear();
  list_.clear();
}

} // namespace kling::client
