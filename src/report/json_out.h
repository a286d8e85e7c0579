/* Writes JSON as a stream: nothing is kept but whether a comma is due.
 * SPDX-License-Identifier: MIT
 *
 * A tree of jansson's would cost an allocation per value and be several times slower than the logs are read: a report
 * holds as many small numbers as text.
 * The output is valid UTF-8 and safe for a terminal: what escape.h would escape becomes the text \xNN. */
#ifndef REPORT_JSON_OUT_H
#define REPORT_JSON_OUT_H

#include "base/format.h"
#include "base/out.h"

#include "model/event.h"

struct json_out {
    struct out *to;
    bool comma; /* something stands before the next value or key */
};

enum { JSON_KEY = 64, JSON_TEXT = 1024 };

/* Room for MOST bytes, to be written from there on. */
static inline char *json_out_room(struct json_out *out, size_t most) {
    return out_room(out->to, most);
}

/* Keeps what was written there, up to AT; COMMA tells whether the next value needs one. */
static inline void json_out_written(struct json_out *out, const char *at, bool comma) {
    out_written(out->to, at);
    out->comma = comma;
}

/* BRACKET is '{' or '[' to open, '}' or ']' to close. */
static inline void json_out_open(struct json_out *out, char bracket) {
    char *at = json_out_room(out, 2);
    *at = ',';
    at += out->comma;
    *at++ = bracket;
    json_out_written(out, at, false);
}

static inline void json_out_close(struct json_out *out, char bracket) {
    char *at = json_out_room(out, 1);
    *at++ = bracket;
    json_out_written(out, at, true);
}

/* Writes "KEY": at AT, with a comma if one is due, and returns the end. KEY has at most JSON_KEY bytes and needs no
 * escaping. */
static inline char *json_put_key(const struct json_out *out, char *at, str key) {
    *at = ',';
    at += out->comma;
    *at++ = '"';
    at = str_put_name(at, key);
    memcpy(at, "\":", 2);
    return at + 2;
}

/* Writes LITERAL at AT and returns the end; fast where the compiler knows its length. */
static inline char *json_put(char *at, str literal) {
    memcpy(at, literal.data, literal.len);
    return at + literal.len;
}

/* Writes VALUE at AT, null for ABSENT, and returns the end. */
static inline char *json_put_number(char *at, int64_t value) {
    if ((uint64_t)value < FORMAT_SMALL)
        return format_small(at, (uint32_t)value);
    return value == ABSENT ? json_put(at, STR("null")) : format_i64(at, value);
}

/* Writes TEXT in quotes at AT, where there is room for JSON_TEXT + 2 bytes, and returns the end; NULL if it is longer
 * or needs escaping. */
char *json_put_string(char *at, str text);

/* The key of a member that is not the first, with its comma, quotes and colon as one literal. */
#define JSON_NEXT(key) STR(",\"" key "\":")

/* A key as json_put_key writes it; its value comes next. */
static inline void json_out_key(struct json_out *out, str key) {
    json_out_written(out, json_put_key(out, json_out_room(out, JSON_KEY + 4), key), false);
}

void json_out_null(struct json_out *out);
void json_out_bool(struct json_out *out, bool value);
void json_out_string(struct json_out *out, str text);

/* null for ABSENT. */
void json_out_number(struct json_out *out, int64_t value);

/* Bytes that are JSON already. */
void json_out_raw(struct json_out *out, str json);

/* A key that is data. */
void json_out_named(struct json_out *out, str key);

/* A key with its number, null for ABSENT. Inline, so that a literal key is copied by a few moves. */
static inline void json_out_member(struct json_out *out, str key, int64_t value) {
    char *at = json_put_key(out, json_out_room(out, JSON_KEY + FORMAT_NUMBER + 4), key);
    json_out_written(out, value == ABSENT ? json_put(at, STR("null")) : format_i64(at, value), true);
}

/* A key with a short piece of JSON. */
static inline void json_out_member_raw(struct json_out *out, str key, str json) {
    char *at = json_put_key(out, json_out_room(out, JSON_KEY + json.len + 4), key);
    json_out_written(out, json_put(at, json), true);
}

/* Writes TEXT, null if empty, at AT, the end of a key that json_put_key wrote into room of json_out_room, of which
 * JSON_TEXT + 2 bytes are left. */
void json_out_text_at(struct json_out *out, char *at, str text);

/* A key with its text, null if empty. */
static inline void json_out_member_text(struct json_out *out, str key, str text) {
    json_out_text_at(out, json_put_key(out, json_out_room(out, JSON_KEY + JSON_TEXT + 6), key), text);
}

#endif
