#pragma once

#include <cstddef>
#include <string>

#include "cli/json_reader.hpp"

namespace kling::cli {

/// What a reply of the service holds besides its envelope: `data`, or the whole of it where there is none.
[[nodiscard]] const JsonValue &data_of_reply(const JsonValue &reply);

/// A list that was asked for (presets, packs, a ledger) as a table, a row for each record; as JSON where there is no list in it.
/// `columns` as in Table::text.
[[nodiscard]] std::string table_of_reply(const JsonValue &reply, size_t columns);

/// How much of a long text is shown.
struct Shown {
  bool bytes = false; // Base64, as that of pictures is, stands whole and not as "<1024 bytes>"
  size_t longest = 0; // characters; longer texts are only told of. 0: all are whole
};

/// The data as JSON to be read by people.
[[nodiscard]] std::string json_of_reply(const JsonValue &reply, Shown shown);

/// "2026-11-21 04:50:12", in this machine's time zone; nothing for what is no time.
[[nodiscard]] std::string text_of_date(int64_t ms);

} // namespace kling::cli
