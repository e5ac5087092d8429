/* Inside GLib, and so GTK: glib "prompt" out.mp4
 * The client's descriptor is watched by the main context; nothing else is needed, timers included. Credentials as in blocking.c. */
#include <glib-unix.h>
#include <kling/kling.h>
#include <stdio.h>

typedef struct {
  kling_client *client;
  GMainLoop *loop;
} program;

static gboolean on_readable(gint descriptor, GIOCondition condition, gpointer user_data) {
  program *self = user_data;
  kling_event *event = NULL;
  (void)descriptor;
  (void)condition;
  kling_poll(self->client, 0, NULL);
  while (kling_next_event(self->client, &event) == KLING_OK && event != NULL) {
    kling_error error = KLING_ERROR_INIT;
    kling_event_error(event, &error);
    if (kling_event_type(event) != KLING_EVENT_PROGRESS)
      printf("%s%s%s\n", kling_task_state_name(kling_event_state(event)), error.status != KLING_OK ? ": " : "", error.message);
    if (kling_event_type(event) == KLING_EVENT_FINAL)
      g_main_loop_quit(self->loop);
    kling_event_free(event);
  }
  return G_SOURCE_CONTINUE;
}

int main(int argc, char **argv) {
  kling_error error = KLING_ERROR_INIT;
  kling_options *options = NULL;
  kling_request *request = NULL;
  kling_task *task = NULL;
  program self = {NULL, NULL};
  kling_options_new(&options);
  kling_request_new(KLING_TEXT2VIDEO, &request);
  kling_request_set_string(request, "model_name", "kling-v3");
  kling_request_set_string(request, "prompt", argc > 1 ? argv[1] : "A red fox trots through fresh snow");
  kling_request_save_to(request, argc > 2 ? argv[2] : "out.mp4");
  if (kling_options_from_env(options, &error) != KLING_OK || kling_client_new(options, &self.client, &error) != KLING_OK ||
      kling_submit(self.client, request, 0, &task, &error) != KLING_OK) {
    fprintf(stderr, "%s: %s\n", kling_status_name(error.status), error.message);
  } else {
    self.loop = g_main_loop_new(NULL, FALSE);
    const guint watch = g_unix_fd_add((gint)kling_client_fd(self.client), G_IO_IN, on_readable, &self);
    g_main_loop_run(self.loop);
    g_source_remove(watch); /* before the client goes: the descriptor is the client's */
    g_main_loop_unref(self.loop);
  }
  const int succeeded = kling_task_output_path(task, 0) != NULL;
  kling_task_release(task);
  kling_request_free(request);
  kling_client_free(self.client);
  kling_options_free(options);
  return succeeded ? 0 : 1;
}
