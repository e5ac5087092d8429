#include "cli/cost_command.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <unistd.h>

#include "cli/catalog.hpp"
#include "cli/handle.hpp"
#include "cli/json_line.hpp"
#include "cli/request_fields.hpp"
#include "cli/table.hpp"

namespace kling::cli {

namespace {

constexpr const char *unknown = "unknown";

/// The resource pack that the units of a kind are taken from: "video", "image"; "" where it has none.
std::string pack_of_kind(const std::string &kind) {
  constexpr std::string_view units = " units";
  kling_status status = KLING_OK;
  for (const JsonValue &row : catalog_rows("prices", kind, status)) {
    const std::string_view currency = row.member_text("currency");
    if (currency.size() > units.size() && currency.substr(currency.size() - units.size()) == units) {
      return std::string(currency.substr(0, currency.size() - units.size()));
    }
  }
  return {};
}

// A number that is not known is negative.
double units_of(const kling_cost &cost) {
  return cost.known == 0 ? -1 : cost.units;
}

double dollars_of(const kling_cost &cost) {
  return cost.known == 0 ? -1 : cost.usd;
}

/// "3 video units"
std::string units_of_pack(const std::string &kind, const kling_cost &cost) {
  const std::string pack = pack_of_kind(kind);
  const std::string units = text_of_amount(cost.units);
  return units + (pack.empty() ? "" : " " + pack) + (units == "1" ? " unit" : " units");
}

/// What is sold in dollars alone has no units, which is known.
std::string cell_of_units(const std::string &kind, const kling_cost &cost) {
  return cost.known == 0 ? unknown : cost.units < 0 ? "none" : units_of_pack(kind, cost);
}

/// Numbers that are not known are left out of the object.
std::string json_of_cost(const std::string &kind, const kling_cost &cost) {
  JsonLine line;
  line.text("event", "result").flag("ok", true).number("exit", exit_done).text("kind", kind).flag("known", cost.known != 0);
  const std::pair<const char *, double> amounts[] = {{"units", units_of(cost)}, {"usd", dollars_of(cost)}, {"credits", cost.credits}};
  for (const auto &[name, amount] : amounts) {
    if (amount >= 0) {
      line.raw(name, text_of_amount(amount));
    }
  }
  if (units_of(cost) >= 0) {
    line.text_if("pack", pack_of_kind(kind).c_str());
  }
  return line.object();
}

/// A field that was typed, and that no request may have like this: nothing with it has a price. What is missing still may be.
Failure check_typed(const Invocation &invocation, const Request &request, const Session &session) {
  kling_error error = empty_error();
  const kling_status status = kling_request_validate(request.get(), session.client.get(), &error);
  const std::string field = error.field;
  const bool wrong = status != KLING_OK && invocation.gives(field) && !tells_of_missing_item(error.message, {});
  return wrong ? library_failure(status, error) : Failure{};
}

void print_cost(const std::string &kind, const kling_cost &cost, bool json) {
  if (json) {
    std::printf("%s\n", json_of_cost(kind, cost).c_str());
    return;
  }
  Table table({"UNITS", "US DOLLARS", "CREDITS"});
  table.add({cell_of_units(kind, cost), dollars_of(cost) < 0 ? unknown : text_of_dollars(cost.usd),
             cost.credits < 0 ? unknown : text_of_amount(cost.credits)});
  table.print();
}

} // namespace

kling_status estimate(const kling_request *request, const Session &session, kling_cost &cost, kling_error &error) {
  cost = {};
  cost.struct_size = sizeof cost;
  return kling_request_estimate(request, session.client.get(), &cost, &error);
}

std::string text_of_amount(double amount) {
  std::array<char, 40> text{};
  // Not printf: the point must not depend on where the machine is.
  const char *end = std::to_chars(text.data(), text.data() + text.size(), amount, std::chars_format::fixed, 4).ptr;
  std::string shown(text.data(), static_cast<size_t>(end - text.data()));
  shown.erase(shown.find_last_not_of('0') + 1);
  return shown.back() == '.' ? shown.substr(0, shown.size() - 1) : shown;
}

std::string text_of_dollars(double amount) {
  std::string text = text_of_amount(amount);
  const size_t point = text.find('.');
  const size_t digits = point == std::string::npos ? 0 : text.size() - point - 1;
  text += point == std::string::npos ? "." : "";
  return text + std::string(digits < 2 ? 2 - digits : 0, '0');
}

std::string text_of_cost(const std::string &kind, const kling_cost &cost) {
  if (cost.known == 0) {
    return {};
  }
  std::string dollars = cost.usd < 0 ? std::string{} : "$" + text_of_dollars(cost.usd);
  if (cost.units < 0) {
    return dollars;
  }
  return units_of_pack(kind, cost) + (dollars.empty() ? "" : " (" + dollars + ")");
}

int run_cost(const Invocation &invocation) {
  const GlobalFlags &global = invocation.global;
  if (!invocation.command->of_a_kind) {
    return report_failure(usage_failure("the cost of which kind?", "Try: kling cost text2video, or kling kinds"), global.json);
  }
  Request request;
  if (Failure failure = make_request(invocation, request); failure.failed()) {
    return report_failure(failure, global.json);
  }
  Session session;
  if (Failure failure = open_session_to_show(global, session); failure.failed()) {
    return report_failure(failure, global.json);
  }
  if (Failure failure = check_typed(invocation, request, session); failure.failed()) {
    return report_failure(failure, global.json);
  }
  kling_error error = empty_error();
  kling_cost cost{};
  if (const kling_status status = estimate(request.get(), session, cost, error); status != KLING_OK) {
    return report_failure(library_failure(status, error), global.json);
  }
  print_cost(invocation.command->name, cost, global.json);
  return exit_done;
}

} // namespace kling::cli
