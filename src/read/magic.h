/* What the first bytes of an input say it is.
 * SPDX-License-Identifier: MIT */
#ifndef READ_MAGIC_H
#define READ_MAGIC_H

#include "read/decode.h"

enum magic_text { MAGIC_TEXT_BYTES, MAGIC_TEXT_UTF16_LE, MAGIC_TEXT_UTF16_BE };

/* One way in which an input can begin. */
struct magic {
    size_t at; /* where BYTES stand */
    str bytes;
    const struct decoder *decoder; /* compressed: what unpacks it */
    enum magic_text text;
    bool is_mark;         /* BYTES are a byte order mark and no part of the text */
    const char *sentence; /* why it is no log; NULL for what can be one */
};

/* Bytes that tell whether an input is compressed or carries a mark. */
enum { MAGIC_SHORT = 16 };

/* The first row that HEAD fits, or NULL. A row that lies beyond the end of HEAD does not fit. */
const struct magic *magic_of(str head);

/* The first bytes of an input that comes in small pieces. All zero at the start. */
struct magic_head {
    char bytes[MAGIC_SHORT];
    size_t len;
    bool is_known; /* enough bytes were there */
};

/* Takes the start of an input off BYTES. True when it is clear what the input begins with: *RET_HEAD is that start, all
 * of BYTES where nothing had to be held back. False: more bytes are wanted, these were kept. */
bool magic_gather(struct magic_head *head, str *bytes, str *ret_head);

#endif
