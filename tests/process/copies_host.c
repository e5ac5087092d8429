/* copies_host OWN LIBKLING... : the library linked into this program (OWN: "static") or none ("none"), and each LIBKLING loaded beside it:
 * each copy does a whole generation against the URL and key in COPIES_URL and COPIES_KEY, in turns. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <kling/kling.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST 4

struct copy {
  kling_status(KLING_CALL *options_new)(kling_options **);
  kling_status(KLING_CALL *set_string)(kling_options *, const char *, const char *);
  void(KLING_CALL *options_free)(kling_options *);
  kling_status(KLING_CALL *client_new)(const kling_options *, kling_client **, kling_error *);
  void(KLING_CALL *client_free)(kling_client *);
  kling_status(KLING_CALL *request_new)(const char *, kling_request **);
  kling_status(KLING_CALL *request_set)(kling_request *, const char *, const char *);
  void(KLING_CALL *request_free)(kling_request *);
  kling_status(KLING_CALL *submit)(kling_client *, const kling_request *, uint64_t, kling_task **, kling_error *);
  kling_status(KLING_CALL *poll)(kling_client *, int64_t, uint32_t *);
  kling_status(KLING_CALL *next_event)(kling_client *, kling_event **);
  void(KLING_CALL *event_free)(kling_event *);
  int32_t(KLING_CALL *state)(const kling_task *);
  void(KLING_CALL *release)(kling_task *);
  kling_client *client;
  kling_task *task;
};

static int find(void *library, const char *name, void *out) {
  void *const symbol = dlsym(library, name);
  memcpy(out, &symbol, sizeof symbol);
  return symbol != NULL;
}

static int load(const char *path, struct copy *copy) {
  void *const library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    fprintf(stderr, "copies_host: %s\n", dlerror());
    return 0;
  }
  return find(library, "kling_options_new", &copy->options_new) && find(library, "kling_options_set_string", &copy->set_string) &&
         find(library, "kling_options_free", &copy->options_free) && find(library, "kling_client_new", &copy->client_new) &&
         find(library, "kling_client_free", &copy->client_free) && find(library, "kling_request_new", &copy->request_new) &&
         find(library, "kling_request_set_string", &copy->request_set) && find(library, "kling_request_free", &copy->request_free) &&
         find(library, "kling_submit", &copy->submit) && find(library, "kling_poll", &copy->poll) &&
         find(library, "kling_next_event", &copy->next_event) && find(library, "kling_event_free", &copy->event_free) &&
         find(library, "kling_task_state", &copy->state) && find(library, "kling_task_release", &copy->release);
}

#ifdef LINKED_IN
static void link_in(struct copy *copy) {
  copy->options_new = kling_options_new;
  copy->set_string = kling_options_set_string;
  copy->options_free = kling_options_free;
  copy->client_new = kling_client_new;
  copy->client_free = kling_client_free;
  copy->request_new = kling_request_new;
  copy->request_set = kling_request_set_string;
  copy->request_free = kling_request_free;
  copy->submit = kling_submit;
  copy->poll = kling_poll;
  copy->next_event = kling_next_event;
  copy->event_free = kling_event_free;
  copy->state = kling_task_state;
  copy->release = kling_task_release;
}
#endif

static int begin(struct copy *copy) {
  kling_options *options = NULL;
  kling_request *request = NULL;
  kling_error error = KLING_ERROR_INIT;
  int good = 1;
  copy->options_new(&options);
  copy->set_string(options, "base_url", getenv("COPIES_URL"));
  copy->set_string(options, "api_key", getenv("COPIES_KEY"));
  copy->set_string(options, "poll_interval_ms", "10");
  copy->request_new(KLING_TEXT2VIDEO, &request);
  copy->request_set(request, "prompt", "a lighthouse");
  good = copy->client_new(options, &copy->client, &error) == KLING_OK &&
         copy->submit(copy->client, request, 0, &copy->task, &error) == KLING_OK;
  if (!good) {
    fprintf(stderr, "copies_host: %s\n", error.message);
  }
  copy->options_free(options);
  copy->request_free(request);
  return good;
}

int main(int count, char **arguments) {
  struct copy copies[MOST];
  int made = 0;
  int each = 0;
  int open = 0;
  int turns = 0;
  memset(copies, 0, sizeof copies);
#ifdef LINKED_IN
  link_in(&copies[made++]);
#endif
  for (each = 1; each < count && made < MOST; ++each) {
    if (!load(arguments[each], &copies[made++])) {
      return 1;
    }
  }
  for (each = 0; each < made; ++each) {
    int other = 0;
    for (other = 0; other < each; ++other) {
      if (copies[each].options_new == copies[other].options_new) {
        fprintf(stderr, "copies_host: %d and %d are the same\n", other, each);
        return 1;
      }
    }
    if (!begin(&copies[each])) {
      return 1;
    }
  }
  for (open = 1; open != 0 && turns < 10000; ++turns) {
    open = 0;
    for (each = 0; each < made; ++each) {
      kling_event *event = NULL;
      copies[each].poll(copies[each].client, 5, NULL);
      while (copies[each].next_event(copies[each].client, &event) == KLING_OK && event != NULL) { /* while one waits, a poll does not */
        copies[each].event_free(event);
      }
      open += copies[each].state(copies[each].task) < KLING_TASK_FINAL;
    }
  }
  for (each = 0; each < made; ++each) {
    printf("%d\n", copies[each].state(copies[each].task));
    copies[each].client_free(copies[each].client);
    copies[each].release(copies[each].task);
  }
  return open;
}
