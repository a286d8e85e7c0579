/* Decoded bytes on their way to the log's reader: byte order marks and UTF-16 taken off, binaries told from logs.
 * SPDX-License-Identifier: MIT */
#ifndef READ_TEXT_H
#define READ_TEXT_H

#include "read/magic.h"

/* Takes LEN bytes of text; false stops. */
typedef bool text_sink(void *context, const char *bytes, size_t len);

/* How many bytes other than NUL decide whether this is a log; of what may have no end, how many are judged in each
 * stretch: a log through a pipe is such, too, so they are few. */
enum { TEXT_JUDGED = 64 * 1024, TEXT_SAMPLED = 16 * 1024, TEXT_STRETCH = 1024 * 1024 };

struct text_sample {
    size_t judged, plain; /* bytes other than NUL; those of them on lines without control characters */
    size_t line_len;      /* of the line in progress */
    bool line_is_marred;
};

struct text {
    text_sink *sink;
    void *context;
    enum magic_text kind;
    size_t mark;          /* bytes of a byte order mark that are still to be taken off */
    unsigned char odd[3]; /* UTF-16: the start of a cut character */
    size_t odd_len;
    const char *sentence; /* of the magic that it began with */
    size_t seen;          /* bytes so far, all of them */
    struct text_sample first;
    bool is_endless;           /* it may have no end: what follows is kept */
    struct text_sample sample; /* of the stretch in progress */
    size_t stretch;            /* its bytes so far */
    size_t barren;             /* bytes of the last stretches that held no text */
};

/* MAGIC is what the text begins with, or NULL; IS_ENDLESS: it may have no end. */
void text_open(struct text *text, const struct magic *magic, bool is_endless, text_sink *sink, void *context);
bool text_feed(struct text *text, str bytes);
void text_end(struct text *text);

/* Why this is not a log, or NULL if it may be one: sure after the end, or once text_is_judged. */
const char *text_complaint(const struct text *text);
bool text_is_judged(const struct text *text);

/* Whether nothing but NUL bytes has come. */
bool text_is_blank(const struct text *text);

#endif
