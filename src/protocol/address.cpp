#include "protocol/address.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace kling::protocol {

namespace {

constexpr std::size_t longest_host = 253;
constexpr std::string_view address_digits = "0123456789";

bool is_letter_or_digit(char each) {
  return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9');
}

char lower(char each) {
  return each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
}

String lowered(std::string_view text) {
  String out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

/// Four numbers up to 255: also tells "127.0.0.1" from "127.0.0.1.example.com".
bool is_ipv4(std::string_view text) {
  int parts = 0;
  while (true) {
    const std::size_t end = std::min(text.find('.'), text.size());
    const std::string_view part = text.substr(0, end);
    if (part.empty() || part.size() > 3 || part.find_first_not_of(address_digits) != std::string_view::npos ||
        to_integer(part).value_or(256) > 255) {
      return false;
    }
    ++parts;
    if (end == text.size()) {
      return parts == 4;
    }
    text.remove_prefix(end + 1);
  }
}

bool is_ipv6(std::string_view text) {
  const bool letters = text.find_first_not_of("0123456789abcdef:.") == std::string_view::npos;
  return letters && text.size() >= 2 && text.size() <= 45 && std::count(text.begin(), text.end(), ':') >= 2;
}

bool is_name(std::string_view text) {
  if (text.empty() || text.size() > longest_host || text.front() == '.' || text.front() == '-' ||
      text.find("..") != std::string_view::npos) {
    return false;
  }
  return std::all_of(text.begin(), text.end(),
                     [](char each) { return is_letter_or_digit(each) || each == '.' || each == '-' || each == '_'; });
}

bool is_loopback(std::string_view name) {
  return name == "localhost" || name == "::1" || (name.starts_with("127.") && is_ipv4(name));
}

bool parse_port(std::string_view text, String &out) {
  if (text.empty() || text.size() > 5 || text.find_first_not_of(address_digits) != std::string_view::npos) {
    return false;
  }
  const int64_t port = to_integer(text).value_or(0);
  out = text_of(port);
  return port > 0 && port <= 65535;
}

bool parse_host(std::string_view text, Address &out, String &why) {
  const bool bracketed = text.starts_with('[');
  const std::size_t close = text.find(']');
  const std::size_t end = bracketed ? std::min(close, text.size()) : std::min(text.find(':'), text.size());
  const String name = lowered(bracketed ? text.substr(1, end - 1) : text.substr(0, end));
  if (bracketed ? close == std::string_view::npos || !is_ipv6(name) : !is_name(name)) {
    why = "it has no valid host";
    return false;
  }
  out.loopback = is_loopback(name);
  out.host = bracketed ? concat({"[", name, "]"}) : name;
  const std::string_view rest = text.substr(end + (bracketed ? 1 : 0));
  if (rest.empty()) {
    return true;
  }
  String port;
  if (!rest.starts_with(':') || !parse_port(rest.substr(1), port)) {
    why = "it has no valid port";
    return false;
  }
  if (port != (out.scheme == "https" ? "443" : "80")) {
    out.host.append(":").append(port);
  }
  return true;
}

} // namespace

bool parse_prefix(std::string_view text, String &out, String &why) {
  constexpr std::string_view marks = "/-._~!$&'()*+,;=:@%";
  const bool well_formed = std::all_of(
      text.begin(), text.end(), [marks](char each) { return is_letter_or_digit(each) || marks.find(each) != std::string_view::npos; });
  if (!well_formed) {
    why = "the path has a character that cannot stand there";
    return false;
  }
  while (text.starts_with('/')) {
    text.remove_prefix(1);
  }
  const auto drop_slashes = [&text] {
    while (text.ends_with('/')) {
      text.remove_suffix(1);
    }
  };
  drop_slashes();
  if (text == "v1" || text.ends_with("/v1")) {
    text.remove_suffix(2);
    drop_slashes();
  }
  out = text.empty() ? String() : concat({"/", text});
  const String closed = concat({out, "/"});
  if (closed.find("//") != String::npos || closed.find("/./") != String::npos || closed.find("/../") != String::npos) {
    why = "the path has an empty part, . or ..";
    return false;
  }
  return true;
}

bool parse_address(std::string_view text, Address &out, String &why) {
  out = Address();
  const std::size_t mark = text.find("://");
  out.scheme = lowered(text.substr(0, mark));
  if (mark == std::string_view::npos || (out.scheme != "https" && out.scheme != "http")) {
    why = "it does not start with https:// or http://";
    return false;
  }
  text.remove_prefix(mark + 3);
  if (text.find_first_of("?#") != std::string_view::npos) {
    why = "it has a query or a fragment";
    return false;
  }
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::string_view authority = text.substr(0, slash);
  if (authority.find('@') != std::string_view::npos) {
    why = "it has a user or password in it";
    return false;
  }
  return parse_host(authority, out, why) && parse_prefix(text.substr(slash), out.path, why);
}

String percent_encoded(std::string_view text) {
  constexpr std::string_view upper_hex = "0123456789ABCDEF";
  String out;
  for (const char each : text) {
    if (is_letter_or_digit(each) || each == '-' || each == '.' || each == '_' || each == '~' || each == ':') {
      out.push_back(each);
      continue;
    }
    const auto byte = static_cast<unsigned char>(each);
    out.push_back('%');
    out.push_back(upper_hex[byte >> 4U]);
    out.push_back(upper_hex[byte & 15U]);
  }
  return out;
}

String path_segment(std::string_view text) {
  if (text == "." || text == "..") {
    return text.size() == 1 ? String("%2E") : String("%2E%2E");
  }
  return percent_encoded(text);
}

} // namespace kling::protocol
