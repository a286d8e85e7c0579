/* Lets one request for memory fail: of the program and of every library it uses.
 * SPDX-License-Identifier: MIT
 *
 * A build with OOMWHY_ARENA_DEBUG hands each request to an arena on to malloc, so that there each of them can fail. */
#ifndef SHORT_MEMORY_H
#define SHORT_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* The N-th request from now fails, no other does; 0: none. */
void short_memory_fail(size_t n);

/* Memory for the test itself: never fails on purpose, and does not count. */
void *short_memory_spared(size_t size);

/* Requests since short_memory_fail was called. */
size_t short_memory_requests(void);

#endif
