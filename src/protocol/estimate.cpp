#include "protocol/estimate.hpp"

#include <array>

#include "base/number.hpp"
#include "base/text.hpp"
#include "catalog/price.hpp"
#include "protocol/conditions.hpp"
#include "protocol/field_value.hpp"
#include "protocol/normalise.hpp"
#include "protocol/rules.hpp"
#include "protocol/translation.hpp"

namespace kling::protocol {

namespace {

using catalog::Currency;
using catalog::Per;
using catalog::Price;

constexpr double usd_per_video_unit = 0.14;
constexpr double usd_per_image_unit = 0.0035;
constexpr int64_t most_of_anything = 1'000'000; // of seconds or images: nothing real, and far from an overflow

/// Decimal text in thousandths; amounts have at most three decimals.
std::optional<int64_t> thousandths(std::string_view text) {
  const std::optional<double> number = to_number(text);
  if (!number || *number < 0 || *number > static_cast<double>(most_of_anything)) {
    return std::nullopt;
  }
  return nearest_whole(*number * 1000);
}

/// How much of what the price counts is asked for, in thousandths; nothing where that is not known.
std::optional<int64_t> quantity(Per per, const Scope &body) {
  const auto counting = [&](std::string_view name) {
    const json::Value given = body.first(name);
    return thousandths(says_absent(given) ? body.default_of(name) : given.text());
  };
  switch (per) {
  case Per::task:
    return 1000;
  case Per::second:
    return counting(catalog::vocabulary_of(body.kind()).duration);
  case Per::five_seconds:
    break;
  case Per::image: {
    const std::optional<int64_t> images = counting("n");
    return images ? images : 1000;
  }
  case Per::series:
    return counting("series_amount");
  }
  return std::nullopt;
}

constexpr std::size_t currencies = 4;

/// By currency, in millionths; the first row that holds is the price, and where how much is asked for is not known, there is none.
std::array<std::optional<int64_t>, currencies> prices_of(const Scope &body, std::string_view model) {
  std::array<std::optional<int64_t>, currencies> found{};
  std::array<bool, currencies> decided{};
  for (const Price &row : catalog::prices()) {
    const auto currency = static_cast<std::size_t>(row.currency);
    if (decided[currency] || !body.is_among(row.kinds) || !(row.model.empty() || row.model == model) || !hold(row.when, body)) {
      continue;
    }
    decided[currency] = true;
    const std::optional<int64_t> amount = thousandths(row.amount);
    const std::optional<int64_t> times = quantity(row.per, body);
    if (amount && times && !row.afterwards) {
      found[currency] = *amount * *times;
    }
  }
  return found;
}

int64_t hundredths(int64_t millionths) {
  return (millionths + 9'999) / 10'000;
}

} // namespace

Cost estimate(const catalog::Kind &kind, json::Value body, const catalog::Provider *provider) {
  const Scope scope(kind, {}, body);
  const auto prices = prices_of(scope, model_of(kind, body));
  const auto in = [&](Currency currency) { return prices[static_cast<std::size_t>(currency)]; };
  Cost cost;
  if (const std::optional<int64_t> credits = in(Currency::credits)) {
    cost.credits_hundredths = hundredths(*credits);
  }
  if (provider == nullptr || !provider->vendor_prices) {
    return cost;
  }
  if (!kind.billed) {
    cost.known = true;
    cost.units_hundredths = 0;
    cost.usd = 0;
    return cost;
  }
  const std::optional<int64_t> video = in(Currency::video_units);
  const std::optional<int64_t> image = video ? std::nullopt : in(Currency::image_units);
  const std::optional<int64_t> usd = in(Currency::usd);
  if (const std::optional<int64_t> units = video ? video : image) {
    cost.units_hundredths = hundredths(*units);
    cost.usd = static_cast<double>(*units) / 1e6 * (video ? usd_per_video_unit : usd_per_image_unit);
  }
  cost.usd = usd ? static_cast<double>(*usd) / 1e6 : cost.usd;
  if (!provider->dollars) {
    cost.usd = -1;
  }
  cost.in_dollars = usd && cost.units_hundredths < 0;
  cost.known = cost.units_hundredths >= 0 || cost.usd >= 0;
  return cost;
}

kling_status estimate(const Request &request, const Rules &rules, Cost &out, Error &error) {
  out = Cost();
  if (request.first_error().failed()) {
    error = request.first_error();
    return error.status;
  }
  json::Document body = request.body().copy();
  Translation translation;
  if (normalise(request.kind(), rules, body, error, nullptr) != KLING_OK ||
      translate(request.kind(), rules, body, translation, error, nullptr) != KLING_OK) {
    return error.status;
  }
  out = estimate(*translation.sent, body.root(), rules.provider);
  return KLING_OK;
}

} // namespace kling::protocol
