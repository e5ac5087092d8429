#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "catalog/kind.hpp"

namespace kling::catalog {

/// A kind of the legacy generation and the one that makes the same in the new generation.
struct KindPair {
  std::string_view legacy{};
  std::string_view current{};
  std::string_view source{};
};

/// What a value is called in either generation.
struct ValuePair {
  std::string_view legacy{};
  std::string_view current{};
};

/// When a row counts. Only omni-video and its twin take a video.
enum class Video : uint8_t {
  any,     // with or without
  none,    // there is none
  edited,  // refer_type base, base_video
  feature, // refer_type feature, feature_video
};

/// How a field gets from one generation to the other.
enum class Carriage : uint8_t {
  value,    // under its other name, as the type that has there; with `values` by their other names
  item,     // with the item of contents that an ItemPair tells
  whole,    // its parts have rows of their own
  prompt,   // the text, in which references are told anew
  shots,    // multi_shot with shot_type and multi_prompt against the shots in the prompt
  fixed,    // may be given with the value `only`, which is how it is there anyway, and is not sent
  unneeded, // without effect in such a request: not sent, and noted
  refused,  // cannot be told, whatever it is
};

/// What becomes of one field: a row of the table in translation_rows.hpp. Names are those of the rows in field_rows*.hpp, or of one place
/// ("video_list[0].…"); an empty one: that generation has nothing of the kind. Of the rows of a field the first one that counts is taken.
struct Translation {
  KindSet kinds{};                            // the legacy ones of the pairs
  std::span<const std::string_view> models{}; // of either generation; empty: all
  Video video = Video::any;
  std::string_view legacy{};
  std::string_view current{};
  Carriage carriage = Carriage::value;
  std::span<const ValuePair> values{};
  std::string_view legacy_default{};  // what is told to the new generation where the caller, who speaks legacy, gave nothing
  std::string_view current_default{}; // the other way round
  std::string_view only{};
  std::string_view reason{};         // why not, in words that follow the field's name
  std::string_view needed{};         // why a caller who speaks legacy must give it, in the same way
  std::string_view current_needed{}; // the same of a prompt and a caller who speaks the new generation's words
  std::string_view source{};
};

/// An item of contents, and where the same stands in the legacy generation.
struct ItemPair {
  KindSet kinds{};              // the legacy ones
  std::string_view type{};      // "first_frame"
  std::string_view holds{};     // "url": the member with the value
  std::string_view legacy{};    // "image"; with `member` an array of objects: "image_list"
  std::string_view member{};    // "image_url"
  std::string_view chooser{};   // "type": the member that tells items of that array apart
  std::string_view chosen{};    // its value; empty: it is not given
  bool usual = false;           // also when it is not given
  std::string_view reference{}; // "image": its first one is <<<image_1>>> in a legacy prompt; empty: no prompt can mean it
  std::string_view source{};
};

/// Items that a model takes in the legacy generation alone, though it is named in both.
struct LegacyItem {
  std::string_view kind{};
  std::string_view model{};
  std::span<const std::string_view> types{};
  std::string_view source{};
};

[[nodiscard]] std::span<const KindPair> kind_pairs();
[[nodiscard]] std::span<const Translation> translations();
[[nodiscard]] std::span<const ItemPair> item_pairs();
[[nodiscard]] std::span<const LegacyItem> legacy_items();

/// The kind of the other generation that makes the same, where the model is one of that generation alone; else nothing.
[[nodiscard]] const Kind *kind_for(const Kind &kind, std::string_view model);

/// The same for a model of both generations with an item of that type, where the legacy one alone takes it.
[[nodiscard]] const Kind *kind_for_item(const Kind &kind, std::string_view model, std::string_view type);

/// A translatable kind's row of the legacy generation, itself where it is one.
[[nodiscard]] const Kind &legacy_of(const Kind &kind);

} // namespace kling::catalog
