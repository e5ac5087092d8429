#include "sim/fault.hpp"

#include <array>

#include "base/text.hpp"
#include "sim/http.hpp"

namespace kling::sim {

namespace {

struct Word {
  std::string_view name;
  FaultKind kind;
};

constexpr std::array<Word, 8> words = {{
    {"lost_reply", FaultKind::lost_reply},
    {"reset", FaultKind::reset},
    {"status", FaultKind::status},
    {"html", FaultKind::html},
    {"truncate", FaultKind::truncate},
    {"content_type", FaultKind::content_type},
    {"expire_link", FaultKind::expire_link},
    {"drop_external_id", FaultKind::drop_external_id},
}};

bool read_kind(std::string_view name, FaultKind &out, String &why) {
  String known;
  for (const Word &word : words) {
    if (word.name == name) {
      out = word.kind;
      return true;
    }
    known += concat({known.empty() ? "" : ", ", word.name});
  }
  why = concat({"unknown fault '", name, "'; there are ", known});
  return false;
}

bool read_number(json::Value fault, std::string_view name, int64_t low, int64_t high, int64_t &out, String &why) {
  const json::Value value = fault[name];
  if (!value.present()) {
    return true;
  }
  const std::optional<int64_t> number = value.integer();
  if (!number || *number < low || *number > high) {
    why = concat({name, " must be a whole number from ", text_of(low), " to ", text_of(high)});
    return false;
  }
  out = *number;
  return true;
}

bool read_fault(json::Value value, Fault &out, String &why) {
  int64_t status = 0;
  if (!value.is(json::Type::object)) {
    why = "a fault must be an object";
    return false;
  }
  if (!read_kind(value["fault"].text(), out.kind, why) || !read_number(value, "after", 0, INT32_MAX, out.after, why) ||
      !read_number(value, "count", 1, INT32_MAX, out.count, why) || !read_number(value, "status", 200, 599, status, why) ||
      !read_number(value, "code", 0, INT32_MAX, out.code, why)) {
    return false;
  }
  if (out.kind == FaultKind::status && status == 0) {
    why = "the fault 'status' needs a status";
    return false;
  }
  out.status = static_cast<int32_t>(status);
  out.method = String(value["method"].text());
  out.path = Target::parse(value["path"].text()).path;
  out.retry_after = String(value["retry_after"].text());
  return true;
}

bool path_matches(std::string_view wanted, std::string_view path) {
  return wanted.empty() || path == wanted || (path.starts_with(wanted) && path.size() > wanted.size() && path[wanted.size()] == '/');
}

} // namespace

bool Faults::add_all(json::Value body, String &why) {
  const json::Value list = body["faults"];
  if (!list.is(json::Type::array)) {
    why = "faults must be an array";
    return false;
  }
  Vector<Fault> read;
  for (json::Value each = list.first(); each.present(); each = each.next()) {
    Fault fault;
    if (!read_fault(each, fault, why)) {
      return false;
    }
    read.push_back(std::move(fault));
  }
  faults_.insert(faults_.end(), read.begin(), read.end());
  return true;
}

bool Faults::strike(std::string_view method, std::string_view path, Fault &out) {
  bool struck = false;
  for (std::size_t i = 0; i < faults_.size();) {
    Fault &fault = faults_[i];
    const bool matches = (fault.method.empty() || fault.method == method) && path_matches(fault.path, path);
    if (matches && fault.after > 0) {
      --fault.after;
    } else if (matches && !struck) {
      struck = true;
      out = fault;
      if (--fault.count == 0) {
        faults_.erase(faults_.begin() + static_cast<std::ptrdiff_t>(i));
        continue;
      }
    }
    ++i;
  }
  return struck;
}

} // namespace kling::sim
