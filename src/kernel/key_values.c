/* Lists of "key:value", and the totals that are said in words.
 * SPDX-License-Identifier: MIT */
#include "kernel/key_values.h"

static bool key_values_is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool key_values_is_key(char c) {
    return (unsigned char)((c | 0x20) - 'a') < 26 || c == '_' || (unsigned char)(c - '0') < 10 || c == '-';
}

static bool key_values_is_blank(char c) {
    return c == ' ' || c == '\t';
}

/* "isolated(anon)", "total-vm", "nr_ptes": a word that begins with a letter. */
static bool key_values_key(struct scan *scan, str *ret_key) {
    const char *from = scan->at;
    const char *at = from;
    if (at == scan->end || key_values_is_digit(*at) || *at == '-')
        return false;
    while (at < scan->end && key_values_is_key(*at))
        at++;
    if (at > from && at < scan->end && *at == '(') {
        const char *closing = at + 1;
        while (closing < scan->end && key_values_is_key(*closing))
            closing++;
        if (closing < scan->end && *closing == ')')
            at = closing + 1;
    }
    if (at == from)
        return false;
    *ret_key = str_of(from, (size_t)(at - from));
    scan->at = at;
    return true;
}

/* What stands between key and value: ":", ": ", "? ", "=", " = ", or a blank ("usage 512kB"). */
static bool key_values_separator(struct scan *scan) {
    struct scan probe = *scan;
    bool blank = scan_blanks(&probe) > 0;
    bool mark = scan_byte(&probe, ':') || scan_byte(&probe, '?') || scan_byte(&probe, '=');
    if (!blank && !mark)
        return false;
    scan_blanks(&probe);
    *scan = probe;
    return true;
}

static void key_values_skip_digits(struct scan *scan) {
    scan_byte(scan, '-');
    while (!scan_done(scan) && key_values_is_digit(*scan->at))
        scan->at++;
}

/* "yes", "no", or more digits than any counter has. */
static bool key_values_odd_value(struct scan *scan, struct key_value *figure) {
    struct scan probe = *scan;
    if (scan_literal(&probe, STR("yes")) || scan_literal(&probe, STR("no"))) {
        figure->is_yes_no = true;
        figure->value = *scan->at == 'y';
    } else {
        scan_byte(&probe, '-');
        if (scan_done(&probe) || !key_values_is_digit(*probe.at))
            return false;
        key_values_skip_digits(&probe);
        figure->is_range = true;
        figure->value = ABSENT;
    }
    *scan = probe;
    return true;
}

static bool key_values_value(struct scan *scan, struct key_value *figure) {
    figure->is_yes_no = figure->is_range = figure->has_unit = false;
    if (!scan_i64(scan, &figure->value) && !key_values_odd_value(scan, figure))
        return false;
    if (scan_byte(scan, 'k') || scan_byte(scan, 'K')) {
        figure->has_unit = true;
        scan_byte(scan, 'B');
    }
    figure->at_end = scan_done(scan);
    return true;
}

/* What follows the key of FIGURE. */
static bool key_values_rest(struct scan *scan, struct key_value *figure) {
    struct scan probe = *scan;
    if (!key_values_separator(&probe) || !key_values_value(&probe, figure))
        return false;
    *scan = probe;
    return true;
}

bool key_values_next(struct scan *scan, struct key_value *ret_figure) {
    while (!scan_done(scan)) {
        struct key_value figure;
        if (!key_values_key(scan, &figure.key))
            scan->at++;
        else if (key_values_rest(scan, &figure)) {
            *ret_figure = figure;
            return true;
        }
    }
    return false;
}

/* Whether a figure in kB that lacks its unit, or anything else, is worth keeping. */
static bool key_values_is_whole(const struct field *field, const struct key_value *figure) {
    if (figure->is_range)
        return false;
    if (field->unit == FIELD_YES_NO)
        return figure->is_yes_no;
    return !figure->is_yes_no && (field->unit != FIELD_KB || figure->has_unit);
}

static void key_values_complain(struct event *event, const struct key_value *figure, int64_t line) {
    if (figure->is_range)
        builder_warn(event, (struct span){line, line}, "%.*s has more digits than any counter: left out.",
                     STR_ARG(str_first(figure->key, 40)));
    else if (!figure->at_end)
        builder_warn(event, (struct span){line, line}, "%.*s has lost its unit: left out.",
                     STR_ARG(str_first(figure->key, 40)));
}

/* The field, from FIELD on, whose name stands before the mark at AT; NULL if none does. */
static inline const struct field *key_values_name(const struct field *field, const struct field *last,
                                                  const struct scan *scan) {
    const size_t left = (size_t)(scan->end - scan->at);
    for (const char *at = scan->at; left && field < last; field++) {
        const str name = field->printed;
        if (*name.data == *at && name.len < left && (at[name.len] == ':' || at[name.len] == '=') &&
            str_same(name.data, at, name.len))
            return field;
    }
    return NULL;
}

/* A list that is being read. */
struct key_values_list {
    struct event *event;
    const struct field_table *table;
    void *record;
    struct named_list *others;
    int64_t line;
    struct scan scan;
    size_t hint;
    struct key_values_count count;
};

/* Takes figures as long as they come in the table's order, each a name, a mark, at most SCAN_DIGITS digits and the unit
 * that belongs there: what key_values_take would make of them, in a third of the time, and nearly all figures of a
 * report.
 */
static void key_values_take_plain(struct key_values_list *list) {
    const struct field *const fields = list->table->fields, *const last = fields + list->table->count;
    const struct field *next = fields + list->hint;
    const char *const end = list->scan.end;
    struct scan scan = list->scan;
    for (;;) {
        while (scan.at < end && (*scan.at == ' ' || *scan.at == ','))
            scan.at++;
        const struct field *field = key_values_name(next, last, &scan);
        if (!field || field->unit == FIELD_YES_NO)
            break;
        scan.at += field->printed.len + 1;
        scan_byte(&scan, ' ');
        const char *const digits = scan.at;
        const uint64_t value = scan_digits(&scan.at, end);
        const char behind = scan_peek(&scan);
        const bool is_kb = behind == 'k' || behind == 'K';
        if (scan.at == digits || is_kb != (field->unit == FIELD_KB) || key_values_is_digit(behind) ||
            (is_kb && (scan.at++, !scan_byte(&scan, 'B'))))
            break;
        field_set_number(field, list->record, (int64_t)value, list->line);
        list->count.known++;
        list->scan.at = scan.at;
        next = field + 1;
    }
    list->hint = (size_t)(next - fields);
}

/* Takes the next figure, however it is written. False at the end. */
static bool key_values_take(struct key_values_list *list) {
    struct key_value figure;
    const char *const from = list->scan.at;
    if (!key_values_next(&list->scan, &figure)) {
        list->count.cut |= str_trim(str_of(from, (size_t)(list->scan.end - from))).len > 0;
        return false;
    }
    const struct field *field = field_printed(list->table, figure.key, &list->hint);
    if (field && key_values_is_whole(field, &figure)) {
        field_set_number(field, list->record, figure.value, list->line);
        list->count.known++;
    } else if (field) {
        key_values_complain(list->event, &figure, list->line);
        list->count.cut |= figure.at_end;
    } else if (list->others && !figure.is_range) {
        builder_other(list->event, list->others, LIMIT_OTHERS, figure.key, figure.value, list->line);
        list->count.unknown++;
    }
    return true;
}

bool key_values_begin(const struct field_table *table, str list) {
    struct scan scan = scan_of(list);
    struct key_value figure;
    size_t hint = 0;
    return key_values_key(&scan, &figure.key) && field_printed(table, figure.key, &hint) &&
           key_values_rest(&scan, &figure) && figure.has_unit;
}

struct key_values_count key_values_read(struct event *event, const struct field_table *table, void *record,
                                        struct named_list *others, str text, int64_t line) {
    struct key_values_list list = {event, table, record, others, line, scan_of(text), 0, {0}};
    do
        key_values_take_plain(&list);
    while (key_values_take(&list));
    return list.count;
}

enum { FIGURES_COUNTERS = 8 }; /* of a line: the kernel prints three */

/* What a line of counters tells. */
struct key_values_counters {
    const struct field *fields[FIGURES_COUNTERS];
    int64_t values[FIGURES_COUNTERS];
    size_t known, all;
    bool is_odd; /* holds more than its known counters, each with its value */
};

/* "free:3338 ", up to the blank. */
static bool key_values_counter(struct scan *scan, size_t *hint, struct key_values_counters *counters) {
    const struct field *const fields = field_counters.fields;
    const struct field *field = key_values_name(fields + *hint, fields + field_counters.count, scan);
    str key = {0};
    int64_t value = ABSENT;
    if (field)
        scan->at += field->printed.len;
    else if (!key_values_key(scan, &key))
        return false;
    if (!scan_byte(scan, ':'))
        return false;
    if (field)
        *hint = (size_t)(field - fields) + 1;
    else
        field = field_printed(&field_counters, key, hint);
    scan_blanks(scan);
    if (!scan_i64(scan, &value)) {
        if (!key_values_is_digit(scan_peek(scan)))
            return false;
        key_values_skip_digits(scan);
    }
    counters->is_odd |= !field || value == ABSENT || counters->all >= FIGURES_COUNTERS;
    if (!counters->is_odd) {
        counters->fields[counters->all] = field;
        counters->values[counters->all] = value;
    }
    counters->known += field != NULL;
    counters->all++;
    return scan_done(scan) || key_values_is_blank(*scan->at) || *scan->at == '\\';
}

/* A line of counters consists of "key:number" and nothing else, and at least one key is known. */
static bool key_values_are_counters(str text, struct key_values_counters *counters) {
    struct scan scan = scan_of(text);
    for (size_t hint = 0;;) {
        scan_blanks(&scan);
        if (scan_peek(&scan) == '\\' && scan_literal(&scan, STR("\\x0a"))) {
            counters->is_odd = true;
            scan_blanks(&scan);
        }
        if (scan_done(&scan))
            return counters->known > 0 && counters->known * 2 >= counters->all;
        if (!key_values_counter(&scan, &hint, counters))
            return false;
    }
}

/* "pgscan_dma: 0 0 pgscan_dma32: ..." follows the counters in OpenVZ's 2.6.32; it is passed over. */
bool key_values_counters(struct event *event, str text, int64_t line) {
    struct counters *record = &event->memory.counters;
    struct key_values_counters counters;
    counters.known = counters.all = 0;
    counters.is_odd = false;
    if (!key_values_are_counters(text, &counters))
        return false;
    if (counters.is_odd)
        key_values_read(event, &field_counters, record, &record->others, text, line);
    for (size_t i = 0; !counters.is_odd && i < counters.all; i++)
        field_set_number(counters.fields[i], record, counters.values[i], line);
    builder_cover(&record->lines, line);
    return true;
}

/* "61078 total pagecache pages": which member the words behind the number mean. Spellings by age: mm/show_mem.c and
 * lib/show_mem.c, before 2.6.27 each architecture's own show_mem(). */
struct key_values_phrase {
    str words;
    size_t offset;
};

#define PHRASE(words, member)                                                                                          \
    { STR_INIT(words), offsetof(struct totals, member) }
static const struct key_values_phrase key_values_phrases[] = {
    PHRASE("total pagecache pages", pagecache_pages),
    PHRASE("pages in swap cache", swapcache_pages),
    PHRASE("pages RAM", ram_pages),
    PHRASE("pages HighMem/MovableOnly", highmem_pages),
    PHRASE("pages reserved", reserved_pages),
    PHRASE("pages cma reserved", cma_reserved_pages),
    PHRASE("pages hwpoisoned", hwpoisoned_pages),
    PHRASE("pages in pagetable cache", pagetable_cache_pages),
    PHRASE("pages HighMem", highmem_pages),
    PHRASE("pages shared", shared_pages),
    PHRASE("pages non-shared", non_shared_pages),
    PHRASE("pages of RAM", ram_pages),
    PHRASE("pages of HIGHMEM", highmem_pages),
    PHRASE("reserved pages", reserved_pages),
    PHRASE("pages swap cached", swapcache_pages),
    PHRASE("pagecache pages", pagecache_pages),
};
#undef PHRASE

/* "3338 free pages", "12 slab pages" of arm, "0 pages dirty" of i386, "0 bounce buffer pages" of RHEL 4: said again,
 * or nowhere else kept. */
static const str key_values_echoes[] = {
    STR_INIT("free pages"),       STR_INIT("slab pages"),          STR_INIT("pages dirty"),
    STR_INIT("pages writeback"),  STR_INIT("pages mapped"),        STR_INIT("pages slab"),
    STR_INIT("pages pagetables"), STR_INIT("bounce buffer pages"), STR_INIT("free buffer pages"),
};

static bool key_values_words(struct totals *totals, str words, int64_t value, int64_t line) {
    for (size_t i = 0; i < sizeof key_values_phrases / sizeof key_values_phrases[0]; i++)
        if (str_equal(words, key_values_phrases[i].words)) {
            void *member = (char *)totals + key_values_phrases[i].offset;
            *(struct figure *)member = (struct figure){value, line};
            return true;
        }
    for (size_t i = 0; i < sizeof key_values_echoes / sizeof key_values_echoes[0]; i++)
        if (str_equal(words, key_values_echoes[i]))
            return true;
    return false;
}

/* "Free swap  = 0kB", "Total swap = 4184924kB", "Free swap:       0kB" */
static bool key_values_swap(struct totals *totals, str text, int64_t line) {
    struct scan scan = scan_of(text);
    struct key_value figure;
    bool free = scan_literal(&scan, STR("Free swap"));
    if (!free && !scan_literal(&scan, STR("Total swap")))
        return false;
    if (!key_values_separator(&scan) || !key_values_value(&scan, &figure))
        return false;
    if (!figure.has_unit || figure.is_range)
        return true;
    *(free ? &totals->swap_free_kb : &totals->swap_total_kb) = (struct figure){figure.value, line};
    return true;
}

/* "Swap cache stats: add 6068560, delete 6038434, find 37512173/37888994"; up to 2.6.26 "Swap cache: add ..." */
static bool key_values_swapcache(struct event *event, str text, int64_t line) {
    struct totals *totals = &event->memory.totals;
    struct scan scan = scan_of(text);
    if (!scan_literal(&scan, STR("Swap cache stats:")) && !scan_literal(&scan, STR("Swap cache:")))
        return false;
    struct key_values_list list = {event, &field_totals, totals, NULL, line, scan, 0, {0}};
    while (key_values_take(&list))
        ;
    size_t slash = str_find_last_byte(text, '/');
    if (slash != STR_NONE) {
        struct scan behind = scan_of(str_from(text, slash + 1));
        int64_t value;
        if (scan_i64(&behind, &value))
            totals->swapcache_find_total = (struct figure){value, line};
    }
    return true;
}

bool key_values_totals(struct event *event, str text, int64_t line) {
    struct totals *totals = &event->memory.totals;
    struct scan scan = scan_of(text);
    int64_t value;
    if (scan_peek(&scan) == 'S')
        return key_values_swapcache(event, text, line);
    if (scan_peek(&scan) == 'F' || scan_peek(&scan) == 'T')
        return key_values_swap(totals, text, line);
    if (!scan_i64(&scan, &value) || scan_blanks(&scan) == 0)
        return false;
    return key_values_words(totals, str_trim_end(scan_rest(&scan)), value, line);
}

static struct cgroup_stats *key_values_latest(struct event *event) {
    return event->cgroup.stats_count ? &event->cgroup.stats[event->cgroup.stats_count - 1] : NULL;
}

/* "workingset_refault_anon 5287": one word of [a-z0-9_], one blank, digits, nothing else. */
bool key_values_statistic(struct event *event, str text, int64_t line) {
    struct cgroup_stats *stats = key_values_latest(event);
    struct scan scan = scan_of(str_trim_end(text));
    str key;
    int64_t value;
    scan_blanks(&scan);
    if (!stats || !key_values_key(&scan, &key) || scan_blanks(&scan) == 0 || !scan_i64(&scan, &value) ||
        !scan_done(&scan))
        return false;
    builder_other(event, &stats->values, LIMIT_STATISTICS, key, value, line);
    builder_cover(&stats->lines, line);
    builder_cover(&event->cgroup.lines, line);
    return true;
}

/* "cache:844KB rss:521136KB rss_huge:0KB": kilobytes become bytes. A last figure without its unit was cut. */
void key_values_statistics(struct event *event, struct cgroup_stats *stats, str text, int64_t line) {
    struct scan scan = scan_of(text);
    struct key_value figure;
    while (key_values_next(&scan, &figure)) {
        int64_t bytes;
        if (figure.is_range || !figure.has_unit || __builtin_mul_overflow(figure.value, 1024, &bytes)) {
            stats->cut |= figure.at_end;
            continue;
        }
        stats->one_line = true;
        builder_other(event, &stats->values, LIMIT_STATISTICS, figure.key, bytes, line);
    }
    builder_cover(&stats->lines, line);
}
