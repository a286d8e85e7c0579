/* What several events of one input say together: growth, respawn, cascade, storm.
 * SPDX-License-Identifier: MIT */
#include "series/series.h"

#include "base/arena.h"
#include "series/growth.h"
#include "series/history.h"
#include "series/overview.h"

#include <stdlib.h>

struct series {
    struct recall recall;
    /* The event that was compared last and is to be added. */
    struct recall_event kept;
    struct recall_stream *stream;
    struct growth_list growth;
    struct arena arena; /* of the statements */
    struct evidence_list statements;
};

struct series *series_new(void) {
    return calloc(1, sizeof(struct series));
}

void series_free(struct series *series) {
    if (!series)
        return;
    arena_reset(&series->arena);
    free(series);
}

const struct growth_list *series_compare(struct series *series, const struct event *event,
                                         const struct reckoning *reckoning) {
    series->stream = recall_stream_of(&series->recall, event, reckoning);
    recall_event_set(&series->kept, series->stream, event, reckoning);
    series->stream->used = ++series->recall.events;
    growth_compare(&series->recall, event, series->stream, &series->kept, &series->growth);
    return &series->growth;
}

bool series_add(struct series *series, const struct event *event, struct diagnosis *diagnosis) {
    history_tell_event(&series->recall, event, series->stream, &series->kept, &series->growth, diagnosis);
    if (diagnosis->finding_count)
        recall_keep_verdict(series->stream, &series->kept, &diagnosis->findings[0]);
    recall_keep_event(series->stream, &series->kept, (int64_t)event->kill_count);
    return !event->arena->failed;
}

const struct evidence_list *series_statements(struct series *series) {
    arena_reset(&series->arena);
    series->statements = overview_of(&series->recall, &series->arena);
    return series->arena.failed ? NULL : &series->statements;
}
