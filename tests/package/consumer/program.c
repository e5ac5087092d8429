/* A host in C: everything it touches is in the installed header, and one request is checked so that the library really runs. */
#include <kling/kling.h>
#include <stdio.h>
#include <string.h>

static int refused(const kling_request *request) {
  kling_error error;
  memset(&error, 0, sizeof error);
  error.struct_size = sizeof error;
  return kling_request_validate(request, NULL, &error) == KLING_E_FIELD && error.message[0] != '\0';
}

int main(void) {
  kling_options *options = NULL;
  kling_client *client = NULL;
  kling_request *request = NULL;
  int good = kling_options_new(&options) == KLING_OK && kling_options_set_string(options, "api_key", "key") == KLING_OK &&
             kling_client_new(options, &client, NULL) == KLING_OK && kling_poll(client, 0, NULL) == KLING_OK &&
             kling_request_new(KLING_TEXT2VIDEO, &request) == KLING_OK && refused(request) &&
             kling_request_set_string(request, "prompt", "a vacation on the beach") == KLING_OK &&
             kling_request_validate(request, client, NULL) == KLING_OK;
  kling_request_free(request);
  kling_client_free(client);
  kling_options_free(options);
  if (!good) {
    return 1;
  }
  printf("%s\n", kling_version_string());
  return 0;
}
