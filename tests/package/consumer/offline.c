/* A whole generation inside this program, with no key and no network; prints the library's version when it succeeded. */
#include <kling/sim.h>
#include <stdio.h>

int main(void) {
  kling_error error = KLING_ERROR_INIT;
  kling_sim *sim = NULL;
  kling_options *options = NULL;
  kling_client *client = NULL;
  kling_request *request = NULL;
  kling_task *task = NULL;
  kling_status status = kling_sim_new(NULL, &sim, &error);
  kling_options_new(&options);
  kling_sim_install(sim, options);
  if (status == KLING_OK) {
    status = kling_client_new(options, &client, &error);
  }
  kling_request_new(KLING_TEXT2VIDEO, &request);
  kling_request_set_string(request, "prompt", "a lighthouse");
  if (status == KLING_OK) {
    status = kling_submit(client, request, 0, &task, &error);
  }
  if (status == KLING_OK) {
    status = kling_wait(client, task, -1, &error);
  }
  puts(status == KLING_OK ? kling_version_string() : error.message);
  kling_task_release(task);
  kling_request_free(request);
  kling_client_free(client);
  kling_options_free(options);
  kling_sim_free(sim);
  return status != KLING_OK;
}
