#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "catalog/provider.hpp"
#include "client/options.hpp"

namespace kling::client {
namespace {

std::string said(const Options &options) {
  Error error;
  EXPECT_EQ(options.settle(error), error.status);
  return std::string(error.message.c_str());
}

Error kept(const Options &options) {
  Error error;
  static_cast<void>(options.settle(error));
  return error;
}

/// What the header's table says of each option: name → takes, default.
std::map<std::string, std::pair<std::string, std::string>> documented() {
  std::ifstream file(KLING_SOURCE_DIR "/include/kling/kling.h");
  std::map<std::string, std::pair<std::string, std::string>> rows;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    inside = inside || line.find(" * name                 | takes") == 0;
    if (inside && line == " *") {
      break;
    }
    std::vector<std::string> cells;
    std::stringstream stream(line.substr(line.size() > 3 ? 3 : line.size()));
    for (std::string cell; std::getline(stream, cell, '|');) {
      cells.emplace_back(trimmed(cell));
    }
    if (inside && cells.size() == 4 && !cells[0].empty() && cells[0] != "name") {
      rows[cells[0]] = {cells[1], cells[2]};
      if (cells[3] == "KLING_E_UNSUPPORTED in this version") {
        rows[cells[0]].first += " (unsupported)";
      }
    }
  }
  return rows;
}

TEST(OptionTable, TheHeaderSaysTheSame) {
  const auto rows = documented();
  EXPECT_EQ(rows.size(), option_count);
  for (const Option &row : option_rows()) {
    const std::string name(row.name);
    ASSERT_TRUE(rows.count(name)) << name;
    auto [takes, value] = rows.at(name);
    EXPECT_EQ(row.supported, takes.find(" (unsupported)") == std::string::npos) << name;
    takes = takes.substr(0, takes.find(" (unsupported)"));
    if (row.kind == OptionKind::integer) {
      EXPECT_EQ(takes, std::to_string(row.minimum) + " to " + std::to_string(row.maximum)) << name;
      EXPECT_EQ(value, std::to_string(row.number)) << name;
    } else if (row.kind == OptionKind::word) {
      std::string words(row.words);
      for (std::size_t at = words.find('|'); at != std::string::npos; at = words.find('|')) {
        words.replace(at, 1, ", ");
      }
      EXPECT_EQ(takes, words) << name;
      EXPECT_EQ(value, row.text) << name;
    } else if (!row.text.empty()) {
      EXPECT_EQ(value, row.text) << name;
    }
    EXPECT_EQ(row.kind == OptionKind::lines, takes == "lines") << name;
  }
}

TEST(OptionTable, ProvidersAreThoseOfTheCatalogue) {
  std::string names;
  for (const catalog::Provider &provider : catalog::providers()) {
    names += (names.empty() ? "" : "|") + std::string(provider.name);
  }
  EXPECT_EQ(option_row(OptionId::provider).words, names);
}

TEST(Options, StandAtTheirDefaults) {
  const Options options;
  for (const Option &row : option_rows()) {
    EXPECT_FALSE(options.is_set(row.id)) << row.name;
    EXPECT_EQ(options.text(row.id), row.text) << row.name;
    EXPECT_EQ(options.integer(row.id), row.number) << row.name;
  }
  Error error;
  EXPECT_EQ(options.settle(error), KLING_OK);
  EXPECT_EQ(options.callbacks(), nullptr);
  EXPECT_FALSE(options.in_forked_child());
}

TEST(Options, TakeIntegersWithinTheirRangeAsNumberAndAsText) {
  for (const Option &row : option_rows()) {
    if (row.kind != OptionKind::integer || !row.supported) {
      continue;
    }
    for (const auto &[value, status] : std::map<int64_t, kling_status>{{row.minimum - 1, KLING_E_ARGUMENT},
                                                                       {row.minimum, KLING_OK},
                                                                       {row.maximum, KLING_OK},
                                                                       {row.maximum + 1, KLING_E_ARGUMENT},
                                                                       {INT64_MIN, KLING_E_ARGUMENT},
                                                                       {INT64_MAX, KLING_E_ARGUMENT}}) {
      Options by_number;
      Options by_text;
      EXPECT_EQ(by_number.set_integer(row.name, value), status) << row.name << " " << value;
      EXPECT_EQ(by_text.set_text(row.name, std::to_string(value)), status) << row.name << " " << value;
      EXPECT_EQ(by_number.is_set(row.id), status == KLING_OK);
      EXPECT_EQ(by_number.integer(row.id), status == KLING_OK ? value : row.number);
      EXPECT_EQ(by_text.integer(row.id), by_number.integer(row.id));
      EXPECT_EQ(said(by_text), said(by_number)) << row.name;
    }
  }
}

TEST(Options, RefuseWhatNoClientCanUse) {
  const struct {
    std::string_view name;
    std::string_view text;
    kling_status status;
    std::string_view words;
  } rows[] = {
      {"api_keys", "x", KLING_E_UNKNOWN_NAME, "there is no option \"api_keys\", did you mean \"api_key\"?"},
      {"API_KEY", "x", KLING_E_UNKNOWN_NAME, "there is no option \"API_KEY\""},
      {"", "x", KLING_E_UNKNOWN_NAME, "there is no option \"\""},
      {"\xff", "x", KLING_E_UNKNOWN_NAME, "no option has such a name"},
      {"provider", "klingai", KLING_E_ARGUMENT, "option provider takes kling|kling-cn|cometapi|custom, not \"klingai\""},
      {"provider", "", KLING_E_ARGUMENT, "option provider takes"},
      {"provider", "kling|kling-cn", KLING_E_ARGUMENT, "option provider takes"},
      {"validation", "none", KLING_E_ARGUMENT, "option validation takes provider|official|off, not \"none\""},
      {"max_retries", "4x", KLING_E_ARGUMENT, "option max_retries takes an integer, not \"4x\""},
      {"max_retries", "", KLING_E_ARGUMENT, "option max_retries takes an integer"},
      {"max_retries", "1.5", KLING_E_ARGUMENT, "option max_retries takes an integer"},
      {"max_connections", "0", KLING_E_ARGUMENT, "option max_connections takes 1 to 1024, not 0"},
      {"poll_interval_ms", "9", KLING_E_ARGUMENT, "option poll_interval_ms takes 10 to 86400000, not 9"},
      {"base_url", "https://a\nb", KLING_E_ARGUMENT, "option base_url has a control character at byte 9"},
      {"user_agent", "a\x7f", KLING_E_ARGUMENT, "option user_agent has a control character at byte 1"},
      {"callback_url", "\xc3(", KLING_E_ARGUMENT, "option callback_url is not UTF-8"},
      {"extra_headers", std::string_view("a\0b", 3), KLING_E_ARGUMENT, "option extra_headers has a control character at byte 1"},
      {"store", "j.db", KLING_E_UNSUPPORTED, "option store is not supported by this version"},
      {"webhook_secret", "w", KLING_E_UNSUPPORTED, "option webhook_secret is not supported by this version"},
      {"spend_limit_units", "-1", KLING_E_ARGUMENT, "option spend_limit_units takes a decimal number, not \"-1\""},
      {"spend_limit_units", "1e3", KLING_E_ARGUMENT, "option spend_limit_units takes a decimal number, not \"1e3\""},
      {"spend_limit_units", ".5", KLING_E_ARGUMENT, "option spend_limit_units takes a decimal number, not \".5\""},
  };
  for (const auto &row : rows) {
    Options options;
    EXPECT_EQ(options.set_text(row.name, row.text), row.status) << row.name;
    EXPECT_EQ(kept(options).status, row.status) << row.name;
    EXPECT_NE(said(options).find(row.words), std::string::npos) << said(options);
    EXPECT_TRUE(is_utf8(said(options)));
    if (find_option(row.name) != nullptr) {
      EXPECT_EQ(kept(options).field, row.name);
      EXPECT_FALSE(options.is_set(find_option(row.name)->id));
    }
  }
}

TEST(Options, TellUnitsInHundredths) {
  struct Row {
    std::string_view text;
    int64_t hundredths;
  };
  for (const Row &row :
       {Row{"0", 0}, Row{"10", 1000}, Row{"10.5", 1050}, Row{"2.45", 245}, Row{"0.019", 1}, Row{"0.05", 5}, Row{"007.10", 710},
        Row{"123456789012345678901234567890", int64_t{1} << 50U}, Row{"9223372036854775807.99", int64_t{1} << 50U}}) {
    Options options;
    EXPECT_LT(options.hundredths(OptionId::spend_limit_units), 0) << "no limit";
    EXPECT_EQ(options.set_text("spend_limit_units", row.text), KLING_OK) << row.text;
    EXPECT_EQ(options.hundredths(OptionId::spend_limit_units), row.hundredths) << row.text;
  }
}

TEST(Options, RefuseAnIntegerWhereTextIsTaken) {
  for (const Option &row : option_rows()) {
    if (row.kind != OptionKind::integer && row.supported) {
      Options options;
      EXPECT_EQ(options.set_integer(row.name, 1), KLING_E_ARGUMENT) << row.name;
      EXPECT_EQ(said(options), "option " + std::string(row.name) + " takes a text, not an integer");
    }
  }
  Options options;
  EXPECT_EQ(options.set_integer("background_io", 0), KLING_OK);
  EXPECT_EQ(options.set_integer("background_io", 2), KLING_E_ARGUMENT);
  EXPECT_EQ(options.set_integer("max_connection", 1), KLING_E_UNKNOWN_NAME);
  EXPECT_EQ(kept(options).status, KLING_E_ARGUMENT) << "the first one is kept";
}

TEST(Options, TakeTextsUpToTheirSize) {
  Options options;
  EXPECT_EQ(options.set_text("callback_url", std::string(8192, 'x')), KLING_OK);
  EXPECT_EQ(options.set_text("callback_url", std::string(8193, 'x')), KLING_E_TOO_LARGE);
  EXPECT_EQ(options.text(OptionId::callback_url).size(), 8192U) << "a refused text changes nothing";
  EXPECT_EQ(options.set_text("ca_pem", std::string(1 << 20, 'x')), KLING_OK);
  EXPECT_EQ(options.set_text("ca_pem", std::string((1 << 20) + 1, 'x')), KLING_E_TOO_LARGE);
  EXPECT_EQ(options.set_text("extra_headers", "A: 1\r\nB:\t2\n"), KLING_OK);
  EXPECT_EQ(options.set_text("path_prefix", ""), KLING_OK);
  EXPECT_TRUE(options.is_set(OptionId::path_prefix)) << "empty on purpose";
}

TEST(Options, NeverTellASecret) {
  for (const Option &row : option_rows()) {
    if (!row.secret) {
      continue;
    }
    for (const std::string &value :
         {std::string("sk-hidden\n\x01"), std::string("sk-hidden\xff"), "sk-hidden" + std::string(size_t{2} << 20, 'x')}) {
      Options options;
      EXPECT_NE(options.set_text(row.name, value), KLING_OK) << row.name;
      EXPECT_EQ(said(options).find("sk-hidden"), std::string::npos) << said(options);
    }
  }
  for (const OptionId id : {OptionId::api_key, OptionId::access_key, OptionId::secret_key, OptionId::webhook_secret, OptionId::proxy,
                            OptionId::extra_headers, OptionId::auth_header}) {
    EXPECT_TRUE(option_row(id).secret) << option_row(id).name;
  }
}

TEST(Options, ALaterValueReplacesAnEarlier) {
  Options options;
  EXPECT_EQ(options.set_text("api_key", "first-key-that-is-rather-long"), KLING_OK);
  EXPECT_EQ(options.set_text("api_key", "second"), KLING_OK);
  EXPECT_EQ(options.text(OptionId::api_key), "second");
  EXPECT_EQ(options.set_text("api_key", options.text(OptionId::api_key)), KLING_OK) << "from itself";
  EXPECT_EQ(options.text(OptionId::api_key), "second");
  EXPECT_EQ(options.set_text("overwrite", "1"), KLING_OK);
  EXPECT_EQ(options.set_integer("overwrite", 0), KLING_OK);
  EXPECT_FALSE(options.flag(OptionId::overwrite));
  const Options copy(options);
  EXPECT_EQ(copy.text(OptionId::api_key), "second");
  EXPECT_TRUE(copy.is_genuine());
}

TEST(Options, BecomeAnEndpoint) {
  Options options;
  protocol::EndpointOptions endpoint = options.endpoint_options(); // NOLINT(cppcoreguidelines-slicing): to look at
  EXPECT_EQ(endpoint.provider, "kling");
  EXPECT_EQ(endpoint.auth_header, "Authorization: Bearer {key}");
  EXPECT_TRUE(endpoint.base_url.empty() && endpoint.path_prefix.empty() && endpoint.api_key.empty());
  EXPECT_FALSE(endpoint.has_path_prefix || endpoint.allow_http);
  for (const char *name :
       {"base_url", "path_prefix", "api_key", "access_key", "secret_key", "auth_header", "extra_headers", "poll_path", "user_agent"}) {
    EXPECT_EQ(options.set_text(name, name), KLING_OK);
  }
  EXPECT_EQ(options.set_text("provider", "custom"), KLING_OK);
  EXPECT_EQ(options.set_integer("allow_http", 1), KLING_OK);
  endpoint = options.endpoint_options();
  EXPECT_EQ(endpoint.provider, "custom");
  EXPECT_EQ(endpoint.base_url, "base_url");
  EXPECT_EQ(endpoint.path_prefix, "path_prefix");
  EXPECT_EQ(endpoint.api_key, "api_key");
  EXPECT_EQ(endpoint.access_key, "access_key");
  EXPECT_EQ(endpoint.secret_key, "secret_key");
  EXPECT_EQ(endpoint.auth_header, "auth_header");
  EXPECT_EQ(endpoint.extra_headers, "extra_headers");
  EXPECT_EQ(endpoint.poll_path, "poll_path");
  EXPECT_EQ(endpoint.user_agent, "user_agent");
  EXPECT_TRUE(endpoint.has_path_prefix && endpoint.allow_http);
}

TEST(Options, WordsBecomeValues) {
  Options options;
  EXPECT_EQ(options.model_field(), protocol::ModelField::model_name);
  EXPECT_EQ(options.set_text("model_field", "model"), KLING_OK);
  EXPECT_EQ(options.model_field(), protocol::ModelField::model);
  EXPECT_EQ(options.set_text("model_field", "model_name,model"), KLING_OK);
  EXPECT_EQ(options.model_field(), protocol::ModelField::both);
  EXPECT_EQ(options.validation(), protocol::Validation::provider);
  EXPECT_EQ(options.external_ids(), protocol::ExternalIds::automatic);
  const std::map<std::string, protocol::Validation> validations = {
      {"provider", protocol::Validation::provider}, {"official", protocol::Validation::official}, {"off", protocol::Validation::off}};
  for (const auto &[word, value] : validations) {
    EXPECT_EQ(options.set_text("validation", word), KLING_OK);
    EXPECT_EQ(options.validation(), value) << word;
  }
  const std::map<std::string, protocol::ExternalIds> ids = {
      {"auto", protocol::ExternalIds::automatic}, {"always", protocol::ExternalIds::always}, {"never", protocol::ExternalIds::never}};
  for (const auto &[word, value] : ids) {
    EXPECT_EQ(options.set_text("external_ids", word), KLING_OK);
    EXPECT_EQ(options.external_ids(), value) << word;
  }
}

// ---- the environment

constexpr const char *variables[] = {"KLING_API_KEY", "KLING_ACCESS_KEY", "KLING_SECRET_KEY", "KLING_BASE_URL",
                                     "COMETAPI_KEY",  "HTTPS_PROXY",      "https_proxy",      "NO_PROXY",
                                     "no_proxy",      "SSL_CERT_FILE",    "KLING_PROVIDER"};
using Texts = std::map<std::string, std::string>;

class OptionsFromEnvironment : public ::testing::Test {
protected:
  void SetUp() override {
    for (const char *name : variables) {
      if (const char *value = std::getenv(name)) {
        before_[name] = value;
      }
    }
    set({});
  }
  void TearDown() override { set(before_); }
  static void set(const Texts &environment) {
    for (const char *name : variables) {
      unsetenv(name);
    }
    for (const auto &[name, value] : environment) {
      setenv(name.c_str(), value.c_str(), 1);
    }
  }
  static Texts texts(const Options &options) {
    Texts found;
    for (const Option &row : option_rows()) {
      if (options.is_set(row.id)) {
        found[std::string(row.name)] = std::string(options.text(row.id));
      }
    }
    return found;
  }
  Texts before_;
};

TEST_F(OptionsFromEnvironment, GivesWhatTheProgramDidNotSet) {
  const struct {
    const char *what;
    Texts environment, set, expected;
  } rows[] = {
      {"nothing", {}, {}, {}},
      {"an API key", {{"KLING_API_KEY", "k"}}, {}, {{"provider", "kling"}, {"api_key", "k"}}},
      {"a key pair",
       {{"KLING_ACCESS_KEY", "a"}, {"KLING_SECRET_KEY", "s"}},
       {},
       {{"provider", "kling"}, {"access_key", "a"}, {"secret_key", "s"}}},
      {"a key before a pair",
       {{"KLING_API_KEY", "k"}, {"KLING_ACCESS_KEY", "a"}, {"KLING_SECRET_KEY", "s"}},
       {},
       {{"provider", "kling"}, {"api_key", "k"}}},
      {"the gateway's key", {{"COMETAPI_KEY", "c"}}, {}, {{"provider", "cometapi"}, {"api_key", "c"}}},
      {"the gateway's key beside half a pair",
       {{"COMETAPI_KEY", "c"}, {"KLING_ACCESS_KEY", "a"}},
       {},
       {{"provider", "cometapi"}, {"api_key", "c"}}},
      {"empty variables are none", {{"COMETAPI_KEY", "c"}, {"KLING_API_KEY", ""}}, {}, {{"provider", "cometapi"}, {"api_key", "c"}}},
      {"the base URL goes with Kling's key",
       {{"KLING_API_KEY", "k"}, {"KLING_BASE_URL", "https://h"}},
       {},
       {{"provider", "kling"}, {"api_key", "k"}, {"base_url", "https://h"}}},
      {"the base URL does not go with the gateway's",
       {{"COMETAPI_KEY", "c"}, {"KLING_BASE_URL", "https://h"}},
       {},
       {{"provider", "cometapi"}, {"api_key", "c"}}},
      {"nor alone", {{"KLING_BASE_URL", "https://h"}}, {}, {}},
      {"nor with the program's own key",
       {{"KLING_API_KEY", "k"}, {"KLING_BASE_URL", "https://h"}},
       {{"api_key", "own"}},
       {{"api_key", "own"}}},
      {"the program's own key needs no provider",
       {{"KLING_API_KEY", "k"}, {"COMETAPI_KEY", "c"}},
       {{"api_key", "own"}},
       {{"api_key", "own"}}},
      {"the program's base URL wins",
       {{"KLING_API_KEY", "k"}, {"KLING_BASE_URL", "https://h"}},
       {{"base_url", "https://own"}},
       {{"provider", "kling"}, {"api_key", "k"}, {"base_url", "https://own"}}},
      {"both, the provider says which: kling",
       {{"KLING_API_KEY", "k"}, {"COMETAPI_KEY", "c"}},
       {{"provider", "kling-cn"}},
       {{"provider", "kling-cn"}, {"api_key", "k"}}},
      {"both, the provider says which: cometapi",
       {{"KLING_API_KEY", "k"}, {"COMETAPI_KEY", "c"}, {"KLING_BASE_URL", "https://h"}},
       {{"provider", "cometapi"}},
       {{"provider", "cometapi"}, {"api_key", "c"}}},
      {"a key never goes to the other's host", {{"COMETAPI_KEY", "c"}}, {{"provider", "kling"}}, {{"provider", "kling"}}},
      {"nor the other way", {{"KLING_API_KEY", "k"}}, {{"provider", "cometapi"}}, {{"provider", "cometapi"}}},
      {"proxies and certificates",
       {{"HTTPS_PROXY", "http://p"}, {"NO_PROXY", "a,b"}, {"SSL_CERT_FILE", "/c.pem"}},
       {},
       {{"proxy", "http://p"}, {"no_proxy", "a,b"}, {"ca_file", "/c.pem"}}},
      {"in lower case", {{"https_proxy", "http://p"}, {"no_proxy", "a"}}, {}, {{"proxy", "http://p"}, {"no_proxy", "a"}}},
      {"the program's proxy wins", {{"HTTPS_PROXY", "http://p"}}, {{"proxy", "none"}}, {{"proxy", "none"}}},
      {"the program's certificates win", {{"SSL_CERT_FILE", "/c.pem"}}, {{"ca_pem", "PEM"}}, {{"ca_pem", "PEM"}}},
  };
  for (const auto &row : rows) {
    set(row.environment);
    Options options;
    for (const auto &[name, value] : row.set) {
      ASSERT_EQ(options.set_text(name, value), KLING_OK);
    }
    Error error;
    for (int again = 0; again < 2; ++again) { // a second look finds the same
      EXPECT_EQ(options.from_env(error), KLING_OK) << row.what << ": " << error.message;
      EXPECT_EQ(texts(options), row.expected) << row.what;
    }
  }
}

TEST_F(OptionsFromEnvironment, SaysWhatCannotBeMeant) {
  const struct {
    const char *what;
    Texts environment;
    std::vector<const char *> words;
    const char *field;
  } rows[] = {
      {"two providers",
       {{"KLING_API_KEY", "hidden1"}, {"COMETAPI_KEY", "hidden2"}},
       {"KLING_API_KEY", "COMETAPI_KEY", "provider"},
       "provider"},
      {"two providers, by key pair",
       {{"KLING_ACCESS_KEY", "hidden1"}, {"KLING_SECRET_KEY", "hidden3"}, {"COMETAPI_KEY", "hidden2"}},
       {"KLING_ACCESS_KEY", "COMETAPI_KEY"},
       "provider"},
      {"half a pair", {{"KLING_ACCESS_KEY", "hidden1"}}, {"KLING_ACCESS_KEY is set without KLING_SECRET_KEY"}, "secret_key"},
      {"the other half", {{"KLING_SECRET_KEY", "hidden1"}}, {"KLING_SECRET_KEY is set without KLING_ACCESS_KEY"}, "access_key"},
      {"a key with its line end",
       {{"KLING_API_KEY", "hidden1\n"}, {"HTTPS_PROXY", "http://p"}},
       {"environment variable KLING_API_KEY", "control character"},
       "api_key"},
      {"a proxy that is not UTF-8", {{"KLING_API_KEY", "k"}, {"HTTPS_PROXY", "hidden1\xff"}}, {"HTTPS_PROXY", "UTF-8"}, "proxy"},
  };
  for (const auto &row : rows) {
    set(row.environment);
    Options options;
    Error error;
    EXPECT_EQ(options.from_env(error), KLING_E_ARGUMENT) << row.what;
    EXPECT_EQ(error.status, KLING_E_ARGUMENT);
    EXPECT_EQ(error.field, row.field) << row.what;
    for (const char *word : row.words) {
      EXPECT_NE(error.message.find(word), String::npos) << error.message;
    }
    EXPECT_EQ(error.message.find("hidden"), String::npos) << error.message;
    EXPECT_EQ(texts(options), Texts()) << row.what;
    EXPECT_EQ(options.settle(error), KLING_OK) << "told once, not kept";
  }
}

TEST_F(OptionsFromEnvironment, AnErrorCanBeMended) {
  set({{"KLING_API_KEY", "k"}, {"COMETAPI_KEY", "c"}});
  Options options;
  Error error;
  EXPECT_EQ(options.from_env(error), KLING_E_ARGUMENT);
  EXPECT_EQ(options.set_text("provider", "cometapi"), KLING_OK);
  EXPECT_EQ(options.from_env(error), KLING_OK);
  EXPECT_EQ(options.text(OptionId::api_key), "c");
}

TEST_F(OptionsFromEnvironment, IsReadForAProxyOnlyWhenAsked) {
  set({{"HTTPS_PROXY", "http://p"}, {"NO_PROXY", "a"}});
  const struct {
    const char *proxy, *no_proxy, *expected, *expected_no;
  } rows[] = {{nullptr, nullptr, "", ""},
              {"none", nullptr, "", ""},
              {"env", nullptr, "http://p", "a,localhost,127.0.0.1,::1"},
              {"env", "b", "http://p", "b,localhost,127.0.0.1,::1"},
              {"http://q", nullptr, "http://q", ""},
              {"http://q", "b", "http://q", "b"}};
  for (const auto &row : rows) {
    Options options;
    if (row.proxy != nullptr) {
      ASSERT_EQ(options.set_text("proxy", row.proxy), KLING_OK);
    }
    if (row.no_proxy != nullptr) {
      ASSERT_EQ(options.set_text("no_proxy", row.no_proxy), KLING_OK);
    }
    EXPECT_EQ(options.proxy(), row.expected);
    EXPECT_EQ(options.no_proxy(), row.expected_no);
  }
}

TEST_F(OptionsFromEnvironment, GivesAProxyForHttpsOnlyAndNeverForLoopback) {
  const struct {
    const char *base_url, *no_proxy, *expected, *expected_no;
  } rows[] = {{nullptr, nullptr, "http://p", "localhost,127.0.0.1,::1"},
              {"", nullptr, "http://p", "localhost,127.0.0.1,::1"},
              {"https://gateway.example", "a,b", "http://p", "a,b,localhost,127.0.0.1,::1"},
              {"HTTPS://gateway.example", "*", "http://p", "*"},
              {"http://gateway.example", nullptr, "", "localhost,127.0.0.1,::1"},
              {"HTTP://gateway.example", "a", "", "a,localhost,127.0.0.1,::1"},
              {"http://127.0.0.1:8080", nullptr, "", "localhost,127.0.0.1,::1"},
              {"https://127.0.0.2:8080", nullptr, "", "localhost,127.0.0.1,::1"},
              {"https://localhost", nullptr, "", "localhost,127.0.0.1,::1"},
              {"https://[::1]:8443", nullptr, "", "localhost,127.0.0.1,::1"}};
  for (const auto &row : rows) {
    Texts environment = {{"HTTPS_PROXY", "http://p"}};
    if (row.no_proxy != nullptr) {
      environment["NO_PROXY"] = row.no_proxy;
    }
    set(environment);
    Options taken;
    Options asked;
    Options own;
    ASSERT_EQ(asked.set_text("proxy", "env"), KLING_OK);
    ASSERT_EQ(own.set_text("proxy", "http://q"), KLING_OK);
    for (Options *options : {&taken, &asked, &own}) {
      if (row.base_url != nullptr) {
        ASSERT_EQ(options->set_text("base_url", row.base_url), KLING_OK);
      }
    }
    Error error;
    ASSERT_EQ(taken.from_env(error), KLING_OK);
    for (const Options *options : {&taken, &asked}) {
      EXPECT_EQ(options->proxy(), row.expected) << (row.base_url != nullptr ? row.base_url : "the default");
      EXPECT_EQ(options->no_proxy(), row.expected_no);
    }
    EXPECT_EQ(own.proxy(), "http://q") << "a proxy of the program's own stays as it is";
    EXPECT_EQ(own.no_proxy(), "");
  }
}

TEST_F(OptionsFromEnvironment, GivesABaseUrlWhoseProxyIsDecidedWithIt) {
  set({{"HTTPS_PROXY", "http://p"}, {"KLING_API_KEY", "k"}, {"KLING_BASE_URL", "http://127.0.0.1:8080"}});
  Options options;
  Error error;
  ASSERT_EQ(options.from_env(error), KLING_OK);
  EXPECT_EQ(options.proxy(), "");
}

} // namespace
} // namespace kling::client
