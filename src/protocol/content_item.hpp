#pragma once

#include "base/error.hpp"
#include "catalog/translation.hpp"
#include "json/document.hpp"
#include "protocol/reference.hpp"

namespace kling::protocol {

/// A picture, video, element or voice of a request, in the words of either generation.
struct ContentItem {
  const catalog::ItemPair *pair = nullptr;
  json::Value value;   // the address, the bytes or the id
  String place;        // the caller's field that holds the value: "image", "image_list[0].image_url", "contents[1].url"
  Reference reference; // how prompts name it
};

/// All of a body that speaks legacy, in the order of the pairs' arrays. KLING_E_FIELD for an item that is none.
kling_status read_legacy_items(const catalog::Kind &kind, json::Value body, Vector<ContentItem> &out, Error &error);

/// All of contents but the prompt, in their order. `prompt` is the place of the one item with text, empty where there is none.
kling_status read_contents(const catalog::Kind &kind, json::Value body, Vector<ContentItem> &out, String &prompt, Error &error);

} // namespace kling::protocol
