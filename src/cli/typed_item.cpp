#include "cli/typed_item.hpp"

#include <algorithm>
#include <map>

namespace kling::cli {

namespace {

constexpr const char *id_member = "id";

const FieldFlag *flag_of_type(const Command &command, const std::string &type) {
  const auto found = std::find_if(command.fields.begin(), command.fields.end(), [&](const FieldFlag &flag) { return flag.type == type; });
  return found == command.fields.end() ? nullptr : &*found;
}

/// What an item of a list is set by: "url" of "contents[].url".
std::string member_of(const FieldFlag &flag) {
  return flag.path.substr(flag.path.find("[].") + 3);
}

/// What the items are counted as where a prompt speaks of them; nothing of the prompt itself.
std::string counted_as(const TypedItem &item) {
  return !item.media.empty() ? item.media : item.type == "prompt" ? std::string{} : item.type;
}

/// The texts of the prompts, those that are held and those that are added.
std::string prompts_of(const std::vector<TypedItem> &items, const JsonValue &held) {
  std::string text;
  for (const JsonValue &item : held.items) {
    text += std::string(item.member_text("text")) + "\n";
  }
  for (const TypedItem &item : items) {
    text += item.type == "prompt" && !item.members.empty() ? item.members.front().second + "\n" : std::string{};
  }
  return text;
}

/// Whether a prompt says "@image_1", and not "@image_10".
bool speaks_of(const std::string &prompts, const std::string &id) {
  const std::string name = "@" + id;
  for (size_t at = prompts.find(name); at != std::string::npos; at = prompts.find(name, at + 1)) {
    const size_t end = at + name.size();
    if (end == prompts.size() || prompts[end] < '0' || prompts[end] > '9') {
      return true;
    }
  }
  return false;
}

/// Where an item goes: to the one of its type that is held and not taken yet, else behind all of them.
class Places {
public:
  explicit Places(const JsonValue &held) : taken_(held.items.size(), false), held_(held) {}

  /// `is_new`: nothing stands there yet.
  size_t place(const std::string &type, bool &is_new) {
    for (size_t index = 0; index < held_.items.size(); ++index) {
      if (!taken_[index] && held_.items[index].member_text("type") == type) {
        taken_[index] = true;
        is_new = false;
        return index;
      }
    }
    is_new = true;
    taken_.push_back(true);
    return taken_.size() - 1;
  }

private:
  std::vector<bool> taken_;
  const JsonValue &held_;
};

} // namespace

std::vector<TypedItem> items_of_words(const Command &command, const std::vector<std::string> &words, std::string &problem) {
  std::vector<TypedItem> items;
  // The last one that names no file is the prompt; another one names a file that is not there.
  const auto last = std::find_if_not(words.rbegin(), words.rend(), names_media);
  const auto prompt = static_cast<size_t>(words.rend() - last) - 1; // beyond the end when there is none
  size_t next = 0;                                                  // of the types that files and links are
  for (size_t index = 0; index < words.size(); ++index) {
    const bool file = index != prompt;
    if (file && next == command.word_types.size()) {
      problem = words[index];
      return {};
    }
    const std::string type = file ? command.word_types[next++] : command.prompt_type;
    const FieldFlag *flag = flag_of_type(command, type);
    if (flag == nullptr) {
      problem = words[index];
      return {};
    }
    items.push_back({flag->path.substr(0, flag->path.find("[]")), type, flag->media, {{member_of(*flag), words[index]}}});
  }
  return items;
}

Failure set_items(const std::vector<TypedItem> &items, const JsonValue &held, kling_request *request, FieldValues &values) {
  const std::string prompts = prompts_of(items, held);
  Places places(held);
  std::map<std::string, size_t> counts;
  for (const TypedItem &item : items) {
    bool is_new = false;
    const std::string path = item.list + "[" + std::to_string(places.place(item.type, is_new)) + "]";
    if (is_new) {
      static_cast<void>(kling_request_set_string(request, (path + ".type").c_str(), item.type.c_str()));
    }
    bool named = !is_new;
    for (const auto &[member, text] : item.members) {
      named = named || member == id_member;
      const bool first = member == item.members.front().first;
      std::string place = path;
      place.append(".").append(member);
      if (Failure failure = first && !item.media.empty() ? values.set_media(place, text, item.media == "video") : values.set(place, text);
          failure.failed()) {
        return failure;
      }
    }
    const std::string counted = counted_as(item);
    const std::string id = counted.empty() ? std::string{} : counted + "_" + std::to_string(++counts[counted]);
    if (!named && !id.empty() && speaks_of(prompts, id)) {
      static_cast<void>(kling_request_set_string(request, (path + "." + id_member).c_str(), id.c_str()));
    }
  }
  return {};
}

std::string missing_reference(const std::vector<TypedItem> &items, const JsonValue &held) {
  constexpr const char *counted[] = {"image", "video", "element"};
  const std::string prompts = prompts_of(items, held);
  for (const std::string word : counted) {
    size_t there = 0;
    for (const TypedItem &item : items) {
      there += counted_as(item) == word ? 1 : 0;
    }
    for (size_t number = there + 1; held.items.empty() && number <= there + 9; ++number) {
      const std::string id = word + "_" + std::to_string(number);
      const auto is_named = [&](const TypedItem &item) {
        return std::any_of(item.members.begin(), item.members.end(),
                           [&](const auto &member) { return member.first == id_member && member.second == id; });
      };
      if (speaks_of(prompts, id) && std::none_of(items.begin(), items.end(), is_named)) {
        return "@" + id;
      }
    }
  }
  return {};
}

} // namespace kling::cli
