/* The totals of Mem-Info: mm/show_mem.c and lib/show_mem.c, before 2.6.27 each architecture's own show_mem().
 * SPDX-License-Identifier: MIT */
#include "kernel/totals.h"

#include "kernel/key_values.h"

/* "3338 free pages", "12 slab pages" of arm, "0 pages dirty" of i386, "0 bounce buffer pages" of RHEL 4: said again,
 * or nowhere else kept. */
static const str totals_echoes[] = {
    STR_INIT("free pages"),       STR_INIT("slab pages"),          STR_INIT("pages dirty"),
    STR_INIT("pages writeback"),  STR_INIT("pages mapped"),        STR_INIT("pages slab"),
    STR_INIT("pages pagetables"), STR_INIT("bounce buffer pages"), STR_INIT("free buffer pages"),
};

static bool totals_is_echo(str words) {
    for (size_t i = 0; i < sizeof totals_echoes / sizeof totals_echoes[0]; i++)
        if (str_equal(words, totals_echoes[i]))
            return true;
    return false;
}

/* "61078 total pagecache pages" */
static bool totals_pages(struct totals *totals, str text, int64_t line) {
    struct scan scan = scan_of(text);
    int64_t value;
    size_t hint = 0;
    if (!scan_i64(&scan, &value) || scan_blanks(&scan) == 0)
        return false;
    const str words = str_trim_end(scan_rest(&scan));
    const struct field *field = field_printed(&field_totals, words, &hint);
    if (!field || field->unit != FIELD_PAGES)
        return totals_is_echo(words);
    field_set_number(field, totals, value, line);
    return true;
}

/* "Free swap  = 0kB", "Total swap = 4184924kB", "Free swap:       0kB" */
static bool totals_swap(struct totals *totals, str text, int64_t line) {
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
static bool totals_swapcache(struct event *event, str text, int64_t line) {
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

bool totals_read(struct event *event, str text, int64_t line) {
    switch (text.len ? *text.data : '\0') {
    case 'S':
        return totals_swapcache(event, text, line);
    case 'F':
    case 'T':
        return totals_swap(&event->memory.totals, text, line);
    default:
        return totals_pages(&event->memory.totals, text, line);
    }
}

/* "61078 total pagecache pages", "61078 total page" */
static struct extent totals_pages_extent(str text) {
    struct scan scan = scan_of(text);
    int64_t value;
    size_t hint = 0;
    if (!scan_i64(&scan, &value) || scan_blanks(&scan) == 0 || scan_done(&scan))
        return (struct extent){EXTENT_NONE, 0};
    const str words = str_trim_end(scan_rest(&scan));
    const struct field *field = field_printed(&field_totals, words, &hint);
    if ((field && field->unit == FIELD_PAGES) || totals_is_echo(words))
        return (struct extent){EXTENT_WHOLE, 1};
    for (size_t i = 0; i < field_totals.count; i++)
        if (field_totals.fields[i].unit == FIELD_PAGES && str_starts(field_totals.fields[i].printed, words))
            return (struct extent){EXTENT_CUT, 0};
    return (struct extent){EXTENT_NONE, 0};
}

/* "Free swap  = 0kB" */
static struct extent totals_swap_extent(str text) {
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
static struct extent totals_swapcache_extent(str text) {
    static const char *const ends[] = {"find", NULL};
    struct scan scan = scan_of(text);
    if (!scan_literal(&scan, STR("Swap cache stats:")) && !scan_literal(&scan, STR("Swap cache:")))
        return (struct extent){EXTENT_NONE, 0};
    struct extent extent = key_values_extent(&field_totals, scan_rest(&scan), ends);
    const size_t slash = str_find_last_byte(text, '/');
    const bool has_find = slash != STR_NONE && slash + 1 < text.len;
    return (struct extent){has_find ? EXTENT_WHOLE : EXTENT_CUT, extent.facts + has_find};
}

struct extent totals_extent(str text) {
    switch (text.len ? *text.data : '\0') {
    case 'S':
        return totals_swapcache_extent(text);
    case 'F':
    case 'T':
        return totals_swap_extent(text);
    default:
        return totals_pages_extent(text);
    }
}
