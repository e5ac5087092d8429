#pragma once

#include <initializer_list>

#include "catalog/model.hpp"
#include "protocol/conditions.hpp"

namespace kling::protocol {

/// Whose differences count: the provider's name, or nothing where the vendor's rows alone do.
[[nodiscard]] inline std::string_view row_provider(const Rules &rules) {
  return rules.validation == Validation::official || rules.provider == nullptr ? std::string_view() : rules.provider->name;
}

/// Writes the parts as one record where there is a log that wants it.
void note(Log *log, int32_t level, std::initializer_list<std::string_view> parts);

/// The model that counts: as given, or the one that the service takes.
[[nodiscard]] std::string_view model_of(const catalog::Kind &kind, json::Value body);

/// Whether it follows rules of its own, see Model.
[[nodiscard]] inline bool is_loose(const catalog::Model *model) {
  return model != nullptr && model->loose;
}

/// The fields that are documented as without effect in such a body, given or not: nothing about them is refused.
[[nodiscard]] Vector<std::string_view> ignored_fields(const Scope &body);
/// Whether the name, with or without indexes, is one of the fields or stands in one.
[[nodiscard]] bool is_inside(std::span<const std::string_view> fields, std::string_view name);

/// What holds between fields: which need each other, what a model takes, forms of ids and addresses. The body is normalised and each of its
/// fields but the `ignored` ones has passed its own row. What the sources doubt is noted, not refused.
kling_status check_between_fields(const Scope &body, std::span<const std::string_view> ignored, Error &error, Log *log);

} // namespace kling::protocol
