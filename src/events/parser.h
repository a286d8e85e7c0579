/* Turns messages into events: several may be in progress at once, complete ones are handed out in order.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_PARSER_H
#define EVENTS_PARSER_H

#include "base/arena.h"
#include "events/open_event.h"
#include "events/queue.h"
#include "kernel/opener.h"
#include "log/message.h"
#include "log/reader.h"

/* Called for each input, whose lines come after LINE_BASE. */
typedef void parser_input_sink(void *context, int64_t line_base);

struct parser;

/* BEGIN_INPUT may be NULL. NULL when memory is short. */
struct parser *parser_new(queue_sink *sink, parser_input_sink *begin_input, void *context);
void parser_free(struct parser *parser);

/* The kernel stage's answers to the log stage. */
struct grammar parser_grammar(const struct opener *opener);

/* A reader whose messages go to PARSER; both arguments outlive it. NULL when memory is short. */
struct reader *parser_reader(struct parser *parser, const struct opener *opener);

/* The file called NAME is read next. If it is of another log, what the last one showed of a machine without a name is
 * forgotten. */
void parser_begin_file(struct parser *parser, str name);

/* Events share BUDGET from here on. It has to stay until the last of them is freed. */
void parser_share(struct parser *parser, struct arena_budget *budget);

/* From here on events keep their lines, for writers that show them. */
void parser_keep_lines(struct parser *parser);

/* Hands out the events that have their kill line, or all. False when memory is short or the sink stopped; the same
 * below. */
bool parser_idle(struct parser *parser);
bool parser_finish(struct parser *parser);

/* For streams: what comes next arrived at NOW_US, by the caller's clock, in microseconds. */
void parser_set_clock(struct parser *parser, int64_t now_us);

/* For streams: hands out what is complete, or had no line for too long, by that clock. */
bool parser_tick(struct parser *parser);

/* Whether anything waits for a tick. */
bool parser_has_work(const struct parser *parser);

/* The dumps of memory without a word of the OOM killer that were seen, in *RET_DUMPS, which are the
 * parser's. Returns their number, at most LIMIT_DUMPS. */
size_t parser_dumps(const struct parser *parser, const struct dump **ret_dumps);

/* How many duplicates of one file came after their event had been handed out, as of queue_take_duplicates. */
int64_t parser_take_duplicates(struct parser *parser, char **ret_file);

/* Whether there were so many events that duplicates of the latest are no longer known. */
bool parser_forgets(const struct parser *parser);

#endif
