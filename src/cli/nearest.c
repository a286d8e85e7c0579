/* Which word may have been meant.
 * SPDX-License-Identifier: MIT */
#include "nearest.h"

#include <string.h>

enum { NEAREST_LONGEST = 32 /* bytes of a word: no option's name is longer */ };

static size_t nearest_least(size_t a, size_t b) {
    return a < b ? a : b;
}

/* How many letters have to be added, left out, changed or swapped with the next one. */
static size_t nearest_distance(const char *a, size_t a_len, const char *b, size_t b_len) {
    size_t rows[NEAREST_LONGEST + 1][NEAREST_LONGEST + 1];
    for (size_t i = 0; i <= a_len; i++)
        rows[i][0] = i;
    for (size_t j = 0; j <= b_len; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_len; i++)
        for (size_t j = 1; j <= b_len; j++) {
            size_t least = nearest_least(rows[i - 1][j], rows[i][j - 1]) + 1;
            least = nearest_least(least, rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                least = nearest_least(least, rows[i - 2][j - 2] + 1);
            rows[i][j] = least;
        }
    return rows[a_len][b_len];
}

struct nearest nearest_to(const char *word, size_t word_len) {
    return (struct nearest){.word = word, .word_len = word_len, .distance = 1 + word_len / 3};
}

void nearest_offer(struct nearest *nearest, const char *candidate) {
    const size_t len = strlen(candidate);
    if (nearest->word_len > NEAREST_LONGEST || len > NEAREST_LONGEST)
        return;
    const size_t distance = nearest_distance(nearest->word, nearest->word_len, candidate, len);
    const size_t most = nearest->found ? nearest->distance - 1 : nearest->distance;
    if (distance > most || distance >= len) /* nothing of the word is left */
        return;
    nearest->found = candidate;
    nearest->distance = distance;
}
