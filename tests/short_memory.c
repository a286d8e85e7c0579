/* Lets one request for memory fail.
 * SPDX-License-Identifier: MIT
 *
 * The program's own malloc, calloc and realloc stand before those of the C library, for shared libraries too. They hand
 * on to glibc, or under AddressSanitizer to its own functions. Whoever frees memory need not know. */
#include "short_memory.h"

#include <errno.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

#ifdef __SANITIZE_ADDRESS__
#define SHORT_MEMORY_REAL(name) __interceptor_##name
#else
#define SHORT_MEMORY_REAL(name) __libc_##name
#endif

void *SHORT_MEMORY_REAL(malloc)(size_t size);
void *SHORT_MEMORY_REAL(calloc)(size_t count, size_t size);
void *SHORT_MEMORY_REAL(realloc)(void *old, size_t size);

static size_t requests, failing;

static bool must_fail(void) {
    if (++requests != failing)
        return false;
    errno = ENOMEM;
    return true;
}

void short_memory_fail(size_t n) {
    requests = 0;
    failing = n;
}

size_t short_memory_requests(void) {
    return requests;
}

void *short_memory_spared(size_t size) {
    return SHORT_MEMORY_REAL(malloc)(size);
}

/* The build hides what is not said to be seen. */
#define SHORT_MEMORY_SEEN __attribute__((visibility("default")))

SHORT_MEMORY_SEEN void *malloc(size_t size) {
    return must_fail() ? NULL : SHORT_MEMORY_REAL(malloc)(size);
}

SHORT_MEMORY_SEEN void *calloc(size_t count, size_t size) {
    return must_fail() ? NULL : SHORT_MEMORY_REAL(calloc)(count, size);
}

SHORT_MEMORY_SEEN void *realloc(void *old, size_t size) {
    return must_fail() ? NULL : SHORT_MEMORY_REAL(realloc)(old, size);
}
