/* What userspace killers write before they kill: their figures, line by line, wait here for the kill that they explain.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_PENDING_H
#define EVENTS_PENDING_H

#include "model/limits.h"

#include "model/event.h"

struct pending_line {
    int64_t line;
    size_t at, len; /* of its text */
    bool is_warning;
};

/* The lines of one killer on one host. */
struct pending {
    enum killer killer;
    char host[256];
    size_t host_len;
    struct oomwhy_time time; /* of the last line */
    struct pending_line lines[LIMIT_PENDING_LINES];
    size_t count, bytes;
    bool is_cut; /* there were more */
    char text[LIMIT_PENDING_BYTES];
};

enum { PENDINGS = 8 }; /* killers whose lines may be mixed */

/* Zeroed: none. */
struct pendings {
    struct pending *items[PENDINGS]; /* the one that was used last first; NULL until there are so many */
};

/* Whose line it is, and where. */
struct pending_place {
    enum killer killer;
    str host;
    int64_t line;
    struct oomwhy_time time;
};

/* What waits for a line at PLACE: NULL if nothing does, or only what is too far before it. */
struct pending *pending_find(struct pendings *pendings, const struct pending_place *place);

/* The same, made if there is none. NULL when memory is short. */
struct pending *pending_need(struct pendings *pendings, const struct pending_place *place);

/* Forgets all lines but a warning at their end. */
void pending_restart(struct pending *pending);

/* Keeps TEXT; beyond a bound it is left out. */
void pending_add(struct pending *pending, const struct pending_place *place, str text, bool is_warning);

static inline str pending_text(const struct pending *pending, const struct pending_line *line) {
    return str_of(pending->text + line->at, line->len);
}

void pendings_free(struct pendings *pendings);

#endif
