#include "sim/wav.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "sim/byte_order.hpp"

namespace kling::sim {

namespace {

constexpr uint64_t rate = 24000;
constexpr std::size_t period = 60; // samples: 400 Hz
constexpr double loudness = 1200;  // of 32767
constexpr uint64_t sample_bytes = 2;

String one_period() {
  String out;
  for (std::size_t i = 0; i < period; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(period);
    append_little_endian(out, static_cast<uint64_t>(std::lround(loudness * std::sin(angle))), 2);
  }
  return out;
}

} // namespace

String make_wav(int64_t duration_ms) {
  const uint64_t samples = duration_ms > 0 ? static_cast<uint64_t>(duration_ms) * rate / 1000 : 0;
  const uint64_t bytes = samples * sample_bytes;
  String out("RIFF");
  out.reserve(bytes + 64);
  append_little_endian(out, bytes + 36, 4);
  out += "WAVEfmt ";
  append_little_endian(out, 16, 4);
  append_little_endian(out, 1, 2); // PCM
  append_little_endian(out, 1, 2); // mono
  append_little_endian(out, rate, 4);
  append_little_endian(out, rate * sample_bytes, 4);
  append_little_endian(out, sample_bytes, 2);
  append_little_endian(out, 8 * sample_bytes, 2);
  out += "data";
  append_little_endian(out, bytes, 4);
  const String wave = one_period();
  const std::size_t end = out.size() + bytes;
  while (out.size() < end) {
    out += std::string_view(wave).substr(0, end - out.size());
  }
  return out;
}

} // namespace kling::sim
