/* Inside libuv: libuv "prompt" out.mp4
 * The client's descriptor is watched with uv_poll_t; nothing else is needed, timers included. Credentials as in blocking.c. */
#define _POSIX_C_SOURCE 200809L /* libuv's header asks for it */
#include <kling/kling.h>
#include <stdio.h>
#include <uv.h>

static void on_readable(uv_poll_t *watch, int status, int events) {
  kling_client *client = watch->data;
  kling_event *event = NULL;
  (void)status;
  (void)events;
  kling_poll(client, 0, NULL);
  while (kling_next_event(client, &event) == KLING_OK && event != NULL) {
    kling_error error = KLING_ERROR_INIT;
    kling_event_error(event, &error);
    if (kling_event_type(event) != KLING_EVENT_PROGRESS)
      printf("%s%s%s\n", kling_task_state_name(kling_event_state(event)), error.status != KLING_OK ? ": " : "", error.message);
    if (kling_event_type(event) == KLING_EVENT_FINAL)
      uv_poll_stop(watch); /* the loop has nothing left, and ends */
    kling_event_free(event);
  }
}

int main(int argc, char **argv) {
  kling_error error = KLING_ERROR_INIT;
  kling_options *options = NULL;
  kling_client *client = NULL;
  kling_request *request = NULL;
  kling_task *task = NULL;
  kling_options_new(&options);
  kling_request_new(KLING_TEXT2VIDEO, &request);
  kling_request_set_string(request, "model_name", "kling-v3");
  kling_request_set_string(request, "prompt", argc > 1 ? argv[1] : "A red fox trots through fresh snow");
  kling_request_save_to(request, argc > 2 ? argv[2] : "out.mp4");
  if (kling_options_from_env(options, &error) != KLING_OK || kling_client_new(options, &client, &error) != KLING_OK ||
      kling_submit(client, request, 0, &task, &error) != KLING_OK) {
    fprintf(stderr, "%s: %s\n", kling_status_name(error.status), error.message);
  } else {
    uv_poll_t watch;
    watch.data = client;
    uv_poll_init(uv_default_loop(), &watch, (int)kling_client_fd(client));
    uv_poll_start(&watch, UV_READABLE, on_readable);
    uv_run(uv_default_loop(), UV_RUN_DEFAULT);
    uv_close((uv_handle_t *)&watch, NULL); /* before the client goes: the descriptor is the client's */
    uv_run(uv_default_loop(), UV_RUN_DEFAULT);
    uv_loop_close(uv_default_loop());
  }
  const int succeeded = kling_task_output_path(task, 0) != NULL;
  kling_task_release(task);
  kling_request_free(request);
  kling_client_free(client);
  kling_options_free(options);
  return succeeded ? 0 : 1;
}
