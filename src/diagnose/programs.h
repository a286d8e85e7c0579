/* What well-known programs are, by their names, and which of their own settings bound their memory.
 * SPDX-License-Identifier: MIT
 *
 * A name is a hint, not a proof: whoever starts a process can name it. Sentences say "by its name". */
#ifndef DIAGNOSE_PROGRAMS_H
#define DIAGNOSE_PROGRAMS_H

#include "base/str.h"

enum { PROGRAM_NAMES = 4 };

struct program {
    str names[PROGRAM_NAMES];  /* as the kernel prints them, 15 bytes at most */
    str begins[PROGRAM_NAMES]; /* "php-fpm" of "php-fpm7.4" */
    const char *what;          /* "a MySQL or MariaDB server" */
    const char *size;          /* the settings that bound one process; NULL where there are none */
    const char *count;         /* the setting that bounds how many run at a time; NULL where there is none */
    const char *command;       /* shows the present values; NULL where none does */
    bool is_fixed;             /* it needs what its data take: below that it is killed at each start */
};

/* The program of a process called NAME; NULL for one that tells nothing by its name. */
const struct program *programs_find(str name);

/* A process called NAME uses up memory on purpose, as much as it is told to: "stress-ng-vm", "oom01". */
bool programs_is_load(str name);

/* A process of a browser: one of many, by its tabs and extensions. */
bool programs_is_browser(str name);

#endif
