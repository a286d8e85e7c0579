/* What the first bytes of an input say it is.
 * SPDX-License-Identifier: MIT */
#ifndef READ_MAGIC_H
#define READ_MAGIC_H

#include "read/decode.h"

enum magic_text { MAGIC_TEXT_BYTES, MAGIC_TEXT_UTF16_LE, MAGIC_TEXT_UTF16_BE };

enum magic_kind {
    MAGIC_TEXT,    /* or what cannot be told from it by its first bytes */
    MAGIC_ARCHIVE, /* of files: tar, zip */
    MAGIC_JOURNAL  /* a binary file of systemd's journal */
};

/* One way in which an input can begin. */
struct magic {
    size_t at; /* the place of BYTES */
    str bytes;
    const struct decoder *decoder; /* compressed: what unpacks it */
    enum magic_kind kind;
    enum magic_text text;
    bool is_mark;         /* BYTES are a byte order mark and no part of the text */
    const char *sentence; /* why it is no log; NULL for what can be one */
};

/* The first row that HEAD fits, or NULL. A row that lies beyond the end of HEAD does not fit. */
const struct magic *magic_of(str head);

/* Bytes that are enough to tell. */
enum { MAGIC_BYTES = 512 };

/* Whether more bytes after HEAD could tell what an input is that begins so. */
bool magic_wants_more(str head);

#endif
