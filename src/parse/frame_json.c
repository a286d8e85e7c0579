/* Records that are JSON objects: one a line, pretty-printed over several, or elements of an array.
 * SPDX-License-Identifier: MIT */
#include "base/scan.h"
#include "parse/frame.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>

/* --- fields --- */

static void frame_json_take_number(struct frame_record *record, str name, const json_t *value, int64_t line) {
    char text[48];
    int len;
    if (json_is_integer(value)) {
        len = snprintf(text, sizeof text, "%lld", (long long)json_integer_value(value));
    } else {
        const double micro = json_real_value(value) * 1e6;
        if (!(micro >= 0 && micro < 9e18))
            return;
        const long long us = llround(micro);
        len = snprintf(text, sizeof text, "%lld.%06lld", us / 1000000, us % 1000000);
    }
    frame_record_take(record, name, str_of(text, (size_t)len), line);
}

static bool frame_json_add_element(struct gather *text, const json_t *element) {
    if (json_is_string(element)) {
        if (text->len > 0 && !gather_add(text, STR("\n")))
            return false;
        return gather_add(text, str_of(json_string_value(element), json_string_length(element)));
    }
    const char byte = (char)(json_integer_value(element) & 0xff);
    return !json_is_integer(element) || gather_add(text, str_of(&byte, 1));
}

/* A text that is no UTF-8 comes as an array of its bytes, a repeated field as an array of strings. */
static bool frame_json_take_array(struct frame_record *record, struct gather *room, str name, const json_t *value,
                                  int64_t line) {
    gather_clear(room);
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!frame_json_add_element(room, json_array_get(value, i)))
            return false;
    frame_record_take(record, name, gather_text(room), line);
    return true;
}

static bool frame_json_take_value(struct frame_record *record, struct gather *room, str name, const json_t *value,
                                  int64_t line) {
    if (json_is_string(value))
        frame_record_take(record, name, str_of(json_string_value(value), json_string_length(value)), line);
    else if (json_is_number(value) && frame_text_rank(name) == 0)
        frame_json_take_number(record, name, value, line);
    else if (json_is_array(value) && frame_text_rank(name) > 0)
        return frame_json_take_array(record, room, name, value, line);
    return true;
}

/* --- objects that are cut or hold bytes that are no UTF-8: what can be read of them --- */

static size_t frame_json_put_utf8(char *to, uint64_t code) {
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        to[0] = (char)(0xc0 | code >> 6);
        to[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    to[0] = (char)(0xe0 | code >> 12);
    to[1] = (char)(0x80 | (code >> 6 & 0x3f));
    to[2] = (char)(0x80 | (code & 0x3f));
    return 3;
}

/* What stands behind a backslash; no longer than it. */
static size_t frame_json_put_escape(struct scan *scan, char *to) {
    static const char letters[] = "nrtbf", bytes[] = "\n\r\t\b\f";
    const char letter = *scan->at++;
    struct scan digits = {scan->at, scan->end - scan->at > 4 ? scan->at + 4 : scan->end};
    uint64_t code;
    if (letter == 'u' && scan_hex(&digits, &code) && digits.at - scan->at == 4) {
        scan->at += 4;
        return frame_json_put_utf8(to, code);
    }
    const char *known = strchr(letters, letter);
    *to = letter && known ? bytes[known - letters] : letter;
    return 1;
}

/* The string at the cursor, in the gather's room; a missing end quote is the end of the text. */
static bool frame_json_loose_string(struct scan *scan, struct gather *room, str *ret_text) {
    size_t most, len = 0;
    if (!scan_byte(scan, '"'))
        return false;
    char *to = gather_reserve(room, (size_t)(scan->end - scan->at), &most);
    if (!to)
        return false;
    for (; !scan_done(scan) && *scan->at != '"' && len < most;) {
        const char byte = *scan->at++;
        if (byte == '\\' && !scan_done(scan))
            len += frame_json_put_escape(scan, to + len);
        else
            to[len++] = byte;
    }
    scan_byte(scan, '"');
    room->len += len;
    *ret_text = str_of(to, len);
    return true;
}

/* The pairs of a name and a string, at whatever depth. */
static void frame_json_take_loosely(struct frame_record *record, struct gather *room, str text, int64_t line) {
    struct scan scan = scan_of(text);
    str skipped, name, value;
    while (scan_until(&scan, '"', &skipped)) {
        if (!frame_json_loose_string(&scan, room, &name))
            return;
        scan_blanks(&scan);
        if (!scan_byte(&scan, ':'))
            continue;
        scan_blanks(&scan);
        if (scan_peek(&scan) == '"' && frame_json_loose_string(&scan, room, &value))
            frame_record_take(record, name, value, line);
    }
}

/* --- records --- */

static bool frame_json_hand_on(struct frame_json *frame, frame_sink *sink, void *context) {
    return !frame_record_finish(&frame->record) || sink(context, &frame->record);
}

/* An object that did not come to its end. */
static bool frame_json_hand_on_loosely(struct frame_json *frame, str text, int64_t line, frame_sink *sink,
                                       void *context) {
    gather_clear(&frame->room);
    frame_record_clear(&frame->record);
    frame_json_take_loosely(&frame->record, &frame->room, text, line);
    return frame_json_hand_on(frame, sink, context);
}

static bool frame_json_hand_on_object(struct frame_json *frame, str text, int64_t line, frame_sink *sink,
                                      void *context) {
    json_t *object = json_loadb(text.data, text.len, JSON_ALLOW_NUL, NULL);
    if (!object)
        return frame_json_hand_on_loosely(frame, text, line, sink, context);
    const char *name;
    json_t *value;
    bool ok = true;
    frame_record_clear(&frame->record);
    json_object_foreach(object, name, value) {
        ok = ok && frame_json_take_value(&frame->record, &frame->room, str_from_cstr(name), value, line);
    }
    ok = ok && frame_json_hand_on(frame, sink, context);
    json_decref(object);
    return ok;
}

/* --- the walk over the bytes --- */

static bool frame_json_open_level(struct frame_json *frame, char kind) {
    const size_t most = sizeof frame->levels / sizeof *frame->levels;
    const bool in_object = frame->depth > 0 && frame->levels[frame->depth - 1].kind == '{';
    if (frame->depth == most || (in_object && frame->before != ':'))
        return false;
    frame->levels[frame->depth++] = (struct frame_level){.kind = kind};
    return true;
}

/* The string at the cursor, unread; false if its end is not on this line. */
static bool frame_json_skip_string(struct scan *scan, str *ret_inside) {
    const char *from = ++scan->at;
    for (; !scan_done(scan) && *scan->at != '"'; scan->at++)
        if (*scan->at == '\\' && scan->end - scan->at > 1)
            scan->at++;
    *ret_inside = str_of(from, (size_t)(scan->at - from));
    return scan_byte(scan, '"');
}

static void frame_json_note_key(struct frame_json *frame, str key, int64_t line) {
    struct frame_level *level = &frame->levels[frame->depth - 1];
    if (level->kind == '{' && frame_text_rank(key) > 0) {
        level->has_text = true;
        level->line = line;
    }
}

enum frame_json_step { FRAME_JSON_ON, FRAME_JSON_BROKEN, FRAME_JSON_STOPPED };

/* An object or array ends at the cursor; PIECE is the part of the line that is not in the gather yet. */
static enum frame_json_step frame_json_close_level(struct frame_json *frame, char bracket, const char **piece,
                                                   const char *end, frame_sink *sink, void *context) {
    if (frame->depth == 0 || frame->levels[frame->depth - 1].kind != (bracket == '}' ? '{' : '['))
        return FRAME_JSON_BROKEN;
    const struct frame_level level = frame->levels[--frame->depth];
    if (!level.has_text)
        return FRAME_JSON_ON;
    if (!gather_add(&frame->text, str_of(*piece, (size_t)(end - *piece))))
        return FRAME_JSON_STOPPED;
    *piece = end;
    const str object = str_from(gather_text(&frame->text), level.from);
    frame->is_known = true;
    frame->is_pretty = frame->is_pretty || str_find_byte(object, '\n') != STR_NONE;
    const bool go_on = frame->text.cut || frame_json_hand_on_object(frame, object, level.line, sink, context);
    frame->text.len = level.from;
    frame->text.cut = false;
    return go_on ? FRAME_JSON_ON : FRAME_JSON_STOPPED;
}

/* One byte that belongs to no string. */
static enum frame_json_step frame_json_take_byte(struct frame_json *frame, const struct scan *scan, const char **piece,
                                                 frame_sink *sink, void *context) {
    static const char others[] = " \t\r,:+-.0123456789truefalsnE";
    const char byte = *scan->at;
    if (byte == '{' || byte == '[') {
        if (!frame_json_open_level(frame, byte))
            return FRAME_JSON_BROKEN;
        frame->levels[frame->depth - 1].from = frame->text.len + (size_t)(scan->at - *piece);
        return FRAME_JSON_ON;
    }
    if (byte == '}' || byte == ']')
        return frame_json_close_level(frame, byte, piece, scan->at + 1, sink, context);
    return memchr(others, byte, sizeof others - 1) ? FRAME_JSON_ON : FRAME_JSON_BROKEN;
}

/* All of a line. *RET_PIECE is what of it is not in the gather. */
static enum frame_json_step frame_json_walk(struct frame_json *frame, str text, int64_t line, const char **ret_piece,
                                            frame_sink *sink, void *context) {
    struct scan scan = scan_of(text);
    str string = {NULL, 0};
    *ret_piece = scan.at;
    for (; !scan_done(&scan); scan.at++) {
        const char byte = *scan.at;
        if (byte == '"') {
            if (frame->depth == 0 || !frame_json_skip_string(&scan, &string))
                return FRAME_JSON_BROKEN;
            scan.at--;
        } else {
            if (byte == ':' && frame->before == '"' && frame->depth > 0)
                frame_json_note_key(frame, string, line);
            const enum frame_json_step step = frame_json_take_byte(frame, &scan, ret_piece, sink, context);
            if (step != FRAME_JSON_ON)
                return step;
        }
        if (byte != ' ' && byte != '\t' && byte != '\r')
            frame->before = byte;
    }
    return FRAME_JSON_ON;
}

static void frame_json_forget(struct frame_json *frame) {
    gather_clear(&frame->text);
    frame->depth = 0;
    frame->before = '\0';
}

/* Without what server-sent events and JSON text sequences put before an object. */
static str frame_json_without_lead(str raw) {
    raw = str_trim(raw);
    if (str_starts(raw, STR("\x1e")) || str_starts(raw, STR("data: ")))
        raw = str_trim_start(str_from(raw, *raw.data == '\x1e' ? 1 : sizeof "data: " - 1));
    while (raw.len > 0 && raw.data[raw.len - 1] == '\r')
        raw.len--;
    return raw;
}

/* "{", "{\"", "[", "[{" */
static bool frame_json_opens_object(str text) {
    if (text.len == 0 || (*text.data != '{' && *text.data != '['))
        return false;
    const str behind = str_trim_start(str_from(text, 1));
    const char next = behind.len > 0 ? *behind.data : '\0';
    return next == '\0' || (*text.data == '{' ? next == '"' || next == '}' : next == '{');
}

/* The line that holds the text of an object which is not complete, or 0. */
static int64_t frame_json_line_of_text(const struct frame_json *frame) {
    for (size_t i = frame->depth; i > 0; i--)
        if (frame->levels[i - 1].has_text)
            return frame->levels[i - 1].line;
    return 0;
}

/* An object broke off: what it and REST hold is read loosely if a text is in it. False to stop. */
static bool frame_json_give_up(struct frame_json *frame, str rest, frame_sink *sink, void *context) {
    const int64_t line = frame_json_line_of_text(frame);
    const bool go_on = line == 0 || (gather_add(&frame->text, rest) &&
                                     frame_json_hand_on_loosely(frame, gather_text(&frame->text), line, sink, context));
    frame_json_forget(frame);
    return go_on;
}

/* True if TEXT cannot go on what is open: a new object where only a comma or an end may stand. */
static bool frame_json_starts_anew(const struct frame_json *frame, str text) {
    return frame->depth > 0 && str_starts(text, STR("{")) && frame->levels[frame->depth - 1].kind == '{' &&
           frame->before != ':';
}

enum frame_verdict frame_json_line(struct frame_json *frame, str raw, int64_t line, frame_sink *sink, void *context) {
    const str text = frame_json_without_lead(raw);
    const char *piece;
    if (frame_json_starts_anew(frame, text) && !frame_json_give_up(frame, str_of(NULL, 0), sink, context))
        return FRAME_STOPPED;
    const bool was_open = frame->depth > 0;
    if (frame->is_known && text.len == 0)
        return FRAME_TAKEN; /* between server-sent events */
    if (!was_open && !frame_json_opens_object(text))
        return FRAME_FOREIGN;
    const enum frame_json_step step = frame_json_walk(frame, text, line, &piece, sink, context);
    if (step == FRAME_JSON_STOPPED)
        return FRAME_STOPPED;
    const str rest = str_of(piece, (size_t)(text.data + text.len - piece));
    if (step == FRAME_JSON_BROKEN) {
        const bool is_mine = !was_open && frame_json_line_of_text(frame) > 0;
        if (!frame_json_give_up(frame, rest, sink, context))
            return FRAME_STOPPED;
        return is_mine ? FRAME_TAKEN : FRAME_FOREIGN;
    }
    if (frame->depth == 0) {
        frame_json_forget(frame);
        return FRAME_TAKEN;
    }
    return gather_add(&frame->text, rest) && gather_add(&frame->text, STR("\n")) ? FRAME_TAKEN : FRAME_STOPPED;
}

bool frame_json_end(struct frame_json *frame, frame_sink *sink, void *context) {
    return frame->depth == 0 || frame_json_give_up(frame, str_of(NULL, 0), sink, context);
}
