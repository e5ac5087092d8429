/* A host with functions of its own under cJSON's names: libkling, built with a private copy, must never end up in them. */
#include <kling/kling.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRAP(name)                                                                                                                         \
  void *name(void);                                                                                                                        \
  void *name(void) {                                                                                                                       \
    fputs("the library called " #name " of its host\n", stderr);                                                                           \
    abort();                                                                                                                               \
  }
TRAP(cJSON_Parse)
TRAP(cJSON_ParseWithLength)
TRAP(cJSON_ParseWithOpts)
TRAP(cJSON_ParseWithLengthOpts)
TRAP(cJSON_Print)
TRAP(cJSON_PrintUnformatted)
TRAP(cJSON_PrintBuffered)
TRAP(cJSON_PrintPreallocated)
TRAP(cJSON_CreateObject)
TRAP(cJSON_CreateRaw)
TRAP(cJSON_CreateString)
TRAP(cJSON_AddItemToObject)
TRAP(cJSON_AddItemToArray)
TRAP(cJSON_GetObjectItemCaseSensitive)
TRAP(cJSON_Duplicate)
TRAP(cJSON_Delete)
TRAP(cJSON_malloc)
TRAP(cJSON_free)
TRAP(cJSON_InitHooks)

int main(void) {
  kling_request *request = NULL;
  if (kling_request_new(KLING_TEXT2VIDEO, &request) != KLING_OK ||
      kling_request_set_json(request, "", "{\"prompt\":\"a vacation on the beach\",\"cfg_scale\":0.50}") != KLING_OK)
    return 1;
  const char *json = kling_request_to_json(request, NULL);
  const int whole = json != NULL && strstr(json, "a vacation on the beach") != NULL && strstr(json, "0.5") != NULL;
  kling_request_free(request);
  puts(whole ? kling_version_string() : "no JSON came out");
  return !whole;
}
