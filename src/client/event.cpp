#include "client/event.hpp"

namespace kling::client {

void EventQueue::push(std::unique_ptr<Event> event) {
  const Key key{event->task(), event->type()};
  const auto place = places_.find(key);
  if (place != places_.end()) {
    list_.splice(list_.end(), list_, place->second);
    list_.back() = std::move(event);
    return;
  }
  list_.push_back(std::move(event));
  places_.emplace(key, std::prev(list_.end()));
}

std::unique_ptr<Event> EventQueue::pop() {
  if (list_.empty()) {
    return nullptr;
  }
  std::unique_ptr<Event> event = std::move(list_.front());
  places_.erase(Key{event->task(), event->type()});
  list_.pop_front();
  return event;
}

void EventQueue::drop(const engine::Task &task) {
  auto place = places_.lower_bound(Key{&task, 0});
  while (place != places_.end() && place->first.first == &task) {
    list_.erase(place->second);
    place = places_.erase(place);
  }
}

void EventQueue::clear() {
  places_.clear();
  list_.clear();
}

} // namespace kling::client
