/* Mem-Info, what the kernel says of the memory of the machine: counters, nodes and zones, totals (show_free_areas,
 * mm/page_alloc.c, since 6.4 mm/show_mem.c).
 * SPDX-License-Identifier: MIT */
#include "kernel/mem_info.h"

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
static bool mem_info_pair(struct scan *scan, size_t *hint, struct key_value *ret_pair) {
    struct scan probe = *scan;
    if (!key_values_at(&probe, &field_counters, hint, ret_pair) || ret_pair->mark != ':' || ret_pair->has_unit ||
        ret_pair->is_yes_no)
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
    return mem_info_pair(&scan, &hint, &pair) ? pair.field : NULL;
}

enum { MEM_INFO_PAIRS = 64 }; /* of a line: the kernel has about thirty counters */

/* Reads the pairs of TEXT. A line of counters has only "key:number", and the vocabulary knows at least half of its
 * keys. */
static struct extent mem_info_read_pairs(str text, struct key_value pairs[MEM_INFO_PAIRS], size_t *ret_count) {
    struct scan scan = scan_of(text);
    size_t known = 0, all = 0, hint = 0;
    mem_info_skip_torn(&scan);
    for (mem_info_skip_break(&scan); !scan_done(&scan); mem_info_skip_break(&scan), all++) {
        if (all == MEM_INFO_PAIRS)
            return (struct extent){EXTENT_NONE, 0};
        if (!mem_info_pair(&scan, &hint, &pairs[all]))
            return (struct extent){mem_info_is_torn(scan_rest(&scan)) ? EXTENT_CUT : EXTENT_NONE, known};
        known += pairs[all].field != NULL;
    }
    *ret_count = all;
    return (struct extent){known > 0 && known * 2 >= all ? EXTENT_WHOLE : EXTENT_NONE, known};
}

struct extent mem_info_counters_extent(str text) {
    struct key_value pairs[MEM_INFO_PAIRS];
    size_t ignored;
    return mem_info_read_pairs(text, pairs, &ignored);
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
    struct key_value pairs[MEM_INFO_PAIRS];
    size_t count = 0;
    if (mem_info_read_pairs(text, pairs, &count).end != EXTENT_WHOLE)
        return false;
    for (size_t i = 0; i < count; i++)
        key_values_keep(event, counters, &counters->others, &pairs[i], line);
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

/* --- nodes and zones */

static struct span zones_here(int64_t line) {
    return (struct span){line, line};
}

static bool zones_is_name(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* "DMA32": a word that begins with a capital. */
static bool zones_name(struct scan *scan, str *ret_name) {
    const char *from = scan->at;
    if (scan_done(scan) || *from < 'A' || *from > 'Z')
        return false;
    while (!scan_done(scan) && zones_is_name(*scan->at))
        scan->at++;
    *ret_name = str_of(from, (size_t)(scan->at - from));
    return true;
}

/* "Node 0 " */
static bool zones_node(struct scan *scan, int64_t *ret_node) {
    struct scan probe = *scan;
    if (!scan_literal(&probe, STR("Node")) || scan_blanks(&probe) == 0 || !scan_i64(&probe, ret_node) ||
        (scan_blanks(&probe) == 0 && !scan_done(&probe)))
        return false;
    *scan = probe;
    return true;
}

static size_t zones_index(const struct event *event, const struct zone *zone) {
    return zone ? (size_t)(zone - event->memory.zones) : ZONES_NONE;
}

/* The zone of NODE called NAME, or NULL. */
static struct zone *zones_find(const struct zones *zones, struct event *event, int64_t node, str name) {
    struct index_walk walk = index_seek(&zones->by_name, index_hash(node, name));
    for (size_t i; index_next(&walk, &i);) {
        struct zone *zone = &event->memory.zones[i];
        if (zone->node == node && str_equal(zone->name, name))
            return zone;
    }
    return NULL;
}

/* The same, made if it is not there yet; NULL at a bound. */
static struct zone *zones_made(struct zones *zones, struct event *event, int64_t node, str name, int64_t line) {
    struct zone *found = zones_find(zones, event, node, name);
    struct zone *zone = found ? found : builder_zone(event, node, name, line);
    if (zone && !found)
        index_add(&zones->by_name, event->arena, index_hash(node, name), zones_index(event, zone));
    return zone;
}

/* The node, made if it is not there yet; NULL at a bound. */
static struct node *zones_node_made(struct zones *zones, struct event *event, int64_t node, int64_t line) {
    const uint32_t hash = index_hash(node, STR(""));
    struct index_walk walk = index_seek(&zones->by_node, hash);
    for (size_t i; index_next(&walk, &i);)
        if (event->memory.nodes[i].node == node)
            return &event->memory.nodes[i];
    struct node *made = builder_node(event, node, line);
    if (made)
        index_add(&zones->by_node, event->arena, hash, event->memory.node_count - 1);
    return made;
}

/* No processor addresses more than 2^52 bytes. */
#define ZONES_MOST_KB ((int64_t)1 << 42)

/* The kernel makes min < low < high; a zone holds more than its marks. */
static void zones_check_marks(struct event *event, const struct zone *zone, int64_t line) {
    bool known = zone->min_kb != ABSENT && zone->low_kb != ABSENT && zone->high_kb != ABSENT;
    if (known && (zone->min_kb > zone->low_kb || zone->low_kb > zone->high_kb))
        builder_warn(event, zones_here(line), "The watermarks of zone %.*s contradict each other.",
                     STR_ARG(zone->name));
    if (zone->high_kb > ZONES_MOST_KB || zone->low_kb > ZONES_MOST_KB || zone->min_kb > ZONES_MOST_KB ||
        (zone->present_kb > 0 && zone->min_kb > zone->present_kb))
        builder_warn(event, zones_here(line), "The watermark of zone %.*s exceeds the zone.", STR_ARG(zone->name));
}

/* "Node 0 DMA32 free:5568kB min:5612kB low:7012kB high:8416kB ... all_unreclaimable? yes" */
static bool zones_zone(struct zones *zones, struct event *event, int64_t node, str name, str list, int64_t line) {
    struct zone *zone = zones_made(zones, event, node, name, line);
    if (!zone)
        return true;
    const bool is_cut = key_values_read(event, &field_zone, zone, &zone->others, list, line);
    zone->line = line;
    zones->reserve = zones_index(event, zone);
    if (is_cut)
        builder_warn(event, zones_here(line), "The line of zone %.*s is cut off.", STR_ARG(zone->name));
    zones_check_marks(event, zone, line);
    return true;
}

/* "Node 0 active_anon:576kB inactive_anon:16104332kB ... all_unreclaimable? yes" (since 4.8) */
static bool zones_node_line(struct zones *zones, struct event *event, int64_t node, str list, int64_t line) {
    struct node *record = zones_node_made(zones, event, node, line);
    if (!record)
        return true;
    if (key_values_read(event, &field_node, record, &record->others, list, line))
        builder_warn(event, zones_here(line), "The line of node %lld is cut off.", (long long)node);
    return true;
}

/* "Node 0 hugepages_total=0 hugepages_free=0 hugepages_surp=0 hugepages_size=2048kB" (since 3.10) */
static bool zones_hugepages(struct zones *zones, struct event *event, int64_t node, str list, int64_t line) {
    struct memory *memory = &event->memory;
    struct hugepages pool = {.line = line};
    field_clear(&field_hugepages, &pool);
    key_values_read(event, &field_hugepages, &pool, NULL, list, line);
    pool.node = node;
    const uint32_t hash = index_hash(node, str_of((const char *)&pool.size_kb, sizeof pool.size_kb));
    struct index_walk walk = index_seek(&zones->by_pool, hash);
    for (size_t i; index_next(&walk, &i);)
        if (memory->hugepages[i].node == node && memory->hugepages[i].size_kb == pool.size_kb)
            return true;
    struct hugepages *made = BUILDER_PUSH(event, memory->hugepages, memory->hugepages_count, LIMIT_HUGEPAGES, line);
    if (made) {
        *made = pool;
        index_add(&zones->by_pool, event->arena, hash, memory->hugepages_count++);
    }
    return true;
}

/* "12*64kB": blanks may have been put in by a mailer. */
static bool zones_blocks(struct scan *scan, struct buddy *term) {
    if (!scan_i64(scan, &term->count))
        return false;
    scan_blanks(scan);
    if (!scan_byte(scan, '*'))
        return false;
    scan_blanks(scan);
    if (!scan_i64(scan, &term->size_kb) || (scan_blanks(scan), !scan_byte(scan, 'k')))
        return false;
    scan_blanks(scan);
    scan_byte(scan, 'B');
    return true;
}

/* " (UME)" */
static str zones_types(struct scan *scan) {
    struct scan probe = *scan;
    scan_blanks(&probe);
    if (!scan_byte(&probe, '('))
        return STR("");
    const char *from = probe.at;
    while (!scan_done(&probe) && *probe.at != ')')
        probe.at++;
    if (scan_done(&probe))
        return STR("");
    scan->at = probe.at + 1;
    return str_of(from, (size_t)(probe.at - from));
}

/* "12*64kB (UME) " */
static bool zones_term(struct scan *scan, struct buddy *term) {
    struct scan probe = *scan;
    if (!zones_blocks(&probe, term))
        return false;
    term->types = zones_types(&probe);
    *scan = probe;
    return true;
}

static void zones_check_sum(struct event *event, const struct zone *zone, int64_t line) {
    int64_t sum = 0;
    for (size_t i = 0; i < zone->buddy_count; i++) {
        int64_t term;
        if (__builtin_mul_overflow(zone->buddy[i].count, zone->buddy[i].size_kb, &term) ||
            __builtin_add_overflow(sum, term, &sum))
            sum = ABSENT;
        if (sum == ABSENT)
            break;
    }
    if (sum != zone->buddy_total_kb)
        builder_warn(event, zones_here(line), "The buddy list of zone %.*s does not add up to its total.",
                     STR_ARG(zone->name));
}

/* A doubled line must not double the terms: sizes rise within one list. */
static bool zones_rises(const struct zone *zone, const struct buddy *term) {
    return zone->buddy_count == 0 || zone->buddy[zone->buddy_count - 1].size_kb < term->size_kb;
}

/* "12*4kB 3*8kB 50*16kB ... = 7816kB", whole or the next piece of it. */
static bool zones_terms(struct zones *zones, struct event *event, struct zone *zone, struct scan *scan, int64_t line) {
    struct buddy term;
    size_t terms = 0;
    for (scan_blanks(scan); zones_term(scan, &term); scan_blanks(scan), terms++) {
        struct buddy *made =
            zones_rises(zone, &term) ? BUILDER_NEXT(event, zone->buddy, zone->buddy_count, LIMIT_BUDDIES, line) : NULL;
        if (!made)
            continue;
        term.types = arena_copy(event->arena, term.types);
        *made = term;
        zone->buddy_count++;
    }
    struct scan total = *scan;
    zones->buddy = zones_index(event, zone);
    int64_t total_kb;
    if (!scan_byte(&total, '='))
        return terms > 0;
    if (scan_blanks(&total), scan_i64(&total, &total_kb) && (scan_blanks(&total), scan_byte(&total, 'k'))) {
        zone->buddy_total_kb = total_kb;
        zones->buddy = ZONES_NONE;
        zones_check_sum(event, zone, line);
    }
    return true;
}

/* "Node 0 DMA32: 700*4kB 124*8kB ... = 5568kB", "HighMem: empty" */
static bool zones_buddy(struct zones *zones, struct event *event, int64_t node, str name, struct scan *scan,
                        int64_t line) {
    struct scan probe = *scan;
    struct buddy term;
    scan_blanks(&probe);
    if (scan_literal(&probe, STR("empty")))
        return true;
    bool begins = zones_term(&probe, &term);
    if (!begins && !(scan_done(&probe) && zones_find(zones, event, node, name)))
        return false;
    struct zone *zone = zones_made(zones, event, node, name, line);
    if (!zone)
        return true;
    if (!zone->buddy_line)
        zone->buddy_line = line;
    zones_terms(zones, event, zone, scan, line);
    return true;
}

/* " 3*8kB (U) 1*16kB = 7124kB": the rest of a list that another CPU tore (formats of 3.5 and later). */
static bool zones_more_terms(struct zones *zones, struct event *event, str text, int64_t line) {
    struct scan scan = scan_of(text);
    if (zones->buddy == ZONES_NONE)
        return false;
    return zones_terms(zones, event, &event->memory.zones[zones->buddy], &scan, line);
}

/* "lowmem_reserve[]: 0 1938 1938 1938": one for each zone. A second one is that of a zone whose own line is lost. */
static bool zones_reserve(struct zones *zones, struct event *event, str list, int64_t line) {
    struct scan scan = scan_of(list);
    int64_t pages;
    if (zones->reserve == ZONES_NONE)
        return true;
    struct zone *zone = &event->memory.zones[zones->reserve];
    zones->reserve = ZONES_NONE;
    zone->lowmem_reserve_count = 0;
    zone->lowmem_reserve_line = line;
    while (scan_blanks(&scan), scan_i64(&scan, &pages)) {
        int64_t *made = BUILDER_NEXT(event, zone->lowmem_reserve, zone->lowmem_reserve_count, LIMIT_RESERVES, line);
        if (!made)
            break;
        *made = pages;
        zone->lowmem_reserve_count++;
    }
    return true;
}

/* "Node 0 DMA per-cpu:" (up to 4.0) */
static bool zones_percpu_head(struct zones *zones, struct event *event, int64_t node, str name, int64_t line) {
    struct zone *zone = zones_made(zones, event, node, name, line);
    zones->percpu = zones_index(event, zone);
    if (zone)
        builder_cover(&zone->percpu_lines, line);
    return true;
}

/* "CPU    1: hi:  186, btch:  31 usd:  60", "cpu 0 hot: low 0, high 0, batch 1 used:0" */
static bool zones_percpu(struct zones *zones, struct event *event, str text, int64_t line) {
    struct scan scan = scan_of(text);
    struct key_value figure;
    int64_t used = ABSENT;
    while (key_values_next(&scan, NULL, NULL, &figure))
        if ((str_equal(figure.key, STR("usd")) || str_equal(figure.key, STR("used"))) && !figure.is_range)
            used = used == ABSENT ? figure.value : used + figure.value % INT32_MAX;
    if (zones->percpu == ZONES_NONE || used == ABSENT)
        return zones->percpu != ZONES_NONE;
    struct zone *zone = &event->memory.zones[zones->percpu];
    used %= INT32_MAX;
    zone->percpu_pages = zone->percpu_pages == ABSENT ? used : zone->percpu_pages + used;
    builder_cover(&zone->percpu_lines, line);
    return true;
}

/* Whether LIST begins as a line of figures does: another word, or a zone's name, with a capital. */
static bool zones_begins(const struct field_table *table, str list) {
    return list.len && list.data[0] >= 'a' && list.data[0] <= 'z' && key_values_begin(table, list);
}

/* What follows a zone's name decides. */
static bool zones_named(struct zones *zones, struct event *event, int64_t node, struct scan *scan, int64_t line) {
    str name;
    if (!zones_name(scan, &name))
        return false;
    if (scan_byte(scan, ':'))
        return zones_buddy(zones, event, node, name, scan, line);
    if (scan_blanks(scan) == 0)
        return false;
    str rest = scan_rest(scan);
    if (str_starts(rest, STR("per-cpu:")))
        return zones_percpu_head(zones, event, node, name, line);
    if (!zones_begins(&field_zone, rest))
        return false;
    return zones_zone(zones, event, node, name, rest, line);
}

static bool zones_after_node(struct zones *zones, struct event *event, int64_t node, struct scan *scan, int64_t line) {
    str rest = scan_rest(scan);
    if (str_starts(rest, STR("hugepages_")))
        return zones_hugepages(zones, event, node, rest, line);
    if (zones_begins(&field_node, rest))
        return zones_node_line(zones, event, node, rest, line);
    return zones_named(zones, event, node, scan, line);
}

bool zones_line(struct zones *zones, struct event *event, str text, int64_t line) {
    struct scan scan = scan_of(text);
    int64_t node = ABSENT;
    scan_blanks(&scan);
    switch (scan_peek(&scan)) {
    case 'l':
        return scan_literal(&scan, STR("lowmem_reserve[]:")) && zones_reserve(zones, event, scan_rest(&scan), line);
    case 'p':
        return scan_literal(&scan, STR("protections[]:")) && zones_reserve(zones, event, scan_rest(&scan), line);
    case 'c':
        return scan_literal(&scan, STR("cpu ")) && zones_percpu(zones, event, text, line);
    case 'N':
        if (zones_node(&scan, &node))
            return zones_after_node(zones, event, node, &scan, line);
        return zones_named(zones, event, node, &scan, line);
    case 'C':
        if (scan_literal(&scan, STR("CPU ")) && zones->percpu != ZONES_NONE)
            return zones_percpu(zones, event, text, line);
        return zones_named(zones, event, node, &scan, line);
    default:
        if (scan_peek(&scan) >= '0' && scan_peek(&scan) <= '9')
            return zones_more_terms(zones, event, text, line);
        return zones_named(zones, event, node, &scan, line);
    }
}

/* "CPU    1: hi:  186, btch:  31 usd:  60", "cpu 0 hot: low 0, high 0, batch 1 used:0" */
static bool zones_is_cpu(str text) {
    return (str_starts(text, STR("CPU ")) && str_has(text, STR(": hi:"))) ||
           (str_starts(text, STR("cpu ")) && str_has(text, STR(": low ")));
}

/* Which list follows a zone's name; false if none does. */
static bool zones_look_behind_name(struct scan *scan, enum zones_kind *ret_kind) {
    struct buddy term;
    if (scan_byte(scan, ':')) {
        *ret_kind = ZONES_OF_BUDDY;
        scan_blanks(scan);
        return zones_term(scan, &term) || scan_literal(scan, STR("empty"));
    }
    if (scan_blanks(scan) == 0)
        return false;
    const str rest = scan_rest(scan);
    *ret_kind = str_starts(rest, STR("per-cpu:")) ? ZONES_OF_PERCPU : ZONES_OF_ZONE;
    return *ret_kind == ZONES_OF_PERCPU || zones_begins(&field_zone, rest);
}

bool zones_look(str text, struct zones_place *ret_place) {
    struct scan scan = scan_of(text);
    struct buddy term;
    *ret_place = (struct zones_place){.kind = ZONES_OF_NODE, .node = ABSENT};
    scan_blanks(&scan);
    text = scan_rest(&scan);
    if (zones_is_cpu(text)) {
        ret_place->kind = ZONES_OF_CPU;
        return true;
    }
    if (str_starts(text, STR("lowmem_reserve[]:")) || str_starts(text, STR("protections[]:"))) {
        ret_place->kind = ZONES_OF_RESERVE;
        return true;
    }
    const bool has_node = zones_node(&scan, &ret_place->node);
    if (has_node && str_starts(scan_rest(&scan), STR("hugepages_"))) {
        ret_place->kind = ZONES_OF_POOL;
        return true;
    }
    if (has_node && zones_begins(&field_node, scan_rest(&scan)))
        return true;
    if (zones_name(&scan, &ret_place->zone))
        return zones_look_behind_name(&scan, &ret_place->kind);
    ret_place->kind = ZONES_OF_TERMS;
    return !has_node && zones_term(&scan, &term);
}

static struct extent zones_none(void) {
    return (struct extent){EXTENT_NONE, 0};
}

/* "lowmem_reserve[]: 0 1938 1938 1938": it may go on as long as numbers follow. */
static struct extent zones_reserve_extent(struct scan *scan) {
    struct extent extent = {EXTENT_OPEN, 0};
    int64_t pages;
    while (scan_blanks(scan), scan_i64(scan, &pages))
        extent.facts++;
    return scan_done(scan) ? extent : zones_none();
}

/* "DMA32: 700*4kB 124*8kB ... = 5568kB", "HighMem: empty", from behind the colon. */
static struct extent zones_buddy_extent(struct scan *scan, bool has_node) {
    struct extent extent = {EXTENT_CUT, 0};
    struct buddy term;
    int64_t total_kb;
    for (scan_blanks(scan); zones_term(scan, &term); scan_blanks(scan))
        extent.facts++;
    if (extent.facts == 0)
        return scan_literal(scan, STR("empty")) ? (struct extent){EXTENT_WHOLE, 1}
               : scan_done(scan) && has_node    ? extent
                                                : zones_none();
    if (!scan_byte(scan, '=') || (scan_blanks(scan), !scan_i64(scan, &total_kb)) ||
        (scan_blanks(scan), !scan_literal(scan, STR("kB"))))
        return extent;
    return (struct extent){EXTENT_WHOLE, extent.facts + 1};
}

/* "active_anon:576kB inactive_anon:16104332kB ... all_unreclaimable? yes" behind a node, or a zone's name */
static struct extent zones_list_extent(const struct field_table *table, str list) {
    static const char *const ends[] = {"all_unreclaimable", "gpu_reclaim", NULL};
    static const char *const pool_ends[] = {"hugepages_size", NULL};
    if (str_starts(list, STR("hugepages_")))
        return key_values_extent(&field_hugepages, list, pool_ends);
    return list.len && list.data[0] >= 'a' && list.data[0] <= 'z' ? key_values_extent(table, list, ends) : zones_none();
}

/* What follows "Node 0 ", or begins a line where kernels without nodes print none. */
static struct extent zones_named_extent(struct scan *scan, bool has_node) {
    str name;
    if (!zones_name(scan, &name))
        return has_node ? zones_list_extent(&field_node, scan_rest(scan)) : zones_none();
    if (scan_byte(scan, ':'))
        return zones_buddy_extent(scan, has_node);
    if (scan_done(scan) && has_node)
        return (struct extent){EXTENT_CUT, 0};
    if (scan_blanks(scan) == 0)
        return zones_none();
    if (str_starts(scan_rest(scan), STR("per-cpu:")))
        return (struct extent){EXTENT_WHOLE, 0};
    return zones_list_extent(&field_zone, scan_rest(scan));
}

struct extent zones_extent(str text) {
    struct scan scan = scan_of(str_trim_end(text));
    int64_t node;
    scan_blanks(&scan);
    if (scan_literal(&scan, STR("lowmem_reserve[]:")) || scan_literal(&scan, STR("protections[]:")))
        return zones_reserve_extent(&scan);
    const bool has_node = zones_node(&scan, &node);
    return has_node && scan_done(&scan) ? (struct extent){EXTENT_CUT, 0} : zones_named_extent(&scan, has_node);
}

bool zones_begin(str text) {
    static const str names[] = {STR_INIT("Node"),    STR_INIT("DMA"),     STR_INIT("DMA32"), STR_INIT("Normal"),
                                STR_INIT("HighMem"), STR_INIT("Movable"), STR_INIT("Device")};
    struct scan scan = scan_of(text);
    str name;
    if (zones_extent(text).end == EXTENT_NONE)
        return false;
    if (!zones_name(&scan, &name)) /* "lowmem_reserve[]:" */
        return true;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_equal(name, names[i]))
            return true;
    return false;
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
    if ((!is_free && !scan_literal(&scan, STR("Total "))) || !key_values_at(&scan, NULL, NULL, &swap) ||
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
    const char first = text.len ? *text.data : '\0';
    switch (first) {
    case 'S':
        return mem_info_swapcache(event, text, line);
    case 'F':
    case 'T':
        return mem_info_swap(&event->memory.totals, text, line);
    default: /* a number */
        return first <= '9' && mem_info_pages(&event->memory.totals, text, line);
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
    if (!key_values_at(&scan, NULL, NULL, &swap) || !swap.has_unit || scan.at[-1] != 'B')
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
