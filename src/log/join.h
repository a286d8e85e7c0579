/* Puts together what logs split: parts of container records, fragments of netconsole, continuations of /dev/kmsg.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_JOIN_H
#define LOG_JOIN_H

#include "base/buffer.h"
#include "log/message.h"
#include "log/unescape.h"

enum piece_kind {
    PIECE_NONE,     /* a whole record */
    PIECE_PART,     /* CRI "P", Docker: a line of another log goes on in the next record */
    PIECE_PART_END, /* CRI "F": its last part, or a whole record */
    PIECE_FRAGMENT, /* netconsole: bytes `at` and on of a text of `of` bytes */
    PIECE_FIRST,    /* /dev/kmsg flag 'c': the record may go on */
    PIECE_NEXT      /* '+': it goes on from the one before */
};

struct piece {
    enum piece_kind kind;
    size_t at, of;
};

/* A record in progress. Zeroed but for the buffer's arena. */
struct join {
    enum piece_kind kind; /* of its first piece; PIECE_NONE: nothing is in progress */
    struct message_copy first;
    enum escapes escapes;
    struct buffer text;
};

/* True if PIECE belongs to a record of several pieces, in progress or new. */
bool join_wants(const struct join *join, const struct piece *piece);

/* True if PIECE is the next one of the record in progress. */
bool join_goes_on(const struct join *join, const struct piece *piece);

/* PIECE, of which MESSAGE tells, begins a new record; its text is still to be added. */
void join_begin(struct join *join, const struct piece *piece, const struct message *message, enum escapes escapes);

/* True if nothing can come after PIECE, whose text was added. */
bool join_is_whole(const struct join *join, const struct piece *piece);

#endif
