#include "sim/refusal.hpp"

#include <array>

namespace kling::sim {

namespace {

struct Row {
  int64_t code;
  int http_status;
  std::string_view message;
};

constexpr std::array<Row, 21> rows = {{
    // §7.1; texts of §7.2 where one is recorded
    {1000, 401, "Authentication failed"},
    {1001, 401, "Authorization is empty"},
    {1002, 401, "Authorization is invalid"},
    {1003, 401, "Authorization is not yet valid"},
    {1004, 401, "Authorization has expired"},
    {1100, 429, "Account exception"},
    {1101, 429, "Account in arrears"},
    {1102, 429, "Account balance not enough"},
    {1103, 403, "No access to the requested resource"},
    {1200, 400, "Invalid request"},
    {1201, 400, "Invalid parameter"},
    {1202, 404, "Invalid request method"},
    {1203, 404, "The requested resource does not exist"},
    {1300, 400, "Request blocked by the platform policy"},
    {1301, 400, "Request blocked by the content security policy"},
    {1302, 429, "Request too fast"},
    {1303, 429, "parallel task over resource pack limit"},
    {1304, 429, "Request blocked by the IP whitelist policy"},
    {5000, 500, "Internal server error"},
    {5001, 503, "Server temporarily unavailable"},
    {5002, 504, "Server internal timeout"},
}};

const Row *find(int64_t code) {
  for (const Row &row : rows) {
    if (row.code == code) {
      return &row;
    }
  }
  return nullptr;
}

} // namespace

int http_status_of(int64_t code) {
  const Row *row = find(code);
  return row != nullptr ? row->http_status : 500;
}

std::string_view message_of(int64_t code) {
  const Row *row = find(code);
  return row != nullptr ? row->message : "service error";
}

} // namespace kling::sim
