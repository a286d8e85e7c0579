/* Libraries that are loaded when an input needs them: linked, they would cost each start several milliseconds and more
 * address space than a machine short of memory may have.
 * SPDX-License-Identifier: MIT */
#ifndef READ_LIBRARY_H
#define READ_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

/* A function that is looked up: its name, and where in the table its pointer goes. */
struct library_function {
    const char *name;
    size_t offset;
};

/* Fills TABLE with the functions of the library FILE, whose list ends with a NULL name. False: one is missing, and
 * *RET_IS_ABSENT is whether there is no such library; else it could not be loaded. */
bool library_load(const char *file, const struct library_function *functions, void *table, bool *ret_is_absent);

/* Loads the library FILE, if there is one, for those that need it later. */
void library_prepare(const char *file);

#endif
