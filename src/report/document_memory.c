/* Where the memory went: the balance, the zones against their watermarks, the largest kernel caches.
 * SPDX-License-Identifier: MIT */
#include "report/document_parts.h"
#include "report/document_sections.h"
#include "report/places.h"

#include "base/format.h"

#include "model/amount.h"

enum { DOCUMENT_CACHES = 5, DOCUMENT_ZONES = 64, DOCUMENT_ID = 12 /* of a container's id, as its tools print it */ };

/* --- the balance */

static void document_balance_row(struct document *document, const struct balance *balance,
                                 const struct balance_row *row, bool is_marked) {
    const int64_t whole = balance->total.kb;
    const struct wording size = wording_size(row->kb), kb = wording_number(row->kb);
    const struct wording share = wording_percent(row->kb, balance->is_told ? whole : ABSENT);
    document->marks->row(document, is_marked);
    document_cell_text(document, is_marked ? DOCUMENT_STRONG : DOCUMENT_PLAIN, str_from_cstr(row->name));
    document_cell_figure(document, &size, row->kb);
    document_cell_figure(document, &kb, row->kb);
    document_cell_figure(document, &share, row->kb);
    document->marks->bar(document, row->kb, whole);
    document_cell_text(document, DOCUMENT_QUIET, str_from_cstr(row->made_of));
    document->marks->row_end(document);
}

static void document_balance_table(struct document *document, const struct balance *balance) {
    static const struct document_column columns[] = {
        {STR_INIT("held by"), false}, {STR_INIT("size"), true}, {STR_INIT("kB"), true},
        {STR_INIT("share"), true},    {STR_INIT(""), false},    {STR_INIT("counters of the log"), false}};
    document->marks->table(document, DOCUMENT_TABLE_PLAIN, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < balance->count; i++)
        document_balance_row(document, balance, &balance->rows[i], balance_is_largest(balance, i));
    if (balance->rest.kb != 0)
        document_balance_row(document, balance, &balance->rest, false);
    document_balance_row(document, balance, &balance->total, false);
    document->marks->table_end(document);
}

static void document_chart(struct document *document, const struct balance *balance) {
    if (document->marks->balance_chart)
        document->marks->balance_chart(document, balance);
}

/* "Not in this log: kernel stacks; huge pages" */
void document_absent(struct document *document, const struct balance *balance) {
    if (balance->absent_count == 0)
        return;
    document_open(document, DOCUMENT_PARAGRAPH);
    document_quiet(document, "Not in this log: ");
    for (size_t i = 0; i < balance->absent_count; i++) {
        document_quiet(document, i > 0 ? "; " : ""); /* names may contain a comma */
        document_quiet(document, balance->absent[i]);
    }
    document_close(document, DOCUMENT_PARAGRAPH);
}

/* "Already counted in these: 118 MiB swap cache (in anonymous memory)" */
static void document_views(struct document *document) {
    struct balance_row views[BALANCE_ROWS];
    const size_t count = balance_views(document->reckoning, views);
    if (count == 0)
        return;
    document_open(document, DOCUMENT_PARAGRAPH);
    document_words(document, "Already counted in these: ");
    for (size_t i = 0; i < count; i++) {
        document_words(document, i > 0 ? ", " : "");
        document_size(document, views[i].kb);
        document_words(document, " ");
        document_words(document, views[i].name);
        document_words(document, " ");
        document_quiet(document, "(in ");
        document_quiet(document, views[i].made_of);
        document_quiet(document, ")");
    }
    document_close(document, DOCUMENT_PARAGRAPH);
}

/* The memory that is not part of the total. */
static void document_reserved(struct document *document) {
    const struct ledger *ledger = &document->reckoning->ledger;
    const int64_t balloon_kb = ledger->within.balloon_kb;
    if (ledger->reserved_kb == ABSENT || ledger->total_kb == ABSENT)
        return;
    document_open(document, DOCUMENT_PARAGRAPH);
    document_words(document, "Beside these, ");
    document_size(document, ledger->reserved_kb);
    document_words(document, " of the ");
    document_size(document, ledger->total_kb);
    document_words(document, balloon_kb == ABSENT
                                 ? " of RAM cannot be allocated (the kernel's own image, page descriptors, firmware, a "
                                   "crash kernel, a balloon)."
                                 : " of RAM cannot be allocated (the kernel's own image, page descriptors, firmware, a "
                                   "crash kernel).");
    if (balloon_kb > 0 && ledger->parts.balloon_kb == ABSENT) {
        document_words(document, " The hypervisor's balloon holds ");
        document_size(document, balloon_kb);
        document_words(document, " of it.");
    }
    document_close(document, DOCUMENT_PARAGRAPH);
}

/* The lists of the LRU, slab and free pages are of the whole machine; stacks stand in the lines of zones or nodes. */
static void document_filtered(struct document *document) {
    const struct ledger *ledger = &document->reckoning->ledger;
    if (ledger->filtered && ledger->parts.kernel_stack_kb != ABSENT)
        document_claim(document, DOCUMENT_PARAGRAPH,
                       STR("Some of the machine's zones are not in this report: kernel stacks are counted only where "
                           "it shows them, the rest of them is unaccounted."),
                       (struct span){0, 0});
}

/* What the row means, where it is large enough to be asked about. */
static void document_unaccounted(struct document *document) {
    enum { LARGE_SHARE = 20 };
    const struct ledger *ledger = &document->reckoning->ledger;
    const int64_t kb = ledger->parts.unaccounted_kb;
    if (kb != ABSENT && ledger->managed_kb != ABSENT && kb >= ledger->managed_kb / LARGE_SHARE)
        document_claim(document, DOCUMENT_PARAGRAPH,
                       STR("Unaccounted is memory that no counter of the report covers, such as pages of drivers; a "
                           "few per cent are normal."),
                       (struct span){0, 0});
}

void document_counters(struct document *document) {
    const struct wording page = wording_number(document->reckoning->page_kb);
    document_open(document, DOCUMENT_PARAGRAPH);
    document_quiet(document, "The log's counters (active_anon:, free: ...) are pages of ");
    document_text(document, DOCUMENT_QUIET, wording_str(&page));
    document_quiet(document, document->reckoning->page_known ? " kB" : " kB (assumed: the log does not show the size)");
    document_quiet(document, " for the whole machine; its Node and zone lines repeat the same memory in kB, node by "
                             "node: do not add them. shmem and the swap cache are counted in the anonymous lists; "
                             "mapped, dirty and writeback are views of other counters.");
    document_lines(document, document->event->memory.counters.lines);
    document_close(document, DOCUMENT_PARAGRAPH);
}

void document_machine_notes(struct document *document, const struct balance *balance) {
    document_reserved(document);
    document_filtered(document);
    document_unaccounted(document);
    document_views(document);
    document_absent(document, balance);
}

str document_machine_title(const struct document *document) {
    return document->reckoning->scope == SCOPE_CGROUP ? STR("The whole machine at that moment")
                                                      : STR("Where the memory went");
}

static void document_machine(struct document *document) {
    struct balance balance;
    if (!balance_machine(document->reckoning, &balance))
        return;
    document->marks->section(document, "machine", document_machine_title(document), balance.lines);
    document_chart(document, &balance);
    document_balance_table(document, &balance);
    document_machine_notes(document, &balance);
    if (document->event->memory.counters.lines.first > 0)
        document_counters(document);
    document->marks->section_end(document);
}

/* "/a/b uses 32.0 GiB of its limit of 32.0 GiB and, beside it, 0 KiB of swap" */
void document_tell_limit(struct document *document) {
    const struct cgroup_ledger *ledger = &document->reckoning->cgroup;
    const str path = place_limit(document->event);
    document_text(document, path.len > 0 ? DOCUMENT_NAME : DOCUMENT_PLAIN, path.len > 0 ? path : STR("It"));
    document_words(document, " uses ");
    document_size(document, ledger->usage_kb);
    if (ledger->limit_kb != ABSENT) {
        document_words(document, " of its limit of ");
        document_size(document, ledger->limit_kb);
    }
    if (ledger->swap_usage_kb != ABSENT) {
        document_words(document, " and, beside it, ");
        document_size(document, ledger->swap_usage_kb);
        document_words(document, " of swap");
    }
    if (ledger->limit_kb == ABSENT)
        document_words(document, document->event->cgroup.memory.limit_kb == ABSENT ? "; its limit is not in the log"
                                                                                   : "; it has no limit of its own");
}

static void document_limit(struct document *document) {
    if (document->reckoning->cgroup.usage_kb == ABSENT)
        return;
    document_open(document, DOCUMENT_PARAGRAPH);
    document_tell_limit(document);
    document_lines(document, document->event->cgroup.lines);
    document_close(document, DOCUMENT_PARAGRAPH);
}

size_t document_container_facts(const struct container *container,
                                struct document_named ret_facts[DOCUMENT_CONTAINER_FACTS]) {
    const struct document_named all[DOCUMENT_CONTAINER_FACTS] = {
        {"", container->runtime},
        {"container ", str_first(container->id, DOCUMENT_ID)},
        {"pod ", container->pod_uid},
        {"", container->qos},
        {"unit ", container->id.len > 0 ? STR("") : container->unit}};
    size_t count = 0;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i].value.len > 0)
            ret_facts[count++] = all[i];
    return count;
}

/* "containerd, container ac135b393a4a, pod b01bc6dd-..., burstable", "unit mysqld.service" */
static void document_container(struct document *document) {
    struct document_named facts[DOCUMENT_CONTAINER_FACTS];
    const size_t count = document_container_facts(&document->reckoning->container, facts);
    if (count == 0)
        return;
    document_open(document, DOCUMENT_PARAGRAPH);
    for (size_t i = 0; i < count; i++) {
        document_words(document, i > 0 ? ", " : "");
        document_words(document, facts[i].what);
        document_text(document, DOCUMENT_NAME, facts[i].value);
    }
    document_close(document, DOCUMENT_PARAGRAPH);
}

static void document_group(struct document *document) {
    struct balance balance;
    if (!balance_group(document->reckoning, &balance))
        return;
    document->marks->section(document, "cgroup", STR("Where the cgroup's memory went"), balance.lines);
    document_limit(document);
    document_container(document);
    if (balance.count > 0) {
        document_chart(document, &balance);
        document_balance_table(document, &balance);
    }
    document_absent(document, &balance);
    document->marks->section_end(document);
}

void document_memory(struct document *document) {
    document_group(document);
    document_machine(document);
}

/* --- the zones */

/* "5.5 MiB must stay free: 44 KiB short". Free memory is compared as the allocator does, without what the request may
 * not use. */
static struct wording document_zone_judged(const struct zone *zone, const struct zone_state *state) {
    struct wording words = {0};
    const struct wording keep = wording_size(amount_plus(zone->min_kb, amount_positive(state->reserve_kb)));
    const int64_t margin = state->margin_kb;
    const struct wording by = wording_size(margin < 0 ? -margin : margin);
    words.len = margin == 0 ? format_text(words.text, sizeof words.text, "%.*s must stay free: no more is",
                                          (int)keep.len, keep.text)
                            : format_text(words.text, sizeof words.text, "%.*s must stay free: %.*s %s", (int)keep.len,
                                          keep.text, (int)by.len, by.text, margin < 0 ? "short" : "above it");
    return words;
}

static struct wording document_zone_words(const struct zone *zone, const struct zone_state *state) {
    static const str below[] = {
        [BELOW_UNKNOWN] = STR_INIT(""),        [BELOW_NONE] = STR_INIT("above high"),
        [BELOW_HIGH] = STR_INIT("below high"), [BELOW_LOW] = STR_INIT("below low"),
        [BELOW_MIN] = STR_INIT("below min"),
    };
    str words = !state                                       ? STR("")
                : zone->present_kb == 0                      ? STR("empty")
                : state->closed || state->eligible == TRI_NO ? STR("out of reach of this request")
                                                             : below[state->below];
    const bool is_judged = state && zone->present_kb != 0 && !state->closed && state->eligible != TRI_NO &&
                           state->margin_kb != ABSENT && zone->min_kb != ABSENT && state->margin_kb > INT64_MIN / 2;
    struct wording shown = {.len = words.len};
    memcpy(shown.text, words.data, words.len);
    return is_judged ? document_zone_judged(zone, state) : shown;
}

static void document_zone(struct document *document, size_t index) {
    const struct zone *zone = &document->event->memory.zones[index];
    const struct zone_state *state = document->reckoning->zones ? &document->reckoning->zones[index] : NULL;
    const int64_t figures[] = {zone->node, zone->free_kb, zone->min_kb, zone->low_kb, zone->high_kb};
    const struct wording words = document_zone_words(zone, state);
    document->marks->row(document, state && state->below == BELOW_MIN && zone->present_kb != 0);
    document_cell_text(document, DOCUMENT_NAME, zone->name);
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        const struct wording figure = wording_number(figures[i]);
        document_cell_figure(document, &figure, figures[i]);
    }
    document_cell_text(document, DOCUMENT_PLAIN, wording_str(&words));
    document->marks->row_end(document);
}

bool document_zones_told(const struct memory *memory) {
    for (size_t i = 0; i < memory->zone_count; i++)
        if (memory->zones[i].free_kb != ABSENT)
            return true;
    return false;
}

struct span document_zone_lines(const struct memory *memory) {
    struct span lines = {0, 0};
    for (size_t i = 0; i < memory->zone_count; i++) {
        if (memory->zones[i].line <= 0 || memory->zones[i].free_kb == ABSENT)
            continue;
        lines.last = memory->zones[i].line;
        lines.first = lines.first > 0 ? lines.first : lines.last;
    }
    return lines;
}

void document_zones(struct document *document) {
    static const struct document_column columns[] = {
        {STR_INIT("zone"), false}, {STR_INIT("node"), true}, {STR_INIT("free"), true}, {STR_INIT("min"), true},
        {STR_INIT("low"), true},   {STR_INIT("high"), true}, {STR_INIT(""), false}};
    const struct memory *memory = &document->event->memory;
    if (!document_zones_told(memory) || document->reckoning->scope == SCOPE_CGROUP)
        return;
    document->marks->section(document, "zones", STR("Free memory against the watermarks (kB)"),
                             document_zone_lines(memory));
    if (document->marks->zone_chart)
        document->marks->zone_chart(document);
    document->marks->table(document, DOCUMENT_TABLE_PLAIN, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0, shown = 0; i < memory->zone_count && shown < DOCUMENT_ZONES; i++) {
        if (memory->zones[i].free_kb == ABSENT)
            continue;
        document_zone(document, i);
        shown++;
    }
    document->marks->table_end(document);
    document->marks->section_end(document);
}

/* --- the caches */

bool document_slabs_largest(const struct memory *memory, struct largest *ret_largest) {
    largest_begin(ret_largest, DOCUMENT_CACHES);
    for (size_t i = 0; i < memory->slab_count; i++)
        largest_add(ret_largest, i, memory->slabs[i].total_kb);
    return ret_largest->count > 0;
}

bool document_sites_largest(const struct memory *memory, struct largest *ret_largest) {
    largest_begin(ret_largest, DOCUMENT_CACHES);
    for (size_t i = 0; i < memory->allocation_count; i++)
        largest_add(ret_largest, i, memory->allocations[i].bytes);
    return ret_largest->count > 0;
}

str document_site_name(const struct allocation *site) {
    return site->function.len > 0 ? site->function : site->place;
}

struct span document_site_lines(const struct memory *memory) {
    return (struct span){memory->allocations[0].line, memory->allocations[memory->allocation_count - 1].line};
}

static void document_slabs(struct document *document) {
    static const struct document_column columns[] = {
        {STR_INIT("cache"), false}, {STR_INIT("size"), true}, {STR_INIT("in use"), true}};
    const struct memory *memory = &document->event->memory;
    struct largest largest;
    if (!document_slabs_largest(memory, &largest))
        return;
    document->marks->section(document, "caches", STR("The largest unreclaimable kernel caches"), memory->slab_lines);
    document->marks->table(document, DOCUMENT_TABLE_PLAIN, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < largest.count; i++) {
        const struct slab *slab = &memory->slabs[largest.rows[i]];
        const struct wording size = wording_size(slab->total_kb), used = wording_size(slab->used_kb);
        document->marks->row(document, false);
        document_cell_text(document, DOCUMENT_NAME, slab->name);
        document_cell_figure(document, &size, slab->total_kb);
        document_cell_figure(document, &used, slab->used_kb);
        document->marks->row_end(document);
    }
    document->marks->table_end(document);
    document->marks->section_end(document);
}

static void document_site(struct document *document, const struct allocation *site) {
    const struct wording size = wording_size(amount_known(site->bytes) ? site->bytes / 1024 : ABSENT);
    document->marks->row(document, false);
    document_cell_text(document, DOCUMENT_NAME, document_site_name(site));
    document_cell_figure(document, &size, site->bytes);
    document_cell_text(document, DOCUMENT_NAME, site->place);
    document_cell_text(document, DOCUMENT_NAME, site->module);
    document->marks->row_end(document);
}

static void document_sites(struct document *document) {
    static const struct document_column columns[] = {{STR_INIT("function"), false},
                                                     {STR_INIT("size"), true},
                                                     {STR_INIT("place"), false},
                                                     {STR_INIT("module"), false}};
    const struct memory *memory = &document->event->memory;
    struct largest largest;
    if (!document_sites_largest(memory, &largest))
        return;
    document->marks->section(document, "sites", STR("Where the kernel allocated most (process memory included)"),
                             document_site_lines(memory));
    document->marks->table(document, DOCUMENT_TABLE_PLAIN, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < largest.count; i++)
        document_site(document, &memory->allocations[largest.rows[i]]);
    document->marks->table_end(document);
    document->marks->section_end(document);
}

void document_caches(struct document *document) {
    document_slabs(document);
    document_sites(document);
}
