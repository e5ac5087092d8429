#pragma once

#include "catalog/service_error.hpp"

namespace kling::catalog {

inline constexpr ServiceError service_error_rows[] = {
    {1000, 401, KLING_E_AUTH, "KLING_E_AUTH", Retry::never, "authentication failed", "check the credentials", "7.1"},
    {1001, 401, KLING_E_AUTH, "KLING_E_AUTH", Retry::never, "no credentials were sent", "set api_key, or access_key and secret_key", "7.1"},
    {1002, 401, KLING_E_AUTH, "KLING_E_AUTH", Retry::never, "the credentials are not valid",
     "check the key and that it belongs to this provider", "7.1"},
    {1003, 401, KLING_E_AUTH, "KLING_E_AUTH", Retry::signed_anew, "the token is not valid yet", "check this machine's clock", "7.1"},
    {1004, 401, KLING_E_AUTH, "KLING_E_AUTH", Retry::signed_anew, "the token has expired", "check this machine's clock", "7.1"},
    {1100, 429, KLING_E_FORBIDDEN, "KLING_E_FORBIDDEN", Retry::never, "something is wrong with the account",
     "check the account with the service", "7.1"},
    {1101, 429, KLING_E_BALANCE, "KLING_E_BALANCE", Retry::never, "the account is in arrears", "recharge the account", "7.1"},
    {1102, 429, KLING_E_BALANCE, "KLING_E_BALANCE", Retry::never, "the resource pack is used up or has expired",
     "buy a pack that covers this kind of task", "7.1"},
    {1103, 403, KLING_E_FORBIDDEN, "KLING_E_FORBIDDEN", Retry::never, "the account may not use this API or model",
     "check the account's permissions", "7.1"},
    {1200, 400, KLING_E_FIELD, "KLING_E_FIELD", Retry::never, "the request is not valid", "correct the request", "7.1"},
    {1201, 400, KLING_E_FIELD, "KLING_E_FIELD", Retry::never, "a parameter is not valid", "correct the field that the message names",
     "7.1"},
    {1202, 404, KLING_E_ENDPOINT, "KLING_E_ENDPOINT", Retry::never, "the method or path does not exist",
     "check provider, base_url and path_prefix", "7.1"},
    {1203, 404, KLING_E_FIELD, "KLING_E_FIELD", Retry::never, "something that the request names does not exist, such as the model",
     "check model_name", "7.1"},
    {1300, 400, KLING_E_POLICY, "KLING_E_POLICY", Retry::never, "blocked by the platform's policy", "change the input", "7.1"},
    {1301, 400, KLING_E_POLICY, "KLING_E_POLICY", Retry::never, "blocked by the content policy", "change the input", "7.1"},
    {1302, 429, KLING_E_RATE_LIMITED, "KLING_E_RATE_LIMITED", Retry::later, "requests come too fast", "send more slowly", "7.1"},
    {1303, 429, KLING_E_RATE_LIMITED, "KLING_E_RATE_LIMITED", Retry::later, "as many tasks run as the resource pack allows",
     "wait for a task to end, or buy a pack with more concurrency", "7.1"},
    {1304, 429, KLING_E_FORBIDDEN, "KLING_E_FORBIDDEN", Retry::never, "this address is not on the account's list",
     "ask the service to allow the address", "7.1"},
    {5000, 500, KLING_E_SERVICE, "KLING_E_SERVICE", Retry::looked_up, "the service failed", "try again later", "7.1"},
    {5001, 503, KLING_E_SERVICE, "KLING_E_SERVICE", Retry::looked_up, "the service is not available for the moment", "try again later",
     "7.1"},
    {5002, 504, KLING_E_SERVICE, "KLING_E_SERVICE", Retry::looked_up, "the service timed out inside", "try again later", "7.1"},
};

inline constexpr FieldPhrase field_phrase_rows[] = {
    {"model is not supported", "model_name", "7.2"},
    {"content item", "contents", "7.2"},
    {"video url", "video_url", "7.2"},
    {"video url", "video_list", "7.2"},
    {"video url", "contents", "7.2"},
    {"element id", "element_list", "7.2"},
    {"element id", "contents", "7.2"},
    {"voice id", "voice_id", "7.2"},
    {"voice id", "voice_list", "7.2"},
    {"voice id", "contents", "7.2"},
    {"audio mode", "settings.audio", "7.2"},
    {"video resolution", "settings.resolution", "7.2"},
    {"duration only", "settings.duration", "7.2"},
};

inline constexpr GatewayRefusal gateway_refusal_rows[] = {
    {"model_not_found", "", KLING_E_FIELD, "model_name", "this gateway does not offer the model", "gateways 2.2"},
    {"invalid_request", "", KLING_E_FIELD, "", "correct the request", "gateways 2.2"},
    {"quota_not_enough", "", KLING_E_BALANCE, "", "recharge the account or raise the key's quota", "gateways 2.3"},
    {"insufficient_user_quota", "", KLING_E_BALANCE, "", "recharge the account", "gateways 2.3"},
    {"pre_consume_token_quota_failed", "", KLING_E_BALANCE, "", "raise the key's quota", "gateways 2.3"},
    {"", "no available channel", KLING_E_FIELD, "model_name", "this gateway does not offer the model", "gateways 2.2"},
    {"", "model name is required", KLING_E_FIELD, "model_name", "set model_name", "gateways 2.2"},
    {"", "invalid model name", KLING_E_FIELD, "model_name", "this gateway does not offer the model", "gateways 1.5"},
    {"", "has been discontinued", KLING_E_FIELD, "model_name", "choose another model", "7.2"},
    {"", "this api is no longer available", KLING_E_ENDPOINT, "", "the service has retired this kind of task", "7.2"},
};

} // namespace kling::catalog
