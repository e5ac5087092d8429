#include "cli/catalog_command.hpp"

#include <cstdio>
#include <unistd.h>

#include "cli/catalog.hpp"
#include "cli/failure.hpp"
#include "cli/handle.hpp"
#include "cli/json_line.hpp"
#include "cli/table.hpp"

namespace kling::cli {

namespace {

std::string asked_kind(const Invocation &invocation) {
  return invocation.words.empty() ? invocation.global.kind : invocation.word();
}

/// The library names the nearest kind.
int report_no_rows(const std::string &kind, bool json) {
  const char *text = nullptr;
  kling_error error = empty_error();
  const kling_status status = kling_catalog("fields", kind.c_str(), &text, &error);
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

/// The cells of a row, one for each member name.
std::vector<std::string> cells_of(const JsonValue &row, std::initializer_list<const char *> names) {
  std::vector<std::string> cells;
  for (const char *name : names) {
    cells.push_back(cell_text(row, name));
  }
  return cells;
}

/// A sentence for each field; a pipe gets a column for everything that is known instead.
void print_for_reading(const std::vector<JsonValue> &rows) {
  Table table({"FIELD", "TYPE", "WHAT"});
  for (const JsonValue &row : rows) {
    const std::string provider = cell_text(row, "provider");
    table.add(
        {cell_text(row, "name"), cell_text(row, "type"), sentence_of_field(row, {}) + (provider.empty() ? "" : "; only on " + provider)});
  }
  table.print();
}

} // namespace

int run_kinds(const Invocation &invocation) {
  kling_status status = KLING_OK;
  const std::vector<JsonValue> rows = catalog_rows("kinds", {}, status);
  if (status != KLING_OK) {
    return report_no_rows({}, invocation.global.json);
  }
  if (invocation.global.json) {
    print_json_rows(rows);
    return exit_done;
  }
  Table table({"KIND", "WHAT", "PATH", "MODEL BY DEFAULT", "RECOMMENDED"});
  for (const JsonValue &row : rows) {
    table.add(cells_of(row, {"kind", "title", "path", "default_model", "recommended_model"}));
  }
  table.print();
  return exit_done;
}

int run_fields(const Invocation &invocation) {
  const std::string kind = asked_kind(invocation);
  if (kind.empty()) {
    return report_failure(usage_failure("fields of which kind?", "Try: kling fields text2video, or kling kinds"), invocation.global.json);
  }
  kling_status status = KLING_OK;
  const std::vector<JsonValue> rows = catalog_rows("fields", kind, status);
  if (status != KLING_OK) {
    return report_no_rows(kind, invocation.global.json);
  }
  if (invocation.global.json) {
    print_json_rows(rows);
    return exit_done;
  }
  if (isatty(STDOUT_FILENO) != 0) {
    print_for_reading(rows);
    return exit_done;
  }
  Table table({"FIELD", "TYPE", "REQUIRED", "DEFAULT", "VALUES", "ONLY ON", "WHAT", "NOTE"});
  for (const JsonValue &row : rows) {
    table.add({cell_text(row, "name"), cell_text(row, "type"), need_of_field(row), cell_text(row, "default"), bounds_of_field(row),
               cell_text(row, "provider"), cell_text(row, "description"), cell_text(row, "note")});
  }
  table.print();
  return exit_done;
}

int run_models(const Invocation &invocation) {
  const std::string kind = asked_kind(invocation);
  kling_status status = KLING_OK;
  const std::vector<JsonValue> rows = catalog_rows("models", kind, status);
  if (status != KLING_OK) {
    return report_no_rows(kind, invocation.global.json);
  }
  if (invocation.global.json) {
    print_json_rows(rows);
    return exit_done;
  }
  Table table({"MODEL", "RECOMMENDED", "KINDS", "MODES", "SECONDS", "SOUND", "CFG_SCALE", "CAMERA", "MULTI_SHOT", "RETIRED", "NOTE"});
  for (const JsonValue &row : rows) {
    table.add(cells_of(row, {"name", "recommended", "kinds", "modes", "durations", "sound", "cfg_scale", "camera_control", "multi_shot",
                             "retired", "note"}));
  }
  table.print();
  return exit_done;
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
