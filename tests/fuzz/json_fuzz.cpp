// A path in the first line, a JSON text behind it: reading, printing, changing, merging.
#include <algorithm>

#include "fuzz/invariant.hpp"
#include "json/decimal.hpp"
#include "json/document.hpp"
#include "json/path.hpp"
#include "json/reading.hpp"

namespace kling::fuzz {
namespace {

using json::Document;
using json::Path;
using json::Type;
using json::Value;

constexpr std::size_t deepest = 64;

std::size_t depth_of(Value value) {
  std::size_t depth = 0;
  for (Value each = value.first(); each.present(); each = each.next()) {
    depth = std::max(depth, depth_of(each));
  }
  return value.is(Type::object) || value.is(Type::array) ? depth + 1 : depth;
}

void check_scalars(Value value) {
  const String text(value.text());
  require(is_utf8(text) && text.find('\0') == String::npos, "texts are UTF-8 without NUL");
  if (value.is(Type::number)) {
    require(to_number(text).has_value() == value.number().has_value(), "a number is what its literal says");
    const std::optional<int64_t> whole = value.integer();
    if (whole) {
      require(json::Decimal::read(text) == json::Decimal::read(kling::text_of(*whole)), "a whole number is its literal's value");
    }
  }
  std::size_t count = 0;
  for (Value each = value.first(); each.present(); each = each.next(), ++count) {
    check_scalars(each);
    require(!value.is(Type::object) || value[each.name()].present(), "a member is found by its name");
  }
  require(count == value.size(), "size counts what is there");
}

void check_round_trip(const Document &document) {
  const String printed = document.print();
  Document again;
  String why;
  require(Document::parse(printed, again, why), "what is printed can be read");
  require(json::equal(document.root(), again.root()), "reading back gives the same");
  require(again.print() == printed, "printing is stable");
  const Document twin = document.copy();
  require(json::equal(twin.root(), document.root()) && twin.print() == printed, "a copy is equal");
}

/// Both ways of reading take and refuse the same, and tell the same of it.
void check_reading(std::string_view text, const Document &document, std::string_view refusal) {
  json::Reading reading;
  String why;
  if (!json::Reading::parse(text, reading, why)) {
    require(!document.root().present() && why == refusal, "what a reading refuses a document refuses");
    return;
  }
  require(document.root().present() && json::equal(reading.root(), document.root()), "a reading is equal");
  require(reading.root().print() == document.print(), "a reading prints the same");
  check_scalars(reading.root());
}

void check_merge(const Document &document) {
  Document whole = Document::object();
  whole.merge(document.root());
  if (!document.root().is(Type::object)) {
    require(whole.root().size() == 0, "only objects merge");
    return;
  }
  for (Value each = document.root().first(); each.present(); each = each.next()) {
    require(json::equal(whole.root()[each.name()], document.root()[each.name()]), "a merged member is the first of its name");
  }
  const String before = whole.print();
  whole.merge(whole.root());
  require(whole.print() == before, "merging with itself changes nothing");
}

void check_path(std::string_view name, const Document &document) {
  Path path;
  String why;
  if (!Path::parse(name, path, why)) {
    require(!why.empty() && path.steps.empty(), "a refused path says why");
    return;
  }
  Path again;
  const String dotted = path.dotted();
  require(!path.steps.empty() && !path.pattern().empty(), "a path has steps");
  // The dotted form names the same steps, unless it grew beyond what a name may have.
  if (Path::parse(dotted, again, why)) {
    require(again.steps.size() == path.steps.size(), "the dotted form has the same steps");
  } else {
    require(dotted.size() > 128 || dotted.find("[-]") != String::npos, "the dotted form can be read");
  }
  Document changed = document.root().is(Type::object) ? document.copy() : Document::object();
  const String before = changed.print();
  if (changed.set_number(path, "0.10", why)) {
    // RFC 6901's "-" names what is behind the end: once set, it names nothing again.
    const bool appends =
        std::any_of(path.steps.begin(), path.steps.end(), [](const json::Step &step) { return step.kind == json::Step::Kind::append; });
    if (!appends) {
      require(changed.root().find(path).text() == "0.10", "what was set is found");
    }
    if (depth_of(changed.root()) <= deepest) {
      check_round_trip(changed);
    }
    changed.erase(path);
    // What stood behind an item moves into its place.
    require(path.steps.back().kind != json::Step::Kind::member || appends || !changed.root().find(path).present(),
            "what was erased is gone");
  } else {
    require(!why.empty() && changed.print() == before, "a refused change says why and changes nothing");
  }
}

} // namespace
} // namespace kling::fuzz

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  using namespace kling::fuzz;
  std::string_view text = text_of(data, size);
  const std::string_view name = take(text, '\n');
  kling::json::Document document;
  kling::String why;
  const bool good = kling::json::Document::parse(text, document, why);
  check_reading(text, document, why);
  if (good) {
    require(kling::is_utf8(text), "JSON is UTF-8");
    require(depth_of(document.root()) <= deepest, "nesting has a limit");
    check_scalars(document.root());
    check_round_trip(document);
    check_merge(document);
  } else {
    require(!document.root().present(), "what cannot be read is absent");
    require(why.find(" at byte ") != kling::String::npos, "a refusal says at which byte");
  }
  check_path(name, document);
  if (kling::is_utf8(text) && text.find('\0') == std::string_view::npos) {
    kling::json::Document quoted;
    require(kling::json::Document::parse(kling::json::quoted(text), quoted, why), "a quoted text is JSON");
    require(quoted.root().text() == text, "a quoted text is the text");
  }
  return 0;
}
