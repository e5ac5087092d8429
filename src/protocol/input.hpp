#pragma once

#include <memory>
#include <string_view>

#include "base/allocation.hpp"
#include "protocol/image_header.hpp"

namespace kling::protocol {

/// What bytes are by their first few, whatever their name.
enum class Format : uint8_t { other, png, jpeg, gif, webp, bmp, heif, mp3, wav, m4a, aac, mp4, mov };

/// "PNG", "MP3", …; empty for `other`.
[[nodiscard]] std::string_view format_name(Format format);

/// What can be told of a picture, sound or film without decoding it. Zero is not known.
struct Facts {
  uint64_t bytes = 0;
  Format format = Format::other;
  uint32_t width = 0; // of PNG and JPEG
  uint32_t height = 0;
};

[[nodiscard]] Facts facts_of(Bytes &content, uint64_t length);
[[nodiscard]] Facts facts_of(std::string_view content);

/// The same of a text that should be Base64.
struct InlineFacts {
  bool base64 = false;      // every letter of `content` is
  bool data_url = false;    // "data:…;base64," stood in front, which the service does not take
  std::string_view media;   // of a data URL: "image/png"; may be empty
  std::string_view content; // without that
  Facts facts;              // of what it decodes to
};
[[nodiscard]] InlineFacts facts_of_base64(std::string_view text);

/// Somebody's hold on bytes that are his: given back by its destructor, on whichever thread drops the last use.
class Loan : public Allocated {
public:
  Loan() = default;
  Loan(const Loan &) = delete;
  Loan &operator=(const Loan &) = delete;
  virtual ~Loan() = default;
};

/// Bytes that stand in a body as Base64: a copy, a loan, or a file that is read when it is sent. Never changed once it is made; requests
/// and bodies share it.
class Input : public Allocated {
public:
  /// What is remembered of a file, and is still to be so when it is sent.
  struct File {
    String path;
    uint64_t size = 0;
    int64_t modified_ns = 0; // Unix time
  };

  explicit Input(Vector<char> copied);
  Input(const void *bytes, std::size_t length, std::unique_ptr<Loan> loan);
  Input(File file, const Facts &facts);
  Input(const Input &) = delete;
  Input &operator=(const Input &) = delete;
  ~Input() = default;

  [[nodiscard]] const Facts &facts() const { return facts_; }
  [[nodiscard]] uint64_t length() const { return facts_.bytes; }
  [[nodiscard]] bool is_file() const { return !file_.path.empty(); }
  [[nodiscard]] const File &file() const { return file_; }   // of a file
  [[nodiscard]] const void *bytes() const { return bytes_; } // of all else
  /// "<1234 bytes of photo.png>", for people.
  [[nodiscard]] String shown() const;

private:
  Facts facts_;
  File file_;
  Vector<char> copied_;
  const void *bytes_ = nullptr;
  std::unique_ptr<Loan> loan_;
};

/// By the numbers of the references that stand for them; null where a number is free.
using Inputs = Vector<Shared<const Input>>;

} // namespace kling::protocol
