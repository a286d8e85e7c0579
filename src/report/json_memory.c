/* JSON of the memory section: the balance, the counters, nodes, zones and caches.
 * SPDX-License-Identifier: MIT */
#include "report/json_sections.h"
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
    struct json_out *out = &json->out;
    const struct ledger *ledger = &json->reckoning->ledger;
    json_out_key(out, STR("memory"));
    if (json->event->memory.lines.first == 0) {
        json_out_null(out);
        return;
    }
    json_out_open(out, '{');
    JSON_NUMBERS(out, json_memory_totals, ledger);
    json_out_key(out, STR("parts"));
    json_out_open(out, '{');
    JSON_NUMBERS(out, json_memory_parts, &ledger->parts);
    json_out_member(out, STR("slab_kb"), ledger->parts.slab_kb);
    json_out_member(out, STR("lru_kb"), ledger->parts.lru_kb);
    json_out_member(out, STR("free_pcp_kb"), ledger->parts.free_pcp_kb);
    json_out_member(out, STR("zspages_kb"), ledger->parts.zspages_kb);
    json_out_member(out, STR("balloon_kb"), ledger->parts.balloon_kb);
    json_out_member(out, STR("gpu_kb"), ledger->parts.gpu_kb);
    json_out_close(out, '}');
    json_out_key(out, STR("within"));
    json_out_open(out, '{');
    JSON_NUMBERS(out, json_memory_within, &ledger->within);
    json_out_close(out, '}');
    json_flag(out, STR("filtered"), ledger->filtered);
    json_flag(out, STR("inconsistent"), ledger->inconsistent);
    json_out_close(out, '}');
}

static void json_counters(struct json *json) {
    json_out_key(&json->out, STR("counters"));
    if (json->event->memory.counters.lines.first == 0) {
        json_out_null(&json->out);
        return;
    }
    json_out_open(&json->out, '{');
    json_fields(&json->out, &field_counters, FIELD_PRINTED, &json->event->memory.counters);
    json_named(&json->out, &json->event->memory.counters.others);
    json_out_close(&json->out, '}');
}

static void json_nodes(struct json *json) {
    struct json_out *out = &json->out;
    json_out_key(out, STR("nodes"));
    json_out_open(out, '[');
    for (size_t i = 0; i < json->event->memory.node_count; i++) {
        const struct node *node = &json->event->memory.nodes[i];
        json_out_open(out, '{');
        json_out_member(out, STR("node"), node->node);
        json_fields(out, &field_node, FIELD_PRINTED, node);
        json_others(out, &node->others);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

static void json_buddy(struct json_out *out, const struct zone *zone) {
    json_out_key(out, STR("buddy"));
    json_out_open(out, '[');
    for (size_t i = 0; i < zone->buddy_count; i++) {
        char *at = json_out_room(out, 2 * FORMAT_NUMBER + 3);
        *at = ',';
        at += i > 0;
        *at++ = '[';
        at = json_put_number(at, (int64_t)i);
        *at++ = ',';
        json_out_written(out, json_put_number(at, zone->buddy[i].count), true);
        json_out_string(out, zone->buddy[i].types);
        json_out_close(out, ']');
    }
    json_out_close(out, ']');
}

static void json_zone(struct json *json, size_t index) {
    struct json_out *out = &json->out;
    const struct zone *zone = &json->event->memory.zones[index];
    const struct zone_state *state = json->reckoning->zones ? &json->reckoning->zones[index] : NULL;
    json_out_open(out, '{');
    json_out_member(out, STR("node"), zone->node);
    json_out_member_text(out, STR("zone"), zone->name);
    json_fields(out, &field_zone, FIELD_ALWAYS, zone);
    json_out_key(out, STR("lowmem_reserve"));
    json_out_open(out, '[');
    for (size_t i = 0; i < zone->lowmem_reserve_count; i++)
        json_out_number(out, zone->lowmem_reserve[i]);
    json_out_close(out, ']');
    json_buddy(out, zone);
    json_out_member_text(out, STR("below"), state ? wording_below(state->below) : STR(""));
    json_tri(out, STR("eligible"), state ? state->eligible : TRI_UNKNOWN);
    json_fields(out, &field_zone, FIELD_PRINTED, zone);
    json_out_member(out, STR("buddy_total_kb"), zone->buddy_total_kb);
    json_out_member(out, STR("percpu_pages"), zone->percpu_pages);
    json_others(out, &zone->others);
    json_out_close(out, '}');
}

static void json_zones(struct json *json) {
    json_out_key(&json->out, STR("zones"));
    json_out_open(&json->out, '[');
    for (size_t i = 0; i < json->event->memory.zone_count; i++)
        json_zone(json, i);
    json_out_close(&json->out, ']');
}

/* The other sections of a memory report, where they were printed. */
static void json_further_memory(struct json *json) {
    struct json_out *out = &json->out;
    const struct memory *memory = &json->event->memory;
    json_out_key(out, STR("totals"));
    json_out_open(out, '{');
    json_fields(out, &field_totals, FIELD_PRINTED, &memory->totals);
    json_out_close(out, '}');
    json_out_key(out, STR("hugepages"));
    json_out_open(out, '[');
    for (size_t i = 0; i < memory->hugepages_count; i++) {
        json_out_open(out, '{');
        json_fields(out, &field_hugepages, FIELD_PRINTED, &memory->hugepages[i]);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
    json_out_key(out, STR("allocations"));
    json_out_open(out, '[');
    for (size_t i = 0; i < memory->allocation_count; i++) {
        json_out_open(out, '{');
        json_fields(out, &field_allocation, FIELD_ALWAYS, &memory->allocations[i]);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

static int json_larger_slab(const void *a, const void *b) {
    const struct slab *left = *(const struct slab *const *)a, *right = *(const struct slab *const *)b;
    if (left->total_kb != right->total_kb)
        return left->total_kb < right->total_kb ? 1 : -1;
    return (left > right) - (left < right); /* of one list, in the log's order */
}

static void json_slab(struct json_out *out, const struct slab *slab) {
    json_out_open(out, '{');
    json_fields(out, &field_slab, FIELD_ALWAYS, slab);
    json_out_close(out, '}');
}

/* Largest first; in the log's order where memory is short. */
static void json_slabs(struct json *json) {
    const struct memory *memory = &json->event->memory;
    const struct slab **sorted = arena_alloc(json->event->arena, memory->slab_count * sizeof *sorted);
    for (size_t i = 0; sorted && i < memory->slab_count; i++)
        sorted[i] = &memory->slabs[i];
    if (sorted && memory->slab_count > 1)
        qsort(sorted, memory->slab_count, sizeof *sorted, json_larger_slab);
    json_out_key(&json->out, STR("slab"));
    json_out_open(&json->out, '[');
    for (size_t i = 0; i < memory->slab_count; i++)
        json_slab(&json->out, sorted ? sorted[i] : &memory->slabs[i]);
    json_out_close(&json->out, ']');
}

void json_memory(struct json *json) {
    json_ledger(json);
    json_counters(json);
    json_nodes(json);
    json_zones(json);
    json_further_memory(json);
    json_slabs(json);
}
