/* What becomes of a line that is clean: its prefixes are taken off, it is split where it holds several messages, its
 * escapes are undone, and the messages are handed on in order.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_EMIT_H
#define LOG_EMIT_H

#include "log/bare.h"
#include "log/order.h"
#include "log/prefix.h"
#include "log/split.h"

/* Zeroed before the first input. */
struct emit {
    const struct grammar *grammar;
    struct prefix_memory prefixes;
    struct bare bare;
    struct split split;
    struct unescape unescape;
    struct buffer led; /* room for a text with its lead */
    struct order order;
    int64_t first_line; /* of the input in progress */
    bool is_going;      /* nothing has stopped the messages of this line */
};

/* A new input: nothing is known of its lines. ARENA owns the texts that are put together. */
void emit_begin(struct emit *emit, const struct grammar *grammar, struct arena *arena, const struct order_sink *sink);

/* TEXT is of MESSAGE. False, here and below: memory is short or the sink stopped. */
bool emit_text(struct emit *emit, struct message *message, enum escapes escapes, str text);

/* Each line of TEXT is a message: the further ones continue the first. */
bool emit_each_line(struct emit *emit, struct message message, str text, bool spans_lines);

/* Lines without a prefix will continue one whose prefix, WIDTH bytes of it, said FOUND. */
void emit_note_prefix(struct emit *emit, const struct prefix_found *found, size_t width);

/* TEXT follows prefixes, which said FOUND. OUTER, here and below, is the record that held the line, or NULL: it has
 * what the line itself lacks. */
bool emit_prefixed(struct emit *emit, struct prefix_found *found, str text, const struct message *outer);

/* LINE has no prefix. It may go on from the line before, be the log's own, or hold a kernel message after something
 * else that the console showed: "login: [   12.345678] x". */
bool emit_unprefixed(struct emit *emit, str line, int64_t number, const struct message *outer);

/* LINE may have prefixes. */
bool emit_line(struct emit *emit, str line, int64_t number, const struct message *outer);

/* Whether LINE can open an event. */
bool emit_opens_event(const struct emit *emit, str line);

#endif
