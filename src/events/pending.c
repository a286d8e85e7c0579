/* What userspace killers write before they kill: their figures, line by line, wait here for the kill that they explain.
 * SPDX-License-Identifier: MIT */
#include "events/pending.h"

#include "model/clock.h"

#include <stdlib.h>

enum {
    PENDING_SECONDS = 60
}; /* between two lines, or before the kill: earlyoom writes its figures up to once an hour */

static bool pending_is_of(const struct pending *pending, const struct pending_place *place) {
    return pending->killer == place->killer &&
           str_equal(str_of(pending->host, pending->host_len), str_first(place->host, sizeof pending->host));
}

static bool pending_is_near(const struct pending *pending, const struct pending_place *place) {
    if (pending->count == 0 || llabs(place->line - pending->lines[pending->count - 1].line) > LIMIT_PENDING_APART)
        return false;
    return !clock_is_known(&pending->time) || !clock_is_known(&place->time) ||
           llabs(clock_apart(&pending->time, &place->time)) <= PENDING_SECONDS;
}

/* Moves the item AT to the front. */
static struct pending *pending_use(struct pendings *pendings, size_t at) {
    struct pending *used = pendings->items[at];
    for (; at > 0; at--)
        pendings->items[at] = pendings->items[at - 1];
    return pendings->items[0] = used;
}

static size_t pending_index(const struct pendings *pendings, const struct pending_place *place) {
    size_t at = 0;
    while (at < PENDINGS && pendings->items[at] && !pending_is_of(pendings->items[at], place))
        at++;
    return at;
}

struct pending *pending_find(struct pendings *pendings, const struct pending_place *place) {
    const size_t at = pending_index(pendings, place);
    if (at == PENDINGS || !pendings->items[at] || !pending_is_near(pendings->items[at], place))
        return NULL;
    return pending_use(pendings, at);
}

struct pending *pending_need(struct pendings *pendings, const struct pending_place *place) {
    struct pending *pending = pending_find(pendings, place);
    if (pending)
        return pending;
    size_t at = pending_index(pendings, place);
    if (at == PENDINGS)
        at--;
    if (!pendings->items[at])
        pendings->items[at] = calloc(1, sizeof *pendings->items[at]);
    if (!pendings->items[at])
        return NULL;
    pending = pending_use(pendings, at);
    const str host = str_first(place->host, sizeof pending->host);
    pending->killer = place->killer;
    pending->host_len = host.len;
    if (host.len)
        memcpy(pending->host, host.data, host.len);
    pending->count = pending->bytes = 0;
    pending->is_cut = false;
    return pending;
}

void pending_restart(struct pending *pending) {
    const struct pending_line last = pending->count ? pending->lines[pending->count - 1] : (struct pending_line){0};
    pending->count = pending->bytes = 0;
    pending->is_cut = false;
    if (!last.is_warning)
        return;
    memmove(pending->text, pending->text + last.at, last.len);
    pending->lines[pending->count++] = (struct pending_line){last.line, 0, last.len, true};
    pending->bytes = last.len;
}

void pending_add(struct pending *pending, const struct pending_place *place, str text, bool is_warning) {
    pending->time = place->time;
    if (pending->count == LIMIT_PENDING_LINES || text.len > sizeof pending->text - pending->bytes) {
        pending->is_cut = true;
        return;
    }
    memcpy(pending->text + pending->bytes, text.data, text.len);
    pending->lines[pending->count++] = (struct pending_line){place->line, pending->bytes, text.len, is_warning};
    pending->bytes += text.len;
}

void pendings_free(struct pendings *pendings) {
    for (size_t i = 0; i < PENDINGS; i++)
        free(pendings->items[i]);
}
