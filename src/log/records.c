/* Records of every format: asks each whether a line is its own, and reads those of journalctl -o export and -o verbose.
 * SPDX-License-Identifier: MIT */
#include "log/records.h"

#include "base/scan.h"
#include "log/time.h"

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
    if (record_text_rank(name) > 0) {
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
