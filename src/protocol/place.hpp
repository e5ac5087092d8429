#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/text.hpp"
#include "json/document.hpp"

namespace kling::protocol {

/// One of the places that a row's name stands for: "image_list[].type" with the index 1 is "image_list[1].type".
struct Place {
  std::string_view before; // what stands before the name: "face_choose[0]." for members of an item
  std::string_view pattern;
  std::array<std::size_t, 4> indexes{};
  std::size_t depth = 0;
  bool inside = false; // what would hold the value is there

  [[nodiscard]] String name() const {
    String out(before);
    std::size_t next = 0;
    for (const char each : pattern) {
      out.push_back(each);
      if (each == '[' && next < depth) {
        out.append(text_of(static_cast<int64_t>(indexes[next++])));
      }
    }
    return out;
  }
};

/// Calls `look(value, place)` for each place of a name, until one call answers true; answers whether one did. What stands in no array has
/// one place, also where nothing is there; in an array there are as many as it has items.
template <class Look> class Places {
public:
  Places(std::string_view before, std::string_view pattern, Look &look) : look_(look) {
    place_.before = before;
    place_.pattern = pattern;
  }
  [[nodiscard]] bool visit(json::Value whole) { return member(whole, place_.pattern); }

private:
  bool member(json::Value holder, std::string_view rest) {
    std::size_t end = 0;
    while (end < rest.size() && rest[end] != '.' && rest[end] != '[') {
      ++end;
    }
    place_.inside = holder.is(json::Type::object);
    return step(holder[rest.substr(0, end)], rest.substr(end));
  }

  bool step(json::Value value, std::string_view rest) {
    if (rest.empty()) {
      return look_(value, static_cast<const Place &>(place_));
    }
    return rest.front() == '.' ? member(value, rest.substr(1)) : items(value, rest.substr(2));
  }

  bool items(json::Value array, std::string_view rest) {
    if (!array.is(json::Type::array) || place_.depth == place_.indexes.size()) {
      return false;
    }
    const std::size_t level = place_.depth++;
    place_.indexes[level] = 0;
    for (json::Value each = array.first(); each.present(); each = each.next()) {
      place_.inside = true;
      if (step(each, rest)) {
        return true;
      }
      ++place_.indexes[level];
    }
    place_.depth = level;
    return false;
  }

  Look &look_;
  Place place_;
};

template <class Look> bool visit(json::Value whole, std::string_view before, std::string_view pattern, Look look) {
  return Places<Look>(before, pattern, look).visit(whole);
}

} // namespace kling::protocol
