/* Many videos at once: many_tasks FOLDER < prompts, one prompt a line
 * Everything is submitted at once; the library keeps to the account's slots by itself. The handles are given back at once: events carry the
 * tag, which here is the line's number. Credentials as in blocking.c. */
#include <inttypes.h>
#include <kling/kling.h>
#include <stdio.h>
#include <string.h>

static uint64_t submit_all(kling_client *client, const char *folder) {
  char prompt[4096], path[4096];
  uint64_t line = 0, submitted = 0;
  while (fgets(prompt, sizeof prompt, stdin) != NULL) {
    kling_error error = KLING_ERROR_INIT;
    kling_request *request = NULL;
    kling_task *task = NULL;
    prompt[strcspn(prompt, "\n")] = '\0';
    snprintf(path, sizeof path, "%s/%" PRIu64 ".mp4", folder, ++line);
    kling_request_new(KLING_TEXT2VIDEO, &request);
    kling_request_set_string(request, "model_name", "kling-v3");
    kling_request_set_string(request, "prompt", prompt);
    kling_request_save_to(request, path);
    if (kling_submit(client, request, line, &task, &error) == KLING_OK)
      submitted++;
    else
      fprintf(stderr, "line %" PRIu64 ": %s\n", line, error.message); /* this one only: the others go on */
    kling_task_release(task);                                         /* the task goes on, and its events come */
    kling_request_free(request);
  }
  return submitted;
}

/* How many tasks came to their end. */
static uint64_t take_events(kling_client *client, uint64_t *succeeded) {
  uint64_t finished = 0;
  kling_event *event = NULL;
  while (kling_next_event(client, &event) == KLING_OK && event != NULL) {
    if (kling_event_type(event) == KLING_EVENT_FINAL) {
      const kling_task *task = kling_event_task(event); /* borrowed from the event */
      const char *path = kling_task_output_path(task, 0);
      kling_error error = KLING_ERROR_INIT;
      kling_event_error(event, &error);
      printf("%" PRIu64 " %s %s\n", kling_event_tag(event), kling_task_state_name(kling_event_state(event)), path ? path : error.message);
      finished++;
      *succeeded += path != NULL;
    }
    kling_event_free(event);
  }
  return finished;
}

int main(int argc, char **argv) {
  kling_error error = KLING_ERROR_INIT;
  kling_options *options = NULL;
  kling_client *client = NULL;
  uint64_t open = 0, submitted = 0, succeeded = 0;
  kling_options_new(&options);
  if (kling_options_from_env(options, &error) == KLING_OK && kling_client_new(options, &client, &error) == KLING_OK)
    open = submitted = submit_all(client, argc > 1 ? argv[1] : ".");
  else
    fprintf(stderr, "%s: %s\n", kling_status_name(error.status), error.message);
  while (open > 0 && kling_poll(client, -1, NULL) == KLING_OK)
    open -= take_events(client, &succeeded);
  kling_client_free(client);
  kling_options_free(options);
  return submitted > 0 && succeeded == submitted ? 0 : 1;
}
