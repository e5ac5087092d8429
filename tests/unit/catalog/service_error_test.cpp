#include <algorithm>
#include <cctype>
#include <gtest/gtest.h>

#include "base/status.hpp"
#include "catalog/service_error.hpp"

namespace kling::catalog {
namespace {

TEST(ServiceError, EveryCodeHasItsGroup) {
  struct Row {
    int64_t code;
    int32_t http_status;
    kling_status status;
    Retry retry;
  };
  const Row rows[] = {
      {1000, 401, KLING_E_AUTH, Retry::never},         {1001, 401, KLING_E_AUTH, Retry::never},
      {1002, 401, KLING_E_AUTH, Retry::never},         {1003, 401, KLING_E_AUTH, Retry::signed_anew},
      {1004, 401, KLING_E_AUTH, Retry::signed_anew},   {1100, 429, KLING_E_FORBIDDEN, Retry::never},
      {1101, 429, KLING_E_BALANCE, Retry::never},      {1102, 429, KLING_E_BALANCE, Retry::never},
      {1103, 403, KLING_E_FORBIDDEN, Retry::never},    {1200, 400, KLING_E_FIELD, Retry::never},
      {1201, 400, KLING_E_FIELD, Retry::never},        {1202, 404, KLING_E_ENDPOINT, Retry::never},
      {1203, 404, KLING_E_FIELD, Retry::never},        {1300, 400, KLING_E_POLICY, Retry::never},
      {1301, 400, KLING_E_POLICY, Retry::never},       {1302, 429, KLING_E_RATE_LIMITED, Retry::later},
      {1303, 429, KLING_E_RATE_LIMITED, Retry::later}, {1304, 429, KLING_E_FORBIDDEN, Retry::never},
      {5000, 500, KLING_E_SERVICE, Retry::looked_up},  {5001, 503, KLING_E_SERVICE, Retry::looked_up},
      {5002, 504, KLING_E_SERVICE, Retry::looked_up},
  };
  for (const Row &row : rows) {
    const ServiceError *found = find_service_error(row.code);
    ASSERT_NE(found, nullptr) << row.code;
    EXPECT_EQ(found->http_status, row.http_status) << row.code;
    EXPECT_EQ(found->status, row.status) << row.code;
    EXPECT_EQ(found->retry, row.retry) << row.code;
  }
  EXPECT_EQ(service_errors().size(), std::size(rows));
  EXPECT_EQ(find_service_error(0), nullptr);
  EXPECT_EQ(find_service_error(1999), nullptr);
}

TEST(ServiceError, TextsAreThereAndNamesAreThoseOfTheStatus) {
  for (const ServiceError &row : service_errors()) {
    EXPECT_EQ(row.status_name, status_name(row.status)) << row.code;
    EXPECT_FALSE(row.meaning.empty()) << row.code;
    EXPECT_FALSE(row.advice.empty()) << row.code;
    EXPECT_FALSE(row.source.empty()) << row.code;
    EXPECT_FALSE(retry_name(row.retry).empty()) << row.code;
  }
}

TEST(ServiceError, GatewayRefusalsAreNamedByWordOrPhrase) {
  for (const GatewayRefusal &row : gateway_refusals()) {
    EXPECT_NE(row.code.empty(), row.phrase.empty()) << row.code << row.phrase;
    EXPECT_FALSE(row.advice.empty());
    EXPECT_TRUE(std::none_of(row.phrase.begin(), row.phrase.end(), [](unsigned char each) { return std::isupper(each) != 0; }))
        << row.phrase;
  }
}

TEST(ServiceError, WhatRetiredModelsAndKindsAnswerIsARefusal) {
  const auto status_of = [](std::string_view message) -> kling_status {
    for (const GatewayRefusal &row : gateway_refusals()) {
      if (!row.phrase.empty() && message.find(row.phrase) != std::string_view::npos) {
        return row.status;
      }
    }
    return KLING_OK;
  };
  // Reference 7.2, recorded without their codes; in lower case, as the rows are.
  EXPECT_EQ(status_of("the model 'kling-v1' has been discontinued and is no longer available."), KLING_E_FIELD);
  EXPECT_EQ(status_of("this api is no longer available"), KLING_E_ENDPOINT);
}

} // namespace
} // namespace kling::catalog
