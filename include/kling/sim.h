/* libkling: the simulator inside a program. MIT licence.
 *
 * The same offline service as the command kling-sim, without a server: no socket, no thread, no file, and by default time that passes only
 * as fast as the program works, so that a day of polling takes a moment. For tests and for trying things out; it lives in a library of its
 * own (libkling-sim, pkg-config kling-sim, CMake kling::sim), of which nothing is in libkling.
 *
 *     kling_sim *sim = NULL;
 *     if (kling_sim_new(NULL, &sim, &error) == KLING_OK && kling_sim_install(sim, options) == KLING_OK)
 *       kling_client_new(options, &client, &error);
 *
 * TIME. With "virtual_time" (the default) a kling_poll or kling_wait that would sleep moves the simulator's clock instead, to the next
 * thing that is due or to its own time-out. kling_poll(client, 0, NULL) never moves it: a frame loop calls kling_sim_advance. Clients of
 * one simulator share its time. With "virtual_time": false it is the system's.
 *
 * Errors, structs, ownership and threads are as in kling.h. */
#ifndef KLING_SIM_H
#define KLING_SIM_H

#include "kling.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One simulated service: its account, tasks and clock. */
typedef struct kling_sim kling_sim;

/** Makes a simulator.
 *
 * settings_json: NULL, or an object with any of these; copied.
 *
 * member        | takes       | default | meaning
 * --------------+-------------+---------+--------------------------------------------------------------------
 * submitted_ms  | integer     | 300     | how long a task stays submitted
 * processing_ms | integer     | 700     | how long it is then processed
 * seed          | integer     | 1       | of ids and signatures
 * slots         | integer     | 0       | tasks at a time before code 1303; 0: as the service documents
 * units         | text        | "1000"  | the account's balance, with two digits behind the point at most
 * virtual_time  | boolean     | true    | see TIME above
 * unix_ms       | integer     | now     | the date it starts at
 * latency_ms    | integer     | 0       | between a request and its reply
 *
 * out: receives the simulator; kling_sim_free gives it back.
 * error: names the member that cannot be used.
 * Returns KLING_OK; KLING_E_ARGUMENT, KLING_E_UNKNOWN_NAME (no such member), KLING_E_MEMORY.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_sim_new(const char *settings_json, kling_sim **out, kling_error *error);

/** Gives a simulator back. It goes on serving the clients that were made with it and ends with the last of them.
 * sim: NULL is allowed.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API void KLING_CALL kling_sim_free(kling_sim *sim);

/** Makes clients of these options talk to the simulator: sets their transport and clock, and where the program has not set them provider
 * kling, a base_url on this machine and the simulator's own key. Set other credentials or another provider before or after it.
 * Returns KLING_OK; KLING_E_ARGUMENT, KLING_E_FORKED, KLING_E_MEMORY.
 * Threads: any, but one for the options.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_sim_install(kling_sim *sim, kling_options *options);

/** Moves the time of a simulator with virtual time, and wakes its clients.
 * ms: 0 or more.
 * Returns KLING_OK; KLING_E_ARGUMENT; KLING_E_STATE when its time is the system's.
 * Threads: any.
 * Callbacks: runs `notify` of clients that nobody drives.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_sim_advance(kling_sim *sim, int64_t ms);

/** The simulator's date.
 * Returns Unix time in milliseconds, 0 for NULL.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API int64_t KLING_CALL kling_sim_unix_ms(const kling_sim *sim);

/** Speaks to the simulator's control paths, as an HTTP client does with kling-sim: "GET" "/_sim/ledger" (what was created and billed),
 * "GET" "/_sim/requests" (what was received), "POST" "/_sim/faults", "/_sim/clock", "/_sim/reset".
 * body: JSON, or NULL.
 * out_json: receives the reply's JSON, borrowed until the next kling_sim_control or kling_sim_free on this simulator; NULL is allowed.
 * error: the simulator's words when it refuses.
 * Returns KLING_OK; KLING_E_ARGUMENT, KLING_E_NOT_FOUND (no such path), KLING_E_MEMORY.
 * Threads: any, but one at a time.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_sim_control(kling_sim *sim, const char *method, const char *path, const char *body,
                                                    const char **out_json, kling_error *error);

#ifdef __cplusplus
}
#endif
#endif
