/* A video from a picture by the new generation of the API: new_generation photo.png "prompt" out.mp4
 * The model is the last part of the path there, what the video is made of stands in contents, how it is made in settings.
 * It takes API keys alone: KLING_API_KEY; the rest is as in blocking.c. */
#include <kling/kling.h>
#include <stdio.h>

static void fill(kling_request *request, const char *picture, const char *prompt) {
  kling_request_set_string(request, "model_name", "kling-3.0-turbo");
  kling_request_set_string(request, "contents[0].type", "first_frame");
  kling_request_set_file(request, "contents[0].url", picture); /* what is refused here is said by kling_submit */
  kling_request_set_string(request, "contents[1].type", "prompt");
  kling_request_set_string(request, "contents[1].text", prompt);
  kling_request_set_string(request, "settings.resolution", "720p");
  kling_request_set_int(request, "settings.duration", 5);
}

int main(int argc, char **argv) {
  kling_error error = KLING_ERROR_INIT;
  kling_options *options = NULL;
  kling_client *client = NULL;
  kling_request *request = NULL;
  kling_task *task = NULL;
  kling_options_new(&options);
  kling_request_new(KLING_IMAGE_TO_VIDEO, &request);
  fill(request, argc > 1 ? argv[1] : "photo.png", argc > 2 ? argv[2] : "The clouds drift slowly");
  kling_request_save_to(request, argc > 3 ? argv[3] : "out.mp4");
  int saved = kling_options_from_env(options, &error) == KLING_OK && kling_client_new(options, &client, &error) == KLING_OK &&
              kling_submit(client, request, 0, &task, &error) == KLING_OK && kling_wait(client, task, -1, &error) == KLING_OK;
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
