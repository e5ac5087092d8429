/* libkling: the HTTP transport and the clock behind a client. MIT licence.
 *
 * A client sends through libcurl and tells the time by the system's clocks. An engine with HTTP of its own, or a test, puts other tables
 * behind it: kling_options_set_transport, kling_options_set_clock. <kling/sim.h> is made of these two.
 *
 * WHO CALLS WHAT. The library calls the functions of a transport on whichever thread drives the client (the one inside kling_poll,
 * kling_wait or kling_client_shutdown; with background_io=1 the library's own), one at a time, with no lock held. A transport calls a sink
 * only from inside on_socket and on_timer, never from start, cancel or a thread of its own. One that has threads keeps what they bring and
 * calls kling_transport_host.wake, which any thread may do: on_timer follows soon on the driving thread. A sink may call start and cancel.
 *
 * Structs start with struct_size as those of kling.h do: the library fills it in what it hands over, the program in what it hands in. */
#ifndef KLING_TRANSPORT_H
#define KLING_TRANSPORT_H

#include "kling.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Flags of a request. */
enum {
  /* A create: it costs money. Never sent twice, not even on another connection after the first one broke: once a byte of the body was
   * handed over it can only be answered or lost. */
  KLING_HTTP_SEND_ONCE = 1,
  /* Follow redirects inside http(s), never from https to http, never with credentials (Authorization, Cookie) to another host. */
  KLING_HTTP_FOLLOW_REDIRECTS = 2,
  /* Refuse an address that is private, loopback or link-local, also behind a redirect. */
  KLING_HTTP_PUBLIC_ADDRESSES_ONLY = 4
};

/* A piece of a body: bytes that stay valid until on_done, or, where `read` is set, `length` bytes that it delivers in order. */
typedef struct kling_http_segment {
  const void *bytes; /* NULL where `read` is set */
  uint64_t length;   /* exact */
  /* Writes up to `capacity` bytes that start at `offset` of the segment; returns how many, 0 or less when they cannot be had any more. */
  int64_t(KLING_CALL *read)(void *user_data, uint64_t offset, void *buffer, uint64_t capacity);
  void *user_data;
} kling_http_segment;

/* What is to be sent. Everything it points to is valid during start only, but the bytes of the segments until on_done. */
typedef struct kling_http_request {
  uint32_t struct_size;
  uint32_t flags;                     /* KLING_HTTP_* */
  const char *method;                 /* "GET", "POST", ... */
  const char *url;                    /* http or https, as it is to be sent: signed links keep every byte */
  const char *const *headers;         /* "Name: value"; credentials among them */
  uint32_t header_count;              /* of headers */
  uint32_t segment_count;             /* of segments, 0: no body */
  const kling_http_segment *segments; /* the body, in order */
  int64_t connect_timeout_ms;         /* until the connection stands, TLS included */
  int64_t timeout_ms;                 /* whole exchange, 0: none */
  int64_t stall_timeout_ms;           /* below 1 KB/s for so long ends it, 0: never */
  int64_t max_reply_bytes;            /* a larger body ends the exchange with KLING_E_TOO_LARGE, 0: no limit */
} kling_http_request;

/* What came of it. */
typedef struct kling_http_result {
  uint32_t struct_size;
  kling_status status; /* KLING_OK: a whole reply, whatever its HTTP status; KLING_E_NETWORK, _TLS, _PROTOCOL (truncated, garbled),
                        * _TOO_LARGE, _TIMEOUT, _CANCELLED, _ENDPOINT (a private address), _FILE (the body could not be read), _ARGUMENT (no
                        * such URL), _MEMORY */
  int32_t http_status; /* 0 when no status line came */
  int32_t unsent; /* 1 is a promise: no byte of the body, or of a request without one no byte of the request, left this machine, so that a
                   * create may be sent again. 0 wherever that is not certain; it counts as 0 when there is an http_status or bytes_sent */
  uint64_t bytes_sent;     /* of the body */
  uint64_t bytes_received; /* of the body, decoded */
  const char *message;     /* what went wrong, in words without credentials or query strings; valid during on_done; may be NULL */
} kling_http_result;

/* Who wants the reply. Each function may be NULL. Nothing is called when start fails. */
typedef struct kling_http_sink {
  uint32_t struct_size;
  uint32_t reserved;
  void *user_data;
  /* The final reply's status and header block ("Name: value\r\n"..., no status line), before its body. Non-zero ends the exchange
   * (KLING_E_CANCELLED). */
  int32_t(KLING_CALL *on_headers)(void *user_data, int32_t http_status, const char *header_block, uint64_t length);
  /* Bytes of the body, decoded, in order. Non-zero ends the exchange. */
  int32_t(KLING_CALL *on_body)(void *user_data, const void *bytes, uint64_t length);
  /* Exactly once, after the others, unless the transport is closed first. */
  void(KLING_CALL *on_done)(void *user_data, const kling_http_result *result);
  /* Exactly once, last of all: `user_data` is not used any more. Also called for what is in flight when the transport is closed. */
  void(KLING_CALL *release)(void *user_data);
} kling_http_sink;

/* What a transport may ask of the client it works for. Valid until its close returns. */
typedef struct kling_transport_host {
  uint32_t struct_size;
  uint32_t reserved;
  void *user_data;
  /* Watch this socket: interest 0 forgets it, bit 0 readable, bit 1 writable. From inside the transport's functions only. */
  void(KLING_CALL *watch)(void *user_data, int64_t socket, uint32_t interest);
  /* Call on_timer after so many ms; -1 cancels. One timer, the last call counts. From inside the transport's functions only. */
  void(KLING_CALL *set_timer)(void *user_data, int64_t delay_ms);
  /* Call on_timer soon. Any thread, until close begins: a transport's own threads have ended, or keep still, before its close returns. No
   * lock may be held that its other functions take. */
  void(KLING_CALL *wake)(void *user_data);
} kling_transport_host;

/* HTTP as a program brings it. `transport` is what `open` wrote, one for each client. */
typedef struct kling_transport {
  uint32_t struct_size;
  uint32_t reserved;
  void *user_data;
  /* Begins to work for one client. `host` stays valid until close. A failure is that of kling_client_new. Any thread. */
  kling_status(KLING_CALL *open)(void *user_data, const kling_transport_host *host, void **out_transport);
  /* Takes the request up; everything else comes through the sink, which is copied. `out_id`, never 0, names it until on_done. */
  kling_status(KLING_CALL *start)(void *transport, const kling_http_request *request, const kling_http_sink *sink, uint64_t *out_id);
  /* Ends it early; its on_done comes with KLING_E_CANCELLED from the next on_socket or on_timer (which the transport asks for at once). An
   * id that is no longer in flight is ignored. */
  void(KLING_CALL *cancel)(void *transport, uint64_t id);
  /* Optional. on 1: no on_body comes until on 0; what has arrived meanwhile comes then. Without it a slow receiver costs memory. */
  void(KLING_CALL *pause)(void *transport, uint64_t id, int32_t on);
  /* Optional. ready: bit 0 readable, bit 1 writable, bit 2 error. */
  void(KLING_CALL *on_socket)(void *transport, int64_t socket, uint32_t ready);
  /* What set_timer or wake asked for. */
  void(KLING_CALL *on_timer)(void *transport);
  /* Drops whatever is in flight without a call to its sink but release, which none may miss, and ends. Not from inside a sink. */
  void(KLING_CALL *close)(void *transport);
  /* Optional. Exactly once, when the options and every client made from them are gone. */
  void(KLING_CALL *destroy)(void *user_data);
} kling_transport;

/** Sends through a transport of the program's own. Options of libcurl's alone (proxy, no_proxy, ca_file, ca_pem, max_connections) have no
 * effect on it.
 * transport: copied; open, start, cancel, on_timer and close are needed. Its user_data is the library's to destroy from here on.
 * Returns KLING_OK; KLING_E_ARGUMENT (NULL, no struct_size, a needed function missing, unknown members set), KLING_E_FORKED,
 * KLING_E_MEMORY. On failure nothing is taken over and destroy does not run.
 * Threads: one.
 * Callbacks: runs destroy of a replaced one when nothing else holds it.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_options_set_transport(kling_options *options, const kling_transport *transport);

/* Time as a program tells it. Both readings may be taken on any thread at any time, also while the client is locked: they call nothing of
 * this library. The monotonic one never goes back and, without sleep_until, goes on by itself: a clock that is stopped stops every
 * time-out, that of kling_client_shutdown too. */
typedef struct kling_clock {
  uint32_t struct_size;
  uint32_t reserved;
  void *user_data;
  /* Milliseconds from any start; spans are counted by it. */
  int64_t(KLING_CALL *monotonic_ms)(void *user_data);
  /* Milliseconds of Unix time; dates and tokens go by it. */
  int64_t(KLING_CALL *unix_ms)(void *user_data);
  /* Optional, for time that does not pass by itself: called on the driving thread instead of sleeping when nothing happens before that
   * reading of monotonic_ms. It sets the time forward and returns without waiting: nobody hears a wake-up meanwhile. It may return early,
   * and is called again then. Without a due time the library sleeps as ever, until it is
   * woken. */
  void(KLING_CALL *sleep_until)(void *user_data, int64_t monotonic_ms);
  /* Optional. Exactly once, when the options and every client made from them are gone. */
  void(KLING_CALL *destroy)(void *user_data);
} kling_clock;

/** Tells the time by a clock of the program's own: every time-out, interval and time stamp of the client goes by it.
 * clock: copied; monotonic_ms and unix_ms are needed. Its user_data is the library's to destroy from here on. Only together with a
 * transport of the program's own does a clock with sleep_until make sense: real servers do not wait for it.
 * Returns KLING_OK; KLING_E_ARGUMENT (NULL, no struct_size, a needed function missing, unknown members set), KLING_E_FORKED,
 * KLING_E_MEMORY. On failure nothing is taken over and destroy does not run.
 * Threads: one.
 * Callbacks: runs destroy of a replaced one when nothing else holds it.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_options_set_clock(kling_options *options, const kling_clock *clock);

#ifdef __cplusplus
}
#endif
#endif
