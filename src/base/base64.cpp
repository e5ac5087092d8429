#include "base/base64.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace kling {

namespace {

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint8_t no_letter = 0xFF;

struct Pair {
  char first;
  char second;
};

/// The two letters of every 12 bits.
constexpr std::array<Pair, 4096> make_pairs() {
  std::array<Pair, 4096> pairs{};
  for (std::size_t bits = 0; bits < pairs.size(); ++bits) {
    pairs[bits] = {letters[bits >> 6U], letters[bits & 63U]};
  }
  return pairs;
}

constexpr std::array<uint8_t, 256> make_values() {
  std::array<uint8_t, 256> values{};
  values.fill(no_letter);
  for (std::size_t value = 0; value < letters.size(); ++value) {
    values[static_cast<unsigned char>(letters[value])] = static_cast<uint8_t>(value);
  }
  return values;
}

constexpr std::array<Pair, 4096> pair_of = make_pairs();
constexpr std::array<uint8_t, 256> value_of = make_values();

uint8_t value(char letter) {
  return value_of[static_cast<unsigned char>(letter)];
}

#if defined(__x86_64__)
/// 24 bytes a step, as many whole steps as the length has room for; how many bytes that were. After W. Muła and D. Lemire, "Faster Base64
/// Encoding and Decoding using AVX2 Instructions".
__attribute__((target("avx2"))) std::size_t encode_wide(const unsigned char *bytes, std::size_t length, char *out) noexcept {
  const __m256i spread = _mm256_setr_epi8(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10, //
                                          1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10);
  const __m256i shifts = _mm256_setr_epi8('a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, //
                                          '0' - 52, '0' - 52, '0' - 52, '+' - 62, '/' - 63, 'A', 0, 0,                    //
                                          'a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, //
                                          '0' - 52, '0' - 52, '0' - 52, '+' - 62, '/' - 63, 'A', 0, 0);
  std::size_t done = 0;
  for (; length - done >= 28; done += 24, out += 32) { // the second half is loaded with four bytes more than it uses
    const __m128i low = _mm_loadu_si128(reinterpret_cast<const __m128i *>(bytes + done));
    const __m128i high = _mm_loadu_si128(reinterpret_cast<const __m128i *>(bytes + done + 12));
    const __m256i both = _mm256_shuffle_epi8(_mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1), spread);
    const __m256i first_third = _mm256_mulhi_epu16(_mm256_and_si256(both, _mm256_set1_epi32(0x0fc0fc00)), _mm256_set1_epi32(0x04000040));
    const __m256i second_fourth = _mm256_mullo_epi16(_mm256_and_si256(both, _mm256_set1_epi32(0x003f03f0)), _mm256_set1_epi32(0x01000010));
    const __m256i values = _mm256_or_si256(first_third, second_fourth);
    const __m256i capital = _mm256_cmpgt_epi8(_mm256_set1_epi8(26), values);
    const __m256i range = _mm256_or_si256(_mm256_subs_epu8(values, _mm256_set1_epi8(51)), _mm256_and_si256(capital, _mm256_set1_epi8(13)));
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(out), _mm256_add_epi8(values, _mm256_shuffle_epi8(shifts, range)));
  }
  return done;
}

std::size_t encode_fast(const unsigned char *bytes, std::size_t length, char *out) noexcept {
  return __builtin_cpu_supports("avx2") != 0 ? encode_wide(bytes, length, out) : 0;
}
#else
std::size_t encode_fast(const unsigned char *, std::size_t, char *) noexcept {
  return 0;
}
#endif

} // namespace

void encode_base64(const unsigned char *bytes, std::size_t length, char *out) noexcept {
  std::size_t done = encode_fast(bytes, length, out);
  out += done / 3 * 4;
  for (; length - done >= 3; done += 3, out += 4) {
    const uint32_t bits = uint32_t{bytes[done]} << 16U | uint32_t{bytes[done + 1]} << 8U | bytes[done + 2];
    std::memcpy(out, &pair_of[bits >> 12U], 2);
    std::memcpy(out + 2, &pair_of[bits & 4095U], 2);
  }
  if (length - done == 1) {
    std::memcpy(out, &pair_of[uint32_t{bytes[done]} << 4U], 2);
    out[2] = '=';
    out[3] = '=';
  } else if (length - done == 2) {
    const uint32_t bits = uint32_t{bytes[done]} << 8U | bytes[done + 1];
    std::memcpy(out, &pair_of[bits >> 4U], 2);
    out[2] = letters[(bits & 15U) << 2U];
    out[3] = '=';
  }
}

std::optional<uint64_t> base64_size(std::string_view text) noexcept {
  const bool whole = text.size() % 4 == 0;
  for (int padding = 0; padding < 2 && whole && text.ends_with('='); ++padding) {
    text.remove_suffix(1);
  }
  if (text.size() % 4 == 1) {
    return std::nullopt;
  }
  uint8_t seen = 0; // of a letter's value only the six lower bits can be set
  for (const char letter : text) {
    seen |= value(letter);
  }
  if (seen > 63) {
    return std::nullopt;
  }
  return uint64_t{text.size()} / 4 * 3 + text.size() % 4 * 3 / 4;
}

std::size_t decode_base64(std::string_view text, uint64_t offset, unsigned char *out, std::size_t length) noexcept {
  while (text.ends_with('=')) {
    text.remove_suffix(1);
  }
  const uint64_t size = uint64_t{text.size()} / 4 * 3 + text.size() % 4 * 3 / 4;
  const auto count = static_cast<std::size_t>(std::min<uint64_t>(length, size - std::min(offset, size)));
  for (std::size_t done = 0; done < count; ++done) {
    const uint64_t at = offset + done;
    const auto letter = static_cast<std::size_t>(at / 3 * 4 + at % 3); // the one that its upper bits are in
    const auto shift = static_cast<unsigned>(at % 3 * 2);
    const unsigned bits = unsigned{value(text[letter])} << 6U | value(text[letter + 1]);
    out[done] = static_cast<unsigned char>(bits >> (4U - shift));
  }
  return count;
}

} // namespace kling
