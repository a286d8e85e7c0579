/* JSON as a stream.
 * SPDX-License-Identifier: MIT */
#include "report/emit.h"

#include "report/escape.h"

void emit_raw(struct emit *emit, str json) {
    if (emit->comma)
        out_byte(emit->out, ',');
    out_str(emit->out, json);
    emit->comma = true;
}

void emit_null(struct emit *emit) {
    emit_raw(emit, STR("null"));
}

void emit_bool(struct emit *emit, bool value) {
    emit_raw(emit, value ? STR("true") : STR("false"));
}

void emit_number(struct emit *emit, int64_t value) {
    char *at = emit_room(emit, FORMAT_NUMBER + 1);
    *at = ',';
    emit_written(emit, emit_put_number(at + emit->comma, value), true);
}

/* What stands at the start of TEXT and is not plain; how many bytes it was. */
static size_t emit_special(struct out *out, str text) {
    if (text.data[0] == '"' || text.data[0] == '\\') {
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

static __attribute__((cold)) void emit_escaped(struct emit *emit, str text) {
    struct out *out = emit->out;
    emit_raw(emit, STR("\""));
    while (text.len > 0) {
        size_t plain = escape_plain_quoted(text);
        out_bytes(out, text.data, plain);
        text = str_from(text, plain);
        if (text.len > 0)
            text = str_from(text, emit_special(out, text));
    }
    out_byte(out, '"');
}

/* Nearly every text stands as it is: it is copied and looked at in one go. */
char *emit_put_string(char *at, str text) {
    *at++ = '"';
    if (text.len > EMIT_TEXT || !escape_copy_quoted(at, text))
        return NULL;
    at[text.len] = '"';
    return at + text.len + 1;
}

void emit_string(struct emit *emit, str text) {
    char *at = emit_room(emit, EMIT_TEXT + 3);
    *at = ',';
    at = emit_put_string(at + emit->comma, text);
    if (at)
        emit_written(emit, at, true);
    else
        emit_escaped(emit, text);
}

void emit_text(struct emit *emit, str text) {
    if (text.len == 0)
        emit_null(emit);
    else
        emit_string(emit, text);
}

void emit_named(struct emit *emit, str key) {
    emit_string(emit, key);
    out_byte(emit->out, ':');
    emit->comma = false;
}
