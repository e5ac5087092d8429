#include "protocol/service_text.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace kling::protocol {

namespace {

constexpr std::size_t longest_look = 16384; // more of a page is never of use

bool is_space(char each) {
  return static_cast<unsigned char>(each) <= 0x20 || each == 0x7F;
}

bool is_word_character(char each) {
  constexpr std::string_view marks = "._-~+/";
  return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9') ||
         marks.find(each) != std::string_view::npos;
}

constexpr std::size_t shortest_secret = 8;

/// At the word's start, or behind a mark inside it: "key/sk-…".
bool holds_secret(std::string_view word, std::string_view mark) {
  constexpr std::string_view parts = "._-~+/";
  for (std::size_t at = word.find(mark); at != std::string_view::npos; at = word.find(mark, at + 1)) {
    if (word.size() - at >= shortest_secret && (at == 0 || parts.find(word[at - 1]) != std::string_view::npos)) {
      return true;
    }
  }
  return false;
}

bool looks_secret(std::string_view word, std::string_view before) {
  return holds_secret(word, "sk-") || holds_secret(word, "eyJ") || holds_secret(word, "whsec_") ||
         (word.size() >= shortest_secret && equal_ignoring_case(before, "bearer"));
}

std::size_t word_length(std::string_view text) {
  const auto *const end = std::find_if_not(text.begin(), text.end(), is_word_character);
  return static_cast<std::size_t>(end - text.begin());
}

bool ends_url(char each) {
  constexpr std::string_view stops = "\"'<>()";
  return is_space(each) || stops.find(each) != std::string_view::npos;
}

/// A path's query, which pages repeat: "/user/quota?key=…".
std::size_t query_length(std::string_view path, std::string_view behind) {
  if (path.find('/') == std::string_view::npos || !behind.starts_with('?')) {
    return 0;
  }
  return static_cast<std::size_t>(std::find_if(behind.begin(), behind.end(), ends_url) - behind.begin());
}

/// Whatever its scheme, and whatever stands before that without a space.
std::size_t url_length(std::string_view text) {
  const std::size_t scheme = word_length(text);
  if (scheme == 0 || !text.substr(scheme).starts_with("://")) {
    return 0;
  }
  const auto *const end = std::find_if(text.begin(), text.end(), ends_url);
  return static_cast<std::size_t>(end - text.begin());
}

String without_tags(std::string_view page) {
  String out;
  bool in_tag = false;
  for (const char each : page) {
    if (each == '<') {
      in_tag = true;
      out.push_back(' ');
    } else if (each == '>') {
      in_tag = false;
    } else if (!in_tag) {
      out.push_back(each);
    }
  }
  return out;
}

} // namespace

std::size_t find_ignoring_case(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b; };
  const auto *const found = std::search(text.begin(), text.end(), part.begin(), part.end(), same);
  return found == text.end() && !part.empty() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  return find_ignoring_case(text, part) != std::string_view::npos;
}

bool looks_like_html(std::string_view body) {
  const std::string_view head = trimmed(body.substr(0, longest_look));
  return find_ignoring_case(head, "<!doctype") == 0 || find_ignoring_case(head, "<html") == 0 || find_ignoring_case(head, "<head") == 0;
}

String readable(std::string_view text, std::size_t bytes) {
  text = cut(text, longest_look);
  if (!is_utf8(text)) {
    return {};
  }
  String out;
  std::string_view before;
  while (!text.empty() && out.size() <= bytes) {
    std::size_t taken = url_length(text);
    const std::size_t word = taken == 0 ? word_length(text) : 0;
    if (taken != 0) {
      const String url = loggable_url(text.substr(0, taken));
      out.append(looks_secret(url, {}) ? std::string_view("[hidden]") : std::string_view(url));
    } else if (word != 0) {
      taken = word + query_length(text.substr(0, word), text.substr(word));
      out.append(looks_secret(text.substr(0, word), before) ? std::string_view("[hidden]") : text.substr(0, word));
      before = text.substr(0, word);
    } else {
      taken = 1;
      if (!is_space(text.front())) {
        out.push_back(text.front());
      } else if (!out.empty() && out.back() != ' ') {
        out.push_back(' ');
      }
    }
    text.remove_prefix(taken);
  }
  return String(trimmed(cut(out, bytes)));
}

String without_secret(std::string_view text, std::string_view secret) {
  String out;
  for (std::size_t found = text.find(secret); secret.size() >= shortest_secret && found != std::string_view::npos;
       found = text.find(secret)) {
    out.append(text.substr(0, found)).append("[hidden]");
    text.remove_prefix(found + secret.size());
  }
  return out.append(text);
}

String page_summary(std::string_view body, std::size_t bytes) {
  body = cut(body, longest_look);
  const std::size_t tag = find_ignoring_case(body, "<title");
  const std::size_t start = tag == std::string_view::npos ? tag : body.find('>', tag);
  if (start != std::string_view::npos) {
    const std::string_view rest = body.substr(start + 1);
    return readable(rest.substr(0, rest.find('<')), bytes);
  }
  return readable(looks_like_html(body) ? std::string_view(without_tags(body)) : body, bytes);
}

} // namespace kling::protocol
