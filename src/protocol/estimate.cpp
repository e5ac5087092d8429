#include "protocol/estimate.hpp"

#include "base/text.hpp"
#include "catalog/price.hpp"
#include "protocol/conditions.hpp"
#include "protocol/field_value.hpp"
#include "protocol/normalise.hpp"
#include "protocol/rules.hpp"

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
  return static_cast<int64_t>(*number * 1000 + 0.5);
}

/// How much of what the price counts is asked for, in thousandths; nothing where that is not known.
std::optional<int64_t> quantity(Per per, const Scope &body) {
  const auto counting = [&](std::string_view name) {
    const json::Value given = body.body()[name];
    return thousandths(says_absent(given) ? body.default_of(name) : given.text());
  };
  switch (per) {
  case Per::task:
    return 1000;
  case Per::second:
    return counting("duration");
  case Per::image: {
    const std::optional<int64_t> images = counting("n");
    return images ? images : 1000;
  }
  case Per::series:
    return counting("series_amount");
  }
  return std::nullopt;
}

/// In millionths.
std::optional<int64_t> price_in(Currency currency, const Scope &body, std::string_view model) {
  for (const Price &row : catalog::prices()) {
    if (row.currency == currency && row.kinds.has(body.kind()) && (row.model.empty() || row.model == model) && hold(row.when, body)) {
      const std::optional<int64_t> amount = thousandths(row.amount);
      const std::optional<int64_t> times = quantity(row.per, body);
      return amount && times ? std::optional(*amount * *times) : std::nullopt;
    }
  }
  return std::nullopt;
}

int64_t hundredths(int64_t millionths) {
  return (millionths + 9'999) / 10'000;
}

} // namespace

Cost estimate(const catalog::Kind &kind, json::Value body, const catalog::Provider *provider) {
  const Scope scope(kind, {}, body);
  const std::string_view model = model_of(kind, body);
  Cost cost;
  if (const std::optional<int64_t> credits = price_in(Currency::credits, scope, model)) {
    cost.credits_hundredths = hundredths(*credits);
  }
  if (provider == nullptr || !provider->vendor_prices) {
    return cost;
  }
  if (!kind.billed) {
    cost.known = true;
    cost.units_hundredths = 0;
    return cost;
  }
  const std::optional<int64_t> video = price_in(Currency::video_units, scope, model);
  const std::optional<int64_t> image = video ? std::nullopt : price_in(Currency::image_units, scope, model);
  const std::optional<int64_t> usd = price_in(Currency::usd, scope, model);
  if (const std::optional<int64_t> units = video ? video : image) {
    cost.units_hundredths = hundredths(*units);
    cost.usd = static_cast<double>(*units) / 1e6 * (video ? usd_per_video_unit : usd_per_image_unit);
  }
  cost.usd = usd ? static_cast<double>(*usd) / 1e6 : cost.usd;
  cost.known = video || image || usd;
  return cost;
}

kling_status estimate(const Request &request, const Rules &rules, Cost &out, Error &error) {
  out = Cost();
  if (request.first_error().failed()) {
    error = request.first_error();
    return error.status;
  }
  json::Document body = request.body().copy();
  if (normalise(request.kind(), rules, body, error, nullptr) != KLING_OK) {
    return error.status;
  }
  out = estimate(request.kind(), body.root(), rules.provider);
  return KLING_OK;
}

} // namespace kling::protocol
