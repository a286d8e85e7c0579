/* What several events of one input say together: growth, respawn, cascade, storm.
 * SPDX-License-Identifier: MIT */
#ifndef SERIES_SERIES_H
#define SERIES_SERIES_H

#include "model/finding.h"
#include "model/reckoning.h"

struct series;

/* NULL when memory is short. Memory stays bounded however many events come. */
struct series *series_new(void);
void series_free(struct series *series);

/* What grew since earlier events up to EVENT, which has its number: for its diagnosis. Lives until the next call; the
 * texts are in the event's memory. */
const struct growth_list *series_compare(struct series *series, const struct event *event,
                                         const struct reckoning *reckoning);

/* Takes the event that was compared last; fills the history in its diagnosis. False when memory is short. */
bool series_add(struct series *series, const struct event *event, struct diagnosis *diagnosis);

/* Statements over all events so far, for the end of the report; each names event numbers. They live until the next
 * call. NULL when memory is short. */
const struct evidence_list *series_statements(struct series *series);

#endif
