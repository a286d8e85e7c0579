/* Records of journalctl -o export: KEY=value lines, a blank line between records, and fields of binary length.
 * SPDX-License-Identifier: MIT */
#include "log/record_export.h"

#include "base/scan.h"

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

enum record_verdict record_export_line(struct record_export *export, str raw, int64_t line,
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

bool record_export_end(struct record_export *export, const struct record_sink *sink) {
    if (export->name_len > 0 && export->field.len > 0 && !record_export_close_field(export))
        return false;
    return record_export_emit(export, sink);
}
