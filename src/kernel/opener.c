/* The idle scan: between events nothing is cut into lines.
 * SPDX-License-Identifier: MIT
 *
 * What opens an event is said in a dozen ways ("oom-kill", "Out of memory:", "Killed process 12", "sending SIGTERM"),
 * and a search for each would read the text a dozen times. But each of them holds "k.l", "K.l", "f...m" or "g...G", and
 * few other words of a log do. So the text is read once: a loop looks at each byte and at those two and four places
 * after it, and counts the newlines on the way. Only where it finds such a pair are the literals themselves compared.
 *
 * Measured on a syslog that is rich in near misses: how many bytes lie between two candidates. One costs about 50 ns,
 * the branch that was guessed wrongly most of all, as much as the scan of 400 bytes.
 *
 *     of "kill"             [kK].l 2100 (and no more with the i)   [kK]i 1400   ill 1500   ll 560
 *     of "ut of memory"     f...m 30,000   f m 6100   o..m 3200   f.m 3000   t of 2100
 *     of "ending SIG"       g...G none   S.G 5900   g.S none here, but one in each "Starting System .."
 *
 * The literals are those of the table of sentences, and go as far as the kernel's own words do: a daemon's "Out of
 * memory (allocated ..)", "killed process 12;" or "ERROR: out of memory" would else have 64 lines and what stands
 * before them parsed for nothing, sixty times as slowly.
 *
 * The loop is plain C that gcc (from 12 on at -O2, before at -O3) and clang turn into vectors: GCC's own vector types
 * did no better with AVX2, and became single bytes, forty times as slow, where a processor's vectors are shorter. A
 * gigabyte takes 0.12 s with AVX2, 0.2 s with SSE2 (Sapphire Rapids), where reading it takes 0.15 s and a search for
 * one word by grep -F 0.8 s. Strides of 64 to 224 bytes measured alike. */
#include "kernel/opener.h"

#include "base/clones.h"
#include "kernel/sentences.h"

#include <limits.h>
#include <stdlib.h>

enum {
    STRIDE = 128,       /* less than 256, or the newlines of one would not fit a byte */
    BEYOND = 4,         /* bytes behind a stride that its candidates need */
    OPENER_LONGEST = 64 /* bytes of a literal */
};

/* A literal, and where its candidate begins. */
struct opener_literal {
    str text;
    size_t anchor;
    bool has_number; /* behind it, or the line breaks there */
};

/* The literals of all rows of the table, each once, by the byte that their candidates begin with. */
struct opener {
    size_t begins[UCHAR_MAX + 1], ends[UCHAR_MAX + 1]; /* of those with that byte, among all */
    struct part_places places;
    size_t count;
    struct opener_literal literals[];
};

/* "Killed process 12", or a line that was wrapped before the number. */
static bool opener_has_number(str rest) {
    rest = str_trim_start(rest);
    return rest.len == 0 || (*rest.data >= '0' && *rest.data <= '9') || memchr("\r\n=", *rest.data, 3);
}

/* Whether one of the literals has its anchor at AT; *RET_AT is where the literal begins. */
static bool opener_is_literal(const struct opener *opener, str text, size_t at, size_t *ret_at) {
    const unsigned char byte = (unsigned char)text.data[at];
    for (size_t i = opener->begins[byte]; i < opener->ends[byte]; i++) {
        const struct opener_literal *literal = &opener->literals[i];
        if (at < literal->anchor || text.data[at - literal->anchor] != literal->text.data[0])
            continue;
        const str from = str_from(text, at - literal->anchor);
        if (from.len < literal->text.len || !str_same(from.data, literal->text.data, literal->text.len) ||
            (literal->has_number && !opener_has_number(str_from(from, literal->text.len))))
            continue;
        *ret_at = at - literal->anchor;
        return true;
    }
    return false;
}

/* The first literal with its anchor in [FROM, TO), or STR_NONE. */
static size_t opener_look(const struct opener *opener, str text, size_t from, size_t to) {
    size_t found;
    for (size_t at = from; at < to; at++)
        switch (text.data[at]) {
        case 'k':
        case 'K':
        case 'f':
        case 'g':
            if (opener_is_literal(opener, text, at, &found))
                return found;
            break;
        default:
            break;
        }
    return STR_NONE;
}

/* The first literal with its anchor in the stride that begins at AT and has HITS, or STR_NONE. */
static size_t opener_look_at_hits(const struct opener *opener, str text, size_t at, const unsigned char hits[STRIDE]) {
    size_t found;
    const unsigned char *hit = hits;
    while ((hit = memchr(hit, 1, (size_t)(hits + STRIDE - hit)))) {
        if (opener_is_literal(opener, text, at + (size_t)(hit - hits), &found))
            return found;
        hit++;
    }
    return STR_NONE;
}

/* Whether the byte AT may be a literal's anchor. It and BEYOND more are looked at. */
static inline bool opener_is_candidate(const unsigned char *at) {
    bool kill = ((at[0] | 0x20) == 'k') & (at[2] == 'l');
    bool of_memory = (at[0] == 'f') & (at[4] == 'm');
    bool sending = (at[0] == 'g') & (at[4] == 'G');
    return kill | of_memory | sending;
}

/* Goes over COUNT strides, or up to and with the first that has candidates: there is a 1 in HITS for each. Returns how
 * many strides that were; adds their newlines to *NEWLINES. No branch within a stride, no call, and two buffers that
 * do not overlap: so compilers make vectors of it. */
CLONES
static size_t opener_strides(const unsigned char *from, size_t count, unsigned char hits[restrict STRIDE],
                             bool *ret_is_hit, int64_t *newlines) {
    int64_t lines = 0;
    size_t done = 0;
    bool is_hit = false;
    for (; done < count && !is_hit; done++, from += STRIDE) {
        unsigned char any = 0, ends = 0;
        for (size_t i = 0; i < STRIDE; i++) {
            hits[i] = opener_is_candidate(from + i);
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
CLONES
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

size_t opener_find(const struct opener *opener, str text, int64_t *ret_newlines) {
    int64_t newlines = 0;
    size_t at = 0, found = STR_NONE;
    while (found == STR_NONE && at + STRIDE + BEYOND <= text.len) {
        unsigned char hits[STRIDE];
        bool is_hit;
        at += STRIDE * opener_strides((const unsigned char *)text.data + at, (text.len - BEYOND - at) / STRIDE, hits,
                                      &is_hit, &newlines);
        if (is_hit)
            found = opener_look_at_hits(opener, text, at - STRIDE, hits);
    }
    if (found == STR_NONE)
        found = opener_look(opener, text, at, text.len);
    size_t end = found == STR_NONE ? text.len : found;
    if (end >= at)
        newlines += opener_newlines(str_of(text.data + at, end - at));
    else /* a literal that begins before the stride's end */
        newlines -= opener_newlines(str_of(text.data + end, at - end));
    *ret_newlines = newlines;
    return found;
}

/* Where the first candidate of TEXT begins; STR_NONE if there is none, and the loop can't find it. */
static size_t opener_anchor(str text) {
    char padded[OPENER_LONGEST + BEYOND] = {0};
    if (text.len > OPENER_LONGEST)
        return STR_NONE;
    memcpy(padded, text.data, text.len);
    for (size_t at = 0; at < text.len; at++)
        if (opener_is_candidate((const unsigned char *)padded + at))
            return at;
    return STR_NONE;
}

static bool opener_has(const struct opener *opener, str text) {
    for (size_t i = 0; i < opener->count; i++)
        if (str_equal(opener->literals[i].text, text))
            return true;
    return false;
}

/* Files "Killed process #" of a row, if its candidate begins with BYTE. */
static void opener_file(struct opener *opener, const char *literal, char byte) {
    const str text = sentence_literal(literal);
    const size_t anchor = opener_anchor(text);
    const bool has_number = text.len < strlen(literal);
    if (anchor != STR_NONE && text.data[anchor] == byte && !opener_has(opener, text))
        opener->literals[opener->count++] = (struct opener_literal){text, anchor, has_number};
}

static void opener_file_all(struct opener *opener, char byte) {
    opener->begins[(unsigned char)byte] = opener->count;
    for (size_t i = 0; i < sentence_count; i++)
        for (size_t k = 0; k < SENTENCE_OPENS && sentences[i].opens[k]; k++)
            opener_file(opener, sentences[i].opens[k], byte);
    opener->ends[(unsigned char)byte] = opener->count;
}

struct opener *opener_new(void) {
    static const char bytes[] = "kKfg"; /* that candidates begin with */
    struct opener *opener = malloc(sizeof *opener + sentence_count * SENTENCE_OPENS * sizeof opener->literals[0]);
    if (!opener)
        return NULL;
    *opener = (struct opener){0};
    part_places_make(&opener->places);
    for (size_t i = 0; i < sizeof bytes - 1; i++)
        opener_file_all(opener, bytes[i]);
    return opener;
}

const struct part_places *opener_places(const struct opener *opener) {
    return &opener->places;
}

void opener_free(struct opener *opener) {
    free(opener);
}
