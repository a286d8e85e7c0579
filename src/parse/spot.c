/* The idle scan: between events nothing is cut into lines. SPDX-License-Identifier: MIT
 *
 * What opens an event is said in a dozen ways ("oom-kill", "Out of memory", "Killed process", "sending SIGTERM" ...),
 * and a search for each would read the text a dozen times. But each of them holds "k.l", "K.l", "f.m" or "S.G", and few
 * other words of a log do. So the text is read once, 32 bytes at a time: two loads (a byte, and the byte two places
 * on), six compares, and the newlines are counted from the bytes that are in the register anyway. Only a stride that
 * holds a candidate is looked at byte by byte, and there the literals themselves decide.
 *
 * Vectors are GCC's and Clang's own, so the same lines become SSE2, AVX2 or NEON; on x86-64 with the GNU C library the
 * loader chooses between the first two. */
#include "parse/spot.h"

enum {
    LANES = 32,
    VECTORS = 2, /* of one stride */
    STRIDE = LANES * VECTORS,
    STRIDES = 255 / VECTORS, /* before a lane of the newline count is full */
    BEYOND = 2               /* bytes behind a stride that its candidates need */
};

typedef unsigned char spot_vector __attribute__((vector_size(LANES)));
typedef unsigned char spot_loose __attribute__((vector_size(LANES), aligned(1), may_alias));
typedef uint64_t spot_quarters __attribute__((vector_size(LANES)));

#if defined(__x86_64__) && defined(__GLIBC__)
#define SPOT_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define SPOT_CLONES
#endif

/* A literal, and where its candidate begins. */
struct spot_literal {
    str text;
    size_t anchor;
};

/* Everything that can open an event, or tell a kill whose opening is lost. */
static const struct spot_literal spot_literals[] = {
    {STR_INIT("oom-kill"), 4},        {STR_INIT("ut of memory"), 4},  {STR_INIT("Killed "), 0},
    {STR_INIT("Kill process "), 0},   {STR_INIT("kill process "), 0}, {STR_INIT("killed process "), 0},
    {STR_INIT("Killing process"), 0}, {STR_INIT("Kill '"), 0},        {STR_INIT("oomd kill: "), 5},
    {STR_INIT("for killing due"), 4}, {STR_INIT("ending SIG"), 7},    {STR_INIT("OOM killer"), 4},
    {STR_INIT("oomd killed "), 5},
};

/* Whether one of the literals has its anchor at AT; *RET_AT is where the literal begins. */
static bool spot_is_literal(str text, size_t at, size_t *ret_at) {
    for (size_t i = 0; i < sizeof spot_literals / sizeof spot_literals[0]; i++) {
        const struct spot_literal *literal = &spot_literals[i];
        if (at < literal->anchor || text.data[at - literal->anchor] != literal->text.data[0] ||
            !str_starts(str_from(text, at - literal->anchor), literal->text))
            continue;
        *ret_at = at - literal->anchor;
        return true;
    }
    return false;
}

/* "kil", "Kil", "f m" or "SIG", not only the two bytes that the vectors compare. */
static bool spot_is_anchor(const char *at) {
    switch (at[0]) {
    case 'k':
    case 'K':
        return at[1] == 'i' && at[2] == 'l';
    case 'f':
        return at[1] == ' ' && at[2] == 'm';
    case 'S':
        return at[1] == 'I' && at[2] == 'G';
    default:
        return false;
    }
}

/* The first literal with its anchor in [FROM, TO), or STR_NONE. */
static size_t spot_look(str text, size_t from, size_t to) {
    size_t found;
    for (size_t at = from; at < to && at + BEYOND < text.len; at++)
        if (spot_is_anchor(text.data + at) && spot_is_literal(text, at, &found))
            return found;
    return STR_NONE;
}

/* The vectors stay within these two functions: how they are handed over would depend on the processor. */

/* Goes over whole strides from *AT on up to a literal; counts the newlines of those that it leaves behind. */
SPOT_CLONES
static size_t spot_strides(str text, size_t *at, int64_t *newlines) {
    const spot_vector none = {0};
    size_t found = STR_NONE;
    while (found == STR_NONE && *at + STRIDE + BEYOND <= text.len) {
        spot_vector lanes = none;
        for (int i = 0; i < STRIDES && *at + STRIDE + BEYOND <= text.len; i++, *at += STRIDE) {
            const char *from = text.data + *at;
            spot_vector any = none;
            for (const char *vector = from; vector < from + STRIDE; vector += LANES) {
                spot_vector first = *(const spot_loose *)vector, second = *(const spot_loose *)(vector + 1);
                spot_vector third = *(const spot_loose *)(vector + 2);
                any |=
                    (spot_vector)((first | 0x20) == 'k') & (spot_vector)(second == 'i') & (spot_vector)(third == 'l');
                any |= (spot_vector)(first == 'f') & (spot_vector)(second == ' ') & (spot_vector)(third == 'm');
                any |= (spot_vector)(first == 'S') & (spot_vector)(second == 'I') & (spot_vector)(third == 'G');
                lanes -= (spot_vector)(first == '\n');
            }
            spot_quarters quarters = (spot_quarters)any;
            if ((quarters[0] | quarters[1] | quarters[2] | quarters[3]) == 0)
                continue;
            for (size_t q = 0; q < STRIDE / 8 && found == STR_NONE; q++)
                if (quarters[q % 4])
                    found = spot_look(text, *at + q * 8, *at + q * 8 + 8);
            if (found != STR_NONE) {
                *newlines -= spot_newlines(str_of(from, STRIDE));
                break;
            }
        }
        for (size_t i = 0; i < LANES; i++)
            *newlines += lanes[i];
    }
    return found;
}

SPOT_CLONES
static int64_t spot_count(const char *from, size_t strides) {
    const spot_vector none = {0};
    int64_t count = 0;
    while (strides > 0) {
        spot_vector lanes = none;
        for (int i = 0; i < STRIDES && strides > 0; i++, strides--, from += STRIDE)
            for (const char *vector = from; vector < from + STRIDE; vector += LANES)
                lanes -= (spot_vector)(*(const spot_loose *)vector == '\n');
        for (size_t i = 0; i < LANES; i++)
            count += lanes[i];
    }
    return count;
}

int64_t spot_newlines(str text) {
    size_t strides = text.len / STRIDE;
    int64_t count = spot_count(text.data, strides);
    for (size_t at = strides * STRIDE; at < text.len; at++)
        count += text.data[at] == '\n';
    return count;
}

size_t spot_find(str text, int64_t *ret_newlines) {
    int64_t newlines = 0;
    size_t at = 0;
    size_t found = spot_strides(text, &at, &newlines);
    if (found == STR_NONE)
        found = spot_look(text, at, text.len);
    size_t end = found == STR_NONE ? text.len : found;
    if (end >= at)
        newlines += spot_newlines(str_of(text.data + at, end - at));
    else /* a literal that begins in the stride before */
        newlines -= spot_newlines(str_of(text.data + end, at - end));
    *ret_newlines = newlines;
    return found;
}
