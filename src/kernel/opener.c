/* The idle scan: between events nothing is cut into lines. SPDX-License-Identifier: MIT
 *
 * What opens an event is said in a dozen ways ("oom-kill", "Out of memory:", "Killed process 12", "sending SIGTERM"),
 * and a search for each would read the text a dozen times. But each of them holds "k.l", "K.l", "f...m" or "g...G",
 * and few other words of a log do. So the text is read once: a loop that asks each byte and those two and four places
 * on, and counts the newlines on the way. Only where such a pair stands do the literals themselves decide.
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
 * The loop is plain C that gcc (from 12 on at -O2, before at -O3) and clang turn into vectors: GCC's own vector types
 * did no better with AVX2, and became single bytes, forty times as slow, where a processor's vectors are shorter. A
 * gigabyte takes 0.12 s with AVX2, 0.2 s with SSE2 (Sapphire Rapids), where reading it takes
 * 0.15 s and a search for one word by grep -F 0.8 s. Strides of 64 to 224 bytes measured alike. */
#include "kernel/opener.h"

#include "model/limits.h"

enum {
    STRIDE = 128, /* less than 256, or the newlines of one would not fit a byte */
    BEYOND = 4    /* bytes behind a stride that its candidates need */
};

#if !defined(OPENER_CLONES) && defined(__x86_64__) && defined(__GLIBC__) && defined(__has_attribute)
#if __has_attribute(target_clones)
#define OPENER_CLONES __attribute__((target_clones("avx2", "default")))
#endif
#endif
#ifndef OPENER_CLONES /* a test builds it so, too */
#define OPENER_CLONES
#endif

/* A literal, and where its candidate begins. */
struct opener_literal {
    str text;
    size_t anchor;
    bool has_number; /* behind it, or the line breaks there */
};

/* Everything that can open an event, or tell a kill whose opening is lost. */
static const struct opener_literal opener_literals[] = {
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
    {STR_INIT("oomd killed "), 5, false}, /* systemd-oomd: the unit's result */
    {STR_INIT("OOM killer"), 4, false},   /* systemd: "A process of this unit has been killed by the" */
    {STR_INIT("Kill '"), 0, false},       /* lmkd */
};

/* "Killed process 12", or a line that was wrapped before the number. */
static bool opener_has_number(str rest) {
    rest = str_trim_start(rest);
    return rest.len == 0 || (*rest.data >= '0' && *rest.data <= '9') || memchr("\r\n=", *rest.data, 3);
}

/* Whether one of the literals has its anchor at AT; *RET_AT is where the literal begins. */
static bool opener_is_literal(str text, size_t at, size_t *ret_at) {
    for (size_t i = 0; i < sizeof opener_literals / sizeof opener_literals[0]; i++) {
        const struct opener_literal *literal = &opener_literals[i];
        if (at < literal->anchor || text.data[at - literal->anchor] != literal->text.data[0])
            continue;
        const str from = str_from(text, at - literal->anchor);
        if (!str_starts(from, literal->text) ||
            (literal->has_number && !opener_has_number(str_from(from, literal->text.len))))
            continue;
        *ret_at = at - literal->anchor;
        return true;
    }
    return false;
}

/* The first literal with its anchor in [FROM, TO), or STR_NONE. */
static size_t opener_look(str text, size_t from, size_t to) {
    size_t found;
    for (size_t at = from; at < to; at++)
        switch (text.data[at]) {
        case 'k':
        case 'K':
        case 'f':
        case 'g':
            if (opener_is_literal(text, at, &found))
                return found;
            break;
        default:
            break;
        }
    return STR_NONE;
}

/* The first literal with its anchor in the stride that begins at AT and has HITS, or STR_NONE. */
static size_t opener_look_at_hits(str text, size_t at, const unsigned char hits[STRIDE]) {
    size_t found;
    const unsigned char *hit = hits;
    while ((hit = memchr(hit, 1, (size_t)(hits + STRIDE - hit)))) {
        if (opener_is_literal(text, at + (size_t)(hit - hits), &found))
            return found;
        hit++;
    }
    return STR_NONE;
}

/* Goes over COUNT strides, or up to and with the first that has candidates: there is a 1 in HITS for each. Returns how
 * many strides that were; adds their newlines to *NEWLINES. No branch within a stride, no call, and two buffers that
 * do not overlap: so compilers make vectors of it. */
OPENER_CLONES
static size_t opener_strides(const unsigned char *from, size_t count, unsigned char hits[restrict STRIDE],
                             bool *ret_is_hit, int64_t *newlines) {
    int64_t lines = 0;
    size_t done = 0;
    bool is_hit = false;
    for (; done < count && !is_hit; done++, from += STRIDE) {
        unsigned char any = 0, ends = 0;
        for (size_t i = 0; i < STRIDE; i++) {
            bool kill = ((from[i] | 0x20) == 'k') & (from[i + 2] == 'l');
            bool of_memory = (from[i] == 'f') & (from[i + 4] == 'm');
            bool sending = (from[i] == 'g') & (from[i + 4] == 'G');
            hits[i] = kill | of_memory | sending;
            any |= hits[i];
            ends = (unsigned char)(ends + (from[i] == '\n'));
        }
        is_hit = any;
        lines += ends;
    }
    *newlines += lines;
    *ret_is_hit = is_hit;
    return done;
}

/* The newlines of whole strides. */
OPENER_CLONES
static int64_t opener_count(const char *from, size_t strides) {
    int64_t count = 0;
    for (; strides > 0; strides--, from += STRIDE) {
        unsigned char ends = 0;
        for (size_t i = 0; i < STRIDE; i++)
            ends = (unsigned char)(ends + (from[i] == '\n'));
        count += ends;
    }
    return count;
}

int64_t opener_newlines(str text) {
    size_t strides = text.len / STRIDE;
    int64_t count = opener_count(text.data, strides);
    for (size_t at = strides * STRIDE; at < text.len; at++)
        count += text.data[at] == '\n';
    return count;
}

size_t opener_find(str text, int64_t *ret_newlines) {
    int64_t newlines = 0;
    size_t at = 0, found = STR_NONE;
    while (found == STR_NONE && at + STRIDE + BEYOND <= text.len) {
        unsigned char hits[STRIDE];
        bool is_hit;
        at += STRIDE * opener_strides((const unsigned char *)text.data + at, (text.len - BEYOND - at) / STRIDE, hits,
                                      &is_hit, &newlines);
        if (is_hit)
            found = opener_look_at_hits(text, at - STRIDE, hits);
    }
    if (found == STR_NONE)
        found = opener_look(text, at, text.len);
    size_t end = found == STR_NONE ? text.len : found;
    if (end >= at)
        newlines += opener_newlines(str_of(text.data + at, end - at));
    else /* a literal that begins before the stride's end */
        newlines -= opener_newlines(str_of(text.data + end, at - end));
    *ret_newlines = newlines;
    return found;
}

bool opener_begins_report(str text) {
    static const str sentences[] = {STR_INIT("oom-kill:constraint="),
                                    STR_INIT("Out of memory: Kill"),
                                    STR_INIT("Memory cgroup out of memory: Kill"),
                                    STR_INIT("Out of Memory: Kill"),
                                    STR_INIT("oom-killer: gfp_mask=0x"),
                                    STR_INIT("Memory cgroup stats for /")};
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        if (str_starts(text, sentences[i]))
            return true;
    const size_t name = str_find(str_first(text, 64), STR(" invoked oom-killer: "));
    return name != STR_NONE && name > 0 && name <= LIMIT_COMM;
}

bool opener_begins_record(str text) {
    return text.len > 0 && *text.data == 'a' &&
           (str_starts(text, STR("active_anon:")) || str_starts(text, STR("anon ")));
}
