#include "base/error.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "base/text.hpp"

namespace kling {
namespace {

enum class Overflow : uint8_t { cut, leave_empty };

/// The caller's record as bytes: fields and parts of fields beyond its size do not exist.
class Image {
public:
  Image(kling_error *out, std::size_t size) : bytes_(reinterpret_cast<unsigned char *>(out)), size_(size) {}

  template <class T> void number(std::size_t offset, T value) const noexcept {
    if (offset + sizeof(T) <= size_) {
      std::memcpy(bytes_ + offset, &value, sizeof(T));
    } else if (offset < size_) {
      std::memset(bytes_ + offset, 0, size_ - offset);
    }
  }

  void text(std::size_t offset, std::size_t array, std::string_view value, Overflow overflow) const noexcept {
    if (offset >= size_) {
      return;
    }
    std::size_t room = std::min(array, size_ - offset);
    if (value.size() >= room) {
      value = overflow == Overflow::cut ? cut(value, room - 1) : std::string_view();
    }
    if (!value.empty()) {
      std::memcpy(bytes_ + offset, value.data(), value.size());
      make_printable(bytes_ + offset, bytes_ + offset + value.size(), is_utf8(value));
    }
    std::memset(bytes_ + offset + value.size(), 0, room - value.size());
  }

private:
  /// One line of UTF-8, whatever name or text of a caller it repeats.
  static void make_printable(unsigned char *first, const unsigned char *last, bool utf8) noexcept {
    for (; first != last; ++first) {
      if (*first < 0x20 || *first == 0x7F) {
        *first = ' ';
      } else if (!utf8 && *first >= 0x80) {
        *first = '?';
      }
    }
  }

  unsigned char *bytes_;
  std::size_t size_;
};

} // namespace

Error make_error(kling_status status, std::string_view message, std::string_view field) {
  Error error;
  error.status = status;
  error.message = message;
  error.field = field;
  return error;
}

kling_status write_error(kling_error *out, const Error &error) noexcept {
  if (out == nullptr) {
    return KLING_OK;
  }
  if (out->struct_size < offsetof(kling_error, status) + sizeof(out->status)) {
    return KLING_E_ARGUMENT;
  }
  Image image(out, std::min<std::size_t>(out->struct_size, sizeof(kling_error)));
  image.number(offsetof(kling_error, status), error.status);
  image.number(offsetof(kling_error, http_status), error.http_status);
  image.number(offsetof(kling_error, retryable), error.retryable);
  image.number(offsetof(kling_error, service_code), error.service_code);
  image.number(offsetof(kling_error, retry_after_ms), error.retry_after_ms);
  image.text(offsetof(kling_error, field), sizeof(out->field), error.field, Overflow::cut);
  image.text(offsetof(kling_error, request_id), sizeof(out->request_id), error.request_id, Overflow::leave_empty);
  image.text(offsetof(kling_error, task_id), sizeof(out->task_id), error.task_id, Overflow::leave_empty);
  image.text(offsetof(kling_error, message), sizeof(out->message), error.message, Overflow::cut);
  return KLING_OK;
}

} // namespace kling
