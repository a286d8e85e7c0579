/* Lists of "key:value", and the totals that are said in words.
 * SPDX-License-Identifier: MIT */
#include "parse/figures.h"

static bool figures_is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool figures_is_key(char c) {
    return (unsigned char)((c | 0x20) - 'a') < 26 || c == '_' || (unsigned char)(c - '0') < 10 || c == '-';
}

static bool figures_is_blank(char c) {
    return c == ' ' || c == '\t';
}

/* "isolated(anon)", "total-vm", "nr_ptes": a word that begins with a letter. */
static bool figures_key(struct scan *scan, str *ret_key) {
    const char *from = scan->at;
    const char *at = from;
    if (at == scan->end || figures_is_digit(*at) || *at == '-')
        return false;
    while (at < scan->end && figures_is_key(*at))
        at++;
    if (at > from && at < scan->end && *at == '(') {
        const char *closing = at + 1;
        while (closing < scan->end && figures_is_key(*closing))
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
static bool figures_separator(struct scan *scan) {
    struct scan probe = *scan;
    bool blank = scan_blanks(&probe) > 0;
    bool mark = scan_byte(&probe, ':') || scan_byte(&probe, '?') || scan_byte(&probe, '=');
    if (!blank && !mark)
        return false;
    scan_blanks(&probe);
    *scan = probe;
    return true;
}

static void figures_skip_digits(struct scan *scan) {
    scan_byte(scan, '-');
    while (!scan_done(scan) && figures_is_digit(*scan->at))
        scan->at++;
}

static bool figures_value(struct scan *scan, struct figure *figure) {
    struct scan probe = *scan;
    figure->is_yes_no = figure->is_range = figure->has_unit = false;
    if (scan_literal(&probe, STR("yes")) || scan_literal(&probe, STR("no"))) {
        figure->is_yes_no = true;
        figure->value = *scan->at == 'y';
    } else if (!scan_i64(&probe, &figure->value)) {
        scan_byte(&probe, '-');
        if (scan_done(&probe) || !figures_is_digit(*probe.at))
            return false;
        figures_skip_digits(&probe);
        figure->is_range = true;
        figure->value = OOMWHY_ABSENT;
    }
    if (scan_byte(&probe, 'k') || scan_byte(&probe, 'K')) {
        figure->has_unit = true;
        scan_byte(&probe, 'B');
    }
    figure->at_end = scan_done(&probe);
    *scan = probe;
    return true;
}

/* "inactive_anon:16104332kB ", "order:0 ": a key of KEY_LEN bytes at the cursor, a colon, digits, at most a unit, then
 * a blank or the end. Nearly all figures look so; what this does not take is left to the others. */
static bool figures_plain(struct scan *scan, size_t key_len, struct figure *ret_figure) {
    const char *const key = scan->at, *const end = scan->end, *at = key + key_len;
    if (key_len == 0 || at == end || *at++ != ':')
        return false;
    const char *digits = at;
    const uint64_t value = scan_digits(&at, end);
    if (at == digits)
        return false;
    const bool has_unit = end - at >= 2 && (at[0] == 'k' || at[0] == 'K') && at[1] == 'B';
    at += has_unit ? 2 : 0;
    if (at < end && !figures_is_blank(*at))
        return false;
    *ret_figure = (struct figure){
        .key = str_of(key, key_len), .value = (int64_t)value, .has_unit = has_unit, .at_end = at == end};
    scan->at = at;
    return true;
}

/* The bytes at the cursor that may be a key. */
static size_t figures_key_len(const struct scan *scan) {
    const char *at = scan->at;
    if (at == scan->end || figures_is_digit(*at) || *at == '-')
        return 0;
    while (at < scan->end && figures_is_key(*at))
        at++;
    return (size_t)(at - scan->at);
}

bool figures_next(struct scan *scan, struct figure *ret_figure) {
    while (!scan_done(scan) && figures_is_blank(*scan->at))
        scan->at++;
    if (figures_plain(scan, figures_key_len(scan), ret_figure))
        return true;
    while (!scan_done(scan)) {
        struct figure figure = {0};
        if (!figures_key(scan, &figure.key)) {
            scan->at++;
            continue;
        }
        struct scan probe = *scan;
        if (figures_separator(&probe) && figures_value(&probe, &figure)) {
            *scan = probe;
            *ret_figure = figure;
            return true;
        }
    }
    return false;
}

/* Whether a figure in kB that lacks its unit, or anything else, is worth keeping. */
static bool figures_is_whole(const struct field *field, const struct figure *figure) {
    if (figure->is_range)
        return false;
    if (field->unit == FIELD_YES_NO)
        return figure->is_yes_no;
    return !figure->is_yes_no && (field->unit != FIELD_KB || figure->has_unit);
}

static void figures_complain(struct oomwhy_event *event, const struct figure *figure, int64_t line) {
    if (figure->is_range)
        draft_warn(event, (struct oomwhy_span){line, line}, "%.*s has more digits than any counter: left out.",
                   STR_ARG(str_first(figure->key, 40)));
    else if (!figure->at_end)
        draft_warn(event, (struct oomwhy_span){line, line}, "%.*s has lost its unit: left out.",
                   STR_ARG(str_first(figure->key, 40)));
}

/* The figure that stands next in the table, if it stands next in the text too: kernels print in the table's order. */
static const struct field *figures_expected(const struct field_table *table, size_t *hint, struct scan *scan,
                                            struct figure *ret_figure) {
    const struct field *field = &table->fields[*hint < table->count ? *hint : 0];
    scan_blanks(scan);
    if ((size_t)(scan->end - scan->at) <= field->printed.len || *scan->at != *field->printed.data ||
        !str_starts(scan_rest(scan), field->printed) || !figures_plain(scan, field->printed.len, ret_figure))
        return NULL;
    *hint = (size_t)(field - table->fields) + 1;
    return field;
}

struct figures_count figures_read(struct oomwhy_event *event, const struct field_table *table, void *record,
                                  struct oomwhy_named_list *others, str text, int64_t line) {
    struct figures_count count = {0};
    struct scan scan = scan_of(text);
    struct figure figure;
    const char *end = scan.at;
    size_t hint = 0;
    for (;;) {
        const struct field *field = figures_expected(table, &hint, &scan, &figure);
        if (!field && !figures_next(&scan, &figure))
            break;
        if (!field)
            field = field_printed(table, figure.key, &hint);
        end = scan.at;
        if (field && figures_is_whole(field, &figure)) {
            field_set_number(field, record, figure.value, line);
            count.known++;
        } else if (field) {
            figures_complain(event, &figure, line);
            count.cut |= figure.at_end;
        } else if (others && !figure.is_range) {
            draft_other(event, others, BOUND_OTHERS, figure.key, figure.value, line);
            count.unknown++;
        }
    }
    count.cut |= str_trim(str_of(end, (size_t)(scan.end - end))).len > 0;
    return count;
}

/* A line of counters consists of "key:number" and nothing else, and at least one key is known. */
static bool figures_are_counters(str text) {
    struct scan scan = scan_of(text);
    size_t known = 0, all = 0, hint = 0;
    for (;;) {
        str key;
        int64_t value;
        scan_blanks(&scan);
        scan_literal(&scan, STR("\\x0a"));
        scan_blanks(&scan);
        if (scan_done(&scan))
            break;
        if (!figures_key(&scan, &key) || !scan_byte(&scan, ':'))
            return false;
        scan_blanks(&scan);
        if (!scan_i64(&scan, &value)) {
            if (!figures_is_digit(scan_peek(&scan)))
                return false;
            figures_skip_digits(&scan);
        }
        if (!scan_done(&scan) && !figures_is_blank(*scan.at) && *scan.at != '\\')
            return false;
        known += field_printed(&field_counters, key, &hint) != NULL;
        all++;
    }
    return known > 0 && known * 2 >= all;
}

/* "pgscan_dma: 0 0 pgscan_dma32: ..." follows the counters in OpenVZ's 2.6.32; it is passed over. */
bool figures_counters(struct oomwhy_event *event, str text, int64_t line) {
    struct oomwhy_counters *counters = &event->memory.counters;
    if (!figures_are_counters(text))
        return false;
    figures_read(event, &field_counters, counters, &counters->others, text, line);
    draft_cover(&counters->lines, line);
    return true;
}

/* "61078 total pagecache pages": which member the words behind the number mean. Spellings by age: mm/show_mem.c and
 * lib/show_mem.c, before 2.6.27 each architecture's own show_mem(). */
struct figures_phrase {
    str words;
    size_t offset;
};

#define PHRASE(words, member)                                                                                          \
    { STR_INIT(words), offsetof(struct oomwhy_totals, member) }
static const struct figures_phrase figures_phrases[] = {
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
static const str figures_echoes[] = {
    STR_INIT("free pages"),       STR_INIT("slab pages"),          STR_INIT("pages dirty"),
    STR_INIT("pages writeback"),  STR_INIT("pages mapped"),        STR_INIT("pages slab"),
    STR_INIT("pages pagetables"), STR_INIT("bounce buffer pages"), STR_INIT("free buffer pages"),
};

static bool figures_words(struct oomwhy_totals *totals, str words, int64_t value, int64_t line) {
    for (size_t i = 0; i < sizeof figures_phrases / sizeof figures_phrases[0]; i++)
        if (str_equal(words, figures_phrases[i].words)) {
            void *member = (char *)totals + figures_phrases[i].offset;
            *(struct oomwhy_figure *)member = (struct oomwhy_figure){value, line};
            return true;
        }
    for (size_t i = 0; i < sizeof figures_echoes / sizeof figures_echoes[0]; i++)
        if (str_equal(words, figures_echoes[i]))
            return true;
    return false;
}

/* "Free swap  = 0kB", "Total swap = 4184924kB", "Free swap:       0kB" */
static bool figures_swap(struct oomwhy_totals *totals, str text, int64_t line) {
    struct scan scan = scan_of(text);
    struct figure figure;
    bool free = scan_literal(&scan, STR("Free swap"));
    if (!free && !scan_literal(&scan, STR("Total swap")))
        return false;
    if (!figures_separator(&scan) || !figures_value(&scan, &figure))
        return false;
    if (!figure.has_unit || figure.is_range)
        return true;
    *(free ? &totals->swap_free_kb : &totals->swap_total_kb) = (struct oomwhy_figure){figure.value, line};
    return true;
}

/* "Swap cache stats: add 6068560, delete 6038434, find 37512173/37888994"; up to 2.6.26 "Swap cache: add ..." */
static bool figures_swapcache(struct oomwhy_event *event, str text, int64_t line) {
    struct oomwhy_totals *totals = &event->memory.totals;
    struct scan scan = scan_of(text);
    if (!scan_literal(&scan, STR("Swap cache stats:")) && !scan_literal(&scan, STR("Swap cache:")))
        return false;
    figures_read(event, &field_totals, totals, NULL, scan_rest(&scan), line);
    size_t slash = str_find_last_byte(text, '/');
    if (slash != STR_NONE) {
        struct scan behind = scan_of(str_from(text, slash + 1));
        int64_t value;
        if (scan_i64(&behind, &value))
            totals->swapcache_find_total = (struct oomwhy_figure){value, line};
    }
    return true;
}

bool figures_totals(struct oomwhy_event *event, str text, int64_t line) {
    struct oomwhy_totals *totals = &event->memory.totals;
    struct scan scan = scan_of(text);
    int64_t value;
    if (scan_peek(&scan) == 'S')
        return figures_swapcache(event, text, line);
    if (scan_peek(&scan) == 'F' || scan_peek(&scan) == 'T')
        return figures_swap(totals, text, line);
    if (!scan_i64(&scan, &value) || scan_blanks(&scan) == 0)
        return false;
    return figures_words(totals, str_trim_end(scan_rest(&scan)), value, line);
}

static struct oomwhy_cgroup_stats *figures_latest(struct oomwhy_event *event) {
    return event->cgroup.stats_count ? &event->cgroup.stats[event->cgroup.stats_count - 1] : NULL;
}

/* "workingset_refault_anon 5287": one word of [a-z0-9_], one blank, digits, nothing else. */
bool figures_statistic(struct oomwhy_event *event, str text, int64_t line) {
    struct oomwhy_cgroup_stats *stats = figures_latest(event);
    struct scan scan = scan_of(str_trim_end(text));
    str key;
    int64_t value;
    scan_blanks(&scan);
    if (!stats || !figures_key(&scan, &key) || scan_blanks(&scan) == 0 || !scan_i64(&scan, &value) || !scan_done(&scan))
        return false;
    draft_other(event, &stats->values, BOUND_STATISTICS, key, value, line);
    draft_cover(&stats->lines, line);
    draft_cover(&event->cgroup.lines, line);
    return true;
}

/* "cache:844KB rss:521136KB rss_huge:0KB": kilobytes become bytes. A last figure without its unit was cut. */
void figures_statistics(struct oomwhy_event *event, struct oomwhy_cgroup_stats *stats, str text, int64_t line) {
    struct scan scan = scan_of(text);
    struct figure figure;
    while (figures_next(&scan, &figure)) {
        int64_t bytes;
        if (figure.is_range || !figure.has_unit || __builtin_mul_overflow(figure.value, 1024, &bytes)) {
            stats->cut |= figure.at_end;
            continue;
        }
        stats->one_line = true;
        draft_other(event, &stats->values, BOUND_STATISTICS, figure.key, bytes, line);
    }
    draft_cover(&stats->lines, line);
}
