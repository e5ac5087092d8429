/* A video that starts with a picture of this machine: image_file photo.png "prompt" out.mp4
 * The file is checked at once and read while it is sent; what it costs is told first. Credentials as in blocking.c. */
#include <kling/kling.h>
#include <stdio.h>

static void tell_cost(const kling_request *request, const kling_client *client) {
  kling_error error = KLING_ERROR_INIT;
  kling_cost cost = KLING_COST_INIT;
  if (kling_request_estimate(request, client, &cost, &error) != KLING_OK || !cost.known)
    return;
  if (cost.usd < 0) /* kling-cn */
    fprintf(stderr, "%g units\n", cost.units);
  else
    fprintf(stderr, "%g units, $%.2f\n", cost.units, cost.usd);
}

int main(int argc, char **argv) {
  kling_error error = KLING_ERROR_INIT;
  kling_options *options = NULL;
  kling_client *client = NULL;
  kling_request *request = NULL;
  kling_task *task = NULL;
  kling_options_new(&options);
  kling_request_new(KLING_IMAGE2VIDEO, &request);
  kling_request_set_string(request, "model_name", "kling-v3");
  kling_request_set_file(request, "image", argc > 1 ? argv[1] : "photo.png"); /* a file that cannot be read is said by kling_submit too */
  kling_request_set_string(request, "prompt", argc > 2 ? argv[2] : "The clouds drift slowly");
  kling_request_save_to(request, argc > 3 ? argv[3] : "out.mp4");
  int saved = kling_options_from_env(options, &error) == KLING_OK && kling_client_new(options, &client, &error) == KLING_OK;
  if (saved) {
    tell_cost(request, client);
    saved = kling_submit(client, request, 0, &task, &error) == KLING_OK && kling_wait(client, task, -1, &error) == KLING_OK;
  }
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
