#include "cli/failure.hpp"

#include <cstdio>
#include <cstring>
#include <string_view>
#include <unistd.h>
#include <utility>

#include "cli/json_line.hpp"
#include "cli/terminal.hpp"

namespace kling::cli {

namespace {

Failure plain_failure(ExitCode code, std::string message, std::string hint) {
  Failure failure;
  failure.code = code;
  failure.message = std::move(message);
  failure.hint = std::move(hint);
  return failure;
}

/// What the library says to a program, and what a shell does instead.
struct Wording {
  std::string_view library;
  std::string_view shell;
};

constexpr Wording wordings[] = {
    {"kling_request_set_file sends a file", "a path sends the file"},
    {"and set api_key", "and set KLING_API_KEY"},
};

std::string in_words_of_the_shell(std::string message) {
  for (const Wording &each : wordings) {
    if (const size_t at = message.find(each.library); at != std::string::npos) {
      message.replace(at, each.library.size(), each.shell);
    }
  }
  return message;
}

} // namespace

Failure usage_failure(std::string message, std::string hint) {
  return plain_failure(exit_usage, std::move(message), std::move(hint));
}

Failure file_failure(std::string message, std::string hint) {
  return plain_failure(exit_file, std::move(message), std::move(hint));
}

Failure interrupted_failure() {
  return plain_failure(exit_interrupted, "interrupted", {});
}

std::string describe_error(const kling_error &error) {
  std::string message = in_words_of_the_shell(error.message[0] != '\0' ? error.message : kling_status_description(error.status));
  if (error.field[0] != '\0' && message.find(error.field) == std::string::npos) {
    message = std::string(error.field) + ": " + message;
  }
  if (error.service_code != 0 && message.find(std::to_string(error.service_code)) == std::string::npos) {
    message += " (code " + std::to_string(error.service_code) + ")";
  }
  return message;
}

std::string hint_of_error(const kling_error &error) {
  if (error.status == KLING_E_UNSUPPORTED && std::strncmp(error.message, "quota is told by", 16) == 0) {
    return "kling account tells what is left, whatever the provider.";
  }
  return error.service_code == 0 ? std::string{} : "More: kling errors " + std::to_string(error.service_code);
}

Failure library_failure(kling_status status, const kling_error &error) {
  Failure failure;
  failure.code = exit_code_of_status(status);
  failure.status = status;
  failure.error = error;
  if (failure.error.status == KLING_OK) {
    failure.error.status = status;
  }
  failure.message = describe_error(failure.error);
  failure.hint = hint_of_error(failure.error);
  return failure;
}

void print_complaint(const std::string &message) {
  constexpr std::string_view name = "kling:";
  std::string text = fitted_text(STDERR_FILENO, std::string(name) + " " + message);
  text.replace(0, name.size(), toned(STDERR_FILENO, Tone::bad, std::string(name)));
  std::fprintf(stderr, "%s\n", text.c_str());
}

int report_failure(const Failure &failure, bool json) {
  print_complaint(failure.message);
  if (!failure.hint.empty()) {
    std::fprintf(stderr, "%s\n", failure.hint.c_str());
  }
  if (!json) {
    return failure.code;
  }
  JsonLine line;
  line.text("event", "result").flag("ok", false).number("exit", failure.code);
  if (failure.status != KLING_OK) {
    line.text("status", kling_status_name(failure.status));
  }
  line.text("message", failure.message).text_if("field", failure.error.field);
  if (failure.error.service_code != 0) {
    line.number("service_code", failure.error.service_code);
  }
  if (failure.error.http_status != 0) {
    line.number("http_status", failure.error.http_status);
  }
  line.text_if("request_id", failure.error.request_id).text_if("task_id", failure.error.task_id);
  std::printf("%s\n", line.object().c_str());
  return failure.code;
}

} // namespace kling::cli
