/* The idle scan: between events nothing is cut into lines. SPDX-License-Identifier: MIT
 *
 * What opens an event is said in a dozen ways ("oom-kill", "Out of memory:", "Killed process 12", "sending SIGTERM"),
 * and a search for each would read the text a dozen times. But each of them holds "k.l", "K.l", "f...m" or "g...G",
 * and few other words of a log do. So the text is read once, 128 bytes at a time: three loads a vector (a byte, and
 * those two and four places on), six compares, and the newlines are counted from the bytes that are in the register
 * anyway. Only where such a pair stands do the literals themselves decide.
 *
 * Measured on a syslog that is rich in near misses: how many bytes lie between two candidates. One costs about 50 ns,
 * the branch that was guessed wrongly most of all, as much as the scan of 400 bytes.
 *
 *     of "kill"             [kK].l 2100 (and no more with the i)   [kK]i 1400   ill 1500   ll 560
 *     of "ut of memory"     f...m 30,000   f m 6100   o..m 3200   f.m 3000   t of 2100
 *     of "ending SIG"       g...G none   S.G 5900   g.S none here, but one in each "Starting System .."
 *
 * The literals go as far as the kernel's own words do: a daemon's "Out of memory (allocated ..)", "killed process 12;"
 * or "ERROR: out of memory" would else have 64 lines and what stands before them parsed for nothing, sixty times as
 * slowly.
 *
 * A gigabyte takes 0.11 s this way (Sapphire Rapids, AVX2), where reading it takes 0.15 s and searching it with grep -F
 * for one word 0.8 s. More vectors a stride, or wider ones, measured no better; "k.l" alone would save a quarter.
 *
 * Vectors are GCC's and Clang's own, so the same lines become SSE2, AVX2 or NEON; on x86-64 with the GNU C library the
 * loader chooses between the first two. */
#include "parse/spot.h"

enum {
    LANES = 32,
    VECTORS = 4, /* of one stride */
    STRIDE = LANES * VECTORS,
    STRIDES = 255 / VECTORS, /* before a lane of the newline count is full */
    BEYOND = 4               /* bytes behind a stride that its candidates need */
};

typedef unsigned char spot_vector __attribute__((vector_size(LANES)));
typedef unsigned char spot_loose __attribute__((vector_size(LANES), aligned(1), may_alias));
typedef uint64_t spot_quarters __attribute__((vector_size(LANES)));

#if !defined(SPOT_CLONES) && defined(__x86_64__) && defined(__GLIBC__) && defined(__has_attribute)
#if __has_attribute(target_clones)
#define SPOT_CLONES __attribute__((target_clones("avx2", "default")))
#endif
#endif
#ifndef SPOT_CLONES /* a test builds it so, too */
#define SPOT_CLONES
#endif

/* A literal, and where its candidate begins. */
struct spot_literal {
    str text;
    size_t anchor;
    bool has_number; /* behind it, or the line breaks there */
};

/* Everything that can open an event, or tell a kill whose opening is lost. */
static const struct spot_literal spot_literals[] = {
    {STR_INIT("oom-kill"), 4, false},
    {STR_INIT("ut of memory:"), 4, false},
    {STR_INIT("ut of memory and no"), 4, false},    /* "killable processes" */
    {STR_INIT("ut of memory. panic"), 4, false},    /* "_on_oom is selected" */
    {STR_INIT("ut of memory (oom_kill"), 4, false}, /* "_allocating_task): Kill process" */
    {STR_INIT("ut of memory in UB"), 4, false},     /* OpenVZ */
    {STR_INIT("Killed process"), 0, true},
    {STR_INIT("Kill process"), 0, true},
    {STR_INIT("kill process"), 0, true},
    {STR_INIT("OOM killed process"), 4, true},
    {STR_INIT("have killed process"), 5, true},
    {STR_INIT("Killed /"), 0, false}, /* systemd-oomd: a cgroup */
    {STR_INIT("for killing due"), 4, false},
    {STR_INIT("Killing process"), 0, false}, /* earlyoom */
    {STR_INIT("ending SIG"), 5, false},      /* earlyoom, nohang */
    {STR_INIT("oomd kill: "), 5, false},
    {STR_INIT("Kill '"), 0, false}, /* lmkd */
};

/* "Killed process 12", or a line that was wrapped before the number. */
static bool spot_has_number(str rest) {
    rest = str_trim_start(rest);
    return rest.len == 0 || (*rest.data >= '0' && *rest.data <= '9') || memchr("\r\n=", *rest.data, 3);
}

/* Whether one of the literals has its anchor at AT; *RET_AT is where the literal begins. */
static bool spot_is_literal(str text, size_t at, size_t *ret_at) {
    for (size_t i = 0; i < sizeof spot_literals / sizeof spot_literals[0]; i++) {
        const struct spot_literal *literal = &spot_literals[i];
        if (at < literal->anchor || text.data[at - literal->anchor] != literal->text.data[0])
            continue;
        const str from = str_from(text, at - literal->anchor);
        if (!str_starts(from, literal->text) ||
            (literal->has_number && !spot_has_number(str_from(from, literal->text.len))))
            continue;
        *ret_at = at - literal->anchor;
        return true;
    }
    return false;
}

/* The first literal with its anchor in [FROM, TO), or STR_NONE. */
static size_t spot_look(str text, size_t from, size_t to) {
    size_t found;
    for (size_t at = from; at < to; at++)
        switch (text.data[at]) {
        case 'k':
        case 'K':
        case 'f':
        case 'g':
            if (spot_is_literal(text, at, &found))
                return found;
            break;
        default:
            break;
        }
    return STR_NONE;
}

/* The first literal with its anchor in the stride that begins at AT and has HITS, or STR_NONE. */
static size_t spot_look_at_hits(str text, size_t at, const unsigned char hits[STRIDE]) {
    size_t found;
    const unsigned char *hit = hits;
    while ((hit = memchr(hit, 0xff, (size_t)(hits + STRIDE - hit)))) {
        if (spot_is_literal(text, at + (size_t)(hit - hits), &found))
            return found;
        hit++;
    }
    return STR_NONE;
}

/* The sum of the eight bytes of a quarter. */
static int64_t spot_sum(uint64_t quarter) {
    const uint64_t even = 0x00ff00ff00ff00ff;
    return (int64_t)(((quarter & even) + (quarter >> 8 & even)) * 0x0001000100010001 >> 48);
}

/* The vectors stay within these two functions: how they are handed over would depend on the processor. */

/* Goes over COUNT strides, or up to and with the first that has candidates; they have 0xff in RET_HITS then. Returns
 * how many strides that were; adds their newlines to *NEWLINES. It calls nothing, or the constants would leave the
 * registers. */
SPOT_CLONES
static size_t spot_strides(const char *from, size_t count, bool *ret_is_hit, unsigned char ret_hits[STRIDE],
                           int64_t *newlines) {
    const spot_vector none = {0};
    spot_vector lanes = none;
    size_t done = 0;
    bool is_hit = false;
    for (; done < count && !is_hit; done++, from += STRIDE) {
        spot_vector hits[VECTORS], any = none;
#pragma GCC unroll 4
        for (size_t v = 0; v < VECTORS; v++) {
            const char *vector = from + v * LANES;
            spot_vector first = *(const spot_loose *)vector, third = *(const spot_loose *)(vector + 2);
            spot_vector fifth = *(const spot_loose *)(vector + 4);
            hits[v] = (spot_vector)((first | 0x20) == 'k') & (spot_vector)(third == 'l');
            hits[v] |= (spot_vector)(first == 'f') & (spot_vector)(fifth == 'm');
            hits[v] |= (spot_vector)(first == 'g') & (spot_vector)(fifth == 'G');
            any |= hits[v];
            lanes -= (spot_vector)(first == '\n');
        }
        spot_quarters quarters = (spot_quarters)any;
        is_hit = (quarters[0] | quarters[1] | quarters[2] | quarters[3]) != 0;
        if (is_hit)
            memcpy(ret_hits, hits, STRIDE);
    }
    for (size_t i = 0; i < LANES / 8; i++)
        *newlines += spot_sum(((spot_quarters)lanes)[i]);
    *ret_is_hit = is_hit;
    return done;
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
        for (size_t i = 0; i < LANES / 8; i++)
            count += spot_sum(((spot_quarters)lanes)[i]);
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
    size_t at = 0, found = STR_NONE;
    while (found == STR_NONE && at + STRIDE + BEYOND <= text.len) {
        unsigned char hits[STRIDE];
        bool is_hit;
        size_t strides = (text.len - BEYOND - at) / STRIDE;
        at += STRIDE * spot_strides(text.data + at, strides < STRIDES ? strides : STRIDES, &is_hit, hits, &newlines);
        if (is_hit)
            found = spot_look_at_hits(text, at - STRIDE, hits);
    }
    if (found == STR_NONE)
        found = spot_look(text, at, text.len);
    size_t end = found == STR_NONE ? text.len : found;
    if (end >= at)
        newlines += spot_newlines(str_of(text.data + at, end - at));
    else
        newlines -= spot_newlines(str_of(text.data + end, at - end));
    *ret_newlines = newlines;
    return found;
}
