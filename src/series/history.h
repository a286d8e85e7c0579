/* What earlier events of the same stream add to one event.
 * SPDX-License-Identifier: MIT */
#ifndef SERIES_HISTORY_H
#define SERIES_HISTORY_H

#include "series/recall.h"

/* Fills the history of DIAGNOSIS, which is that of EVENT of STREAM, kept as KEPT; remembers its kills. */
void history_tell_event(struct recall *recall, const struct event *event, const struct recall_stream *stream,
                        const struct recall_event *kept, const struct growth_list *growth, struct diagnosis *diagnosis);

#endif
