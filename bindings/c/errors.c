/* What can go wrong and what a program can do about it, by the group of the status: errors "prompt" out.mp4
 * New statuses may appear in later versions; their group says what to do about them. Credentials as in blocking.c. */
#include <kling/kling.h>
#include <stdio.h>

static int advise(const kling_error *error) {
  const kling_status group = kling_status_group(error->status);
  fprintf(stderr, "%s: %s\n", kling_status_name(error->status), error->message);
  switch (group) {
  case 100: /* the call itself */
    fprintf(stderr, "a mistake in this program\n");
    break;
  case 200: /* the request: nothing was created */
    fprintf(stderr, "change the request%s%s\n", error->field[0] != '\0' ? ": " : "", error->field);
    break;
  case 300:
    fprintf(stderr, "check the credentials\n");
    break;
  case 400:
    fprintf(stderr, "the account has no units left, or a limit was reached\n");
    break;
  case 500: /* the library has waited and tried again by itself already */
    fprintf(stderr, "try again in %d s\n", error->retry_after_ms > 0 ? (int)(error->retry_after_ms / 1000) : 60);
    break;
  case 600:
    fprintf(stderr, "refused by the content rules: word it differently\n");
    break;
  case 700:
    fprintf(stderr,
            error->status == KLING_E_TASK_FAILED ? "the service could not make it\n" : "the service or the way to it is disturbed\n");
    break;
  case 800: /* it may exist and be billed: never submit it again on a guess */
    fprintf(stderr, "keep the token and look it up later\n");
    break;
  default: /* 900: this machine. Of a task that succeeded the links still work: kling_task_save */
    fprintf(stderr, "check memory and disk\n");
    break;
  }
  return group / 100;
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
  kling_request_set_string(request, "prompt", argc > 1 ? argv[1] : "");
  kling_request_save_to(request, argc > 2 ? argv[2] : "out.mp4");
  if (kling_options_from_env(options, &error) == KLING_OK && kling_client_new(options, &client, &error) == KLING_OK &&
      kling_submit(client, request, 0, &task, &error) == KLING_OK)
    while (kling_wait(client, task, -1, &error) == KLING_E_AGAIN) { /* a signal or a wake-up */
    }
  if (error.status >= 800 && error.status < 900 && kling_task_token(task) != NULL)
    printf("%s\n", kling_task_token(task));
  const int code = error.status == KLING_OK ? 0 : advise(&error);
  kling_task_release(task);
  kling_request_free(request);
  kling_client_free(client);
  kling_options_free(options);
  return code;
}
