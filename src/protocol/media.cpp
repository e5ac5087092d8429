#include "protocol/media.hpp"

#include <algorithm>
#include <initializer_list>

#include "base/text.hpp"
#include "protocol/field_form.hpp"
#include "protocol/field_value.hpp"

namespace kling::protocol {

namespace {

using catalog::FieldType;
using catalog::Picture;

/// Text as short as this is rather a path or a slip than the contents of a file.
constexpr std::size_t shortest_contents = 128;
constexpr std::string_view hint = "kling_request_set_file sends a file";

bool looks_like_address(std::string_view text) {
  return text.substr(0, 32).find("://") != std::string_view::npos;
}

/// "11.2 MB", rounded up, so that what is too much also reads so.
String megabytes(uint64_t bytes) {
  constexpr uint64_t megabyte = 1024ULL * 1024;
  if (bytes < megabyte / 10) {
    return concat({text_of(static_cast<int64_t>(bytes)), " bytes"});
  }
  const uint64_t tenths = (bytes * 10 + megabyte - 1) / megabyte;
  const String whole = text_of(static_cast<int64_t>(tenths / 10));
  return tenths % 10 == 0 ? concat({whole, " MB"}) : concat({whole, ".", text_of(static_cast<int64_t>(tenths % 10)), " MB"});
}

String pixels(const Facts &facts) {
  return concat({text_of(int64_t{facts.width}), "x", text_of(int64_t{facts.height}), " pixels"});
}

class Media {
public:
  Media(const catalog::Field &row, std::string_view field, Error &error) : row_(row), field_(field), error_(error) {}

  bool check_video(json::Value value) {
    if (value.is(json::Type::string) && is_web_address(value.text())) {
      return true;
    }
    return refuse({" takes a URL only: the service has no upload; ", shown_address(value), " is no http or https address"});
  }

  bool check_text(json::Value value) {
    const std::string_view text = value.text();
    if (looks_like_address(text)) {
      return is_web_address(text) || refuse({" is ", shown_address(value), ", which is no http or https address; ", hint});
    }
    const InlineFacts facts = facts_of_base64(text);
    if (!facts.base64) {
      return refuse({" is ", shown_address(value), ": no URL and no Base64; ", hint});
    }
    if (text.size() < shortest_contents && facts.facts.format == Format::other && limited()) {
      return refuse({" is ", shown_address(value), ": no URL, and as Base64 nothing that is known; ", hint});
    }
    return check_facts(facts.facts);
  }

  bool check_facts(const Facts &facts) { return row_.type == FieldType::audio ? check_audio(facts) : check_image(facts); }

private:
  bool refuse(std::initializer_list<std::string_view> parts) {
    error_ = make_error(KLING_E_FIELD, concat({field_, concat(parts)}), field_);
    return false;
  }

  [[nodiscard]] bool limited() const { return row_.picture != nullptr || row_.max_bytes != 0; }

  bool check_size(uint64_t bytes, uint64_t most) {
    return most == 0 || bytes <= most || refuse({" is ", megabytes(bytes), "; at most ", megabytes(most)});
  }

  bool check_audio(const Facts &facts) {
    constexpr Format taken[] = {Format::other, Format::mp3, Format::wav, Format::m4a, Format::aac, Format::mp4};
    if (limited() && std::find(std::begin(taken), std::end(taken), facts.format) == std::end(taken)) {
      return refuse({" is of the format ", format_name(facts.format), "; MP3, WAV, M4A or AAC"});
    }
    return check_size(facts.bytes, row_.max_bytes);
  }

  bool check_image(const Facts &facts) {
    if (row_.picture == nullptr) {
      return true;
    }
    if (facts.format != Format::png && facts.format != Format::jpeg) {
      const std::string_view name = format_name(facts.format);
      return refuse({" is ", name.empty() ? "" : "of the format ", name.empty() ? "no picture that is known" : name, "; PNG or JPEG"});
    }
    return check_size(facts.bytes, row_.picture->max_bytes) && check_pixels(facts, *row_.picture);
  }

  bool check_pixels(const Facts &facts, const Picture &limits) {
    const uint32_t shorter = std::min(facts.width, facts.height);
    const uint32_t longer = std::max(facts.width, facts.height);
    if (shorter == 0) {
      return true; // the header does not tell
    }
    if (shorter < limits.min_side) {
      return refuse({" is ", pixels(facts), "; at least ", text_of(int64_t{limits.min_side}), " on each side"});
    }
    if (limits.max_side != 0 && longer > limits.max_side) {
      return refuse({" is ", pixels(facts), "; at most ", text_of(int64_t{limits.max_side}), " on each side"});
    }
    if (limits.max_ratio != 0 && static_cast<double>(longer) > limits.max_ratio * static_cast<double>(shorter)) {
      return refuse({" is ", pixels(facts), "; one side is at most ", text_of(limits.max_ratio), " times the other"});
    }
    return true;
  }

  const catalog::Field &row_;
  std::string_view field_;
  Error &error_;
};

} // namespace

std::optional<PixelSize> pixels_of(json::Value picture, const Inputs *inputs) {
  Facts facts;
  if (const std::optional<uint32_t> index = picture.reference()) {
    if (inputs == nullptr || *index >= inputs->size() || (*inputs)[*index] == nullptr) {
      return std::nullopt;
    }
    facts = (*inputs)[*index]->facts();
  } else if (picture.is(json::Type::string) && !looks_like_address(picture.text())) {
    facts = facts_of_base64(picture.text()).facts;
  }
  return facts.width == 0 || facts.height == 0 ? std::nullopt : std::optional(PixelSize{facts.width, facts.height});
}

kling_status check_media(const catalog::Field &row, json::Value value, std::string_view field, const Inputs &inputs, Error &error) {
  Media media(row, field, error);
  if (row.type == FieldType::video) {
    return media.check_video(value) ? KLING_OK : error.status;
  }
  if (const std::optional<uint32_t> index = value.reference()) {
    const bool held = *index < inputs.size() && inputs[*index] != nullptr;
    return !held || media.check_facts(inputs[*index]->facts()) ? KLING_OK : error.status;
  }
  return media.check_text(value) ? KLING_OK : error.status;
}

} // namespace kling::protocol
