/* <kling/sim.h> by itself, first and only. Compiled as C and as C++ of several ages. */
#include <kling/sim.h>

int main(void) {
  kling_sim *sim = NULL;
  kling_error error = KLING_ERROR_INIT;
  return kling_sim_new(NULL, &sim, &error);
}
