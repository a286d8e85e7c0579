/* The counters of Mem-Info (show_free_areas, mm/page_alloc.c, since 6.4 mm/show_mem.c).
 * SPDX-License-Identifier: MIT */
#include "kernel/counters.h"

#include "kernel/key_values.h"

/* A line break that a transport wrote as four bytes. */
static void counters_skip_break(struct scan *scan) {
    scan_blanks(scan);
    if (scan_literal(scan, STR("\\x0a")))
        scan_blanks(scan);
}

/* "free:3338 ", up to the blank. */
static bool counters_pair(struct scan *scan, struct key_value *ret_pair) {
    struct scan probe = *scan;
    if (!key_values_at(&probe, ret_pair) || ret_pair->mark != ':' || ret_pair->has_unit || ret_pair->is_yes_no)
        return false;
    if (!scan_done(&probe) && *probe.at != ' ' && *probe.at != '\t' && *probe.at != '\\')
        return false;
    *scan = probe;
    return true;
}

/* "isolated_file:", "inacti": a key, at the end of a text. */
static bool counters_is_torn(str rest) {
    size_t at = 0;
    while (at < rest.len && ((rest.data[at] >= 'a' && rest.data[at] <= 'z') || rest.data[at] == '_'))
        at++;
    return at > 0 && (at == rest.len || (rest.data[at] == ':' && at + 1 == rest.len));
}

/* "056 slab:219800 mapped:11900": the log begins within a counter; what follows is whole. */
static void counters_skip_torn(struct scan *scan) {
    struct scan probe = *scan;
    int64_t rest;
    if (scan_i64(&probe, &rest) && scan_blanks(&probe) > 0 && !scan_done(&probe) && *probe.at >= 'A')
        *scan = probe;
}

const struct field *counters_first(str text) {
    struct scan scan = scan_of(text);
    struct key_value pair;
    size_t hint = 0;
    return counters_pair(&scan, &pair) ? field_printed(&field_counters, pair.key, &hint) : NULL;
}

/* A line of counters consists of "key:number" and nothing else, and the vocabulary knows half of its keys. */
struct extent counters_extent(str text) {
    struct scan scan = scan_of(text);
    struct key_value pair;
    size_t known = 0, all = 0, hint = 0;
    counters_skip_torn(&scan);
    for (counters_skip_break(&scan); !scan_done(&scan); counters_skip_break(&scan), all++) {
        if (!counters_pair(&scan, &pair))
            return (struct extent){counters_is_torn(scan_rest(&scan)) ? EXTENT_CUT : EXTENT_NONE, known};
        known += field_printed(&field_counters, pair.key, &hint) != NULL;
    }
    return (struct extent){known > 0 && known * 2 >= all ? EXTENT_WHOLE : EXTENT_NONE, known};
}

bool counters_begin(str text) {
    static const char *const no_ends[] = {NULL};
    struct scan scan = scan_of(text);
    counters_skip_torn(&scan);
    return key_values_extent(&field_counters, scan_rest(&scan), no_ends).end != EXTENT_NONE &&
           counters_extent(text).end == EXTENT_WHOLE;
}

/* "pgscan_dma: 0 0 pgscan_dma32: ..." follows the counters in OpenVZ's 2.6.32; it is passed over. */
bool counters_read(struct event *event, str text, int64_t line) {
    struct counters *counters = &event->memory.counters;
    if (counters_extent(text).end != EXTENT_WHOLE)
        return false;
    key_values_read(event, &field_counters, counters, &counters->others, text, line);
    builder_cover(&counters->lines, line);
    return true;
}

bool counters_begin_record(str text) {
    const str key = field_counters.fields[0].printed;
    return str_starts(text, key) && str_starts(str_from(text, key.len), STR(":"));
}
