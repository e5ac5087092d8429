#include "protocol/content_item.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "protocol/field_value.hpp"

namespace kling::protocol {

namespace {

using catalog::ItemPair;

constexpr std::string_view contents_name = "contents";
constexpr std::string_view prompt_type = "prompt";
constexpr std::size_t most_items = 64; // of one array: more than any kind takes, and few enough to look for each among all

String item_place(std::string_view array, std::size_t index) {
  return concat({array, "[", text_of(static_cast<int64_t>(index)), "]"});
}

kling_status refuse_item(Error &error, std::string_view field, std::initializer_list<std::string_view> parts) {
  error = make_error(KLING_E_FIELD, concat(parts), field);
  return error.status;
}

kling_status check_size(Error &error, std::string_view array, std::size_t size) {
  return size <= most_items ? KLING_OK
                            : refuse_item(error, array,
                                          {array, " has ", text_of(static_cast<int64_t>(size)), " items; at most ",
                                           text_of(int64_t{most_items}), " can be translated"});
}

/// "01" of twelve: as many digits as the last one has, so that no id is the beginning of another.
String numbered(std::string_view name, std::size_t number, std::size_t of) {
  String digits = text_of(static_cast<int64_t>(number));
  const String last = text_of(static_cast<int64_t>(of));
  digits.insert(0, last.size() - std::min(last.size(), digits.size()), '0');
  return concat({name, "_", digits});
}

String mark_of(std::string_view name, std::size_t number) {
  return concat({"<<<", name, "_", text_of(static_cast<int64_t>(number)), ">>>"});
}

/// The items of a body whose caller speaks legacy.
class LegacyItems {
public:
  LegacyItems(const catalog::Kind &kind, json::Value body, Vector<ContentItem> &out, Error &error)
      : kind_(kind), body_(body), out_(out), error_(error) {}

  kling_status read() {
    std::string_view last;
    for (const ItemPair &pair : catalog::item_pairs()) {
      if (!pair.kinds.has(kind_) || pair.legacy == last) {
        continue;
      }
      last = pair.legacy; // the rows of one array stand together
      const json::Value given = body_[pair.legacy];
      if (says_absent(given)) {
        continue;
      }
      if (pair.member.empty()) {
        add(pair, given, String(pair.legacy), {});
      } else if (array(pair, given) != KLING_OK) {
        return error_.status;
      }
    }
    return KLING_OK;
  }

private:
  void add(const ItemPair &pair, json::Value value, String place, Reference reference) {
    out_.push_back({&pair, value, std::move(place), std::move(reference)});
  }

  kling_status array(const ItemPair &first, json::Value given) {
    const std::size_t size = given.size();
    if (check_size(error_, first.legacy, size) != KLING_OK) {
      return error_.status;
    }
    std::size_t index = 0;
    for (json::Value each = given.first(); each.present(); each = each.next(), ++index) {
      const String place = item_place(first.legacy, index);
      if (!each.is(json::Type::object)) {
        return refuse_item(error_, place, {place, " takes an object, not ", shown(each)});
      }
      const ItemPair *const pair = chosen(first, each);
      if (pair == nullptr) {
        const String field = concat({place, ".", first.chooser});
        return refuse_item(error_, field, {field, " is ", shown(each[first.chooser]), ", which cannot be told to the new generation"});
      }
      const String field = concat({place, ".", pair->member});
      if (says_absent(each[pair->member])) {
        return refuse_item(error_, field, {field, " is required"});
      }
      add(*pair, each[pair->member], field, {mark_of(pair->reference, index + 1), numbered(pair->reference, index + 1, size), place});
    }
    return KLING_OK;
  }

  [[nodiscard]] const ItemPair *chosen(const ItemPair &first, json::Value item) const {
    const json::Value choice = first.chooser.empty() ? json::Value() : item[first.chooser];
    for (const ItemPair &pair : catalog::item_pairs()) {
      if (pair.kinds.has(kind_) && pair.legacy == first.legacy &&
          (says_absent(choice) ? pair.usual || pair.chooser.empty() : choice.text() == pair.chosen)) {
        return &pair;
      }
    }
    return nullptr;
  }

  const catalog::Kind &kind_;
  json::Value body_;
  Vector<ContentItem> &out_;
  Error &error_;
};

/// The items of contents.
class Contents {
public:
  Contents(const catalog::Kind &kind, Vector<ContentItem> &out, String &prompt, Error &error)
      : legacy_(catalog::legacy_of(kind)), out_(out), prompt_(prompt), error_(error) {}

  kling_status read(json::Value contents) {
    if (check_size(error_, contents_name, contents.size()) != KLING_OK) {
      return error_.status;
    }
    std::size_t index = 0;
    for (json::Value each = contents.first(); each.present(); each = each.next(), ++index) {
      const String place = item_place(contents_name, index);
      if (!each.is(json::Type::object)) {
        return refuse_item(error_, place, {place, " takes an object, not ", shown(each)});
      }
      if ((each["type"].text() == prompt_type ? text(each, place) : item(each, place)) != KLING_OK) {
        return error_.status;
      }
    }
    return KLING_OK;
  }

private:
  kling_status text(json::Value item, const String &place) {
    if (!prompt_.empty()) {
      return refuse_item(error_, place, {place, " is one more prompt; ", legacy_.name, " has one"});
    }
    prompt_ = concat({place, ".text"});
    return only_members(item, place, "text");
  }

  kling_status item(json::Value item, const String &place) {
    const ItemPair *const pair = pair_of(item["type"].text());
    if (pair == nullptr) {
      const String field = concat({place, ".type"});
      return says_absent(item["type"])
                 ? refuse_item(error_, field, {field, " is required"})
                 : refuse_item(error_, field, {field, " is ", shown(item["type"]), ", which ", legacy_.name, " has not"});
    }
    if (only_members(item, place, pair->holds) != KLING_OK) {
      return error_.status;
    }
    const String field = concat({place, ".", pair->holds});
    if (says_absent(item[pair->holds])) {
      return refuse_item(error_, field, {field, " is required where type is ", pair->type});
    }
    const auto of_same = [pair](const ContentItem &each) { return each.pair->legacy == pair->legacy; };
    const auto before = static_cast<std::size_t>(std::count_if(out_.begin(), out_.end(), of_same));
    if (pair->member.empty() && before > 0) {
      return refuse_item(error_, place, {place, " is one more ", pair->type, "; ", legacy_.name, " has one"});
    }
    const String mark = pair->reference.empty() ? String() : mark_of(pair->reference, before + 1);
    out_.push_back({pair, item[pair->holds], field, {mark, String(item["id"].text()), place}});
    return KLING_OK;
  }

  /// A member that the item's type does not have would be lost in silence.
  kling_status only_members(json::Value item, const String &place, std::string_view holds) {
    for (json::Value each = item.first(); each.present(); each = each.next()) {
      const std::string_view name = each.name();
      const bool belongs = name == "type" || name == "id" || name == holds;
      if (!belongs) {
        const String field = concat({place, ".", cut(name, 64)});
        return refuse_item(error_, field, {field, " does not go with type ", item["type"].text()});
      }
    }
    return KLING_OK;
  }

  [[nodiscard]] const ItemPair *pair_of(std::string_view type) const {
    for (const ItemPair &pair : catalog::item_pairs()) {
      if (pair.kinds.has(legacy_) && pair.type == type) {
        return &pair;
      }
    }
    return nullptr;
  }

  const catalog::Kind &legacy_;
  Vector<ContentItem> &out_;
  String &prompt_;
  Error &error_;
};

} // namespace

kling_status read_legacy_items(const catalog::Kind &kind, json::Value body, Vector<ContentItem> &out, Error &error) {
  return LegacyItems(kind, body, out, error).read();
}

kling_status read_contents(const catalog::Kind &kind, json::Value body, Vector<ContentItem> &out, String &prompt, Error &error) {
  return Contents(kind, out, prompt, error).read(body[contents_name]);
}

} // namespace kling::protocol
