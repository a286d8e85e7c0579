/* Digests such as Logwatch's: each text of the day once, with the number of its occurrences, in alphabetical order.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_DIGEST_H
#define LOG_DIGEST_H

#include "base/buffer.h"
#include "log/grammar.h"
#include "log/message.h"

enum {
    DIGEST_LINES = 256, /* that are held */
    DIGEST_BYTES = 64 * 1024
};

struct digest_line {
    size_t at, len; /* of its text */
    int64_t number, victim;
    int place; /* in a report */
    bool is_cut;
};

/* The lines of a report are held until the digest ends, and handed on in the order in which the kernel prints them;
 * what is listed twice is handed on once. */
struct digest {
    const struct grammar *grammar;
    struct buffer text;
    struct digest_line lines[DIGEST_LINES];
    size_t count;
};

typedef bool digest_sink(void *context, str text, int64_t number);

/* A new input begins. ARENA owns what is held. */
void digest_begin(struct digest *digest, const struct grammar *grammar, struct arena *arena);

/* False for nearly every line: a count stands behind a text. */
static inline bool digest_may_count_behind(str line) {
    const char last = line.len > 0 ? line.data[line.len - 1] : '\0';
    return last == ')' || str_is_blank(last);
}

/* Takes LINE if it is one of a digest: held if it is of a report. */
bool digest_take(struct digest *digest, str line, int64_t number);

/* The digest ends: hands on what is held. False if SINK said so. */
bool digest_end(struct digest *digest, digest_sink *sink, void *context);

#endif
