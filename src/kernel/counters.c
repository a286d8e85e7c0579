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
    if (!key_values_at(scan, ret_pair) || ret_pair->mark != ':' || ret_pair->has_unit || ret_pair->is_yes_no)
        return false;
    return scan_done(scan) || *scan->at == ' ' || *scan->at == '\t' || *scan->at == '\\';
}

/* A line of counters consists of "key:number" and nothing else, and the vocabulary knows half of its keys. */
static bool counters_are(str text) {
    struct scan scan = scan_of(text);
    struct key_value pair;
    size_t known = 0, all = 0, hint = 0;
    for (counters_skip_break(&scan); !scan_done(&scan); counters_skip_break(&scan), all++) {
        if (!counters_pair(&scan, &pair))
            return false;
        known += field_printed(&field_counters, pair.key, &hint) != NULL;
    }
    return known > 0 && known * 2 >= all;
}

/* "pgscan_dma: 0 0 pgscan_dma32: ..." follows the counters in OpenVZ's 2.6.32; it is passed over. */
bool counters_read(struct event *event, str text, int64_t line) {
    struct counters *counters = &event->memory.counters;
    if (!counters_are(text))
        return false;
    key_values_read(event, &field_counters, counters, &counters->others, text, line);
    builder_cover(&counters->lines, line);
    return true;
}
