/* The parser: blocks of whole lines in, events out.
 * SPDX-License-Identifier: MIT */
#ifndef PARSE_PARSE_H
#define PARSE_PARSE_H

#include "base/str.h"

#include <oomwhy/event.h>

struct parse;

/* Takes a complete event and owns it: ends with event_free. False stops the parser. */
typedef bool parse_sink(void *context, struct oomwhy_event *event);

/* NULL when memory is short. */
struct parse *parse_new(parse_sink *sink, void *context);
void parse_free(struct parse *parse);

/* A new input named NAME begins (copied). Events in progress go on: it may be the same log after rotation. */
bool parse_begin(struct parse *parse, str name);

/* Whole lines, each with its newline; the very last line of an input may lack it. False: memory is short or the sink
 * stopped. */
bool parse_block(struct parse *parse, str block);
bool parse_end(struct parse *parse);

/* Nothing has come for a while: events that already have their kill line are handed out. */
bool parse_idle(struct parse *parse);

/* How many events have been told again since the last call, too late to be named in the first one's `also`: they are
 * left out. */
int64_t parse_take_again(struct parse *parse);

/* No more input: hands out every event in progress, marked as cut where it was. */
bool parse_finish(struct parse *parse);

/* Releases an event with everything that hangs on it. */
void event_free(struct oomwhy_event *event);

#endif
