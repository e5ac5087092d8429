/* libkling: Kling AI video generation for any program. MIT licence.
 *
 * This header is the manual, with transport.h and sim.h beside it. It is C99 and C++11, and asks for nothing but <stddef.h> and <stdint.h>.
 *
 * A whole program:
 *
 *     #include <kling/kling.h>
 *     #include <stdio.h>
 *     int main(void) {
 *       kling_error error = KLING_ERROR_INIT;
 *       kling_options *options = NULL; kling_client *client = NULL; kling_request *request = NULL; kling_task *task = NULL;
 *       kling_status status = kling_options_new(&options);
 *       if (status == KLING_OK) status = kling_options_from_env(options, &error);
 *       if (status == KLING_OK) status = kling_client_new(options, &client, &error);
 *       if (status == KLING_OK) status = kling_request_new(KLING_TEXT2VIDEO, &request);
 *       kling_request_set_string(request, "prompt", "A red fox trots through fresh snow");
 *       kling_request_save_to(request, "fox.mp4");
 *       if (status == KLING_OK) status = kling_submit(client, request, 0, &task, &error);
 *       if (status == KLING_OK) do status = kling_wait(client, task, -1, &error); while (status == KLING_E_AGAIN);
 *       printf("%s: %s\n", kling_task_state_name(kling_task_state(task)), status == KLING_OK ? "fox.mp4" : error.message);
 *       kling_task_release(task); kling_request_free(request); kling_client_free(client); kling_options_free(options);
 *       return status != KLING_OK;
 *     }
 *
 * TICKS AND THREADS. By default the library works while one of your threads is inside kling_poll, kling_wait or kling_client_shutdown, and
 * only then. kling_poll(client, 0, NULL) once per frame is a whole integration: it never waits for the network, though such a tick does
 * what is ready: it may write pieces of files, sync one file that is complete, and compute TLS handshakes. Everything but options and
 * requests may be used from any thread at any time; one of several polling threads drives, the others sleep within their own time-out.
 * There are no threads of ours then (libcurl's resolver may use one during a look-up of a host name; none of our code and no callback runs
 * on it), no signals, no output, no exit, no exception that crosses a call. "Threads: any" below means safe at any time; "Threads: one"
 * means that no two threads may use that handle at once.
 *
 * With the option background_io=1 a client has one thread of ours, named "kling", from kling_client_new to kling_client_shutdown or
 * kling_client_free, which end it. All signals are blocked in it. It does everything, and tasks go on when the host does not tick.
 * kling_poll and kling_wait then do no I/O, they only hand out what has happened and what kling_task_save_with receives, and
 * kling_poll(client, 0, NULL) takes no lock that is held for long; kling_submit only queues. on_event and on_log run on your threads as
 * ever; of your functions only notify, release and destroy, and those of a transport or a clock that you brought, may run on ours: driving
 * functions called there return KLING_E_REENTRANT.
 *
 * CALLBACKS OR QUEUE. With on_event set, events go to it; without, to a queue that kling_next_event reads. One of the two per client, fixed
 * when the client is made. Callbacks run only on a thread inside one of the three driving functions, with no lock held. These three return
 * KLING_E_REENTRANT when called from a callback; everything else may be called from one.
 *
 * OWNERSHIP. kling_*_new, kling_submit and kling_attach* hand over what they write to `out` (NULL on failure); give it back with the
 * matching _free or _release, on any thread, in any order, also after the client. Freeing NULL does nothing. NULL, or a handle of another
 * type, where a handle is needed is KLING_E_ARGUMENT; getters answer with NULL, 0 or -1. Texts passed in are copied. Texts returned are
 * borrowed: those of a task never change or move while the task lives (a newer value is a new text), static ones live for ever.
 *
 * TEXT is UTF-8 with a NUL at its end, paths included. In the fixed arrays of kling_error a text that does not fit is cut at a character
 * boundary; an id that does not fit is left empty, never halved.
 *
 * STRUCTS that you can see into start with struct_size; use their _INIT macros. Structs that you fill: a smaller one (of an older header)
 * is taken, a larger one as long as what this library does not know is zero. Structs that the library fills: it writes no more than
 * struct_size bytes.
 *
 * ERRORS are a kling_status, and where a call has a kling_error in its list, a record with the words, the field and the service's own code.
 * There is no last error hidden in a thread, and errno means nothing here. New statuses, states and event types may appear: treat an
 * unknown status by its group, an unknown state by whether it is >= KLING_TASK_FINAL, and ignore an unknown event type.
 *
 * UNKNOWN OUTCOMES. A generation costs money, so a create is never sent twice on a guess. When its reply is lost, the task is UNCERTAIN
 * while the service is asked about its external id; it ends as what was found, or as KLING_TASK_UNKNOWN (KLING_E_SUBMIT_UNKNOWN): it may
 * exist and may be billed. Keep kling_task_token or kling_task_external_id of such a task; kling_attach takes it up later. REJECTED and
 * CANCELLED are the promise that nothing was created for this submit.
 *
 * SECRETS AND LINKS. Keys are never logged, never part of a message, and wiped from memory with the options. The URLs of outputs are
 * signed: whoever has one can fetch the file until the link expires. They are returned whole by kling_task_output_url and
 * kling_task_raw_json, and cut at '?' in logs and messages.
 *
 * FORK. In a forked child every acting call on a handle made before the fork returns KLING_E_FORKED; getters answer, free works (a client
 * or task leaks there on purpose), new handles may be made.
 *
 * UNLOADING. The library stays mapped once loaded; dlclose is harmless. */
#ifndef KLING_H
#define KLING_H

#include <stddef.h>
#include <stdint.h>

/* KLING_API stands on every function: define KLING_STATIC when linking the archive; KLING_BUILDING is for the library's own build.
 * KLING_CALL is the calling convention, on every function and every function pointer. */
#if defined(_WIN32)
#define KLING_CALL __cdecl
#if defined(KLING_STATIC)
#define KLING_API
#elif defined(KLING_BUILDING)
#define KLING_API __declspec(dllexport)
#else
#define KLING_API __declspec(dllimport)
#endif
#else
#define KLING_CALL
#if defined(KLING_STATIC)
#define KLING_API
#else
#define KLING_API __attribute__((visibility("default")))
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Version ---- */

#define KLING_VERSION_MAJOR 0
#define KLING_VERSION_MINOR 1
#define KLING_VERSION_PATCH 0
/* Of this header, as kling_version_number tells it of the library. */
#define KLING_VERSION_NUMBER (KLING_VERSION_MAJOR * 10000 + KLING_VERSION_MINOR * 100 + KLING_VERSION_PATCH)

/** The version of the library that runs: MAJOR * 10000 + MINOR * 100 + PATCH.
 * Returns the number; compare it with KLING_VERSION_NUMBER.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API uint32_t KLING_CALL kling_version_number(void);

/** The same as text, "0.1.0".
 * Returns static text, never NULL.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API const char *KLING_CALL kling_version_string(void);

/** What the library was built with, for bug reports: its version and that of libcurl and its TLS library, in one line.
 * Returns static text, never NULL; its form may change.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API const char *KLING_CALL kling_build_info(void);

/* ---- Statuses ---- */

/* What a call, an event or a task came to. The hundred is the group: what the caller can do about it. */
typedef int32_t kling_status;

enum {
  KLING_OK = 0,

  /* 100, the caller: change the program. */
  KLING_E_ARGUMENT = 101, /* NULL, a handle of another type, a value outside its range, text that is not UTF-8 */
  KLING_E_STATE,          /* not possible in this state: a task already sent, a client shut down, kling_next_event beside on_event */
  KLING_E_REENTRANT,      /* a driving function called from a callback */
  KLING_E_VERSION,        /* made by a later version: a token of a newer kind */
  KLING_E_FORKED,         /* the handle was made before a fork and this is the child */
  KLING_E_UNSUPPORTED,    /* known by name, not in this version or on this platform */
  KLING_E_TIMEOUT,        /* the caller's own time-out passed; nothing else happened */
  KLING_E_AGAIN,          /* interrupted by kling_client_wakeup or a signal: call again */

  /* 200, the request: change what is asked for. */
  KLING_E_FIELD = 201,  /* a field is missing or its value is not allowed; kling_error.field names it */
  KLING_E_UNKNOWN_NAME, /* no such kind, field, option or table; the message has the nearest known name */
  KLING_E_TOO_LARGE,    /* a text, file or reply exceeds its limit */
  KLING_E_CONFLICT,     /* the external id belongs to an earlier task; kling_error.task_id has that task's id if known */
  KLING_E_NOT_FOUND,    /* the service does not know such a task */
  KLING_E_ENDPOINT,     /* this address does not serve the call: wrong base URL or path, a redirect, a model it does not have */

  /* 300, credentials. */
  KLING_E_AUTH = 301, /* missing, wrong or expired credentials */
  KLING_E_FORBIDDEN,  /* good credentials without the right to this */

  /* 400, money. */
  KLING_E_BALANCE = 401, /* the account has no units left or is in arrears */
  KLING_E_SPEND_LIMIT,   /* the caller's own limit would be passed */

  /* 500, later: the same again after a while. */
  KLING_E_RATE_LIMITED = 501, /* too many requests */
  KLING_E_QUEUE_FULL,         /* max_queued_tasks tasks are already in this client */

  /* 600, content. */
  KLING_E_POLICY = 601, /* refused by the service's content rules */

  /* 700, the service and the way to it. */
  KLING_E_NETWORK = 701, /* no connection, or it broke */
  KLING_E_TLS,           /* the certificate or the handshake */
  KLING_E_PROTOCOL,      /* a reply that cannot be read */
  KLING_E_SERVICE,       /* the service failed or is in maintenance */
  KLING_E_TASK_FAILED,   /* the service accepted the task and then reported it failed */

  /* 800, the outcome of a task. */
  KLING_E_SUBMIT_UNKNOWN = 801, /* sent, and it cannot be found out whether it was created */
  KLING_E_DETACHED,             /* no longer watched from here; it may run on and bill */
  KLING_E_CANCELLED,            /* withdrawn before it was sent */

  /* 900, this machine. */
  KLING_E_MEMORY = 901, /* out of memory */
  KLING_E_STORE,        /* the journal */
  KLING_E_FILE,         /* a file cannot be opened, written, renamed, or exists already; a receiver refused bytes */
  KLING_E_DOWNLOAD,     /* an output could not be fetched; it still exists at the service until its link ends */
  KLING_E_INTERNAL      /* a fault of ours: please report it */
};

/** The name of a status, "KLING_E_FIELD".
 * Returns static text; "KLING_E_UNKNOWN_STATUS" for a number that is none. Never NULL.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API const char *KLING_CALL kling_status_name(kling_status status);

/** One sentence on what a status means.
 * Returns static text, of an unknown status too. Never NULL.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API const char *KLING_CALL kling_status_description(kling_status status);

/** The group of a status, known or not.
 * Returns 0 for KLING_OK, else 100 to 900; 100 also for a number that can be no status.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_status_group(kling_status status);

/** How many statuses this library knows, KLING_OK included; with kling_status_at, for bindings that make their own table.
 * Returns the number.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API uint32_t KLING_CALL kling_status_count(void);

/** The status at a place in the ascending list.
 * index: 0 to kling_status_count() - 1.
 * Returns the status, KLING_E_ARGUMENT beyond the end.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_status_at(uint32_t index);

/* ---- States, events, times ---- */

/* Task states, int32_t. A task ends exactly once, in a state >= KLING_TASK_FINAL. */
enum {
  KLING_TASK_WAITING = 1,     /* accepted, not sent: queued, without a slot, before a retry. Nothing billed */
  KLING_TASK_SUBMITTING,      /* bytes may be on the wire */
  KLING_TASK_UNCERTAIN,       /* the reply was lost; the service is asked by external id */
  KLING_TASK_SUBMITTED,       /* the service has it */
  KLING_TASK_PROCESSING,      /* the service works on it */
  KLING_TASK_SAVING,          /* succeeded; outputs are being downloaded. Only when that was asked for */
  KLING_TASK_FINAL = 100,     /* states from here on are final */
  KLING_TASK_SUCCEEDED = 100, /* outputs exist; where saving gave up, kling_task_error is KLING_E_DOWNLOAD or _FILE */
  KLING_TASK_FAILED,          /* the service said so; never for any other reason */
  KLING_TASK_REJECTED,        /* never created for this submit, nothing billed; kling_task_error says why */
  KLING_TASK_CANCELLED,       /* withdrawn before it was sent, nothing billed */
  KLING_TASK_DETACHED,        /* no longer watched: deadline, detach, shutdown, not found. May run on and bill */
  KLING_TASK_UNKNOWN          /* sent, and no way or no more time to find out. May exist and bill */
};

/* Event types, int32_t. In the queue a task has at most one entry of each type: a newer one replaces an older. */
enum {
  KLING_EVENT_STATE = 1,  /* a step into a state that is not final */
  KLING_EVENT_PROGRESS,   /* bytes of a download: kling_event_bytes_done, _total */
  KLING_EVENT_TROUBLE,    /* watching is disturbed, the task itself is not: once per cause, told by kling_event_error */
  KLING_EVENT_RESUMED,    /* taken up from a journal; this version keeps none */
  KLING_EVENT_SAVED,      /* kling_task_save or _save_with on a final task ended: error KLING_OK, KLING_E_DOWNLOAD or KLING_E_FILE */
  KLING_EVENT_FINAL = 100 /* the step into a final state: exactly one per task, and no STATE event with it */
};

/* For kling_task_time_ms. */
enum {
  KLING_TIME_QUEUED = 1, /* kling_submit or kling_attach took it */
  KLING_TIME_SENT,       /* its create left for the first time */
  KLING_TIME_ACCEPTED,   /* the service had it */
  KLING_TIME_DONE,       /* the service was seen to be done with it */
  KLING_TIME_SAVED       /* the last download that was asked for stood on disk, or was handed over whole */
};

/* Log levels for the option log_level and on_log. A level includes those before it. */
enum { KLING_LOG_OFF = 0, KLING_LOG_ERROR = 1, KLING_LOG_WARNING = 2, KLING_LOG_INFORMATION = 3, KLING_LOG_DEBUG = 4 };

/** The name of a task state in lower case, "processing".
 * Returns static text; "unrecognised" for a number that is none. Never NULL.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API const char *KLING_CALL kling_task_state_name(int32_t state);

/* ---- Handles and structs ---- */

typedef struct kling_options kling_options; /* settings that clients are made from */
typedef struct kling_client kling_client;   /* one account at one host, its connections and tasks */
typedef struct kling_request kling_request; /* what is asked for; may be submitted any number of times */
typedef struct kling_task kling_task;       /* one generation, counted by references */
typedef struct kling_event kling_event;     /* an unchanging snapshot; holds a reference to its task */
typedef struct kling_list kling_list;       /* what the account has at the service, page by page */

/* What went wrong. Nothing to free, works without memory. A call writes it also on success: status KLING_OK, all else zero or empty. Where
 * a call takes one, NULL is allowed; a struct_size too small to hold the status is KLING_E_ARGUMENT and the call does nothing. */
typedef struct kling_error {
  uint32_t struct_size;   /* sizeof(kling_error), set before use */
  int32_t status;         /* a kling_status */
  int32_t http_status;    /* of the reply, 0 when there was none */
  int32_t retryable;      /* 1: nothing was created and the same may well succeed later, unchanged; else 0 */
  int64_t service_code;   /* Kling's own code, 0 when there was none */
  int64_t retry_after_ms; /* how long the service asked to wait, 0 when it did not say */
  char field[128];        /* the field or option, "camera_control.config.zoom" */
  char request_id[128];   /* the service's id of the exchange: what its support asks for */
  char task_id[128];      /* the task concerned, if known */
  char message[512];      /* one line of English, without secrets */
} kling_error;
/* clang-format off */
#define KLING_ERROR_INIT {sizeof(kling_error), 0, 0, 0, 0, 0, {0}, {0}, {0}, {0}}
/* clang-format on */

/* Where a client reports to. Every member may be NULL. What a callback throws (C++) ends the program: catch inside. */
typedef struct kling_callbacks {
  uint32_t struct_size; /* sizeof(kling_callbacks) */
  uint32_t reserved;    /* 0 */
  void *user_data;      /* handed to each of them */
  /* An event, borrowed for the length of the call (do not free it; kling_task_retain keeps its task). Inside the driving functions only. */
  void(KLING_CALL *on_event)(void *user_data, const kling_event *event);
  /* A log line without its line end, valid during the call; level is a KLING_LOG_*. Inside the driving functions only: what is logged
   * elsewhere waits for the next of them (the newest 256 lines are kept, the lost ones counted). */
  void(KLING_CALL *on_log)(void *user_data, int32_t level, const char *text);
  /* The queue was empty and now has an event, or there is work for kling_poll. From any thread, possibly inside another call of ours: only
   * set a flag, post a message or signal; call nothing of this library. */
  void(KLING_CALL *notify)(void *user_data);
  /* Exactly once, last: the options and every client made from them are gone (also when kling_client_new failed), or other callbacks took
   * the place of these. On whichever thread drops the last use. */
  void(KLING_CALL *destroy)(void *user_data);
} kling_callbacks;
/* clang-format off */
#define KLING_CALLBACKS_INIT {sizeof(kling_callbacks), 0, NULL, NULL, NULL, NULL, NULL}
/* clang-format on */

/* Counters of a client. */
typedef struct kling_stats {
  uint32_t struct_size;    /* sizeof(kling_stats), set before use */
  uint32_t reserved;       /* written as 0 */
  uint64_t tasks_waiting;  /* now: WAITING */
  uint64_t tasks_open;     /* now: not final, WAITING included */
  uint64_t tasks_final;    /* ended since the client was made */
  uint64_t requests;       /* HTTP requests started, downloads included */
  uint64_t retries;        /* those of them that repeat an earlier one which failed */
  uint64_t bytes_in;       /* bodies received */
  uint64_t bytes_out;      /* bodies sent */
  uint64_t batch_requests; /* of `requests`: those about many tasks */
  uint64_t batch_records;  /* records in their replies, other people's too */
  uint64_t batch_tasks;    /* those of them that were about a task of this client */
  uint64_t batch_misses;   /* tasks asked for by id and not told of: these are asked for alone */
  uint64_t batch_ways;     /* in use now: KLING_BATCH_IDS + KLING_BATCH_PAGES, 0 for none */
} kling_stats;
#define KLING_BATCH_IDS 1   /* up to 20 ids a request */
#define KLING_BATCH_PAGES 2 /* pages of the lists, as long as enough of what they tell is about tasks of this client */
/* clang-format off */
#define KLING_STATS_INIT {sizeof(kling_stats), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
/* clang-format on */

/* What a task costs, should it succeed. A number that is not known is negative. */
typedef struct kling_cost {
  uint32_t struct_size; /* sizeof(kling_cost), set before use */
  int32_t known;        /* 1: there is a price; 0: it is not known, units and usd mean nothing */
  double units;         /* of a resource pack; negative for what is sold in dollars alone */
  double usd;           /* US dollars; negative at kling-cn, whose list in dollars is not the one this library knows */
  double credits;       /* of a price page that counts in credits: a column of its own, whatever the others say */
} kling_cost;
/* clang-format off */
#define KLING_COST_INIT {sizeof(kling_cost), 0, 0, 0, 0}
/* clang-format on */

/* ---- Options ---- */

/** Makes a set of options, all at their defaults.
 * out: receives the options; kling_options_free gives them back.
 * Returns KLING_OK; KLING_E_ARGUMENT, KLING_E_MEMORY.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_options_new(kling_options **out);

/** Gives options back. Clients made from them are not concerned. Keys are wiped from memory.
 * options: NULL is allowed.
 * Threads: one.
 * Callbacks: runs destroy when nothing else holds the callbacks.
 * Since: 0.1.0 */
KLING_API void KLING_CALL kling_options_free(kling_options *options);

/** Sets an option from text; integer options take decimal text.
 *
 * Texts have up to 8192 bytes and no control characters; extra_headers and ca_pem take several lines and up to 1048576 bytes.
 *
 * name                 | takes                             | default           | meaning
 * ---------------------+-----------------------------------+-------------------+-----------------------------------------------------------
 * provider             | kling, kling-cn, cometapi, custom | kling             | whom to speak to: kling https://api-singapore.klingai.com,
 *                      |                                   |                   | kling-cn https://api-beijing.klingai.com,
 *                      |                                   |                   | cometapi https://api.cometapi.com with prefix /kling,
 *                      |                                   |                   | custom: base_url is required
 * base_url             | text                              | the provider's    | another host; keeps the provider's prefix, never doubles
 *                      |                                   |                   | it, understands a /v1 at the end
 * path_prefix          | text                              | the provider's    | what stands before every path, may be empty
 * api_key              | text                              | none              | an API key
 * access_key           | text                              | none              | with secret_key, instead of api_key: signed tokens, made
 *                      |                                   |                   | and renewed by the library
 * secret_key           | text                              | none              | see access_key
 * auth_header          | text with {key}                   | Authorization: Bearer {key} | the header that carries the key
 * extra_headers        | lines                             | none              | more headers, one "Name: value" a line
 * poll_path            | text                              | {path}/{task_id}  | where a task of a legacy kind is asked for, behind the
 *                      |                                   |                   | prefix: {task_id}, and {path} and {kind} of its kind
 * model_field          | model_name, model, model_name,model | model_name      | what a legacy kind's model_name is sent as
 * store                | text                              | none              | KLING_E_UNSUPPORTED in this version
 * download_dir         | text                              | none              | where relative save paths start; when set, tasks without a
 *                      |                                   |                   | save path of their own are saved there, too, except of
 *                      |                                   |                   | kinds that only read, and of call
 * overwrite            | 0 to 1                            | 0                 | 1: saving may replace a file that exists
 * callback_url         | text                              | none              | sent as callback_url where a request has none of its own
 * webhook_secret       | text                              | none              | KLING_E_UNSUPPORTED in this version
 * validation           | provider, official, off           | provider          | provider: the official rules, with what the provider
 *                      |                                   |                   | documents differently replaced; official: Kling's alone;
 *                      |                                   |                   | off: types, sizes and UTF-8 only, unknown fields pass
 *                      |                                   |                   | (not in what is told in the other generation's words)
 * external_ids         | auto, always, never               | auto              | whether a create carries an external_task_id: where the
 *                      |                                   |                   | kind has it, always, never (a lost reply is UNKNOWN then)
 * max_active_tasks     | 0 to 1000000                      | 0                 | tasks at the service at once; 0: learnt from its refusals
 * max_connections      | 1 to 1024                         | 8                 | to one host at once, and creates under way; creates have
 *                      |                                   |                   | connections of their own
 * max_queued_tasks     | 1 to 10000000                     | 100000            | tasks not final, beyond which kling_submit refuses
 * deadline_ms          | 1 to 31622400000                  | 21600000          | how long a task may take from submit to its end
 * poll_interval_ms     | 10 to 86400000                    | 5000              | between looks at a task. When set it is the first wait and
 *                      |                                   |                   | the minimum; else the first wait suits the kind and model
 * poll_max_interval_ms | 10 to 86400000                    | 30000             | what the interval grows to; raised to poll_interval_ms
 * connect_timeout_ms   | 1 to 3600000                      | 15000             | for a connection, TLS included
 * request_timeout_ms   | 1 to 3600000                      | 60000             | for a whole exchange; one second more for each 32 KiB of a
 *                      |                                   |                   | body that is sent; two minutes at least for what
 *                      |                                   |                   | is answered at once
 * stall_timeout_ms     | 1 to 3600000                      | 30000             | how long a download may stay below 1 KB/s; whole seconds,
 *                      |                                   |                   | rounded up
 * settle_ms            | 0 to 86400000                     | 60000             | how long a lost create is looked for before it counts as
 *                      |                                   |                   | not created, or as UNKNOWN where that proves nothing
 * max_retries          | 0 to 1000                         | 4                 | repeats of what is known not to have created anything;
 *                      |                                   |                   | also of a save that broke off, and of a create whose lost
 *                      |                                   |                   | task was proved not to exist
 * retry_base_ms        | 1 to 3600000                      | 1000              | first pause before a repeat; doubles
 * max_reply_bytes      | 1024 to 1073741824                | 16777216          | largest reply of the service
 * spend_limit_units    | decimal text                      | none              | the most units, of all packs together, that the tasks of
 *                      |                                   |                   | this client may cost; below a hundredth cut off. See
 *                      |                                   |                   | kling_submit
 * proxy                | URL, none, env                    | none              | env: HTTPS_PROXY and NO_PROXY of the environment
 * no_proxy             | text                              | none              | hosts that are reached without it, comma-separated; this
 *                      |                                   |                   | machine always is
 * ca_file              | text                              | the system's      | a PEM file of certificates to trust
 * ca_pem               | lines                             | none              | the same as PEM text, for a few of them; wins over ca_file
 * allow_http           | 0 to 1                            | 0                 | 1: http:// to any host; to this machine always allowed
 * user_agent           | text                              | libkling/VERSION  | the User-Agent header
 * background_io        | 0 to 1                            | 0                 | 1: a thread of the library's does the work, see TICKS
 *                      |                                   |                   | AND THREADS
 * log_level            | 0 to 4                            | 3                 | a KLING_LOG_*; counts where on_log is set
 *
 * name, text: copied.
 * Returns KLING_OK; KLING_E_UNKNOWN_NAME, KLING_E_ARGUMENT (wrong type or range, not UTF-8), KLING_E_TOO_LARGE, KLING_E_UNSUPPORTED,
 * KLING_E_FORKED,
 * KLING_E_MEMORY. The first refusal is also kept with its words and makes kling_client_new fail, so that statuses may be left unchecked
 * here.
 * Threads: one.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_options_set_string(kling_options *options, const char *name, const char *text);

/** Sets an option that takes an integer: the rows of the table above with a range.
 * value: within that range.
 * Returns as kling_options_set_string; an option that takes text is KLING_E_ARGUMENT.
 * Threads: one.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_options_set_int(kling_options *options, const char *name, int64_t value);

/** Sets where clients made from these options report to, in place of earlier callbacks.
 * callbacks: copied; its user_data is the library's to destroy from here on.
 * Returns KLING_OK; KLING_E_ARGUMENT (NULL, no struct_size, unknown members set), KLING_E_FORKED, KLING_E_MEMORY. On failure nothing is
 * taken over and destroy does not run.
 * Threads: one.
 * Callbacks: runs destroy of the replaced ones when nothing else holds them.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_options_set_callbacks(kling_options *options, const kling_callbacks *callbacks);

/** Takes from the environment what the program has not set itself; the only function that reads it, apart from proxy "env".
 *
 * KLING_API_KEY, or KLING_ACCESS_KEY with KLING_SECRET_KEY: those options, provider kling, and with them KLING_BASE_URL.
 * COMETAPI_KEY: api_key and provider cometapi. Where both kinds are set, the option provider must say which is meant.
 * A program that set credentials of its own gets none of these. HTTPS_PROXY, NO_PROXY (or in lower case), SSL_CERT_FILE: proxy, no_proxy,
 * ca_file.
 *
 * Returns KLING_OK, also when nothing was found; KLING_E_ARGUMENT with the variables' names, and nothing is changed then; KLING_E_FORKED,
 * KLING_E_MEMORY.
 * Threads: one; no thread may change the environment meanwhile.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_options_from_env(kling_options *options, kling_error *error);

/* ---- Client ---- */

/** Makes a client. Nothing is sent yet.
 * options: copied; may be changed, used again or freed at once.
 * out: receives the client; kling_client_free gives it back.
 * error: says which option cannot be used, the first one that a setter refused included.
 * Returns KLING_OK; KLING_E_ARGUMENT, KLING_E_UNKNOWN_NAME, KLING_E_AUTH (no credentials), KLING_E_TOO_LARGE, KLING_E_UNSUPPORTED,
 * KLING_E_TLS,
 * KLING_E_FILE, KLING_E_FORKED, KLING_E_MEMORY, KLING_E_INTERNAL.
 * Threads: any, but one for the options.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_client_new(const kling_options *options, kling_client **out, kling_error *error);

/** Ends all work in bounded time: creates of which a byte was handed to a connection get the whole time-out, everything else is cut at
 * once, what still looks for a name, a connection or a TLS handshake too. Afterwards every task is final: what was not sent ends as
 * CANCELLED, SUBMITTING and UNCERTAIN as UNKNOWN, SUBMITTED and PROCESSING as DETACHED, SAVING as SUCCEEDED with
 * KLING_E_DOWNLOAD. Acting calls return KLING_E_STATE from then on; getters and kling_next_event go on working. When another thread is
 * inside a callback, that thread delivers the final events after it.
 * timeout_ms: 0 or more.
 * Returns KLING_OK, also when it was shut down before; KLING_E_ARGUMENT, KLING_E_REENTRANT, KLING_E_FORKED.
 * Threads: any; a thread that polls or waits returns.
 * Callbacks: runs on_event with the final events, on_log, write and release as kling_poll does; not from a callback.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_client_shutdown(kling_client *client, int64_t timeout_ms);

/** Gives a client back. With live tasks or events it shuts down with time-out 0 and stays as an empty shell until the last of them is
 * released: their getters work, acting calls return KLING_E_STATE. While another call on the client runs (also the kling_poll whose
 * callback this is), it wakes that call and takes effect when the last one returns. No use of `client` by the caller may follow.
 * client: NULL is allowed.
 * Threads: any.
 * Callbacks: runs no on_event: call kling_client_shutdown first for the final events. Runs the release of lent
 * bytes, and destroy when nothing else holds the callbacks.
 * Since: 0.1.0 */
KLING_API void KLING_CALL kling_client_free(kling_client *client);

/** Works: sends, receives, saves, and hands out events. Once per frame with 0, or in a loop with a time-out. With background_io=1 it only
 * hands out events, log lines and the bytes of kling_task_save_with, and sleeps until there are some.
 * timeout_ms: 0 only does what is due; more waits up to so long for something to happen, also when nothing is in flight; -1 waits until an
 * event, a wake-up, shutdown or a signal, and returns at once when nothing is in flight.
 * out_events: receives how many events can be pulled now, or how many callbacks ran; NULL is allowed.
 * Returns KLING_OK, also when the time passed; KLING_E_ARGUMENT, KLING_E_REENTRANT, KLING_E_STATE (shut down), KLING_E_FORKED,
 * KLING_E_MEMORY.
 * Threads: any; one drives, others sleep.
 * Callbacks: runs on_event, on_log, write of kling_task_save_with and the release of lent bytes; not from a callback.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_poll(kling_client *client, int64_t timeout_ms, uint32_t *out_events);

/** Works until a task is final and what it saves is on disk. Takes nothing from the event queue.
 * task: of this client.
 * timeout_ms: 0 or more, or -1 for none.
 * error: the task's own, as kling_task_error tells it; of several saves the first that failed.
 * Returns KLING_OK when it SUCCEEDED and nothing failed to save, else the status of the task's error; KLING_E_TIMEOUT; KLING_E_AGAIN on a
 * wake-up or a signal (call again); KLING_E_ARGUMENT, KLING_E_REENTRANT, KLING_E_STATE, KLING_E_FORKED, KLING_E_MEMORY.
 * Threads: any.
 * Callbacks: runs on_event, on_log, write of kling_task_save_with and the release of lent bytes; not from a callback.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_wait(kling_client *client, kling_task *task, int64_t timeout_ms, kling_error *error);

/** Takes the oldest event from the queue. Also after shutdown.
 * out: receives the event, NULL when there is none; kling_event_free gives it back.
 * Returns KLING_OK, also when there is none; KLING_E_STATE when the client has on_event; KLING_E_ARGUMENT, KLING_E_FORKED.
 * Threads: any.
 * Callbacks: runs none but the release of lent bytes that this lets go of.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_next_event(kling_client *client, kling_event **out);

/** Makes a kling_poll or kling_wait return soon. If nobody is inside one, the next returns at once.
 * Returns KLING_OK; KLING_E_ARGUMENT, KLING_E_STATE (shut down), KLING_E_FORKED, KLING_E_MEMORY.
 * Threads: any, but not from a signal handler: it takes a lock.
 * Callbacks: runs none but the release of lent bytes that this lets go of.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_client_wakeup(kling_client *client);

/** When kling_poll should be called next if no socket stirs, for event loops that keep their own timers.
 * Returns milliseconds, 0: at once, -1 when nothing is due or the client cannot act, and always with background_io=1.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API int64_t KLING_CALL kling_client_next_timeout_ms(const kling_client *client);

/** One descriptor for event loops: sockets, wake-ups and the next due time together (Linux: epoll). Level-triggered: readable until
 * kling_poll(client, 0, NULL) has run and the queue is empty. The library's own: never read, write or close it.
 * With background_io=1 it is another one, readable only while events wait (on_event: to be told by kling_poll) or a wake-up does.
 * Returns the descriptor, -1 where there is none.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API int64_t KLING_CALL kling_client_fd(const kling_client *client);

/** Reads the counters.
 * out: its struct_size set; that many bytes are filled.
 * Returns KLING_OK; KLING_E_ARGUMENT.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_client_stats(const kling_client *client, kling_stats *out);

/* ---- Requests ---- */

/* Kinds, for kling_request_new and kling_attach: the last part of the path in Kling's API reference (its legacy API), except "avatar",
 * "elements", "elements-old", "voices" and the selection calls of multi-elements. Behind the table each has a KLING_ name.
 *
 * A kind with * is answered at once: its task goes from WAITING over SUBMITTING to its end, with the reply in kling_task_raw_json. It has
 * no external id, no callback, and cannot be attached. When its reply is lost it ends as UNKNOWN, unless it only reads: then it is asked
 * again. Where a gateway answers with a task that runs on, it is watched like any other, and can be attached by that task's id.
 *
 * kind                             | makes                                          | must be given
 * ---------------------------------+------------------------------------------------+-----------------------------------------
 * text2video                       | a video of a text                              | prompt
 * image2video                      | a video between images; masks, camera, voices  | image or image_tail
 * multi-image2video                | a video of the things in 1 to 4 images         | image_list, prompt
 * omni-video                       | a video of text, images, elements and a video  | prompt or multi_prompt
 * motion-control                   | the person of an image moves as in a video     | image_url, video_url, character_orientation, mode
 * video-extend                     | 4 to 5 seconds more of a video made here       | video_id
 * lip-sync                         | a video speaks a text or audio (old form)      | input
 * advanced-lip-sync                | a face of identify-face speaks audio           | session_id, face_choose
 * avatar                           | a portrait speaks                              | image and audio_id or sound_file
 * effects                          | a scene with 1 or 2 people or pets             | effect_scene, input
 * multi-elements                   | swaps, adds or removes what was selected       | session_id, edit_mode, prompt
 * identify-face                    | * the faces of a video                         | video_id or video_url
 * image-recognize                  | * the parts of an image as masks               | image
 * multi-elements-init-selection    | * opens a video for selecting                  | video_id or video_url
 * multi-elements-add-selection     | * selects at points of a frame                 | session_id, frame_index, points
 * multi-elements-delete-selection  | * takes points back                            | session_id, frame_index, points
 * multi-elements-clear-selection   | * takes all of them back                       | session_id
 * multi-elements-preview-selection | * shows what is selected                       | session_id
 * text-to-audio                    | a sound                                        | prompt, duration
 * video-to-audio                   | the sounds of a video                          | video_id or video_url
 * tts                              | * speech                                       | text, voice_id
 * generations                      | images of a text, or like an image             | prompt
 * omni-image                       | images, or a series, of text, images, elements | prompt
 * multi-image2image                | images of subjects, scene and style            | subject_image_list
 * expand                           | an image with more around it                   | image and four ratios
 * kolors-virtual-try-on            | a person in other clothes                      | human_image
 * ai-multi-shot                    | further views of a thing                       | element_frontal_image
 * elements                         | a thing or person to use again                 | element_name, element_description, reference_type
 * elements-old                     | * the same, in its old library                 | element_name, element_frontal_image
 * voices                           | a voice to use again                           | voice_name and voice_url or video_id
 * advanced-presets-elements        | * the elements that the service brings         |
 * presets-elements                 | * those of the old library                     |
 * presets-voices                   | * the voices that the service brings           |
 * delete-advanced-elements         | * deletes an element                           | element_id
 * delete-elements                  | * the same by its other path                   | element_id
 * delete-voices                    | * deletes a voice                              | voice_id
 * costs                            | * the resource packs and what is left          | start_time, end_time
 * balance                          | * what was paid from the balance               | start_time, end_time or cursor
 * package                          | * what was paid from resource packs            | start_time, end_time or cursor
 * call                             | * any path of the service                      | method, path; body
 *
 * kling_catalog("fields", KIND, ...) has every field of a kind with type, range, default and what it needs; `kling fields KIND` prints it,
 * and ./dev docs makes it a page of the manual. kling_catalog has the scenes of effects and the voices of tts too.
 *
 * Images are a URL, Base64 without a prefix, or a file or bytes (kling_request_set_file and its neighbours): PNG or JPEG of up to 10 MB,
 * each side 300 pixels or more, one side at most 2.5 times the other; checked before anything is sent. Audio is the same, of up to 5 MB.
 * Videos are URLs only, or the id of a video that was made here in the last 30 days. Ids of elements, voices and videos come from
 * kling_task_output_id.
 *
 * Prices, models and limits change: what the service refuses is told in its words, and validation "off" sends what the catalogue does not
 * know.
 *
 * Text to video. Origin: Kling API reference, legacy text2video. Left out, a field is not sent and the service takes its own default.
 *
 * field                 | type    | default  | values and rules (validation "official")
 * ----------------------+---------+----------+--------------------------------------------------------------------------------------------
 * model_name            | text    | kling-v1 | kling-v1, kling-v1-6, kling-v2-master, kling-v2-1-master, kling-v2-5-turbo, kling-v2-6,
 *                       |         |          | kling-v3
 * prompt                | text    |          | up to 2500 characters; required except with multi_shot and shot_type "customize"
 * negative_prompt       | text    |          | up to 2500 characters
 * multi_shot            | boolean | false    | kling-v3: several shots in one video
 * shot_type             | text    |          | customize, intelligence; required with multi_shot
 * multi_prompt          | array   |          | required with "customize": 1 to 6 of {index, prompt, duration}; prompt up to 512 characters,
 *                       |         |          | durations of at least 1 that add up to duration
 * voice_list            | array   |          | up to 2 of {voice_id}; kling-v2-6 with sound "on"
 * sound                 | text    | off      | on, off; kling-v2-6 (mode pro) and later
 * cfg_scale             | number  | 0.5      | 0 to 1: how closely the prompt is followed; ignored by the v2 models
 * mode                  | text    | std      | std, pro; 4k with kling-v3. "standard" and "professional" are understood
 * camera_control        | object  |          | kling-v1, mode std, 5 seconds
 * camera_control.type   | text    |          | simple, down_back, forward_up, right_turn_forward, left_turn_forward
 * camera_control.config | object  |          | with "simple" only: exactly one of horizontal, vertical, pan, tilt, roll, zoom is not 0;
 *                       |         |          | numbers from -10 to 10
 * aspect_ratio          | text    | 16:9     | 16:9, 9:16, 1:1
 * duration              | text    | 5        | seconds: 5 or 10; 3 to 15 with kling-v3. A number is understood
 * watermark_info        | object  |          | {enabled: boolean}
 * callback_url          | text    |          | where the service reports to; the option callback_url is its default
 * external_task_id      | text    | made up  | 1 to 64 of letters, digits and . _ : - and not digits only; unique in the account
 *
 * With provider cometapi: prompt up to 500 and negative_prompt up to 200 characters; aspect_ratio also 4:3, 3:4, 3:2, 2:3. Understood
 * besides: motion_has_audio (a boolean, sent as sound). kling_catalog("fields", "text2video", ...) has these rows at run time. */
#define KLING_TEXT2VIDEO "text2video"
#define KLING_IMAGE2VIDEO "image2video"
#define KLING_MULTI_IMAGE2VIDEO "multi-image2video"
#define KLING_OMNI_VIDEO "omni-video"
#define KLING_MOTION_CONTROL "motion-control"
#define KLING_VIDEO_EXTEND "video-extend"
#define KLING_LIP_SYNC "lip-sync"
#define KLING_ADVANCED_LIP_SYNC "advanced-lip-sync"
#define KLING_AVATAR "avatar"
#define KLING_EFFECTS "effects"
#define KLING_MULTI_ELEMENTS "multi-elements"
#define KLING_IDENTIFY_FACE "identify-face"
#define KLING_IMAGE_RECOGNIZE "image-recognize"
#define KLING_MULTI_ELEMENTS_INIT_SELECTION "multi-elements-init-selection"
#define KLING_MULTI_ELEMENTS_ADD_SELECTION "multi-elements-add-selection"
#define KLING_MULTI_ELEMENTS_DELETE_SELECTION "multi-elements-delete-selection"
#define KLING_MULTI_ELEMENTS_CLEAR_SELECTION "multi-elements-clear-selection"
#define KLING_MULTI_ELEMENTS_PREVIEW_SELECTION "multi-elements-preview-selection"
#define KLING_TEXT_TO_AUDIO "text-to-audio"
#define KLING_VIDEO_TO_AUDIO "video-to-audio"
#define KLING_TTS "tts"
#define KLING_GENERATIONS "generations"
#define KLING_OMNI_IMAGE "omni-image"
#define KLING_MULTI_IMAGE2IMAGE "multi-image2image"
#define KLING_EXPAND "expand"
#define KLING_KOLORS_VIRTUAL_TRY_ON "kolors-virtual-try-on"
#define KLING_AI_MULTI_SHOT "ai-multi-shot"
#define KLING_ELEMENTS "elements"
#define KLING_ELEMENTS_OLD "elements-old"
#define KLING_VOICES "voices"
#define KLING_ADVANCED_PRESETS_ELEMENTS "advanced-presets-elements"
#define KLING_PRESETS_ELEMENTS "presets-elements"
#define KLING_PRESETS_VOICES "presets-voices"
#define KLING_DELETE_ADVANCED_ELEMENTS "delete-advanced-elements"
#define KLING_DELETE_ELEMENTS "delete-elements"
#define KLING_DELETE_VOICES "delete-voices"
#define KLING_COSTS "costs"
#define KLING_BALANCE "balance"
#define KLING_PACKAGE "package"
/* The new generation ("API 2.0"): its model ends the path, it takes API keys only, and its fields are these of text-to-video (t),
 * image-to-video (i), new-omni-video (o) and new-motion-control (m). What the service would silently ignore (a callback_url outside of
 * options, mode, cfg_scale, negative_prompt) is refused with what stands in its place.
 *
 * field                          | of    | type    | default | values and rules (validation "official")
 * -------------------------------+-------+---------+---------+-------------------------------------------------------------------
 * model_name                     | all   | text    |         | required. t, i: kling-3.0-turbo, kling-3.0, kling-2.6,
 *                                |       |         |         | kling-2.5-turbo; o: kling-3.0-omni, kling-o1; m: kling-3.0, kling-2.6
 * prompt                         | t     | text    |         | required; up to 3072 characters, 2500 before the 3.0 models
 * contents                       | i o m | array   |         | required: items {type, id} and by type text (prompt), url
 *                                |       |         |         | (first_frame, last_frame, refer_image, image: URL, Base64, file or
 *                                |       |         |         | bytes; feature_video, base_video, video: URL), element_id or
 *                                |       |         |         | voice_id; @id in the prompt means the item of that id
 * settings.resolution            | all   | text    | 720p    | 720p, 1080p; 4k with kling-3.0 (t, i) and kling-3.0-omni
 * settings.duration              | t i o | integer | 5       | seconds: 3 to 15; kling-o1 3 to 10; 2.6 and 2.5-turbo 5 or 10
 * settings.aspect_ratio          | t o   | text    | 16:9    | 16:9, 9:16, 1:1; o: required without a first frame or a video
 * settings.audio                 | all   | text    | off     | native, original (o, m; default of m), off; kling-3.0-turbo has none:
 *                                |       |         |         | it always makes sound
 * settings.multi_shot            | t i o | boolean | true    | kling-3.0, kling-3.0-omni: whether "shot 1, 3, words; shot 2, 2,
 *                                |       |         |         | words;" in the prompt are shots: up to 6, that last the duration
 * settings.character_orientation | m     | text    |         | required: image, video
 * options.watermark_info.enabled | all   | boolean | false   | makes a version with a watermark as well
 * options.callback_url           | all   | text    |         | as callback_url of text2video
 * options.external_task_id       | all   | text    | made up | as external_task_id of text2video */
#define KLING_TEXT_TO_VIDEO "text-to-video"
#define KLING_IMAGE_TO_VIDEO "image-to-video"
#define KLING_NEW_OMNI_VIDEO "new-omni-video"
#define KLING_NEW_MOTION_CONTROL "new-motion-control"
#define KLING_NEW_TASKS "new-tasks"
#define KLING_QUOTA "quota"
#define KLING_RAW_CALL "call"

/** Makes an empty request. One for a model that only the other API generation has is sent there, told in its words, defaults of the words
 * used included: text2video with kling-3.0 goes to /text-to-video/kling-3.0, text-to-video with kling-v3 to /v1/videos/text2video, and
 * new-omni-video of kling-v3-omni with a base_video, feature_video or refer_image to /v1/videos/omni-video, which takes them. What cannot
 * be told is refused with the reason; kling_request_to_json shows all of it, prices are of it, kling_task_kind names its kind.
 * Provider cometapi documents no new generation: nothing is told in its words there.
 * kind: a KLING_* kind above, or any name in kling_catalog("kinds", ...); copied.
 * out: receives the request; kling_request_free gives it back. It can be submitted often and changed in between.
 * Returns KLING_OK; KLING_E_UNKNOWN_NAME, KLING_E_ARGUMENT, KLING_E_MEMORY.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_request_new(const char *kind, kling_request **out);

/** Gives a request back. Its tasks are not concerned.
 * request: NULL is allowed.
 * Threads: one.
 * Callbacks: runs the release of bytes that were lent to it and no task needs.
 * Since: 0.1.0 */
KLING_API void KLING_CALL kling_request_free(kling_request *request);

/** Sets a field to a text; boolean and number fields take theirs as text.
 *
 * name: Kling's own, a path with dots and indexes ("camera_control.config.zoom", "multi_prompt[0].prompt"; an index may extend an array by
 * one), or behind a leading '/' an RFC 6901 pointer ("/multi_prompt/0/prompt"). Up to 128 bytes, copied.
 * text: copied.
 * Refuses at once only what no client can change: the syntax of the name, UTF-8, size, a kind of value that the field never takes. The
 * first such refusal is kept with its words and comes back from kling_request_validate and kling_submit. Whether a name is known and a
 * value allowed is said by those two, because it depends on the client.
 * Returns KLING_OK; KLING_E_ARGUMENT, KLING_E_FIELD, KLING_E_TOO_LARGE, KLING_E_FORKED, KLING_E_MEMORY.
 * Threads: one.
 * Callbacks: runs none but the release of lent bytes that this lets go of.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_request_set_string(kling_request *request, const char *name, const char *text);

/** Sets a field to an integer. Boolean fields take 0 and 1; where the service wants text, it is written as text.
 * name: as for kling_request_set_string.
 * Returns as kling_request_set_string.
 * Threads: one.
 * Callbacks: runs none but the release of lent bytes that this lets go of.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_request_set_int(kling_request *request, const char *name, int64_t value);

/** Sets a field to a number, written with the fewest digits that name it, whatever the locale.
 * name: as for kling_request_set_string.
 * value: finite.
 * Returns as kling_request_set_string.
 * Threads: one.
 * Callbacks: runs none but the release of lent bytes that this lets go of.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_request_set_number(kling_request *request, const char *name, double value);

/** Sets a field to a JSON value, or with name "" merges a whole body: each of its members replaces the field of that name. Long integers
 * and the digits of decimals pass unchanged.
 * name: as for kling_request_set_string, or "".
 * json: one strict JSON value of up to 500000 values, nested up to 64 deep, where it stands in the body included; copied.
 * An object may have 512 members.
 * Returns as kling_request_set_string; KLING_E_FIELD with what is wrong at which byte in the kept words, KLING_E_TOO_LARGE.
 * Threads: one.
 * Callbacks: runs none but the release of lent bytes that this lets go of.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_request_set_json(kling_request *request, const char *name, const char *json);

/** Sets a field to what a file holds, which goes out as Base64: a field that takes an image or a sound. Videos are taken by URL only.
 *
 * The file is looked at now: its size, its time, and from its head the format and the pixels of a PNG or JPEG. It is opened and read when
 * the task is sent, piece by piece; nothing keeps a copy of it. If it has changed by then or cannot be read, nothing is sent and the task
 * ends as REJECTED with KLING_E_FIELD or KLING_E_FILE; a file that changes while it is being sent is not sent to its end, and what came of
 * it is looked for (UNCERTAIN). Keep it as it is until the task is SUBMITTED.
 * name: as for kling_request_set_string ("image", "image_list[1].image"). A request holds up to 64 files and bytes.
 * path: copied as it is: a relative one is looked for in the folder that is current when the task is sent.
 * Returns as kling_request_set_string; KLING_E_FILE when it cannot be read, is empty or no regular file; KLING_E_TOO_LARGE beyond 384 MiB.
 * The whole body may have 512 MiB. Each 32 KiB of it give its exchange one second more than the option request_timeout_ms.
 * Threads: one.
 * Callbacks: runs none but the release of lent bytes that this lets go of.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_request_set_file(kling_request *request, const char *name, const char *path);

/** Sets a field to bytes, which go out as Base64. As kling_request_set_file, but with a copy of the bytes: the only one that is made.
 * name: as for kling_request_set_file.
 * bytes: copied.
 * length: of the bytes, at least 1.
 * Returns as kling_request_set_string; KLING_E_TOO_LARGE beyond 384 MiB.
 * Threads: one.
 * Callbacks: runs none but the release of lent bytes that this lets go of.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_request_set_bytes(kling_request *request, const char *name, const void *bytes, uint64_t length);

/** Sets a field to bytes that stay the program's and are not copied; they go out as Base64.
 * name: as for kling_request_set_file.
 * bytes, length: as for kling_request_set_bytes; must stay as they are until `release` has run.
 * release: runs exactly once, whatever this function returns, as soon as the bytes are not needed any more: the request is freed or has
 * another value in their place, and every task that was submitted with them is either known to the service or final. It may free them. It
 * does not run in a child that was forked meanwhile. NULL: the bytes outlive every use.
 * user_data: handed to it.
 * Returns as kling_request_set_bytes. On failure `release` has run before it returns.
 * Threads: one.
 * Callbacks: runs release where this is said above. Elsewhere it runs on whichever thread lets go last, with no lock held: inside any
 * function that changes or frees the request, acts on the client or drives it, or with background_io on the library's own thread. Of this
 * library only getters and kling_client_free may be called from it.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_request_lend_bytes(kling_request *request, const char *name, const void *bytes, uint64_t length,
                                                           void(KLING_CALL *release)(void *user_data), void *user_data);

/** Sets something that concerns the task and is not sent.
 *
 * name        | takes            | default      | meaning
 * ------------+------------------+--------------+------------------------------------------------
 * deadline_ms | milliseconds     | the client's | how long this task may take from submit to its end
 * label       | text             | none         | the caller's own word, up to 256 bytes
 * poll_path   | text             | the client's | where this task is asked for; a token does not keep it: attach uses the client's
 *
 * name, text: copied.
 * Returns as kling_request_set_string; KLING_E_UNKNOWN_NAME.
 * Threads: one.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_request_set_option(kling_request *request, const char *name, const char *text);

/** Asks for the outputs to be saved as soon as the task has succeeded, before it is final.
 * path: a file (the first output; further ones get a number before the extension), or a folder ending in '/' whose files are named after
 * the task; relative to the option download_dir. 1 to 4096 bytes without control characters, copied. A file of that name with ".part"
 * behind it is written on the way; one that was left of the same output is gone on with, any other begun anew.
 * Every output that is a file is saved, watermarked versions too; kling_task_output_type says what is none. A name ends as the output's
 * URL does (.mp4 .mov .png .jpg .jpeg .webp .mp3 .wav), else as its type is mostly saved; a name of yours stays, but further outputs that
 * are another sort of file than the first get their own ending. A task that succeeds without any output ends with KLING_E_DOWNLOAD; of a
 * kind that is answered at once and names none there is nothing to save, which is no error. A folder that is not there, and a file that is
 * unless the option overwrite is 1, are refused by kling_submit: what cannot be saved is not paid for.
 * Returns KLING_OK; KLING_E_ARGUMENT, KLING_E_FORKED, KLING_E_MEMORY.
 * Threads: one.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_request_save_to(kling_request *request, const char *path);

/** Checks a request as kling_submit would.
 * client: whose provider and validation count; NULL: provider kling with validation "official".
 * error: names the field, its limit and what was given; of an unknown name the nearest known one.
 * Returns KLING_OK; KLING_E_FIELD, KLING_E_UNKNOWN_NAME, KLING_E_TOO_LARGE, KLING_E_ARGUMENT, KLING_E_FORKED, KLING_E_MEMORY.
 * Threads: one for the request.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_request_validate(const kling_request *request, const kling_client *client, kling_error *error);

/** Tells what a request would cost, by the vendor's price list as this library knows it. Nothing is sent.
 * request: need not be complete; a field that is not given counts with its default.
 * client: whose provider counts: kling and kling-cn bill by that list, of others the price is not known. NULL: provider kling.
 * out: its struct_size set; that many bytes are filled, known 0 also on failure.
 * error: why the request cannot be read.
 * Returns KLING_OK, also where the price is not known; KLING_E_FIELD, KLING_E_UNKNOWN_NAME, KLING_E_TOO_LARGE, KLING_E_ARGUMENT,
 * KLING_E_FORKED, KLING_E_MEMORY.
 * Threads: one for the request.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_request_estimate(const kling_request *request, const kling_client *client, kling_cost *out,
                                                         kling_error *error);

/** Shows what would be sent: {"method", "url", "body"}, with "k1-…" for an external id that is still to be made up, and no credentials;
 * with the option poll_path also {"poll_url"}.
 * client: as for kling_request_validate.
 * Returns JSON text, borrowed until the next set, to_json or free on the request; NULL when the request is not valid
 * (kling_request_validate says why).
 * Threads: one for the request.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API const char *KLING_CALL kling_request_to_json(kling_request *request, const kling_client *client);

/* ---- Submitting ---- */

/** Submits a request. Checks it, takes a copy and returns; sending is the work of whoever drives (TICKS).
 * tag: any number of the caller's, readable on the task and its events.
 * out: receives the task; kling_task_release gives it back, at once where nothing but its events is wanted.
 * Returns KLING_OK: the task is WAITING and will have exactly one final event. What kling_request_validate returns; KLING_E_FILE (see
 * kling_request_save_to), KLING_E_QUEUE_FULL,
 * KLING_E_SPEND_LIMIT, KLING_E_STATE (shut down), KLING_E_ARGUMENT, KLING_E_FORKED, KLING_E_MEMORY: there is no task then, nothing was or
 * will be sent. With the option spend_limit_units a request is refused whose price is not known, or goes beyond the limit together with
 * what is spent and what is reserved. Reserved is the price of each task until its end; spent is what the service then says it deducted
 * (where it does not say: the price of one that SUCCEEDED, else nothing). DETACHED and UNKNOWN tasks may still cost: theirs stays reserved.
 * Threads: any, but one for the request.
 * Callbacks: runs none but the release of lent bytes that this lets go of.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_submit(kling_client *client, const kling_request *request, uint64_t tag, kling_task **out,
                                               kling_error *error);

/** Takes up a task that exists at the service: made earlier, elsewhere, or ended here as DETACHED or UNKNOWN. It is watched like one of
 * our own, costs nothing, and starts as SUBMITTED.
 * kind: of that task.
 * task_or_external_id: digits only, or of a kind without external ids: the service's id; else the external id (new generation: either).
 * By an external id advanced-lip-sync and ai-multi-shot may not be found: the service's pages do not name it there. Copied.
 * tag, out: as for kling_submit.
 * Returns KLING_OK; KLING_E_UNKNOWN_NAME (kind), KLING_E_ARGUMENT, KLING_E_UNSUPPORTED (one that only reads, or a raw call), KLING_E_AUTH
 * (a kind of the new generation, which takes API keys only, with AccessKey and SecretKey; lists and submits say the same),
 * KLING_E_QUEUE_FULL, KLING_E_STATE, KLING_E_FORKED, KLING_E_MEMORY. One that the service does not know is told as TROUBLE
 * (KLING_E_NOT_FOUND) at the first look, and ends as DETACHED when it is still unknown after ten minutes.
 * Threads: any.
 * Callbacks: runs none but the release of lent bytes that this lets go of.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_attach(kling_client *client, const char *kind, const char *task_or_external_id, uint64_t tag,
                                               kling_task **out, kling_error *error);

/** Takes up the task that a token names (kling_task_token).
 * token: copied. Its host and path prefix must be the client's.
 * tag, out: as for kling_submit.
 * Returns as kling_attach; KLING_E_ARGUMENT when the text is no token, or one whose kind is not of its generation, KLING_E_VERSION when it
 * is of a later kind, KLING_E_ENDPOINT when the task lives elsewhere.
 * Threads: any.
 * Callbacks: runs none but the release of lent bytes that this lets go of.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_attach_token(kling_client *client, const char *token, uint64_t tag, kling_task **out,
                                                     kling_error *error);

/* ---- Tasks ---- */

/** Adds a reference.
 * Returns the task itself, NULL for NULL.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_task *KLING_CALL kling_task_retain(kling_task *task);

/** Drops a reference. Releasing never stops a task: it goes on, and its events come. Events of a task released after it was final are
 * dropped.
 * task: NULL is allowed.
 * Threads: any.
 * Callbacks: runs destroy when this was the last thing alive of a freed client.
 * Since: 0.1.0 */
KLING_API void KLING_CALL kling_task_release(kling_task *task);

/** The state now.
 * Returns a KLING_TASK_*, 0 for NULL.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API int32_t KLING_CALL kling_task_state(const kling_task *task);

/** The caller's number.
 * Returns what submit, attach or kling_task_set_tag said; 0 for NULL.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API uint64_t KLING_CALL kling_task_tag(const kling_task *task);

/** Changes the caller's number, for events made from now on.
 * Returns KLING_OK; KLING_E_ARGUMENT, KLING_E_FORKED.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_task_set_tag(kling_task *task, uint64_t tag);

/** The service's id of the task, about 18 digits.
 * Returns text that lives as long as the task, NULL until it is known.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API const char *KLING_CALL kling_task_id(const kling_task *task);

/** The external_task_id: the caller's own, or the one that the library made up.
 * Returns text that lives as long as the task, NULL when there is none.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API const char *KLING_CALL kling_task_external_id(const kling_task *task);

/** The kind, "text2video".
 * Returns text that lives as long as the task, NULL for NULL.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API const char *KLING_CALL kling_task_kind(const kling_task *task);

/** The request's option label.
 * Returns text that lives as long as the task, NULL when there is none.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API const char *KLING_CALL kling_task_label(const kling_task *task);

/** A printable, versioned name of the task, to keep and to hand to kling_attach_token, in another process too: host, provider, generation,
 * kind and ids, no credentials. Better after the task is SUBMITTED, when it has the service's id.
 * Returns text that lives as long as the task, NULL while there is no id to be found by, and of what was answered at once.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API const char *KLING_CALL kling_task_token(const kling_task *task);

/** Why a task ended as it did; of a task that is not final, its latest trouble.
 * out: its struct_size set; status KLING_OK when there is nothing to tell.
 * Returns KLING_OK when `out` was filled; KLING_E_ARGUMENT.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_task_error(const kling_task *task, kling_error *out);

/** When something happened, by this machine's clock.
 * which: a KLING_TIME_*.
 * Returns Unix time in milliseconds, 0 when not yet, never, or no such time.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API int64_t KLING_CALL kling_task_time_ms(const kling_task *task, int32_t which);

/** How many outputs there are.
 * Returns the number, 0 before SAVING or SUCCEEDED.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API uint32_t KLING_CALL kling_task_output_count(const kling_task *task);

/** Where an output can be fetched: a signed link, whole, that expires (Kling keeps files for 30 days).
 * index: 0 to kling_task_output_count() - 1, here and below.
 * Returns text that lives as long as the task, NULL when there is none, as of what is known by its id alone.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API const char *KLING_CALL kling_task_output_url(const kling_task *task, uint32_t index);

/** The service's id of an output, for the fields video_id, audio_id, element_id, voice_id, face_id of further requests.
 * Returns text that lives as long as the task, NULL when there is none.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API const char *KLING_CALL kling_task_output_id(const kling_task *task, uint32_t index);

/** The file that an output was saved to.
 * Returns text that lives as long as the task, NULL until the file stands under that name.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API const char *KLING_CALL kling_task_output_path(const kling_task *task, uint32_t index);

/** What an output is. Outputs stand in the order of this table.
 *
 * type      | id         | URL                  | is
 * ----------+------------+----------------------+-------------------------------------------------------------------------------------
 * video     | video_id   | yes                  | a video, also of the selection calls (those without id)
 * image     | its sort   | yes                  | an image; the cover of a selection's preview; with image-recognize the id is what it
 *           |            |                      | shows: "object_seg", "head_seg", "face_seg", "cloth_seg"
 * audio     | audio_id   | yes                  | a sound; where there is an MP3 and a WAV of one, two outputs in this order
 * voice     | voice_id   | a sample, or none    | a voice to use again
 * element   | element_id | its picture, or none | an element to use again: no file, kling_request_save_to leaves its picture alone
 * face      | face_id    | its picture, or none | a face in a video
 * mask      | object_id  | none                 | a selected object; its bits are in kling_task_raw_json
 * watermark | as without | yes                  | one of the videos or images above with a watermark, where that was asked for
 *
 * Returns one of these words or a later one; text that lives as long as the task, NULL when there is none.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API const char *KLING_CALL kling_task_output_type(const kling_task *task, uint32_t index);

/** How long an output plays.
 * Returns seconds, negative when unknown.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API double KLING_CALL kling_task_output_duration(const kling_task *task, uint32_t index);

/** What the service deducted for the task.
 * Returns units, negative when unknown.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API double KLING_CALL kling_task_units(const kling_task *task);

/** The service's last reply about a final task, whole; of one about many its own record. Tells what no function does; holds signed links.
 * Returns JSON text that lives as long as the task, NULL before the end or when there was no reply.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API const char *KLING_CALL kling_task_raw_json(const kling_task *task);

/** Starts to save an output and returns. Before the end it adds to the SAVING phase; of a SUCCEEDED task the state stays, bytes come as
 * PROGRESS and the end as one KLING_EVENT_SAVED. An expired link is renewed by asking the service, except of what was answered at
 * once.
 * index: of an output; before the outputs are known, of one that may come.
 * path: a file, or a folder ending in '/'; relative to the option download_dir. Copied. An existing file is kept unless the option
 * overwrite is 1; a ".part" that was left is treated as by kling_request_save_to.
 * Returns KLING_OK when the transfer is under way; KLING_E_ARGUMENT (no such output, or one without a URL), KLING_E_STATE (another final
 * state, or shut down), KLING_E_FORKED, KLING_E_MEMORY. What happens to the file is told by the SAVED event; of several saves of one task
 * that nobody pulled in between, by the newest.
 * Threads: any.
 * Callbacks: runs none but the release of lent bytes that this lets go of.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_task_save(kling_task *task, uint32_t index, const char *path, kling_error *error);

/** Starts to save an output into storage of the program's own instead of a file, and returns. Where it belongs to the task's life, its
 * events, a renewed link and KLING_OK of kling_wait are as for kling_task_save; kling_task_output_path stays NULL.
 * index: as for kling_task_save.
 * write: gets the bytes in order, the whole output exactly once, in pieces of up to some MB; they are the library's and valid during the
 * call. Returns 0 to go on; anything else gives the save up with KLING_E_FILE ("the receiver refused"). What arrives faster than it is
 * taken stays with the host: about 1 MiB is gathered, then the transfer pauses, for as long as no thread is inside a driving function.
 * A broken transfer is gone on with behind the last byte (Range with If-Range). Where that cannot be done, because the host does not know
 * ranges or the file has changed, and `write` already had bytes of it, the save ends with KLING_E_DOWNLOAD: bytes cannot be taken back.
 * What it has then is the beginning of the output; without an error it is all of it: the length is checked, and the SHA-256 logged.
 * destroy: NULL is allowed. Exactly once, last: the save is over, however it ended, or the client is gone; what was not handed over by
 * then is dropped.
 * user_data: handed to both; the library's to destroy from here on.
 * Returns as kling_task_save; KLING_E_ARGUMENT also for a NULL `write`. On failure nothing is taken over and destroy does not run.
 * Threads: any.
 * Callbacks: runs none itself but the release of lent bytes that this lets go of. `write` runs inside kling_poll, kling_wait and
 * kling_client_shutdown, destroy there or inside kling_client_free, with no lock held, on one thread at a time; of these only
 * kling_client_free may be called from them.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_task_save_with(kling_task *task, uint32_t index,
                                                       int32_t(KLING_CALL *write)(void *user_data, const void *bytes, uint64_t length),
                                                       void(KLING_CALL *destroy)(void *user_data), void *user_data, kling_error *error);

/** Withdraws a task that has not been sent: it ends as CANCELLED, with its final event. The service has no way to stop one that was.
 * Returns KLING_OK; KLING_E_STATE when it was sent or is final; KLING_E_ARGUMENT, KLING_E_FORKED.
 * Threads: any.
 * Callbacks: runs none but the release of lent bytes that this lets go of; the event comes with the next kling_poll.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_task_cancel(kling_task *task);

/** Stops watching a task; it ends as kling_client_shutdown would end it.
 * Returns KLING_OK; KLING_E_STATE when it is final; KLING_E_ARGUMENT, KLING_E_FORKED.
 * Threads: any.
 * Callbacks: runs none but the release of lent bytes that this lets go of; the event comes with the next kling_poll.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_task_detach(kling_task *task);

/* ---- Events ---- */

/** What happened.
 * Returns a KLING_EVENT_*, 0 for NULL.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API int32_t KLING_CALL kling_event_type(const kling_event *event);

/** The task's tag when it happened.
 * Returns the number, 0 for NULL.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API uint64_t KLING_CALL kling_event_tag(const kling_event *event);

/** The task it happened to.
 * Returns the task, borrowed from the event: kling_task_retain keeps it. NULL for NULL.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_task *KLING_CALL kling_event_task(const kling_event *event);

/** The task's state when it happened.
 * Returns a KLING_TASK_*, 0 for NULL.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API int32_t KLING_CALL kling_event_state(const kling_event *event);

/** The error that belongs to it: of TROUBLE the cause, of SAVED how it went, of FINAL that of the task.
 * out: its struct_size set; status KLING_OK when there is none.
 * Returns KLING_OK when `out` was filled; KLING_E_ARGUMENT.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_event_error(const kling_event *event, kling_error *out);

/** Bytes that have arrived of what is being saved.
 * Returns the number; 0 where it does not apply.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API int64_t KLING_CALL kling_event_bytes_done(const kling_event *event);

/** Bytes that there are in all.
 * Returns the number, -1 when the host did not say; 0 where it does not apply.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API int64_t KLING_CALL kling_event_bytes_total(const kling_event *event);

/** Gives an event from kling_next_event back. Never one that on_event was handed.
 * event: NULL is allowed.
 * Threads: any.
 * Callbacks: runs destroy when this was the last thing alive of a freed client.
 * Since: 0.1.0 */
KLING_API void KLING_CALL kling_event_free(kling_event *event);

/* ---- Lists ---- */

/** Makes a list of what the account has at the service: its tasks of a kind, presets, or a ledger. Nothing is sent before the first
 * kling_list_next; each page is fetched when the one before was read to its end.
 * kind: a kind whose row in kling_catalog("kinds") has the member list: "pages" (newest first), "ledger" or "tasks". The last is new-tasks:
 * what both generations made in the last 30 days, of every kind, as records of the new one.
 * query_json: NULL or a JSON object, copied. Pages take pageNum (where to start, 1 to 1000, default 1) and pageSize (1 to 500, of voices
 * 1000, default 30); with validation=off other scalars go into the query too. The others take the fields of their kind.
 * out: receives the list, NULL on failure.
 * error: the field and its limit, or the nearest kind.
 * Returns KLING_OK; KLING_E_UNKNOWN_NAME (no such kind or field), KLING_E_UNSUPPORTED (a kind without a list), KLING_E_FIELD
 * (also a query that is no object), KLING_E_AUTH (see kling_attach), KLING_E_ARGUMENT, KLING_E_STATE, KLING_E_FORKED, KLING_E_MEMORY.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_list_new(kling_client *client, const char *kind, const char *query_json, kling_list **out,
                                                 kling_error *error);

/** The next record. It never waits: a page that is missing is asked for, and fetched by whoever drives (the library's own thread with
 * background_io=1), again up to max_retries times where that may help. When it has come, notify fires, and kling_poll returns until this
 * function has looked; while it is on its way kling_poll(client, -1, NULL) waits for it. A list has no events.
 * out_record_json: receives one record as the service told it, JSON text, borrowed until the next call on this list; NULL behind the last
 * one. A task that was created meanwhile moves the pages on, so that a record may come twice.
 * error: why the list ended early.
 * Returns KLING_OK with a record, or with NULL at the end; KLING_E_AGAIN while a page is on its way: call kling_poll, then this again; the
 * error of a page that could not be had, from then on every time: a new list may try again; KLING_E_STATE once the client is shut down,
 * KLING_E_ARGUMENT, KLING_E_FORKED, KLING_E_MEMORY.
 * Threads: any; what one thread was lent ends with another one's call on the same list.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_list_next(kling_list *list, const char **out_record_json, kling_error *error);

/** Gives a list back, in any state; a page that is on its way is dropped.
 * list: NULL is allowed.
 * Threads: any.
 * Callbacks: runs destroy when this was the last thing alive of a freed client.
 * Since: 0.1.0 */
KLING_API void KLING_CALL kling_list_free(kling_list *list);

/* ---- Catalogue ---- */

/** The library's own knowledge, for menus, completion and tools: "kinds", "fields" (of one kind), "models", "effects", "voices", "prices",
 * "errors".
 * table: one of these names.
 * kind: needed for "fields"; narrows "kinds", "models" and "prices"; else NULL.
 * out_json: receives static JSON text, an array of objects; new members may appear in them.
 * error: the nearest known name.
 * Returns KLING_OK; KLING_E_UNKNOWN_NAME, KLING_E_ARGUMENT.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_catalog(const char *table, const char *kind, const char **out_json, kling_error *error);

#ifdef __cplusplus
}
#endif
#endif
