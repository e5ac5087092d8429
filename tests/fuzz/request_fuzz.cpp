// Setters through the public functions, one a line: "s prompt=text". Then every client's view of the request.
#include <algorithm>
#include <kling/kling.h>

#include "fuzz/invariant.hpp"
#include "support/handles.hpp"

namespace kling::fuzz {
namespace {

constexpr std::string_view key = "sk-the-key-of-the-fuzzer";

struct Setting {
  const char *provider;
  const char *validation;
};

constexpr Setting settings[] = {
    {"kling", "provider"}, {"kling", "official"}, {"kling-cn", "off"}, {"cometapi", "provider"}, {"cometapi", "off"}};

/// By the index of a client, the one without rules of a provider that has the same generations; the first has no provider.
constexpr std::size_t lenient[] = {3, 3, 3, 3, 5, 5};

const std::vector<test::Client> &clients() {
  static const std::vector<test::Client> made = [] {
    std::vector<test::Client> list;
    list.emplace_back(nullptr); // official rules
    for (const Setting &each : settings) {
      list.push_back(test::make_client({{"provider", each.provider}, {"validation", each.validation}, {"api_key", std::string(key)}}));
      require(list.back() != nullptr, "a client can be made");
    }
    return list;
  }();
  return made;
}

kling_status set(kling_request *request, std::string_view line) {
  const char what = line.empty() ? 's' : line.front();
  line = line.substr(std::min<std::size_t>(2, line.size()));
  const std::string name(take(line, '='));
  const std::string value(line);
  switch (what) {
  case 'i':
    return kling_request_set_int(request, name.c_str(), to_integer(value).value_or(static_cast<int64_t>(value.size())));
  case 'n':
    return kling_request_set_number(request, name.c_str(), std::strtod(value.c_str(), nullptr));
  case 'j':
    return kling_request_set_json(request, name.c_str(), value.c_str());
  case 'o':
    return kling_request_set_option(request, name.c_str(), value.c_str());
  case 'p':
    return kling_request_save_to(request, value.c_str());
  default:
    return kling_request_set_string(request, name.c_str(), value.c_str());
  }
}

bool is_refusal(kling_status status) {
  return status == KLING_E_ARGUMENT || status == KLING_E_FIELD || status == KLING_E_TOO_LARGE || status == KLING_E_UNKNOWN_NAME;
}

void check_error(const kling_error &error, kling_status status) {
  require(error.status == status, "the record tells the status");
  if (status == KLING_OK) {
    require(error.message[0] == 0 && error.field[0] == 0, "a success has no words");
    return;
  }
  require(is_refusal(status), "a request is refused by its own fault");
  require_words(error.message, sizeof error.message - 1);
  require(is_utf8(error.field), "a field's name is UTF-8");
}

/// What is shown can be set again as it is, and shows the same.
void check_again(const std::string &shown, kling_request *request, const kling_client *anything_goes) {
  constexpr std::string_view mark = ",\"body\":";
  const std::size_t start = shown.find(mark);
  require(start != std::string::npos && shown.back() == '}', "what is shown has a body");
  const std::string body = shown.substr(start + mark.size(), shown.size() - start - mark.size() - 1);
  kling_request *again = nullptr;
  require(kling_request_new(KLING_TEXT2VIDEO, &again) == KLING_OK, "a request can be made");
  const test::Request kept(again);
  require(kling_request_set_json(again, "", body.c_str()) == KLING_OK, "a body that is shown can be set");
  const char *first = kling_request_to_json(request, anything_goes);
  require(first != nullptr, "what passes strict rules passes without");
}

void check_for(kling_request *request, std::size_t index, kling_status refused, std::string_view input) {
  const kling_client *const client = clients()[index].get();
  kling_error error = test::no_error();
  const kling_status status = kling_request_validate(request, client, &error);
  check_error(error, status);
  require(refused == KLING_OK || status == refused, "the first refusal is kept");
  const char *json = kling_request_to_json(request, client);
  require((json != nullptr) == (status == KLING_OK), "what is valid is shown, and only that");
  if (json == nullptr) {
    return;
  }
  const std::string shown = json;
  require(is_utf8(shown), "what is shown is UTF-8");
  require(shown.find(key) == std::string::npos || input.find(key) != std::string_view::npos, "no credentials are shown");
  require(shown == kling_request_to_json(request, client), "showing changes nothing");
  check_again(shown, request, clients()[lenient[index]].get());
}

} // namespace
} // namespace kling::fuzz

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  using namespace kling::fuzz;
  kling_request *request = nullptr;
  require(kling_request_new(KLING_TEXT2VIDEO, &request) == KLING_OK, "a request can be made");
  const kling::test::Request kept(request);
  kling_status refused = KLING_OK;
  std::string_view rest = text_of(data, size);
  while (!rest.empty()) {
    const kling_status status = set(request, take(rest, '\n'));
    require(status == KLING_OK || is_refusal(status), "a setter refuses by the caller's fault");
    refused = refused == KLING_OK ? status : refused;
  }
  for (std::size_t index = 0; index < clients().size(); ++index) {
    check_for(request, index, refused, text_of(data, size));
  }
  return 0;
}
