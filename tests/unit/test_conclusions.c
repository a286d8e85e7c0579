/* Conclusions that few machines ask for, on hand-built events: each stands beside the usual one that differs by a fact.
 * SPDX-License-Identifier: MIT */
#include "machine.h"
#include "model/release.h"

static str prevention_of(const struct machine *machine) {
    return answer_to(&machine->diagnosis, "prevention")->statement;
}

static const struct advice *advice_called(const struct machine *machine, const char *code) {
    for (size_t i = 0; i < machine->diagnosis.advice_count; i++)
        if (str_equal(machine->diagnosis.advice[i].code, str_from_cstr(code)))
            return &machine->diagnosis.advice[i];
    fail_msg("no %s", code);
    return NULL;
}

/* 500 shells, born one after the other: three quarters of them is what the unit may start. */
static void a_fork_bomb_of_a_unit_is_bounded_there(void **state) {
    struct machine *machine = *state;
    for (int i = 0; i < 500; i++)
        machine_add_task(machine, "sh", 1000 + i, 800);
    machine_add_group(machine, "sh", 0, 500, 500 * 800);
    machine->reckoning.ledger.parts.kernel_stack_kb = 8 * MIB;
    machine->reckoning.container.unit = STR("web.service");
    assert_says(judge(machine)->pattern, "fork-bomb");
    assert_true(advises(machine, "systemctl set-property web.service TasksMax=375"));
    machine->reckoning.container.unit = STR("user@1000.service"); /* of a whole user */
    machine->groups[0].count = 501; /* a row is missing: how close the pids of all lie nobody knows */
    assert_false(str_equal(judge(machine)->pattern, STR("fork-bomb")));
}

/* The unit is the victim's: what another one is confined to it does not change. */
static void nodes_of_a_unit_are_set_there(void **state) {
    struct machine *machine = *state;
    set_zones(machine, 39 * MIB, 3 * GIB);
    machine->reckoning.shortage = SHORTAGE_NODE;
    machine->reckoning.scope = SCOPE_CPUSET;
    machine->zones[0].managed_kb = 4 * GIB;
    machine->event.summary = (struct oom_summary){.line = 98, .mems_allowed = STR("1")};
    machine->reckoning.container.unit = STR("db.service");
    machine_kill(machine, machine_add_one(machine, "qemu-kvm", 11, 4 * GIB));
    machine->event.identity.pid = 11;
    assert_says(judge(machine)->pattern, "numa");
    assert_true(advises(machine, "systemctl set-property db.service AllowedMemoryNodes="));
    machine->event.identity.pid = 12;
    judge(machine);
    assert_false(advises(machine, "db.service"));
}

/* "limit 99999999999999999999999kB": how far the usage was from it nobody knows. */
static void a_limit_that_was_lost_was_not_far(void **state) {
    struct machine *machine = *state;
    set_cgroup_below_limit(machine);
    assert_says(judge(machine)->pattern, "not-exhausted");
    machine->reckoning.cgroup.limit_kb = machine->event.cgroup.memory.limit_kb = ABSENT;
    judge(machine);
    assert_false(finds(machine, "not-exhausted"));
}

/* A quarter of 512 MiB. */
static void the_volumes_of_a_pod_are_bounded(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->reckoning.cgroup.shmem_kb = 500 * MIB;
    machine->reckoning.cgroup.anon_kb = 10 * MIB;
    machine_kill(machine, machine_add_one(machine, "app", 11, 10 * MIB));
    machine->reckoning.container =
        (struct container){.runtime = STR("containerd"), .id = STR("fec94f74"), .pod_uid = STR("1b2c-3d")};
    assert_says(judge(machine)->pattern, "shared-memory");
    assert_has(advice_called(machine, "cap-shared")->advice, "emptyDir volumes of medium Memory: sizeLimit: 128Mi,");
    machine->reckoning.container = (struct container){.runtime = STR("docker"), .id = STR("c6cb6dfc4ed691dd")};
    judge(machine);
    assert_has(advice_called(machine, "cap-shared")->advice, "--shm-size 128M");
}

/* Of 4 GiB in all a row counts 5: each mapping of a page is one. */
static void a_segment_may_be_mapped_several_times(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 3 * GIB));
    machine->tasks[0].rss_shmem = 5 * GIB / 4;
    machine->reckoning.ledger.parts.anon_kb = 8 * MIB;
    machine->reckoning.ledger.parts.shmem_kb = 4 * GIB;
    machine->kills[0].anon_rss_kb = 0;
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "shared-memory");
    assert_true(is_said(&best->evidence, "java maps it, some pages several times over: its row counts 5 GiB."));
    assert_says(advice_called(machine, "find-shared")->because,
                "It maps the 4 GiB of shared memory several times over.");
}

/* The victim's counters of 4 and 5 GiB on a machine of 8. */
static void a_victim_larger_than_ram_maps_pages_twice(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "postgres", 11, 7 * GIB));
    machine->kills[0].anon_rss_kb = 4 * GIB;
    machine->kills[0].shmem_rss_kb = 5 * GIB;
    judge(machine);
    assert_has(machine->diagnosis.headline,
               "(postgres), which held 4 GiB of private memory and maps pages that count several times");
    machine->kills[0].shmem_rss_kb = 3 * GIB;
    judge(machine);
    assert_has(machine->diagnosis.headline, "(postgres), which held 7 GiB of 8 GiB RAM");
}

static void add_workers(struct machine *machine, const char *name) {
    for (int i = 0; i < 4; i++)
        machine_add_task(machine, name, 20 + i, 19 * GIB / 10);
    machine_add_group(machine, name, 0, 4, 76 * GIB / 10);
    machine_kill(machine, 0);
}

static void workers_of_a_memory_test_are_to_take_less(void **state) {
    struct machine *machine = *state;
    add_workers(machine, "stress-ng-vm");
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "undersized");
    assert_true(is_said(&best->against, "By its name, stress-ng-vm is a memory test"));
    assert_has(prevention_of(machine), "Yes: by their name it is a memory test");
    assert_says(answer_to(&machine->diagnosis, "prevention")->brief, "Yes, by a smaller memory test");
    for (size_t i = 0; i < 4; i++)
        machine->tasks[i].name = STR("httpd");
    machine->groups[0].name = machine->kills[0].name = STR("httpd");
    best = judge(machine);
    assert_false(is_said(&best->against, "memory test"));
    assert_false(str_has(prevention_of(machine), STR("memory test")));
}

/* 12 GiB, a third of which the kernel never had. */
static void reserved_memory_is_room_that_was_lacking(void **state) {
    struct machine *machine = *state;
    add_workers(machine, "httpd");
    machine->reckoning.ledger.total_kb = 12 * GIB;
    machine->reckoning.ledger.reserved_kb = 4 * GIB;
    assert_says(judge(machine)->pattern, "undersized");
    assert_has(prevention_of(machine), "Perhaps: with the 4 GiB that were reserved here");
    assert_says(answer_to(&machine->diagnosis, "prevention")->brief, "Perhaps, with what was reserved here");
    machine->reckoning.ledger.within.balloon_kb = 3 * GIB;
    judge(machine);
    assert_says(answer_to(&machine->diagnosis, "prevention")->brief, "Probably, without the balloon");
}

static void growth_below_a_limit_needs_the_process_to_change(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->reckoning.cgroup.anon_kb = 500 * MIB;
    machine_kill(machine, machine_add_one(machine, "java", 11, 480 * MIB));
    judge(machine);
    assert_false(str_has(prevention_of(machine), STR("it grew")));
    machine_grew(machine, "java", true);
    assert_says(judge(machine)->pattern, "memory-leak");
    assert_has(prevention_of(machine), "or by a higher limit; it grew from one event to another");
}

/* 35 processes of 100 MiB in RAM and 50 MiB in swap, beside five of another user: four fifths of 3500 and 1750 MiB. */
static void a_user_is_limited_in_swap_too(void **state) {
    struct machine *machine = *state;
    static char names[40][8];
    for (size_t i = 0; i < 40; i++) {
        snprintf(names[i], sizeof names[i], "app%zu", i);
        const size_t row = machine_add_one(machine, names[i], 100 + (int64_t)i, 100 * MIB);
        machine->tasks[row].swapents = 50 * MIB / 4;
        machine->tasks[row].uid = i < 5 ? 33 : 1000;
        machine->groups[i].swap_kb = 50 * MIB;
    }
    machine->reckoning.swap = SWAP_FULL;
    machine->reckoning.swap_total_kb = machine->reckoning.swap_sum_kb = 2000 * MIB;
    machine->reckoning.release = (struct release){.number = RELEASE(5, 10, 0)};
    judge(machine);
    const struct advice *limit = advice_called(machine, "limit-user");
    assert_has(limit->advice, "may take to 2.7 GiB and 1.4 GiB of swap.");
    assert_says(limit->command, "systemctl set-property user-1000.slice MemoryMax=2800M MemorySwapMax=1400M");
    machine->reckoning.release = (struct release){.number = RELEASE(4, 4, 0)}; /* no such limit there yet */
    judge(machine);
    assert_false(advises(machine, "MemorySwapMax"));
}

/* "GFP_KERNEL|GFP_DMA32" with a full low zone and 2 GiB free above it. */
static void a_driver_asks_for_low_memory(void **state) {
    struct machine *machine = *state;
    set_zones(machine, 39 * MIB, 2 * GIB);
    machine->zones[0].name = STR("DMA32");
    machine->zones[1].name = STR("Normal");
    machine->reckoning.shortage = SHORTAGE_ZONE;
    machine->reckoning.gfp_known = machine->reckoning.gfp_dma32 = true;
    assert_says(judge(machine)->pattern, "lowmem");
    assert_true(advises(machine, "Find the driver that asks for memory of the exhausted zone"));
    machine->reckoning.gfp_dma32 = false;
    judge(machine);
    assert_true(advises(machine, "Keep less RAM for ZONE_MOVABLE"));
    machine->reckoning.shortage = SHORTAGE_CMA;
    assert_says(judge(machine)->pattern, "lowmem");
    assert_true(advises(machine, "Reserve a smaller CMA area"));
}

/* The counters of all zones are lost, a zone's line is not: 100 and 28 MiB of page cache. */
static void zones_tell_of_page_cache_that_was_left(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "amule", 11, 5 * GIB));
    machine->reckoning.ledger.parts.file_kb = ABSENT;
    set_zones(machine, 2 * GIB, 0);
    judge(machine);
    assert_has(answer_to(&machine->diagnosis, "thrashing")->statement, "does not show how much page cache was left");
    machine->zones[0].active_file_kb = 100 * MIB;
    machine->zones[0].inactive_file_kb = 28 * MIB;
    judge(machine);
    const struct answer *thrashing = answer_to(&machine->diagnosis, "thrashing");
    assert_says(thrashing->answer, "unknown");
    assert_has(thrashing->statement, "At least 128 MiB of page cache was left");
    assert_true(is_said(&thrashing->evidence, "Page cache in the zones that the log shows: 128 MiB."));
}

/* 1 GiB of page cache, a counter of which the zones say something else. */
static void doubtful_counters_exclude_no_thrashing(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 6 * GIB));
    machine->reckoning.ledger.parts.file_kb = GIB;
    judge(machine);
    assert_says(answer_to(&machine->diagnosis, "thrashing")->answer, "no");
    machine->reckoning.counters_contradicted = true;
    judge(machine);
    assert_says(answer_to(&machine->diagnosis, "thrashing")->answer, "unknown");
}

/* kswapd needs no room above a reserve that is larger than the zone. */
static void kswapd_misses_no_closed_zone(void **state) {
    struct machine *machine = *state;
    set_zones(machine, 39 * MIB, 2 * GIB);
    machine_add_one(machine, "java", 11, 5 * GIB);
    machine->zone_states[1].eligible = TRI_YES;
    machine->zone_states[1].closed = true;
    judge(machine);
    assert_true(is_said(&machine->diagnosis.shortage, "its reserve is larger than the zone"));
    machine->reckoning.request = REQUEST_KSWAPD;
    judge(machine);
    assert_false(is_said(&machine->diagnosis.shortage, "its reserve is larger than the zone"));
}

/* The line of the Normal zone is cut off before its marks: DMA's alone show that the node was short. */
static void a_zone_without_marks_says_nothing_of_its_node(void **state) {
    struct machine *machine = *state;
    set_zones(machine, 39 * MIB, 3 * GIB);
    machine->zones[1].name = STR("Normal");
    machine->zones[1].node = 1;
    machine->zone_states[1].eligible = TRI_YES;
    machine->zone_states[1].high_margin_kb = machine->zone_states[1].margin_kb;
    machine->reckoning.shortage = SHORTAGE_NONE;
    machine_kill(machine, machine_add_one(machine, "numa-db", 11, 4 * GIB));
    assert_says(judge(machine)->pattern, "numa");
    machine->zone_states[0].margin_kb = ABSENT; /* node 0 has no other */
    judge(machine);
    assert_false(finds(machine, "numa"));
}

/* The list of its free pieces alone tells of the zone: whether the request could use it is not in the log. */
static void a_zone_without_a_line_may_serve_a_request(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 1 * GIB));
    set_zones(machine, 4 * GIB, 3 * GIB);
    machine->reckoning.scope = SCOPE_CPUSET;
    machine->reckoning.shortage = SHORTAGE_UNKNOWN;
    machine->reckoning.gfp_known = true;
    machine->zone_states[0].eligible = TRI_NO;
    machine->zone_states[1].eligible = TRI_NO;
    machine->zone_states[1].node_barred = true;
    judge(machine);
    assert_has(machine->diagnosis.headline, "have no zone for it");
    machine->zones[1].line = 0;
    judge(machine);
    assert_false(str_has(machine->diagnosis.headline, STR("have no zone for it")));
}

/* Three of 4 GiB each, their tables 6 GiB, on a machine of 8: they share one segment. */
static void sharers_of_a_segment_have_the_page_tables(void **state) {
    struct machine *machine = *state;
    for (int i = 0; i < 3; i++) {
        machine_add_task(machine, "postgres", 20 + i, 4 * GIB);
        machine->tasks[i].pgtables_bytes = (int64_t)2 * GIB * 1024;
    }
    machine_add_group(machine, "postgres", 0, 3, 12 * (int64_t)GIB);
    machine->groups[0].pgtables_kb = 6 * GIB;
    machine->reckoning.ledger.parts.anon_kb = 100 * MIB;
    machine->reckoning.ledger.parts.shmem_kb = machine->reckoning.ledger.parts.file_kb = ABSENT;
    machine->reckoning.ledger.parts.pagetables_kb = 6 * GIB;
    machine_kill(machine, 0);
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "page-tables");
    assert_true(is_said(&best->evidence,
                        "3 processes named postgres have 6 GiB of page tables: they map the same shared "
                        "memory"));
    assert_true(advises(machine, "Put the shared segment into huge pages"));
}

/* Linux 2.6.20 counts neither anonymous pages nor those of files, only what its lists hold of both. */
static void old_lists_hold_files_too(void **state) {
    struct machine *machine = *state;
    add_workers(machine, "httpd");
    machine->reckoning.ledger.parts.anon_kb = ABSENT;
    machine->reckoning.ledger.parts.file_kb = ABSENT;
    machine->reckoning.ledger.parts.lru_kb = 7 * GIB;
    assert_says(judge(machine)->pattern, "undersized");
    assert_says(advice_called(machine, "more-ram")->because,
                "Processes and the page cache of their files hold 7 GiB in RAM.");
}

/* "broker invoked oom-killer" without the line that shows its pid: the trace behind it names what it allocated. */
static void a_lead_may_lack_its_pid(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.unaccounted_kb = 4 * GIB;
    machine->reckoning.maker = (struct maker){.function = STR("nv_new"), .module = STR("a_driver"), .line = 9};
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "unaccounted");
    assert_true(is_said(&best->evidence, "at the moment of the kill mysqld was allocating"));
    machine->event.identity.pid = 640;
    assert_true(is_said(&judge(machine)->evidence, "at the moment of the kill mysqld (pid 640) was allocating"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_A_MACHINE(a_fork_bomb_of_a_unit_is_bounded_there),
        ON_A_MACHINE(nodes_of_a_unit_are_set_there),
        ON_A_MACHINE(a_limit_that_was_lost_was_not_far),
        ON_A_MACHINE(the_volumes_of_a_pod_are_bounded),
        ON_A_MACHINE(a_segment_may_be_mapped_several_times),
        ON_A_MACHINE(a_victim_larger_than_ram_maps_pages_twice),
        ON_A_MACHINE(workers_of_a_memory_test_are_to_take_less),
        ON_A_MACHINE(reserved_memory_is_room_that_was_lacking),
        ON_A_MACHINE(growth_below_a_limit_needs_the_process_to_change),
        ON_A_MACHINE(a_user_is_limited_in_swap_too),
        ON_A_MACHINE(a_driver_asks_for_low_memory),
        ON_A_MACHINE(zones_tell_of_page_cache_that_was_left),
        ON_A_MACHINE(doubtful_counters_exclude_no_thrashing),
        ON_A_MACHINE(kswapd_misses_no_closed_zone),
        ON_A_MACHINE(a_zone_without_marks_says_nothing_of_its_node),
        ON_A_MACHINE(a_zone_without_a_line_may_serve_a_request),
        ON_A_MACHINE(sharers_of_a_segment_have_the_page_tables),
        ON_A_MACHINE(old_lists_hold_files_too),
        ON_A_MACHINE(a_lead_may_lack_its_pid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
