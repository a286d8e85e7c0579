/* Writes JSON as a stream.
 * SPDX-License-Identifier: MIT */
#include "report/json_out.h"

#include "report/escape.h"

void json_out_raw(struct json_out *out, str json) {
    if (out->comma)
        out_byte(out->to, ',');
    out_str(out->to, json);
    out->comma = true;
}

void json_out_null(struct json_out *out) {
    json_out_raw(out, STR("null"));
}

void json_out_bool(struct json_out *out, bool value) {
    json_out_raw(out, value ? STR("true") : STR("false"));
}

void json_out_number(struct json_out *out, int64_t value) {
    char *at = json_out_room(out, FORMAT_NUMBER + 1);
    *at = ',';
    json_out_written(out, json_put_number(at + out->comma, value), true);
}

/* Writes what stands at the start of TEXT and is not plain, a backslash twice where it is DOUBLED; returns how many of
 * its bytes. */
static size_t json_out_special(struct out *out, str text, bool doubled) {
    if (text.data[0] == '"' || text.data[0] == '\\') {
        if (text.data[0] == '\\' && doubled)
            out_bytes(out, "\\\\", 2);
        out_byte(out, '\\');
        out_byte(out, text.data[0]);
        return 1;
    }
    size_t len = escape_foul(text);
    if (escape_clean(str_first(text, len), NULL) == len) {
        out_bytes(out, text.data, len);
        return len;
    }
    for (size_t i = 0; i < len; i++) {
        char shown[4];
        escape_byte(text.data[i], shown);
        out_byte(out, '\\');
        out_bytes(out, shown, sizeof shown);
    }
    return len;
}

static __attribute__((cold)) void json_out_escaped(struct json_out *out, str text) {
    struct out *to = out->to;
    const bool doubled = escape_doubles(text);
    json_out_raw(out, STR("\""));
    while (text.len > 0) {
        size_t plain = escape_plain_quoted(text);
        out_bytes(to, text.data, plain);
        text = str_from(text, plain);
        if (text.len > 0)
            text = str_from(text, json_out_special(to, text, doubled));
    }
    out_byte(to, '"');
}

/* Nearly every text needs no escaping: it is copied and checked in one go. */
char *json_put_string(char *at, str text) {
    *at++ = '"';
    if (text.len > JSON_TEXT || !escape_copy_quoted(at, text))
        return NULL;
    at[text.len] = '"';
    return at + text.len + 1;
}

void json_out_string(struct json_out *out, str text) {
    char *at = json_out_room(out, JSON_TEXT + 3);
    *at = ',';
    at = json_put_string(at + out->comma, text);
    if (at)
        json_out_written(out, at, true);
    else
        json_out_escaped(out, text);
}

void json_out_text_at(struct json_out *out, char *at, str text) {
    char *end = text.len > 0 ? json_put_string(at, text) : json_put(at, STR("null"));
    json_out_written(out, end ? end : at, end != NULL);
    if (!end)
        json_out_escaped(out, text);
}

void json_out_named(struct json_out *out, str key) {
    json_out_string(out, key);
    out_byte(out->to, ':');
    out->comma = false;
}
