/* What programs outside this repository compile against: each name with its exact type, each number, each layout. A change here is a change
 * of the ABI. Compiled as C and, through contract.cpp, as C++. */
#include <assert.h>
#include <kling/kling.h>
#include <kling/transport.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define NAME(name, result, arguments) static result(KLING_CALL *const name##_typed) arguments = name;
#include "contract_names.inc"
#undef NAME

#define IS(name, value) static_assert((name) == (value), #name)
IS(KLING_OK, 0);
IS(KLING_E_ARGUMENT, 101);
IS(KLING_E_STATE, 102);
IS(KLING_E_REENTRANT, 103);
IS(KLING_E_VERSION, 104);
IS(KLING_E_FORKED, 105);
IS(KLING_E_UNSUPPORTED, 106);
IS(KLING_E_TIMEOUT, 107);
IS(KLING_E_AGAIN, 108);
IS(KLING_E_FIELD, 201);
IS(KLING_E_UNKNOWN_NAME, 202);
IS(KLING_E_TOO_LARGE, 203);
IS(KLING_E_CONFLICT, 204);
IS(KLING_E_NOT_FOUND, 205);
IS(KLING_E_ENDPOINT, 206);
IS(KLING_E_AUTH, 301);
IS(KLING_E_FORBIDDEN, 302);
IS(KLING_E_BALANCE, 401);
IS(KLING_E_SPEND_LIMIT, 402);
IS(KLING_E_RATE_LIMITED, 501);
IS(KLING_E_QUEUE_FULL, 502);
IS(KLING_E_POLICY, 601);
IS(KLING_E_NETWORK, 701);
IS(KLING_E_TLS, 702);
IS(KLING_E_PROTOCOL, 703);
IS(KLING_E_SERVICE, 704);
IS(KLING_E_TASK_FAILED, 705);
IS(KLING_E_SUBMIT_UNKNOWN, 801);
IS(KLING_E_DETACHED, 802);
IS(KLING_E_CANCELLED, 803);
IS(KLING_E_MEMORY, 901);
IS(KLING_E_STORE, 902);
IS(KLING_E_FILE, 903);
IS(KLING_E_DOWNLOAD, 904);
IS(KLING_E_INTERNAL, 905);

IS(KLING_TASK_WAITING, 1);
IS(KLING_TASK_SUBMITTING, 2);
IS(KLING_TASK_UNCERTAIN, 3);
IS(KLING_TASK_SUBMITTED, 4);
IS(KLING_TASK_PROCESSING, 5);
IS(KLING_TASK_SAVING, 6);
IS(KLING_TASK_FINAL, 100);
IS(KLING_TASK_SUCCEEDED, 100);
IS(KLING_TASK_FAILED, 101);
IS(KLING_TASK_REJECTED, 102);
IS(KLING_TASK_CANCELLED, 103);
IS(KLING_TASK_DETACHED, 104);
IS(KLING_TASK_UNKNOWN, 105);

IS(KLING_EVENT_STATE, 1);
IS(KLING_EVENT_PROGRESS, 2);
IS(KLING_EVENT_TROUBLE, 3);
IS(KLING_EVENT_RESUMED, 4);
IS(KLING_EVENT_SAVED, 5);
IS(KLING_EVENT_FINAL, 100);

IS(KLING_TIME_QUEUED, 1);
IS(KLING_TIME_SENT, 2);
IS(KLING_TIME_ACCEPTED, 3);
IS(KLING_TIME_DONE, 4);
IS(KLING_TIME_SAVED, 5);

IS(KLING_LOG_OFF, 0);
IS(KLING_LOG_ERROR, 1);
IS(KLING_LOG_WARNING, 2);
IS(KLING_LOG_INFORMATION, 3);
IS(KLING_LOG_DEBUG, 4);

#define AT(type, member, offset, size)                                                                                                     \
  IS(offsetof(type, member), offset);                                                                                                      \
  IS(sizeof(((type *)0)->member), size)
IS(sizeof(kling_status), 4);
IS(sizeof(kling_error), 928);
AT(kling_error, struct_size, 0, 4);
AT(kling_error, status, 4, 4);
AT(kling_error, http_status, 8, 4);
AT(kling_error, retryable, 12, 4);
AT(kling_error, service_code, 16, 8);
AT(kling_error, retry_after_ms, 24, 8);
AT(kling_error, field, 32, 128);
AT(kling_error, request_id, 160, 128);
AT(kling_error, task_id, 288, 128);
AT(kling_error, message, 416, 512);
IS(sizeof(kling_stats), 104);
AT(kling_stats, struct_size, 0, 4);
AT(kling_stats, reserved, 4, 4);
AT(kling_stats, tasks_waiting, 8, 8);
AT(kling_stats, tasks_open, 16, 8);
AT(kling_stats, tasks_final, 24, 8);
AT(kling_stats, requests, 32, 8);
AT(kling_stats, retries, 40, 8);
AT(kling_stats, bytes_in, 48, 8);
AT(kling_stats, bytes_out, 56, 8);
AT(kling_stats, batch_requests, 64, 8);
AT(kling_stats, batch_records, 72, 8);
AT(kling_stats, batch_tasks, 80, 8);
AT(kling_stats, batch_misses, 88, 8);
AT(kling_stats, batch_ways, 96, 8);
IS(sizeof(kling_cost), 32);
AT(kling_cost, struct_size, 0, 4);
AT(kling_cost, known, 4, 4);
AT(kling_cost, units, 8, 8);
AT(kling_cost, usd, 16, 8);
AT(kling_cost, credits, 24, 8);
#if UINTPTR_MAX == UINT64_MAX
IS(sizeof(kling_callbacks), 48);
AT(kling_callbacks, struct_size, 0, 4);
AT(kling_callbacks, reserved, 4, 4);
AT(kling_callbacks, user_data, 8, 8);
AT(kling_callbacks, on_event, 16, 8);
AT(kling_callbacks, on_log, 24, 8);
AT(kling_callbacks, notify, 32, 8);
AT(kling_callbacks, destroy, 40, 8);

IS(KLING_HTTP_SEND_ONCE, 1);
IS(KLING_HTTP_FOLLOW_REDIRECTS, 2);
IS(KLING_HTTP_PUBLIC_ADDRESSES_ONLY, 4);
IS(sizeof(kling_http_segment), 32);
AT(kling_http_segment, bytes, 0, 8);
AT(kling_http_segment, length, 8, 8);
AT(kling_http_segment, read, 16, 8);
AT(kling_http_segment, user_data, 24, 8);
IS(sizeof(kling_http_request), 80);
AT(kling_http_request, struct_size, 0, 4);
AT(kling_http_request, flags, 4, 4);
AT(kling_http_request, method, 8, 8);
AT(kling_http_request, url, 16, 8);
AT(kling_http_request, headers, 24, 8);
AT(kling_http_request, header_count, 32, 4);
AT(kling_http_request, segment_count, 36, 4);
AT(kling_http_request, segments, 40, 8);
AT(kling_http_request, connect_timeout_ms, 48, 8);
AT(kling_http_request, timeout_ms, 56, 8);
AT(kling_http_request, stall_timeout_ms, 64, 8);
AT(kling_http_request, max_reply_bytes, 72, 8);
IS(sizeof(kling_http_result), 40);
AT(kling_http_result, struct_size, 0, 4);
AT(kling_http_result, status, 4, 4);
AT(kling_http_result, http_status, 8, 4);
AT(kling_http_result, unsent, 12, 4);
AT(kling_http_result, bytes_sent, 16, 8);
AT(kling_http_result, bytes_received, 24, 8);
AT(kling_http_result, message, 32, 8);
IS(sizeof(kling_http_sink), 48);
AT(kling_http_sink, struct_size, 0, 4);
AT(kling_http_sink, reserved, 4, 4);
AT(kling_http_sink, user_data, 8, 8);
AT(kling_http_sink, on_headers, 16, 8);
AT(kling_http_sink, on_body, 24, 8);
AT(kling_http_sink, on_done, 32, 8);
AT(kling_http_sink, release, 40, 8);
IS(sizeof(kling_transport_host), 40);
AT(kling_transport_host, struct_size, 0, 4);
AT(kling_transport_host, reserved, 4, 4);
AT(kling_transport_host, user_data, 8, 8);
AT(kling_transport_host, watch, 16, 8);
AT(kling_transport_host, set_timer, 24, 8);
AT(kling_transport_host, wake, 32, 8);
IS(sizeof(kling_transport), 80);
AT(kling_transport, struct_size, 0, 4);
AT(kling_transport, reserved, 4, 4);
AT(kling_transport, user_data, 8, 8);
AT(kling_transport, open, 16, 8);
AT(kling_transport, start, 24, 8);
AT(kling_transport, cancel, 32, 8);
AT(kling_transport, pause, 40, 8);
AT(kling_transport, on_socket, 48, 8);
AT(kling_transport, on_timer, 56, 8);
AT(kling_transport, close, 64, 8);
AT(kling_transport, destroy, 72, 8);
IS(sizeof(kling_clock), 48);
AT(kling_clock, struct_size, 0, 4);
AT(kling_clock, reserved, 4, 4);
AT(kling_clock, user_data, 8, 8);
AT(kling_clock, monotonic_ms, 16, 8);
AT(kling_clock, unix_ms, 24, 8);
AT(kling_clock, sleep_until, 32, 8);
AT(kling_clock, destroy, 40, 8);
#endif

static void KLING_CALL on_event(void *user_data, const kling_event *event) {
  (void)user_data;
  (void)event;
}
static void KLING_CALL on_log(void *user_data, int32_t level, const char *text) {
  (void)user_data;
  (void)level;
  (void)text;
}
static void KLING_CALL signal_only(void *user_data) {
  (void)user_data;
}
static const kling_callbacks callbacks = {sizeof(kling_callbacks), 0, NULL, on_event, on_log, signal_only, signal_only};

int main(void) {
  int missing = callbacks.on_event == NULL;
#define NAME(name, result, arguments) missing += name##_typed == NULL;
#include "contract_names.inc"
#undef NAME
  printf("%s\n", kling_build_info());
  return missing != 0 || strcmp(KLING_TEXT2VIDEO, "text2video") != 0 || kling_version_number() != KLING_VERSION_NUMBER;
}
