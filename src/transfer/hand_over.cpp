#include "transfer/hand_over.hpp"

namespace kling::transfer {

kling_status HandOver::open(std::string_view, String &, Error &error) {
  open_ = true;
  return length_ > 0 || hash_.start() ? kling_status{KLING_OK} : Sha256::unavailable(error);
}

kling_status HandOver::take(const void *bytes, std::size_t length, Error &error) {
  if (!taker_.take(bytes, length)) {
    error = make_error(KLING_E_FILE, "the receiver refused");
    return error.status;
  }
  length_ += static_cast<int64_t>(length);
  return hash_.take(bytes, length) ? kling_status{KLING_OK} : Sha256::unavailable(error);
}

kling_status HandOver::flush(Error &) {
  return KLING_OK;
}

kling_status HandOver::start_over(Error &error) {
  if (!taker_.take_back()) {
    error = make_error(KLING_E_DOWNLOAD, "the download cannot be gone on with, and the receiver already has bytes of it");
    return error.status;
  }
  length_ = 0;
  return hash_.start() ? kling_status{KLING_OK} : Sha256::unavailable(error);
}

kling_status HandOver::finish(bool &over, String &sha256, Error &error) {
  over = taker_.drained();
  return !over || !sha256.empty() || hash_.finish(sha256) ? kling_status{KLING_OK} : Sha256::unavailable(error);
}

} // namespace kling::transfer
