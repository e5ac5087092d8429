// The rows of the account's own calls. They are free.
#include <array>

#include "sim/kind.hpp"
#include "sim/ledger.hpp"

namespace kling::sim {

namespace {

// §4.17; which filters there are depends on the ledger.
constexpr std::array<Field, 7> ledger_fields = {{
    {"start_time", FieldType::whole},
    {"end_time", FieldType::whole},
    {"limit", FieldType::whole, Need::optional, 1, 500, {}, "500"},
    {"filters", FieldType::array},
    {"filters[].key", FieldType::text, Need::required},
    {"filters[].values", FieldType::array, Need::required},
    {"cursor"},
}};

constexpr std::array<Kind, 3> account_rows = {{
    {.name = "costs", .path = "/account/costs", .section = "§4.17", .form = Form::view, .answer = answer_costs},
    {.name = "balance",
     .path = "/account/billing/balance",
     .section = "§4.17",
     .form = Form::call,
     .fields = ledger_fields,
     .answer = answer_balance},
    {.name = "package",
     .path = "/account/billing/package",
     .section = "§4.17",
     .form = Form::call,
     .fields = ledger_fields,
     .answer = answer_package},
}};

} // namespace

std::span<const Kind> account_kinds() {
  return account_rows;
}

} // namespace kling::sim
