#pragma once

#include "engine/task.hpp"

namespace kling::engine {

struct JournalLine {
  String key;
  String record_json; // empty: erase
};

/// What the engine asks of the client. Every persist, send and save is answered once, with its ticket; the drops are not.
struct Wish {
  enum class Type : uint8_t {
    persist,       // make `lines` durable → Engine::persisted
    send,          // carry `message` out → Engine::replied
    save,          // `save_url` to `save_path` or `receiver` → Engine::saved; the same ticket again goes on with what is there
    drop_exchange, // nobody waits for that send any more
    drop_save,     // give that save up
  };
  Type type = Type::send;
  uint64_t ticket = 0;
  Vector<JournalLine> lines;
  protocol::Message message;
  String save_url;
  String save_path;
  Shared<Receiver> receiver;
};

/// How a save ended.
enum class SaveEnd : uint8_t {
  saved,
  link_refused, // 403, 404 or 410: the service has a fresh URL
  broken,       // may be tried again
  failed,
};

/// What the engine tells the world; the client queues it or calls back.
struct Happening {
  int32_t type = KLING_EVENT_STATE;
  TaskPtr task;
  int32_t state = 0;
  Error error;
  int64_t bytes_done = 0;
  int64_t bytes_total = 0; // -1: unknown
};

} // namespace kling::engine
