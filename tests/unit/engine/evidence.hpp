#pragma once

#include "world.hpp"

namespace kling::engine {

struct Evidence {
  std::string name;
  Answer answer;
};

inline constexpr std::string_view page = "<!DOCTYPE html><html><body>Bad Gateway</body></html>";

inline std::vector<Evidence> maybe_created() {
  return {
      {"lost", lost()},
      {"5000", refused(500, 5000)},
      {"5001", refused(503, 5001)},
      {"5002", refused(504, 5002)},
      {"unknown code", refused(200, 7777)},
      {"code 0 without an id", replied(200, R"({"code":0,"message":"SUCCEED","data":{}})")},
      {"code 0 without data", replied(200, R"({"code":0,"message":"SUCCEED"})")},
      {"408", replied(408, "")},
      {"500", replied(500, "")},
      {"502 page", replied(502, page)},
      {"503", replied(503, "")},
      {"504", replied(504, "")},
      {"200 page", replied(200, page)},
      {"200 empty", replied(200, "")},
      {"truncated", replied(200, R"({"code":0,"data":{"task_id":"12)")},
  };
}

struct Refusal {
  std::string name;
  Answer answer;
  kling_status status;
};

inline std::vector<Refusal> not_created() {
  return {
      {"1000", refused(401, 1000), KLING_E_AUTH},
      {"1001", refused(401, 1001), KLING_E_AUTH},
      {"1002", refused(401, 1002), KLING_E_AUTH},
      {"1003 with a key", refused(401, 1003), KLING_E_AUTH},
      {"1004 with a key", refused(401, 1004), KLING_E_AUTH},
      {"1100", refused(429, 1100), KLING_E_FORBIDDEN},
      {"1101", refused(429, 1101), KLING_E_BALANCE},
      {"1102", refused(429, 1102), KLING_E_BALANCE},
      {"1102 as 200", refused(200, 1102), KLING_E_BALANCE},
      {"1103", refused(403, 1103), KLING_E_FORBIDDEN},
      {"1200", refused(400, 1200), KLING_E_FIELD},
      {"1201", refused(400, 1201, "model_name value 'x' is invalid"), KLING_E_FIELD},
      {"1202", refused(404, 1202), KLING_E_ENDPOINT},
      {"1203", refused(404, 1203), KLING_E_FIELD},
      {"1300", refused(400, 1300), KLING_E_POLICY},
      {"1301", refused(400, 1301), KLING_E_POLICY},
      {"1304", refused(429, 1304), KLING_E_FORBIDDEN},
      {"1201 as 500", refused(500, 1201), KLING_E_FIELD},
      {"model_not_found", replied(503, R"({"error":{"code":"model_not_found","message":"no"}})"), KLING_E_FIELD},
      {"invalid_request", replied(500, R"({"code":"invalid_request","message":"no"})"), KLING_E_FIELD},
      {"quota_not_enough", replied(403, R"({"code":"quota_not_enough","message":"no"})"), KLING_E_BALANCE},
      {"302", replied(302, ""), KLING_E_ENDPOINT},
      {"400 page", replied(400, page), KLING_E_FIELD},
      {"401", replied(401, ""), KLING_E_AUTH},
      {"402", replied(402, ""), KLING_E_BALANCE},
      {"403", replied(403, page), KLING_E_FORBIDDEN},
      {"404 page", replied(404, page), KLING_E_ENDPOINT},
      {"413", replied(413, ""), KLING_E_TOO_LARGE},
      {"451", replied(451, ""), KLING_E_POLICY},
  };
}

} // namespace kling::engine
