#ifndef KLING_H
#define KLING_H
#include <stddef.h>
#include <stdint.h>
#if defined(_WIN32)
#define KLING_CALL __cdecl
#define KLING_API
#else
#define KLING_CALL
#define KLING_API __attribute__((visibility("default")))
#endif
#define KLING_TEXT2VIDEO "text2video"
#define KLING_VERSION_MAJOR 0
#define KLING_VERSION_MINOR 1
#define KLING_VERSION_PATCH 0
#ifdef __cplusplus
extern "C" {
#endif
typedef int32_t kling_status;
enum { /* the hundred is the group: kling_status_group() */
  KLING_OK = 0,
  /* 100 the caller   */ KLING_E_ARGUMENT = 101, KLING_E_STATE, KLING_E_REENTRANT, KLING_E_VERSION, KLING_E_FORKED, KLING_E_UNSUPPORTED, KLING_E_TIMEOUT, KLING_E_AGAIN,
  /* 200 the request  */ KLING_E_FIELD = 201, KLING_E_UNKNOWN_NAME, KLING_E_TOO_LARGE, KLING_E_CONFLICT, KLING_E_NOT_FOUND, KLING_E_ENDPOINT,
  /* 300 credentials  */ KLING_E_AUTH = 301, KLING_E_FORBIDDEN,
  /* 400 money        */ KLING_E_BALANCE = 401, KLING_E_SPEND_LIMIT,
  /* 500 later        */ KLING_E_RATE_LIMITED = 501, KLING_E_QUEUE_FULL,
  /* 600 content      */ KLING_E_POLICY = 601,
  /* 700 the service  */ KLING_E_NETWORK = 701, KLING_E_TLS, KLING_E_PROTOCOL, KLING_E_SERVICE, KLING_E_TASK_FAILED,
  /* 800 the outcome  */ KLING_E_SUBMIT_UNKNOWN = 801, KLING_E_DETACHED, KLING_E_CANCELLED,
  /* 900 this machine */ KLING_E_MEMORY = 901, KLING_E_STORE, KLING_E_FILE, KLING_E_DOWNLOAD, KLING_E_INTERNAL
};

enum { /* task states, int32_t */
  KLING_TASK_WAITING = 1, KLING_TASK_SUBMITTING, KLING_TASK_UNCERTAIN, KLING_TASK_SUBMITTED, KLING_TASK_PROCESSING, KLING_TASK_SAVING,
  KLING_TASK_FINAL = 100,
  KLING_TASK_SUCCEEDED = 100, KLING_TASK_FAILED, KLING_TASK_REJECTED, KLING_TASK_CANCELLED, KLING_TASK_DETACHED, KLING_TASK_UNKNOWN
};
enum { /* event types, int32_t */ KLING_EVENT_STATE = 1, KLING_EVENT_PROGRESS, KLING_EVENT_TROUBLE, KLING_EVENT_RESUMED, KLING_EVENT_SAVED, KLING_EVENT_FINAL = 100 };
enum { /* kling_task_time_ms: Unix time in ms, 0 = not yet */ KLING_TIME_QUEUED = 1, KLING_TIME_SENT, KLING_TIME_ACCEPTED, KLING_TIME_DONE, KLING_TIME_SAVED };

typedef struct kling_options kling_options;
typedef struct kling_client kling_client;
typedef struct kling_request kling_request;
typedef struct kling_task kling_task;
typedef struct kling_event kling_event;

/* Every transparent struct starts with struct_size, set by the caller before use. */
typedef struct kling_error { /* fixed arrays: nothing to free, works without memory */
  uint32_t struct_size;
  int32_t status, http_status, retryable;
  int64_t service_code, retry_after_ms;
  char field[128], request_id[128], task_id[128], message[512];
} kling_error;
typedef struct kling_callbacks {
  uint32_t struct_size, reserved;
  void *user_data;
  void (KLING_CALL *on_event)(void *user_data, const kling_event *event);
  void (KLING_CALL *on_log)(void *user_data, int32_t level, const char *text);
  void (KLING_CALL *notify)(void *user_data);
  void (KLING_CALL *destroy)(void *user_data);
} kling_callbacks;
typedef struct kling_stats {
  uint32_t struct_size, reserved;
  uint64_t tasks_waiting, tasks_open, tasks_final, requests, retries, bytes_in, bytes_out;
} kling_stats;

KLING_API uint32_t KLING_CALL kling_version_number(void);
KLING_API const char * KLING_CALL kling_version_string(void);
KLING_API const char * KLING_CALL kling_build_info(void);
KLING_API const char * KLING_CALL kling_status_name(kling_status status);
KLING_API const char * KLING_CALL kling_status_description(kling_status status);
KLING_API kling_status KLING_CALL kling_status_group(kling_status status);
KLING_API uint32_t KLING_CALL kling_status_count(void);
KLING_API kling_status KLING_CALL kling_status_at(uint32_t index);
KLING_API const char * KLING_CALL kling_task_state_name(int32_t state);

KLING_API kling_status KLING_CALL kling_options_new(kling_options **out);
KLING_API void KLING_CALL kling_options_free(kling_options *);
KLING_API kling_status KLING_CALL kling_options_set_string(kling_options *, const char *name, const char *text);
KLING_API kling_status KLING_CALL kling_options_set_int(kling_options *, const char *name, int64_t value);
KLING_API kling_status KLING_CALL kling_options_set_callbacks(kling_options *, const kling_callbacks *);
KLING_API kling_status KLING_CALL kling_options_from_env(kling_options *, kling_error *);

KLING_API kling_status KLING_CALL kling_client_new(const kling_options *, kling_client **out, kling_error *);
KLING_API kling_status KLING_CALL kling_client_shutdown(kling_client *, int64_t timeout_ms);
KLING_API void KLING_CALL kling_client_free(kling_client *);
KLING_API kling_status KLING_CALL kling_poll(kling_client *, int64_t timeout_ms, uint32_t *out_events); /* entries now pullable, or callbacks run; NULL allowed */
KLING_API kling_status KLING_CALL kling_wait(kling_client *, kling_task *, int64_t timeout_ms, kling_error *); /* KLING_OK: SUCCEEDED and nothing failed to save; else the task's own status; KLING_E_TIMEOUT */
KLING_API kling_status KLING_CALL kling_next_event(kling_client *, kling_event **out); /* KLING_OK and NULL when there is none */
KLING_API kling_status KLING_CALL kling_client_wakeup(kling_client *);
KLING_API int64_t KLING_CALL kling_client_next_timeout_ms(const kling_client *); /* -1: nothing is due */
KLING_API int64_t KLING_CALL kling_client_fd(const kling_client *);              /* -1: none */
KLING_API kling_status KLING_CALL kling_client_stats(const kling_client *, kling_stats *out);

KLING_API kling_status KLING_CALL kling_request_new(const char *kind, kling_request **out);
KLING_API void KLING_CALL kling_request_free(kling_request *);
KLING_API kling_status KLING_CALL kling_request_set_string(kling_request *, const char *name, const char *text);
KLING_API kling_status KLING_CALL kling_request_set_int(kling_request *, const char *name, int64_t value);
KLING_API kling_status KLING_CALL kling_request_set_number(kling_request *, const char *name, double value);
KLING_API kling_status KLING_CALL kling_request_set_json(kling_request *, const char *name, const char *json); /* name "": merges a whole body */
KLING_API kling_status KLING_CALL kling_request_set_option(kling_request *, const char *name, const char *text); /* deadline_ms, label */
KLING_API kling_status KLING_CALL kling_request_save_to(kling_request *, const char *path); /* a file, or a folder ending in '/' */
KLING_API kling_status KLING_CALL kling_request_validate(const kling_request *, const kling_client *, kling_error *);
KLING_API const char * KLING_CALL kling_request_to_json(kling_request *, const kling_client *); /* method, URL and body as submit would send them: a generated external id as "k1-…", files and bytes as their length, no credentials;
 * NULL when not valid (validate says why); borrowed until the next set, to_json or free on the request */

KLING_API kling_status KLING_CALL kling_submit(kling_client *, const kling_request *, uint64_t tag, kling_task **out, kling_error *);
KLING_API kling_status KLING_CALL kling_attach(kling_client *, const char *kind, const char *task_or_external_id, uint64_t tag, kling_task **out, kling_error *);
KLING_API kling_status KLING_CALL kling_attach_token(kling_client *, const char *token, uint64_t tag, kling_task **out, kling_error *);

KLING_API kling_task * KLING_CALL kling_task_retain(kling_task *);
KLING_API void KLING_CALL kling_task_release(kling_task *);
KLING_API int32_t KLING_CALL kling_task_state(const kling_task *);
KLING_API uint64_t KLING_CALL kling_task_tag(const kling_task *);
KLING_API kling_status KLING_CALL kling_task_set_tag(kling_task *, uint64_t tag);
KLING_API const char * KLING_CALL kling_task_id(const kling_task *);          /* NULL until known */
KLING_API const char * KLING_CALL kling_task_external_id(const kling_task *);
KLING_API const char * KLING_CALL kling_task_kind(const kling_task *);
KLING_API const char * KLING_CALL kling_task_label(const kling_task *);
KLING_API const char * KLING_CALL kling_task_token(const kling_task *);       /* printable, versioned: host, provider, generation, kind, ids */
KLING_API kling_status KLING_CALL kling_task_error(const kling_task *, kling_error *out);
KLING_API int64_t KLING_CALL kling_task_time_ms(const kling_task *, int32_t which);
KLING_API uint32_t KLING_CALL kling_task_output_count(const kling_task *);
KLING_API const char * KLING_CALL kling_task_output_url(const kling_task *, uint32_t index);
KLING_API const char * KLING_CALL kling_task_output_path(const kling_task *, uint32_t index);
KLING_API const char * KLING_CALL kling_task_output_type(const kling_task *, uint32_t index); /* "video", "image", "audio", … */
KLING_API double KLING_CALL kling_task_output_duration(const kling_task *, uint32_t index);  /* seconds, negative when unknown */
KLING_API double KLING_CALL kling_task_units(const kling_task *);                            /* units deducted, negative when unknown */
KLING_API const char * KLING_CALL kling_task_raw_json(const kling_task *);                    /* the last reply of a final task, whole; NULL before */
KLING_API kling_status KLING_CALL kling_task_save(kling_task *, uint32_t index, const char *path, kling_error *);
KLING_API kling_status KLING_CALL kling_task_cancel(kling_task *); /* before it is sent, else KLING_E_STATE */
KLING_API kling_status KLING_CALL kling_task_detach(kling_task *);

KLING_API int32_t KLING_CALL kling_event_type(const kling_event *);
KLING_API uint64_t KLING_CALL kling_event_tag(const kling_event *);
KLING_API kling_task * KLING_CALL kling_event_task(const kling_event *); /* borrowed */
KLING_API int32_t KLING_CALL kling_event_state(const kling_event *);
KLING_API kling_status KLING_CALL kling_event_error(const kling_event *, kling_error *out);
KLING_API int64_t KLING_CALL kling_event_bytes_done(const kling_event *);
KLING_API int64_t KLING_CALL kling_event_bytes_total(const kling_event *);
KLING_API void KLING_CALL kling_event_free(kling_event *);


/* The catalogue, readable at run time: table = "kinds", "fields" (of one kind), "models", "errors"; later "effects", "voices", "prices". Static JSON text. */
KLING_API kling_status KLING_CALL kling_catalog(const char *table, const char *kind, const char **out_json, kling_error *);

#ifdef __cplusplus
}
#endif
#endif
