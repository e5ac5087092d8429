#pragma once

#include <string>
#include <vector>

#include "support/handles.hpp"
#include "support/simulator.hpp"

namespace kling::test {

/// A row of tests/fixtures/kinds/kinds.tsv.
struct Kind {
  std::string name, method, path;
  bool synchronous = false;
  bool external_id = false;
  bool cometapi = false;      // served there, too
  bool cometapi_only = false; // served nowhere else
  bool model_in_path = false; // behind `path`, and not in the body
};

/// A body of a kind as the caller sets it, and the request that must come of it.
struct Body {
  std::string name; // "fullest-masks"
  std::string json;
  std::string method, target, wire; // `wire` empty: no body
};

[[nodiscard]] std::string kinds_folder();
[[nodiscard]] std::string file_content(const std::string &path);
/// The rows of a table under tests/fixtures/kinds, cells apart by tabs, without its comments.
[[nodiscard]] std::vector<std::vector<std::string>> table_rows(const std::string &file);
[[nodiscard]] std::vector<std::string> parts(const std::string &text, char between);

[[nodiscard]] const std::vector<Kind> &kinds();
[[nodiscard]] std::vector<std::string> kind_names();
[[nodiscard]] const Kind &kind_of(const std::string &name);
[[nodiscard]] std::vector<Body> bodies_of(const Kind &kind);

[[nodiscard]] Request request_of(const Kind &kind);
[[nodiscard]] Request request_of(const Kind &kind, const std::string &json);
/// Sets every value of the object on its own, by the setter of its type.
void set_each(const Request &request, const std::string &json);

/// Takes the id that the library made up off a body: the last member, of the body or of its options.
[[nodiscard]] std::string without_generated_id(const std::string &body);
[[nodiscard]] std::string replaced(std::string text, const std::string &what, const std::string &by);
/// "{12}" in a text stands for twelve letters of two bytes each.
[[nodiscard]] std::string with_long_texts(const std::string &text);

/// For INSTANTIATE_TEST_SUITE_P: the name of a kind as part of a test's.
[[nodiscard]] std::string test_name(std::string kind);

/// A client of the simulator that polls at once.
[[nodiscard]] Client client_of(const Simulator &simulator, const Settings &more = {});
/// Drives until the service has answered the create, or the task has ended without.
void drive_until_sent(const Client &client, const Task &task);

} // namespace kling::test
