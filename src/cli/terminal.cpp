#include "cli/terminal.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <poll.h>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/text_layout.hpp"

namespace kling::cli {

namespace {

std::string_view variable(const char *name) {
  const char *text = std::getenv(name);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

} // namespace

bool is_redrawn(int stream) {
  const std::string_view kind = variable("TERM");
  return isatty(stream) != 0 && !kind.empty() && kind != "dumb";
}

size_t columns_of_stream(int stream, size_t otherwise) {
  winsize size{};
  if (ioctl(stream, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
  const std::string_view told = variable("COLUMNS");
  size_t columns = 0;
  const auto [end, problem] = std::from_chars(told.data(), told.data() + told.size(), columns);
  const bool usable = problem == std::errc{} && end == told.data() + told.size() && columns > 0;
  return usable ? columns : otherwise;
}

size_t page_columns(int stream) {
  constexpr size_t usual = 80;
  constexpr size_t longest = 100;
  return std::min(columns_of_stream(stream, usual), longest);
}

std::string toned(int stream, Tone tone, const std::string &text) {
  if (tone == Tone::plain || text.empty() || !is_redrawn(stream) || !variable("NO_COLOR").empty()) {
    return text;
  }
  const char *start = tone == Tone::good ? "\033[32m" : tone == Tone::bad ? "\033[31m" : tone == Tone::faint ? "\033[2m" : "\033[1m";
  return start + text + "\033[0m";
}

std::string fitted_text(int stream, const std::string &text) {
  if (isatty(stream) == 0) {
    return text;
  }
  std::string page;
  for (const std::string &line : wrapped(text, columns_of_stream(stream, 80))) {
    page += (page.empty() ? "" : "\n") + line;
  }
  return page;
}

bool reader_is_gone(int stream) {
  pollfd watched{stream, 0, 0};
  return poll(&watched, 1, 0) == 1 && (watched.revents & (POLLERR | POLLHUP)) != 0;
}

} // namespace kling::cli
