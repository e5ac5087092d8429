#pragma once

#include <string>
#include <vector>

#include "cli/command_line.hpp"
#include "cli/json_reader.hpp"

namespace kling::cli {

/// The flags of a kind, made of its rows of the table "fields": one for each field that all providers have, and for the parts of those
/// that are hard to do without. What else there is is reached with --set.
///
/// A list of objects with one main member is a flag that is given once for each item: --image a.png --image b.png is
/// image_list[0].image and image_list[1].image; what else an item has follows it: --image-type first_frame. A needed object, and a list of
/// one item, are the flags of their members. An object that is only a switch is one. Other objects and lists take JSON.
///
/// A list whose items are of several types has a flag for each of these: --first-frame photo.png is an item of the type first_frame with
/// that url. `nested`: objects of the first level are the flags of their members, needed or not, as in the new generation's bodies.
[[nodiscard]] std::vector<FieldFlag> field_flags(const std::vector<JsonValue> &rows, bool nested = false);

/// "--aspect-ratio" for "aspect_ratio", "input-mode" for "input.mode".
[[nodiscard]] std::string flag_of_name(std::string_view name);

} // namespace kling::cli
