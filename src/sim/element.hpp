#pragma once

#include <cstdint>
#include <string_view>

#include "base/allocation.hpp"
#include "sim/file.hpp"

namespace kling::sim {

struct State;

/// The newer API and the older one have a library each (§4.15); their ids are of one kind.
enum class Library : uint8_t { advanced, old };

/// Something that pictures and videos can show again: a preset of the service's or what the account made.
struct Element {
  String id; // decimal: a long in bodies
  Library library = Library::advanced;
  String name;
  String description;
  bool from_video = false; // reference_type
  Vector<Output> outputs;  // the frontal image and the others, or the video
  String voice_id;
  Vector<String> tags; // "o_102"
  String task_id;      // that makes it; empty: it is there already
  bool preset = false;
  bool deleted = false;
};

class Elements {
public:
  void add(Element element);
  void remove(std::string_view id);
  [[nodiscard]] const Element *find(std::string_view id) const;
  [[nodiscard]] const Deque<Element> &all() const { return elements_; } // oldest first

private:
  Deque<Element> elements_;
};

/// Whether a request may name it.
[[nodiscard]] bool usable(const State &state, const Element &element);
/// An element as results and lists of its library show it; links are good from `from_ms` on.
[[nodiscard]] String element_json(const State &state, const Element &element, int64_t from_ms);
/// The same as an output of /tasks (§5.3).
[[nodiscard]] String element_record(const State &state, const Element &element, int64_t from_ms);

} // namespace kling::sim
