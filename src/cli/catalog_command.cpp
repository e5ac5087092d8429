#include "cli/catalog_command.hpp"

#include <algorithm>
#include <cstdio>
#include <unistd.h>

#include "cli/catalog.hpp"
#include "cli/failure.hpp"
#include "cli/handle.hpp"
#include "cli/json_line.hpp"
#include "cli/request_fields.hpp"
#include "cli/table.hpp"

namespace kling::cli {

namespace {

std::string asked_kind(const Invocation &invocation) {
  return invocation.words.empty() ? invocation.global.kind : invocation.word();
}

/// The library names the nearest kind.
int report_no_rows(const char *table, const std::string &kind, bool json) {
  const char *text = nullptr;
  kling_error error = empty_error();
  const kling_status status = kling_catalog(table, kind.empty() ? nullptr : kind.c_str(), &text, &error);
  Failure failure = library_failure(status == KLING_OK ? KLING_E_INTERNAL : status, error);
  failure.hint = failure.code == exit_usage ? "Try: kling kinds" : "";
  return report_failure(failure, json);
}

void print_json_rows(const std::vector<JsonValue> &rows) {
  for (const JsonValue &row : rows) {
    std::string line;
    append_json_value(line, row);
    std::printf("%s\n", line.c_str());
  }
}

/// A heading and the member that its cells show.
struct Column {
  const char *heading;
  const char *member;
};

using Columns = std::vector<Column>;

std::vector<std::string> headings_of(const Columns &columns) {
  std::vector<std::string> headings;
  headings.reserve(columns.size());
  for (const Column &column : columns) {
    headings.emplace_back(column.heading);
  }
  return headings;
}

std::vector<std::string> cells_of(const JsonValue &row, const Columns &columns) {
  std::vector<std::string> cells;
  cells.reserve(columns.size());
  for (const Column &column : columns) {
    cells.push_back(cell_text(row, column.member));
  }
  return cells;
}

void print_table(const std::vector<JsonValue> &rows, const Columns &columns) {
  Table table(headings_of(columns));
  for (const JsonValue &row : rows) {
    table.add(cells_of(row, columns));
  }
  table.print();
}

/// What the service no longer has stands at the end.
std::vector<JsonValue> current_first(std::vector<JsonValue> rows) {
  std::stable_partition(rows.begin(), rows.end(), [](const JsonValue &row) { return row.member_text("retired").empty(); });
  return rows;
}

bool is_read_by_people() {
  return isatty(STDOUT_FILENO) != 0;
}

/// Prints a table of the catalogue, of one kind where `kind` names one: as JSON lines, or by `print`.
template <class Print> int run_table(const char *table, const std::string &kind, bool json, Print print) {
  kling_status status = KLING_OK;
  const std::vector<JsonValue> rows = catalog_rows(table, kind, status);
  if (status != KLING_OK) {
    return report_no_rows(table, kind, json);
  }
  json ? print_json_rows(rows) : print(rows);
  return exit_done;
}

/// A sentence for each kind; a pipe gets all that is known.
void print_kinds_for_reading(const std::vector<JsonValue> &rows) {
  Table table({"KIND", "WHAT"});
  for (const JsonValue &row : rows) {
    std::string text = cell_text(row, "title");
    const std::string model = cell_text(row, "recommended_model");
    if (!model.empty()) {
      text.append("; by ").append(model).append(" where no model is named");
    }
    if (const std::string note = cell_text(row, "note"); !note.empty()) {
      text.append("; ").append(note);
    }
    table.add({cell_text(row, "kind"), text});
  }
  table.print();
}

/// A sentence for each field; a pipe gets a column for everything that is known instead.
void print_fields_for_reading(const std::vector<JsonValue> &rows) {
  Table table({"FIELD", "TYPE", "WHAT"});
  for (const JsonValue &row : rows) {
    const std::string provider = cell_text(row, "provider");
    const std::string_view media = media_of_field(row);
    table.add({cell_text(row, "name"), media.empty() ? cell_text(row, "type") : std::string(media),
               sentence_of_field(row, {}) + (provider.empty() ? "" : "; only on " + provider)});
  }
  table.print();
}

void print_fields(const std::vector<JsonValue> &rows) {
  Table table({"FIELD", "TYPE", "MEDIA", "REQUIRED", "DEFAULT", "VALUES", "NOT WITH", "ONLY ON", "WHAT", "NOTE"});
  for (const JsonValue &row : rows) {
    table.add({cell_text(row, "name"), cell_text(row, "type"), std::string(media_of_field(row)), need_of_field(row),
               cell_text(row, "default"), bounds_of_field(row), cell_text(row, "exclusive_with"), cell_text(row, "provider"),
               cell_text(row, "description"), cell_text(row, "note")});
  }
  table.print();
}

bool has_kind(const JsonValue &row, const std::string &kind) {
  const JsonValue *kinds = row.member("kinds");
  return kinds != nullptr &&
         std::any_of(kinds->items.begin(), kinds->items.end(), [&](const JsonValue &each) { return each.text == kind; });
}

/// "resolution" of "settings.resolution"; nothing of "contents[].type": its values say it all.
std::string short_name_of_field(std::string_view path) {
  constexpr std::string_view types = "[].type";
  const bool of_types = path.size() > types.size() && path.substr(path.size() - types.size()) == types;
  return of_types ? std::string{} : std::string(path.substr(path.rfind('.') + 1));
}

/// "new" or "legacy": as its kinds are.
std::string generation_of_model(const JsonValue &row) {
  const JsonValue *kinds = row.member("kinds");
  return kinds == nullptr || kinds->items.empty() ? std::string{}
                                                  : std::string(row_of_kind(kinds->items.front().text).member_text("generation"));
}

/// "image_tail (mode pro), sound on": the fields that not every model takes, and this one does.
std::string abilities_of_model(const JsonValue &row) {
  std::string text;
  const JsonValue *capabilities = row.member("capabilities");
  for (size_t index = 0; capabilities != nullptr && index < capabilities->items.size(); ++index) {
    const JsonValue &each = capabilities->items[index];
    std::string ability = short_name_of_field(each.member_text("field"));
    const std::string values = cell_text(each, "values");
    ability += (ability.empty() || values.empty() ? "" : " ") + values;
    std::string limits = cell_text(each, "modes");
    const std::string durations = cell_text(each, "durations");
    limits += (limits.empty() || durations.empty() ? "" : ", ") + (durations.empty() ? "" : durations + " s");
    ability += limits.empty() ? "" : " (" + limits + ")";
    if (("; " + text + "; ").find("; " + ability + "; ") == std::string::npos) { // the same on several kinds
      text += (text.empty() ? "" : "; ") + ability;
    }
  }
  return text;
}

/// A model as one kind has it.
JsonValue model_of_kind(const JsonValue &row, const JsonValue &kind) {
  JsonValue model = row;
  JsonValue kinds;
  kinds.kind = JsonValue::Kind::array;
  kinds.items = {kind};
  kling_status status = KLING_OK;
  for (const JsonValue &each : catalog_rows("models", kind.text, status)) {
    model = each.member_text("name") == row.member_text("name") && has_kind(each, kind.text) ? each : model;
  }
  for (size_t index = 0; index < model.names.size(); ++index) {
    if (model.names[index] == "kinds") {
      model.items[index] = kinds;
    }
  }
  return model;
}

/// A line for each kind where a model takes other fields with one than with another.
std::vector<JsonValue> split_by_kind(const std::vector<JsonValue> &rows) {
  std::vector<JsonValue> split;
  for (const JsonValue &row : rows) {
    std::vector<JsonValue> models;
    const JsonValue *kinds = row.member("kinds");
    for (size_t index = 0; kinds != nullptr && index < kinds->items.size(); ++index) {
      models.push_back(model_of_kind(row, kinds->items[index]));
    }
    const auto differs = [&](const JsonValue &model) { return abilities_of_model(model) != abilities_of_model(models.front()); };
    if (std::any_of(models.begin(), models.end(), differs)) {
      split.insert(split.end(), models.begin(), models.end());
    } else {
      split.push_back(row);
    }
  }
  return split;
}

/// `of_one`: the kind was asked for, and is not told again.
void print_models(const std::vector<JsonValue> &rows, bool of_one) {
  Columns columns{{"MODEL", "name"}, {"RECOMMENDED", "recommended"}, {"KINDS", "kinds"}, {"MODES", "modes"}, {"SECONDS", "durations"}};
  if (of_one) {
    columns.erase(columns.begin() + 2);
  }
  std::vector<std::string> headings = headings_of(columns);
  headings.insert(headings.end(), {"GENERATION", "TAKES", "RETIRED", "NOTE"});
  Table table(std::move(headings));
  for (const JsonValue &row : current_first(rows)) {
    std::vector<std::string> cells = cells_of(row, columns);
    cells.insert(cells.end(), {generation_of_model(row), abilities_of_model(row), cell_text(row, "retired"), cell_text(row, "note")});
    table.add(std::move(cells));
  }
  table.print();
}

/// On a terminal a sentence takes the place of the columns that are mostly empty.
void print_models_for_reading(const std::vector<JsonValue> &rows, bool of_one) {
  Table table({"MODEL", "KINDS", "MODES", "SECONDS", "WHAT"});
  for (const JsonValue &row : current_first(rows)) {
    std::string text = row.member_text("recommended") == "true" ? "recommended" : "";
    text += generation_of_model(row) == "new" ? (text.empty() ? "" : "; ") + std::string("new generation") : "";
    const std::string abilities = abilities_of_model(row);
    for (const std::string &part :
         {abilities.empty() ? abilities : "takes " + abilities, cell_text(row, "note"), cell_text(row, "retired")}) {
      text += (text.empty() || part.empty() ? "" : "; ") + part;
    }
    table.add({cell_text(row, "name"), of_one ? std::string{} : cell_text(row, "kinds"), cell_text(row, "modes"),
               cell_text(row, "durations"), text});
  }
  table.print();
}

} // namespace

int run_kinds(const Invocation &invocation) {
  return run_table("kinds", {}, invocation.global.json, [](const std::vector<JsonValue> &rows) {
    if (is_read_by_people()) {
      print_kinds_for_reading(rows);
      return;
    }
    print_table(rows, {{"KIND", "kind"},
                       {"GROUP", "group"},
                       {"GENERATION", "generation"},
                       {"WHAT", "title"},
                       {"METHOD", "method"},
                       {"PATH", "path"},
                       {"AT ONCE", "synchronous"},
                       {"BILLED", "billed"},
                       {"MODEL BY DEFAULT", "default_model"},
                       {"RECOMMENDED", "recommended_model"},
                       {"NOTE", "note"}});
  });
}

int run_fields(const Invocation &invocation) {
  const std::string kind = asked_kind(invocation);
  if (kind.empty()) {
    return report_failure(usage_failure("fields of which kind?", "Try: kling fields text2video, or kling kinds"), invocation.global.json);
  }
  return run_table("fields", kind, invocation.global.json,
                   [](const std::vector<JsonValue> &rows) { is_read_by_people() ? print_fields_for_reading(rows) : print_fields(rows); });
}

int run_models(const Invocation &invocation) {
  const std::string kind = asked_kind(invocation);
  return run_table("models", kind, invocation.global.json, [&](const std::vector<JsonValue> &all) {
    const std::vector<JsonValue> rows = kind.empty() ? split_by_kind(all) : all;
    is_read_by_people() ? print_models_for_reading(rows, !kind.empty()) : print_models(rows, !kind.empty());
  });
}

int run_prices(const Invocation &invocation) {
  const std::string kind = asked_kind(invocation);
  return run_table("prices", kind, invocation.global.json, [&](const std::vector<JsonValue> &rows) {
    Columns columns{{"MODEL", "model"}, {"WHEN", "when"}, {"AMOUNT", "amount"}, {"OF", "currency"}, {"FOR EACH", "per"}, {"NOTE", "note"}};
    if (kind.empty()) {
      columns.insert(columns.begin(), {"KINDS", "kinds"});
    }
    print_table(rows, columns);
  });
}

bool has_table(const std::string &kind) {
  return kind == "effects" || kind == "voices";
}

int run_table_of_kind(const Invocation &invocation) {
  const std::string &table = invocation.command->name;
  return run_table(table.c_str(), {}, invocation.global.json, [&](const std::vector<JsonValue> &rows) {
    print_table(current_first(rows), table == "effects" ? Columns{{"SCENE", "name"}, {"IMAGES", "images"}, {"RETIRED", "retired"}}
                                                        : Columns{{"VOICE", "id"}, {"ENGLISH", "english"}, {"CHINESE", "chinese"}});
  });
}

int run_version(const Invocation &invocation) {
  if (invocation.global.json) {
    JsonLine line;
    line.text("version", kling_version_string()).text("build", kling_build_info());
    std::printf("%s\n", line.object().c_str());
  } else {
    std::printf("kling %s\n%s\n", kling_version_string(), kling_build_info());
  }
  return exit_done;
}

} // namespace kling::cli
