/* The parser: blocks of whole lines in, events out.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_PARSER_H
#define EVENTS_PARSER_H

#include "base/arena.h"
#include "base/str.h"

#include "model/event.h"

struct parser;

/* Takes a complete event and owns it: ends with event_free. False stops the parser. */
typedef bool parser_sink(void *context, struct event *event);

/* NULL when memory is short. */
struct parser *parser_new(parser_sink *sink, void *context);
void parser_free(struct parser *parser);

/* Events share BUDGET, which has to stay until the last of them is freed. */
void parser_share(struct parser *parser, struct arena_budget *budget);

/* A new input named NAME begins (copied). Events in progress go on: it may be the same log after rotation. */
bool parser_begin(struct parser *parser, str name);

/* Whole lines, each with its newline; the very last line of an input may lack it. False: memory is short or the sink
 * stopped. */
bool parser_block(struct parser *parser, str block);
bool parser_end(struct parser *parser);

/* Nothing has come for a while: events that already have their kill line are handed out. */
bool parser_idle(struct parser *parser);

/* How many events have been told again since the last call, too late to be named in the first one's `also`: they are
 * left out. */
int64_t parser_take_again(struct parser *parser);

/* No more input: hands out every event in progress, marked as cut where it was. */
bool parser_finish(struct parser *parser);

#endif
