#include "cli/field_flags.hpp"

#include <algorithm>
#include <array>

#include "cli/catalog.hpp"

namespace kling::cli {

namespace {

constexpr size_t longest_choice = 24;

std::string_view name_of(const JsonValue &row) {
  return row.member_text("name");
}

bool is_container(const JsonValue &row) {
  const std::string_view type = row.member_text("type");
  return type == "object" || type == "array";
}

bool is_required(const JsonValue &row) {
  return row.member_text("required") == "true" && row.member_text("required_if").empty();
}

/// A part is required where its whole is given: as a flag it is not.
JsonValue without(JsonValue row, std::string_view name) {
  for (size_t index = 0; index < row.names.size(); ++index) {
    if (row.names[index] == name) {
      row.items[index] = JsonValue{};
    }
  }
  return row;
}

JsonValue without_requirement(const JsonValue &row) {
  return without(row, "required");
}

bool is_needed(const JsonValue &row) {
  return row.member_text("required") == "true" || !row.member_text("required_if").empty();
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::string_view last_part(std::string_view name) {
  const size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

/// What one item of a list is called: "image" for image_list, "dynamic_mask" for dynamic_masks.
std::string_view stem_of(std::string_view name) {
  const std::string_view part = last_part(name);
  for (const std::string_view end : {"_list", "_info", "s"}) {
    if (ends_with(part, end) && part.size() > end.size()) {
      return part.substr(0, part.size() - end.size());
    }
  }
  return part;
}

/// What stands for the value: the few words it can be, or what it is.
std::string value_name(const JsonValue &row) {
  const std::string_view type = row.member_text("type");
  const std::string_view media = media_of_field(row);
  if (type == "boolean") {
    return {};
  }
  if (is_container(row)) {
    return "JSON";
  }
  if (!media.empty()) {
    return media == "video" ? "URL" : "FILE";
  }
  std::string words;
  if (const JsonValue *values = row.member("values"); values != nullptr) {
    for (const JsonValue &each : values->items) {
      words += (words.empty() ? "" : "|") + each.text;
    }
  }
  if (!words.empty() && type != "string") {
    return "NUMBER|" + words; // a few words that are taken besides it
  }
  if (!words.empty() && words.size() <= longest_choice) {
    return words;
  }
  return type == "string" && row.member("minimum") == nullptr ? "TEXT" : "NUMBER";
}

/// Where flags for a kind's fields come together.
class Flags {
public:
  Flags(const std::vector<JsonValue> &rows, bool nested) : nested_(nested) {
    for (const JsonValue &row : rows) {
      if (!name_of(row).empty() && row.member_text("provider").empty()) {
        rows_.push_back(&row);
      }
    }
  }

  std::vector<FieldFlag> made() {
    for (const JsonValue *row : rows_) {
      if (is_top_level(*row)) {
        top_level_.push_back(flag_of_name(name_of(*row)));
      }
    }
    for (const JsonValue *row : rows_) {
      if (is_top_level(*row)) {
        add(*row, std::string(name_of(*row)), true);
        add_whole(*row);
      }
    }
    std::stable_sort(flags_.begin(), flags_.end(), [](const FieldFlag &a, const FieldFlag &b) { return a.rank < b.rank; });
    return std::move(flags_);
  }

private:
  static bool is_top_level(const JsonValue &row) { return name_of(row).find_first_of(".[") == std::string_view::npos; }

  /// The rows right below a prefix such as "image_list[]." or "camera_control.".
  [[nodiscard]] std::vector<const JsonValue *> members_of(const std::string &prefix) const {
    std::vector<const JsonValue *> members;
    for (const JsonValue *row : rows_) {
      const std::string_view name = name_of(*row);
      if (name.size() > prefix.size() && name.substr(0, prefix.size()) == prefix &&
          name.find_first_of(".[", prefix.size()) == std::string_view::npos) {
        members.push_back(row);
      }
    }
    return members;
  }

  [[nodiscard]] const JsonValue *find(const std::string &name) const {
    const auto found = std::find_if(rows_.begin(), rows_.end(), [&](const JsonValue *row) { return name_of(*row) == name; });
    return found == rows_.end() ? nullptr : *found;
  }

  /// The member that makes an item what it is: the only one, the only picture or clip, the one the list is named after.
  static const JsonValue *main_member(const JsonValue &list, const std::vector<const JsonValue *> &members) {
    const JsonValue *media = nullptr;
    const JsonValue *namesake = nullptr;
    size_t media_count = 0;
    size_t containers = 0;
    for (const JsonValue *member : members) {
      const bool is_media = !media_of_field(*member).empty();
      media = is_media ? member : media;
      media_count += is_media ? 1 : 0;
      containers += is_container(*member) ? 1 : 0;
      namesake = ends_with(name_of(list), last_part(name_of(*member))) ? member : namesake;
    }
    if (media_count == 1) {
      return media;
    }
    if (members.size() == 1 && containers == 0) {
      return members.front();
    }
    return containers == 0 ? namesake : nullptr;
  }

  /// The short name of a part, or the whole of its path where the short one is another field's.
  [[nodiscard]] std::string free_name(std::string_view short_name, std::string_view path) const {
    const std::string name = flag_of_name(short_name);
    const bool other = short_name != path && std::find(top_level_.begin(), top_level_.end(), name) != top_level_.end();
    return other || is_taken(name) ? flag_of_name(path) : name;
  }

  [[nodiscard]] bool is_taken(const std::string &name) const {
    return std::any_of(flags_.begin(), flags_.end(),
                       [&](const FieldFlag &flag) { return ("," + flag.flag + ",").find("," + name + ",") != std::string::npos; });
  }

  /// `whole`: what the row is a part of stands in every request.
  void add(const JsonValue &row, const std::string &path, bool whole) {
    const std::string name(name_of(row));
    if (row.member_text("type") == "object") {
      add_object(row, path, members_of(name + "."), whole);
    } else if (row.member_text("type") == "array") {
      add_list(row, path, members_of(name + "[]."), whole);
    } else {
      const std::string flag = free_name(last_part(path), path);
      const bool capitals = std::any_of(name.begin(), name.end(), [](char each) { return each >= 'A' && each <= 'Z'; });
      add_flag(row, path, capitals && path == name ? flag + ",--" + name : flag, whole); // --page-size,--pageSize
    }
  }

  /// Beside the flags of its parts: the field by Kling's own name.
  void add_whole(const JsonValue &row) {
    const std::string name(name_of(row));
    if (is_container(row) && !is_taken(flag_of_name(name))) {
      FieldFlag &flag = add_flag(row, name, flag_of_name(name), false);
      flag.rank = 3;
      flag.help += (flag.help.empty() ? "" : "; ") + std::string("as a whole");
    }
  }

  void add_object(const JsonValue &row, const std::string &path, const std::vector<const JsonValue *> &members, bool whole) {
    if (members.size() == 1 && members.front()->member_text("type") == "boolean") {
      FieldFlag &flag =
          add_flag(*members.front(), path + "." + std::string(last_part(name_of(*members.front()))), names_of_parts(row), false);
      flag.help = sentence_of_field(row, {});
    } else if ((is_needed(row) || (nested_ && is_top_level(row))) && !members.empty()) {
      const bool given = is_required(row) || nested_;
      for (const JsonValue *member : members) {
        add(*member, path + "." + std::string(last_part(name_of(*member))), whole && given);
      }
    } else {
      add_flag(row, path, free_name(last_part(path), path), whole);
    }
  }

  void add_list(const JsonValue &row, const std::string &path, const std::vector<const JsonValue *> &members, bool whole) {
    const JsonValue *scalar = find(std::string(name_of(row)) + "[]");
    const JsonValue *main = main_member(row, members);
    if (const JsonValue *types = types_of(members); types != nullptr) {
      add_typed_items(*types, path, members);
    } else if (row.member_text("max_items") == "1" && members.size() > 1) {
      for (const JsonValue *member : members) {
        add(*member, path + "[0]." + std::string(last_part(name_of(*member))), whole && is_required(row));
      }
    } else if (scalar != nullptr && !is_container(*scalar)) {
      add_items(row, *scalar, path + "[]", whole);
    } else if (main != nullptr) {
      const FieldFlag flag = add_items(row, *main, path + "[]." + std::string(last_part(name_of(*main))), whole);
      for (const JsonValue *member : members) {
        if (member != main && !is_container(*member)) {
          add_part(*member, path + "[]." + std::string(last_part(name_of(*member))), flag);
        }
      }
    } else {
      add_flag(row, path, free_name(last_part(path), path), whole);
    }
  }

  /// The member that says what an item is, and so which of the others it has.
  static const JsonValue *types_of(const std::vector<const JsonValue *> &members) {
    const auto is_type = [](const JsonValue *member) {
      return last_part(name_of(*member)) == "type" && member->member("values") != nullptr;
    };
    const auto depends = [](const JsonValue *member) { return member->member_text("required_if").substr(0, 8) == "type is "; };
    const auto found = std::find_if(members.begin(), members.end(), is_type);
    return found != members.end() && std::any_of(members.begin(), members.end(), depends) ? *found : nullptr;
  }

  /// What an item of that type is set by: the member that is required of it by name, else the one for pictures and videos.
  static const JsonValue *member_of_type(const std::string &type, const std::vector<const JsonValue *> &members) {
    const JsonValue *media = nullptr;
    for (const JsonValue *member : members) {
      if (member->member_text("required_if") == "type is " + type) {
        return member;
      }
      media = media_of_field(*member).empty() ? media : member;
    }
    return media;
  }

  void add_typed_items(const JsonValue &types, const std::string &path, const std::vector<const JsonValue *> &members) {
    for (const JsonValue &type : types.member("values")->items) {
      if (const JsonValue *member = member_of_type(type.text, members); member != nullptr) {
        add_typed_item(types, type.text, path, *member);
      }
    }
    for (const JsonValue *member : members) {
      const std::string name(last_part(name_of(*member)));
      if (member == &types || !member->member_text("required_if").empty() || !media_of_field(*member).empty() ||
          !member->member_text("standing").empty()) {
        continue;
      }
      std::string part = path;
      part.append("[].").append(name);
      FieldFlag &flag = add_flag(*member, part, free_name(name, part), false);
      flag.list = FieldFlag::List::typed_part;
      flag.rank = 1;
      flag.help += (flag.help.empty() ? "" : "; ") + std::string("of the item before it");
      if (name == "id") {
        flag.help += ". Without it @image_1, @video_1, @element_1 in the prompt mean the first of a sort, and so on";
      }
    }
  }

  void add_typed_item(const JsonValue &types, const std::string &type, const std::string &path, const JsonValue &member) {
    const JsonValue *videos = member.member("video_types");
    const auto is_type = [&](const JsonValue &each) { return each.text == type; };
    const bool video = videos != nullptr && std::any_of(videos->items.begin(), videos->items.end(), is_type);
    FieldFlag &flag = add_flag(member, path + "[]." + std::string(last_part(name_of(member))), free_name(type, path + "." + type), false);
    flag.list = FieldFlag::List::typed_item;
    flag.type = type;
    flag.media = video ? "video" : media_of_field(member);
    flag.value = video ? "URL" : ends_with(name_of(member), "_id") ? "ID" : flag.value;
    flag.rank = type == "prompt" ? 0 : 1;
    flag.help = sentence_of_item(types, type, without(member, "required_if"), flag.media);
  }

  /// "--image,--image-list": what an item is called, and Kling's own name of the list.
  [[nodiscard]] std::string names_of_parts(const JsonValue &row) const {
    const std::string_view whole = name_of(row);
    const std::string item = flag_of_name(stem_of(whole));
    const std::string list = free_name(last_part(whole), whole);
    return item == list || free_name(stem_of(whole), whole) != item ? list : item + "," + list;
  }

  FieldFlag add_items(const JsonValue &row, const JsonValue &main, const std::string &path, bool whole) {
    std::string names = names_of_parts(row);
    const std::string link = flag_of_name(last_part(name_of(main))); // "--image-url", as Kling calls the part
    if (ends_with(link, "-url") && free_name(last_part(name_of(main)), path) == link &&
        ("," + names + ",").find("," + link + ",") == std::string::npos) {
      names += "," + link;
    }
    FieldFlag &flag = add_flag(main, path, names, false);
    flag.required = whole && is_required(row);
    flag.rank = flag.required ? 0 : flag.rank;
    flag.list = FieldFlag::List::item;
    flag.value = flag.value.empty() ? "true|false" : flag.value;
    flag.help = sentence_of_field(whole ? row : without_requirement(row), {});
    flag.help += row.member_text("max_items") == "1" ? "" : (flag.help.empty() ? "" : "; ") + std::string("given once for each");
    return flag;
  }

  /// Something else that an item has: of the flag of the item before it.
  void add_part(const JsonValue &member, const std::string &path, const FieldFlag &whole) {
    const std::string item = whole.flag.substr(0, whole.flag.find(','));
    FieldFlag &flag = add_flag(member, path, free_name(item.substr(2) + "-" + std::string(last_part(name_of(member))), path), false);
    flag.list = FieldFlag::List::part;
    flag.rank = whole.rank;
    flag.value = flag.value.empty() ? "true|false" : flag.value;
    flag.help += (flag.help.empty() ? "" : "; ") + ("of the " + item + " before it");
  }

  FieldFlag &add_flag(const JsonValue &row, const std::string &path, const std::string &name, bool whole) {
    FieldFlag &flag = flags_.emplace_back();
    flag.path = path;
    flag.flag = path == "model_name" ? "--model,--model-name" : name;
    flag.value = path == "model_name" ? "NAME" : value_name(row);
    flag.of_parts = flag.value == "JSON";
    flag.required = whole && is_required(row);
    flag.rank = path == "prompt" || flag.required ? 0 : media_of_field(row).empty() ? 2 : 1;
    flag.help = sentence_of_field(whole ? row : without_requirement(row), flag.value);
    if (flag.value.empty() && row.member_text("default") == "true") {
      flag.help += "; " + name.substr(0, name.find(',')) + "=false turns it off";
    }
    return flag;
  }

  bool nested_;
  std::vector<const JsonValue *> rows_;
  std::vector<std::string> top_level_;
  std::vector<FieldFlag> flags_;
};

} // namespace

std::string flag_of_name(std::string_view name) {
  std::string flag = "--";
  bool index = false; // inside of brackets
  for (const char each : name) {
    index = each == '[' || (index && each != ']');
    if (each == '_' || each == '.') {
      flag += '-';
    } else if (each >= 'A' && each <= 'Z') { // pageSize
      flag += flag.size() > 2 ? "-" : "";
      flag += static_cast<char>(each - 'A' + 'a');
    } else if (!index && each != ']') {
      flag += each;
    }
  }
  return flag;
}

std::vector<FieldFlag> field_flags(const std::vector<JsonValue> &rows, bool nested) {
  return Flags(rows, nested).made();
}

} // namespace kling::cli
