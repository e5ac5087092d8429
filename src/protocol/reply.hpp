#pragma once

#include "catalog/kind.hpp"
#include "protocol/message.hpp"

namespace kling::protocol {

/// Where the service says a task is. Unknown words count as running.
enum class Progress : uint8_t { submitted, processing, succeeded, failed };

/// One output of a task, as a row of output_rows.hpp found it.
struct Output {
  std::string_view type;      // "video", "image", "audio", …
  String id;                  // the service's, empty where it has none
  String url;                 // empty where it is known by its id alone
  double duration = -1;       // seconds, negative when unknown
  std::string_view extension; // of a file of it, where the URL does not tell: ".mp4"
  bool saved = true;          // by save_to
};

/// One task as the service tells it.
struct Record {
  String task_id;
  String external_id;
  bool has_place_for_external_id = false; // it tells of the task what an external id would stand in
  Progress progress = Progress::submitted;
  String status_word; // as it came
  String message;     // task_status_msg
  Vector<Output> outputs;
  double units = -1; // final_unit_deduction, negative when unknown
  int64_t created_unix_ms = 0;
  int64_t updated_unix_ms = 0;
};

/// What a reply to a create is evidence of: the rows of design §4.1, first match wins.
enum class Creation : uint8_t {
  not_sent,     // no byte of the body was handed over
  created,      // code 0 with a task id
  answered,     // of a synchronous kind: it was carried out, `record` is what it came to
  slots_full,   // 1303
  rate_limited, // 1302, or a 429 without a Kling code
  token_time,   // 1003 or 1004: the token's times, so perhaps our clock
  id_taken,     // 1201 "External_task_id … already exists"
  refused,      // anything else that says no
  maybe,        // everything else
};

struct CreationReply {
  Creation verdict = Creation::maybe;
  Record record;               // created, answered
  Error error;                 // everything else, grouped by what the caller can do; `maybe` is never retryable
  int64_t retry_after_ms = -1; // of Retry-After in both forms; -1 when it said nothing
  int64_t service_unix_ms = 0; // of its Date; 0 when it said nothing
  bool readable = false;       // the body is a JSON object
  bool slow_settle = false;    // 5002 or 504: look for at least 600 s before calling it not created
};

enum class Look : uint8_t {
  found,     // `record` is the task
  pending,   // code 0 without data: nothing known yet
  not_found, // the service's own "Task not found", or an empty list
  trouble,   // nothing was learnt: `error` says why
};

struct LookReply {
  Look verdict = Look::trouble;
  Record record;
  Error error; // never retryable: what is looked for exists, or may
  int64_t retry_after_ms = -1;
  int64_t service_unix_ms = 0;
  bool token_time = false; // the trouble is 1003 or 1004
  bool in_vain = false;    // the trouble is what this host says to such a question, and asking again brings nothing else
};

/// `now_unix_ms` turns a Retry-After date into a span, and only where the reply has no Date of its own.
[[nodiscard]] CreationReply read_creation(const catalog::Kind &kind, const Reply &reply, int64_t now_unix_ms);
[[nodiscard]] LookReply read_look(const catalog::Kind &kind, std::string_view asked_id, const Reply &reply, int64_t now_unix_ms);

} // namespace kling::protocol
