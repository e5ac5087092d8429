#pragma once

#include <string_view>

#include "base/error.hpp"

namespace kling::protocol {

/// What a prompt can name: <<<image_1>>> in the legacy generation, @image_1 in the new one.
struct Reference {
  String mark;  // "<<<image_1>>>"; empty: no legacy prompt can name it
  String id;    // "image_1"; empty: no prompt of the new generation can
  String place; // the caller's field that holds it: "image_list[0]", "contents[1]"
};

/// The first <<<name_n>>> in the text, empty where there is none.
[[nodiscard]] std::string_view first_mark(std::string_view text);

/// The prompt with each <<<name_n>>> as @id, and a blank where a letter or digit would join it. KLING_E_FIELD for a reference that names
/// nothing, and for text that would become one. `field` is the prompt's own name.
kling_status tell_marks_as_ids(std::string_view prompt, const Vector<Reference> &references, std::string_view field, String &out,
                               Error &error);

/// The prompt with each @id as <<<name_n>>>. Without references an @ is text like any other. KLING_E_FIELD for an @ that names nothing
/// or stands in a longer word, and for text that would become a reference.
kling_status tell_ids_as_marks(std::string_view prompt, const Vector<Reference> &references, std::string_view field, String &out,
                               Error &error);

/// KLING_E_FIELD where one id is the beginning of another: which of them an @ means is then not certain.
kling_status check_ids(const Vector<Reference> &references, Error &error);

} // namespace kling::protocol
