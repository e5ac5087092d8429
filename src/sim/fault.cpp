#include "sim/fault.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "sim/gzip.hpp"

namespace kling::sim {

namespace {

struct Word {
  std::string_view name;
  FaultKind kind;
};

constexpr std::array<Word, 15> kinds = {{
    {"lost_reply", FaultKind::lost_reply},
    {"reset", FaultKind::reset},
    {"reset_reused", FaultKind::reset_reused},
    {"status", FaultKind::status},
    {"html", FaultKind::html},
    {"truncate", FaultKind::truncate},
    {"slow", FaultKind::slow},
    {"endless", FaultKind::endless},
    {"compressed", FaultKind::compressed},
    {"content_type", FaultKind::content_type},
    {"expire_link", FaultKind::expire_link},
    {"drop_external_id", FaultKind::drop_external_id},
    {"callback_twice", FaultKind::callback_twice},
    {"callback_late", FaultKind::callback_late},
    {"callback_never", FaultKind::callback_never},
}};

constexpr int64_t a_day_ms = int64_t{24} * 3600 * 1000;

struct Number {
  std::string_view name;
  int64_t low;
  int64_t high;
  int64_t Fault::*into;
};

constexpr std::array<Number, 7> numbers = {{
    {"after", 0, INT32_MAX, &Fault::after},
    {"count", 1, INT32_MAX, &Fault::count},
    {"code", 0, INT32_MAX, &Fault::code},
    {"bytes", 0, Fault::largest_body, &Fault::bytes},
    {"interval_ms", 0, a_day_ms, &Fault::interval_ms},
    {"delay_ms", 0, a_day_ms, &Fault::delay_ms},
    {"refuse_ms", 0, a_day_ms, &Fault::refuse_ms},
}};
constexpr std::array<std::string_view, 8> other_members = {"fault",       "method",           "path",    "status", "retry_after",
                                                           "carried_out", "drop_external_id", "upstream"};

bool read_kind(std::string_view name, FaultKind &out, String &why) {
  String known;
  for (const Word &word : kinds) {
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

/// A member that nobody reads is a fault that does not do what its author meant.
bool knows_members(json::Value fault, String &why) {
  for (json::Value member = fault.first(); member.present(); member = member.next()) {
    String known;
    bool found = false;
    const auto look_at = [&](std::string_view name) {
      found = found || member.name() == name;
      known += concat({known.empty() ? "" : ", ", name});
    };
    std::for_each(other_members.begin(), other_members.end(), look_at);
    for (const Number &number : numbers) {
      look_at(number.name);
    }
    if (!found) {
      why = concat({"unknown member '", member.name(), "' of a fault; there are ", known});
      return false;
    }
  }
  return true;
}

bool read_text(json::Value fault, std::string_view name, String &out, String &why) {
  const json::Value value = fault[name];
  if (value.present() && (!(value.is(json::Type::string) || value.is(json::Type::number)) || has_control(value.text()))) {
    why = concat({name, " must be a text of one line"});
    return false;
  }
  out = String(value.text());
  return true;
}

bool read_flag(json::Value fault, std::string_view name, bool &out, String &why) {
  const std::optional<bool> flag = fault[name].boolean();
  if (fault[name].present() && !flag) {
    why = concat({name, " must be true or false"});
    return false;
  }
  out = flag.value_or(false);
  return true;
}

bool read_fault(json::Value value, Fault &out, String &why) {
  if (!value.is(json::Type::object)) {
    why = "a fault must be an object";
    return false;
  }
  int64_t status = 0;
  String path;
  if (!knows_members(value, why) || !read_kind(value["fault"].text(), out.kind, why) ||
      !read_number(value, "status", 200, 599, status, why) || !read_text(value, "method", out.method, why) ||
      !read_text(value, "path", path, why) || !read_text(value, "retry_after", out.retry_after, why)) {
    return false;
  }
  for (const Number &number : numbers) {
    if (!read_number(value, number.name, number.low, number.high, out.*number.into, why)) {
      return false;
    }
  }
  if (!read_flag(value, "carried_out", out.carried_out, why) || !read_flag(value, "drop_external_id", out.drop_external_id, why) ||
      !read_flag(value, "upstream", out.upstream, why)) {
    return false;
  }
  if (out.kind == FaultKind::status && status == 0) {
    why = "the fault 'status' needs a status";
    return false;
  }
  out.status = static_cast<int32_t>(status);
  out.path = Target::parse(path).path;
  return true;
}

bool path_matches(std::string_view wanted, std::string_view path) {
  return wanted.empty() || path == wanted || (path.starts_with(wanted) && path.size() > wanted.size() && path[wanted.size()] == '/');
}

bool matches(const Fault &fault, const HttpRequest &request, std::string_view path) {
  if (fault.kind == FaultKind::reset_reused && !request.connection_reused) {
    return false;
  }
  if (fault.concerns_callbacks() && request.method != "POST") { // else a look at the task would use it up
    return false;
  }
  return (fault.method.empty() || fault.method == request.method) && path_matches(fault.path, path);
}

/// `bytes` of the fault, or what stands for them.
uint64_t bytes_or(const Fault &fault, uint64_t otherwise) {
  return fault.bytes == Fault::not_given ? otherwise : static_cast<uint64_t>(fault.bytes);
}

} // namespace

bool Fault::concerns_callbacks() const {
  return kind == FaultKind::callback_twice || kind == FaultKind::callback_late || kind == FaultKind::callback_never;
}

bool Fault::strikes_before_the_work() const {
  switch (kind) {
  case FaultKind::reset:
    return bytes == not_given;
  case FaultKind::reset_reused:
    return true;
  case FaultKind::status:
  case FaultKind::html:
    return !carried_out;
  default:
    return false;
  }
}

bool Faults::add_all(json::Value body, bool gateway, String &why) {
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
    if (fault.upstream && !gateway) {
      why = "upstream is for a profile that puts a gateway in front of the service";
      return false;
    }
    read.push_back(std::move(fault));
  }
  faults_.insert(faults_.end(), read.begin(), read.end());
  return true;
}

bool Faults::strike(const HttpRequest &request, std::string_view path, bool upstream, Fault &out) {
  bool struck = false;
  for (std::size_t i = 0; i < faults_.size();) {
    Fault &fault = faults_[i];
    const bool meant = fault.upstream == upstream && matches(fault, request, path);
    if (meant && fault.after > 0) {
      --fault.after;
    } else if (meant && !struck) {
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

void disturb(HttpReply &reply, const Fault &fault) {
  constexpr uint64_t few_bytes = 16;
  if (!fault.concerns_callbacks() && fault.delay_ms != Fault::not_given) {
    reply.head_ms = fault.delay_ms;
  }
  switch (fault.kind) {
  case FaultKind::lost_reply:
    reply.delivery = Delivery::lost_reply;
    reply.refuse_ms = fault.refuse_ms;
    break;
  case FaultKind::reset:
  case FaultKind::reset_reused:
    reply.delivery = fault.strikes_before_the_work() ? Delivery::reset : Delivery::reset_midway;
    reply.body_limit = bytes_or(fault, 0);
    reply.refuse_ms = fault.refuse_ms;
    break;
  case FaultKind::truncate:
    reply.delivery = Delivery::truncate;
    reply.body_limit = bytes_or(fault, reply.content().size() / 2);
    break;
  case FaultKind::slow:
    reply.delivery = Delivery::slow;
    reply.piece_bytes = bytes_or(fault, few_bytes);
    reply.interval_ms = fault.interval_ms;
    break;
  case FaultKind::endless:
    reply.delivery = Delivery::endless;
    reply.body_limit = bytes_or(fault, static_cast<uint64_t>(Fault::largest_body));
    break;
  case FaultKind::compressed:
    reply.body = gzip(reply.content());
    reply.media = nullptr;
    reply.headers.push_back({"Content-Encoding", "gzip"});
    break;
  case FaultKind::content_type:
    reply.headers.front().value = "text/html";
    break;
  case FaultKind::status:
  case FaultKind::html:
  case FaultKind::expire_link:
  case FaultKind::drop_external_id:
  case FaultKind::callback_twice:
  case FaultKind::callback_late:
  case FaultKind::callback_never:
    break;
  }
}

} // namespace kling::sim
