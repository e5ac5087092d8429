#include "json/path.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace kling::json {
namespace {

constexpr std::size_t longest_path = 128;
constexpr std::size_t longest_index = 9; // digits

bool is_control(char c) {
  auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

/// Digits without a leading zero, as RFC 6901 has it.
std::optional<std::size_t> index_of(std::string_view digits) {
  bool well_formed = !digits.empty() && digits.size() <= longest_index && (digits == "0" || digits.front() != '0') &&
                     digits.find_first_not_of("0123456789") == std::string_view::npos;
  if (!well_formed) {
    return std::nullopt;
  }
  return static_cast<std::size_t>(*to_integer(digits));
}

bool refuse(std::string_view name, std::string_view reason, std::size_t byte, Path &out, String &why) {
  out.steps.clear();
  why = concat({"\"", name, "\": ", reason, " at byte ", text_of(static_cast<int64_t>(byte))});
  return false;
}

bool parse_dotted(std::string_view name, Path &out, String &why) {
  std::size_t at = 0;
  bool wants_name = true;
  while (wants_name || at < name.size()) {
    if (wants_name) {
      std::size_t end = std::min(name.find_first_of(".[]", at), name.size());
      if (end == at) {
        return refuse(name, "a name is missing", at, out, why);
      }
      out.steps.push_back({String(name.substr(at, end - at)), 0, Step::Kind::member});
      at = end;
      wants_name = false;
    } else if (name[at] == '.') {
      ++at;
      wants_name = true;
    } else if (name[at] == '[') {
      std::size_t end = std::min(name.find(']', at), name.size());
      std::optional<std::size_t> index = index_of(name.substr(at + 1, end - at - 1));
      if (end == name.size() || !index) {
        return refuse(name, "an index like [0] is expected", at, out, why);
      }
      out.steps.push_back({String(), *index, Step::Kind::index});
      at = end + 1;
    } else {
      return refuse(name, "'.', '[' or the end is expected", at, out, why);
    }
  }
  return true;
}

bool parse_pointer(std::string_view name, Path &out, String &why) {
  std::size_t at = 0;
  while (at < name.size()) {
    std::size_t end = std::min(name.find('/', at + 1), name.size());
    std::string_view token = name.substr(at + 1, end - at - 1);
    Step step;
    for (std::size_t i = 0; i < token.size(); ++i) {
      if (token[i] != '~') {
        step.name.push_back(token[i]);
        continue;
      }
      ++i;
      if (i == token.size() || (token[i] != '0' && token[i] != '1')) {
        return refuse(name, "'~' needs a 0 or 1 behind it", at + i, out, why);
      }
      step.name.push_back(token[i] == '0' ? '~' : '/');
    }
    if (std::optional<std::size_t> index = index_of(token)) {
      step.index = *index;
      step.kind = Step::Kind::either;
    } else if (token == "-") {
      step.kind = Step::Kind::append;
    }
    out.steps.push_back(std::move(step));
    at = end;
  }
  return true;
}

String print_pointer(const Path &path) {
  String text;
  for (const Step &step : path.steps) {
    text.push_back('/');
    if (step.kind == Step::Kind::index) {
      text.append(text_of(static_cast<int64_t>(step.index)));
    }
    for (char c : step.name) {
      if (c == '~' || c == '/') {
        text.append(c == '~' ? "~0" : "~1");
      } else {
        text.push_back(c);
      }
    }
  }
  return text;
}

/// A name that the dotted form cannot tell from several steps must not look like the catalogue row of those steps.
bool has_dotted_form(const Path &path) {
  return std::all_of(path.steps.begin(), path.steps.end(), [&path](const Step &step) {
    if (step.kind != Step::Kind::member) {
      return &step != &path.steps.front();
    }
    return !step.name.empty() && step.name.find_first_of(".[]") == String::npos &&
           (step.name.front() != '/' || &step != &path.steps.front());
  });
}

String print_dotted(const Path &path, bool with_indexes) {
  if (!has_dotted_form(path)) {
    return print_pointer(path);
  }
  String text;
  for (const Step &step : path.steps) {
    if (step.kind == Step::Kind::member) {
      text.append(text.empty() ? "" : ".").append(step.name);
    } else if (!with_indexes) {
      text.append("[]");
    } else if (step.kind == Step::Kind::append) {
      text.append("[-]");
    } else {
      text.append("[").append(text_of(static_cast<int64_t>(step.index))).append("]");
    }
  }
  return text;
}

} // namespace

bool Path::parse(std::string_view name, Path &out, String &why) {
  out.steps.clear();
  if (name.empty()) {
    why = "the name is empty";
    return false;
  }
  if (name.size() > longest_path) {
    why = concat({"the name is longer than ", text_of(static_cast<int64_t>(longest_path)), " bytes"});
    return false;
  }
  if (!is_utf8(name)) {
    why = "the name is not valid UTF-8";
    return false;
  }
  if (std::any_of(name.begin(), name.end(), is_control)) {
    why = "the name holds a control character";
    return false;
  }
  return name.front() == '/' ? parse_pointer(name, out, why) : parse_dotted(name, out, why);
}

String Path::dotted() const {
  return print_dotted(*this, true);
}

String Path::pattern() const {
  return print_dotted(*this, false);
}

} // namespace kling::json
