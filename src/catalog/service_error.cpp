#include "catalog/service_error.hpp"

#include "catalog/service_error_rows.hpp"

namespace kling::catalog {

std::span<const ServiceError> service_errors() {
  return service_error_rows;
}

const ServiceError *find_service_error(int64_t code) {
  for (const ServiceError &row : service_error_rows) {
    if (row.code == code) {
      return &row;
    }
  }
  return nullptr;
}

std::span<const FieldPhrase> field_phrases() {
  return field_phrase_rows;
}

std::span<const GatewayRefusal> gateway_refusals() {
  return gateway_refusal_rows;
}

} // namespace kling::catalog
