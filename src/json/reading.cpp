#include "json/reading.hpp"

#include <cJSON.h>

#include "json/scanner.hpp"

namespace kling::json {

namespace {

constexpr std::size_t usual_bytes_of_a_value = 16; // of a reply of the service, names and all
constexpr std::size_t fewest_values = 16;

char *put_utf8(char *to, unsigned code) {
  const auto put = [&to](unsigned byte) { *to++ = static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0U | (code >> 6U));
    put(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    put(0xE0U | (code >> 12U));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  } else {
    put(0xF0U | (code >> 18U));
    put(0x80U | ((code >> 12U) & 0x3FU));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  }
  return to;
}

/// What the four digits at the front of `rest`, and those of a second half, stand for; they are taken off.
unsigned take_code(std::string_view &rest) {
  const unsigned code = hex4(rest);
  rest.remove_prefix(4);
  if (code < 0xD800 || code > 0xDBFF) {
    return code;
  }
  const unsigned low = hex4(rest.substr(2));
  rest.remove_prefix(6);
  return 0x10000 + ((code & 0x3FFU) << 10U) + (low & 0x3FFU);
}

/// Replaces the escapes of a string that the scanner has passed, in its place: none is shorter than what it stands for. Returns its end.
char *unescape(char *text, std::size_t length) {
  constexpr std::string_view letters = "bfnrt";
  constexpr std::string_view meant = "\b\f\n\r\t";
  char *to = text;
  for (std::string_view rest(text, length); !rest.empty();) {
    const char c = rest.front();
    rest.remove_prefix(1);
    if (c != '\\') {
      *to++ = c;
      continue;
    }
    const char escape = rest.front();
    rest.remove_prefix(1);
    if (escape == 'u') {
      to = put_utf8(to, take_code(rest));
      continue;
    }
    const std::size_t letter = letters.find(escape);
    *to++ = letter == std::string_view::npos ? escape : meant[letter];
  }
  return to;
}

} // namespace

/// Hangs each value where it belongs as the scanner tells of it.
class Reading::Builder {
public:
  explicit Builder(Reading &out) : out_(out) {}

  void open(bool object) {
    cJSON *const container = add(object ? cJSON_Object : cJSON_Array);
    ++depth_;
    holders_[depth_] = container;
    latest_[depth_] = nullptr;
  }
  void close() { --depth_; }
  void string(Quoted content, bool is_name) {
    char *const text = out_.text_.data() + content.start;
    *(content.escaped ? unescape(text, content.length) : text + content.length) = '\0';
    if (is_name) {
      name_ = text;
    } else {
      add(cJSON_String)->valuestring = text;
    }
  }
  void number(std::size_t start, std::size_t length) {
    char *const text = out_.text_.data() + start;
    text[length] = '\0'; // the scanner reads another copy
    add(cJSON_Raw)->valuestring = text;
  }
  void word(std::string_view which) { add(which == "true" ? cJSON_True : which == "false" ? cJSON_False : cJSON_NULL); }

private:
  cJSON *add(int type) {
    if (out_.nodes_.empty() || out_.nodes_.back().size() == out_.nodes_.back().capacity()) {
      out_.nodes_.emplace_back().reserve(out_.text_.size() / usual_bytes_of_a_value + fewest_values);
    }
    cJSON &node = out_.nodes_.back().emplace_back();
    node.type = type;
    node.string = std::exchange(name_, nullptr);
    cJSON *&latest = latest_[depth_];
    if (latest != nullptr) {
      latest->next = &node;
      node.prev = latest;
    } else if (depth_ > 0) {
      holders_[depth_]->child = &node;
    } else {
      out_.root_ = &node;
    }
    latest = &node;
    return &node;
  }

  Reading &out_;
  char *name_ = nullptr; // of the value that comes next
  std::size_t depth_ = 0;
  cJSON *holders_[deepest + 1] = {};
  cJSON *latest_[deepest + 1] = {};
};

Reading::Reading() = default;
Reading::Reading(Reading &&other) noexcept
    : text_(std::move(other.text_)), nodes_(std::move(other.nodes_)), root_(std::exchange(other.root_, nullptr)) {}
Reading::~Reading() = default;

Reading &Reading::operator=(Reading &&other) noexcept {
  text_.swap(other.text_);
  nodes_.swap(other.nodes_);
  std::swap(root_, other.root_);
  return *this;
}

bool Reading::parse(std::string_view text, Reading &out, String &why) {
  out = Reading();
  Reading fresh;
  fresh.text_.reserve(text.size() + 1);
  fresh.text_.assign(text.begin(), text.end());
  fresh.text_.push_back('\0');
  Builder builder(fresh);
  if (!Scanner(text, builder, why).run()) {
    return false;
  }
  out = std::move(fresh);
  return true;
}

} // namespace kling::json
