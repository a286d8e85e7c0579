/* The room there was, its parts and the lines behind them; the machine of machine.h has 8 GiB.
 * SPDX-License-Identifier: MIT */
#include "diagnose/room.h"

#include "machine.h"

static struct room room_of(struct machine *machine) {
    struct room room;
    machine_end_lists(machine);
    room_set(&room, &machine->event, &machine->reckoning);
    return room;
}

/* Each part of the machine is one of the ledger's. */
static void a_machine_has_the_ledgers_parts(void **state) {
    struct machine *machine = *state;
    struct ledger *ledger = &machine->reckoning.ledger;
    ledger->parts = (struct ledger_parts){.free_kb = 1,
                                          .free_pcp_kb = 2,
                                          .anon_kb = 4,
                                          .shmem_kb = 8,
                                          .file_kb = 16,
                                          .unevictable_kb = 32,
                                          .slab_unreclaimable_kb = 64,
                                          .slab_reclaimable_kb = 128,
                                          .slab_kb = ABSENT,
                                          .lru_kb = ABSENT,
                                          .pagetables_kb = 256,
                                          .kernel_stack_kb = 512,
                                          .hugetlb_kb = 1024,
                                          .gpu_kb = 2048,
                                          .other_kb = 4096,
                                          .zspages_kb = 8192,
                                          .balloon_kb = 16384,
                                          .unaccounted_kb = 32768};
    static const int64_t kb[PART_COUNT] = {[PART_FREE] = 3,
                                           [PART_ANON] = 4,
                                           [PART_SHMEM] = 8,
                                           [PART_FILE] = 16,
                                           [PART_UNEVICTABLE] = 32,
                                           [PART_SLAB] = 64,
                                           [PART_SLAB_RECLAIMABLE] = 128,
                                           [PART_PAGETABLES] = 256,
                                           [PART_KERNEL_STACK] = 512,
                                           [PART_HUGETLB] = 1024,
                                           [PART_GPU] = 2048,
                                           [PART_OTHER] = 12288,
                                           [PART_UNACCOUNTED] = 49152};
    struct room room = room_of(machine);
    for (int i = 0; i < PART_COUNT; i++)
        if (room.parts[i].kb != kb[i])
            fail_msg("part %d", i);
    assert_int_equal(room.kb, ROOM_KB);
    assert_int_equal(room.anonymous_kb, 4 + 32);
    assert_string_equal(room.name, "RAM");
    assert_string_equal(room.anonymous, "private memory");
    assert_false(room.is_cgroup || room.only_processes || room.booting || room.tiny || room.unlimited);
    assert_true(room.is_known);
    ledger->parts.free_kb = ledger->parts.unaccounted_kb = ABSENT;
    room = room_of(machine);
    assert_true(room.parts[PART_FREE].kb == ABSENT && room.parts[PART_UNACCOUNTED].kb == ABSENT);
    ledger->anon_with_shmem = true;
    assert_string_equal(room_of(machine).anonymous, "private or shared memory");
    ledger->parts.anon_kb = ABSENT;
    ledger->parts.lru_kb = 77; /* up to 2.6.27 the lists do not tell private memory from files */
    room = room_of(machine);
    assert_int_equal(room.parts[PART_ANON].kb, 77);
    assert_string_equal(room.anonymous, "private, shared or file memory");
}

/* Unreclaimable, else all, else what the caches add up to, no more than the machine has. */
static void slab_by_what_is_printed(void **state) {
    struct machine *machine = *state;
    struct ledger *ledger = &machine->reckoning.ledger;
    static struct slab slabs[3] = {
        {.line = 5, .total_kb = 300}, {.line = 6, .total_kb = 400}, {.line = 7, .total_kb = 1 << 30}};
    static const struct {
        int64_t unreclaimable_kb, all_kb, total_kb, is;
        size_t listed;
    } cases[] = {{10, 20, ROOM_KB, 10, 2},
                 {ABSENT, 20, ROOM_KB, 20, 2},
                 {ABSENT, ABSENT, ROOM_KB, 700, 2},
                 {ABSENT, ABSENT, 700, 700, 2},
                 {ABSENT, ABSENT, 699, ABSENT, 2},
                 {ABSENT, ABSENT, ABSENT, 700, 2},
                 {ABSENT, ABSENT, ROOM_KB, ABSENT, 0}};
    machine->event.memory.slabs = slabs;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ledger->parts.slab_unreclaimable_kb = cases[i].unreclaimable_kb;
        ledger->parts.slab_kb = cases[i].all_kb;
        ledger->total_kb = cases[i].total_kb;
        machine->event.memory.slab_count = cases[i].listed;
        if (room_of(machine).parts[PART_SLAB].kb != cases[i].is)
            fail_msg("case %zu", i);
    }
}

/* A line for each counter; what no line shows is cited by the whole section (20 to 40). */
static void each_part_cites_its_counters(void **state) {
    struct machine *machine = *state;
    struct memory *memory = &machine->event.memory;
    struct counters *c = &memory->counters;
    struct room room = room_of(machine);
    for (int i = 0; i < PART_COUNT; i++)
        assert_lines(room.parts[i].lines, 20, 40);
    assert_lines(room.lines, 20, 40);
    int64_t line = 21;
    struct figure *figures[] = {
        &c->free,        &c->free_pcp,      &c->shmem,       &c->active_anon,        &c->inactive_anon,
        &c->active_file, &c->inactive_file, &c->unevictable, &c->slab_unreclaimable, &c->slab_reclaimable,
        &c->pagetables,  &c->slab};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        *figures[i] = (struct figure){0, line++};
    memory->totals.ram_pages = (struct figure){0, 38};
    memory->totals.reserved_pages = (struct figure){0, 39};
    static struct node nodes[3] = {{.line = 35}, {.line = 36}, {.line = 1}};
    static struct hugepages pools[3] = {{.line = 33}, {.line = 34}, {.line = 1}};
    memory->nodes = nodes;
    memory->node_count = 2;
    memory->hugepages = pools;
    memory->hugepages_count = 2;
    static const struct span lines[PART_COUNT] = {[PART_FREE] = {21, 22},
                                                  [PART_ANON] = {24, 25},
                                                  [PART_SHMEM] = {23, 23},
                                                  [PART_FILE] = {26, 27},
                                                  [PART_UNEVICTABLE] = {28, 28},
                                                  [PART_SLAB] = {29, 29},
                                                  [PART_SLAB_RECLAIMABLE] = {30, 30},
                                                  [PART_PAGETABLES] = {31, 31},
                                                  [PART_KERNEL_STACK] = {35, 36},
                                                  [PART_HUGETLB] = {33, 34},
                                                  [PART_GPU] = {35, 36},
                                                  [PART_OTHER] = {20, 40},
                                                  [PART_UNACCOUNTED] = {20, 40}};
    room = room_of(machine);
    for (int i = 0; i < PART_COUNT; i++)
        if (room.parts[i].lines.first != lines[i].first || room.parts[i].lines.last != lines[i].last)
            fail_msg("part %d: %d-%d", i, (int)room.parts[i].lines.first, (int)room.parts[i].lines.last);
    assert_lines(room.lines, 38, 39);
    c->shmem.value = 1; /* it was taken off the anonymous lists */
    c->slab_unreclaimable.line = 0;
    room = room_of(machine);
    assert_lines(room.parts[PART_ANON].lines, 23, 25);
    assert_lines(room.parts[PART_SLAB].lines, 32, 32);
    c->slab.line = 0;
    memory->slab_lines = (struct span){50, 60};
    assert_lines(room_of(machine).parts[PART_SLAB].lines, 50, 60);
    memory->node_count = 0;
    set_zones(machine, 60 * MIB, 60 * MIB);
    assert_lines(room_of(machine).parts[PART_KERNEL_STACK].lines, 30, 31);
    machine->reckoning.ledger.lines = (struct span){0, 0};
    assert_lines(room_of(machine).parts[PART_OTHER].lines, 1, 100);
}

static void set_group(struct machine *machine) {
    set_cgroup(machine);
    struct cgroup_ledger *cgroup = &machine->reckoning.cgroup;
    cgroup->anon_kb = 1;
    cgroup->shmem_kb = 2;
    cgroup->file_kb = 4;
    cgroup->slab_kb = 8;
    cgroup->slab_unreclaimable_kb = 5;
    cgroup->slab_reclaimable_kb = 3;
    cgroup->pagetables_kb = 16;
    cgroup->kernel_stack_kb = 32;
    cgroup->unaccounted_kb = 64;
    cgroup->kernel_other_kb = 128;
    cgroup->kernel_unsplit_kb = ABSENT;
    cgroup->vmalloc_kb = 256;
    cgroup->sock_kb = 512;
}

/* Of a cgroup; kernel memory without a name is in the rest, as are vmalloc areas and sockets. */
static void a_cgroup_has_its_statistics(void **state) {
    struct machine *machine = *state;
    struct cgroup_ledger *cgroup = &machine->reckoning.cgroup;
    set_group(machine);
    static const int64_t kb[PART_COUNT] = {[PART_FREE] = ABSENT,
                                           [PART_ANON] = 1,
                                           [PART_SHMEM] = 2,
                                           [PART_FILE] = 4,
                                           [PART_UNEVICTABLE] = ABSENT,
                                           [PART_SLAB] = 5,
                                           [PART_SLAB_RECLAIMABLE] = 3,
                                           [PART_PAGETABLES] = 16,
                                           [PART_KERNEL_STACK] = 32,
                                           [PART_HUGETLB] = ABSENT,
                                           [PART_GPU] = 0,
                                           [PART_OTHER] = ABSENT,
                                           [PART_UNACCOUNTED] = 64 + 128 + 256 + 512};
    struct room room = room_of(machine);
    for (int i = 0; i < PART_COUNT; i++)
        if (room.parts[i].kb != kb[i])
            fail_msg("part %d: %lld", i, (long long)room.parts[i].kb);
    assert_int_equal(room.anonymous_kb, 1);
    assert_int_equal(room_unnamed_kernel_kb(&room), 128);
    cgroup->kernel_unsplit_kb = 1000;
    cgroup->slab_unreclaimable_kb = ABSENT;
    room = room_of(machine);
    assert_int_equal(room.parts[PART_SLAB].kb, 8);
    assert_true(room.parts[PART_SLAB_RECLAIMABLE].kb == ABSENT);
    assert_int_equal(room_unnamed_kernel_kb(&room), 1128);
    assert_int_equal(room.parts[PART_UNACCOUNTED].kb, 1960);
    cgroup->file_with_shmem = true; /* neither may be named */
    room = room_of(machine);
    assert_true(room.parts[PART_FILE].kb == ABSENT);
    assert_int_equal(room.parts[PART_OTHER].kb, 4);
    cgroup->kernel_cut = true; /* what it is was printed, and is lost */
    room = room_of(machine);
    assert_int_equal(room.parts[PART_OTHER].kb, 1004);
    assert_true(room.parts[PART_UNACCOUNTED].kb == ABSENT);
    cgroup->kmem_usage_kb = 0; /* of version 1, which names it as a whole */
    assert_int_equal(room_of(machine).parts[PART_UNACCOUNTED].kb, 1960);
    cgroup->kernel_other_kb = cgroup->kernel_unsplit_kb = cgroup->unaccounted_kb = ABSENT;
    assert_true(room_of(machine).parts[PART_UNACCOUNTED].kb == ABSENT);
    cgroup->unaccounted_kb = 0;
    assert_int_equal(room_of(machine).parts[PART_UNACCOUNTED].kb, 768);
}

/* A limit, none of its own, one of nothing. */
static void the_room_of_a_cgroup(void **state) {
    struct machine *machine = *state;
    struct cgroup_ledger *cgroup = &machine->reckoning.cgroup;
    static const struct {
        int64_t limit_kb, printed_kb, usage_kb;
        bool at_limit, unlimited, tiny;
        int64_t kb;
        const char *name;
    } groups[] = {{9000, 9000, 8000, true, false, false, 9000, "the limit"},
                  {4096, 4096, 8000, true, false, false, 4096, "the limit"},
                  {4095, 4095, 8000, true, false, true, 4095, "the limit"},
                  {ABSENT, 9007199254740988, 8000, false, true, false, 8000, "the cgroup's usage"},
                  {ABSENT, 9007199254740988, 8000, true, false, false, 8000, "the cgroup's usage"},
                  {ABSENT, 9007199254740988, 80, false, true, false, 80, "the cgroup's usage"},
                  {ABSENT, ABSENT, 8000, false, false, false, 8000, "the cgroup's usage"},
                  {0, 0, 8000, true, false, true, 8000, "the cgroup's usage"},
                  {0, 0, 0, true, false, true, 4, "the cgroup's usage"}};
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        set_group(machine);
        cgroup->limit_kb = groups[i].limit_kb;
        cgroup->usage_kb = groups[i].usage_kb;
        cgroup->at_limit = groups[i].at_limit;
        machine->event.cgroup.memory.limit_kb = groups[i].printed_kb;
        const struct room room = room_of(machine);
        if (room.kb != groups[i].kb || room.unlimited != groups[i].unlimited || room.tiny != groups[i].tiny)
            fail_msg("group %zu", i);
        assert_string_equal(room.name, groups[i].name);
        assert_lines(room.lines, 6, 6);
    }
}

/* Groups below it whose statistics are lost hold more: from 90 % of the usage on that is little. */
static void what_processes_of_a_cgroup_hold_at_most(void **state) {
    struct machine *machine = *state;
    struct cgroup_ledger *cgroup = &machine->reckoning.cgroup;
    set_group(machine);
    cgroup->usage_kb = 1000;
    cgroup->anon_kb = 500;
    for (int64_t file_kb = 399; file_kb <= 400; file_kb++) {
        cgroup->file_kb = file_kb;
        cgroup->children_cut = true;
        assert_int_equal(room_of(machine).anonymous_kb, file_kb == 400 ? 500 : ABSENT);
        cgroup->children_cut = false;
        assert_int_equal(room_of(machine).anonymous_kb, 500);
    }
}

/* Statistics by their lines, of version 2 or 1; without one the block, without that the section. */
static void a_cgroups_parts_cite_statistics(void **state) {
    struct machine *machine = *state;
    struct cgroup *cgroup = &machine->event.cgroup;
    static struct cgroup_stats stats[1];
    static struct named values[9] = {{STR_INIT("anon"), 1, 11},
                                     {STR_INIT("cache"), 1, 12},
                                     {STR_INIT("shmem"), 1, 13},
                                     {STR_INIT("slab"), 1, 14},
                                     {STR_INIT("pagetables"), 1, 15},
                                     {STR_INIT("kernel_stack"), 1, 16},
                                     {STR_INIT("sec_pagetables"), 8191, 17},
                                     {STR_INIT("rss"), 1, 18},
                                     {STR_INIT("slab_reclaimable"), 1, 19}};
    set_group(machine);
    assert_lines(room_of(machine).parts[PART_ANON].lines, 5, 30);
    stats[0] = (struct cgroup_stats){.values = {.items = values, .count = 9}, .lines = {11, 19}};
    cgroup->stats = stats;
    cgroup->stats_count = 1;
    struct room room = room_of(machine);
    assert_lines(room.parts[PART_ANON].lines, 11, 11);
    assert_lines(room.parts[PART_FILE].lines, 12, 12);
    assert_lines(room.parts[PART_SHMEM].lines, 13, 13);
    assert_lines(room.parts[PART_SLAB].lines, 14, 14);
    assert_lines(room.parts[PART_SLAB_RECLAIMABLE].lines, 19, 19);
    assert_lines(room.parts[PART_PAGETABLES].lines, 15, 15);
    assert_lines(room.parts[PART_KERNEL_STACK].lines, 16, 16);
    assert_lines(room.parts[PART_UNACCOUNTED].lines, 5, 30);
    assert_int_equal(room_guest_tables_kb(&room), 7);
    stats[0].values.count = 2;
    room = room_of(machine);
    assert_lines(room.parts[PART_SHMEM].lines, 11, 19);
    assert_true(room_guest_tables_kb(&room) == ABSENT);
    stats[0].lines = (struct span){0, 0};
    assert_lines(room_of(machine).parts[PART_SHMEM].lines, 5, 30);
}

/* Without the total, what the report shows, if it shows what processes hold. */
static void a_room_that_is_guessed(void **state) {
    struct machine *machine = *state;
    struct ledger *ledger = &machine->reckoning.ledger;
    ledger->managed_kb = ABSENT;
    ledger->parts.anon_kb = 500 * MIB;
    struct room room = room_of(machine);
    assert_false(room.is_known);
    assert_int_equal(room.kb, (500 + 60 + 30 + 60 + 10 + 4 + 60) * MIB);
    assert_string_equal(room.name, "the memory that the report shows");
    assert_lines(room.lines, 20, 40);
    ledger->parts.anon_kb = ABSENT;
    room = room_of(machine);
    assert_int_equal(room.kb, 0);
    assert_int_equal(room.reach_kb, 0);
    room_fit_processes(&room, 1000, 5000);
    assert_true(room.only_processes);
    assert_int_equal(room.kb, 5000);
    assert_int_equal(room.reach_kb, 5000);
    assert_string_equal(room.name, "what the processes that the log shows hold");
    machine->reckoning.table_whole = TRI_YES;
    room = room_of(machine);
    room_fit_processes(&room, 1000, 5000);
    assert_string_equal(room.name, "what the processes hold");
}

/* Counters that break off before what processes hold are no room: one process is more than all that they show. */
static void processes_that_fit(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.managed_kb = ABSENT;
    machine->reckoning.ledger.parts.anon_kb = 0;
    const int64_t shown_kb = (60 + 30 + 60 + 10 + 4 + 60) * MIB;
    struct room room = room_of(machine);
    room_fit_processes(&room, shown_kb, 2 * shown_kb);
    assert_int_equal(room.kb, shown_kb);
    room_fit_processes(&room, shown_kb + 1, 2 * shown_kb);
    assert_int_equal(room.kb, 2 * shown_kb);
    machine->reckoning.ledger.managed_kb = ROOM_KB;
    room = room_of(machine);
    room_fit_processes(&room, 2 * ROOM_KB, 3 * ROOM_KB);
    assert_int_equal(room.kb, ROOM_KB);
}

/* Swap in use: of 8 GiB 3 are free, 1 GiB of the rest is in RAM again (swap cache); processes own 1 GiB. */
static void swap_in_use(void **state) {
    struct machine *machine = *state;
    struct reckoning *r = &machine->reckoning;
    r->swap_total_kb = 8 * GIB;
    r->swap_free_kb = 3 * GIB;
    r->ledger.within.swap_cache_kb = GIB;
    r->swap_sum_kb = GIB;
    r->table_whole = TRI_YES;
    struct room room = room_of(machine);
    assert_int_equal(room.swap_used_kb, 4 * GIB);
    assert_int_equal(room.swap_shmem_kb, 3 * GIB);
    assert_int_equal(room.reach_kb, ROOM_KB + 4 * GIB);
    assert_int_equal(room_shmem_kb(&room), 3 * GIB);
    for (int lost = 0; lost < 4; lost++) {
        r->swap_sum_kb = lost == 0 ? ABSENT : GIB;
        r->table_whole = lost == 1 ? TRI_UNKNOWN : TRI_YES;
        r->is_contradicted = lost == 2;
        r->ledger.parts.shmem_kb = lost == 3 ? ABSENT : 0;
        assert_int_equal(room_of(machine).swap_shmem_kb, 0);
        assert_int_equal(room_of(machine).swap_used_kb, 4 * GIB);
    }
    r->ledger.parts.shmem_kb = 0;
    r->swap_sum_kb = 6 * GIB;
    assert_int_equal(room_of(machine).swap_used_kb, 4 * GIB);
    r->swapoff = true; /* the totals lack the area that is being emptied */
    assert_int_equal(room_of(machine).swap_used_kb, 6 * GIB);
    r->swap_free_kb = ABSENT;
    assert_int_equal(room_of(machine).swap_used_kb, 0);
    set_group(machine);
    r->swap_sum_kb = 300;
    r->cgroup.swap_usage_kb = 200;
    assert_int_equal(room_of(machine).swap_used_kb, 200);
    r->cgroup.swap_usage_kb = 0; /* without swap accounting it stays 0 */
    assert_int_equal(room_of(machine).swap_used_kb, 300);
}

/* "swapper/0", pid 0 or 1; within ten seconds, a table without rows and less than 1 MiB of private memory; counters
 * that show not one page of a program. */
static void before_the_first_program(void **state) {
    struct machine *machine = *state;
    static const struct {
        const char *name, *header;
        int64_t pid, uptime_us, anon_kb, file_kb, line;
        bool is;
    } cases[] = {
        {"swapper/0", "", 1, ABSENT, 500, 0, 0, true},
        {"swapper/0", "", 0, ABSENT, 500, 0, 0, true},
        {"swapper/0", "", 2, ABSENT, 500, 0, 0, false},
        {"init", "", 1, ABSENT, 500, 0, 0, false},
        {"kworker", "[ pid ]", 40, 0, 1023, 0, 0, true},
        {"kworker", "[ pid ]", 40, 9999999, 1023, 0, 0, true},
        {"kworker", "[ pid ]", 40, 10000000, 1023, 0, 0, false},
        {"kworker", "[ pid ]", 40, 0, 1024, 0, 0, false},
        {"kworker", "", 40, 0, 1023, 0, 0, false},
        {"init", "[ pid ]", 1, 0, 1023, 0, 0, false},
        {"kworker", "[ pid ]", 40, -1, 1023, 0, 0, false},
        {"kworker", "", 40, 0, 0, 0, 21, true},
        {"kworker", "", 40, ABSENT, 0, 0, 21, true},
        {"kworker", "", 40, 10000000, 0, 0, 21, false},
        {"kworker", "", 40, 0, 0, 4, 21, false},
        {"kworker", "", 40, 0, 4, 0, 21, false},
        {"kworker", "", 40, 0, 0, 0, 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        machine->event.trigger.name = str_from_cstr(cases[i].name);
        machine->event.tasks.header = str_from_cstr(cases[i].header);
        machine->event.identity.pid = cases[i].pid;
        machine->event.uptime_us = cases[i].uptime_us;
        machine->event.memory.counters.inactive_anon.line = cases[i].line;
        machine->reckoning.ledger.parts.anon_kb = cases[i].anon_kb;
        machine->reckoning.ledger.parts.file_kb = cases[i].file_kb;
        if (room_of(machine).booting != cases[i].is)
            fail_msg("case %zu", i);
        machine->event.kill_count = 1;
        assert_false(room_of(machine).booting);
        machine->event.kill_count = 0;
        machine->event.tasks.count = 1;
        assert_false(room_of(machine).booting);
        machine->event.tasks.count = 0;
    }
}

/* 64 MiB; before the first program 512 MiB. */
static void a_tiny_room(void **state) {
    struct machine *machine = *state;
    static const struct {
        int64_t kb;
        bool is_booting, tiny;
    } rooms[] = {{65536, false, false}, {65535, false, true}, {524288, true, false}, {524287, true, true}};
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        machine->reckoning.ledger.managed_kb = rooms[i].kb;
        machine->event.trigger.name = rooms[i].is_booting ? STR("swapper/0") : STR("a");
        machine->event.identity.pid = 1;
        assert_int_equal(room_of(machine).tiny, rooms[i].tiny);
    }
}

static void shares_of_the_room(void **state) {
    struct machine *machine = *state;
    struct room room = room_of(machine);
    assert_says(room_share(&room, 2 * GIB), ", 25 % of RAM");
    assert_says(room_share(&room, ROOM_KB), ", 100 % of RAM");
    assert_says(room_share(&room, ROOM_KB + 1), "");
    assert_says(room_share_with_swap(&room, ROOM_KB), "100 % of RAM");
    assert_says(room_share_with_swap(&room, ROOM_KB + 1), "more than RAM, for some of it is swapped out");
    room.swap_used_kb = ROOM_KB;
    room.reach_kb = 2 * ROOM_KB;
    assert_says(room_share_with_swap(&room, ROOM_KB), "50 % of RAM plus the swap in use");
}

/* A limit is full at 99 %: of memory, of memory and swap, of kernel memory. */
static void limits_that_are_full(void **state) {
    (void)state;
    static const struct {
        int64_t usage_kb, limit_kb;
        bool is;
    } usages[] = {{990, 1000, true}, {989, 1000, false}, {ABSENT, 1000, false}, {990, ABSENT, false}, {0, 0, false}};
    const struct usage none = {0, ABSENT, ABSENT, ABSENT}, low = {0, 10, 1000, ABSENT};
    for (size_t i = 0; i < sizeof usages / sizeof *usages; i++)
        for (int which = 0; which < 3; which++) {
            struct cgroup cgroup = {.memory = low, .memsw = which == 0 ? none : low, .kmem = none, .swap = none};
            struct usage *of[] = {&cgroup.memory, &cgroup.memsw, &cgroup.kmem};
            of[which]->usage_kb = usages[i].usage_kb;
            of[which]->limit_kb = usages[i].limit_kb;
            assert_int_equal(room_has_full_limit(&cgroup), usages[i].is);
        }
}

/* 900 of 1000 kB: a tenth is left, and no other limit was full. */
static void below_the_limit(void **state) {
    struct machine *machine = *state;
    struct cgroup_ledger *ledger = &machine->reckoning.cgroup;
    static const struct {
        int64_t usage_kb, limit_kb, order, kmem_kb;
        bool at_limit, is;
    } cases[] = {{900, 1000, 0, 0, false, true},     {901, 1000, 0, 0, false, false},
                 {900, 1000, 1, 0, false, false},    {900, 1000, -1, 0, false, true},
                 {900, 1000, 0, 1000, false, false}, {900, 1000, 0, 0, true, false},
                 {ABSENT, 1000, 0, 0, false, false}, {900, ABSENT, 0, 0, false, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        set_group(machine);
        ledger->usage_kb = cases[i].usage_kb;
        ledger->limit_kb = cases[i].limit_kb;
        ledger->at_limit = cases[i].at_limit;
        machine->event.cgroup.memory = (struct usage){6, 10, 1000, 0};
        machine->event.cgroup.kmem = (struct usage){7, cases[i].kmem_kb, 1000, 0};
        machine->event.trigger.order = cases[i].order;
        struct room room = room_of(machine);
        if (room_was_below_limit(&room) != cases[i].is)
            fail_msg("case %zu", i);
        room.is_cgroup = false;
        assert_false(room_was_below_limit(&room));
    }
}

/* Version 1: memory and swap together are at their limit of 2000 kB, memory alone is farther from its own. */
static void the_sum_is_what_was_hit(void **state) {
    struct machine *machine = *state;
    struct cgroup_ledger *ledger = &machine->reckoning.cgroup;
    static const struct {
        int version;
        bool at_limit;
        int64_t swap_kb, swap_limit_kb, usage_kb, sum_kb;
        bool is;
    } cases[] = {{1, false, 1, 1000, 979, 1980, true},   {1, false, 1, 1000, 980, 1980, false},
                 {1, false, 1, 1000, 900, 1979, false},  {2, false, 1, 1000, 979, 1980, false},
                 {1, true, 1, 1000, 979, 1980, false},   {1, false, 0, 1000, 979, 1980, false},
                 {1, false, 1, ABSENT, 979, 1980, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        set_group(machine);
        ledger->version = cases[i].version;
        ledger->at_limit = cases[i].at_limit;
        ledger->swap_usage_kb = cases[i].swap_kb;
        ledger->swap_limit_kb = cases[i].swap_limit_kb;
        ledger->usage_kb = cases[i].usage_kb;
        ledger->limit_kb = 1000;
        machine->event.cgroup.memsw = (struct usage){7, cases[i].sum_kb, 2000, 0};
        struct room room = room_of(machine);
        if (room_hit_the_sum(&room) != cases[i].is)
            fail_msg("case %zu", i);
        room.is_cgroup = false;
        assert_false(room_hit_the_sum(&room));
    }
}

/* Dirty pages and pages being written, and their lines. */
static void what_is_not_written_yet(void **state) {
    struct machine *machine = *state;
    struct ledger_within *within = &machine->reckoning.ledger.within;
    struct span lines;
    static const struct {
        int64_t dirty_kb, writeback_kb, kb;
    } cases[] = {{10, 20, 30}, {ABSENT, 20, 20}, {10, ABSENT, 10}, {ABSENT, ABSENT, ABSENT}};
    machine->event.memory.counters.dirty.line = 22;
    machine->event.memory.counters.writeback.line = 23;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        within->dirty_kb = cases[i].dirty_kb;
        within->writeback_kb = cases[i].writeback_kb;
        machine->reckoning.ledger.parts.file_kb = 60;
        struct room room = room_of(machine);
        assert_true(room_unwritten_kb(&room, &lines) == cases[i].kb);
        assert_lines(lines, 22, 23);
        assert_int_equal(room_is_dirty(&room), i == 0); /* half of 60 */
        assert_int_equal(room_droppable_kb(&room), cases[i].kb == ABSENT ? 0 : 60 - cases[i].kb);
        machine->reckoning.shortage = SHORTAGE_ZONE; /* of no use to that zone */
        assert_int_equal(room_droppable_kb(&room), 0);
        machine->reckoning.shortage = SHORTAGE_EXHAUSTED;
    }
    set_group(machine);
    machine->reckoning.cgroup.file_dirty_kb = 3;
    machine->reckoning.cgroup.file_writeback_kb = 1;
    machine->reckoning.shortage = SHORTAGE_ZONE;
    struct room room = room_of(machine);
    assert_int_equal(room_unwritten_kb(&room, &lines), 4);
    machine->reckoning.cgroup.file_kb = 10;
    room = room_of(machine);
    assert_int_equal(room_droppable_kb(&room), 6);
}

static void all_large_kinds_are_shown(void **state) {
    struct machine *machine = *state;
    struct ledger_parts *parts = &machine->reckoning.ledger.parts;
    int64_t *of[] = {&parts->shmem_kb, &parts->file_kb, &parts->slab_unreclaimable_kb, &parts->pagetables_kb};
    struct room room = room_of(machine);
    assert_true(room_shows_the_large(&room));
    for (int i = 0; i < 4; i++) {
        const int64_t kept = *of[i];
        *of[i] = ABSENT;
        room = room_of(machine);
        assert_false(room_shows_the_large(&room));
        *of[i] = kept;
    }
}

/* 20 % of RAM beyond 64 MiB of it is reserved; half of what is reserved is a balloon. */
static void a_machine_that_was_shrunken(void **state) {
    struct machine *machine = *state;
    struct ledger *ledger = &machine->reckoning.ledger;
    static struct node nodes[3] = {
        {.line = 35, .balloon_kb = 0}, {.line = 36, .balloon_kb = 4}, {.line = 1, .balloon_kb = 9}};
    ledger->total_kb = 1000000;
    ledger->reserved_kb = 65536 + 199999;
    struct room room = room_of(machine);
    assert_false(room_is_shrunken(&room));
    ledger->reserved_kb++;
    assert_true(room_is_shrunken(&room));
    room.is_cgroup = true;
    assert_false(room_is_shrunken(&room));
    ledger->reserved_kb = 2 * GIB;
    ledger->within.balloon_kb = GIB;
    assert_says(room_shrunken_prevented(&room), "Probably, without the balloon");
    assert_says(room_shrunken_prevention(&room, "more RAM"),
                "Probably: with the 1 GiB that the hypervisor's balloon took, or with more RAM.");
    ledger->within.balloon_kb = GIB - 1;
    assert_says(room_shrunken_prevented(&room), "Perhaps, with what was reserved here");
    assert_says(
        room_shrunken_prevention(&room, "more RAM"),
        "Perhaps: with the 2 GiB that were reserved here (a hypervisor's balloon, for example), or with more RAM.");
    room.is_cgroup = false;
    machine->event.memory.nodes = nodes;
    assert_lines(room_balloon_lines(&room), 20, 40);
    machine->event.memory.node_count = 2;
    assert_lines(room_balloon_lines(&room), 36, 36);
}

/* 8 % of all RAM, and 400 MiB at least. */
static void a_part_that_is_reserved(void **state) {
    struct machine *machine = *state;
    struct ledger *ledger = &machine->reckoning.ledger;
    static const struct {
        int64_t total_kb, reserved_kb;
        bool is;
    } cases[] = {{5120000, 409600, true}, {5120000, 409599, false}, {5120100, 409600, false}, {1000000, 300000, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ledger->total_kb = cases[i].total_kb;
        ledger->reserved_kb = cases[i].reserved_kb;
        struct room room = room_of(machine);
        assert_int_equal(room_is_reserved(&room), cases[i].is);
        room.is_cgroup = true;
        assert_false(room_is_reserved(&room));
    }
}

/* zram: swap of which boot messages say that it is one, 95 % of all; or compressed pages, a fifth of what is used. */
static void swap_that_is_ram(void **state) {
    struct machine *machine = *state;
    struct reckoning *r = &machine->reckoning;
    static const struct {
        int64_t zram_line, zram_kb, zspages_kb;
        enum swap_state swap;
        bool zram, ram;
    } cases[] = {{2, 950, ABSENT, SWAP_FULL, true, true},      {2, 949, ABSENT, SWAP_FULL, false, false},
                 {0, 950, ABSENT, SWAP_FULL, false, false},    {2, 950, ABSENT, SWAP_NONE, false, false},
                 {2, 950, ABSENT, SWAP_UNKNOWN, false, false}, {0, 0, 200, SWAP_FULL, false, true},
                 {0, 0, 199, SWAP_FULL, false, false}};
    r->swap_total_kb = 1000;
    r->swap_free_kb = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        machine->event.boot_memory.zram_line = cases[i].zram_line;
        machine->event.boot_memory.zram_kb = cases[i].zram_kb;
        r->ledger.parts.zspages_kb = cases[i].zspages_kb;
        r->swap = cases[i].swap;
        const struct room room = room_of(machine);
        if (room_swaps_to_zram(&room) != cases[i].zram || room_swaps_to_ram(&room) != cases[i].ram)
            fail_msg("case %zu", i);
    }
}

/* 80 % of 8 GiB private, all swap used, 83886 kB of cache and less are hardly any: 1 % of 8388608. */
static void what_is_plain(void **state) {
    struct machine *machine = *state;
    struct reckoning *r = &machine->reckoning;
    struct ledger_parts *parts = &r->ledger.parts;
    parts->anon_kb = ROOM_KB / 2 - 1;
    parts->file_kb = 83886;
    struct room room = room_of(machine);
    assert_says(room_plain_facts(&room), "");
    parts->anon_kb++;
    room = room_of(machine);
    assert_says(room_plain_facts(&room), "private memory of processes fills 50 % of RAM");
    parts->file_kb--;
    r->swap = SWAP_FULL;
    r->swap_total_kb = GIB;
    room = room_of(machine);
    assert_says(room_plain_facts(&room), "private memory of processes fills 50 % of RAM, all 1 GiB of swap are used, "
                                         "hardly any page cache is left");
    parts->anon_kb = ROOM_KB + 1; /* a figure is wrong */
    room = room_of(machine);
    assert_says(room_plain_facts(&room), "all 1 GiB of swap are used, hardly any page cache is left");
    r->swap = SWAP_PARTLY_USED;
    room = room_of(machine);
    assert_says(room_plain_facts(&room), "hardly any page cache is left");
    parts->file_kb = ABSENT;
    room = room_of(machine);
    assert_says(room_plain_facts(&room), "");
    r->ledger.managed_kb = ABSENT;
    parts->anon_kb = 224 * MIB;
    room = room_of(machine);
    assert_says(room_plain_facts(&room), "private memory of processes is 224 MiB of the 448 MiB that it counts");
    r->ledger.anon_with_shmem = true;
    room = room_of(machine);
    assert_says(room_plain_facts(&room), "private or shared memory takes 224 MiB, a process's or a file's");
}

/* Up to 2.6.27 the lists of RAM do not tell files from processes; without the total a file of tmpfs may be all. */
static void what_may_be_files(void **state) {
    struct machine *machine = *state;
    struct ledger *ledger = &machine->reckoning.ledger;
    static const struct {
        int64_t managed_kb, anon_kb, lru_kb;
        bool with_shmem, is;
    } cases[] = {{ROOM_KB, 10, ABSENT, true, false}, {ABSENT, 10, ABSENT, true, true},
                 {ABSENT, 10, ABSENT, false, false}, {ROOM_KB, ABSENT, 1, false, true},
                 {ROOM_KB, ABSENT, 0, false, false}, {ROOM_KB, 10, 1, false, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ledger->managed_kb = cases[i].managed_kb;
        ledger->parts.anon_kb = cases[i].anon_kb;
        ledger->parts.lru_kb = cases[i].lru_kb;
        ledger->anon_with_shmem = cases[i].with_shmem;
        struct room room = room_of(machine);
        if (room_anon_may_be_files(&room) != cases[i].is)
            fail_msg("case %zu", i);
        room.is_cgroup = true;
        assert_false(room_anon_may_be_files(&room));
    }
}

/* Whose limit: of the lines that name it, the oom-kill: line, and statistics that stand alone. */
static void whose_limit(void **state) {
    struct machine *machine = *state;
    static struct cgroup_stats stats[2];
    struct cgroup *cgroup = &machine->event.cgroup;
    set_group(machine);
    stats[0].path = STR("/c d");
    cgroup->stats = stats;
    cgroup->path = STR("/a");
    machine->event.summary.oom_memcg = STR("/b");
    cgroup->stats_count = 1;
    struct room room = room_of(machine);
    assert_says(room_cgroup_words(&room), "/a");
    cgroup->path = STR("");
    room = room_of(machine);
    assert_says(room_cgroup_words(&room), "/b");
    machine->event.summary.oom_memcg = STR("");
    room = room_of(machine);
    assert_says(room_cgroup_words(&room), "\"/c d\"");
    stats[0].one_line = true; /* of each group below it, too */
    assert_says(room_of(machine).cgroup_path, "");
    stats[0].one_line = false;
    cgroup->stats_count = 2;
    assert_says(room_of(machine).cgroup_path, "");
    cgroup->stats_count = 0;
    assert_says(room_of(machine).cgroup_path, "");
}

/* The gap that is normal: 5 % of the room, at least 12 % of it or 256 MiB, whichever is less; of a cgroup 2 MiB. */
static void a_gap_beyond_the_normal(void **state) {
    struct machine *machine = *state;
    struct ledger *ledger = &machine->reckoning.ledger;
    static const struct {
        int64_t room_kb, gap_kb, beyond_kb;
    } cases[] = {
        {1000000, 120001, 1}, {1000000, 120000, 0}, {4000000, 262145, 1}, {8000000, 400001, 1}, {8000000, 399999, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ledger->managed_kb = cases[i].room_kb;
        ledger->parts.unaccounted_kb = cases[i].gap_kb;
        const struct room room = room_of(machine);
        assert_int_equal(room_unaccounted_kb(&room), cases[i].beyond_kb);
    }
    set_group(machine);
    machine->reckoning.cgroup.unaccounted_kb = 26214 + 100; /* 5 % of 512 MiB are 26214 kB */
    machine->reckoning.cgroup.vmalloc_kb = machine->reckoning.cgroup.sock_kb =
        machine->reckoning.cgroup.kernel_other_kb = 0;
    struct room room = room_of(machine);
    assert_int_equal(room_unaccounted_kb(&room), 100);
    machine->reckoning.cgroup.limit_kb = 10000;
    room = room_of(machine);
    assert_int_equal(room_unaccounted_kb(&room), 26314 - 2048);
}

static void what_is_locked_is_said(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.unevictable_kb = 838860;
    struct room room = room_of(machine);
    assert_string_equal(room_unlocked(&room), " that is not locked");
    machine->reckoning.ledger.parts.unevictable_kb--;
    room = room_of(machine);
    assert_string_equal(room_unlocked(&room), "");
    machine->event.memory.counters.sec_pagetables.value = 25;
    assert_int_equal(room_guest_tables_kb(&room), 100);
    machine->event.panic.text = STR("Out of memory: system-wide panic_on_oom is enabled");
    assert_true(room_panics_by_order(&room));
    machine->event.panic.text = STR("System is deadlocked on memory");
    assert_false(room_panics_by_order(&room));
}

/* Reclaimable slab of a tenth of RAM was pinned, unless there was room, or cache to drop. */
static void slab_that_was_pinned(void **state) {
    struct machine *machine = *state;
    struct reckoning *r = &machine->reckoning;
    static const struct {
        int64_t reclaimable_kb, file_kb, kb;
        enum shortage shortage;
    } cases[] = {{838860, 0, 838860, SHORTAGE_EXHAUSTED}, {838859, 0, 0, SHORTAGE_EXHAUSTED},
                 {838860, 0, 0, SHORTAGE_NONE},           {838860, 0, 0, SHORTAGE_FRAGMENTED},
                 {838860, 419430, 0, SHORTAGE_EXHAUSTED}, {838860, 419429, 838860, SHORTAGE_EXHAUSTED},
                 {838860, 419430, 838860, SHORTAGE_ZONE}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        r->ledger.parts.slab_reclaimable_kb = cases[i].reclaimable_kb;
        r->ledger.parts.file_kb = cases[i].file_kb;
        r->shortage = cases[i].shortage;
        const struct room room = room_of(machine);
        if (room_slab_kb(&room) != 60 * MIB + cases[i].kb)
            fail_msg("case %zu", i);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_A_MACHINE(a_machine_has_the_ledgers_parts),
        ON_A_MACHINE(slab_by_what_is_printed),
        ON_A_MACHINE(each_part_cites_its_counters),
        ON_A_MACHINE(a_cgroup_has_its_statistics),
        ON_A_MACHINE(the_room_of_a_cgroup),
        ON_A_MACHINE(what_processes_of_a_cgroup_hold_at_most),
        ON_A_MACHINE(a_cgroups_parts_cite_statistics),
        ON_A_MACHINE(a_room_that_is_guessed),
        ON_A_MACHINE(processes_that_fit),
        ON_A_MACHINE(swap_in_use),
        ON_A_MACHINE(before_the_first_program),
        ON_A_MACHINE(a_tiny_room),
        ON_A_MACHINE(shares_of_the_room),
        ON_A_MACHINE(limits_that_are_full),
        ON_A_MACHINE(below_the_limit),
        ON_A_MACHINE(the_sum_is_what_was_hit),
        ON_A_MACHINE(what_is_not_written_yet),
        ON_A_MACHINE(all_large_kinds_are_shown),
        ON_A_MACHINE(a_machine_that_was_shrunken),
        ON_A_MACHINE(a_part_that_is_reserved),
        ON_A_MACHINE(swap_that_is_ram),
        ON_A_MACHINE(what_is_plain),
        ON_A_MACHINE(what_may_be_files),
        ON_A_MACHINE(whose_limit),
        ON_A_MACHINE(a_gap_beyond_the_normal),
        ON_A_MACHINE(what_is_locked_is_said),
        ON_A_MACHINE(slab_that_was_pinned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
