/* unload_host LIBKLING LIBKLING_SIM|URL KEY BACKGROUND_IO: a program that loads the library, begins a generation and unloads the library in
 * the middle of it, twice, and then goes on with its own life. With a thread of the library's it looks on until the task, which was not
 * over when dlclose() came, has been led to its end. */
#include <dlfcn.h>
#include <kling/sim.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LOAD(library, name)                                                                                                                \
  do {                                                                                                                                     \
    *(void **)&name##_loaded = dlsym(library, #name);                                                                                      \
    if (name##_loaded == NULL) {                                                                                                           \
      return complain(#name);                                                                                                              \
    }                                                                                                                                      \
  } while (0)

static kling_status(KLING_CALL *kling_options_new_loaded)(kling_options **);
static kling_status(KLING_CALL *kling_options_set_string_loaded)(kling_options *, const char *, const char *);
static kling_status(KLING_CALL *kling_client_new_loaded)(const kling_options *, kling_client **, kling_error *);
static kling_status(KLING_CALL *kling_request_new_loaded)(const char *, kling_request **);
static kling_status(KLING_CALL *kling_request_set_string_loaded)(kling_request *, const char *, const char *);
static kling_status(KLING_CALL *kling_submit_loaded)(kling_client *, const kling_request *, uint64_t, kling_task **, kling_error *);
static kling_status(KLING_CALL *kling_poll_loaded)(kling_client *, int64_t, uint32_t *);
static int32_t(KLING_CALL *kling_task_state_loaded)(const kling_task *);
static kling_status(KLING_CALL *kling_sim_new_loaded)(const char *, kling_sim **, kling_error *);
static kling_status(KLING_CALL *kling_sim_install_loaded)(kling_sim *, kling_options *);

static int complain(const char *what) {
  fprintf(stderr, "unload_host: %s: %s\n", what, dlerror());
  return 1;
}

static int begin_and_unload(char **arguments) {
  void *const library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
  void *simulator = NULL;
  kling_options *options = NULL;
  kling_client *client = NULL;
  kling_request *request = NULL;
  kling_task *task = NULL;
  kling_error error = KLING_ERROR_INIT;
  int turns = 0;
  int over_before = 0;
  if (library == NULL) {
    return complain(arguments[1]);
  }
  LOAD(library, kling_options_new);
  LOAD(library, kling_options_set_string);
  LOAD(library, kling_client_new);
  LOAD(library, kling_request_new);
  LOAD(library, kling_request_set_string);
  LOAD(library, kling_submit);
  LOAD(library, kling_poll);
  LOAD(library, kling_task_state);
  kling_options_new_loaded(&options);
  if (strncmp(arguments[2], "http", 4) == 0) {
    kling_options_set_string_loaded(options, "base_url", arguments[2]);
    kling_options_set_string_loaded(options, "api_key", arguments[3]);
  } else {
    kling_sim *sim = NULL;
    simulator = dlopen(arguments[2], RTLD_NOW | RTLD_LOCAL);
    if (simulator == NULL) {
      return complain(arguments[2]);
    }
    LOAD(simulator, kling_sim_new);
    LOAD(simulator, kling_sim_install);
    kling_sim_new_loaded("{\"latency_ms\": 5, \"virtual_time\": false, \"submitted_ms\": 30, \"processing_ms\": 30}", &sim, &error);
    kling_sim_install_loaded(sim, options);
  }
  kling_options_set_string_loaded(options, "background_io", arguments[4]);
  kling_options_set_string_loaded(options, "poll_interval_ms", "20");
  if (kling_client_new_loaded(options, &client, &error) != KLING_OK) {
    fprintf(stderr, "unload_host: %s\n", error.message);
    return 1;
  }
  kling_request_new_loaded(KLING_TEXT2VIDEO, &request);
  kling_request_set_string_loaded(request, "prompt", "a lighthouse");
  if (kling_submit_loaded(client, request, 0, &task, &error) != KLING_OK) {
    fprintf(stderr, "unload_host: %s\n", error.message);
    return 1;
  }
  while (kling_task_state_loaded(task) == KLING_TASK_WAITING && turns++ < 1000) {
    kling_poll_loaded(client, 1, NULL);
  }
  if (simulator != NULL) {
    dlclose(simulator);
  }
  over_before = kling_task_state_loaded(task) >= KLING_TASK_FINAL;
  dlclose(library); /* and nothing is given back */
  for (turns = 0; strcmp(arguments[4], "1") == 0 && turns < 20000; ++turns) {
    const struct timespec rest = {0, 1000000};
    if (kling_task_state_loaded(task) == KLING_TASK_SUCCEEDED) {
      puts(over_before ? "was over before" : "moved on");
      break;
    }
    nanosleep(&rest, NULL);
  }
  return 0;
}

int main(int count, char **arguments) {
  int i = 0;
  if (count != 5 || begin_and_unload(arguments) != 0 || begin_and_unload(arguments) != 0) {
    return 1;
  }
  for (i = 0; i < 1000; ++i) {
    char *const memory = malloc(100000);
    memset(memory, i, 100000);
    free(memory);
  }
  puts("went on");
  return 0;
}
