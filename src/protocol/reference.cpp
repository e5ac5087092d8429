#include "protocol/reference.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace kling::protocol {

namespace {

constexpr std::string_view mark_opening = "<<<";
constexpr std::string_view mark_closing = ">>>";
constexpr std::size_t longest_mark = 64; // bytes; no more is looked through for each <<<

bool is_digit(char sign) {
  return sign >= '0' && sign <= '9';
}

bool is_plain_letter(char sign) {
  return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z');
}

/// Whether it could be read as a part of an id in front of it.
bool joins_id(char sign) {
  return is_digit(sign) || is_plain_letter(sign) || sign == '_' || sign == '-' || static_cast<unsigned char>(sign) >= 0x80;
}

/// What stands between <<< and >>> where the text begins so, else empty.
std::string_view marked(std::string_view text) {
  if (!text.starts_with(mark_opening)) {
    return {};
  }
  const std::size_t end = text.substr(0, longest_mark).find(mark_closing, mark_opening.size());
  return end == std::string_view::npos ? std::string_view() : text.substr(mark_opening.size(), end - mark_opening.size());
}

/// "image_1", and not any words between the signs.
bool has_form_of_reference(std::string_view name) {
  const std::size_t line = name.rfind('_');
  return line != std::string_view::npos && line > 0 && line + 1 < name.size() &&
         std::all_of(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(line), is_plain_letter) &&
         std::all_of(name.begin() + static_cast<std::ptrdiff_t>(line) + 1, name.end(), is_digit);
}

kling_status refuse_prompt(Error &error, std::string_view field, std::initializer_list<std::string_view> parts) {
  error = make_error(KLING_E_FIELD, concat(parts), field);
  return error.status;
}

/// The id that stands at the start of the text, the longest one.
const Reference *reference_of_id(std::string_view text, const Vector<Reference> &references) {
  const Reference *found = nullptr;
  for (const Reference &each : references) {
    if (!each.id.empty() && text.starts_with(each.id) && (found == nullptr || each.id.size() > found->id.size())) {
      found = &each;
    }
  }
  return found;
}

/// Of plain text: the others are letters of languages that write no blanks between words.
bool joins_word(char sign) {
  return is_digit(sign) || is_plain_letter(sign) || sign == '_';
}

/// Whether an @id stands in a longer word, which the service can read otherwise: "@e" in "@ef" or in "a@e.com".
bool is_in_word(std::string_view before, std::string_view behind) {
  return (!before.empty() && joins_word(before.back())) || (!behind.empty() && (joins_word(behind.front()) || behind.front() == '-'));
}

/// What an @ in front of the text would name; empty behind a letter or digit, as in an address of mail.
std::string_view word_behind(std::string_view before, std::string_view text) {
  if (!before.empty() && (is_digit(before.back()) || is_plain_letter(before.back()))) {
    return {};
  }
  std::size_t end = 0;
  while (end < text.size() && joins_id(text[end])) {
    ++end;
  }
  return text.substr(0, end);
}

} // namespace

std::string_view first_mark(std::string_view text) {
  for (std::size_t at = text.find(mark_opening); at != std::string_view::npos; at = text.find(mark_opening, at + 1)) {
    if (const std::string_view name = marked(text.substr(at)); has_form_of_reference(name)) {
      return text.substr(at, mark_opening.size() + name.size() + mark_closing.size());
    }
  }
  return {};
}

kling_status tell_marks_as_ids(std::string_view prompt, const Vector<Reference> &references, std::string_view field, String &out,
                               Error &error) {
  out.clear();
  for (std::size_t at = 0; at < prompt.size();) {
    const std::string_view rest = prompt.substr(at);
    const std::string_view name = marked(rest);
    const auto found = std::find_if(references.begin(), references.end(),
                                    [rest](const Reference &each) { return !each.mark.empty() && rest.starts_with(each.mark); });
    if (found != references.end()) {
      out.append("@").append(found->id);
      at += found->mark.size();
      out.append(at < prompt.size() && joins_id(prompt[at]) ? " " : "");
      continue;
    }
    if (has_form_of_reference(name)) {
      return refuse_prompt(error, field,
                           {field, " mentions ", mark_opening, cut(name, 40), mark_closing, ", which names nothing in this request"});
    }
    if (rest.front() == '@' && reference_of_id(rest.substr(1), references) != nullptr) {
      const Reference &named = *reference_of_id(rest.substr(1), references);
      return refuse_prompt(
          error, field,
          {field, " holds the text @", named.id, ", which would become a reference to ", named.place, "; write it in another way"});
    }
    out.push_back(rest.front());
    ++at;
  }
  return KLING_OK;
}

kling_status tell_ids_as_marks(std::string_view prompt, const Vector<Reference> &references, std::string_view field, String &out,
                               Error &error) {
  out.clear();
  for (std::size_t at = 0; at < prompt.size();) {
    const std::string_view rest = prompt.substr(at);
    if (const std::string_view name = marked(rest); has_form_of_reference(name)) {
      return refuse_prompt(error, field,
                           {field, " holds the text ", mark_opening, cut(name, 40), mark_closing,
                            ", which would become a reference; write it in another way"});
    }
    const Reference *const named = rest.front() == '@' ? reference_of_id(rest.substr(1), references) : nullptr;
    if (named != nullptr && is_in_word(out, rest.substr(1 + named->id.size()))) {
      return refuse_prompt(
          error, field,
          {field, " has @", named->id, " in a longer word: what @", named->id, " means is not certain; put blanks around it"});
    }
    if (named != nullptr && named->mark.empty()) {
      return refuse_prompt(error, field, {field, " mentions @", named->id, ": no legacy prompt can name ", named->place});
    }
    if (named != nullptr) {
      out.append(named->mark);
      at += 1 + named->id.size();
      continue;
    }
    if (const std::string_view word = rest.front() == '@' && !references.empty() ? word_behind(out, rest.substr(1)) : std::string_view();
        !word.empty()) {
      return refuse_prompt(error, field, {field, " mentions @", cut(word, 40), ", which names nothing in this request"});
    }
    out.push_back(rest.front());
    ++at;
  }
  return KLING_OK;
}

kling_status check_ids(const Vector<Reference> &references, Error &error) {
  for (const Reference &one : references) {
    for (const Reference &other : references) {
      if (&one != &other && !one.id.empty() && other.id.starts_with(one.id)) {
        const String field = concat({one.place, ".id"});
        return refuse_prompt(error, field,
                             {field, " ", one.id, one.id == other.id ? " is also the id of " : " is the beginning of that of ", other.place,
                              " (", other.id, "): what @", one.id, " means is not certain"});
      }
    }
  }
  return KLING_OK;
}

} // namespace kling::protocol
