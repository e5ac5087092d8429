#pragma once

#include <cstdint>
#include <string_view>

#include "base/allocation.hpp"

namespace kling::sim {

/// A record of the element library (§4.15).
struct Element {
  String id; // decimal: a long in bodies
  bool from_video = false;
  bool deleted = false;
};

class Elements {
public:
  Element &add(Element element) {
    const String id = element.id;
    return elements_[id] = std::move(element);
  }
  [[nodiscard]] Element *find(std::string_view id) {
    const auto at = elements_.find(id);
    return at == elements_.end() ? nullptr : &at->second;
  }

private:
  Map<String, Element> elements_;
};

} // namespace kling::sim
