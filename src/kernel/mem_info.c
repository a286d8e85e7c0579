/* The counters and the totals of Mem-Info (show_free_areas, mm/page_alloc.c, since 6.4 mm/show_mem.c; the totals before
 * 3.15 also lib/show_mem.c, before 2.6.27 each architecture's own show_mem()).
 * SPDX-License-Identifier: MIT */
#include "kernel/mem_info.h"

#include "kernel/key_values.h"

/* --- the counters */

/* A line break that a transport wrote as four bytes. */
static void mem_info_skip_break(struct scan *scan) {
    scan_blanks(scan);
    if (scan_literal(scan, STR("\\x0a")))
        scan_blanks(scan);
}

/* "free:3338 ", up to the blank. */
static bool mem_info_pair(struct scan *scan, struct key_value *ret_pair) {
    struct scan probe = *scan;
    if (!key_values_at(&probe, ret_pair) || ret_pair->mark != ':' || ret_pair->has_unit || ret_pair->is_yes_no)
        return false;
    if (!scan_done(&probe) && *probe.at != ' ' && *probe.at != '\t' && *probe.at != '\\')
        return false;
    *scan = probe;
    return true;
}

/* "isolated_file:", "inacti": a key, at the end of a text. */
static bool mem_info_is_torn(str rest) {
    size_t at = 0;
    while (at < rest.len && ((rest.data[at] >= 'a' && rest.data[at] <= 'z') || rest.data[at] == '_'))
        at++;
    return at > 0 && (at == rest.len || (rest.data[at] == ':' && at + 1 == rest.len));
}

/* "056 slab:219800 mapped:11900": the log begins within a counter; what follows is whole. */
static void mem_info_skip_torn(struct scan *scan) {
    struct scan probe = *scan;
    int64_t rest;
    if (scan_i64(&probe, &rest) && scan_blanks(&probe) > 0 && !scan_done(&probe) && *probe.at >= 'A')
        *scan = probe;
}

const struct field *mem_info_first_counter(str text) {
    struct scan scan = scan_of(text);
    struct key_value pair;
    size_t hint = 0;
    return mem_info_pair(&scan, &pair) ? field_printed(&field_counters, pair.key, &hint) : NULL;
}

/* A line of counters consists of "key:number" and nothing else, and the vocabulary knows half of its keys. */
struct extent mem_info_counters_extent(str text) {
    struct scan scan = scan_of(text);
    struct key_value pair;
    size_t known = 0, all = 0, hint = 0;
    mem_info_skip_torn(&scan);
    for (mem_info_skip_break(&scan); !scan_done(&scan); mem_info_skip_break(&scan), all++) {
        if (!mem_info_pair(&scan, &pair))
            return (struct extent){mem_info_is_torn(scan_rest(&scan)) ? EXTENT_CUT : EXTENT_NONE, known};
        known += field_printed(&field_counters, pair.key, &hint) != NULL;
    }
    return (struct extent){known > 0 && known * 2 >= all ? EXTENT_WHOLE : EXTENT_NONE, known};
}

bool mem_info_begin_counters(str text) {
    static const char *const no_ends[] = {NULL};
    struct scan scan = scan_of(text);
    mem_info_skip_torn(&scan);
    return key_values_extent(&field_counters, scan_rest(&scan), no_ends).end != EXTENT_NONE &&
           mem_info_counters_extent(text).end == EXTENT_WHOLE;
}

/* "pgscan_dma: 0 0 pgscan_dma32: ..." follows the counters in OpenVZ's 2.6.32; it is passed over. */
bool mem_info_counters(struct event *event, str text, int64_t line) {
    struct counters *counters = &event->memory.counters;
    if (mem_info_counters_extent(text).end != EXTENT_WHOLE)
        return false;
    key_values_read(event, &field_counters, counters, &counters->others, text, line);
    builder_cover(&counters->lines, line);
    return true;
}

bool mem_info_begin_record(str text) {
    const str key = field_counters.fields[0].printed;
    return str_starts(text, key) && str_starts(str_from(text, key.len), STR(":"));
}

/* --- the totals, which are said in words */

/* "3338 free pages", "12 slab pages" of arm, "0 pages dirty" of i386, "0 bounce buffer pages" of RHEL 4: said again,
 * or nowhere else kept. */
static const str mem_info_echoes[] = {
    STR_INIT("free pages"),       STR_INIT("slab pages"),          STR_INIT("pages dirty"),
    STR_INIT("pages writeback"),  STR_INIT("pages mapped"),        STR_INIT("pages slab"),
    STR_INIT("pages pagetables"), STR_INIT("bounce buffer pages"), STR_INIT("free buffer pages"),
};

static bool mem_info_is_echo(str words) {
    for (size_t i = 0; i < sizeof mem_info_echoes / sizeof mem_info_echoes[0]; i++)
        if (str_equal(words, mem_info_echoes[i]))
            return true;
    return false;
}

/* "61078 total pagecache pages" */
static bool mem_info_pages(struct totals *totals, str text, int64_t line) {
    struct scan scan = scan_of(text);
    int64_t value;
    size_t hint = 0;
    if (!scan_i64(&scan, &value) || scan_blanks(&scan) == 0)
        return false;
    const str words = str_trim_end(scan_rest(&scan));
    const struct field *field = field_printed(&field_totals, words, &hint);
    if (!field || field->unit != FIELD_PAGES)
        return mem_info_is_echo(words);
    field_set_number(field, totals, value, line);
    return true;
}

/* "Free swap  = 0kB", "Total swap = 4184924kB", "Free swap:       0kB" */
static bool mem_info_swap(struct totals *totals, str text, int64_t line) {
    struct scan scan = scan_of(text);
    struct key_value swap;
    const bool is_free = scan_literal(&scan, STR("Free "));
    if ((!is_free && !scan_literal(&scan, STR("Total "))) || !key_values_at(&scan, &swap) ||
        !str_equal(swap.key, STR("swap")))
        return false;
    if (swap.has_unit && !swap.is_range)
        *(is_free ? &totals->swap_free_kb : &totals->swap_total_kb) = (struct figure){swap.value, line};
    return true;
}

/* "Swap cache stats: add 6068560, delete 6038434, find 37512173/37888994"; up to 2.6.26 "Swap cache: add ..." */
static bool mem_info_swapcache(struct event *event, str text, int64_t line) {
    struct totals *totals = &event->memory.totals;
    struct scan scan = scan_of(text);
    int64_t value;
    if (!scan_literal(&scan, STR("Swap cache stats:")) && !scan_literal(&scan, STR("Swap cache:")))
        return false;
    key_values_read(event, &field_totals, totals, NULL, scan_rest(&scan), line);
    const size_t slash = str_find_last_byte(text, '/');
    struct scan behind = scan_of(str_from(text, slash == STR_NONE ? text.len : slash + 1));
    if (scan_i64(&behind, &value))
        totals->swapcache_find_total = (struct figure){value, line};
    return true;
}

bool mem_info_totals(struct event *event, str text, int64_t line) {
    switch (text.len ? *text.data : '\0') {
    case 'S':
        return mem_info_swapcache(event, text, line);
    case 'F':
    case 'T':
        return mem_info_swap(&event->memory.totals, text, line);
    default:
        return mem_info_pages(&event->memory.totals, text, line);
    }
}

/* "61078 total pagecache pages", "61078 total page" */
static struct extent mem_info_pages_extent(str text) {
    struct scan scan = scan_of(text);
    int64_t value;
    size_t hint = 0;
    if (!scan_i64(&scan, &value) || scan_blanks(&scan) == 0 || scan_done(&scan))
        return (struct extent){EXTENT_NONE, 0};
    const str words = str_trim_end(scan_rest(&scan));
    const struct field *field = field_printed(&field_totals, words, &hint);
    if ((field && field->unit == FIELD_PAGES) || mem_info_is_echo(words))
        return (struct extent){EXTENT_WHOLE, 1};
    for (size_t i = 0; i < field_totals.count; i++)
        if (field_totals.fields[i].unit == FIELD_PAGES && str_starts(field_totals.fields[i].printed, words))
            return (struct extent){EXTENT_CUT, 0};
    return (struct extent){EXTENT_NONE, 0};
}

/* "Free swap  = 0kB" */
static struct extent mem_info_swap_extent(str text) {
    struct scan scan = scan_of(text);
    struct key_value swap;
    if ((!scan_literal(&scan, STR("Free ")) && !scan_literal(&scan, STR("Total "))) ||
        !str_starts(scan_rest(&scan), STR("swap")))
        return (struct extent){EXTENT_NONE, 0};
    if (!key_values_at(&scan, &swap) || !swap.has_unit || scan.at[-1] != 'B')
        return (struct extent){EXTENT_CUT, 0};
    return (struct extent){EXTENT_WHOLE, 1};
}

/* "Swap cache stats: add 6068560, delete 6038434, find 37512173/37888994" */
static struct extent mem_info_swapcache_extent(str text) {
    static const char *const ends[] = {"find", NULL};
    struct scan scan = scan_of(text);
    if (!scan_literal(&scan, STR("Swap cache stats:")) && !scan_literal(&scan, STR("Swap cache:")))
        return (struct extent){EXTENT_NONE, 0};
    struct extent extent = key_values_extent(&field_totals, scan_rest(&scan), ends);
    const size_t slash = str_find_last_byte(text, '/');
    const bool has_find = slash != STR_NONE && slash + 1 < text.len;
    return (struct extent){has_find ? EXTENT_WHOLE : EXTENT_CUT, extent.facts + has_find};
}

struct extent mem_info_totals_extent(str text) {
    switch (text.len ? *text.data : '\0') {
    case 'S':
        return mem_info_swapcache_extent(text);
    case 'F':
    case 'T':
        return mem_info_swap_extent(text);
    default:
        return mem_info_pages_extent(text);
    }
}
