/* <kling/transport.h> by itself, first and only. Compiled as C and as C++ of several ages. */
#include <kling/transport.h>

static kling_status KLING_CALL open_transport(void *user_data, const kling_transport_host *host, void **out_transport) {
  (void)host;
  *out_transport = user_data;
  return KLING_OK;
}
static int64_t KLING_CALL now(void *user_data) {
  return *(int64_t *)user_data;
}

int main(void) {
  int64_t time = 0;
  kling_transport transport = {sizeof transport, 0, NULL, open_transport, NULL, NULL, NULL, NULL, NULL, NULL, NULL};
  kling_clock clock = {sizeof clock, 0, NULL, now, now, NULL, NULL};
  clock.user_data = &time;
  return kling_options_set_transport(NULL, &transport) == kling_options_set_clock(NULL, &clock) ? KLING_OK : KLING_E_ARGUMENT;
}
