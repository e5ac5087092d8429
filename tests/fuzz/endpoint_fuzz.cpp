// Where to send and as whom: one option a line, in this order, of what make_endpoint reads.
#include "catalog/kind.hpp"
#include "fuzz/invariant.hpp"
#include "protocol/address.hpp"
#include "protocol/endpoint.hpp"
#include "protocol/poll_path.hpp"
#include "protocol/request.hpp"

namespace kling::fuzz {
namespace {

using protocol::Endpoint;
using protocol::EndpointOptions;

constexpr String EndpointOptions::*texts[] = {&EndpointOptions::provider,    &EndpointOptions::base_url,   &EndpointOptions::path_prefix,
                                              &EndpointOptions::api_key,     &EndpointOptions::access_key, &EndpointOptions::secret_key,
                                              &EndpointOptions::auth_header, &EndpointOptions::user_agent};

bool is_one_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

void check_endpoint(const Endpoint &made) {
  require(made.provider != nullptr && !made.host.empty(), "an endpoint has a provider and a host");
  require(made.url("/v1").starts_with(made.origin) && made.origin.ends_with(made.host), "a URL begins with the origin");
  require(is_one_line(made.url("/x")) && made.url("").find_first_of("?#@ ") >= made.origin.size(), "an origin is a bare host");
  require(made.prefix.empty() || (made.prefix.front() == '/' && made.prefix.back() != '/'),
          "a prefix begins with one slash and ends with none");
  require(is_one_line(made.auth_header_name) && is_one_line(made.auth_header_value) && is_one_line(made.user_agent),
          "headers are one line");
  for (const String &line : made.extra_headers) {
    require(is_one_line(line) && line.find(':') != String::npos, "an extra header is one line");
  }
  require(made.fingerprint.size() == 32, "a fingerprint has 32 digits");
  protocol::Address again;
  String why;
  require(protocol::parse_address(made.origin, again, why) && again.host == made.host, "an origin is an address");
  require(again.path.empty() && again.loopback == made.loopback, "an origin has no path");
  String prefix;
  // One /v1 goes per reading, so a doubled one is still there.
  require(protocol::parse_prefix(made.prefix, prefix, why), "a prefix can be read again");
}

/// Whatever the pattern: the id is a part of a path on this host.
void check_poll_path(std::string_view pattern) {
  kling::Error error;
  if (kling::protocol::check_poll_path(pattern, error) != KLING_OK) {
    require(error.field == "poll_path", "the error names the option");
    return;
  }
  const kling::String path = kling::protocol::poll_path(pattern, kling::catalog::kinds().front(), "id/../x?y");
  const std::string_view before_query = std::string_view(path).substr(0, path.find('?'));
  require(before_query.starts_with('/') && before_query.find("/../") == std::string_view::npos &&
              before_query.find("//") == std::string_view::npos,
          "it stays behind the prefix");
  require(path.find("id%2F..%2Fx%3Fy") != kling::String::npos, "it holds the id");
}

void check_secrets(const EndpointOptions &options, const Error &error) {
  for (const String *secret : {&options.api_key, &options.access_key, &options.secret_key}) {
    const bool telling = secret->size() > 12 && secret->starts_with("secret-"); // another may stand in a message by chance
    require(!telling || error.message.find(*secret) == String::npos, "no key in a message");
  }
}

} // namespace
} // namespace kling::fuzz

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  using namespace kling::fuzz;
  std::string_view rest = text_of(data, size);
  EndpointOptions options;
  for (const auto text : texts) {
    options.*text = take(rest, '\n');
  }
  options.has_path_prefix = !options.path_prefix.empty();
  options.extra_headers = rest;
  options.allow_http = size % 2 == 0;
  Endpoint made;
  kling::Error error;
  const kling_status status = kling::protocol::make_endpoint(options, made, error);
  require(status == error.status, "the error tells the status");
  if (status == KLING_OK) {
    check_endpoint(made);
    kling::auth::TokenCache tokens;
    const kling::protocol::Message sent =
        kling::protocol::query_message(kling::catalog::kinds().front(), "id/../x?y", false, made, tokens, 1, 1);
    require(sent.url.find("/../") == kling::String::npos && sent.url.find('?') == kling::String::npos, "an id is one segment of the path");
    for (const kling::String &line : sent.headers) {
      require(is_one_line(line) && line.find(':') != kling::String::npos, "a header is one line");
    }
  } else {
    require_words(error.message, 2048);
    check_secrets(options, error);
  }
  check_poll_path(rest);
  const kling::String shown = kling::loggable_url(options.base_url);
  require(shown.find_first_of("?#") == kling::String::npos, "a URL for the log has no query");
  return 0;
}
