/* What the bytes of an input are, told by their beginning: text, compressed, an archive, a journal. All becomes text.
 * SPDX-License-Identifier: MIT */
#ifndef READ_CONTENT_H
#define READ_CONTENT_H

#include "read/sink.h"
#include "read/stream.h"

struct content {
    struct content_sink sink;
    struct content_options options;
    int depth, packings;  /* archives and compressions around what is read */
    bool must_search;     /* an archive that is found is searched for the machine's name first */
    bool has_searched;    /* and was */
    char host[256];       /* that name, or "" */
    bool is_stopped;      /* the sink wanted no more */
    bool failed;          /* memory was short */
    bool has_bytes;       /* anything has come, of whatever kind */
    const char *sentence; /* what is to be said of it, of static life, or NULL */
    bool is_trouble;      /* it could not be read to its end, or is no log */
};

/* Reads STREAM to its end. CONTENT holds the sink and the options, and is zeroed otherwise. */
void content_read(struct content *content, struct stream *stream);

/* Reads STREAM, which comes out of a packed file. False: it is an archive, of which nothing was read. */
bool content_read_unpacked(struct content *content, struct stream *stream);

#endif
