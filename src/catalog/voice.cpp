#include "catalog/voice.hpp"

#include "catalog/voice_rows.hpp"

namespace kling::catalog {

std::span<const Voice> voices() {
  return voice_rows;
}

const Voice *find_voice(std::string_view id) {
  for (const Voice &row : voice_rows) {
    if (row.id == id) {
      return &row;
    }
  }
  return nullptr;
}

} // namespace kling::catalog
