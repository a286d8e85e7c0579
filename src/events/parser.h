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

/* --- the log stage in front of the parser: what it hands on, and what it asks about the kernel's words --- */

/* The kernel stage's answers to the log stage. */
struct grammar intake_grammar(const struct opener *opener);

struct intake {
    struct parser *parser;
    /* Called for each input, whose lines come after LINE_BASE; may be NULL. */
    void (*begin_input)(void *context, int64_t line_base);
    void *context; /* of that function */
};

/* A reader whose messages go to the parser; both arguments outlive it. NULL when memory is short. */
struct reader *intake_new(struct intake *intake, const struct opener *opener);

/* --- the parser --- */

struct parser;

/* NULL when memory is short. */
struct parser *parser_new(queue_sink *sink, void *context);
void parser_free(struct parser *parser);

/* Lines after LINE_BASE come from the input called NAME. False when memory is short. */
bool parser_input(struct parser *parser, str name, int64_t line_base);

/* The file called NAME is read next. If it is of another log, what the last one showed of a machine without a name is
 * forgotten. */
void parser_begin_file(struct parser *parser, str name);

/* Events share BUDGET from here on. It has to stay until the last of them is freed. */
void parser_share(struct parser *parser, struct arena_budget *budget);

/* From here on events keep their lines, for writers that show them. */
void parser_keep_lines(struct parser *parser);

/* LINE, the next one, is the last of its input and has no newline: it may be incomplete. */
void parser_unended(struct parser *parser, int64_t line);

/* STATEMENT, of static life, becomes a warning of the events in progress and of those to come of this input. */
void parser_doubt(struct parser *parser, const char *statement);

/* The next message. False when memory is short or the sink stopped; the same for all below. */
bool parser_message(struct parser *parser, const struct message *message);

/* The input ends: no line of the next one goes on with the last line of this one. */
bool parser_pause(struct parser *parser);

/* Hands out the events that have their kill line, or all. */
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

/* Whether an event is in progress that the next lines may belong to. */
bool parser_is_busy(const struct parser *parser);

#endif
