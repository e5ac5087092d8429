#include "client/input_file.hpp"

#include "base/text.hpp"
#include "system/file.hpp"

namespace kling::client {

namespace {

class FileBytes final : public protocol::Bytes {
public:
  explicit FileBytes(const system::File &file) : file_(file) {}
  [[nodiscard]] std::size_t look(uint64_t offset, unsigned char *buffer, std::size_t length) override {
    std::size_t got = 0;
    return file_.read_at(static_cast<int64_t>(offset), reinterpret_cast<char *>(buffer), length, got, error_) == KLING_OK ? got : 0;
  }
  [[nodiscard]] Error &error() { return error_; }

private:
  const system::File &file_;
  Error error_;
};

} // namespace

kling_status look_at_file(std::string_view path, Shared<const protocol::Input> &out, Error &error) {
  if (!is_utf8(path) || has_control(path)) {
    error = make_error(KLING_E_ARGUMENT, "the path of a file is not valid UTF-8 without control characters");
    return error.status;
  }
  if (path.empty()) {
    error = make_error(KLING_E_FILE, "cannot read \"\": no file has an empty path");
    return error.status;
  }
  system::File file;
  system::FileState state;
  const String name(path);
  if (file.open_for_reading(name, error) != KLING_OK || file.state(state, error) != KLING_OK) {
    return error.status;
  }
  if (state.size == 0) {
    error = make_error(KLING_E_FILE, concat({"cannot send ", path, ": it is empty"}));
    return error.status;
  }
  FileBytes bytes(file);
  const protocol::Facts facts = protocol::facts_of(bytes, state.size);
  if (bytes.error().failed()) { // it may be looked at, and not read
    error = std::move(bytes.error());
    return error.status;
  }
  out = kling::make_shared<protocol::Input>(protocol::Input::File{name, state.size, state.modified_ns}, facts);
  return KLING_OK;
}

} // namespace kling::client
