/* The counters and totals of Mem-Info, the tables of unreclaimable slab caches and of memory allocations, and the
 * statistics of a memory cgroup.
 * SPDX-License-Identifier: MIT */
#include "kernel/tables.h"

#include "kernel/key_values.h"
#include "model/limits.h"

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

/* A line of counters has only "key:number", and the vocabulary knows at least half of its keys. */
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

bool mem_info_begin_figures(str text) {
    struct scan scan = scan_of(str_from(text, field_counters.fields[0].printed.len + 1));
    int64_t figure;
    return mem_info_begin_record(text) && scan_i64(&scan, &figure);
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

/* WORDS without a mark that somebody has put behind them: "pages RAM \xe2\x98\x85", a star. */
static str mem_info_unmarked(str words) {
    size_t len = 0;
    while (len < words.len && !(words.data[len] & 0x80))
        len++;
    return str_trim_end(str_first(words, len));
}

/* "61078 total pagecache pages" */
static bool mem_info_pages(struct totals *totals, str text, int64_t line) {
    struct scan scan = scan_of(text);
    int64_t value;
    size_t hint = 0;
    if (!scan_i64(&scan, &value) || scan_blanks(&scan) == 0)
        return false;
    const str words = mem_info_unmarked(scan_rest(&scan));
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
    const str words = mem_info_unmarked(scan_rest(&scan));
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

/* Whether hardly anybody but the kernel counts such pages: of RAM, of high memory, of the caches. */
static bool mem_info_is_sure(const struct field *field) {
    static const size_t members[] = {offsetof(struct totals, ram_pages), offsetof(struct totals, highmem_pages),
                                     offsetof(struct totals, pagecache_pages),
                                     offsetof(struct totals, swapcache_pages)};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (field->offset == members[i])
            return true;
    return false;
}

size_t mem_info_total_len(str text) {
    struct scan scan = scan_of(text);
    uint64_t pages;
    size_t len = 0;
    if (!scan_u64(&scan, &pages) || !scan_byte(&scan, ' '))
        return 0;
    const str words = scan_rest(&scan);
    for (size_t i = 0; i < field_totals.count; i++) {
        const struct field *field = &field_totals.fields[i];
        if (field->printed.len > len && str_starts(words, field->printed) && mem_info_is_sure(field))
            len = field->printed.len;
    }
    return len > 0 ? (size_t)(scan.at - text.data) + len : 0;
}

/* --- slab caches and allocations */

/* Reads the number and "KB" at the end of TEXT, and what precedes them. */
static bool tables_last_kb(str text, int64_t *ret_kb, str *ret_before) {
    text = str_trim_end(text);
    if (!str_ends(text, STR("KB")) && !str_ends(text, STR("kB")))
        return false;
    size_t end = text.len - 2, from = end;
    while (from > 0 && text.data[from - 1] >= '0' && text.data[from - 1] <= '9')
        from--;
    struct scan scan = scan_of(str_of(text.data + from, end - from));
    if (!scan_i64(&scan, ret_kb))
        return false;
    *ret_before = str_first(text, from);
    return true;
}

bool tables_slab(struct event *event, str text, int64_t line) {
    struct memory *memory = &event->memory;
    struct slab slab = {.line = line};
    str before;
    if (!tables_last_kb(text, &slab.total_kb, &before) || !tables_last_kb(before, &slab.used_kb, &before))
        return false;
    slab.name = str_trim(before);
    builder_cover(&memory->slab_lines, line);
    if (memory->slab_count && str_equal(memory->slabs[memory->slab_count - 1].name, slab.name))
        return true;
    struct slab *made = BUILDER_PUSH(event, memory->slabs, memory->slab_count, LIMIT_SLABS, line);
    if (made) {
        slab.name = arena_copy(event->arena, slab.name);
        *made = slab;
        memory->slab_count++;
    }
    return true;
}

/* "kmalloc-1k              " */
static bool tables_is_slab_name(str before) {
    const str name = str_trim(before);
    return name.len > 0 && name.len < before.len && str_find_byte(name, ' ') == STR_NONE &&
           str_find_byte(name, ':') == STR_NONE && str_find_byte(name, '=') == STR_NONE;
}

struct extent tables_slab_extent(str text) {
    int64_t total_kb, used_kb;
    str before, first;
    if (!str_ends(str_trim_end(text), STR("KB")) || !tables_last_kb(text, &total_kb, &before))
        return (struct extent){EXTENT_NONE, 0};
    if (tables_last_kb(before, &used_kb, &first) && tables_is_slab_name(first))
        return (struct extent){EXTENT_WHOLE, 2};
    return (struct extent){tables_is_slab_name(before) ? EXTENT_CUT : EXTENT_NONE, 1};
}

/* "1.24 MiB", "512 B", "1300234": lib/string_helpers.c string_get_size since 6.12, bytes before. */
static bool tables_size(struct scan *scan, int64_t *ret_bytes) {
    static const struct {
        str unit;
        int shift;
    } units[] = {{STR_INIT("B"), 0},    {STR_INIT("KiB"), 10}, {STR_INIT("MiB"), 20},
                 {STR_INIT("GiB"), 30}, {STR_INIT("TiB"), 40}, {STR_INIT("PiB"), 50}};
    int64_t whole;
    int64_t hundredths = 0, digit = 10;
    if (!scan_i64(scan, &whole) || whole < 0)
        return false;
    if (scan_byte(scan, '.'))
        for (; !scan_done(scan) && *scan->at >= '0' && *scan->at <= '9'; scan->at++, digit /= 10)
            hundredths += (*scan->at - '0') * digit;
    scan_blanks(scan);
    *ret_bytes = whole;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        struct scan probe = *scan;
        if (!scan_literal(&probe, units[i].unit) || scan_blanks(&probe) == 0)
            continue;
        *scan = probe;
        if (whole > INT64_MAX >> (units[i].shift + 1))
            return false;
        *ret_bytes = (whole << units[i].shift) + (hundredths << units[i].shift) / 100;
    }
    return true;
}

/* "mm/slub.c:2345", "[xfs]" and "func:alloc_slab_page" behind size and calls */
static bool tables_call_place(struct scan *scan, struct allocation *row) {
    struct scan module;
    scan_blanks(scan);
    row->place = scan_word(scan);
    scan_blanks(scan);
    module = *scan;
    if (scan_byte(&module, '[') && scan_until(&module, ']', &row->module) && scan_byte(&module, ']'))
        *scan = module;
    else
        row->module = STR("");
    scan_blanks(scan);
    if (!scan_literal(scan, STR("func:")))
        return false;
    row->function = scan_word(scan);
    return str_has(row->place, STR(":"));
}

bool tables_allocation(struct event *event, str text, int64_t line) {
    struct memory *memory = &event->memory;
    struct allocation row = {.line = line};
    struct scan scan = scan_of(text);
    scan_blanks(&scan);
    if (!tables_size(&scan, &row.bytes) || (scan_blanks(&scan), !scan_i64(&scan, &row.calls)) ||
        !tables_call_place(&scan, &row))
        return false;
    struct allocation *made =
        BUILDER_PUSH(event, memory->allocations, memory->allocation_count, LIMIT_ALLOCATIONS, line);
    if (made) {
        row.place = arena_copy(event->arena, row.place);
        row.module = arena_copy(event->arena, row.module);
        row.function = arena_copy(event->arena, row.function);
        *made = row;
        memory->allocation_count++;
    }
    return true;
}

/* "    1.24 MiB   317894 mm/slub.c:2345 func:alloc_slab_page": a line that was broken lacks the function. */
struct extent tables_allocation_extent(str text) {
    struct allocation row;
    struct scan scan = scan_of(text);
    scan_blanks(&scan);
    if (!tables_size(&scan, &row.bytes) || (scan_blanks(&scan), !scan_i64(&scan, &row.calls)) ||
        !str_has(scan_rest(&scan), STR(":")))
        return (struct extent){EXTENT_NONE, 0};
    if (!tables_call_place(&scan, &row))
        return (struct extent){EXTENT_CUT, 0};
    return (struct extent){row.function.len ? EXTENT_WHOLE : EXTENT_CUT, row.function.len > 0};
}

/* --- the statistics of a memory cgroup (mem_cgroup_print_oom_meminfo, mm/memcontrol.c) */

static struct cgroup_stats *tables_latest_statistics(struct event *event) {
    return event->cgroup.stats_count ? &event->cgroup.stats[event->cgroup.stats_count - 1] : NULL;
}

/* "workingset_refault_anon 5287": one word of [a-z0-9_], one blank, digits, nothing else. */
bool tables_statistic(struct event *event, str text, int64_t line) {
    struct cgroup_stats *stats = tables_latest_statistics(event);
    struct scan scan = scan_of(str_trim(text));
    struct key_value value;
    if (!stats || !key_values_at(&scan, &value) || value.mark != ' ' || !value.at_end || value.has_unit ||
        value.is_yes_no || value.is_range)
        return false;
    builder_other(event, &stats->values, LIMIT_STATISTICS, value.key, value.value, line);
    builder_cover(&stats->lines, line);
    builder_cover(&event->cgroup.lines, line);
    return true;
}

/* Kilobytes become bytes. A last figure without its unit was cut. */
void tables_statistics(struct event *event, struct cgroup_stats *stats, str text, int64_t line) {
    struct scan scan = scan_of(text);
    struct key_value value;
    while (key_values_next(&scan, &value)) {
        int64_t bytes;
        if (value.is_range || !value.has_unit || __builtin_mul_overflow(value.value, 1024, &bytes)) {
            stats->cut |= value.at_end;
            continue;
        }
        stats->one_line = true;
        builder_other(event, &stats->values, LIMIT_STATISTICS, value.key, bytes, line);
    }
    builder_cover(&stats->lines, line);
}

/* "anon" is the first one (memcg_stat_format, mm/memcontrol.c). */
bool tables_begin_statistics(str text) {
    return str_starts(text, STR("anon "));
}
