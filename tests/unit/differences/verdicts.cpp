#include "verdicts.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <regex>
#include <sstream>

#include "../sim/account.hpp"
#include "catalog/kind.hpp"
#include "catalog/provider.hpp"
#include "protocol/estimate.hpp"
#include "protocol/request.hpp"

namespace kling::test {

namespace {

protocol::Rules official() {
  protocol::Rules rules;
  rules.provider = catalog::find_provider("kling");
  rules.validation = protocol::Validation::official;
  return rules;
}

protocol::Request request_of(const std::string &kind, const std::string &body) {
  protocol::Request request(*catalog::find_kind(kind));
  static_cast<void>(request.set_json("", body));
  return request;
}

sim::Settings unattached() {
  sim::Settings settings;
  settings.any_ids = true;
  settings.submitted_ms = 1;
  settings.processing_ms = 1;
  return settings;
}

/// A query of what a body's members are; values go as they are, percent-encoding matters to nothing here.
String query_of(const std::string &body) {
  String out;
  const json::Document parsed = sim::parsed(body);
  for (json::Value each = parsed.root().first(); each.present(); each = each.next()) {
    out += concat({out.empty() ? "?" : "&", each.name(), "=", each.text()});
  }
  return out;
}

/// The model in the path comes out of the body; as it is, with no rule of the library's.
Sent unchecked(const catalog::Kind &kind, const std::string &body) {
  if (kind.method == "GET") {
    return {"GET", std::string(concat({kind.path, query_of(body)})), ""};
  }
  Sent out{"POST", std::string(kind.path), body};
  json::Document parsed = sim::parsed(body);
  if (kind.model_in_path && parsed.root()["model_name"].present()) {
    out.target.append("/").append(parsed.root()["model_name"].text());
    json::Path model;
    String why;
    EXPECT_TRUE(json::Path::parse("model_name", model, why)) << why;
    parsed.erase(model);
    out.body = parsed.root().print();
  }
  return out;
}

sim::Answer ask(sim::Account &account, const Sent &sent) {
  return sent.method == "GET" ? account.call("GET", sent.target) : account.call("POST", sent.target, sent.body);
}

std::string units_text(int64_t hundredths) {
  std::string out = std::to_string(hundredths / 100) + "." + std::to_string(100 + hundredths % 100).substr(1);
  out.erase(out.find_last_not_of('0') + 1);
  return out.ends_with('.') ? out.substr(0, out.size() - 1) : out;
}

} // namespace

bool library_takes(const std::string &kind, const std::string &body, Sent &sent) {
  protocol::Prepared prepared;
  Error error;
  sent = unchecked(*catalog::find_kind(kind), body);
  if (protocol::prepare(request_of(kind, body), official(), "", prepared, error, nullptr) != KLING_OK) {
    return false;
  }
  sent.method = prepared.method;
  sent.target = prepared.path;
  if (!prepared.body.empty()) { // of texts alone it is one piece
    sent.body = std::string(prepared.body[0].text);
  }
  return true;
}

std::string library_price(const std::string &kind, const std::string &body) {
  protocol::Cost cost;
  Error error;
  if (protocol::estimate(request_of(kind, body), official(), cost, error) != KLING_OK || !cost.known) {
    return "unknown";
  }
  return cost.units_hundredths < 0 ? "in dollars alone" : units_text(cost.units_hundredths);
}

bool simulator_takes(const Sent &sent) {
  sim::Account account(unattached());
  return ask(account, sent).code() == 0;
}

std::string simulator_price(const std::string &kind, const std::string &body) {
  sim::Account account(unattached());
  const catalog::Kind &row = *catalog::find_kind(kind);
  sim::Answer answer = ask(account, unchecked(row, body));
  if (answer.code() != 0) {
    return "refused";
  }
  if (row.model_in_path) {
    const String id(answer.data()["id"].text());
    account.now += 60'000;
    answer = account.call("GET", concat({"/tasks?task_ids=", id}));
    return std::string(answer.data().at(0)["billing"].at(0)["amount"].text());
  }
  if (!row.synchronous) {
    account.now += 60'000;
    account.path = String(row.path);
    answer = account.get(answer.task_id());
  }
  const std::string_view units = answer.data()["final_unit_deduction"].text();
  return units.empty() ? row.reads ? "0" : "unknown" : std::string(units);
}

std::vector<std::vector<std::string>> table_rows(const std::string &path) {
  static const std::regex letters(R"(\{(\d+)\})");
  std::vector<std::vector<std::string>> rows;
  std::ifstream stream(std::string(KLING_SOURCE_DIR) + "/tests/" + path);
  for (std::string line; std::getline(stream, line);) {
    if (line.empty() || line[0] == '#') {
      continue;
    }
    for (std::smatch found; std::regex_search(line, found, letters);) {
      std::string long_text;
      for (int count = std::stoi(found[1]); count > 0; --count) {
        long_text += "é";
      }
      line = found.prefix().str() + long_text + found.suffix().str();
    }
    std::vector<std::string> cells;
    std::istringstream row(line);
    for (std::string cell; std::getline(row, cell, '\t');) {
      cells.push_back(cell);
    }
    rows.push_back(cells);
  }
  return rows;
}

} // namespace kling::test
