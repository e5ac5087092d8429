/* The header by itself, first and only, and each macro that a program writes. Compiled as C and as C++ of several ages. */
#include <kling/kling.h>

#if KLING_VERSION_NUMBER != KLING_VERSION_MAJOR * 10000 + KLING_VERSION_MINOR * 100 + KLING_VERSION_PATCH
#error "KLING_VERSION_NUMBER must be usable in #if"
#endif

/* KLING_CALL has its place in a definition of the caller's own. */
static void KLING_CALL on_event(void *user_data, const kling_event *event) {
  *(const kling_event **)user_data = event;
}

int main(void) {
  kling_error error = KLING_ERROR_INIT;
  kling_callbacks callbacks = KLING_CALLBACKS_INIT;
  kling_stats stats = KLING_STATS_INIT;
  const char *kind = KLING_TEXT2VIDEO;
  callbacks.on_event = on_event;
  callbacks.user_data = &callbacks;
  return kind[0] == 't' && error.struct_size == sizeof error && callbacks.struct_size == sizeof callbacks &&
                 stats.struct_size == sizeof stats
             ? KLING_OK
             : KLING_E_ARGUMENT;
}
