#ifndef KLING_TEST_SLOW_RESOLVER_H
#define KLING_TEST_SLOW_RESOLVER_H

/* getaddrinfo of this program: a name that begins with "slow" is looked up only once the test lets it, or after six seconds. Linked into a
 * program it stands before the system's; built as a shared object it can be preloaded. */

#ifdef __cplusplus
extern "C" {
#endif

void slow_resolver_hold(void);    /* from now on, for at most six seconds a look-up */
void slow_resolver_let_go(void);  /* those that wait, and later ones */
int slow_resolver_waiting(void);  /* look-ups that are held now */
int slow_resolver_look_ups(void); /* of slow names, begun so far */

#ifdef __cplusplus
}
#endif

#endif
