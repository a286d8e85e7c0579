/* Bytes in pieces of any size become blocks of whole lines; only a cut last line is copied.
 * SPDX-License-Identifier: MIT */
#ifndef READ_BLOCKS_H
#define READ_BLOCKS_H

#include "base/str.h"

/* The longest line that is kept whole, newline left out. What is beyond it is dropped up to the next newline, so that
 * line numbers stay right. */
enum { BLOCKS_LINE_MOST = 1024 * 1024 };

/* Takes whole lines, each with its newline; the very last one of an input may lack it. The block is a loan until the
 * function returns. False stops the feeding. */
typedef bool blocks_sink(void *context, str block);

struct blocks {
    blocks_sink *sink;
    void *context;
    char *tail; /* the line in progress */
    size_t tail_len, tail_room;
    int64_t cut_lines; /* lines longer than BLOCKS_LINE_MOST so far */
    bool cutting;      /* the line in progress is one of them */
    bool failed;       /* memory was short */
};

void blocks_open(struct blocks *blocks, blocks_sink *sink, void *context);

/* False when the sink stopped or memory is short (`failed` tells which). */
bool blocks_feed(struct blocks *blocks, str bytes);

/* The input ends: hands on a last line without a newline. The next feed begins a new input. */
bool blocks_end(struct blocks *blocks);

/* Frees the line in progress; the blocks may be used again. */
void blocks_close(struct blocks *blocks);

#endif
