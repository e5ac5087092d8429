#include "cli/catalog.hpp"

#include <algorithm>
#include <charconv>

#include "cli/handle.hpp"

namespace kling::cli {

std::vector<JsonValue> catalog_rows(const char *table, const std::string &kind, kling_status &status) {
  const char *text = nullptr;
  kling_error error = empty_error();
  status = kling_catalog(table, kind.empty() ? nullptr : kind.c_str(), &text, &error);
  if (status != KLING_OK || text == nullptr) {
    return {};
  }
  std::optional<JsonValue> value = read_json(text);
  if (!value || value->kind != JsonValue::Kind::array) {
    status = KLING_E_INTERNAL;
    return {};
  }
  return std::move(value->items);
}

namespace {

/// How many items from `first` on are consecutive whole numbers.
size_t run_length(const std::vector<JsonValue> &items, size_t first) {
  size_t length = 1;
  for (int64_t next = 0; first + length < items.size(); ++length) {
    const std::string &before = items[first + length - 1].text;
    const auto [end, problem] = std::from_chars(before.data(), before.data() + before.size(), next);
    if (problem != std::errc{} || end != before.data() + before.size() || items[first + length].text != std::to_string(next + 1)) {
      break;
    }
  }
  return length;
}

std::string joined(const std::vector<JsonValue> &items) {
  std::string text;
  for (size_t index = 0; index < items.size(); ++index) {
    text += (text.empty() ? "" : ", ") + items[index].text;
    if (const size_t length = run_length(items, index); length > 2) {
      index += length - 1;
      text += " to " + items[index].text;
    }
  }
  return text;
}

void add_clause(std::string &text, const std::string &clause) {
  text += clause.empty() ? std::string{} : (text.empty() ? "" : "; ") + clause;
}

/// "with kling-v1, kling-v1-5", "4k with kling-v3": which models take the field, or some of its values.
std::string models_of_field(const JsonValue &row) {
  std::vector<std::pair<std::string, std::string>> found; // values and models; several rows may tell of the same values
  const JsonValue *rows = row.member("capabilities");
  for (size_t index = 0; rows != nullptr && index < rows->items.size(); ++index) {
    const JsonValue &each = rows->items[index];
    const std::string values = cell_text(each, "values") == "true" ? std::string{} : cell_text(each, "values");
    const auto same = std::find_if(found.begin(), found.end(), [&](const auto &known) { return known.first == values; });
    if (same == found.end()) {
      found.emplace_back(values, cell_text(each, "models"));
    } else {
      same->second += ", " + cell_text(each, "models");
    }
  }
  std::string text;
  for (const auto &[values, models] : found) {
    std::string clause = values;
    clause += values.empty() ? "with " : " with ";
    add_clause(text, models.empty() ? models : clause.append(models));
  }
  return text;
}

/// "with kling-3.0; with kling-2.6 at 1080p": which models take one of the values of a field that not all of them take.
std::string models_of_value(const JsonValue &row, const std::string &value) {
  std::string text;
  const JsonValue *rows = row.member("capabilities");
  for (size_t index = 0; rows != nullptr && index < rows->items.size(); ++index) {
    const JsonValue &each = rows->items[index];
    if (cell_text(each, "values") == value) {
      const std::string modes = cell_text(each, "modes");
      add_clause(text, "with " + cell_text(each, "models") + (modes.empty() ? "" : " at " + modes));
    }
  }
  return text;
}

/// What there may be several of, and what needs more words than its name.
struct ItemWords {
  std::string_view type;
  std::string_view words;
};

constexpr ItemWords item_words[] = {
    {"first_frame", "The first frame"},
    {"last_frame", "The last frame; with a first one"},
    {"refer_image", "A picture to take things from; given once for each"},
    {"element", "Id of an element; given once for each"},
    {"voice", "Id of a voice; given once for each"},
};

std::string words_of_item(const std::string &type) {
  for (const ItemWords &row : item_words) {
    if (row.type == type) {
      return std::string(row.words);
    }
  }
  return {};
}

/// What stands in a note behind "base_video: ", up to the next clause.
std::string clause_of_note(std::string_view note, const std::string &name) {
  for (size_t start = 0; start < note.size();) {
    const size_t end = std::min(note.find("; ", start), note.size());
    const std::string_view clause = note.substr(start, end - start);
    if (clause.substr(0, name.size() + 2) == name + ": ") {
      return std::string(clause.substr(name.size() + 2));
    }
    start = end + 2;
  }
  return {};
}

/// "3 to 15", "at most 2500 characters", "2 items"
std::string range_text(const JsonValue &row, const char *least_name, const char *most_name, const std::string &unit) {
  const std::string least = cell_text(row, least_name);
  const std::string most = cell_text(row, most_name);
  if (least.empty() && most.empty()) {
    return {};
  }
  const std::string range = least == most   ? least
                            : least.empty() ? "at most " + most
                            : most.empty()  ? "at least " + least
                                            : least + " to " + most;
  const bool one = (most.empty() ? least : most) == "1" && unit.size() > 1;
  return range + (one ? unit.substr(0, unit.size() - 1) : unit);
}

} // namespace

std::string cell_text(const JsonValue &row, const char *name) {
  const JsonValue *value = row.member(name);
  if (value == nullptr) {
    return {};
  }
  if (value->kind == JsonValue::Kind::boolean) {
    return value->text == "true" ? "yes" : "";
  }
  return value->kind == JsonValue::Kind::array ? joined(value->items) : value->text;
}

std::string bounds_of_field(const JsonValue &row, bool with_words) {
  std::string text;
  add_clause(text, with_words ? cell_text(row, "values") : std::string{});
  add_clause(text, range_text(row, "minimum", "maximum", ""));
  add_clause(text, range_text(row, "min_length", "max_length", " characters"));
  add_clause(text, range_text(row, "min_items", "max_items", " items"));
  return text;
}

std::string need_of_field(const JsonValue &row) {
  const std::string condition(row.member_text("required_if"));
  if (condition.empty() || condition.compare(0, 6, "unless") == 0) {
    return condition.empty() ? cell_text(row, "required") : condition;
  }
  return "if " + condition;
}

std::string_view media_of_field(const JsonValue &row) {
  return row.member_text("media");
}

const JsonValue *row_of_path(const std::vector<JsonValue> &rows, std::string path) {
  for (size_t open = path.find('['); open != std::string::npos; open = path.find('[', open + 1)) {
    path.erase(open + 1, std::min(path.find(']', open), path.size()) - open - 1);
  }
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const JsonValue &row) { return row.member_text("name") == path; });
  return found == rows.end() ? nullptr : &*found;
}

std::string sentence_of_item(const JsonValue &types, const std::string &type, const JsonValue &member, std::string_view media) {
  std::string text = words_of_item(type);
  if (text.empty() && media.empty()) {
    text = sentence_of_field(member, {});
  } else if (text.empty()) {
    text = "The " + type;
    std::replace(text.begin(), text.end(), '_', ' ');
    const std::string told = clause_of_note(types.member_text("note"), type);
    text += (told.empty() ? "" : ": ") + told;
  }
  add_clause(text, models_of_value(types, type));
  return text;
}

std::string sentence_of_field(const JsonValue &row, const std::string &value) {
  std::string text(row.member_text("description"));
  const JsonValue *values = row.member("values");
  const bool shown = values != nullptr && value.find('|') != std::string::npos;
  if (const std::string bounds = bounds_of_field(row, !shown); !bounds.empty()) {
    text += (text.empty() ? "" : ": ") + bounds;
  }
  if (const std::string usual = cell_text(row, "default"); !usual.empty()) {
    text += " (default " + usual + ")";
  }
  if (const std::string need = need_of_field(row); !need.empty()) {
    add_clause(text, "required" + (need == "yes" ? "" : " " + need));
  }
  if (const std::string others = cell_text(row, "exclusive_with"); !others.empty()) {
    add_clause(text, "not with " + others);
  }
  add_clause(text, models_of_field(row));
  add_clause(text, std::string(row.member_text("note")));
  return text;
}

} // namespace kling::cli
