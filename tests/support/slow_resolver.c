#define _GNU_SOURCE

#include "support/slow_resolver.h"

#include <dlfcn.h>
#include <netdb.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int held;
static int waiting;
static int look_ups;

void slow_resolver_hold(void) {
  pthread_mutex_lock(&mutex);
  held = 1;
  pthread_mutex_unlock(&mutex);
}

void slow_resolver_let_go(void) {
  pthread_mutex_lock(&mutex);
  held = 0;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&mutex);
}

static int read_locked(const int *number) {
  pthread_mutex_lock(&mutex);
  const int value = *number;
  pthread_mutex_unlock(&mutex);
  return value;
}

int slow_resolver_waiting(void) {
  return read_locked(&waiting);
}

int slow_resolver_look_ups(void) {
  return read_locked(&look_ups);
}

static void wait_until_let_go(void) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += 6;
  pthread_mutex_lock(&mutex);
  ++look_ups;
  ++waiting;
  while (held && pthread_cond_timedwait(&changed, &mutex, &until) == 0) {
  }
  --waiting;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&mutex);
}

__attribute__((visibility("default"))) int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                                                       struct addrinfo **result) {
  int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) = NULL;
  *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
  if (name != NULL && strncmp(name, "slow", 4) == 0) {
    wait_until_let_go();
    return real("127.0.0.1", service, hints, result);
  }
  return real(name, service, hints, result);
}
