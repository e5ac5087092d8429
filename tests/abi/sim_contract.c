/* Every name of <kling/sim.h> by its exact type, and each function with arguments that are none. */
#include <kling/sim.h>
#include <stdio.h>
#include <string.h>

#define NAME(name, result, arguments) static result(KLING_CALL *const name##_typed) arguments = name;
NAME(kling_sim_new, kling_status, (const char *settings_json, kling_sim **out, kling_error *error))
NAME(kling_sim_free, void, (kling_sim * sim))
NAME(kling_sim_install, kling_status, (kling_sim * sim, kling_options *options))
NAME(kling_sim_advance, kling_status, (kling_sim * sim, int64_t ms))
NAME(kling_sim_unix_ms, int64_t, (const kling_sim *sim))
NAME(kling_sim_control, kling_status,
     (kling_sim * sim, const char *method, const char *path, const char *body, const char **out_json, kling_error *error))
#undef NAME

static int failures = 0;
#define EXPECT(condition)                                                                                                                  \
  do {                                                                                                                                     \
    if (!(condition)) {                                                                                                                    \
      printf("line %d: %s\n", __LINE__, #condition);                                                                                       \
      ++failures;                                                                                                                          \
    }                                                                                                                                      \
  } while (0)

static void refuse_what_is_none(kling_sim *sim, kling_options *options) {
  kling_error error = KLING_ERROR_INIT;
  kling_error too_small = KLING_ERROR_INIT;
  const char *json = "";
  too_small.struct_size = 4;
  EXPECT(kling_sim_new_typed(NULL, NULL, &error) == KLING_E_ARGUMENT && error.status == KLING_E_ARGUMENT);
  kling_sim_free_typed(NULL);
  EXPECT(kling_sim_install_typed(NULL, options) == KLING_E_ARGUMENT);
  EXPECT(kling_sim_install_typed(sim, NULL) == KLING_E_ARGUMENT);
  EXPECT(kling_sim_install_typed((kling_sim *)options, options) == KLING_E_ARGUMENT); /* a handle of another type */
  EXPECT(kling_sim_install_typed(sim, (kling_options *)sim) == KLING_E_ARGUMENT);
  EXPECT(kling_sim_advance_typed(NULL, 1) == KLING_E_ARGUMENT);
  EXPECT(kling_sim_advance_typed(sim, -1) == KLING_E_ARGUMENT);
  EXPECT(kling_sim_advance_typed(sim, INT64_MAX) == KLING_E_ARGUMENT);
  EXPECT(kling_sim_unix_ms_typed(NULL) == 0);
  EXPECT(kling_sim_control_typed(NULL, "GET", "/_sim/ledger", NULL, &json, &error) == KLING_E_ARGUMENT && json == NULL);
  EXPECT(kling_sim_control_typed(sim, NULL, "/_sim/ledger", NULL, &json, &error) == KLING_E_ARGUMENT);
  EXPECT(kling_sim_control_typed(sim, "GET", NULL, NULL, &json, &error) == KLING_E_ARGUMENT);
  EXPECT(kling_sim_control_typed(sim, "GET", "/_sim/ledger", NULL, NULL, &too_small) == KLING_E_ARGUMENT);
  EXPECT(kling_sim_control_typed(sim, "GET", "/v1/videos/text2video", NULL, &json, &error) == KLING_E_NOT_FOUND);
  EXPECT(kling_sim_control_typed(sim, "GET", "/_sim/nothing", NULL, &json, &error) == KLING_E_NOT_FOUND && error.http_status == 404);
  EXPECT(kling_sim_control_typed(sim, "POST", "/_sim/ledger", NULL, &json, &error) == KLING_E_ARGUMENT &&
         strcmp(error.field, "method") == 0);
  EXPECT(kling_sim_control_typed(sim, "POST", "/_sim/faults", "{\"faults\":[{\"fault\":\"no_such\"}]}", &json, &error) == KLING_E_ARGUMENT);
  EXPECT(strcmp(error.field, "body") == 0 && strstr(error.message, "no_such") != NULL);
}

int main(void) {
  kling_sim *sim = NULL;
  kling_options *options = NULL;
  kling_error error = KLING_ERROR_INIT;
  const char *json = NULL;
  int64_t begin = 0;
  EXPECT(kling_sim_new_typed("{\"unix_ms\":1700000000000}", &sim, &error) == KLING_OK && error.status == KLING_OK);
  EXPECT(kling_options_new(&options) == KLING_OK);
  refuse_what_is_none(sim, options);
  begin = kling_sim_unix_ms_typed(sim);
  EXPECT(begin == 1700000000000);
  EXPECT(kling_sim_advance_typed(sim, 5000) == KLING_OK && kling_sim_unix_ms_typed(sim) == begin + 5000);
  EXPECT(kling_sim_control_typed(sim, "GET", "/_sim/ledger", NULL, &json, &error) == KLING_OK);
  EXPECT(json != NULL && strstr(json, "\"creations\":0") != NULL);
  EXPECT(kling_sim_install_typed(sim, options) == KLING_OK);
  EXPECT(kling_sim_install_typed(sim, options) == KLING_OK);
  kling_sim_free_typed(sim);
  kling_options_free(options);

  EXPECT(kling_sim_new_typed("{\"virtual_time\":false}", &sim, &error) == KLING_OK);
  EXPECT(kling_sim_advance_typed(sim, 1) == KLING_E_STATE);
  kling_sim_free_typed(sim);
  EXPECT(kling_sim_new_typed("{\"processing_ms\":-5}", &sim, &error) == KLING_E_ARGUMENT && sim == NULL);
  EXPECT(strcmp(error.field, "processing_ms") == 0 && strstr(error.message, "from 0 to") != NULL && strstr(error.message, "-5") != NULL);
  EXPECT(kling_sim_new_typed("{\"proccessing_ms\":5}", &sim, &error) == KLING_E_UNKNOWN_NAME);
  return failures != 0;
}
