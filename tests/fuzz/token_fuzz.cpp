// A text taken for a token, and its lines taken for a token's fields.
#include <kling/kling.h>

#include "fuzz/invariant.hpp"
#include "protocol/token.hpp"
#include "support/handles.hpp"

namespace kling::fuzz {
namespace {

constexpr String protocol::Token::*fields[] = {&protocol::Token::origin,     &protocol::Token::prefix, &protocol::Token::provider,
                                               &protocol::Token::generation, &protocol::Token::kind,   &protocol::Token::task_id,
                                               &protocol::Token::external_id};

bool equal(const protocol::Token &a, const protocol::Token &b) {
  for (const auto field : fields) {
    if (a.*field != b.*field) {
      return false;
    }
  }
  return true;
}

bool read(std::string_view text, protocol::Token &out) {
  Error error;
  const kling_status status = protocol::parse_token(text, out, error);
  require(status == KLING_OK || status == KLING_E_ARGUMENT || status == KLING_E_VERSION, "a token is read, or refused as no token");
  require(status == error.status, "the error tells the status");
  if (status != KLING_OK) {
    require_words(error.message, 200);
  }
  return status == KLING_OK;
}

void check_printable(std::string_view text) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
  require(text.find_first_not_of(allowed) == std::string_view::npos, "no shell and no URL changes a token");
}

void check_text(std::string_view text) {
  protocol::Token token;
  if (!read(text, token)) {
    return;
  }
  require(!token.task_id.empty() || !token.external_id.empty(), "a token names a task");
  const String printed = protocol::print_token(token);
  check_printable(printed);
  protocol::Token again;
  require(read(printed, again) && equal(token, again), "a token survives printing");
}

void check_fields(std::string_view lines) {
  protocol::Token token;
  for (const auto field : fields) {
    token.*field = take(lines, '\n');
  }
  const String printed = protocol::print_token(token);
  check_printable(printed);
  protocol::Token again;
  if (read(printed, again)) {
    require(equal(token, again), "fields survive printing");
  }
}

/// Through the public functions: nothing is sent, because nobody polls.
void check_attach(const std::string &text) {
  const test::Client client = test::make_client({{"provider", "cometapi"}, {"api_key", "sk-the-key-of-the-fuzzer"}});
  kling_task *made = nullptr;
  kling_error error = test::no_error();
  const kling_status status = kling_attach_token(client.get(), text.c_str(), 7, &made, &error);
  const test::Task task(made);
  require((status == KLING_OK) == (made != nullptr) && error.status == status, "a task, or a status that says why not");
  if (made == nullptr) {
    require_words(error.message, sizeof error.message - 1);
    return;
  }
  const char *printed = kling_task_token(made);
  require(printed != nullptr, "what was taken up has a token");
  protocol::Token before;
  protocol::Token after;
  require(read(text, before) && read(printed, after), "both tokens can be read");
  require(before.task_id == after.task_id && (before.external_id == after.external_id || before.external_id.empty()),
          "a token of a task taken up names the same task");
  require(kling_task_state(made) == KLING_TASK_SUBMITTED && kling_task_tag(made) == 7, "it starts as submitted");
}

} // namespace
} // namespace kling::fuzz

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  using namespace kling::fuzz;
  const std::string_view text = text_of(data, size);
  check_text(text);
  check_fields(text);
  kling::protocol::Token token;
  kling::Error error;
  // Making a client costs more than all else here.
  if (kling::protocol::parse_token(text, token, error) == KLING_OK) {
    check_attach(std::string(text));
  }
  return 0;
}
