#pragma once

#include <string_view>

#include "base/allocation.hpp"

namespace kling {

/// Levels of KLING_LOG_* in kling.h: 0 off, 1 error, 2 warning, 3 information, 4 debug.
enum LogLevel : int32_t { log_off = 0, log_error = 1, log_warning = 2, log_information = 3, log_debug = 4 };

struct LogRecord {
  int32_t level = log_debug;
  String text;
};

/// Where log records go; rooms that log are handed one. Texts never hold credentials or the query of a URL.
class Log {
public:
  [[nodiscard]] virtual bool wants(int32_t level) const = 0;
  virtual void write(int32_t level, std::string_view text) = 0;

protected:
  ~Log() = default;
};

} // namespace kling
