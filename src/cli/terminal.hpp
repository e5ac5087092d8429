#pragma once

#include <cstddef>
#include <string>

namespace kling::cli {

/// What a terminal shows a word as, where it shows colours.
enum class Tone : unsigned char { plain, strong, good, bad, faint };

/// Whether the stream is a terminal whose line can be written anew: TERM says nothing, or "dumb", where it cannot.
[[nodiscard]] bool is_redrawn(int stream);

/// The columns of the terminal; `otherwise` where the stream is none and COLUMNS does not say either.
[[nodiscard]] size_t columns_of_stream(int stream, size_t otherwise);

/// The columns of a page to be read on the stream: those of the terminal, as long as lines of that length are easy to read.
[[nodiscard]] size_t page_columns(int stream);

/// The text in a tone; as it is where the stream is no terminal with colours, or NO_COLOR is set.
[[nodiscard]] std::string toned(int stream, Tone tone, const std::string &text);

/// The text as a terminal shows it best: broken between words, not inside them. As it is where the stream is no terminal.
[[nodiscard]] std::string fitted_text(int stream, const std::string &text);

/// Whether nobody reads the stream any more: a pipe whose other end is closed.
[[nodiscard]] bool reader_is_gone(int stream);

} // namespace kling::cli
