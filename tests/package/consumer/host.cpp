// A host in C++ that uses the C++ runtime as heavily as we do and, on top, has names of its own that read like the library's.
#include <cstdio>
#include <cstdlib>
#include <kling/kling.h>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace kling {

void *allocate(std::size_t) {
  std::puts("the library called the host's kling::allocate");
  std::abort();
}
void deallocate(void *) noexcept {
  std::abort();
}
bool is_utf8(std::string_view) noexcept {
  std::abort();
}

template <class T> struct Allocator {
  using value_type = T;
  T *allocate(std::size_t count) { return static_cast<T *>(std::malloc(count * sizeof(T))); }
  void deallocate(T *memory, std::size_t) noexcept { std::free(memory); }
  friend bool operator==(const Allocator &, const Allocator &) { return true; }
};
using String = std::basic_string<char, std::char_traits<char>, Allocator<char>>;

struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
  std::vector<String, Allocator<String>> causes;
};

inline Error make_error(kling_status status, std::string_view message, std::string_view) {
  Error error(std::string(message) + " " + std::to_string(status));
  error.causes.emplace_back("a cause long enough to be on the heap, unlike a short one");
  return error;
}

} // namespace kling

namespace {

std::string status_of(const std::string &field, const std::string &value) {
  kling_request *made = nullptr;
  if (kling_request_new(KLING_TEXT2VIDEO, &made) != KLING_OK) {
    throw kling::make_error(KLING_E_MEMORY, "no request", {});
  }
  const std::unique_ptr<kling_request, decltype(&kling_request_free)> request(made, kling_request_free);
  if (const kling_status status = kling_request_set_string(request.get(), field.c_str(), value.c_str()); status != KLING_OK) {
    throw kling::make_error(status, "refused", {});
  }
  return kling_status_name(kling_request_validate(request.get(), nullptr, nullptr));
}

} // namespace

int main() {
  std::map<std::string, std::vector<std::string>> seen;
  seen["prompt"].push_back(status_of("prompt", std::string(100, 'x')));
  try {
    (void)status_of("not..a..path", "x");
    return 2;
  } catch (const kling::Error &error) {
    seen["error"].emplace_back(error.what());
  }
  try {
    throw std::out_of_range("the host's own exception");
  } catch (const std::exception &error) {
    seen["exception"].emplace_back(error.what());
  }
  if (seen.size() != 3 || seen["prompt"].front() != kling_status_name(KLING_OK)) {
    return 1;
  }
  std::printf("%s\n", kling_version_string());
  return 0;
}
