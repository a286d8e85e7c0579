/* Bytes that are pulled piece by piece: from a descriptor, a decompressor, a member of an archive.
 * SPDX-License-Identifier: MIT */
#ifndef READ_STREAM_H
#define READ_STREAM_H

#include "base/str.h"

/* The first member of whatever gives the bytes. */
struct stream {
    /* Sets *RET_BYTES to the next bytes, a loan until the next call; false when no more are to be had. */
    bool (*next)(struct stream *stream, str *ret_bytes);
    const char *sentence; /* why it ended before its end, of static life; NULL: it did not */
    const char *remark;   /* what else is to be said of it, which is no failure; or NULL */
    bool failed;          /* memory was short */
    int fd;               /* of the regular file that it reads from its start; -1: there is none */
    bool is_endless;      /* a device, a pipe, a file of /proc: the end may never come */
};

/* A stream of which the first bytes were taken off already: HEAD, then BEHIND, then what it still gives. */
struct stream_rest {
    str head, behind;
    struct stream *stream;
};

static inline bool stream_rest_next(struct stream_rest *rest, str *ret_bytes) {
    *ret_bytes = rest->head.len > 0 ? rest->head : rest->behind;
    if (rest->head.len == 0)
        rest->behind = str_of(NULL, 0);
    rest->head = str_of(NULL, 0);
    return ret_bytes->len > 0 || rest->stream->next(rest->stream, ret_bytes);
}

#endif
