/* Records of every format, JSON objects and those of journalctl -o export and -o verbose: whether a line is of one.
 * SPDX-License-Identifier: MIT */
#include "log/records.h"

#include "base/arena.h"
#include "base/scan.h"
#include "log/time.h"

#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdio.h>

/* --- -o export --- */

enum { SIZE_BYTES = 8, FIELD_MOST = 64 * 1024 * 1024 }; /* a longer field is a misreading */

/* The lines with which an export, or the rest of one, can begin. */
static bool record_export_opens_export(str line, str name) {
    if (name.len == line.len)
        return false;
    return line.data[name.len] == '=' && ((name.len > 1 && *name.data == '_') || str_equal(name, STR("MESSAGE")) ||
                                          str_equal(name, STR("PRIORITY")) || str_starts(name, STR("SYSLOG_")));
}

static bool record_export_take(struct record_export *export, str name, str value, int64_t line) {
    export->is_open = true;
    if (record_text_rank(name) > export->record.text_rank) { /* else the buffer holds the text */
        buffer_clear(&export->text);
        if (!buffer_add(&export->text, value))
            return false;
        value = buffer_text(&export->text);
    }
    record_take(&export->record, name, value, line);
    return true;
}

static bool record_export_emit(struct record_export *export, const struct record_sink *sink) {
    const bool is_whole = export->is_open && record_finish(&export->record);
    export->is_open = false;
    export->name_len = 0;
    export->record.spans_lines = true;
    const bool go_on = !is_whole || sink->take(sink->context, &export->record);
    record_clear(&export->record);
    return go_on;
}

static void record_export_open_field(struct record_export *export, str name) {
    export->size_len = 0;
    export->name_len = name.len;
    memcpy(export->name, name.data, name.len);
    buffer_clear(&export->field);
}

static bool record_export_close_field(struct record_export *export) {
    const str name = str_of(export->name, export->name_len);
    export->name_len = 0;
    return record_export_take(export, name, buffer_text(&export->field), export->field_line);
}

static void record_export_read_size(struct record_export *export) {
    export->want = 0;
    for (size_t i = SIZE_BYTES; i > 0; i--)
        export->want = export->want << 8 | (uint8_t) export->size[i - 1];
}

/* The size's bytes at the start of BYTES, if any are still to come; LINE is that of the byte after them. */
static void record_export_feed_size(struct record_export *export, str *bytes, int64_t line) {
    for (; export->size_len < SIZE_BYTES && bytes->len > 0; *bytes = str_from(*bytes, 1)) {
        export->size[export->size_len++] = *bytes->data;
        if (export->size_len < SIZE_BYTES)
            continue;
        record_export_read_size(export);
        export->field_line = line;
    }
}

/* A part of a binary field: its size, then so many bytes, then a newline. */
static enum record_verdict record_export_feed(struct record_export *export, str bytes, int64_t line) {
    record_export_feed_size(export, &bytes, line);
    if (bytes.len == 0)
        return RECORD_TAKEN;
    if (export->want > FIELD_MOST) {
        export->name_len = 0;
        return RECORD_FOREIGN;
    }
    const str value = str_first(bytes, export->want);
    if (!buffer_add(&export->field, value))
        return RECORD_STOPPED;
    export->want -= value.len;
    if (export->want > 0 || value.len == bytes.len)
        return RECORD_TAKEN;
    return record_export_close_field(export) ? RECORD_TAKEN : RECORD_STOPPED;
}

static enum record_verdict record_export_feed_line(struct record_export *export, str raw, int64_t line) {
    const enum record_verdict verdict = record_export_feed(export, raw, line);
    return verdict == RECORD_TAKEN && export->name_len > 0 ? record_export_feed(export, STR("\n"), line + 1) : verdict;
}

static enum record_verdict record_export_line(struct record_export *export, str raw, int64_t line,
                                              const struct record_sink *sink) {
    if (export->name_len > 0)
        return record_export_feed_line(export, raw, line);
    if (raw.len > 0 && raw.data[raw.len - 1] == '\r')
        raw.len--;
    const str name = record_field_name(raw);
    if (!export->is_known) {
        if (!record_export_opens_export(raw, name))
            return RECORD_FOREIGN;
        export->is_known = true;
        record_clear(&export->record);
    }
    if (name.len == 0) {
        if (!record_export_emit(export, sink))
            return RECORD_STOPPED;
        export->is_known = raw.len == 0;
        return raw.len == 0 ? RECORD_TAKEN : RECORD_FOREIGN;
    }
    if (name.len == raw.len) {
        record_export_open_field(export, name);
        return RECORD_TAKEN;
    }
    if (raw.data[name.len] != '=') {
        export->is_known = false;
        return record_export_emit(export, sink) ? RECORD_FOREIGN : RECORD_STOPPED;
    }
    return record_export_take(export, name, str_from(raw, name.len + 1), line) ? RECORD_TAKEN : RECORD_STOPPED;
}

static bool record_export_end(struct record_export *export, const struct record_sink *sink) {
    if (export->name_len > 0 && export->field.len > 0 && !record_export_close_field(export))
        return false;
    return record_export_emit(export, sink);
}

/* --- -o verbose --- */

enum { INDENT = 4 }; /* of a field */

/* The name of the field that LINE begins, "" where it begins none. */
static str record_verbose_field_name(str line) {
    const str name = record_field_name(line);
    return str_starts(str_from(line, name.len), STR("=")) ? name : str_of(NULL, 0);
}

/* "Mon 2024-01-01 00:00:00.123456 CET [s=0f3c;i=1;b=53e3;m=83;t=66;x=27]" */
static bool record_verbose_scan_header(str line, struct oomwhy_time *ret_stamp) {
    struct scan scan = scan_of(line);
    const str weekday = scan_word(&scan);
    struct oomwhy_time stamp;
    if (weekday.len < 2 || weekday.len > 16 || !scan_byte(&scan, ' ') || !time_scan_iso(&scan, &stamp))
        return false;
    const bool has_zone = stamp.has_offset || (scan_byte(&scan, ' ') && scan_word(&scan).len > 0);
    if (!has_zone || !scan_literal(&scan, STR(" [s=")))
        return false;
    *ret_stamp = stamp;
    return true;
}

static bool record_verbose_emit(struct record_verbose *verbose, const struct record_sink *sink) {
    const struct oomwhy_time time = verbose->record.message.time;
    if (!verbose->is_open || verbose->record.text_rank == 0) {
        verbose->is_open = false;
        return true;
    }
    verbose->is_open = false;
    verbose->record.text = buffer_text(&verbose->text);
    record_finish(&verbose->record);
    verbose->record.message.time = time;
    verbose->record.spans_lines = true;
    return sink->take(sink->context, &verbose->record);
}

static bool record_verbose_take(struct record_verbose *verbose, str name, str value, int64_t line) {
    verbose->text_indent = 0;
    if (record_text_rank(name) > 0) {
        buffer_clear(&verbose->text);
        if (!buffer_add(&verbose->text, value))
            return false;
        verbose->text_indent = INDENT + name.len + 1;
    }
    record_take(&verbose->record, name, value, line);
    return true;
}

static size_t record_verbose_blanks_before(str line) {
    size_t blanks = 0;
    while (blanks < line.len && line.data[blanks] == ' ')
        blanks++;
    return blanks;
}

static enum record_verdict record_verbose_line(struct record_verbose *verbose, str raw, int64_t line,
                                               const struct record_sink *sink) {
    struct oomwhy_time stamp;
    if (raw.len > 0 && raw.data[raw.len - 1] == '\r')
        raw.len--;
    if (record_verbose_scan_header(raw, &stamp)) {
        if (!record_verbose_emit(verbose, sink))
            return RECORD_STOPPED;
        verbose->is_known = verbose->is_open = true;
        verbose->text_indent = 0;
        record_clear(&verbose->record);
        verbose->record.message.time = stamp;
        return RECORD_TAKEN;
    }
    if (!verbose->is_open)
        return RECORD_FOREIGN;
    const size_t blanks = record_verbose_blanks_before(raw);
    const str name = blanks == INDENT ? record_verbose_field_name(str_from(raw, INDENT)) : str_of(NULL, 0);
    if (name.len > 0)
        return record_verbose_take(verbose, name, str_from(raw, INDENT + name.len + 1), line) ? RECORD_TAKEN
                                                                                              : RECORD_STOPPED;
    if (verbose->text_indent > 0 && blanks >= verbose->text_indent)
        return buffer_add(&verbose->text, STR("\n")) && buffer_add(&verbose->text, str_from(raw, verbose->text_indent))
                   ? RECORD_TAKEN
                   : RECORD_STOPPED;
    if (blanks > INDENT)
        return RECORD_TAKEN; /* a further line of a field that tells nothing here */
    return record_verbose_emit(verbose, sink) ? RECORD_FOREIGN : RECORD_STOPPED;
}

static bool record_verbose_end(struct record_verbose *verbose, const struct record_sink *sink) {
    return record_verbose_emit(verbose, sink);
}

/* --- JSON: fields --- */

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
    else if (json_is_array(value) && record_text_rank(name) > record->text_rank) /* else the room holds a better text */
        return record_json_take_array(record, room, name, value, line);
    return true;
}

/* --- JSON: objects that are cut or hold bytes that are no UTF-8: what can be read of them --- */

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

/* The string that begins at the cursor, in the buffer's room; a missing end quote is the end of the text. No byte is
 * read for which there may be no room. */
static bool record_json_loose_string(struct scan *scan, struct buffer *room, str *ret_text) {
    size_t most, len = 0;
    scan_byte(scan, '"');
    char *to = buffer_reserve(room, (size_t)(scan->end - scan->at), &most);
    if (!to)
        return false;
    struct scan inside = {scan->at, scan->at + most};
    while (!scan_done(&inside) && *inside.at != '"') {
        const char byte = *inside.at++;
        if (byte == '\\' && !scan_done(&inside))
            len += record_json_put_escape(&inside, to + len);
        else
            to[len++] = byte;
    }
    scan->at = inside.at;
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

/* --- JSON: records --- */

/* Takes time and host from the object around the record, where the record has none. */
static void record_json_fill_from_outer(struct record_json *json) {
    struct message *message = &json->record.message;
    const struct message *outer = &json->outer.message;
    if (!message->time.month && message->uptime_us == ABSENT) /* the journal's own time is set later */
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

/* Where jansson gets memory while it reads an object. jansson 2.14 does not look whether there was room for a byte of a
 * token: it would go on past the end of what it has. A failed request therefore leaves it for good, as does an object
 * that takes more than any record of a line's length: it is read as a damaged one. */
enum { RECORD_JSON_MOST = 16 * 1024 * 1024 };

static json_malloc_t record_json_malloc_before;
static json_free_t record_json_free_before;
static _Thread_local struct record_json_memory {
    struct arena *arena; /* NULL: no object is being read */
    jmp_buf way_out;
} record_json_memory;

static void *record_json_malloc(size_t size) {
    if (!record_json_memory.arena)
        return record_json_malloc_before(size);
    const bool is_full = record_json_memory.arena->own.used + size > RECORD_JSON_MOST;
    void *memory = is_full ? NULL : arena_room(record_json_memory.arena, size);
    if (!memory)
        longjmp(record_json_memory.way_out, 1);
    return memory;
}

/* What lies in the arena goes with it. */
static void record_json_free(void *memory) {
    if (!record_json_memory.arena)
        record_json_free_before(memory);
}

static void record_json_set_memory(void) {
    json_malloc_t allocate;
    json_free_t release;
    json_get_alloc_funcs(&allocate, &release);
    if (allocate == record_json_malloc && release == record_json_free)
        return;
    if (allocate != record_json_malloc) /* another thread may be about to set both */
        record_json_malloc_before = allocate;
    if (release != record_json_free)
        record_json_free_before = release;
    json_set_alloc_funcs(record_json_malloc, record_json_free);
}

/* All of the object lies in ARENA, which has failed where memory was short. NULL, too, where it is damaged. */
static json_t *record_json_load(struct arena *arena, str text) {
    json_t *object = NULL;
    record_json_set_memory();
    record_json_memory.arena = arena;
    if (setjmp(record_json_memory.way_out) == 0)
        object = json_loadb(text.data, text.len, JSON_ALLOW_NUL, NULL);
    record_json_memory.arena = NULL;
    return arena->failed ? NULL : object;
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

static bool record_json_emit_fields(struct record_json *json, json_t *object, int64_t line,
                                    const struct record_sink *sink) {
    const char *name;
    json_t *value;
    bool ok = true;
    record_clear(&json->record);
    json_object_foreach(object, name, value) {
        ok = ok && record_json_take_value(&json->record, &json->room, str_from_cstr(name), value, line);
    }
    record_json_take_nested_host(&json->record, object, line);
    return ok && record_json_emit(json, sink);
}

static bool record_json_emit_object(struct record_json *json, str text, int64_t line, const struct record_sink *sink) {
    struct arena arena = ARENA_INIT;
    json_t *object = record_json_load(&arena, text);
    bool ok = false;
    if (object)
        ok = record_json_emit_fields(json, object, line, sink);
    else if (!arena.failed)
        ok = record_json_emit_loosely(json, text, line, sink);
    arena_reset(&arena);
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

/* --- JSON: the walk over the bytes --- */

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

/* An object or array ends at the cursor; PIECE is the part of the line that is not in the buffer yet. RECORD_FOREIGN,
 * here and below: that is no JSON. */
static enum record_verdict record_json_close_level(struct record_json *json, const struct scan *scan,
                                                   const char **piece, const struct record_sink *sink) {
    const char bracket = *scan->at, *const end = scan->at + 1;
    const str rest = str_of(end, (size_t)(scan->end - end));
    if (json->depth == 0 || json->levels[json->depth - 1].kind != (bracket == '}' ? '{' : '['))
        return RECORD_FOREIGN;
    const struct record_level level = json->levels[--json->depth];
    if (!level.has_text)
        return RECORD_TAKEN;
    if (!buffer_add(&json->text, str_of(*piece, (size_t)(end - *piece))))
        return RECORD_STOPPED;
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
    json->text.len -= object.len; /* none, if the text is cut before it */
    json->text.cut = false;
    return go_on ? RECORD_TAKEN : RECORD_STOPPED;
}

/* One byte that belongs to no string. */
static enum record_verdict record_json_take_byte(struct record_json *json, const struct scan *scan, const char **piece,
                                                 const struct record_sink *sink) {
    static const char others[] = " \t\r,:+-.0123456789truefalsnE";
    const char byte = *scan->at;
    if (byte == '{' || byte == '[') {
        if (!record_json_open_level(json, byte))
            return RECORD_FOREIGN;
        json->levels[json->depth - 1].from = json->text.len + (size_t)(scan->at - *piece);
        return RECORD_TAKEN;
    }
    if (byte == '}' || byte == ']')
        return record_json_close_level(json, scan, piece, sink);
    return memchr(others, byte, sizeof others - 1) ? RECORD_TAKEN : RECORD_FOREIGN;
}

/* All of a line. *RET_PIECE is what of it is not in the buffer. */
static enum record_verdict record_json_walk(struct record_json *json, str text, int64_t line, const char **ret_piece,
                                            const struct record_sink *sink) {
    struct scan scan = scan_of(text);
    str string = {NULL, 0};
    *ret_piece = scan.at;
    for (; !scan_done(&scan); scan.at++) {
        const char byte = *scan.at;
        if (byte == '"') {
            const bool is_list = json->depth == 1 && json->levels[0].kind == '['; /* of lines, not of objects */
            if (json->depth == 0 || is_list || !record_json_skip_string(&scan, &string))
                return RECORD_FOREIGN;
            scan.at--;
        } else {
            if (byte == ':' && json->before == '"' && json->depth > 0)
                record_json_note_key(json, string, line);
            const enum record_verdict verdict = record_json_take_byte(json, &scan, ret_piece, sink);
            if (verdict != RECORD_TAKEN)
                return verdict;
        }
        if (byte != ' ' && byte != '\t' && byte != '\r')
            json->before = byte;
    }
    return RECORD_TAKEN;
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

/* Makes the JSON library read its random numbers, for which it opens a device, and tells it where to get memory. */
static void record_json_prepare(void) {
    record_json_set_memory();
    json_object_seed(0);
}

static enum record_verdict record_json_line(struct record_json *json, str raw, int64_t line,
                                            const struct record_sink *sink) {
    const str text = record_json_without_stamp(json, record_json_without_lead(raw));
    const char *piece;
    if (record_json_restarts(json, text) && !record_json_give_up(json, str_of(NULL, 0), sink))
        return RECORD_STOPPED;
    const bool was_open = json->depth > 0;
    if (json->is_known && text.len == 0)
        return RECORD_TAKEN; /* between server-sent events */
    if (!was_open && !record_json_opens_object(text))
        return RECORD_FOREIGN;
    const enum record_verdict verdict = record_json_walk(json, text, line, &piece, sink);
    if (verdict == RECORD_STOPPED)
        return RECORD_STOPPED;
    const str rest = str_of(piece, (size_t)(text.data + text.len - piece));
    if (verdict == RECORD_FOREIGN) {
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

static bool record_json_end(struct record_json *json, const struct record_sink *sink) {
    return json->depth == 0 || record_json_give_up(json, str_of(NULL, 0), sink);
}

/* --- all formats --- */

/* "Mon 2024-01-01", before all else in a line of journalctl -o verbose */
static bool records_opens_with_date(str text) {
    enum { DAY_MOST = 16 };
    size_t day = 0;
    while (day < DAY_MOST && day < text.len && text.data[day] != ' ')
        day++;
    return day < DAY_MOST && text.len - day > 5 && text.data[day + 5] == '-';
}

static bool records_opens_export(str raw) {
    return str_starts(raw, STR("MESSAGE=")) || str_starts(raw, STR("PRIORITY=")) || str_starts(raw, STR("SYSLOG_"));
}

/* True if RAW can open a record. Most lines cannot, and this is asked of each. */
static bool records_can_open(str raw) {
    if (raw.len > 0 && (*raw.data == ' ' || *raw.data == '\t'))
        raw = str_trim_start(raw);
    if (raw.len == 0)
        return false;
    switch (*raw.data) {
    case '{':
    case '_':
    case '\x1e':
        return true;
    case '[':
        return raw.len == 1 || raw.data[1] == '{' || raw.data[1] == '\r';
    case 'd':
        return str_starts(raw, STR("data: {")) || records_opens_with_date(raw);
    case 'M':
    case 'P':
    case 'S':
        return records_opens_export(raw) || records_opens_with_date(raw);
    case '1':
    case '2': /* "2025-03-04 08:58:47 +0000 kernel: {..}" */
        return raw.data[raw.len - 1] == '}';
    default:
        return records_opens_with_date(raw);
    }
}

bool records_may_take(const struct records *records, str raw) {
    return records->json.is_known || records->json.depth > 0 || records->export.is_known || records->verbose.is_open ||
           records_can_open(raw);
}

enum record_verdict records_line(struct records *records, str raw, int64_t line) {
    const struct record_sink *sink = &records->sink;
    enum record_verdict verdict = RECORD_FOREIGN;
    if (!records_may_take(records, raw))
        return verdict;
    if (records->json.depth == 0)
        verdict = record_export_line(&records->export, raw, line, sink);
    if (verdict == RECORD_FOREIGN)
        verdict = record_verbose_line(&records->verbose, raw, line, sink);
    if (verdict == RECORD_FOREIGN)
        verdict = record_json_line(&records->json, raw, line, sink);
    return verdict;
}

bool records_pause(struct records *records) {
    return record_verbose_end(&records->verbose, &records->sink);
}

bool records_end(struct records *records) {
    return record_json_end(&records->json, &records->sink) && record_export_end(&records->export, &records->sink) &&
           records_pause(records);
}

bool records_need_every_line(const struct records *records) {
    return records->export.is_known || records->verbose.is_known || records->json.depth > 0 || records->json.is_pretty;
}

void records_begin(struct records *records, struct arena *arena, const struct record_sink *sink) {
    record_json_prepare();
    *records = (struct records){
        .sink = *sink,
        .json = {.text = {.arena = arena}, .room = {.arena = arena}},
        .export = {.text = {.arena = arena}, .field = {.arena = arena}},
        .verbose = {.text = {.arena = arena}},
    };
}
