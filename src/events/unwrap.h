/* Joins lines that mailers, terminals and line breaks in names have broken: a line is held until the next one shows
 * whether it continues.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_UNWRAP_H
#define EVENTS_UNWRAP_H

#include "kernel/scanners.h"
#include "log/message.h"

/* How the next line goes on with the one that is held. */
enum unwrap_join {
    UNWRAP_APART, /* not at all */
    UNWRAP_GLUE,  /* within a word, or the blank is there already */
    UNWRAP_BLANK, /* the blank between two words was lost */
    UNWRAP_BREAK  /* the line break belongs to a name */
};

struct unwrap {
    struct message held; /* its views point into `bytes` */
    bool holds;
    char *bytes;
    size_t room;        /* of `bytes`; the text comes last */
    bool is_marked;     /* the held text ends in an editor's sign that the line goes on */
    unsigned pieces;    /* that the held text is made of */
    int64_t last_line;  /* of its last piece */
    bool is_flowed;     /* this input's wrapped lines keep their blank at the end */
    bool is_wrapped;    /* this input has lines that only a mailer can have wrapped */
    bool is_ragged;     /* its lines are broken at different widths: by a mailer, at blanks */
    size_t broken_at;   /* where the last line was broken that kept no blank; 0: none was */
    size_t longest;     /* line of this input since a report began: unwrap_begin_report */
    size_t row_torn_at; /* where the table's header or a row was last torn within a word, all pieces before it
                           counted; 0: none was */
    size_t width;       /* bytes of the longest raw lines so far */
    size_t wide_count;  /* of these lines; one is chance */
    size_t last_len;    /* bytes of the raw line of the last piece; 0: unknown */
    bool is_uneven;     /* a line was broken before that width: by a mailer */
    bool hangs;         /* a record's further lines have no prefix, and maybe no indentation: dmesg */
};

void unwrap_free(struct unwrap *unwrap);

/* At how many bytes the lines of this input seem to be cut off, several having just as many and none more; 0: none. */
size_t unwrap_cut_width(const struct unwrap *unwrap);

/* A new input: what was learnt about the last one is forgotten. Nothing must be held. */
void unwrap_begin(struct unwrap *unwrap);

/* The held message begins a report, perhaps one of another log after the first, whose lines are broken at other
 * widths. */
void unwrap_begin_report(struct unwrap *unwrap);

/* Whether a name may be broken between the held text and MESSAGE, which has a prefix of its own and is no row of the
 * task table, as most lines are: these are asked for nothing of it. */
bool unwrap_may_break_name(const struct unwrap *unwrap, const struct message *message, const struct scanners *scanners);

/* False for nearly every message: one with a prefix of its own is not the rest of a line. */
static inline bool unwrap_may_go_on(const struct unwrap *unwrap, const struct message *message,
                                    const struct scanners *scanners) {
    if (!unwrap->holds || message->continues || message_is_bare(message))
        return unwrap->holds;
    return message->text.len > 0 && *message->text.data != '[' && unwrap_may_break_name(unwrap, message, scanners);
}

/* Whether and how MESSAGE, which may go on, is the rest of the held line. False when memory is short. */
bool unwrap_decide(struct unwrap *unwrap, const struct message *message, const struct scanners *scanners,
                   enum unwrap_join *ret_join);

/* Appends it. False when memory is short. */
bool unwrap_append(struct unwrap *unwrap, enum unwrap_join join, const struct message *message);

/* Holds a copy of MESSAGE; the one before must have been released. False when memory is short. */
bool unwrap_hold(struct unwrap *unwrap, const struct message *message);

/* Releases the held message; its views stay valid until the next call. */
static inline const struct message *unwrap_release(struct unwrap *unwrap) {
    unwrap->holds = false;
    return &unwrap->held;
}

#endif
