/* Records that are JSON objects: one a line, pretty-printed over several, or elements of an array.
 * SPDX-License-Identifier: MIT */
#include "log/record_json.h"

#include "base/scan.h"
#include "log/time.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>

/* --- fields --- */

static void record_json_take_number(struct record *record, str name, const json_t *value, int64_t line) {
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
    record_take(record, name, str_of(text, (size_t)len), line);
}

static bool record_json_add_element(struct buffer *text, const json_t *element) {
    if (json_is_string(element)) {
        if (text->len > 0 && !buffer_add(text, STR("\n")))
            return false;
        return buffer_add(text, str_of(json_string_value(element), json_string_length(element)));
    }
    const char byte = (char)(json_integer_value(element) & 0xff);
    return !json_is_integer(element) || buffer_add(text, str_of(&byte, 1));
}

/* A text that is no UTF-8 comes as an array of its bytes, a repeated field as an array of strings. */
static bool record_json_take_array(struct record *record, struct buffer *room, str name, const json_t *value,
                                   int64_t line) {
    buffer_clear(room);
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!record_json_add_element(room, json_array_get(value, i)))
            return false;
    record_take(record, name, buffer_text(room), line);
    return true;
}

static bool record_json_take_value(struct record *record, struct buffer *room, str name, const json_t *value,
                                   int64_t line) {
    if (json_is_object(value) && record_text_rank(name) > 0)
        value = json_object_get(value, "stringValue"); /* OpenTelemetry: "body": {"stringValue": "..."} */
    if (json_is_string(value))
        record_take(record, name, str_of(json_string_value(value), json_string_length(value)), line);
    else if (json_is_number(value) && record_text_rank(name) == 0)
        record_json_take_number(record, name, value, line);
    else if (json_is_array(value) && record_text_rank(name) > 0)
        return record_json_take_array(record, room, name, value, line);
    return true;
}

/* --- objects that are cut or hold bytes that are no UTF-8: what can be read of them --- */

static size_t record_json_put_utf8(char *to, uint64_t code) {
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

/* What follows a backslash; no longer than it. */
static size_t record_json_put_escape(struct scan *scan, char *to) {
    static const char letters[] = "nrtbf", bytes[] = "\n\r\t\b\f";
    const char letter = *scan->at++;
    struct scan digits = {scan->at, scan->end - scan->at > 4 ? scan->at + 4 : scan->end};
    uint64_t code;
    if (letter == 'u' && scan_hex(&digits, &code) && digits.at - scan->at == 4) {
        scan->at += 4;
        return record_json_put_utf8(to, code);
    }
    const char *known = strchr(letters, letter);
    *to = letter && known ? bytes[known - letters] : letter;
    return 1;
}

/* The string at the cursor, in the buffer's room; a missing end quote is the end of the text. */
static bool record_json_loose_string(struct scan *scan, struct buffer *room, str *ret_text) {
    size_t most, len = 0;
    if (!scan_byte(scan, '"'))
        return false;
    char *to = buffer_reserve(room, (size_t)(scan->end - scan->at), &most);
    if (!to)
        return false;
    for (; !scan_done(scan) && *scan->at != '"' && len < most;) {
        const char byte = *scan->at++;
        if (byte == '\\' && !scan_done(scan))
            len += record_json_put_escape(scan, to + len);
        else
            to[len++] = byte;
    }
    scan_byte(scan, '"');
    room->len += len;
    *ret_text = str_of(to, len);
    return true;
}

/* The pairs of a name and a string, at whatever depth. */
static void record_json_take_loosely(struct record *record, struct buffer *room, str text, int64_t line) {
    struct scan scan = scan_of(text);
    str skipped, name, value;
    while (scan_until(&scan, '"', &skipped)) {
        if (!record_json_loose_string(&scan, room, &name))
            return;
        scan_blanks(&scan);
        if (!scan_byte(&scan, ':'))
            continue;
        scan_blanks(&scan);
        if (scan_peek(&scan) == '"' && record_json_loose_string(&scan, room, &value))
            record_take(record, name, value, line);
    }
}

/* --- records --- */

/* Takes time and host from the object around the record, where the record has none. */
static void record_json_fill_from_outer(struct record_json *json) {
    struct message *message = &json->record.message;
    const struct message *outer = &json->outer.message;
    if (!message->time.month && message->uptime_us == ABSENT && json->record.realtime_us < 0)
        message->time = outer->time.month ? outer->time : json->stamp;
    if (message->host.len == 0)
        message->host = outer->host;
}

static bool record_json_emit(struct record_json *json, const struct record_sink *sink) {
    record_json_fill_from_outer(json);
    return !record_finish(&json->record) || sink->take(sink->context, &json->record);
}

/* An object that did not come to its end. */
static bool record_json_emit_loosely(struct record_json *json, str text, int64_t line, const struct record_sink *sink) {
    record_clear(&json->outer);
    buffer_clear(&json->room);
    record_clear(&json->record);
    record_json_take_loosely(&json->record, &json->room, text, line);
    return record_json_emit(json, sink);
}

/* jansson fails in the same way when memory is short as on a damaged object. */
static json_malloc_t record_json_malloc_before;
static _Thread_local bool record_json_is_short;

static void *record_json_malloc(size_t size) {
    void *memory = record_json_malloc_before(size);
    record_json_is_short |= !memory;
    return memory;
}

/* NULL with *RET_SHORT set where memory was short. */
static json_t *record_json_load(str text, bool *ret_short) {
    record_json_is_short = false;
    json_t *object = json_loadb(text.data, text.len, JSON_ALLOW_NUL, NULL);
    *ret_short = record_json_is_short;
    if (!record_json_is_short)
        return object;
    json_decref(object);
    return NULL;
}

/* Objects within a record that name its host, where it does not itself. */
static const struct record_json_path {
    const char *names[3];
} record_json_hosts[] = {
    {{"host", "name"}},        /* Elastic Common Schema */
    {{"host", "hostname"}},    /* the same */
    {{"agent", "hostname"}},   /* Beats */
    {{"kubernetes", "host"}},  /* Fluentd, Fluent Bit */
    {{"source", "host"}},      /* events of Kubernetes */
    {{"labels", "node_name"}}, /* cloud log services */
    {{"resource", "labels", "node_name"}},
};

static void record_json_take_nested_host(struct record *record, const json_t *object, int64_t line) {
    for (size_t i = 0; i < sizeof record_json_hosts / sizeof *record_json_hosts && record->message.host.len == 0; i++) {
        const char *const *names = record_json_hosts[i].names;
        const json_t *at = object;
        for (size_t depth = 0; depth < 3 && names[depth]; depth++)
            at = json_object_get(at, names[depth]);
        if (json_is_string(at))
            record_take(record, STR("host"), str_of(json_string_value(at), json_string_length(at)), line);
    }
}

static bool record_json_emit_object(struct record_json *json, str text, int64_t line, const struct record_sink *sink) {
    bool is_short;
    json_t *object = record_json_load(text, &is_short);
    if (!object)
        return !is_short && record_json_emit_loosely(json, text, line, sink);
    const char *name;
    json_t *value;
    bool ok = true;
    record_clear(&json->record);
    json_object_foreach(object, name, value) {
        ok = ok && record_json_take_value(&json->record, &json->room, str_from_cstr(name), value, line);
    }
    record_json_take_nested_host(&json->record, object, line);
    ok = ok && record_json_emit(json, sink);
    json_decref(object);
    return ok;
}

/* TEXT up to the bracket that closes its object. */
static str record_json_up_to_close(str text) {
    bool is_quoted = false;
    int depth = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char byte = text.data[i];
        if (byte == '\\')
            i++;
        else if (byte == '"')
            is_quoted = !is_quoted;
        else if (!is_quoted && (byte == '{' || byte == '['))
            depth++;
        else if (!is_quoted && (byte == '}' || byte == ']') && depth-- == 0)
            return str_first(text, i);
    }
    return text;
}

/* The text around an object within another one, as cloud log services nest them: BEFORE and BEHIND it. */
static void record_json_read_around(struct record_json *json, str before, str behind, int64_t line) {
    record_clear(&json->outer);
    buffer_clear(&json->room);
    record_json_take_loosely(&json->outer, &json->room, before, line);
    record_json_take_loosely(&json->outer, &json->room, record_json_up_to_close(behind), line);
}

/* --- the walk over the bytes --- */

static bool record_json_open_level(struct record_json *json, char kind) {
    const size_t most = sizeof json->levels / sizeof *json->levels;
    const bool in_object = json->depth > 0 && json->levels[json->depth - 1].kind == '{';
    if (json->depth == most || (in_object && json->before != ':'))
        return false;
    json->levels[json->depth++] = (struct record_level){.kind = kind};
    return true;
}

/* The string at the cursor, unread; false if its end is not on this line. */
static bool record_json_skip_string(struct scan *scan, str *ret_inside) {
    const char *from = ++scan->at;
    for (; !scan_done(scan) && *scan->at != '"'; scan->at++)
        if (*scan->at == '\\' && scan->end - scan->at > 1)
            scan->at++;
    *ret_inside = str_of(from, (size_t)(scan->at - from));
    return scan_byte(scan, '"');
}

static void record_json_note_key(struct record_json *json, str key, int64_t line) {
    struct record_level *level = &json->levels[json->depth - 1];
    if (level->kind == '{' && record_text_rank(key) > 0) {
        level->has_text = true;
        level->line = line;
    }
}

enum record_json_step { RECORD_JSON_ON, RECORD_JSON_BROKEN, RECORD_JSON_STOPPED };

/* An object or array ends at the cursor; PIECE is the part of the line that is not in the buffer yet. */
static enum record_json_step record_json_close_level(struct record_json *json, const struct scan *scan,
                                                     const char **piece, const struct record_sink *sink) {
    const char bracket = *scan->at, *const end = scan->at + 1;
    const str rest = str_of(end, (size_t)(scan->end - end));
    if (json->depth == 0 || json->levels[json->depth - 1].kind != (bracket == '}' ? '{' : '['))
        return RECORD_JSON_BROKEN;
    const struct record_level level = json->levels[--json->depth];
    if (!level.has_text)
        return RECORD_JSON_ON;
    if (!buffer_add(&json->text, str_of(*piece, (size_t)(end - *piece))))
        return RECORD_JSON_STOPPED;
    *piece = end;
    const str object = str_from(buffer_text(&json->text), level.from);
    record_clear(&json->outer);
    if (json->depth > 0 && json->levels[json->depth - 1].kind == '{')
        record_json_read_around(
            json, str_from(str_first(buffer_text(&json->text), level.from), json->levels[json->depth - 1].from), rest,
            level.line);
    json->is_known = true;
    json->is_pretty = json->is_pretty || str_find_byte(object, '\n') != STR_NONE;
    const bool go_on = json->text.cut || record_json_emit_object(json, object, level.line, sink);
    json->text.len = level.from;
    json->text.cut = false;
    return go_on ? RECORD_JSON_ON : RECORD_JSON_STOPPED;
}

/* One byte that belongs to no string. */
static enum record_json_step record_json_take_byte(struct record_json *json, const struct scan *scan,
                                                   const char **piece, const struct record_sink *sink) {
    static const char others[] = " \t\r,:+-.0123456789truefalsnE";
    const char byte = *scan->at;
    if (byte == '{' || byte == '[') {
        if (!record_json_open_level(json, byte))
            return RECORD_JSON_BROKEN;
        json->levels[json->depth - 1].from = json->text.len + (size_t)(scan->at - *piece);
        return RECORD_JSON_ON;
    }
    if (byte == '}' || byte == ']')
        return record_json_close_level(json, scan, piece, sink);
    return memchr(others, byte, sizeof others - 1) ? RECORD_JSON_ON : RECORD_JSON_BROKEN;
}

/* All of a line. *RET_PIECE is what of it is not in the buffer. */
static enum record_json_step record_json_walk(struct record_json *json, str text, int64_t line, const char **ret_piece,
                                              const struct record_sink *sink) {
    struct scan scan = scan_of(text);
    str string = {NULL, 0};
    *ret_piece = scan.at;
    for (; !scan_done(&scan); scan.at++) {
        const char byte = *scan.at;
        if (byte == '"') {
            const bool is_list = json->depth == 1 && json->levels[0].kind == '['; /* of lines, not of objects */
            if (json->depth == 0 || is_list || !record_json_skip_string(&scan, &string))
                return RECORD_JSON_BROKEN;
            scan.at--;
        } else {
            if (byte == ':' && json->before == '"' && json->depth > 0)
                record_json_note_key(json, string, line);
            const enum record_json_step step = record_json_take_byte(json, &scan, ret_piece, sink);
            if (step != RECORD_JSON_ON)
                return step;
        }
        if (byte != ' ' && byte != '\t' && byte != '\r')
            json->before = byte;
    }
    return RECORD_JSON_ON;
}

static void record_json_forget(struct record_json *json) {
    buffer_clear(&json->text);
    json->depth = 0;
    json->before = '\0';
}

/* Without what server-sent events and JSON text sequences put before an object. */
static str record_json_without_lead(str raw) {
    raw = str_trim(raw);
    if (str_starts(raw, STR("\x1e")) || str_starts(raw, STR("data: ")))
        raw = str_trim_start(str_from(raw, *raw.data == '\x1e' ? 1 : sizeof "data: " - 1));
    while (raw.len > 0 && raw.data[raw.len - 1] == '\r')
        raw.len--;
    return raw;
}

/* TEXT without the time and the tag that Fluentd writes before an object: "2025-03-04 08:58:47.123456789 +0000 kernel:
 * {\"", "2025-03-04T08:58:47+00:00<TAB>kernel<TAB>{\"". The time is the record's. */
static str record_json_without_stamp(struct record_json *json, str text) {
    enum { LEAD_MOST = 128 };
    struct scan scan = scan_of(text);
    struct oomwhy_time stamp;
    json->stamp = (struct oomwhy_time){0};
    if (text.len == 0 || text.data[text.len - 1] != '}' || !time_scan_iso(&scan, &stamp))
        return text;
    const size_t open = str_find(str_first(text, LEAD_MOST), STR("{\""));
    if (open == STR_NONE || (text.data[open - 1] != ' ' && text.data[open - 1] != '\t') ||
        str_find_byte(str_first(text, open), '"') != STR_NONE)
        return text;
    json->stamp = stamp;
    return str_from(text, open);
}

/* "{", "{\"", "[", "[{" */
static bool record_json_opens_object(str text) {
    if (text.len == 0 || (*text.data != '{' && *text.data != '['))
        return false;
    const str behind = str_trim_start(str_from(text, 1));
    const char next = behind.len > 0 ? *behind.data : '\0';
    return next == '\0' || (*text.data == '{' ? next == '"' || next == '}' : next == '{');
}

/* The line that holds the text of an object which is not complete, or 0. */
static int64_t record_json_line_of_text(const struct record_json *json) {
    for (size_t i = json->depth; i > 0; i--)
        if (json->levels[i - 1].has_text)
            return json->levels[i - 1].line;
    return 0;
}

/* An object ended early: what it and REST hold is read as far as it goes, if a text is in it. False to stop. */
static bool record_json_give_up(struct record_json *json, str rest, const struct record_sink *sink) {
    const int64_t line = record_json_line_of_text(json);
    const bool go_on = line == 0 || (buffer_add(&json->text, rest) &&
                                     record_json_emit_loosely(json, buffer_text(&json->text), line, sink));
    record_json_forget(json);
    return go_on;
}

/* True if TEXT cannot continue what is open: a new object where only a comma or an end may come. */
static bool record_json_restarts(const struct record_json *json, str text) {
    return json->depth > 0 && str_starts(text, STR("{")) && json->levels[json->depth - 1].kind == '{' &&
           json->before != ':';
}

void record_json_prepare(void) {
    json_malloc_t allocate;
    json_free_t release;
    json_get_alloc_funcs(&allocate, &release);
    if (allocate != record_json_malloc) {
        record_json_malloc_before = allocate;
        json_set_alloc_funcs(record_json_malloc, release);
    }
    json_object_seed(0);
}

enum record_verdict record_json_line(struct record_json *json, str raw, int64_t line, const struct record_sink *sink) {
    const str text = record_json_without_stamp(json, record_json_without_lead(raw));
    const char *piece;
    if (record_json_restarts(json, text) && !record_json_give_up(json, str_of(NULL, 0), sink))
        return RECORD_STOPPED;
    const bool was_open = json->depth > 0;
    if (json->is_known && text.len == 0)
        return RECORD_TAKEN; /* between server-sent events */
    if (!was_open && !record_json_opens_object(text))
        return RECORD_FOREIGN;
    const enum record_json_step step = record_json_walk(json, text, line, &piece, sink);
    if (step == RECORD_JSON_STOPPED)
        return RECORD_STOPPED;
    const str rest = str_of(piece, (size_t)(text.data + text.len - piece));
    if (step == RECORD_JSON_BROKEN) {
        const bool is_mine = !was_open && record_json_line_of_text(json) > 0;
        if (!record_json_give_up(json, rest, sink))
            return RECORD_STOPPED;
        return is_mine ? RECORD_TAKEN : RECORD_FOREIGN;
    }
    if (json->depth == 0) {
        record_json_forget(json);
        return RECORD_TAKEN;
    }
    return buffer_add(&json->text, rest) && buffer_add(&json->text, STR("\n")) ? RECORD_TAKEN : RECORD_STOPPED;
}

bool record_json_end(struct record_json *json, const struct record_sink *sink) {
    return json->depth == 0 || record_json_give_up(json, str_of(NULL, 0), sink);
}
