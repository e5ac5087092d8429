#pragma once

#include <initializer_list>

#include "protocol/request.hpp"

namespace kling::protocol {

/// Whose differences count: the provider's name, or nothing where the vendor's rows alone do.
[[nodiscard]] inline std::string_view row_provider(const Rules &rules) {
  return rules.validation == Validation::official || rules.provider == nullptr ? std::string_view() : rules.provider->name;
}

/// Writes the parts as one record where there is a log that wants it.
void note(Log *log, int32_t level, std::initializer_list<std::string_view> parts);

/// The model that counts: as given, or the one that the service takes.
[[nodiscard]] std::string_view model_of(const catalog::Kind &kind, json::Value body);

/// What holds between fields: which need each other, what a model takes, forms of ids and addresses. `body` is normalised and each of its
/// fields has passed its own row. What the sources doubt is noted, not refused.
kling_status check_between_fields(const catalog::Kind &kind, json::Value body, const Rules &rules, Error &error, Log *log);

} // namespace kling::protocol
