#pragma once

#include "catalog/rule.hpp"

namespace kling::catalog {

/// What a number of a price row counts.
enum class Currency : uint8_t {
  video_units, // one is $0.14
  image_units, // one is $0.0035
  usd,         // dollars without units
  credits,     // of the commissioned page: its own column
};

enum class Per : uint8_t {
  task,
  second,       // of the field duration
  five_seconds, // begun
  image,        // of the field n
  series,       // image of the field series_amount; "auto" has no price
};

/// A price: a row of price_rows.hpp. Of each currency the first row whose conditions all hold is the price; without one it is unknown.
struct Price {
  KindSet kinds{};
  std::string_view model{}; // the one that counts, given or default; empty: any
  std::span<const Condition> when{};
  std::string_view amount{}; // decimal text: "0.6"
  Currency currency = Currency::video_units;
  Per per = Per::task;
  bool afterwards = false; // how much of it, or which row it is, no field tells: for the reader alone, what it comes to is not known
  std::string_view note{};
  std::string_view source{};
};

[[nodiscard]] std::span<const Price> prices();

} // namespace kling::catalog
