/* Turns messages into events: several may be in progress at once, complete ones are handed out in order.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_ASSEMBLE_H
#define EVENTS_ASSEMBLE_H

#include "events/queue.h"
#include "log/message.h"

struct assemble;

/* NULL when memory is short. */
struct assemble *assemble_new(queue_sink *sink, void *context);
void assemble_free(struct assemble *assemble);

/* Lines behind LINE_BASE come from the input called NAME. False when memory is short. */
bool assemble_source(struct assemble *assemble, str name, int64_t line_base);

/* From here on events keep their lines, for writers that show them. */
void assemble_keep_lines(struct assemble *assemble);

/* LINE, the next one, is the last of its input and has no newline: it may be incomplete. */
void assemble_unended(struct assemble *assemble, int64_t line);

/* STATEMENT, of static life, becomes a warning of the events in progress and of those to come of this input. */
void assemble_doubt(struct assemble *assemble, const char *statement);

/* The next message. False when memory is short or the sink stopped; the same for all below. */
bool assemble_message(struct assemble *assemble, const struct message *message);

/* The input ends: no line of the next one goes on with the last line of this one. */
bool assemble_pause(struct assemble *assemble);

/* Hands out the events that have their kill line, or all. */
bool assemble_idle(struct assemble *assemble);
bool assemble_finish(struct assemble *assemble);

/* How many duplicates came after their event had been handed out, since the last call. */
int64_t assemble_take_duplicates(struct assemble *assemble);

/* Whether an event is in progress that the next lines may belong to. */
bool assemble_is_busy(const struct assemble *assemble);

#endif
