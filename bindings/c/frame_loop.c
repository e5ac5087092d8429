/* How a game drives the library: one kling_poll per frame, events pulled from the queue: frame_loop "prompt" out.mp4
 * kling_poll(client, 0, NULL) never waits for the network, so the frame rate is the game's own. Credentials as in blocking.c. */
#define _POSIX_C_SOURCE 200112L
#include <inttypes.h>
#include <kling/kling.h>
#include <stdio.h>
#include <time.h>

enum { frame_ns = 1000000000 / 60 };

/* The rest of the frame: input, physics, drawing would stand here. */
static void wait_for_next_frame(struct timespec *next) {
  next->tv_nsec += frame_ns;
  if (next->tv_nsec >= 1000000000) {
    next->tv_nsec -= 1000000000;
    next->tv_sec++;
  }
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, next, NULL);
}

static void show(const kling_event *event) {
  const int32_t type = kling_event_type(event);
  if (type == KLING_EVENT_STATE || type == KLING_EVENT_FINAL)
    printf("%s\n", kling_task_state_name(kling_event_state(event)));
  if (type == KLING_EVENT_PROGRESS) /* the total is negative while it is not known */
    printf("%" PRId64 " of %" PRId64 " bytes\n", kling_event_bytes_done(event), kling_event_bytes_total(event));
  if (type == KLING_EVENT_TROUBLE || type == KLING_EVENT_FINAL) {
    kling_error error = KLING_ERROR_INIT;
    if (kling_event_error(event, &error) == KLING_OK && error.status != KLING_OK)
      printf("%s: %s\n", kling_status_name(error.status), error.message);
  }
}

int main(int argc, char **argv) {
  kling_error error = KLING_ERROR_INIT;
  kling_options *options = NULL;
  kling_client *client = NULL;
  kling_request *request = NULL;
  kling_task *task = NULL;
  kling_status status = kling_options_new(&options);
  if (status == KLING_OK)
    status = kling_options_from_env(options, &error);
  if (status == KLING_OK)
    status = kling_client_new(options, &client, &error);
  if (status == KLING_OK)
    status = kling_request_new(KLING_TEXT2VIDEO, &request);
  kling_request_set_string(request, "model_name", "kling-v3");
  kling_request_set_string(request, "prompt", argc > 1 ? argv[1] : "A red fox trots through fresh snow");
  kling_request_save_to(request, argc > 2 ? argv[2] : "out.mp4");
  if (status == KLING_OK)
    status = kling_submit(client, request, 0, &task, &error);
  if (status != KLING_OK)
    fprintf(stderr, "%s: %s\n", kling_status_name(status), error.message);

  struct timespec frame;
  clock_gettime(CLOCK_MONOTONIC, &frame);
  int finished = status != KLING_OK;
  while (!finished) {
    kling_event *event = NULL;
    status = kling_poll(client, 0, NULL);
    while (kling_next_event(client, &event) == KLING_OK && event != NULL) {
      show(event);
      finished = finished || kling_event_type(event) == KLING_EVENT_FINAL;
      kling_event_free(event);
    }
    finished = finished || status != KLING_OK;
    wait_for_next_frame(&frame);
  }
  const int succeeded = kling_task_state(task) == KLING_TASK_SUCCEEDED && kling_task_output_path(task, 0) != NULL;
  if (succeeded)
    printf("%s\n", kling_task_output_path(task, 0));

  kling_task_release(task);
  kling_request_free(request);
  kling_client_free(client);
  kling_options_free(options);
  return succeeded ? 0 : 1;
}
