/* A host that uses libcurl itself, initialises and cleans it up as it likes, and runs a job of libkling in between. argv[1]: base URL of a
 * simulator, argv[2]: its key. */
#include <curl/curl.h>
#include <kling/kling.h>
#include <stdio.h>

static size_t ignore(char *bytes, size_t size, size_t count, void *length) {
  (void)bytes;
  *(size_t *)length += size * count;
  return size * count;
}

static int fetch(CURL *handle, const char *base_url) { /* the host's own use of the handle, before and after */
  char url[256];
  size_t length = 0;
  snprintf(url, sizeof url, "%s/_sim/ledger", base_url);
  curl_easy_setopt(handle, CURLOPT_URL, url);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, ignore);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &length);
  return curl_easy_perform(handle) == CURLE_OK && length > 0;
}

static int job(const char *base_url, const char *key, CURL *handle) {
  kling_options *options = NULL;
  kling_client *client = NULL;
  kling_request *request = NULL;
  kling_task *task = NULL;
  kling_error error = KLING_ERROR_INIT;
  kling_options_new(&options);
  kling_options_set_string(options, "base_url", base_url);
  kling_options_set_string(options, "api_key", key);
  kling_options_set_int(options, "poll_interval_ms", 10);
  kling_request_new(KLING_TEXT2VIDEO, &request);
  kling_request_set_string(request, "prompt", "a vacation on the beach");
  int good = kling_client_new(options, &client, &error) == KLING_OK && kling_submit(client, request, 0, &task, &error) == KLING_OK &&
             fetch(handle, base_url) && kling_wait(client, task, -1, &error) == KLING_OK && fetch(handle, base_url);
  if (!good)
    fprintf(stderr, "%s\n", error.message);
  kling_task_release(task);
  kling_request_free(request);
  kling_client_free(client);
  kling_options_free(options);
  return good;
}

int main(int argc, char **argv) {
  if (argc < 3 || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
    return 2;
  CURL *handle = curl_easy_init();
  int good = job(argv[1], argv[2], handle);
  curl_easy_cleanup(handle);
  curl_global_cleanup(); /* as often as the host initialised it: libkling keeps its own count */
  curl_global_init(CURL_GLOBAL_DEFAULT);
  handle = curl_easy_init();
  good = good && fetch(handle, argv[1]) && job(argv[1], argv[2], handle);
  curl_easy_cleanup(handle);
  curl_global_cleanup();
  if (good)
    puts(kling_version_string());
  return !good;
}
