#include <gtest/gtest.h>

#include "base/text.hpp"
#include "protocol/endpoint.hpp"

namespace kling::protocol {
namespace {

EndpointOptions with_key(std::string_view provider) {
  EndpointOptions options;
  options.provider = provider;
  options.api_key = "sk-test";
  return options;
}

TEST(Endpoint, ProvidersHaveAnAddress) {
  struct Row {
    std::string_view provider;
    std::string_view url;
    std::string_view host;
  };
  for (const Row &row : {
           Row{"", "https://api-singapore.klingai.com/v1/x", "api-singapore.klingai.com"},
           Row{"kling", "https://api-singapore.klingai.com/v1/x", "api-singapore.klingai.com"},
           Row{"kling-cn", "https://api-beijing.klingai.com/v1/x", "api-beijing.klingai.com"},
           Row{"cometapi", "https://api.cometapi.com/kling/v1/x", "api.cometapi.com"},
       }) {
    Endpoint endpoint;
    Error error;
    ASSERT_EQ(make_endpoint(with_key(row.provider), endpoint, error), KLING_OK) << row.provider << error.message;
    EXPECT_EQ(endpoint.url("/v1/x"), row.url);
    EXPECT_EQ(endpoint.host, row.host);
    EXPECT_FALSE(endpoint.loopback);
    EXPECT_EQ(endpoint.fingerprint, auth::fingerprint(endpoint.credential));
  }
}

TEST(Endpoint, APrefixIsKeptAndNeverDoubled) {
  struct Row {
    std::string_view provider;
    std::string_view base;
    std::optional<std::string_view> prefix;
    std::string_view url;
  };
  for (const Row &row : {
           Row{"cometapi", "https://api.cometapi.com", {}, "https://api.cometapi.com/kling/v1/x"},
           Row{"cometapi", "https://api.cometapi.com/", {}, "https://api.cometapi.com/kling/v1/x"},
           Row{"cometapi", "https://api.cometapi.com/v1", {}, "https://api.cometapi.com/kling/v1/x"},
           Row{"cometapi", "https://api.cometapi.com/kling", {}, "https://api.cometapi.com/kling/v1/x"},
           Row{"cometapi", "https://api.cometapi.com/kling/v1/", {}, "https://api.cometapi.com/kling/v1/x"},
           Row{"cometapi", "https://proxy.example/a", {}, "https://proxy.example/a/kling/v1/x"},
           Row{"cometapi", "https://proxy.example/notkling", {}, "https://proxy.example/notkling/kling/v1/x"},
           Row{"cometapi", "http://127.0.0.1:8080", {}, "http://127.0.0.1:8080/kling/v1/x"},
           Row{"cometapi", "https://h", "", "https://h/v1/x"},
           Row{"kling", "https://api.klingai.com/v1", {}, "https://api.klingai.com/v1/x"},
           Row{"custom", "https://api.302.ai", "klingai", "https://api.302.ai/klingai/v1/x"},
           Row{"custom", "https://api.302.ai/klingai/v1", "/klingai", "https://api.302.ai/klingai/v1/x"},
           Row{"custom", "https://[::1]:9/kling", {}, "https://[::1]:9/kling/v1/x"},
       }) {
    EndpointOptions options = with_key(row.provider);
    options.base_url = row.base;
    options.has_path_prefix = row.prefix.has_value();
    options.path_prefix = row.prefix.value_or("");
    Endpoint endpoint;
    Error error;
    ASSERT_EQ(make_endpoint(options, endpoint, error), KLING_OK) << row.base << error.message;
    EXPECT_EQ(endpoint.url("/v1/x"), row.url) << row.base;
  }
}

TEST(Endpoint, ExternalIdsAreTrustedAtTheVendorsHostsOnly) {
  struct Row {
    std::string_view provider;
    std::string_view base;
    bool guarded;
  };
  for (const Row &row : {
           Row{"", "", true},
           Row{"kling", "", true},
           Row{"kling-cn", "", true},
           Row{"kling", "https://klingai.com", true},
           Row{"kling", "https://api.klingai.com/v1", true},
           Row{"kling", "https://API.KlingAI.com:8443", true},
           Row{"kling", "http://127.0.0.1:8080", true},
           Row{"kling-cn", "http://localhost:1", true},
           Row{"kling", "https://[::1]:9", true},
           Row{"kling", "https://gateway.example", false},
           Row{"kling", "https://notklingai.com", false},
           Row{"kling", "https://klingai.com.example", false},
           Row{"kling", "https://gateway.example/api.klingai.com", false},
           Row{"kling-cn", "https://10.0.0.1", false},
           Row{"cometapi", "", false},
           Row{"cometapi", "http://127.0.0.1:8080", false},
           Row{"custom", "https://api.klingai.com", false},
           Row{"custom", "http://127.0.0.1:8080", false},
       }) {
    EndpointOptions options = with_key(row.provider);
    options.base_url = row.base;
    Endpoint endpoint;
    Error error;
    ASSERT_EQ(make_endpoint(options, endpoint, error), KLING_OK) << row.base << error.message;
    EXPECT_EQ(endpoint.external_ids == catalog::ExternalIdTrust::guarded, row.guarded) << row.provider << " " << row.base;
  }
}

TEST(Endpoint, PlainHttpNeedsLoopbackOrLeave) {
  EndpointOptions options = with_key("custom");
  options.base_url = "http://gateway.example";
  Endpoint endpoint;
  Error error;
  EXPECT_EQ(make_endpoint(options, endpoint, error), KLING_E_ARGUMENT);
  EXPECT_EQ(error.field, "base_url");
  options.allow_http = true;
  EXPECT_EQ(make_endpoint(options, endpoint, error), KLING_OK);
  EXPECT_FALSE(endpoint.loopback);
  options.allow_http = false;
  options.base_url = "http://localhost:1";
  EXPECT_EQ(make_endpoint(options, endpoint, error), KLING_OK);
  EXPECT_TRUE(endpoint.loopback);
}

TEST(Endpoint, CredentialsFitTheProvider) {
  struct Row {
    std::string_view provider;
    std::string_view api_key;
    std::string_view access_key;
    std::string_view secret_key;
    kling_status status;
    std::string_view field;
  };
  for (const Row &row : {
           Row{"kling", "sk-1", "", "", KLING_OK, ""},
           Row{"kling", "", "ak", "sk", KLING_OK, ""},
           Row{"kling-cn", "", "ak", "sk", KLING_OK, ""},
           Row{"cometapi", "sk-1", "", "", KLING_OK, ""},
           Row{"cometapi", "", "ak", "sk", KLING_E_AUTH, "access_key"},
           Row{"cometapi", "sk-1", "ak", "sk", KLING_E_AUTH, "access_key"},
           Row{"cometapi", "", "", "", KLING_E_AUTH, "api_key"},
           Row{"kling", "", "", "", KLING_E_AUTH, "api_key"},
           Row{"kling", "", "ak", "", KLING_E_AUTH, "secret_key"},
           Row{"kling", "", "", "sk", KLING_E_AUTH, "access_key"},
           Row{"kling", "sk-1", "ak", "sk", KLING_E_ARGUMENT, "api_key"},
           Row{"kling", "Bearer sk-1", "", "", KLING_E_ARGUMENT, "api_key"},
           Row{"kling", "sk-1\r\nX: y", "", "", KLING_E_ARGUMENT, "api_key"},
           Row{"kling", "", "a\tk", "sk", KLING_E_ARGUMENT, "access_key"},
           Row{"kling", "", "ak", "s\xc3\xbck", KLING_E_ARGUMENT, "secret_key"},
       }) {
    EndpointOptions options;
    options.provider = row.provider;
    options.api_key = row.api_key;
    options.access_key = row.access_key;
    options.secret_key = row.secret_key;
    Endpoint endpoint;
    Error error;
    EXPECT_EQ(make_endpoint(options, endpoint, error), row.status) << row.provider << row.api_key << row.access_key;
    EXPECT_EQ(error.field, row.field) << row.provider << row.api_key << row.access_key;
    EXPECT_EQ(error.message.find("sk-1"), String::npos);
  }
}

TEST(Endpoint, MissingCredentialsSayWhatToSet) {
  Endpoint endpoint;
  Error error;
  EndpointOptions options;
  make_endpoint(options, endpoint, error);
  EXPECT_EQ(error.message, "no credentials: set api_key, or access_key and secret_key");
  options.provider = "cometapi";
  make_endpoint(options, endpoint, error);
  EXPECT_EQ(error.message, "no credentials: set api_key");
}

TEST(Endpoint, OptionsThatCannotBeUsedAreNamed) {
  struct Row {
    String EndpointOptions::*option;
    std::string_view value;
    std::string_view field;
  };
  for (const Row &row : {
           Row{&EndpointOptions::provider, "klng", "provider"},
           Row{&EndpointOptions::base_url, "api.klingai.com", "base_url"},
           Row{&EndpointOptions::base_url, "https://a@b", "base_url"},
           Row{&EndpointOptions::auth_header, "Authorization: Bearer", "auth_header"},
           Row{&EndpointOptions::auth_header, "{key}", "auth_header"},
           Row{&EndpointOptions::auth_header, ": {key}", "auth_header"},
           Row{&EndpointOptions::auth_header, "X Key: {key}", "auth_header"},
           Row{&EndpointOptions::auth_header, "X-Key: {key}\r\nX-Other: 1", "auth_header"},
           Row{&EndpointOptions::auth_header, "Host: {key}", "auth_header"},
           Row{&EndpointOptions::extra_headers, "no colon", "extra_headers"},
           Row{&EndpointOptions::extra_headers, "X-A: 1\rX-B: 2", "extra_headers"},
           Row{&EndpointOptions::extra_headers, "X-A: \x01", "extra_headers"},
           Row{&EndpointOptions::extra_headers, "X-A: 1\n X-B: 2", "extra_headers"},
           Row{&EndpointOptions::extra_headers, "content-length: 7", "extra_headers"},
           Row{&EndpointOptions::extra_headers, "authorization: x", "extra_headers"},
           Row{&EndpointOptions::user_agent, "a\nb", "user_agent"},
           Row{&EndpointOptions::user_agent, " a", "user_agent"},
       }) {
    EndpointOptions options = with_key("kling");
    options.*row.option = row.value;
    Endpoint endpoint;
    Error error;
    EXPECT_EQ(make_endpoint(options, endpoint, error), KLING_E_ARGUMENT) << row.value;
    EXPECT_EQ(error.field, row.field) << row.value;
    EXPECT_FALSE(error.message.empty()) << row.value;
  }
  EndpointOptions options = with_key("custom");
  Endpoint endpoint;
  Error error;
  EXPECT_EQ(make_endpoint(options, endpoint, error), KLING_E_ARGUMENT);
  EXPECT_EQ(error.field, "base_url");
  options.base_url = "https://h";
  options.has_path_prefix = true;
  options.path_prefix = "/a?b";
  EXPECT_EQ(make_endpoint(options, endpoint, error), KLING_E_ARGUMENT);
  EXPECT_EQ(error.field, "path_prefix");
}

TEST(Endpoint, HeadersAreTakenApart) {
  EndpointOptions options = with_key("kling");
  options.auth_header = "X-API-Key: {key}";
  options.extra_headers = "X-A: 1\r\n\nX-B:  two words \nAuthorization: kept\n";
  options.user_agent = "engine/1.0 (Linux)";
  Endpoint endpoint;
  Error error;
  ASSERT_EQ(make_endpoint(options, endpoint, error), KLING_OK) << error.message;
  EXPECT_EQ(endpoint.auth_header_name, "X-API-Key");
  EXPECT_EQ(endpoint.auth_header_value, "{key}");
  ASSERT_EQ(endpoint.extra_headers.size(), 3U);
  EXPECT_EQ(endpoint.extra_headers[0], "X-A: 1");
  EXPECT_EQ(endpoint.extra_headers[1], "X-B: two words");
  EXPECT_EQ(endpoint.extra_headers[2], "Authorization: kept");
  EXPECT_EQ(endpoint.user_agent, "engine/1.0 (Linux)");
}

} // namespace
} // namespace kling::protocol
