#include "sim/writer.hpp"

#include "base/text.hpp"
#include "json/document.hpp"

namespace kling::sim {

void Writer::name(std::string_view name) {
  members_ += members_.empty() ? "" : ",";
  members_ += json::quoted(name);
  members_ += ":";
}

Writer &Writer::text(std::string_view name, std::string_view value) {
  return json(name, json::quoted(value));
}

Writer &Writer::number(std::string_view name, int64_t value) {
  return json(name, text_of(value));
}

Writer &Writer::flag(std::string_view name, bool value) {
  return json(name, value ? "true" : "false");
}

Writer &Writer::json(std::string_view name, std::string_view value) {
  this->name(name);
  members_ += value;
  return *this;
}

String Writer::done() const {
  return concat({"{", members_, "}"});
}

void ListWriter::json(std::string_view value) {
  items_ += items_.empty() ? "" : ",";
  items_ += value;
}

String ListWriter::done() const {
  return concat({"[", items_, "]"});
}

String seconds_text(int64_t milliseconds) {
  String thousandths = text_of(milliseconds % 1000);
  thousandths.insert(0, 3 - thousandths.size(), '0');
  return concat({text_of(milliseconds / 1000), ".", thousandths});
}

} // namespace kling::sim
