/* The tables of unreclaimable slab caches and of memory allocations, and the statistics of a memory cgroup.
 * SPDX-License-Identifier: MIT */
#include "kernel/tables.h"

#include "kernel/key_values.h"
#include "model/limits.h"

/* The number and "KB" at the end of TEXT, and what stands before them. */
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
