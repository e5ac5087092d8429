/* One video from prompt to file, waiting for it: blocking "prompt" out.mp4
 * Credentials come from the environment: KLING_API_KEY, or KLING_ACCESS_KEY and KLING_SECRET_KEY, or COMETAPI_KEY. */
#include <kling/kling.h>
#include <stdio.h>

int main(int argc, char **argv) {
  kling_error error = KLING_ERROR_INIT;
  kling_options *options = NULL;
  kling_client *client = NULL;
  kling_request *request = NULL;
  kling_task *task = NULL;
  kling_options_new(&options); /* what fails in these five is said by the calls below, which take NULL as an error too */
  kling_request_new(KLING_TEXT2VIDEO, &request);
  kling_request_set_string(request, "model_name", "kling-v3");
  kling_request_set_string(request, "prompt", argc > 1 ? argv[1] : "A red fox trots through fresh snow");
  kling_request_save_to(request, argc > 2 ? argv[2] : "out.mp4");
  int saved = kling_options_from_env(options, &error) == KLING_OK && kling_client_new(options, &client, &error) == KLING_OK &&
              kling_submit(client, request, 0, &task, &error) == KLING_OK && /* checks and queues; nothing is sent yet */
              kling_wait(client, task, -1, &error) == KLING_OK;              /* sends, watches and saves */
  if (saved)
    printf("%s\n", kling_task_output_path(task, 0));
  else
    fprintf(stderr, "%s: %s\n", kling_status_name(error.status), error.message);
  kling_task_release(task);
  kling_request_free(request);
  kling_client_free(client);
  kling_options_free(options);
  return saved ? 0 : 1;
}
