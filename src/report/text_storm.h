/* Kills without a report of their own, told as one block a storm.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_TEXT_STORM_H
#define REPORT_TEXT_STORM_H

#include "report/layout.h"
#include "report/text_groups.h"

enum { TEXT_STORMS = 8, TEXT_STORM_NAMES = 8 };

/* All kills of one name in a storm. */
struct text_storm_name {
    struct text_label name;
    int64_t kills, least_kb, most_kb;
};

struct text_storm {
    struct text_label machine, file;
    int64_t events;                           /* 0: a free place */
    int64_t first_number, last_number, shown; /* `shown`: the event before them that was told */
    int64_t first_line, last_line;
    struct text_moment first, last;
    struct text_storm_name names[TEXT_STORM_NAMES];
    size_t name_count;
    int64_t kills, other_kills;
};

struct text_storms {
    struct text_storm items[TEXT_STORMS];
    struct text_moment latest; /* of any machine */
    struct text_label latest_machine;
};

/* Whether EVENT is nothing but a kill, on a machine that an earlier event, no more than a minute ago, was told of: then
 * it is counted, after what must be written first. */
bool text_storms_take(struct text_storms *storms, struct layout *layout, const struct report_event *event);

/* Notes that EVENT is told by itself; what is counted of its machine is written before it. */
void text_storms_told(struct text_storms *storms, struct layout *layout, const struct report_event *event);

/* Writes what is counted. */
void text_storms_write(struct text_storms *storms, struct layout *layout);

#endif
