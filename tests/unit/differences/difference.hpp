#pragma once

#include <compare>
#include <set>
#include <string>
#include <string_view>

namespace kling::test {

/// Something that the catalogue and the simulator, each with tables of its own, tell in two ways.
struct Difference {
  std::string table;     // "kinds", "fields", "capabilities", …
  std::string name;      // of the row, and of what differs in it
  std::string catalogue; // "-": nothing
  std::string simulator;

  friend auto operator<=>(const Difference &, const Difference &) = default;
};

class Differences {
public:
  explicit Differences(std::string table) : table_(std::move(table)) {}

  /// Notes the two when they are not the same.
  void compare(std::string_view name, std::string_view catalogue, std::string_view simulator) {
    if (catalogue != simulator) {
      all_.insert({table_, std::string(name), shown(catalogue), shown(simulator)});
    }
  }
  [[nodiscard]] const std::string &table() const { return table_; }
  [[nodiscard]] const std::set<Difference> &all() const { return all_; }

private:
  static std::string shown(std::string_view text) { return text.empty() ? "-" : std::string(text); }

  std::string table_;
  std::set<Difference> all_;
};

[[nodiscard]] Differences of_kinds();
[[nodiscard]] Differences of_fields();
[[nodiscard]] Differences of_limits();
[[nodiscard]] Differences of_scenes();
[[nodiscard]] Differences of_voices();
[[nodiscard]] Differences of_errors();
/// Which models are taken with what, in which modes and lengths: of bodies that both are asked about.
[[nodiscard]] Differences of_capabilities();
/// Of the bodies in tests/fixtures/kinds/refusals.tsv.
[[nodiscard]] Differences of_refusals();
/// Of those in tests/fixtures/kinds/prices.tsv.
[[nodiscard]] Differences of_prices();

} // namespace kling::test
