#include "cli/take_up_hint.hpp"

#include <utility>

namespace kling::cli {

std::string shell_quoted(std::string_view text) {
  constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./:@%+,=";
  if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) {
    return std::string(text);
  }
  std::string quoted = "'";
  for (const char each : text) {
    if (each == '\'') {
      quoted += R"('\'')";
    } else {
      quoted += each;
    }
  }
  return quoted + "'";
}

std::string take_up_hint(const GlobalFlags &flags, const std::string &token) {
  if (flags.provider == "sim") {
    return "The simulator ends with this command: there is nothing to take up.";
  }
  if (token.empty()) {
    return {};
  }
  std::string hint = "Take it up with: kling wait " + shell_quoted(token) + " -o FILE";
  const std::pair<const char *, const std::string &> repeated[] = {
      {"--provider", flags.provider}, {"--base-url", flags.base_url}, {"--api-key-file", flags.api_key_file}};
  for (const auto &[flag, value] : repeated) {
    if (!value.empty()) {
      hint += std::string(" ") + flag + " " + shell_quoted(value);
    }
  }
  return hint;
}

} // namespace kling::cli
