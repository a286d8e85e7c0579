/* Libraries that are loaded when an input needs them.
 * SPDX-License-Identifier: MIT */
#include "read/library.h"

#include <dlfcn.h>
#include <string.h>

void library_prepare(const char *file) {
    (void)dlopen(file, RTLD_NOW | RTLD_LOCAL);
}

/* What libraries it needs may be absent, too. */
static bool library_is_absent(void) {
    const char *why = dlerror();
    return why && strstr(why, "No such file");
}

bool library_load(const char *file, const struct library_function *functions, void *table, bool *ret_is_absent) {
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    *ret_is_absent = library ? false : library_is_absent();
    for (; library && functions->name; functions++) {
        void *function = dlsym(library, functions->name);
        if (!function)
            return false;
        memcpy((char *)table + functions->offset, &function, sizeof function);
    }
    return library != NULL;
}
