/* Events by callback instead of by queue: callbacks "prompt" out.mp4
 * on_event runs inside kling_poll, on the thread that called it, with no lock held; it may submit, save and cancel, but not poll.
 * Credentials as in blocking.c. */
#include <inttypes.h>
#include <kling/kling.h>
#include <stdio.h>

typedef struct {
  int finished;
  int destroyed;
} program;

static void KLING_CALL on_event(void *user_data, const kling_event *event) {
  program *self = user_data;
  kling_error error = KLING_ERROR_INIT;
  kling_event_error(event, &error);
  switch (kling_event_type(event)) {
  case KLING_EVENT_STATE:
    printf("%s\n", kling_task_state_name(kling_event_state(event)));
    break;
  case KLING_EVENT_PROGRESS:
    printf("%" PRId64 " bytes\n", kling_event_bytes_done(event));
    break;
  case KLING_EVENT_TROUBLE: /* told once per cause; the task goes on */
    printf("%s: %s\n", kling_status_name(error.status), error.message);
    break;
  case KLING_EVENT_FINAL: /* exactly one per task */
    printf("%s %s\n", kling_task_state_name(kling_event_state(event)), error.message);
    self->finished = 1;
    break;
  default: /* later versions may have more */
    break;
  }
}

/* What the library has to say about its own work. Levels up to the option log_level; no keys, no signed links. */
static void KLING_CALL on_log(void *user_data, int32_t level, const char *text) {
  (void)user_data;
  if (level <= KLING_LOG_WARNING)
    fprintf(stderr, "kling: %s\n", text);
}

/* The last use of user_data: a program that allocated it would free it here. */
static void KLING_CALL on_destroy(void *user_data) {
  ((program *)user_data)->destroyed = 1;
}

int main(int argc, char **argv) {
  program self = {0, 0};
  kling_callbacks callbacks = KLING_CALLBACKS_INIT;
  kling_error error = KLING_ERROR_INIT;
  kling_options *options = NULL;
  kling_client *client = NULL;
  kling_request *request = NULL;
  kling_task *task = NULL;
  callbacks.user_data = &self;
  callbacks.on_event = on_event;
  callbacks.on_log = on_log;
  callbacks.destroy = on_destroy;
  kling_options_new(&options);
  kling_options_set_callbacks(options, &callbacks);
  kling_request_new(KLING_TEXT2VIDEO, &request);
  kling_request_set_string(request, "model_name", "kling-v3");
  kling_request_set_string(request, "prompt", argc > 1 ? argv[1] : "A red fox trots through fresh snow");
  kling_request_save_to(request, argc > 2 ? argv[2] : "out.mp4");
  if (kling_options_from_env(options, &error) != KLING_OK || kling_client_new(options, &client, &error) != KLING_OK ||
      kling_submit(client, request, 0, &task, &error) != KLING_OK)
    fprintf(stderr, "%s: %s\n", kling_status_name(error.status), error.message);
  while (task != NULL && !self.finished && kling_poll(client, -1, NULL) == KLING_OK) {
  }
  const int succeeded = kling_task_output_path(task, 0) != NULL;
  kling_task_release(task);
  kling_request_free(request);
  kling_client_free(client);
  kling_options_free(options);
  return succeeded && self.destroyed ? 0 : 1;
}
