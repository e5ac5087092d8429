#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/command_line.hpp"
#include "cli/field_value.hpp"

namespace kling::cli {

/// The items that the words of a command are: its files and links in the order of the types that the words may be, then the prompt. What
/// is one word too many comes back as `problem`.
[[nodiscard]] std::vector<TypedItem> items_of_words(const Command &command, const std::vector<std::string> &words, std::string &problem);

/// Adds the items to what their lists hold already, as JSON: an item takes the place of the one of its type there, else it stands behind
/// them. One that the prompt speaks of by number, "@image_2", gets that id.
[[nodiscard]] Failure set_items(const std::vector<TypedItem> &items, const JsonValue &held, kling_request *request, FieldValues &values);

/// "@image_2" where a prompt speaks of more pictures than there are; empty when it does not, or when `held` has items of names unknown
/// here.
[[nodiscard]] std::string missing_reference(const std::vector<TypedItem> &items, const JsonValue &held);

} // namespace kling::cli
