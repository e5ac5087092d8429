#pragma once

#include "catalog/rule.hpp"
#include "protocol/place.hpp"
#include "protocol/request.hpp"

namespace kling::protocol {

/// A body that rows are held against: the whole, or one item of an array whose members' names count first.
class Scope {
public:
  Scope(const catalog::Kind &kind, std::string_view provider, json::Value body)
      : kind_(&kind), index_(catalog::index_of(kind)), provider_(provider), body_(body) {}

  /// `array` is the row's name of the array ("face_choose"), `name` that of the item ("face_choose[0]").
  [[nodiscard]] Scope in_item(std::string_view array, std::string_view name, json::Value item) const {
    Scope inner = *this;
    inner.members_ = concat({array, "[]."});
    inner.before_ = concat({name, "."});
    inner.item_ = item;
    return inner;
  }

  [[nodiscard]] const catalog::Kind &kind() const { return *kind_; }
  /// Whether rows of these kinds count.
  [[nodiscard]] bool is_among(catalog::KindSet kinds) const { return kinds.has(index_); }
  [[nodiscard]] std::string_view provider() const { return provider_; }
  [[nodiscard]] json::Value body() const { return body_; }

  /// Calls `look(value, place)` for each place of the name, see Places.
  template <class Look> bool visit(std::string_view name, Look look) const {
    const bool of_item = is_of_item(name);
    return protocol::visit(of_item ? item_ : body_, of_item ? std::string_view(before_) : std::string_view(), name, look);
  }

  /// What counts where the field is not given, empty when nothing does.
  [[nodiscard]] std::string_view default_of(std::string_view name) const;
  [[nodiscard]] bool is_given(std::string_view name) const;
  /// The first value of that name, of those that are given if any is.
  [[nodiscard]] json::Value first(std::string_view name) const;
  /// Items of an array; 1 for anything else that is given.
  [[nodiscard]] int64_t count(std::string_view name) const;
  /// Its place, indexes included.
  [[nodiscard]] String full_name(std::string_view name) const;
  /// What counts, fit for a message: as given, or the default, or "not given".
  [[nodiscard]] String shown_value(std::string_view name) const;

private:
  [[nodiscard]] bool is_of_item(std::string_view name) const;
  const catalog::Kind *kind_;
  std::size_t index_;
  std::string_view provider_;
  json::Value body_;
  json::Value item_;
  String members_; // "face_choose[]."
  String before_;  // "face_choose[0]."
};

/// Whether the value is one of these texts; numbers are compared as numbers.
[[nodiscard]] bool is_one_of(std::string_view text, std::span<const std::string_view> values);

/// Of a name with [] any item may fulfil `given`, `is` and `above`; `not_given`, `is_not` and `at_most` are opposites: no item does.
[[nodiscard]] bool holds(const catalog::Condition &condition, const Scope &scope);
[[nodiscard]] bool hold(std::span<const catalog::Condition> conditions, const Scope &scope);

} // namespace kling::protocol
