/* Puts messages together to events: several in progress at once, complete ones handed out in order.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_ASSEMBLE_H
#define EVENTS_ASSEMBLE_H

#include "events/parser.h"
#include "log/message.h"

struct assemble;

/* NULL when memory is short. */
struct assemble *assemble_new(parser_sink *sink, void *context);

/* Events share BUDGET from now on. */
void assemble_share(struct assemble *assemble, struct arena_budget *budget);
void assemble_free(struct assemble *assemble);

/* Lines behind LINE_BASE come from the input called NAME. False when memory is short. */
bool assemble_source(struct assemble *assemble, str name, int64_t line_base);

/* LINE, the next one, is the last of its input and has no newline: it may be cut. */
void assemble_unended(struct assemble *assemble, int64_t line);

/* STATEMENT, of static life, becomes a warning of the events in progress and of those to come of this input. */
void assemble_doubt(struct assemble *assemble, const char *statement);

/* The next message. False when memory is short or the sink stopped; the same for all below. */
bool assemble_message(struct assemble *assemble, const struct message *message);

/* The input ends: no line of the next one goes on with the last line of this one. */
bool assemble_pause(struct assemble *assemble);

/* Hands out what has its kill line, or everything. */
bool assemble_idle(struct assemble *assemble);
bool assemble_finish(struct assemble *assemble);

/* As queue_take_again. */
int64_t assemble_take_again(struct assemble *assemble);

/* Whether an event is in progress that the next lines may belong to. */
bool assemble_is_busy(const struct assemble *assemble);

#endif
