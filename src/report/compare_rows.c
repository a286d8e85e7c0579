/* What changed from one event to another: figures of both, joined by their names.
 * SPDX-License-Identifier: MIT */
#include "report/compare_rows.h"

#include "base/arena.h"

#include "model/amount.h"
#include "model/fields.h"

#include <stdlib.h>

/* A figure of one of the events. */
struct compare_item {
    str name;
    int64_t uid;
    int64_t value, count;
    struct span lines;
    bool is_count;
    size_t side; /* 0: before, 1: after */
    size_t order;
};

/* Items of both events, in the memory of the later one. */
struct compare_items {
    struct arena *arena;
    struct compare_item *items;
    size_t count, room;
    bool are_whole[2]; /* what is not listed is not there */
};

static void compare_add(struct compare_items *items, struct compare_item item) {
    if (!amount_known(item.value))
        return;
    struct compare_item *place = ARENA_PUSH(items->arena, items->items, items->count, items->room);
    if (!place)
        return;
    item.order = items->count;
    *place = item;
    items->count++;
}

static struct span compare_line(int64_t line) {
    return (struct span){line, line};
}

/* The figure in kB, but for counts. */
static int64_t compare_in_kb(int64_t value, enum field_unit unit, int64_t page_kb) {
    if (unit == FIELD_PAGES)
        return amount_times(value, page_kb);
    return unit == FIELD_BYTES && amount_known(value) ? value / 1024 : value;
}

/* "DMA32 free"; "swap cache add", which the kernel prints behind "Swap cache stats:". */
static str compare_name(struct compare_items *items, str before, const struct field *field) {
    if (field->unit == FIELD_COUNT && str_starts(field->key, STR("swapcache_")))
        before = STR("swap cache");
    return before.len == 0 ? field->printed
                           : arena_format(items->arena, "%.*s %.*s", STR_ARG(before), STR_ARG(field->printed));
}

/* The numbers of RECORD, each named "BEFORE NAME", without a text BEFORE only NAME. */
static void compare_fields(struct compare_items *items, size_t side, const struct field_table *table,
                           const void *record, int64_t page_kb, str before, int64_t line) {
    for (size_t i = 0; i < table->count; i++) {
        const struct field *field = &table->fields[i];
        const int64_t value = field_number(field, record), own_line = field_line(field, record);
        if (field->printed.len == 0 || field->key.len == 0 || !amount_known(value))
            continue;
        const bool is_size = field->unit == FIELD_PAGES || field->unit == FIELD_KB || field->unit == FIELD_BYTES;
        compare_add(items, (struct compare_item){.name = compare_name(items, before, field),
                                                 .side = side,
                                                 .value = compare_in_kb(value, field->unit, page_kb),
                                                 .lines = compare_line(own_line > 0 ? own_line : line),
                                                 .is_count = !is_size});
    }
}

/* --- the sections */

static void compare_counters(struct compare_items *items, size_t side, const struct report_event *report) {
    const struct memory *memory = &report->event->memory;
    const int64_t page_kb = report->reckoning->page_kb;
    compare_fields(items, side, &field_counters, &memory->counters, page_kb, STR(""), 0);
    compare_fields(items, side, &field_totals, &memory->totals, page_kb, STR(""), 0);
    for (size_t i = 0; i < memory->counters.others.count; i++) {
        const struct named *other = &memory->counters.others.items[i];
        compare_add(items, (struct compare_item){.name = other->name,
                                                 .side = side,
                                                 .value = amount_times(other->value, page_kb),
                                                 .lines = compare_line(other->line)});
    }
}

/* Names of counts among a cgroup's statistics; the others are bytes. */
static bool compare_is_count(str name) {
    static const str begins[] = {STR_INIT("pg"),    STR_INIT("workingset_"), STR_INIT("thp_"),  STR_INIT("numa_"),
                                 STR_INIT("zswpi"), STR_INIT("zswpo"),       STR_INIT("zswpw"), STR_INIT("swpin"),
                                 STR_INIT("swpou"), STR_INIT("pswp")};
    if (str_starts(name, STR("total_")))
        name = str_from(name, 6);
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (str_starts(name, begins[i]))
            return true;
    return false;
}

static void compare_statistics(struct compare_items *items, size_t side, const struct cgroup_stats *stats) {
    for (size_t i = 0; i < stats->values.count; i++) {
        const struct named *value = &stats->values.items[i];
        const bool is_count = compare_is_count(value->name);
        compare_add(items, (struct compare_item){.name = value->name,
                                                 .side = side,
                                                 .value = is_count ? value->value : value->value / 1024,
                                                 .lines = compare_line(value->line),
                                                 .is_count = is_count});
    }
}

static void compare_cgroup(struct compare_items *items, size_t side, const struct report_event *report) {
    const struct cgroup *cgroup = &report->event->cgroup;
    const struct {
        const struct usage *usage;
        str name;
    } usages[] = {{&cgroup->memory, STR_INIT("memory")},
                  {&cgroup->memsw, STR_INIT("memory+swap")},
                  {&cgroup->swap, STR_INIT("swap")},
                  {&cgroup->kmem, STR_INIT("kmem")}};
    for (size_t i = 0; i < sizeof usages / sizeof *usages; i++)
        compare_fields(items, side, &field_usage, usages[i].usage, 1, usages[i].name, usages[i].usage->line);
    if (cgroup->stats_count > 0)
        compare_statistics(items, side, &cgroup->stats[0]);
}

static void compare_zones(struct compare_items *items, size_t side, const struct report_event *report) {
    const struct memory *memory = &report->event->memory;
    for (size_t i = 0; i < memory->zone_count; i++) {
        const struct zone *zone = &memory->zones[i];
        const str name = zone->node > 0
                             ? arena_format(items->arena, "node %lld %.*s", (long long)zone->node, STR_ARG(zone->name))
                             : zone->name;
        compare_fields(items, side, &field_zone, zone, report->reckoning->page_kb, name, zone->line);
    }
}

/* Processes of one name and user are one program. */
static void compare_programs(struct compare_items *items, size_t side, const struct report_event *report) {
    const struct tasks *tasks = &report->event->tasks;
    items->are_whole[side] = report->reckoning->table_whole == TRI_YES;
    for (size_t i = 0; i < tasks->count; i++) {
        const struct task *task = &tasks->items[i];
        const bool is_repeated = report->reckoning->tasks && report->reckoning->tasks[i].repeated;
        if (is_repeated)
            continue;
        compare_add(items, (struct compare_item){.name = task->name,
                                                 .uid = task->uid,
                                                 .side = side,
                                                 .value = amount_times(amount_plus(task->rss, task->swapents),
                                                                       report->reckoning->page_kb),
                                                 .count = 1,
                                                 .lines = compare_line(task->line)});
    }
}

/* The kernel leaves empty caches out. */
static void compare_slabs(struct compare_items *items, size_t side, const struct report_event *report) {
    const struct memory *memory = &report->event->memory;
    items->are_whole[side] = memory->slab_count > 0;
    for (size_t i = 0; i < memory->slab_count; i++)
        compare_add(items, (struct compare_item){.name = memory->slabs[i].name,
                                                 .side = side,
                                                 .value = memory->slabs[i].total_kb,
                                                 .lines = compare_line(memory->slabs[i].line)});
}

static void compare_sites(struct compare_items *items, size_t side, const struct report_event *report) {
    const struct memory *memory = &report->event->memory;
    for (size_t i = 0; i < memory->allocation_count; i++) {
        const struct allocation *site = &memory->allocations[i];
        const str name = site->function.len > 0
                             ? arena_format(items->arena, "%.*s %.*s", STR_ARG(site->function), STR_ARG(site->place))
                             : site->place;
        compare_add(items, (struct compare_item){.name = name,
                                                 .side = side,
                                                 .value = compare_in_kb(site->bytes, FIELD_BYTES, 1),
                                                 .lines = compare_line(site->line)});
    }
}

/* --- joining */

static int compare_items_by_name(const void *a, const void *b) {
    const struct compare_item *left = a, *right = b;
    const int by_name = str_compare(left->name, right->name);
    if (by_name != 0)
        return by_name;
    if (left->uid != right->uid)
        return left->uid < right->uid ? -1 : 1;
    return (left->order > right->order) - (left->order < right->order);
}

static bool compare_is_of(const struct compare_row *row, const struct compare_item *item) {
    return str_equal(row->name, item->name) && row->uid == item->uid;
}

static void compare_add_to(struct compare_row *row, const struct compare_item *item) {
    const size_t side = item->side;
    row->values[side] = amount_plus(row->values[side], item->value);
    row->counts[side] += item->count;
    row->lines[side].first = row->lines[side].first > 0 ? row->lines[side].first : item->lines.first;
    row->lines[side].last = item->lines.last;
}

/* Where a list is whole, what is not in it is not there. */
static void compare_fill(struct compare_row *row, const bool are_whole[2]) {
    for (size_t side = 0; side < 2; side++)
        if (!amount_known(row->values[side]) && are_whole[side])
            row->values[side] = 0;
}

static bool compare_differs(const struct compare_row *row) {
    return row->values[0] != row->values[1] || row->counts[0] != row->counts[1];
}

/* Items of one name that follow each other become one row; rows that are the same in both are left out. */
static bool compare_join(struct compare_items *items, struct compare_rows *ret_rows) {
    struct compare_row *rows = arena_alloc(items->arena, (items->count + 1) * sizeof *rows);
    size_t count = 0;
    if (!rows)
        return false;
    for (size_t i = 0; i < items->count;) {
        struct compare_row row = {.name = items->items[i].name,
                                  .uid = items->items[i].uid,
                                  .values = {ABSENT, ABSENT},
                                  .is_count = items->items[i].is_count,
                                  .order = items->items[i].order};
        for (; i < items->count && compare_is_of(&row, &items->items[i]); i++)
            compare_add_to(&row, &items->items[i]);
        compare_fill(&row, items->are_whole);
        if (compare_differs(&row))
            rows[count++] = row;
    }
    ret_rows->items = rows;
    ret_rows->count = count;
    return true;
}

int64_t compare_change(const struct compare_row *row) {
    return amount_minus(row->values[1], row->values[0]);
}

/* A row of which one side is not shown has changed by what the other shows. */
static int64_t compare_weight(const struct compare_row *row) {
    int64_t change = compare_change(row);
    if (!amount_known(change))
        change = amount_plus(row->values[0], row->values[1]);
    return change < 0 ? -change : change;
}

static int compare_rows_by_change(const void *a, const void *b) {
    const struct compare_row *left = a, *right = b;
    const int64_t left_weight = compare_weight(left), right_weight = compare_weight(right);
    if (left_weight != right_weight)
        return left_weight > right_weight ? -1 : 1;
    return (left->order > right->order) - (left->order < right->order);
}

static int compare_rows_by_order(const void *a, const void *b) {
    const struct compare_row *left = a, *right = b;
    return (left->order > right->order) - (left->order < right->order);
}

bool compare_rows_of(enum compare_section section, const struct report_event *const events[2],
                     struct compare_rows *ret_rows) {
    typedef void collect(struct compare_items *, size_t, const struct report_event *);
    static collect *const collects[] = {
        [COMPARE_COUNTERS] = compare_counters, [COMPARE_CGROUP] = compare_cgroup, [COMPARE_ZONES] = compare_zones,
        [COMPARE_PROGRAMS] = compare_programs, [COMPARE_SLABS] = compare_slabs,   [COMPARE_SITES] = compare_sites,
    };
    struct compare_items items = {.arena = events[1]->event->arena};
    *ret_rows = (struct compare_rows){.count = 0};
    for (size_t side = 0, before = 0; side < 2; side++, before = items.count) {
        collects[section](&items, side, events[side]);
        ret_rows->is_shown[side] = items.count > before;
    }
    if (!ret_rows->is_shown[0] || !ret_rows->is_shown[1])
        return !items.arena->failed;
    if (!items.arena->failed)
        qsort(items.items, items.count, sizeof *items.items, compare_items_by_name);
    if (items.arena->failed || !compare_join(&items, ret_rows))
        return false;
    qsort(ret_rows->items, ret_rows->count, sizeof *ret_rows->items,
          section >= COMPARE_PROGRAMS ? compare_rows_by_change : compare_rows_by_order);
    return true;
}
