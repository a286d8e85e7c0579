/* Where a sentence of the kernel stands within a text: what the kernel's grammar tells the log stage.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_LOCATED_H
#define MODEL_LOCATED_H

#include <stdbool.h>
#include <stddef.h>

struct located {
    size_t at;    /* where it begins: the last word of a process name that begins it */
    size_t least; /* where it may begin, if that name has several words; else the same */
    size_t end;   /* behind its last word; SIZE_MAX where its end is not seen, or unknown */
    bool is_user; /* a userspace killer says it, not the kernel */
    int kind;     /* two sentences of one kind say the same of two things */
};

#endif
