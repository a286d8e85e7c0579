/* What grew from one event to another: by how much, how fast, and when it will be too much again.
 * SPDX-License-Identifier: MIT */
#ifndef SERIES_GROWTH_H
#define SERIES_GROWTH_H

#include "base/arena.h"
#include "series/recall.h"

enum { GROWTH_SECOND_US = 1000000 };

/* What grew up to EVENT, of STREAM, kept as KEPT and not yet remembered. Memory comes from the event's arena. */
void growth_compare(const struct recall *recall, const struct event *event, const struct recall_stream *stream,
                    const struct recall_event *kept, struct growth_list *ret_list);

/* By so much that it is growth. */
bool growth_is_seen(int64_t from_kb, int64_t to_kb);

/* Over so many events, or so long, that it is growth: two reports of one moment differ by what is being taken down. */
bool growth_lasts(int64_t events, int64_t us);

/* The process, or the kind of memory, is large enough to be told of. */
bool growth_matters(const struct recall_process *process, const struct recall_event *event);
bool growth_kind_matters(const struct recall_event *event, enum recall_kind kind);

/* PROCESS as it was in the earliest event that is remembered, at least LEAST places back, of the boot of NOW; NULL if
 * it was in none. Most events are of other processes: times are compared only where it is found. */
const struct recall_process *growth_earliest(const struct recall_stream *stream, const struct recall_process *process,
                                             const struct recall_moment *now, int64_t least,
                                             const struct recall_event **ret_then);

/* "1.7 seconds" where the stamps are that fine and it matters, else "40 seconds" */
str growth_span(struct arena *arena, int64_t us);

int64_t growth_a_minute(int64_t kb, int64_t us);

/* " in 40 seconds, about 5 MiB a minute"; empty where the log has no times. */
str growth_rate(struct arena *arena, int64_t kb, int64_t us);

/* It was in three events at least, and larger in each than before: two points show no pace. */
bool growth_has_pace(const struct recall_stream *stream, const struct recall_process *process,
                     const struct recall_moment *now);
bool growth_kind_has_pace(const struct recall_stream *stream, const struct recall_event *now, enum recall_kind kind);

/* ". If it goes on at that pace, the 2 GiB that the last kill can give back are used up after 40 minutes" */
str growth_outlook(struct arena *arena, int64_t freed_kb, int64_t grown_kb, int64_t us);

#endif
