/* The parts of a crash dump that pstore kept: the newest comes first, so they are held until all are there.
 * SPDX-License-Identifier: MIT
 *
 * pstore_dump (fs/pstore/platform.c, 3.1-7.x) writes the log from its end backwards, one record at a time: Part1 holds
 * the last lines. Each record begins with "Panic#2 Part1". They come as files of their own, or in one file or stream.
 */
#ifndef LOG_PSTORE_H
#define LOG_PSTORE_H

#include "base/buffer.h"

#include <stdint.h>

enum {
    PSTORE_PARTS = 256,
    PSTORE_INPUTS = 256,
    PSTORE_HEADER = 64 /* bytes of a header line: no longer one is one */
};

/* An input that parts were read from. */
struct pstore_input {
    str name;
    int64_t line_base; /* lines before its first one */
};

struct pstore_part {
    str reason;    /* "Panic" */
    uint64_t dump; /* of this boot */
    uint64_t number;
    size_t order; /* of its dump among those that are held */
    size_t from, len;
    int64_t line; /* of its header */
    size_t input;
};

/* Zeroed; pstore_reset releases what it holds. */
struct pstore {
    struct arena arena;
    struct buffer text; /* of all parts, each line with its newline */
    struct pstore_part items[PSTORE_PARTS];
    size_t count, dumps;
    struct pstore_input inputs[PSTORE_INPUTS];
    size_t input_count;
    bool has_levels;          /* the lines begin with "<4>", as pstore writes them: a line that does not is no part */
    bool is_full;             /* a line had to be refused */
    struct pstore_part split; /* the newest one of a dump that had to be read before it was complete; number 0: none */
};

enum pstore_step {
    PSTORE_OTHER,  /* the line is none of a part's */
    PSTORE_HELD,   /* it is one, and is held until the parts are read */
    PSTORE_READ,   /* what is held must be read first; then the line is to be offered again */
    PSTORE_STOPPED /* memory is short */
};

/* "Oops#1 Part1"; the reason is a view into LINE. */
bool pstore_scan_header(str line, struct pstore_part *ret_part);

/* Offers a line without its newline; LINE is its number, INPUT where it comes from. */
enum pstore_step pstore_offer(struct pstore *parts, str raw, int64_t line, const struct pstore_input *input);

/* True if RAW is the header of a part that is older than what was read of its dump before. */
bool pstore_is_late(const struct pstore *parts, str raw);

/* Puts what is held in order: dumps as they come, the highest part of each first. */
void pstore_sort(struct pstore *parts);

/* The text of a part, its header included. */
str pstore_text(const struct pstore *parts, const struct pstore_part *part);

/* Forgets what is held. */
void pstore_reset(struct pstore *parts);

#endif
