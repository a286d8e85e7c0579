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

#include <oomwhy/event.h>

struct emit {
    struct out *out;
    bool comma; /* something stands before the next value or key */
};

/* BRACKET is '{' or '[' to open, '}' or ']' to close. */
void emit_open(struct emit *emit, char bracket);
void emit_close(struct emit *emit, char bracket);

/* A key that holds nothing to escape; its value comes next. */
void emit_key(struct emit *emit, str key);

void emit_null(struct emit *emit);
void emit_bool(struct emit *emit, bool value);
void emit_string(struct emit *emit, str text);

/* null for OOMWHY_ABSENT. */
void emit_number(struct emit *emit, int64_t value);

/* null for an empty text. */
void emit_text(struct emit *emit, str text);

/* Bytes that are JSON already. */
void emit_raw(struct emit *emit, str json);

/* A key that is data. */
void emit_named(struct emit *emit, str key);

enum { EMIT_KEY = 64 };

/* Many figures of a report are 0. */
static inline char *emit_decimal(char *at, int64_t value) {
    *at = (char)('0' + (value & 15));
    return value >= 0 && value < 10 ? at + 1 : format_i64(at, value);
}

/* A key of at most EMIT_KEY bytes with its number, null for OOMWHY_ABSENT. This is what reports are made of: written
 * into the buffer in one piece, and inline, so that a literal key is copied by a few moves. */
static inline void emit_member(struct emit *emit, str key, int64_t value) {
    struct out *out = emit->out;
    if (OUT_ROOM - out->len < EMIT_KEY + FORMAT_NUMBER + 4)
        out_flush(out);
    char *at = out->buffer + out->len;
    *at = ',';
    at += emit->comma;
    *at++ = '"';
    memcpy(at, key.data, key.len);
    at += key.len;
    memcpy(at, "\":", 2);
    at += 2;
    if (value == OOMWHY_ABSENT) {
        memcpy(at, "null", 4);
        at += 4;
    } else {
        at = emit_decimal(at, value);
    }
    out->len = (size_t)(at - out->buffer);
    emit->comma = true;
}

/* A key with its text, null if empty. */
static inline void emit_member_text(struct emit *emit, str key, str text) {
    emit_key(emit, key);
    emit_text(emit, text);
}

#endif
