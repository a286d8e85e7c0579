/* The shape of what precedes a message: separators, and the classes of the words between them.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_SHAPE_H
#define LOG_SHAPE_H

#include "base/str.h"

enum {
    SHAPE_TOKENS = 96,
    SHAPE_BYTES = 512, /* of what precedes a message */
    SHAPE_SUFFIX = 64
};

/* A token is a byte that stands for itself, or one of these. */
enum shape_class {
    SHAPE_DIGITS = 1,
    SHAPE_NUMBER, /* begins with a digit: a date, a time, an address */
    SHAPE_WORD,
    SHAPE_BLANKS,
    SHAPE_QUOTED, /* "...", whole */
    SHAPE_GROUP,  /* {...}, (...), [...], <...>, whole; the bracket that opens it follows */
    SHAPE_CLASSES
};

struct shape {
    char tokens[SHAPE_TOKENS];
    size_t count;
    size_t blanks;             /* at its end: the fewest that were seen */
    char quote;                /* the quote that it ends in, which another one closes; '\0': none */
    char suffix[SHAPE_SUFFIX]; /* what follows a message */
    size_t suffix_len;
    bool has_seen_end;   /* a whole sentence showed what follows one, or that nothing does */
    bool has_seen_comma; /* one sentence ended in nothing but a comma */
};

/* The bytes of the token that TEXT, which is not empty, begins with. */
size_t shape_token_len(str text);

/* False if PREFIX is too long. */
bool shape_of(str prefix, struct shape *ret_shape);

/* Whether LINE begins in that shape; *RET_LEN bytes of it. */
bool shape_match(const struct shape *shape, str line, size_t *ret_len);

bool shape_equal(const struct shape *a, const struct shape *b);

/* Learns what follows a whole sentence on its line: the same follows each message, unless it may be words of one. */
void shape_learn_suffix(struct shape *shape, str behind);

/* TEXT without what follows a message. */
str shape_cut_suffix(const struct shape *shape, str text);

#endif
