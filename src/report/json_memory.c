/* JSON of the memory section: the balance, the counters, nodes, zones and caches.
 * SPDX-License-Identifier: MIT */
#include "report/json.h"
#include "report/wording.h"

#include "base/arena.h"

#include <stdlib.h>

static const struct json_number json_memory_totals[] = {
    JSON_NUMBER(ledger, total_kb),
    JSON_NUMBER(ledger, reserved_kb),
    JSON_NUMBER(ledger, managed_kb),
};

static const struct json_number json_memory_parts[] = {
    JSON_NUMBER(ledger_parts, free_kb),
    JSON_NUMBER(ledger_parts, anon_kb),
    JSON_NUMBER(ledger_parts, shmem_kb),
    JSON_NUMBER(ledger_parts, file_kb),
    JSON_NUMBER(ledger_parts, unevictable_kb),
    JSON_NUMBER(ledger_parts, slab_reclaimable_kb),
    JSON_NUMBER(ledger_parts, slab_unreclaimable_kb),
    JSON_NUMBER(ledger_parts, pagetables_kb),
    JSON_NUMBER(ledger_parts, kernel_stack_kb),
    JSON_NUMBER(ledger_parts, hugetlb_kb),
    JSON_NUMBER(ledger_parts, other_kb),
    JSON_NUMBER(ledger_parts, unaccounted_kb),
};

static const struct json_number json_memory_within[] = {
    JSON_NUMBER(ledger_within, swap_cache_kb), JSON_NUMBER(ledger_within, mapped_kb),
    JSON_NUMBER(ledger_within, dirty_kb),      JSON_NUMBER(ledger_within, writeback_kb),
    JSON_NUMBER(ledger_within, mlocked_kb),    JSON_NUMBER(ledger_within, free_cma_kb),
    JSON_NUMBER(ledger_within, free_pcp_kb),   JSON_NUMBER(ledger_within, highatomic_kb),
    JSON_NUMBER(ledger_within, pagecache_kb),  JSON_NUMBER(ledger_within, balloon_kb),
    JSON_NUMBER(ledger_within, zspages_kb),    JSON_NUMBER(ledger_within, anon_thp_kb),
};

static void json_ledger(struct json *json) {
    struct emit *emit = &json->emit;
    const struct ledger *ledger = &json->reckoning->ledger;
    emit_key(emit, STR("memory"));
    if (json->event->memory.lines.first == 0) {
        emit_null(emit);
        return;
    }
    emit_open(emit, '{');
    JSON_NUMBERS(emit, json_memory_totals, ledger);
    emit_key(emit, STR("parts"));
    emit_open(emit, '{');
    JSON_NUMBERS(emit, json_memory_parts, &ledger->parts);
    json_present(emit, STR("slab_kb"), ledger->parts.slab_kb);
    json_present(emit, STR("lru_kb"), ledger->parts.lru_kb);
    emit_close(emit, '}');
    emit_key(emit, STR("within"));
    emit_open(emit, '{');
    JSON_NUMBERS(emit, json_memory_within, &ledger->within);
    emit_close(emit, '}');
    json_flag(emit, STR("filtered"), ledger->filtered);
    json_flag(emit, STR("inconsistent"), ledger->inconsistent);
    emit_close(emit, '}');
}

static void json_counters(struct json *json) {
    emit_key(&json->emit, STR("counters"));
    if (json->event->memory.counters.lines.first == 0) {
        emit_null(&json->emit);
        return;
    }
    emit_open(&json->emit, '{');
    json_fields(&json->emit, &field_counters, &json->event->memory.counters);
    json_named(&json->emit, &json->event->memory.counters.others);
    emit_close(&json->emit, '}');
}

static void json_nodes(struct json *json) {
    struct emit *emit = &json->emit;
    emit_key(emit, STR("nodes"));
    emit_open(emit, '[');
    for (size_t i = 0; i < json->event->memory.node_count; i++) {
        const struct node *node = &json->event->memory.nodes[i];
        emit_open(emit, '{');
        emit_member(emit, STR("node"), node->node);
        json_fields(emit, &field_node, node);
        json_others(emit, &node->others);
        emit_close(emit, '}');
    }
    emit_close(emit, ']');
}

/* What every zone has, printed or not; the rest of the zone's line follows where it is printed. */
static const struct json_number json_zone_always[] = {
    JSON_NUMBER(zone, free_kb),    JSON_NUMBER(zone, boost_kb),    JSON_NUMBER(zone, min_kb),
    JSON_NUMBER(zone, low_kb),     JSON_NUMBER(zone, high_kb),     JSON_NUMBER(zone, present_kb),
    JSON_NUMBER(zone, managed_kb), JSON_NUMBER(zone, free_cma_kb),
};

static bool json_zone_has(size_t offset) {
    for (size_t i = 0; i < sizeof json_zone_always / sizeof json_zone_always[0]; i++)
        if (json_zone_always[i].offset == offset)
            return true;
    return false;
}

static void json_zone_rest(struct emit *emit, const struct zone *zone) {
    for (size_t i = 0; i < field_zone.count; i++) {
        const struct field *field = &field_zone.fields[i];
        int64_t value = field_number(field, zone);
        if (value != ABSENT && field->key.len > 0 && !json_zone_has(field->offset))
            json_field(emit, field, value);
    }
    json_present(emit, STR("buddy_total_kb"), zone->buddy_total_kb);
    json_present(emit, STR("percpu_pages"), zone->percpu_pages);
    json_others(emit, &zone->others);
}

static void json_buddy(struct emit *emit, const struct zone *zone) {
    emit_key(emit, STR("buddy"));
    emit_open(emit, '[');
    for (size_t i = 0; i < zone->buddy_count; i++) {
        char *at = emit_room(emit, 2 * FORMAT_NUMBER + 3);
        *at = ',';
        at += i > 0;
        *at++ = '[';
        at = emit_put_number(at, (int64_t)i);
        *at++ = ',';
        emit_written(emit, emit_put_number(at, zone->buddy[i].count), true);
        emit_string(emit, zone->buddy[i].types);
        emit_close(emit, ']');
    }
    emit_close(emit, ']');
}

static void json_zone(struct json *json, size_t index) {
    struct emit *emit = &json->emit;
    const struct zone *zone = &json->event->memory.zones[index];
    const struct zone_state *state = json->reckoning->zones ? &json->reckoning->zones[index] : NULL;
    emit_open(emit, '{');
    emit_member(emit, STR("node"), zone->node);
    emit_member_text(emit, STR("zone"), zone->name);
    JSON_NUMBERS(emit, json_zone_always, zone);
    emit_key(emit, STR("lowmem_reserve"));
    emit_open(emit, '[');
    for (size_t i = 0; i < zone->lowmem_reserve_count; i++)
        emit_number(emit, zone->lowmem_reserve[i]);
    emit_close(emit, ']');
    json_buddy(emit, zone);
    emit_member_text(emit, STR("below"), state ? wording_below(state->below) : STR(""));
    json_tri(emit, STR("eligible"), state ? state->eligible : TRI_UNKNOWN);
    json_zone_rest(emit, zone);
    emit_close(emit, '}');
}

static void json_zones(struct json *json) {
    emit_key(&json->emit, STR("zones"));
    emit_open(&json->emit, '[');
    for (size_t i = 0; i < json->event->memory.zone_count; i++)
        json_zone(json, i);
    emit_close(&json->emit, ']');
}

/* The other sections of a memory report, where they were printed. */
static void json_further_memory(struct json *json) {
    struct emit *emit = &json->emit;
    const struct memory *memory = &json->event->memory;
    emit_key(emit, STR("totals"));
    emit_open(emit, '{');
    json_fields(emit, &field_totals, &memory->totals);
    emit_close(emit, '}');
    emit_key(emit, STR("hugepages"));
    emit_open(emit, '[');
    for (size_t i = 0; i < memory->hugepages_count; i++) {
        emit_open(emit, '{');
        json_fields(emit, &field_hugepages, &memory->hugepages[i]);
        emit_close(emit, '}');
    }
    emit_close(emit, ']');
    emit_key(emit, STR("allocations"));
    emit_open(emit, '[');
    for (size_t i = 0; i < memory->allocation_count; i++) {
        const struct allocation *allocation = &memory->allocations[i];
        emit_open(emit, '{');
        emit_member(emit, STR("bytes"), allocation->bytes);
        emit_member(emit, STR("calls"), allocation->calls);
        emit_member_text(emit, STR("place"), allocation->place);
        emit_member_text(emit, STR("module"), allocation->module);
        emit_member_text(emit, STR("function"), allocation->function);
        emit_close(emit, '}');
    }
    emit_close(emit, ']');
}

static int json_larger_slab(const void *a, const void *b) {
    const struct slab *left = *(const struct slab *const *)a, *right = *(const struct slab *const *)b;
    if (left->total_kb != right->total_kb)
        return left->total_kb < right->total_kb ? 1 : -1;
    return (left->line > right->line) - (left->line < right->line);
}

static void json_slab(struct emit *emit, const struct slab *slab) {
    emit_open(emit, '{');
    emit_member_text(emit, STR("name"), slab->name);
    emit_member(emit, STR("used_kb"), slab->used_kb);
    emit_member(emit, STR("total_kb"), slab->total_kb);
    emit_close(emit, '}');
}

/* Largest first; in the log's order where memory is short. */
static void json_slabs(struct json *json) {
    const struct memory *memory = &json->event->memory;
    const struct slab **sorted = arena_alloc(json->event->arena, memory->slab_count * sizeof *sorted);
    for (size_t i = 0; sorted && i < memory->slab_count; i++)
        sorted[i] = &memory->slabs[i];
    if (sorted && memory->slab_count > 1)
        qsort(sorted, memory->slab_count, sizeof *sorted, json_larger_slab);
    emit_key(&json->emit, STR("slab"));
    emit_open(&json->emit, '[');
    for (size_t i = 0; i < memory->slab_count; i++)
        json_slab(&json->emit, sorted ? sorted[i] : &memory->slabs[i]);
    emit_close(&json->emit, ']');
}

void json_memory(struct json *json) {
    json_ledger(json);
    json_counters(json);
    json_nodes(json);
    json_zones(json);
    json_further_memory(json);
    json_slabs(json);
}
