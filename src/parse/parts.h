/* The parts of a crash dump that pstore kept: the newest comes first, so they are held until all are there.
 * SPDX-License-Identifier: MIT
 *
 * pstore_dump (fs/pstore/platform.c, 3.1-7.x) writes the log from its end backwards, one record at a time: Part1 holds
 * the last lines. Each record begins with "Panic#2 Part1". They come as files of their own, or in one file or stream.
 */
#ifndef PARSE_PARTS_H
#define PARSE_PARTS_H

#include "parse/gather.h"

#include <stdint.h>

enum {
    PARTS_MOST = 256,
    PARTS_INPUTS = 256,
    PARTS_HEADER = 64 /* bytes of a header line: no longer one is one */
};

/* An input that parts were read from. */
struct parts_input {
    str name;
    int64_t line_base;
};

struct part {
    str reason;    /* "Panic" */
    uint64_t dump; /* of this boot */
    uint64_t number;
    size_t order; /* of its dump among those that are held */
    size_t from, len;
    int64_t line; /* of its header */
    size_t input;
};

/* Zeroed; parts_reset releases what it holds. */
struct parts {
    struct arena arena;
    struct gather text; /* of all parts, each line with its newline */
    struct part items[PARTS_MOST];
    size_t count, dumps;
    struct parts_input inputs[PARTS_INPUTS];
    size_t input_count;
    bool has_levels; /* the lines begin with "<4>", as pstore writes them: another one is not a part's */
    bool is_full;    /* a line had to be refused */
};

/* "Oops#1 Part1"; the reason is a view into LINE. */
bool parts_scan_header(str line, struct part *ret_part);

/* Whether a line without its newline belongs to what is held. */
bool parts_wants(const struct parts *parts, str line);

/* Holds it; LINE is its ordinal, INPUT where it comes from. False if there is no room for it, or no memory: what is
 * held must go first. */
bool parts_hold(struct parts *parts, str raw, int64_t line, const struct parts_input *input);

/* Puts what is held in order: dumps as they come, the highest part of each first. */
void parts_sort(struct parts *parts);

/* Forgets what is held. */
void parts_reset(struct parts *parts);

#endif
