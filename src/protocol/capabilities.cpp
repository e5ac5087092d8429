#include "protocol/capabilities.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "catalog/model.hpp"
#include "catalog/provider.hpp"
#include "catalog/rule.hpp"
#include "catalog/translation.hpp"
#include "protocol/field_value.hpp"
#include "protocol/rules.hpp"

namespace kling::protocol {

namespace {

using catalog::Capability;
using Names = Vector<std::string_view>;

bool lists(std::span<const std::string_view> values, std::string_view text) {
  return std::find(values.begin(), values.end(), text) != values.end();
}

/// An empty list is no limit.
bool allows(std::span<const std::string_view> values, std::string_view text) {
  return values.empty() || is_one_of(text, values);
}

bool alike(std::span<const std::string_view> a, std::span<const std::string_view> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

/// "5 or 10", "any whole number from 3 to 15"
String either(std::span<const std::string_view> values) {
  constexpr std::size_t longest_list = 3;
  return values.size() <= longest_list ? joined(values, " or ") : concat({"any whole number from ", values.front(), " to ", values.back()});
}

class Capabilities {
public:
  Capabilities(const Scope &body, std::span<const std::string_view> ignored, Error &error, Log *log)
      : body_(body), ignored_(ignored), error_(error), log_(log), model_(model_of(body.kind(), body.body())),
        row_(catalog::find_model(body.kind().name, model_)), words_(catalog::vocabulary_of(body.kind())), mode_(counting(words_.mode)),
        duration_(counting(words_.duration)) {}

  kling_status check() {
    if (row_ == nullptr) {
      return unlisted() ? KLING_OK : error_.status;
    }
    if (row_->loose) {
      note(log_, log_warning, {"model_name: ", model_, " is ", row_->note});
      return KLING_OK;
    }
    if (!row_->retired.empty()) {
      note(log_, log_warning, {"model_name: ", model_, " is ", row_->retired});
    }
    return fields() && (lists(ignored_, words_.mode) || mode()) && (lists(ignored_, words_.duration) || duration()) ? KLING_OK
                                                                                                                    : error_.status;
  }

  kling_status check_of(std::span<const std::string_view> names) {
    return row_ == nullptr || row_->loose || fields(names) ? KLING_OK : error_.status;
  }

private:
  [[nodiscard]] std::string_view counting(std::string_view name) const {
    const json::Value given = body_.first(name);
    return says_absent(given) ? body_.default_of(name) : given.text();
  }

  bool refuse(std::string_view field, std::initializer_list<std::string_view> parts) {
    error_ = make_error(KLING_E_FIELD, concat(parts), field);
    return false;
  }

  /// Other places have models of their own.
  [[nodiscard]] bool at_the_vendor() const {
    const catalog::Provider *const provider = catalog::find_provider(body_.provider());
    return provider == nullptr || provider->vendor_prices;
  }

  /// A model that is nobody's row passes; one that is documented for other kinds alone does not where the vendor answers.
  bool unlisted() {
    const json::Value given = body_.body()["model_name"];
    if (!given.present()) {
      return true;
    }
    Names own;
    bool known = false;
    for (const catalog::Model &row : catalog::models()) {
      known = known || row.name == model_;
      if (body_.is_among(row.kinds)) {
        own.push_back(row.name);
      }
    }
    if (known && !own.empty() && at_the_vendor()) {
      return refuse("model_name", {"model_name is ", model_, "; ", body_.kind().name, " takes ", joined(own, ", ")});
    }
    const catalog::Kind *const other = catalog::kind_for(body_.kind(), model_);
    if (other != nullptr && other->generation == catalog::Generation::current) {
      return true; // translate() has noted it
    }
    note(log_, log_warning,
         {"model_name: ", shown(given),
          known ? " is of other kinds: passed on unchecked" : " is not in the catalogue: passed on unchecked"});
    return true;
  }

  /// "model_name is kling-v1", or that it was not given.
  [[nodiscard]] String named() const {
    return body_.body()["model_name"].present() ? concat({"model_name is ", model_}) : concat({"without model_name the model is ", model_});
  }

  /// Of all, or of those that a name is of or stands in.
  bool fields(std::span<const std::string_view> names = {}) {
    const std::span<const Capability> rows = catalog::capabilities();
    for (std::size_t at = 0; at < rows.size(); ++at) {
      const Capability &row = rows[at];
      const auto is_of = [&](std::string_view name) { return is_inside(std::span(&row.field, 1), name); };
      if ((names.empty() || std::any_of(names.begin(), names.end(), is_of)) && body_.is_among(row.kinds) && body_.is_given(row.field) &&
          !lists(ignored_, row.field) && is_first(rows.first(at), row.field) && !field(row.field)) {
        return false;
      }
    }
    return true;
  }

  [[nodiscard]] bool is_first(std::span<const Capability> before, std::string_view field) const {
    return std::none_of(before.begin(), before.end(),
                        [&](const Capability &row) { return row.field == field && body_.is_among(row.kinds); });
  }

  /// Each place of the field by itself: values may differ in what they need.
  bool field(std::string_view name) {
    return !body_.visit(name, [&](json::Value value, const Place &place) {
      if (says_absent(value)) {
        return false;
      }
      Vector<const Capability *> asked;
      bool taken = false;
      for (const Capability &row : catalog::capabilities()) {
        if (row.field == name && body_.is_among(row.kinds) && allows(row.values, value.text())) {
          asked.push_back(&row);
          taken = taken || takes(row);
        }
      }
      return !asked.empty() && !taken && !without(asked, value, place);
    });
  }

  [[nodiscard]] bool takes(const Capability &row) const {
    return (row.model.empty() || row.model == model_) && allows(row.modes, mode_) && allows(row.durations, duration_);
  }

  /// Nothing that the model, mode and duration have covers it: refused, or where its row says so only noted.
  bool without(const Vector<const Capability *> &asked, json::Value value, const Place &place) {
    const String name = place.name();
    catalog::Field row;
    const bool found = catalog::find_field(body_.kind(), place.pattern, body_.provider(), row);
    if (found && (row.models_noted || (row.models_noted_elsewhere && !at_the_vendor()))) {
      if (row.standing == catalog::Standing::documented) { // else its own note says it
        note(log_, log_warning,
             {name, ": not documented for ", model_, row.note.empty() ? "" : " (", row.note, row.note.empty() ? "" : ")", ": passed on"});
      }
      return true;
    }
    const bool of_value = value.is(json::Type::string) &&
                          std::any_of(asked.begin(), asked.end(), [](const Capability *each) { return !each->values.empty(); });
    return refuse(name, {name, of_value ? " " : "", of_value ? value.text() : "", " needs ", needs(asked), "; ", has(asked)});
  }

  /// "kling-v1-5 or kling-v1-6 in mode pro with 5 seconds, kling-v3"
  [[nodiscard]] String needs(const Vector<const Capability *> &asked) const {
    Vector<bool> told(asked.size(), false);
    String text;
    for (std::size_t at = 0; at < asked.size(); ++at) {
      if (told[at]) {
        continue;
      }
      Names models;
      for (std::size_t other = at; other < asked.size(); ++other) {
        if (alike(asked[at]->modes, asked[other]->modes) && alike(asked[at]->durations, asked[other]->durations)) {
          told[other] = true;
          models.push_back(asked[other]->model);
        }
      }
      text.append(text.empty() ? "" : ", or ").append(joined(models, " or "));
      if (!asked[at]->modes.empty()) {
        text.append(words_.mode == "mode" ? " in mode " : concat({" with ", words_.mode, " "})).append(joined(asked[at]->modes, " or "));
      }
      if (!asked[at]->durations.empty()) {
        text.append(" with ").append(joined(asked[at]->durations, " or ")).append(" seconds");
      }
    }
    return text;
  }

  /// What the body has of that which the rows ask for.
  [[nodiscard]] String has(const Vector<const Capability *> &asked) const {
    String text = named();
    const auto names_mode = [](const Capability *each) { return !each->modes.empty(); };
    const auto names_duration = [](const Capability *each) { return !each->durations.empty(); };
    if (!mode_.empty() && std::any_of(asked.begin(), asked.end(), names_mode)) {
      text.append(", ").append(words_.mode).append(" is ").append(mode_);
    }
    if (!duration_.empty() && std::any_of(asked.begin(), asked.end(), names_duration)) {
      text.append(", ").append(words_.duration).append(" is ").append(duration_);
    }
    return text;
  }

  bool mode() {
    const std::string_view given = body_.first(words_.mode).text();
    if (given.empty() || lists(row_->modes, given)) {
      return true;
    }
    if (row_->modes.empty()) {
      note(log_, log_warning, {words_.mode, ": the sources disagree whether ", model_, " has modes: passed on"});
      return true;
    }
    return refuse(words_.mode, {words_.mode, " is ", given, "; ", model_, " takes ", joined(row_->modes, " or ")});
  }

  bool duration() {
    const json::Value given = body_.first(words_.duration);
    if (says_absent(given) || row_->durations.empty() || is_one_of(given.text(), row_->durations)) {
      return true;
    }
    return refuse(words_.duration, {words_.duration, " is ", shown(given), "; ", model_, " takes ", either(row_->durations)});
  }

  const Scope &body_;
  std::span<const std::string_view> ignored_;
  Error &error_;
  Log *log_;
  std::string_view model_;
  const catalog::Model *row_;
  const catalog::Vocabulary &words_;
  std::string_view mode_;
  std::string_view duration_;
};

} // namespace

kling_status check_capabilities(const Scope &body, std::span<const std::string_view> ignored, Error &error, Log *log) {
  return Capabilities(body, ignored, error, log).check();
}

kling_status check_capabilities_of(std::span<const std::string_view> fields, const Scope &body, std::span<const std::string_view> ignored,
                                   Error &error) {
  return fields.empty() ? KLING_OK : Capabilities(body, ignored, error, nullptr).check_of(fields);
}

} // namespace kling::protocol
