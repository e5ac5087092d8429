#pragma once

#include "base/error.hpp"
#include "base/log.hpp"
#include "transfer/taker.hpp"
#include "transport/table.hpp"

namespace kling::transfer {

struct DownloadOrder {
  String url;
  String path;            // the final name; "<path>.part" is written on the way
  Taker *taker = nullptr; // instead of a path: gets the bytes, and must outlive the download
  bool overwrite = false;
  bool allow_private = false; // the API host is one itself
  int64_t connect_timeout_ms = 15000;
  int64_t stall_timeout_ms = 30000;
  String user_agent;
};

enum class DownloadEnd : uint8_t {
  saved,
  link_refused /* 403, 404, 410 and other 4xx that asking again cannot cure: ask for a fresh URL */,
  broken /* may be tried again, .part kept */,
  failed /* the file cannot be written, the address is not allowed, or the taker wants no more or cannot be gone on with */
};

struct DownloadResult {
  DownloadEnd end = DownloadEnd::failed;
  Error error; // KLING_E_DOWNLOAD or KLING_E_FILE (KLING_E_MEMORY), with http_status and retry_after_ms where there were any
  int64_t bytes = 0;
  String sha256; // hex, of the whole file
};

/// One output on its way to a file: streamed to .part in gathered writes, length checked, synced, renamed; or to a taker, as fast as that
/// one goes. After `broken` the same object goes on with its .part by Range and If-Range, and holds it open and locked until then; so does
/// another object or process with a .part that was left, if it is known to be of this file. A taker that has handed on a byte is never
/// started over.
class Download : public Allocated {
public:
  /// Called on the driving thread. `progress` may come often; total is -1 when unknown.
  /// From `done` the object may be started again or deleted.
  struct Listener {
    void *user_data;
    void (*progress)(void *user_data, int64_t done, int64_t total);
    void (*whole)(void *user_data); // every byte is there: finish() is due
    void (*done)(void *user_data, const DownloadResult &result);
  };

  Download(DownloadOrder order, const transport::Table &transport, const Listener &listener, Log *log);
  ~Download(); // as cancel(); the transport may be gone by then
  Download(const Download &) = delete;
  Download &operator=(const Download &) = delete;

  /// Starts, or starts again after `broken` (resuming), or with a fresh URL after `link_refused`. A refusal before anything is sent (file
  /// exists, folder missing) comes back here, not through the listener.
  [[nodiscard]] kling_status start(Error &error);
  void set_url(String url);
  /// The next step of a download that is whole, with one sync at most; the last one says `done`.
  void finish();
  /// Goes on where it paused, once the taker has room again.
  void resume();
  [[nodiscard]] int64_t length() const; // of what is there
  void cancel();                        // the listener is not called any more; .part stays unless it is empty

private:
  struct State;
  State *state_;
};

} // namespace kling::transfer
