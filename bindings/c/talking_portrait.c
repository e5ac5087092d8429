/* Two tasks, the second made of the first: talking_portrait portrait.png "What it says" out.mp4
 * The speech comes at once, as the answer to its request; the id of its output goes into the video's request. Credentials as in
 * blocking.c. */
#include <kling/kling.h>
#include <stdio.h>

/* Submits and waits. NULL when it did not succeed; `error` says why. */
static kling_task *run(kling_client *client, const kling_request *request, kling_error *error) {
  kling_task *task = NULL;
  if (kling_submit(client, request, 0, &task, error) == KLING_OK && kling_wait(client, task, -1, error) == KLING_OK)
    return task;
  kling_task_release(task);
  return NULL;
}

static kling_task *speak(kling_client *client, const char *text, kling_error *error) {
  kling_request *request = NULL;
  kling_request_new(KLING_TTS, &request);
  kling_request_set_string(request, "text", text);
  kling_request_set_string(request, "voice_id", "oversea_male1");
  kling_request_set_string(request, "voice_language", "en");
  kling_task *task = run(client, request, error);
  kling_request_free(request);
  return task;
}

static kling_task *show(kling_client *client, const char *portrait, const kling_task *speech, const char *path, kling_error *error) {
  kling_request *request = NULL;
  kling_request_new(KLING_AVATAR, &request);
  kling_request_set_file(request, "image", portrait);
  kling_request_set_string(request, "audio_id", kling_task_output_id(speech, 0));
  kling_request_save_to(request, path);
  kling_task *task = run(client, request, error);
  kling_request_free(request);
  return task;
}

int main(int argc, char **argv) {
  kling_error error = KLING_ERROR_INIT;
  kling_options *options = NULL;
  kling_client *client = NULL;
  kling_task *speech = NULL, *video = NULL;
  kling_options_new(&options);
  if (kling_options_from_env(options, &error) == KLING_OK && kling_client_new(options, &client, &error) == KLING_OK)
    speech = speak(client, argc > 2 ? argv[2] : "Good morning! What a fine day to go to the beach.", &error);
  if (speech != NULL)
    video = show(client, argc > 1 ? argv[1] : "portrait.png", speech, argc > 3 ? argv[3] : "out.mp4", &error);
  if (video != NULL)
    printf("%s\n", kling_task_output_path(video, 0));
  else
    fprintf(stderr, "%s: %s\n", kling_status_name(error.status), error.message);
  int shown = video != NULL;
  kling_task_release(video);
  kling_task_release(speech);
  kling_client_free(client);
  kling_options_free(options);
  return shown ? 0 : 1;
}
