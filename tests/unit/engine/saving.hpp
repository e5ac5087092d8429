#pragma once

#include "world.hpp"

namespace kling::engine {

inline SaveAnswer good(int64_t bytes = 1000) {
  return {SaveEnd::saved, {}, bytes, false};
}
inline SaveAnswer broken(std::vector<int64_t> progress = {}) {
  return {SaveEnd::broken, std::move(progress), 1000, false};
}
inline SaveAnswer link_refused() {
  return {SaveEnd::link_refused, {}, 0, false};
}
inline SaveAnswer failed() {
  return {SaveEnd::failed, {}, 0, false};
}

/// A service that ends task 7 at once, with these links.
inline void ends_at_once(World &world, std::vector<std::string> urls = {"https://cdn/1.mp4?Signature=a"}) {
  world.on_create = [](const Sent &) { return created("7"); };
  world.on_look = [urls](const Sent &look) { return finished(look.url.substr(look.url.rfind('/') + 1), urls); };
}

inline Submit saving_to(const std::string &path) {
  Submit what;
  what.save_path = path;
  return what;
}

} // namespace kling::engine
