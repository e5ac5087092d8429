// The head of a picture, a sound or a film, and the same as Base64.
#include "base/base64.hpp"
#include "fuzz/invariant.hpp"
#include "protocol/input.hpp"

namespace kling::fuzz {
namespace {

bool same(const protocol::Facts &a, const protocol::Facts &b) {
  return a.bytes == b.bytes && a.format == b.format && a.width == b.width && a.height == b.height;
}

void check_facts(std::string_view bytes) {
  const protocol::Facts facts = protocol::facts_of(bytes);
  require(facts.bytes == bytes.size(), "the length is the length");
  require((facts.width == 0) == (facts.height == 0), "a size is whole");
  const bool measured = facts.format == protocol::Format::png || facts.format == protocol::Format::jpeg;
  require(measured || facts.width == 0, "only what is measured has a size");
  require(protocol::format_name(facts.format).empty() == (facts.format == protocol::Format::other), "a format has a name");
  // What stands behind the frame changes nothing.
  std::string longer(bytes);
  longer += "more";
  require(facts.width == 0 || protocol::facts_of(longer).width == facts.width, "the first frame counts");

  std::string text(base64_length(bytes.size()), '?');
  encode_base64(reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size(), text.data());
  const protocol::InlineFacts encoded = protocol::facts_of_base64(text);
  require(encoded.base64 && !encoded.data_url && same(encoded.facts, facts), "Base64 tells the same");
  const std::string url = "data:image/png;base64," + text;
  const protocol::InlineFacts behind = protocol::facts_of_base64(url);
  require(behind.base64 && behind.data_url && behind.content == text && same(behind.facts, facts), "so does a data URL");
}

void check_text(std::string_view text) {
  const protocol::InlineFacts facts = protocol::facts_of_base64(text);
  require(text.ends_with(facts.content), "the content is the text's end");
  if (!facts.base64) {
    require(facts.facts.bytes == 0, "nothing is told of what is no Base64");
    return;
  }
  std::vector<unsigned char> decoded(static_cast<std::size_t>(facts.facts.bytes) + 1);
  require(decode_base64(facts.content, 0, decoded.data(), decoded.size()) == facts.facts.bytes, "the decoded length is exact");
}

} // namespace
} // namespace kling::fuzz

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  using namespace kling::fuzz;
  check_facts(text_of(data, size));
  check_text(text_of(data, size));
  return 0;
}
