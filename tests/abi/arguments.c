/* Every function with NULL where a handle is needed, with a handle of another type, and with records of other sizes: a status or a neutral
 * value comes back, never a crash. */
#include <kling/kling.h>
#include <kling/transport.h>
#include <stdio.h>
#include <string.h>

static int failures = 0;

static void check(int good, const char *what, int line) {
  if (!good) {
    printf("arguments.c:%d: %s\n", line, what);
    ++failures;
  }
}
#define CHECK(condition) check((condition) != 0, #condition, __LINE__)
#define REFUSED(call) CHECK((call) == KLING_E_ARGUMENT)

static void absent_handles(void) {
  kling_error error = KLING_ERROR_INIT;
  kling_stats stats = KLING_STATS_INIT;
  kling_cost cost = KLING_COST_INIT;
  kling_callbacks callbacks = KLING_CALLBACKS_INIT;
  kling_transport transport = {sizeof transport, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL};
  kling_clock clock = {sizeof clock, 0, NULL, NULL, NULL, NULL, NULL};
  kling_client *client = (kling_client *)&error;
  kling_task *task = (kling_task *)&error;
  kling_event *event = (kling_event *)&error;
  uint32_t events = 0;

  REFUSED(kling_options_new(NULL));
  kling_options_free(NULL);
  REFUSED(kling_options_set_string(NULL, "proxy", "none"));
  REFUSED(kling_options_set_int(NULL, "overwrite", 1));
  REFUSED(kling_options_set_callbacks(NULL, &callbacks));
  REFUSED(kling_options_set_transport(NULL, &transport));
  REFUSED(kling_options_set_clock(NULL, &clock));
  REFUSED(kling_options_from_env(NULL, &error));
  CHECK(error.status == KLING_E_ARGUMENT && error.message[0] != 0);

  REFUSED(kling_client_new(NULL, &client, &error));
  CHECK(client == NULL && error.status == KLING_E_ARGUMENT);
  REFUSED(kling_client_shutdown(NULL, 0));
  kling_client_free(NULL);
  REFUSED(kling_poll(NULL, 0, &events));
  REFUSED(kling_wait(NULL, NULL, 0, &error));
  REFUSED(kling_next_event(NULL, &event));
  REFUSED(kling_client_wakeup(NULL));
  CHECK(kling_client_next_timeout_ms(NULL) == -1);
  CHECK(kling_client_fd(NULL) == -1);
  REFUSED(kling_client_stats(NULL, &stats));

  REFUSED(kling_request_new(KLING_TEXT2VIDEO, NULL));
  kling_request_free(NULL);
  REFUSED(kling_request_set_string(NULL, "prompt", "x"));
  REFUSED(kling_request_set_int(NULL, "duration", 5));
  REFUSED(kling_request_set_number(NULL, "cfg_scale", 0.5));
  REFUSED(kling_request_set_json(NULL, "", "{}"));
  REFUSED(kling_request_set_option(NULL, "label", "x"));
  REFUSED(kling_request_save_to(NULL, "x.mp4"));
  REFUSED(kling_request_validate(NULL, NULL, &error));
  REFUSED(kling_request_estimate(NULL, NULL, &cost, &error));
  CHECK(cost.known == 0);
  CHECK(kling_request_to_json(NULL, NULL) == NULL);

  REFUSED(kling_submit(NULL, NULL, 0, &task, &error));
  CHECK(task == NULL);
  REFUSED(kling_attach(NULL, KLING_TEXT2VIDEO, "1", 0, &task, &error));
  REFUSED(kling_attach_token(NULL, "k1.", 0, &task, &error));

  CHECK(kling_task_retain(NULL) == NULL);
  kling_task_release(NULL);
  CHECK(kling_task_state(NULL) == 0);
  CHECK(kling_task_tag(NULL) == 0);
  REFUSED(kling_task_set_tag(NULL, 1));
  CHECK(kling_task_id(NULL) == NULL);
  CHECK(kling_task_external_id(NULL) == NULL);
  CHECK(kling_task_kind(NULL) == NULL);
  CHECK(kling_task_label(NULL) == NULL);
  CHECK(kling_task_token(NULL) == NULL);
  REFUSED(kling_task_error(NULL, &error));
  CHECK(kling_task_time_ms(NULL, KLING_TIME_SENT) == 0);
  CHECK(kling_task_output_count(NULL) == 0);
  CHECK(kling_task_output_url(NULL, 0) == NULL);
  CHECK(kling_task_output_id(NULL, 0) == NULL);
  CHECK(kling_task_output_path(NULL, 0) == NULL);
  CHECK(kling_task_output_type(NULL, 0) == NULL);
  CHECK(kling_task_output_duration(NULL, 0) < 0);
  CHECK(kling_task_units(NULL) < 0);
  CHECK(kling_task_raw_json(NULL) == NULL);
  REFUSED(kling_task_save(NULL, 0, "x.mp4", &error));
  REFUSED(kling_task_save_with(NULL, 0, NULL, NULL, NULL, &error));
  REFUSED(kling_task_cancel(NULL));
  REFUSED(kling_task_detach(NULL));

  CHECK(kling_event_type(NULL) == 0);
  CHECK(kling_event_tag(NULL) == 0);
  CHECK(kling_event_task(NULL) == NULL);
  CHECK(kling_event_state(NULL) == 0);
  REFUSED(kling_event_error(NULL, &error));
  CHECK(kling_event_bytes_done(NULL) == 0);
  CHECK(kling_event_bytes_total(NULL) == 0);
  kling_event_free(NULL);
  REFUSED(kling_list_new(NULL, KLING_TEXT2VIDEO, NULL, NULL, &error));
  REFUSED(kling_list_next(NULL, NULL, &error));
  kling_list_free(NULL);
  REFUSED(kling_catalog(NULL, NULL, NULL, &error));
}

/* Options stand where everything else is asked for, and a request where options are. */
static void handles_of_another_type(kling_options *options, kling_request *request, kling_client *client) {
  kling_client *no_client = (kling_client *)options;
  kling_request *no_request = (kling_request *)options;
  kling_task *no_task = (kling_task *)options;
  kling_event *no_event = (kling_event *)options;
  kling_list *no_list = (kling_list *)options;
  kling_list *list = NULL;
  const char *record = NULL;
  kling_options *no_options = (kling_options *)request;
  kling_error error = KLING_ERROR_INIT;
  kling_stats stats = KLING_STATS_INIT;
  kling_cost cost = KLING_COST_INIT;
  kling_client *made = NULL;
  kling_task *task = NULL;
  kling_event *event = NULL;

  REFUSED(kling_options_set_int(no_options, "overwrite", 1));
  REFUSED(kling_client_new(no_options, &made, &error));
  kling_options_free(no_options);
  REFUSED(kling_poll(no_client, 0, NULL));
  REFUSED(kling_client_shutdown(no_client, 0));
  REFUSED(kling_client_wakeup(no_client));
  REFUSED(kling_client_stats(no_client, &stats));
  REFUSED(kling_next_event(no_client, &event));
  CHECK(kling_client_fd(no_client) == -1 && kling_client_next_timeout_ms(no_client) == -1);
  REFUSED(kling_wait(client, no_task, 0, &error));
  REFUSED(kling_submit(no_client, request, 0, &task, &error));
  REFUSED(kling_submit(client, no_request, 0, &task, &error));
  REFUSED(kling_attach(no_client, KLING_TEXT2VIDEO, "1", 0, &task, &error));
  kling_client_free(no_client);
  REFUSED(kling_request_set_string(no_request, "prompt", "x"));
  REFUSED(kling_request_validate(no_request, NULL, &error));
  REFUSED(kling_request_validate(request, no_client, &error));
  REFUSED(kling_request_estimate(no_request, NULL, &cost, &error));
  REFUSED(kling_request_estimate(request, no_client, &cost, &error));
  REFUSED(kling_request_estimate(request, client, NULL, &error));
  CHECK(strcmp(error.field, "out") == 0);
  CHECK(kling_request_to_json(request, no_client) == NULL);
  kling_request_free(no_request);
  CHECK(kling_task_state(no_task) == 0 && kling_task_id(no_task) == NULL && kling_task_units(no_task) < 0);
  REFUSED(kling_task_cancel(no_task));
  REFUSED(kling_task_save(no_task, 0, "x.mp4", &error));
  REFUSED(kling_task_save_with(no_task, 0, NULL, NULL, NULL, &error));
  kling_task_release(no_task);
  CHECK(kling_event_type(no_event) == 0 && kling_event_task(no_event) == NULL);
  kling_event_free(no_event);
  REFUSED(kling_list_new(no_client, KLING_TEXT2VIDEO, NULL, &list, &error));
  REFUSED(kling_list_next(no_list, &record, &error));
  kling_list_free(no_list);
  /* Nobody took the options away. */
  CHECK(kling_options_set_int(options, "overwrite", 1) == KLING_OK);
}

static void absent_texts(kling_options *options, kling_request *request, kling_client *client) {
  kling_error error = KLING_ERROR_INIT;
  kling_list *list = NULL;
  kling_task *task = NULL;
  kling_request *made = request;
  REFUSED(kling_options_set_string(options, NULL, "x"));
  REFUSED(kling_options_set_string(options, "proxy", NULL));
  REFUSED(kling_options_set_int(options, NULL, 1));
  REFUSED(kling_request_new(NULL, &made));
  CHECK(made == NULL);
  REFUSED(kling_request_set_string(request, NULL, "x"));
  REFUSED(kling_request_set_string(request, "prompt", NULL));
  REFUSED(kling_request_set_int(request, NULL, 1));
  REFUSED(kling_request_set_number(request, NULL, 1));
  REFUSED(kling_request_set_json(request, NULL, "{}"));
  REFUSED(kling_request_set_json(request, "", NULL));
  REFUSED(kling_request_set_option(request, "label", NULL));
  REFUSED(kling_request_save_to(request, NULL));
  REFUSED(kling_attach(client, KLING_TEXT2VIDEO, NULL, 0, &task, &error));
  REFUSED(kling_attach(client, NULL, "1", 0, &task, &error));
  REFUSED(kling_attach_token(client, NULL, 0, &task, &error));
  REFUSED(kling_list_new(client, NULL, NULL, &list, &error));
  REFUSED(kling_list_new(client, KLING_TEXT2VIDEO, NULL, NULL, &error));
  CHECK(kling_request_validate(request, NULL, &error) == KLING_OK && error.status == KLING_OK);
}

/* Records of an older and of a newer header. */
static void records_of_other_sizes(kling_client *client, const kling_request *request) {
  struct {
    kling_error known;
    char later[64];
  } error;
  struct {
    kling_stats known;
    char later[64];
  } stats;
  struct {
    kling_cost known;
    char later[64];
  } cost;
  const char *json = NULL;

  memset(&error, 0x55, sizeof error);
  error.known.struct_size = (uint32_t)sizeof error;
  CHECK(kling_catalog("models of yore", NULL, &json, &error.known) == KLING_E_UNKNOWN_NAME);
  CHECK(json == NULL && error.known.status == KLING_E_UNKNOWN_NAME && error.later[0] == 0x55 && error.later[63] == 0x55);

  memset(&error, 0x55, sizeof error);
  error.known.struct_size = (uint32_t)offsetof(kling_error, http_status);
  CHECK(kling_catalog("models of yore", NULL, &json, &error.known) == KLING_E_UNKNOWN_NAME);
  CHECK(error.known.status == KLING_E_UNKNOWN_NAME && error.known.http_status == 0x55555555);

  error.known.struct_size = 0;
  REFUSED(kling_catalog("kinds", NULL, &json, &error.known));
  CHECK(json == NULL);

  memset(&stats, 0x55, sizeof stats);
  stats.known.struct_size = (uint32_t)sizeof stats;
  CHECK(kling_client_stats(client, &stats.known) == KLING_OK);
  CHECK(stats.known.tasks_open == 0 && stats.later[0] == 0x55);
  memset(&stats, 0x55, sizeof stats);
  stats.known.struct_size = (uint32_t)offsetof(kling_stats, tasks_final);
  CHECK(kling_client_stats(client, &stats.known) == KLING_OK);
  CHECK(stats.known.tasks_open == 0 && stats.known.tasks_final == UINT64_C(0x5555555555555555));
  stats.known.struct_size = 0;
  REFUSED(kling_client_stats(client, &stats.known));
  REFUSED(kling_client_stats(client, NULL));

  memset(&cost, 0x55, sizeof cost);
  cost.known.struct_size = (uint32_t)sizeof cost;
  CHECK(kling_request_estimate(request, client, &cost.known, NULL) == KLING_OK);
  CHECK(cost.known.known == 1 && cost.known.units > 0 && cost.known.struct_size == sizeof cost && cost.later[0] == 0x55);
  memset(&cost, 0x55, sizeof cost);
  cost.known.struct_size = (uint32_t)offsetof(kling_cost, units);
  CHECK(kling_request_estimate(request, client, &cost.known, NULL) == KLING_OK);
  CHECK(cost.known.known == 1 && ((unsigned char *)&cost.known.units)[0] == 0x55);
  cost.known.struct_size = 4;
  REFUSED(kling_request_estimate(request, client, &cost.known, NULL));
}

int main(void) {
  kling_options *options = NULL;
  kling_options *keys = NULL;
  kling_request *request = NULL;
  kling_client *client = NULL;
  kling_error error = KLING_ERROR_INIT;
  absent_handles();
  CHECK(kling_options_new(&options) == KLING_OK);
  CHECK(kling_options_new(&keys) == KLING_OK);
  CHECK(kling_options_set_string(keys, "api_key", "key-for-tests") == KLING_OK);
  CHECK(kling_client_new(keys, &client, &error) == KLING_OK);
  CHECK(kling_request_new(KLING_TEXT2VIDEO, &request) == KLING_OK);
  CHECK(kling_request_set_string(request, "prompt", "A red fox") == KLING_OK);
  handles_of_another_type(options, request, client);
  absent_texts(options, request, client);
  records_of_other_sizes(client, request);
  kling_client_free(client);
  kling_request_free(request);
  kling_options_free(keys);
  kling_options_free(options);
  printf("%d failures\n", failures);
  return failures != 0;
}
