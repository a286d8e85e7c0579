/* Which word may have been meant.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_NEAREST_H
#define CLI_NEAREST_H

#include <stddef.h>

struct nearest {
    const char *word;  /* as it was written */
    size_t word_len;   /* bytes of it that count */
    const char *found; /* the nearest of the candidates so far; NULL: none is near */
    size_t distance;   /* of that one */
};

struct nearest nearest_to(const char *word, size_t word_len);

/* CANDIDATE may have been meant: at most a third of the letters are left out, added, wrong, or two of them swapped. */
void nearest_offer(struct nearest *nearest, const char *candidate);

#endif
