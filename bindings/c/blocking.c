/* One video, start to end, waiting for it: blocking "prompt" out.mp4
 * Credentials come from the environment: KLING_API_KEY, or KLING_ACCESS_KEY and KLING_SECRET_KEY, or COMETAPI_KEY. */
#include <kling/kling.h>
#include <stdio.h>

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

  /* Setters need no check here: the first refusal is kept, and kling_submit returns it. */
  kling_request_set_string(request, "model_name", "kling-v3");
  kling_request_set_string(request, "prompt", argc > 1 ? argv[1] : "A red fox trots through fresh snow");
  kling_request_save_to(request, argc > 2 ? argv[2] : "out.mp4");

  if (status == KLING_OK)
    status = kling_submit(client, request, 0, &task, &error); /* checks and queues; nothing is sent yet */
  if (status == KLING_OK)
    do
      status = kling_wait(client, task, -1, &error); /* sends, watches and saves */
    while (status == KLING_E_AGAIN);                 /* a signal came: wait on */

  if (status == KLING_OK)
    printf("%s\n", kling_task_output_path(task, 0));
  else
    fprintf(stderr, "%s: %s\n", kling_status_name(status), error.message[0] ? error.message : kling_status_description(status));

  kling_task_release(task); /* NULL is fine for all of these */
  kling_request_free(request);
  kling_client_free(client);
  kling_options_free(options);
  return status == KLING_OK ? 0 : 1;
}
