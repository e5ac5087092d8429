#include "sim/identifiers.hpp"

#include "base/text.hpp"

namespace kling::sim {

namespace {

uint64_t mixed(uint64_t value) { // the finaliser of SplitMix64
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

} // namespace

uint64_t Identifiers::next() {
  state_ += 0x9e3779b97f4a7c15U;
  return mixed(state_);
}

String Identifiers::task_id() {
  constexpr uint64_t smallest = 800000000000000000U;
  constexpr uint64_t spread = 100000000000000000U;
  last_task_id_ = last_task_id_ == 0 ? smallest + next() % spread : last_task_id_ + 1 + next() % 100000;
  return text_of(static_cast<int64_t>(last_task_id_));
}

String Identifiers::uuid() {
  uint64_t high = next();
  uint64_t low = next();
  high = (high & ~0xf000ULL) | 0x4000ULL;
  low = (low & ~(0xc0ULL << 56U)) | (0x80ULL << 56U);
  const String digits = hexadecimal(high) + hexadecimal(low);
  const std::string_view all = digits;
  return concat({all.substr(0, 8), "-", all.substr(8, 4), "-", all.substr(12, 4), "-", all.substr(16, 4), "-", all.substr(20)});
}

String Identifiers::signature(std::string_view text) const {
  const uint64_t first = fingerprint(text, mixed(seed_ + 1));
  return hexadecimal(mixed(first)) + hexadecimal(mixed(fingerprint(text, mixed(first ^ seed_))));
}

uint64_t fingerprint(std::string_view bytes, uint64_t start) {
  for (const char byte : bytes) {
    start = (start ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
  }
  return start;
}

String hexadecimal(uint64_t value) {
  String out(16, '0');
  for (std::size_t i = out.size(); i-- > 0; value >>= 4U) {
    out[i] = "0123456789abcdef"[value & 15U];
  }
  return out;
}

} // namespace kling::sim
