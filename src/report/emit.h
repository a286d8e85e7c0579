/* JSON as a stream: values are written as they come, nothing is kept but whether a comma is due.
 * SPDX-License-Identifier: MIT
 *
 * Own code, because a report is as many small numbers as text and must leave at the speed at which logs come in: a
 * tree of jansson's costs an allocation a value and is several times too slow.
 * The output is valid UTF-8 and safe for a terminal: what escape.h would escape becomes the text \xNN. */
#ifndef REPORT_EMIT_H
#define REPORT_EMIT_H

#include "base/format.h"
#include "base/out.h"

#include "model/event.h"

struct emit {
    struct out *out;
    bool comma; /* something stands before the next value or key */
};

enum { EMIT_KEY = 64, EMIT_TEXT = 1024 };

/* Where at most MOST bytes may be written at once. */
static inline char *emit_room(struct emit *emit, size_t most) {
    return out_room(emit->out, most);
}

/* What was written up to AT stands; a comma is due if something may follow it. */
static inline void emit_written(struct emit *emit, const char *at, bool comma) {
    out_written(emit->out, at);
    emit->comma = comma;
}

/* BRACKET is '{' or '[' to open, '}' or ']' to close. */
static inline void emit_open(struct emit *emit, char bracket) {
    char *at = emit_room(emit, 2);
    *at = ',';
    at += emit->comma;
    *at++ = bracket;
    emit_written(emit, at, false);
}

static inline void emit_close(struct emit *emit, char bracket) {
    char *at = emit_room(emit, 1);
    *at++ = bracket;
    emit_written(emit, at, true);
}

/* "KEY": at AT, with the comma that is due; where it ends. KEY has at most EMIT_KEY bytes and holds nothing to escape.
 */
static inline char *emit_put_key(const struct emit *emit, char *at, str key) {
    *at = ',';
    at += emit->comma;
    *at++ = '"';
    memcpy(at, key.data, key.len);
    at += key.len;
    memcpy(at, "\":", 2);
    return at + 2;
}

/* LITERAL at AT, of a length that the compiler knows; where it ends. */
static inline char *emit_put(char *at, str literal) {
    memcpy(at, literal.data, literal.len);
    return at + literal.len;
}

/* VALUE at AT, null for ABSENT; where it ends. */
static inline char *emit_put_number(char *at, int64_t value) {
    if ((uint64_t)value < FORMAT_SMALL)
        return format_small(at, (uint32_t)value);
    return value == ABSENT ? emit_put(at, STR("null")) : format_i64(at, value);
}

/* TEXT at AT in quotes, where there is room for EMIT_TEXT + 2 bytes; where it ends, or NULL: it is longer, or something
 * in it is to be escaped. */
char *emit_put_string(char *at, str text);

/* A member behind another: its key with the comma, the quotes and the colon as one literal. */
#define EMIT_NEXT(key) STR(",\"" key "\":")

/* A key as emit_put_key writes it; its value comes next. */
static inline void emit_key(struct emit *emit, str key) {
    emit_written(emit, emit_put_key(emit, emit_room(emit, EMIT_KEY + 4), key), false);
}

void emit_null(struct emit *emit);
void emit_bool(struct emit *emit, bool value);
void emit_string(struct emit *emit, str text);

/* null for ABSENT. */
void emit_number(struct emit *emit, int64_t value);

/* null for an empty text. */
void emit_text(struct emit *emit, str text);

/* Bytes that are JSON already. */
void emit_raw(struct emit *emit, str json);

/* A key that is data. */
void emit_named(struct emit *emit, str key);

/* A key with its number, null for ABSENT. This is what reports are made of: written into the buffer in one
 * piece, and inline, so that a literal key is copied by a few moves. */
static inline void emit_member(struct emit *emit, str key, int64_t value) {
    char *at = emit_put_key(emit, emit_room(emit, EMIT_KEY + FORMAT_NUMBER + 4), key);
    emit_written(emit, value == ABSENT ? emit_put(at, STR("null")) : format_i64(at, value), true);
}

/* A key with a short piece of JSON. */
static inline void emit_member_raw(struct emit *emit, str key, str json) {
    char *at = emit_put_key(emit, emit_room(emit, EMIT_KEY + json.len + 4), key);
    emit_written(emit, emit_put(at, json), true);
}

/* A key with its text, null if empty. */
static inline void emit_member_text(struct emit *emit, str key, str text) {
    emit_key(emit, key);
    emit_text(emit, text);
}

#endif
