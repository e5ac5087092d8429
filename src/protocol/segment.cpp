#include "protocol/segment.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "base/text.hpp"

namespace kling::protocol {

namespace {

/// Where the next reference begins, behind `from`; a '#' inside a string is none.
std::size_t find_reference(std::string_view json, std::size_t from) {
  for (std::size_t at = json.find_first_of("\"#", from); at != std::string_view::npos; at = json.find_first_of("\"#", at)) {
    if (json[at] == '#') {
      return at;
    }
    for (at = json.find_first_of("\"\\", at + 1); json[at] == '\\'; at = json.find_first_of("\"\\", at + 2)) {
    }
    ++at;
  }
  return json.size();
}

/// In the order in which they are printed.
void name_references(json::Value value, std::string_view dotted, Vector<String> &names) {
  if (value.reference()) {
    names.emplace_back(dotted);
  }
  int64_t index = 0;
  for (json::Value each = value.first(); each.present(); each = each.next(), ++index) {
    if (value.is(json::Type::array)) {
      name_references(each, concat({dotted, "[", text_of(index), "]"}), names);
    } else {
      name_references(each, concat({dotted, dotted.empty() ? "" : ".", each.name()}), names);
    }
  }
}

/// The text with what `tell` makes of each input in its place, quotes included.
template <class Tell> String joined_body(const Vector<Segment> &body, Tell &&tell) {
  String out;
  for (std::size_t each = 0; each < body.size(); ++each) {
    if (body[each].input != nullptr) {
      out += tell(*body[each].input);
      continue;
    }
    std::string_view text = body[each].text;
    text.remove_prefix(each > 0 ? 1 : 0);
    text.remove_suffix(each + 1 < body.size() ? 1 : 0);
    out += text;
  }
  return out;
}

} // namespace

uint64_t Segment::length() const {
  return input == nullptr ? text.size() : base64_length(input->length());
}

Vector<Segment> cut_body(json::Value body, const Inputs &inputs) {
  Vector<Segment> out;
  String printed = body.print();
  if (std::all_of(inputs.begin(), inputs.end(), [](const Shared<const Input> &each) { return each == nullptr; })) {
    out.push_back({std::move(printed)});
    return out;
  }
  Vector<String> names;
  name_references(body, {}, names);
  const std::string_view json = printed;
  std::size_t begin = 0;
  for (String &name : names) {
    const std::size_t mark = find_reference(json, begin);
    const std::size_t end = json.find('#', mark + 1);
    const auto index = static_cast<std::size_t>(*to_integer(json.substr(mark + 1, end - mark - 1)));
    out.push_back({concat({begin == 0 ? "" : "\"", json.substr(begin, mark - begin), "\""})});
    out.push_back({String(), inputs[index], std::move(name)});
    begin = end + 1;
  }
  out.push_back({concat({begin == 0 ? "" : "\"", json.substr(begin)})});
  return out;
}

uint64_t length_of(const Vector<Segment> &body) {
  uint64_t length = 0;
  for (const Segment &each : body) {
    length += each.length();
  }
  return length;
}

String shown_body(const Vector<Segment> &body) {
  return joined_body(body, [](const Input &input) { return json::quoted(input.shown()); });
}

String recorded_body(const Vector<Segment> &body) {
  return joined_body(body, [](const Input &input) {
    const String length = text_of(static_cast<int64_t>(input.length()));
    if (!input.is_file()) {
      return concat({"{\"bytes\":", length, "}"});
    }
    return concat(
        {"{\"path\":", json::quoted(input.file().path), ",\"size\":", length, ",\"modified_ns\":", text_of(input.file().modified_ns), "}"});
  });
}

} // namespace kling::protocol
