/* For LD_PRELOAD: request number $SHORT_MEMORY of the whole process fails, libraries included; how many there were is
 * written to descriptor $SHORT_MEMORY_TO at the end. SPDX-License-Identifier: MIT */
#include "short_memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

__attribute__((constructor)) static void preload_begin(void) {
    const char *failing = getenv("SHORT_MEMORY");
    short_memory_fail(failing ? strtoul(failing, NULL, 10) : 0);
}

__attribute__((destructor)) static void preload_end(void) {
    const char *to = getenv("SHORT_MEMORY_TO");
    char text[32];
    const int len = snprintf(text, sizeof text, "%zu\n", short_memory_requests());
    if (to)
        (void)!write((int)strtol(to, NULL, 10), text, (size_t)len);
}
