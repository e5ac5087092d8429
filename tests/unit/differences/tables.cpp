#include <map>
#include <vector>

#include "catalog/effect.hpp"
#include "catalog/field.hpp"
#include "catalog/kind.hpp"
#include "catalog/model.hpp"
#include "catalog/service_error.hpp"
#include "catalog/voice.hpp"
#include "difference.hpp"
#include "sim/effect.hpp"
#include "sim/kind.hpp"
#include "sim/narrator.hpp"
#include "sim/refusal.hpp"

namespace kling::test {

namespace {

std::string text(std::string_view from) {
  return std::string(from);
}

const char *yes(bool truth) {
  return truth ? "yes" : "no";
}

std::string joined(const std::vector<std::string> &words) {
  std::string out;
  for (const std::string &word : words) {
    out += (out.empty() ? "" : ", ") + word;
  }
  return out;
}

std::string joined(std::span<const std::string_view> words) {
  return joined(std::vector<std::string>(words.begin(), words.end()));
}

/// As few digits as tell it: the catalogue has texts, the simulator numbers.
std::string number(double value) {
  std::string out = std::to_string(value);
  out.erase(out.find_last_not_of('0') + 1);
  return out.ends_with('.') ? out.substr(0, out.size() - 1) : out;
}

std::string word_of(catalog::FieldType type) {
  switch (type) {
  case catalog::FieldType::image:
    return "image";
  case catalog::FieldType::audio:
    return "audio";
  case catalog::FieldType::video:
    return "video";
  default:
    return text(catalog::type_name(type));
  }
}

std::string word_of(sim::FieldType type) {
  using enum sim::FieldType;
  switch (type) {
  case sim::FieldType::text:
  case prompt:
  case choice:
  case model:
  case seconds:
    return "string";
  case flag:
    return "boolean";
  case sim::FieldType::number:
    return "number";
  case whole:
    return "integer";
  case array:
    return "array";
  case object:
    return "object";
  case image:
    return "image";
  case audio:
    return "audio";
  case video:
    return "video";
  }
  return "";
}

std::string limit_of(const catalog::Field &row) {
  if (row.max_length != 0 || row.max_items != 0) {
    const uint32_t least = row.max_length != 0 ? row.min_length : row.min_items;
    return std::to_string(least) + " to " + std::to_string(row.max_length != 0 ? row.max_length : row.max_items);
  }
  return row.maximum.empty() ? "" : (row.minimum.empty() ? "0" : text(row.minimum)) + " to " + text(row.maximum);
}

std::string limit_of(const sim::Field &row) {
  return row.most == 0 ? "" : number(row.least) + " to " + number(row.most);
}

/// The models of a kind are rows of their own in the catalogue.
std::string values_of(const catalog::Kind &kind, const catalog::Field &row) {
  if (row.name != "model_name") {
    return joined(row.values);
  }
  std::vector<std::string> names;
  for (const catalog::Model &model : catalog::models()) {
    if (model.kinds.has(kind)) {
      names.push_back(text(model.name));
    }
  }
  return joined(names);
}

std::map<std::string, catalog::Field> fields_of(const catalog::Kind &kind) {
  std::map<std::string, catalog::Field> out;
  for (std::size_t index = 0; index < catalog::field_count(kind); ++index) {
    catalog::Field row = catalog::field_at(kind, index);
    if (row.provider.empty()) {
      row.required = catalog::is_required_at(kind, index);
      out[text(row.name)] = row;
    }
  }
  return out;
}

std::map<std::string, sim::Field> fields_of(const sim::Kind &kind) {
  std::map<std::string, sim::Field> out;
  for (const sim::Field &row : kind.fields) {
    out[text(row.name)] = row;
  }
  return out;
}

/// The kinds that both have.
template <class Compare> void each_kind(Compare compare) {
  for (const sim::Kind *own : sim::all_kinds()) {
    const catalog::Kind *kind = catalog::find_kind(own->name);
    const bool is_list = kind != nullptr && own->form == sim::Form::view && kind->method != "GET"; // of what the kind makes
    if (kind != nullptr && !is_list) {
      compare(*kind, *own);
    }
  }
}

} // namespace

Differences of_kinds() {
  Differences out("kinds");
  for (const catalog::Kind &kind : catalog::kinds()) {
    if (sim::find_kind(kind.name) == nullptr) {
      out.compare(text(kind.name), "there", "");
    }
  }
  for (const sim::Kind *own : sim::all_kinds()) {
    if (catalog::find_kind(own->name) == nullptr) {
      out.compare(text(own->name), "", "there");
    }
  }
  each_kind([&](const catalog::Kind &kind, const sim::Kind &own) {
    const std::string name = text(kind.name) + " ";
    out.compare(name + "method", kind.method, own.form == sim::Form::view ? "GET" : "POST");
    out.compare(name + "path", kind.path, own.path);
    out.compare(name + "at once", yes(kind.synchronous), yes(own.form != sim::Form::task));
    out.compare(name + "external id", yes(kind.external_id), yes(own.external_id));
    out.compare(name + "pack", kind.pack, sim::name_of(own.pack));
  });
  return out;
}

Differences of_fields() {
  Differences out("fields");
  each_kind([&](const catalog::Kind &kind, const sim::Kind &own) {
    const std::map<std::string, catalog::Field> theirs = fields_of(kind);
    const std::map<std::string, sim::Field> rows = fields_of(own);
    for (const auto &[name, row] : theirs) {
      if (rows.count(name) == 0) {
        out.compare(text(kind.name) + " " + name, word_of(row.type), "");
      }
    }
    for (const auto &[name, row] : rows) {
      const auto found = theirs.find(name);
      out.compare(text(kind.name) + " " + name, found == theirs.end() ? "" : word_of(found->second.type), word_of(row.type));
    }
  });
  return out;
}

Differences of_limits() {
  Differences out("limits");
  each_kind([&](const catalog::Kind &kind, const sim::Kind &own) {
    const std::map<std::string, catalog::Field> theirs = fields_of(kind);
    for (const auto &[name, row] : fields_of(own)) {
      const auto found = theirs.find(name);
      if (found == theirs.end()) {
        continue;
      }
      const catalog::Field &field = found->second;
      const std::string prefix = text(kind.name) + " " + name + " ";
      out.compare(prefix + "required", yes(field.required), yes(row.need == sim::Need::required));
      out.compare(prefix + "default", name == "model_name" ? kind.default_model : field.default_value, row.otherwise);
      out.compare(prefix + "limit", limit_of(field), limit_of(row));
      out.compare(prefix + "values", values_of(kind, field), joined(row.choices));
    }
  });
  return out;
}

Differences of_scenes() {
  Differences out("scenes");
  std::map<std::string, std::string> theirs;
  for (std::size_t index = 0; index < catalog::effect_count(); ++index) {
    const catalog::Effect row = catalog::effect_at(index);
    theirs[text(row.name)] = std::to_string(row.images) + (row.images == 1 ? " image" : " images");
  }
  for (const std::string_view scene : sim::effect_scenes()) {
    const auto found = theirs.find(text(scene));
    out.compare(scene, found == theirs.end() ? "" : found->second, sim::is_dual_effect(scene) ? "2 images" : "1 image");
    if (found != theirs.end()) {
      theirs.erase(found);
    }
  }
  for (const auto &[name, images] : theirs) {
    out.compare(name, images, "");
  }
  return out;
}

Differences of_voices() {
  Differences out("voices");
  const auto languages = [](bool english, bool chinese) { return std::string(english ? "en" : "") + (chinese ? " zh" : ""); };
  for (const catalog::Voice &row : catalog::voices()) {
    out.compare(row.id, languages(row.english, row.chinese), languages(sim::speaks(row.id, "en"), sim::speaks(row.id, "zh")));
  }
  for (const sim::Narrator &row : sim::narrators()) {
    if (catalog::find_voice(row.id) == nullptr) {
      out.compare(row.id, "", languages(row.english, row.chinese));
    }
  }
  return out;
}

Differences of_errors() {
  Differences out("errors");
  constexpr std::string_view no_text = "service error";
  for (int64_t code = 1000; code < 6000; ++code) {
    const catalog::ServiceError *row = catalog::find_service_error(code);
    const bool known = sim::message_of(code) != no_text;
    out.compare(std::to_string(code), row == nullptr ? "" : "HTTP " + std::to_string(row->http_status),
                known ? "HTTP " + std::to_string(sim::http_status_of(code)) : "");
  }
  return out;
}

} // namespace kling::test
