#include "protocol/input.hpp"

#include <algorithm>
#include <cstring>

#include "base/base64.hpp"
#include "base/text.hpp"

namespace kling::protocol {

namespace {

constexpr std::size_t head_size = 16;

class Memory final : public Bytes {
public:
  explicit Memory(std::string_view bytes) : bytes_(bytes) {}
  [[nodiscard]] std::size_t look(uint64_t offset, unsigned char *buffer, std::size_t length) override {
    const auto first = static_cast<std::size_t>(std::min<uint64_t>(offset, bytes_.size()));
    const std::size_t count = std::min(length, bytes_.size() - first);
    if (count > 0) {
      std::memcpy(buffer, bytes_.data() + first, count);
    }
    return count;
  }

private:
  std::string_view bytes_;
};

class Decoded final : public Bytes {
public:
  explicit Decoded(std::string_view text) : text_(text) {}
  [[nodiscard]] std::size_t look(uint64_t offset, unsigned char *buffer, std::size_t length) override {
    return decode_base64(text_, offset, buffer, length);
  }

private:
  std::string_view text_;
};

struct Signature {
  std::size_t offset;
  std::string_view bytes;
  Format format;
};

// What stands first counts: the brand of a film or picture before the box that all of them have.
constexpr Signature signatures[] = {
    {0, "\x89PNG\r\n\x1A\n", Format::png},
    {0, "\xFF\xD8\xFF", Format::jpeg},
    {0, "GIF87a", Format::gif},
    {0, "GIF89a", Format::gif},
    {8, "WEBP", Format::webp},
    {8, "WAVE", Format::wav},
    {0, "BM", Format::bmp},
    {0, "ID3", Format::mp3},
    {0, "ADIF", Format::aac},
    {4, "ftypM4A", Format::m4a},
    {4, "ftypM4B", Format::m4a},
    {4, "ftyphe", Format::heif},
    {4, "ftypmif1", Format::heif},
    {4, "ftypmsf1", Format::heif},
    {4, "ftypavif", Format::heif},
    {4, "ftypqt", Format::mov},
    {4, "ftyp", Format::mp4},
};

constexpr std::string_view format_names[] = {"",    "PNG", "JPEG", "GIF", "WebP", "BMP",      "HEIF",
                                             "MP3", "WAV", "M4A",  "AAC", "MP4",  "QuickTime"};

/// Sounds without a container begin with a frame: eleven or twelve bits that are set, then version and layer.
Format format_of_frame(std::string_view head) {
  if (head.size() < 2 || static_cast<unsigned char>(head[0]) != 0xFF) {
    return Format::other;
  }
  const auto second = static_cast<unsigned char>(head[1]);
  if ((second & 0xF6U) == 0xF0) {
    return Format::aac;
  }
  return (second & 0xE6U) == 0xE2 ? Format::mp3 : Format::other;
}

Format format_of(std::string_view head) {
  for (const Signature &row : signatures) {
    const bool riff = row.format == Format::webp || row.format == Format::wav;
    if (head.size() >= row.offset + row.bytes.size() && head.substr(row.offset, row.bytes.size()) == row.bytes &&
        (!riff || head.starts_with("RIFF"))) {
      return row.format;
    }
  }
  return format_of_frame(head);
}

} // namespace

std::string_view format_name(Format format) {
  return format_names[static_cast<std::size_t>(format)];
}

Facts facts_of(Bytes &content, uint64_t length) {
  unsigned char head[head_size];
  Facts facts;
  facts.bytes = length;
  const std::size_t got = content.look(0, head, sizeof head);
  facts.format = format_of({reinterpret_cast<const char *>(head), got});
  PixelSize size;
  if ((facts.format == Format::png && find_png_size(content, size)) || (facts.format == Format::jpeg && find_jpeg_size(content, size))) {
    facts.width = size.width;
    facts.height = size.height;
  }
  return facts;
}

Facts facts_of(std::string_view content) {
  Memory memory(content);
  return facts_of(memory, content.size());
}

InlineFacts facts_of_base64(std::string_view text) {
  constexpr std::string_view mark = ";base64,";
  InlineFacts out;
  out.content = text;
  if (text.size() >= 5 && equal_ignoring_case(text.substr(0, 5), "data:")) {
    out.data_url = true;
    const std::size_t comma = std::min(text.find(','), text.size());
    out.media = text.substr(5, std::min(text.find(';'), comma) - 5);
    const bool encoded = comma + 1 >= mark.size() && comma < text.size() && text.substr(comma + 1 - mark.size(), mark.size()) == mark;
    out.content = text.substr(std::min(comma + 1, text.size()));
    if (!encoded) {
      return out;
    }
  }
  if (const std::optional<uint64_t> size = base64_size(out.content)) {
    Decoded decoded(out.content);
    out.base64 = true;
    out.facts = facts_of(decoded, *size);
  }
  return out;
}

Input::Input(Vector<char> copied) : facts_(facts_of({copied.data(), copied.size()})), copied_(std::move(copied)), bytes_(copied_.data()) {}

Input::Input(const void *bytes, std::size_t length, std::unique_ptr<Loan> loan)
    : facts_(facts_of({static_cast<const char *>(bytes), length})), bytes_(bytes), loan_(std::move(loan)) {}

Input::Input(File file, const Facts &facts) : facts_(facts), file_(std::move(file)) {
  facts_.bytes = file_.size;
}

String Input::shown() const {
  const String length = text_of(static_cast<int64_t>(this->length()));
  if (!is_file()) {
    return concat({"<", length, " bytes>"});
  }
  const std::string_view path = file_.path;
  return concat({"<", length, " bytes of ", path.substr(path.rfind('/') + 1), ">"});
}

} // namespace kling::protocol
