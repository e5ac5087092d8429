// Pictures and sound inside of bodies. What a URL names is never looked at.
#include "sim/media_input.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "sim/base64.hpp"
#include "sim/draft.hpp"

namespace kling::sim {

namespace {

constexpr std::size_t most_audio_bytes = std::size_t{5} << 20U; // §4.8
constexpr uint32_t least_side = 300;

uint32_t big(std::string_view bytes, std::size_t at, std::size_t count) {
  uint32_t out = 0;
  for (std::size_t i = 0; i < count; ++i) {
    out = (out << 8U) | static_cast<unsigned char>(bytes[at + i]);
  }
  return out;
}

uint32_t little(std::string_view bytes, std::size_t at, std::size_t count) {
  uint32_t out = 0;
  for (std::size_t i = count; i-- > 0;) {
    out = (out << 8U) | static_cast<unsigned char>(bytes[at + i]);
  }
  return out;
}

bool is_wav(std::string_view bytes) {
  return bytes.size() >= 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WAVE";
}

bool is_mp3(std::string_view bytes) {
  return bytes.starts_with("ID3") || (bytes.size() >= 2 && (big(bytes, 0, 2) & 0xffe6U) == 0xffe2U);
}

bool is_aac(std::string_view bytes) { // ADTS, or inside of an MP4 file
  return (bytes.size() >= 2 && (big(bytes, 0, 2) & 0xfff6U) == 0xfff0U) || (bytes.size() >= 12 && bytes.substr(4, 4) == "ftyp");
}

} // namespace

bool check_image(Draft &draft, std::string_view name, std::string_view given, int64_t most_megabytes) {
  if (is_url(given)) {
    return true;
  }
  if (given.starts_with("data:")) {
    return draft.refuse({name, " must be a URL or Base64 without a 'data:' prefix"});
  }
  const std::optional<String> bytes = decode_base64(given);
  const std::optional<ImageHeader> size = bytes ? ImageHeader::parse(*bytes) : std::nullopt;
  if (!size) {
    return draft.refuse({name, " is not a valid JPEG or PNG image"});
  }
  if (bytes->size() > static_cast<std::size_t>(most_megabytes) << 20U) {
    return draft.exceeds(name, most_megabytes, "MB");
  }
  const uint64_t shorter = std::min(size->width, size->height);
  const uint64_t longer = std::max(size->width, size->height);
  if (shorter < least_side || longer * 10 > shorter * 25) {
    return draft.refuse(
        {"The resolution or aspect ratio of the input image is invalid. Please ensure it meets the required specifications."});
  }
  return true;
}

bool check_audio(Draft &draft, std::string_view name, std::string_view given) {
  if (is_url(given)) {
    return true;
  }
  const std::optional<String> bytes = decode_base64(given);
  const bool lenient = !draft.state.settings.strict_audio;
  if (!bytes || !(is_wav(*bytes) || is_mp3(*bytes) || (lenient && is_aac(*bytes)))) {
    return draft.refuse({"Audio format is invalid"}); // §7.2
  }
  return bytes->size() <= most_audio_bytes || draft.exceeds(name, 5, "MB");
}

std::optional<int64_t> sound_ms(std::string_view given) {
  const std::optional<String> bytes = is_url(given) ? std::nullopt : decode_base64(given);
  if (!bytes || !is_wav(*bytes)) {
    return std::nullopt;
  }
  uint64_t bytes_a_second = 0;
  for (std::size_t at = 12; at + 8 <= bytes->size();) {
    const std::string_view chunk = std::string_view(*bytes).substr(at, 4);
    const std::size_t length = little(*bytes, at + 4, 4);
    if (chunk == "fmt " && at + 20 <= bytes->size()) {
      bytes_a_second = little(*bytes, at + 16, 4);
    } else if (chunk == "data" && bytes_a_second != 0) {
      return static_cast<int64_t>(length * 1000 / bytes_a_second);
    }
    at += 8 + length + length % 2;
  }
  return std::nullopt;
}

std::optional<ImageHeader> header_of_image(std::string_view given) {
  const std::optional<String> bytes = is_url(given) ? std::nullopt : decode_base64(given);
  return bytes ? ImageHeader::parse(*bytes) : std::nullopt;
}

} // namespace kling::sim
