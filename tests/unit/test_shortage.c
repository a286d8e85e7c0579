/* Why now: what is said of each zone, of the pieces, and of a cgroup's limit.
 * SPDX-License-Identifier: MIT */
#include "machine.h"

static const struct evidence *said(struct machine *machine, const char *words) {
    judge(machine);
    for (size_t i = 0; i < machine->diagnosis.shortage.count; i++)
        if (str_has(machine->diagnosis.shortage.items[i].statement, str_from_cstr(words)))
            return &machine->diagnosis.shortage.items[i];
    return NULL;
}

static void assert_said(struct machine *machine, const char *words, int64_t first, int64_t last) {
    const struct evidence *found = said(machine, words);
    if (!found) {
        for (size_t i = 0; i < machine->diagnosis.shortage.count; i++)
            print_error("%.*s\n", STR_ARG(machine->diagnosis.shortage.items[i].statement));
        fail_msg("nobody says \"%s\"", words);
        return;
    }
    assert_int_equal(found->lines.first, first);
    assert_int_equal(found->lines.last, last);
}

/* Zone Normal of node 0 with FREE_KB: min 40960, high 51200. */
static void set_zone(struct machine *machine, int64_t free_kb) {
    set_zones(machine, free_kb, 0);
    machine->reckoning.gfp_known = true;
    machine->zones[0].high_kb = 51200;
    machine->zone_states[0].high_margin_kb = free_kb - 51200;
}

static void a_zone_below_min(void **state) {
    struct machine *machine = *state;
    set_zone(machine, 40900);
    assert_said(machine, "Every zone that the request could use was down to its watermarks", 20, 40);
    assert_said(machine,
                "Zone Normal of node 0 had 40900 kB free: 60 kB less than the 40960 kB that had to stay free "
                "(min).",
                30, 30);
    set_zone(machine, 40960);
    assert_said(machine, "had 40960 kB free: no more than the 40960 kB that had to stay free (min).", 30, 30);
    machine->zones[0].node = ABSENT;
    machine->zone_states[0].reserve_kb = 1000;
    assert_said(machine,
                "Zone Normal had 40960 kB free: 1000 kB less than the 41960 kB that had to stay free (min "
                "40960, lowmem_reserve 1000).",
                30, 30);
    machine->zones[0].boost_kb = 4096;
    assert_said(machine, "(min 40960, 4096 of it boost, lowmem_reserve 1000).", 30, 30);
    machine->zone_states[0].reserve_kb = 0;
    assert_said(machine, "that had to stay free (min, 4096 of it boost).", 30, 30);
    machine->zone_states[0].unusable_kb = 500;
    assert_said(machine, "had 40960 kB free, 500 kB of it not for such a request (CMA or highatomic): 500 kB less than",
                30, 30);
}

static void a_zone_between_its_marks(void **state) {
    struct machine *machine = *state;
    set_zone(machine, 41000);
    assert_said(machine,
                "had 41000 kB free: above min (40960), but the last try before an OOM kill must leave high "
                "(51200).",
                30, 30);
    machine->zone_states[0].reserve_kb = 16;
    assert_said(machine,
                "above min + lowmem_reserve (40976), but the last try before an OOM kill must leave high + "
                "lowmem_reserve (51216).",
                30, 30);
    set_zone(machine, 51204);
    assert_said(machine, "above min (40960) and high (51200), the mark of the last try before an OOM kill.", 30, 30);
    assert_said(machine, "were down to their watermarks, or nearly so when these figures were read", 20, 40);
    machine->zone_states[0].high_margin_kb = 0; /* the last try must leave more */
    assert_said(machine, "above min (40960), but the last try before an OOM kill must leave high", 30, 30);
    machine->zone_states[0].high_margin_kb = ABSENT;
    assert_said(machine, "had 51204 kB free: 10244 kB more than the 40960 kB that had to stay free (min).", 30, 30);
}

static void a_zone_that_could_not_be_used(void **state) {
    struct machine *machine = *state;
    set_zone(machine, 40900);
    machine->zones[1].free_kb = 2 * MIB;
    assert_said(machine, "Zone HighMem of node 0 had 2 MiB free, but the request could not use it.", 31, 31);
    machine->zone_states[1].closed = true;
    assert_said(machine, "Zone HighMem of node 0 was closed to the request: its reserve is larger than the zone.", 31,
                31);
    machine->zones[1].present_kb = 0;
    assert_null(said(machine, "HighMem"));
    machine->zones[1].present_kb = 4096;
    machine->zones[1].managed_kb = machine->zones[1].free_kb = machine->zones[1].min_kb = 0;
    assert_null(said(machine, "HighMem"));
}

static void a_mark_above_all_ram(void **state) {
    struct machine *machine = *state;
    set_zone(machine, 40900);
    machine->zones[0].min_kb = ROOM_KB;
    assert_null(said(machine, "more than the machine has"));
    machine->zones[0].min_kb = ROOM_KB + 1;
    assert_said(machine, "is said to keep 8388609 kB free (min), more than the machine has", 30, 30);
    machine->reckoning.shortage = SHORTAGE_UNKNOWN;
    assert_said(machine, "A zone's watermark is larger than all RAM", 20, 40);
}

/* Without a mask nobody can tell what had to stay free. */
static void a_request_without_a_mask(void **state) {
    struct machine *machine = *state;
    set_zone(machine, 40900);
    machine->reckoning.gfp_known = false;
    machine->reckoning.shortage = SHORTAGE_UNKNOWN;
    assert_said(machine, "The request's gfp_mask is not in the log: which of these zones it could use", 20, 40);
    assert_said(machine, "had 40900 kB free, against a min of 40960 kB and a high of 51200 kB, lowmem_reserve not", 30,
                30);
    machine->zones[0].free_cma_kb = 100;
    machine->zones[0].high_kb = ABSENT;
    assert_said(machine,
                "had 40900 kB free (100 kB of it CMA, which requests of the kernel may not use), against a min "
                "of 40960 kB, lowmem_reserve",
                30, 30);
    machine->event.trigger.gfp_mask = 0;
    assert_said(machine, "A page fault failed, and its mask is lost (gfp_mask=0x0)", 20, 40);
    machine->event.memory.zone_count = 0;
    assert_said(machine, "The log does not show the zones and watermarks that decide", 20, 40);
}

/* Zone Normal has room, whatever HighMem has; of which pieces no line tells. */
static void pieces_that_are_not_listed(void **state) {
    struct machine *machine = *state;
    set_zone(machine, 60000);
    machine->reckoning.shortage = SHORTAGE_UNKNOWN;
    machine->event.trigger.order = 2;
    assert_said(machine, "Memory was free above the watermarks, but the log does not list in pieces of which size", 20,
                40);
    machine->event.trigger.order = 0;
    assert_true(said(machine, "in pieces of which size") == NULL);
    set_zones(machine, 40900, 2 * MIB + 40 * MIB);
    machine->reckoning.gfp_known = true;
    machine->event.trigger.order = 2;
    assert_true(said(machine, "in pieces of which size") == NULL);
}

static void each_shortage_has_its_sentence(void **state) {
    static const struct {
        enum shortage shortage;
        const char *words;
    } sentences[] = {{SHORTAGE_FRAGMENTED, "Enough memory was free, but not in one piece of the size asked for."},
                     {SHORTAGE_ZONE, "The zones that the request could use were exhausted; others had room."},
                     {SHORTAGE_NODE, "The nodes that the request could use were exhausted; others had room."},
                     {SHORTAGE_CMA, "What was free was CMA memory, which such a request may not use."},
                     {SHORTAGE_RELIEVED, "which is after the decision: memory had come back by then."},
                     {SHORTAGE_NONE, "A zone that the request could use had room above its watermark"}};
    struct machine *machine = *state;
    set_zone(machine, 40900);
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
        machine->reckoning.shortage = sentences[i].shortage;
        assert_said(machine, sentences[i].words, 20, 40);
    }
    machine->reckoning.request = REQUEST_POLICY;
    assert_said(machine, "a BPF program asked for this kill (bpf_out_of_memory).", 20, 40);
    machine->reckoning.request = REQUEST_KSWAPD;
    machine->event.trigger.trace_lines = (struct span){4, 9};
    assert_said(machine, "No request had failed: kswapd asks for a kill when it finds nothing to reclaim", 4, 9);
}

static void why_room_is_not_believed(void **state) {
    struct machine *machine = *state;
    set_zone(machine, 60000);
    machine->reckoning.shortage = SHORTAGE_RELIEVED;
    machine->reckoning.relief = RELIEF_SWAP_FULL;
    machine->reckoning.swap_lines = (struct span){44, 45};
    assert_said(machine, "Swap was full, as only a shortage leaves it.", 44, 45);
    machine->reckoning.relief = RELIEF_CACHE_GONE;
    machine->reckoning.ledger.parts.file_kb = 12 * MIB;
    assert_said(machine, "Of the page cache 12 MiB were left, as only a shortage leaves it.", 20, 40);
    machine->reckoning.relief = RELIEF_PRINTING;
    machine->event.memory.counters.free.value = 734;
    assert_said(machine, "The counters, printed before the zones, say that 2.9 MiB were free.", 20, 40);
    machine->reckoning.relief = RELIEF_LITTLE;
    assert_said(machine, "so little that the exit of one process explains it.", 30, 30);
}

/* Pieces of 16 KiB and more: 96 kB usable, of 224 kB in all; of the types that are printed. */
static void pieces_of_the_size(void **state) {
    static struct buddy pieces[] = {
        {100, 4, STR_INIT("UM")}, {10, 8, STR_INIT("UM")}, {6, 16, STR_INIT("UMC")}, {4, 32, STR_INIT("H")}};
    struct machine *machine = *state;
    set_zone(machine, 60000);
    machine->zones[0].buddy = pieces;
    machine->zones[0].buddy_count = 4;
    machine->zones[0].buddy_line = 35;
    machine->zone_states[0].blocks_of_order_kb = 96;
    machine->event.trigger.order = 2;
    assert_said(machine, "Free in pieces of that size or larger that it could use: 96 KiB; another 128 KiB in such", 35,
                35);
    machine->reckoning.shortage = SHORTAGE_FRAGMENTED;
    assert_said(machine,
                "that it could use: 0 KiB; the watermark or the reserve of their zones kept 96 KiB from it; "
                "another 128 KiB",
                35, 35);
    machine->event.trigger.order = 20;
    assert_said(machine, "Free in pieces of that size", 35, 35);
    machine->event.trigger.order = 21; /* no request is so large */
    assert_null(said(machine, "Free in pieces of that size"));
    machine->event.trigger.order = 0;
    assert_null(said(machine, "Free in pieces of that size"));
    machine->event.trigger.order = 2;
    machine->zone_states[0].blocks_of_order_kb = ABSENT;
    assert_null(said(machine, "Free in pieces of that size"));
    machine->reckoning.shortage = SHORTAGE_UNKNOWN;
    assert_said(machine, "but the log does not list in pieces of which size: the request was for more than one page",
                20, 40);
}

static void a_cgroup_at_its_limit(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    assert_said(machine, "The cgroup used 512 MiB of its limit of 512 MiB; the next page did not fit.", 6, 6);
    machine->event.trigger.order = 3;
    assert_said(machine, "of its limit of 512 MiB; another 32 KiB did not fit.", 6, 6);
    machine->reckoning.cgroup.at_limit = false;
    assert_said(machine, "its limit is 512 MiB: it was not at this limit when this was printed.", 6, 6);
    machine->reckoning.request = REQUEST_LIMIT;
    assert_said(machine, "The cgroup used 512 MiB when its limit was set to 512 MiB.", 6, 6);
    machine->reckoning.cgroup.limit_kb = ABSENT;
    assert_said(machine, "has no limit of its own: what asked for this kill the log does not show.", 6, 6);
    machine->reckoning.request = REQUEST_POLICY;
    assert_said(machine, "has no limit of its own: a BPF program asked for this kill.", 6, 6);
    machine->reckoning.cgroup.usage_kb = ABSENT;
    assert_said(machine, "The log does not show the cgroup's usage and limit.", 5, 30);
}

/* Of version 1, where memory and swap together have a limit. */
static void a_cgroup_at_the_limit_of_both(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->reckoning.cgroup.version = 1;
    machine->reckoning.cgroup.at_limit = false;
    machine->reckoning.cgroup.usage_kb = 400 * MIB;
    machine->reckoning.cgroup.swap_usage_kb = machine->reckoning.cgroup.swap_limit_kb = 112 * MIB;
    machine->event.cgroup.memory = (struct usage){6, 400 * MIB, 512 * MIB, 0};
    machine->event.cgroup.memsw = (struct usage){7, 512 * MIB, 512 * MIB, 9};
    assert_said(machine,
                "The cgroup used 512 MiB of its limit of 512 MiB on memory and swap together; its limit on "
                "memory alone, 512 MiB, was not what stopped it.",
                7, 7);
}

/* 200 MiB of page cache, 100 of private memory, 10 locked, 300 of slab, 20 free: of 1000 MiB 370 are the kernel's. */
static void what_fills_a_zone(void **state) {
    struct machine *machine = *state;
    set_zones(machine, 20 * MIB, 3 * GIB);
    struct zone *zone = &machine->zones[0];
    machine->reckoning.shortage = SHORTAGE_ZONE;
    zone->managed_kb = zone->present_kb = 1000 * MIB;
    zone->active_file_kb = 150 * MIB;
    zone->inactive_file_kb = 50 * MIB;
    zone->active_anon_kb = 60 * MIB;
    zone->inactive_anon_kb = 40 * MIB;
    zone->unevictable_kb = 10 * MIB;
    zone->slab_reclaimable_kb = 100 * MIB;
    zone->slab_unreclaimable_kb = 200 * MIB;
    zone->free_cma_kb = 4 * MIB;
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "lowmem");
    bool is_told = false;
    for (size_t i = 0; i < best->evidence.count; i++)
        is_told |= str_has(best->evidence.items[i].statement,
                           STR("Zone Normal, 1000 MiB: page cache 200 MiB (20 %), private and shared memory 100 MiB, "
                               "locked 10 MiB, slab 300 MiB, free 20 MiB (4 MiB of it CMA); the other 370 MiB is the "
                               "kernel's (page tables, stacks, drivers)."));
    assert_true(is_told);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_A_MACHINE(a_zone_below_min),
        ON_A_MACHINE(a_zone_between_its_marks),
        ON_A_MACHINE(a_zone_that_could_not_be_used),
        ON_A_MACHINE(a_mark_above_all_ram),
        ON_A_MACHINE(a_request_without_a_mask),
        ON_A_MACHINE(pieces_that_are_not_listed),
        ON_A_MACHINE(each_shortage_has_its_sentence),
        ON_A_MACHINE(why_room_is_not_believed),
        ON_A_MACHINE(pieces_of_the_size),
        ON_A_MACHINE(a_cgroup_at_its_limit),
        ON_A_MACHINE(a_cgroup_at_the_limit_of_both),
        ON_A_MACHINE(what_fills_a_zone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
