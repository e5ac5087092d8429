/* libkling: the simulator inside a program. MIT licence.
 *
 * The same offline service as the command kling-sim, without a server: no socket, no thread, no file, and by default time that passes only
 * as fast as the program works, so that a day of polling takes a moment. For tests and for trying things out; it lives in a library of its
 * own (libkling-sim, pkg-config kling-sim, CMake kling::sim), of which nothing is in libkling.
 *
 * A whole program:
 *
 *     #include <kling/sim.h>
 *     #include <stdio.h>
 *     int main(void) {
 *       kling_error error = KLING_ERROR_INIT;
 *       kling_sim *sim = NULL; kling_options *options = NULL; kling_client *client = NULL;
 *       kling_request *request = NULL; kling_task *task = NULL;
 *       kling_status status = kling_sim_new("{\"processing_ms\": 90000}", &sim, &error);
 *       if (status == KLING_OK) status = kling_options_new(&options);
 *       if (status == KLING_OK) status = kling_sim_install(sim, options);
 *       if (status == KLING_OK) status = kling_client_new(options, &client, &error);
 *       if (status == KLING_OK) status = kling_request_new(KLING_TEXT2VIDEO, &request);
 *       kling_request_set_string(request, "prompt", "A red fox trots through fresh snow");
 *       if (status == KLING_OK) status = kling_submit(client, request, 0, &task, &error);
 *       if (status == KLING_OK) do status = kling_wait(client, task, -1, &error); while (status == KLING_E_AGAIN);
 *       puts(status == KLING_OK ? kling_task_output_url(task, 0) : error.message);
 *       kling_task_release(task); kling_request_free(request); kling_client_free(client);
 *       kling_options_free(options); kling_sim_free(sim);
 *       return status != KLING_OK;
 *     }
 *
 * TIME. With "virtual_time" (the default) a kling_poll or kling_wait that would sleep moves the simulator's clock instead, to the next
 * thing that is due or to its own time-out. kling_poll(client, 0, NULL) never moves it: a frame loop calls kling_sim_advance. Clients of
 * one simulator share its time, whichever of them moves it, so that one which nobody drives falls behind: its deadlines pass, but nothing
 * that was on its way is lost. With "virtual_time": false time is the system's.
 *
 * THE SERVICE. Every host that a client is pointed at is the simulator; its links lead to 127.0.0.1, which a client with a public base_url
 * refuses as ever. A create comes on a connection of its own, other requests share theirs. All faults of kling-sim can be injected
 * (kling_sim_control); time-outs and stall limits pass in the simulator's time. Callbacks to a callback_url are not made: there is no HTTP
 * to carry them.
 *
 * PROFILES. "official" is the vendor's own service, and answers under CometAPI's prefix /kling as well. The others put a gateway in front
 * of it, with replies, errors and ids in the shapes that it is known for: "cometapi" and "cometapi-wrapped" (its form of March 2026) for
 * the provider "cometapi"; "gateway-a", "gateway-a-openai", "gateway-b" (self-hosted families, under /kling) and "ids" (ids that are no
 * numbers, under /klingai) for the provider "custom". kling_sim_install sets their path_prefix; the provider is to be set by hand.
 * A gateway that keeps a table of its tasks sees their ends late by up to "refresh_ms" (200).
 *
 * Errors, structs, ownership, threads and forks are as in kling.h. The library stays mapped once loaded. */
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
 * member        | takes       | default    | meaning
 * --------------+-------------+------------+-------------------------------------------------------------------
 * submitted_ms  | integer     | 300        | how long a task stays submitted
 * processing_ms | integer     | 700        | how long it is then processed
 * seed          | integer     | 1          | of ids and signatures
 * slots         | integer     | 1000000    | tasks of one model at a time; one more is refused with code 1303
 * units         | text        | "1000000"  | what each pack holds, with two digits behind the point at most
 * profile       | text        | "official" | which service to be: a gateway's, see PROFILES above
 * virtual_time  | boolean     | true       | see TIME above
 * unix_ms       | integer     | now        | the date it starts at
 * latency_ms    | integer     | 0          | until a new connection stands, and between a request and its reply
 *
 * Besides these, the switches that `kling-sim --help` lists for what the sources tell in two ways: here with underscores,
 * "retire_models".
 *
 * out: receives the simulator; kling_sim_free gives it back.
 * error: names the member that cannot be used, what it allows and what was given.
 * Returns KLING_OK; KLING_E_ARGUMENT, KLING_E_UNKNOWN_NAME (no such member), KLING_E_MEMORY.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_sim_new(const char *settings_json, kling_sim **out, kling_error *error);

/** Gives a simulator back. It goes on serving the options and clients that it was installed for and ends with the last of them.
 * sim: NULL is allowed.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API void KLING_CALL kling_sim_free(kling_sim *sim);

/** Makes clients of these options talk to the simulator: sets their transport, clock, base_url and api_key, with a gateway's profile also
 * path_prefix. The provider is theirs, set before or after. For other credentials (access_key "sim-access-key", secret_key
 * "sim-secret-key") set api_key to "" afterwards.
 * Returns KLING_OK; KLING_E_ARGUMENT, KLING_E_FORKED, KLING_E_MEMORY.
 * Threads: any, but one for the options.
 * Callbacks: runs destroy of a replaced transport or clock when nothing else holds it.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_sim_install(kling_sim *sim, kling_options *options);

/** Moves the time of a simulator with virtual time, and wakes its clients.
 * ms: 0 or more; a hundred years in all.
 * Returns KLING_OK; KLING_E_ARGUMENT, KLING_E_FORKED; KLING_E_STATE when its time is the system's.
 * Threads: any.
 * Callbacks: runs `notify` of clients that nobody drives.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_sim_advance(kling_sim *sim, int64_t ms);

/** The simulator's date, as its clients see it.
 * Returns Unix time in milliseconds, 0 for NULL.
 * Threads: any.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API int64_t KLING_CALL kling_sim_unix_ms(const kling_sim *sim);

/** Speaks to the simulator's control paths, as an HTTP client does with kling-sim: "GET" "/_sim/ledger" (what was created and billed),
 * "GET" "/_sim/requests" (what was received), "POST" "/_sim/faults", "/_sim/clock" (the service's own date, apart from its clients'),
 * "/_sim/reset". `kling-sim --help` describes them.
 * method, path: copied.
 * body: JSON, or NULL; copied.
 * out_json: receives the reply's JSON, borrowed until the next kling_sim_control or kling_sim_free on this simulator; NULL is allowed.
 * error: the simulator's words when it refuses.
 * Returns KLING_OK; KLING_E_ARGUMENT (a body or method that it refuses), KLING_E_NOT_FOUND (no such path), KLING_E_FORKED, KLING_E_MEMORY.
 * Threads: any, but one at a time.
 * Callbacks: runs none.
 * Since: 0.1.0 */
KLING_API kling_status KLING_CALL kling_sim_control(kling_sim *sim, const char *method, const char *path, const char *body,
                                                    const char **out_json, kling_error *error);

#ifdef __cplusplus
}
#endif
#endif
