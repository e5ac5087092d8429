#include "sim/png.hpp"

#include <algorithm>
#include <array>

#include "sim/byte_order.hpp"
#include "sim/checksum.hpp"
#include "sim/deflate.hpp"
#include "sim/identifiers.hpp"

namespace kling::sim {

namespace {

using Colour = std::array<uint8_t, 3>;
constexpr uint32_t most_bands = 32;
constexpr char filter_up = 2; // a row is its difference from the row above (PNG §9.2)

void append_chunk(String &out, std::string_view type, std::string_view content) {
  append_big_endian(out, content.size(), 4);
  const std::size_t start = out.size();
  out += type;
  out += content;
  append_big_endian(out, crc32(std::string_view(out).substr(start)), 4);
}

Colour colour(uint64_t bits) {
  return {static_cast<uint8_t>(bits & 0xffU), static_cast<uint8_t>(bits >> 8U & 0xffU), static_cast<uint8_t>(bits >> 16U & 0xffU)};
}

/// The colour of band `band` of `bands`.
Colour between(const Colour &top, const Colour &bottom, uint32_t band, uint32_t bands) {
  Colour out = {};
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = static_cast<uint8_t>((top[i] * (bands - band) + bottom[i] * band) / bands);
  }
  return out;
}

/// Bands of one colour each: within a band a row differs nowhere from the one above, at its start everywhere by the same.
String pixels(uint32_t width, uint32_t height, uint64_t seed) {
  const uint64_t bits = fingerprint(hexadecimal(seed));
  const Colour top = colour(bits);
  const Colour bottom = colour(bits >> 24U);
  const uint32_t bands = std::clamp(height, 1U, most_bands);
  const uint64_t row_bytes = uint64_t{width} * 3;
  Deflate out;
  Colour above = {};
  uint32_t band_above = bands;
  for (uint32_t row = 0; row < height; ++row) {
    out.text(std::string_view(&filter_up, 1));
    const auto band = static_cast<uint32_t>(uint64_t{row} * bands / height);
    if (band == band_above) {
      out.zeros(row_bytes);
      continue;
    }
    band_above = band;
    const Colour here = between(top, bottom, band, bands);
    String difference;
    for (std::size_t i = 0; i < here.size(); ++i) {
      difference.push_back(static_cast<char>(here[i] - above[i]));
    }
    above = here;
    out.text(difference);
    out.repeat(3, row_bytes - 3);
  }
  return out.finish();
}

} // namespace

String png_file(uint32_t width, uint32_t height, char colour_type, std::string_view rows) {
  String header;
  append_big_endian(header, width, 4);
  append_big_endian(header, height, 4);
  header.push_back('\x08');
  header.push_back(colour_type);
  header.append(3, '\0'); // deflate, the one set of filters, not interlaced
  String out("\x89PNG\r\n\x1a\n");
  append_chunk(out, "IHDR", header);
  append_chunk(out, "IDAT", rows);
  append_chunk(out, "IEND", {});
  return out;
}

String make_png(uint32_t width, uint32_t height, uint64_t seed) {
  constexpr char rgb = 2;
  return png_file(width, height, rgb, pixels(width, height, seed));
}

} // namespace kling::sim
