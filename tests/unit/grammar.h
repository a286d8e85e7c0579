/* The kernel's grammar for a group of tests that read lines without a parser, and a sink for what is read.
 * SPDX-License-Identifier: MIT */
#ifndef TEST_GRAMMAR_H
#define TEST_GRAMMAR_H

#include "events/parser.h"

static struct opener *opener;
static struct grammar grammar;

static inline int grammar_set_up(void **state) {
    (void)state;
    opener = opener_new();
    if (!opener)
        return 1;
    grammar = parser_grammar(opener);
    return 0;
}

static inline int grammar_tear_down(void **state) {
    (void)state;
    opener_free(opener);
    return 0;
}

static inline bool ignore_input(void *context, str name, int64_t line_base) {
    (void)context, (void)name, (void)line_base;
    return true;
}

static inline bool ignore_pause(void *context) {
    (void)context;
    return true;
}

static inline void ignore_unended(void *context, int64_t line) {
    (void)context, (void)line;
}

static inline void ignore_warning(void *context, const char *sentence) {
    (void)context, (void)sentence;
}

/* No line is left out. */
static inline bool always_busy(const void *context) {
    (void)context;
    return true;
}

/* Hands each message to HEAR; a test says what else it listens to. */
static inline struct message_sink sink_of(bool (*hear)(void *context, const struct message *message)) {
    return (struct message_sink){hear, ignore_input, ignore_pause, ignore_unended, ignore_warning, always_busy, NULL};
}

#endif
