/* Inside a program's own event loop, here plain poll(): event_loop "prompt" out.mp4
 * kling_client_fd is one descriptor for everything the client waits for, its timers included. When it is readable, call
 * kling_poll(client, 0, NULL) and take the events; never read or close it. A line on stdin ends the program: the task runs on, and its
 * token is printed for kling_attach_token or `kling wait`. Credentials as in blocking.c. */
#include <kling/kling.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

/* 1 when the task is over. */
static int take_events(kling_client *client) {
  int finished = 0;
  kling_event *event = NULL;
  while (kling_next_event(client, &event) == KLING_OK && event != NULL) {
    kling_error error = KLING_ERROR_INIT;
    kling_event_error(event, &error);
    if (kling_event_type(event) != KLING_EVENT_PROGRESS)
      printf("%s%s%s\n", kling_task_state_name(kling_event_state(event)), error.status != KLING_OK ? ": " : "", error.message);
    finished = finished || kling_event_type(event) == KLING_EVENT_FINAL;
    kling_event_free(event);
  }
  return finished;
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
      kling_submit(client, request, 0, &task, &error) != KLING_OK)
    fprintf(stderr, "%s: %s\n", kling_status_name(error.status), error.message);

  struct pollfd watched[2] = {{(int)kling_client_fd(client), POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
  int finished = task == NULL, stopped = 0;
  while (!finished && !stopped && poll(watched, 2, -1) > 0) {
    char line[256];
    if (watched[0].revents != 0) {
      kling_poll(client, 0, NULL);
      finished = take_events(client);
    }
    if (watched[1].revents != 0 && read(STDIN_FILENO, line, sizeof line) > 0)
      stopped = 1;
    else if (watched[1].revents != 0)
      watched[1].fd = -1; /* the end of stdin: nobody is there to stop us */
  }
  if (stopped && kling_task_token(task) != NULL)
    printf("it runs on: %s\n", kling_task_token(task));
  const int succeeded = kling_task_output_path(task, 0) != NULL;
  kling_task_release(task);
  kling_request_free(request);
  kling_client_free(client);
  kling_options_free(options);
  return succeeded || stopped ? 0 : 1;
}
