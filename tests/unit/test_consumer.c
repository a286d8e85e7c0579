/* Question 2, what consumed the most memory, where the log may have lost what would tell.
 * SPDX-License-Identifier: MIT */
#include "machine.h"

static void assert_consumer(struct machine *machine, const char *answer, const char *statement) {
    judge(machine);
    assert_says(answer_to(&machine->diagnosis, "consumer")->answer, answer);
    assert_has(answer_to(&machine->diagnosis, "consumer")->statement, statement);
}

/* 1000 and 900 MiB of 8 GiB: 100 MiB that no row shows may be of either name, 101 MiB may make the second the first. */
static void a_lead_that_lost_rows_could_turn(void **state) {
    struct machine *machine = *state;
    machine_add_one(machine, "clang", 11, 1000 * MIB);
    machine_kill(machine, machine_add_one(machine, "rustc", 12, 900 * MIB));
    machine->reckoning.ledger.parts.anon_kb += 100 * MIB;
    assert_consumer(machine, "clang", "The process clang, which holds 1000 MiB");
    machine->reckoning.ledger.parts.anon_kb += MIB;
    assert_consumer(machine, "", "some private memory is in no row of its task table");
    assert_has(answer_to(&machine->diagnosis, "consumer")->statement, "most belongs to clang, 1000 MiB");
}

/* 3 GiB of slab, and a process of 2500 MiB: 572 MiB that no row shows could be the process's own kind. */
static void a_kind_that_lost_rows_could_beat(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 2500 * MIB));
    machine->reckoning.ledger.parts.slab_unreclaimable_kb = 3 * GIB;
    machine->reckoning.ledger.parts.anon_kb += 571 * MIB;
    assert_consumer(machine, "slab", "hold 3 GiB, 38 % of RAM.");
    machine->reckoning.ledger.parts.anon_kb += MIB;
    assert_consumer(machine, "", "some private memory is in no row of its task table");
}

/* More than any one name has, less than all processes have, and the kernel gives it back before it kills. */
static void page_cache_among_many_processes(void **state) {
    struct machine *machine = *state;
    machine_add_one(machine, "java", 11, GIB);
    machine_kill(machine, machine_add_one(machine, "mysqld", 12, 900 * MIB));
    machine->reckoning.ledger.parts.file_kb = machine->reckoning.ledger.parts.lru_kb = 1500 * MIB;
    assert_consumer(machine, "", "no process and no kind of memory is ahead for sure");
    machine->reckoning.ledger.parts.file_kb = machine->reckoning.ledger.parts.lru_kb = 1925 * MIB;
    assert_consumer(machine, "page cache", "page cache holds 1.9 GiB");
}

/* "Total swap" is lost: what is swapped out may be more than 3 GiB of slab, which are less than half of RAM. */
static void a_kind_beside_swap_of_unknown_size(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.anon_kb = 100 * MIB;
    machine->reckoning.ledger.parts.slab_unreclaimable_kb = 3 * GIB;
    assert_consumer(machine, "slab", "hold 3 GiB");
    machine->reckoning.swap = SWAP_UNKNOWN;
    machine->reckoning.swap_total_kb = machine->reckoning.swap_free_kb = ABSENT;
    assert_consumer(machine, "",
                    "Of the memory in use that the log shows the kernel's own objects (slab) hold most, 3 GiB");
    machine->reckoning.ledger.parts.slab_unreclaimable_kb = 4 * GIB;
    assert_consumer(machine, "slab", "hold 4 GiB, 50 % of RAM.");
}

/* Half of 8 GiB: what holds most of the rest is no reason for a kill. */
static void half_of_ram_is_free(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.slab_unreclaimable_kb = 3 * GIB;
    machine->reckoning.ledger.parts.free_kb = 4 * GIB;
    assert_consumer(machine, "slab", "hold 3 GiB, 38 % of RAM; 4 GiB were free.");
    machine->reckoning.ledger.parts.free_kb = 4 * GIB - MIB;
    assert_consumer(machine, "slab", "hold 3 GiB, 38 % of RAM.");
}

/* Rows whose lines are cut off have names of five bytes: "clang" may be the beginning of "clangd". */
static void a_name_at_the_width_of_the_log(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "clang", 11, 6 * GIB));
    machine->event.tasks.cut_name_len = 4;
    assert_consumer(machine, "clang", "The process clang");
    machine->event.tasks.cut_name_len = 5;
    assert_consumer(machine, "", "its lines are cut off, and so may be the name");
}

/* Lines on the kernel's kinds are lost: it is asked whether all of them hold more than processes, to the last kB. */
static void kernel_memory_that_is_not_split(void **state) {
    struct machine *machine = *state;
    static const struct {
        int64_t kernel_kb, anon_kb;
        bool is;
    } cases[] = {{0, ABSENT, false}, {1, ABSENT, true}, {0, 0, false}, {1, 0, true},
                 {4, 0, true},       {4, 4, false},     {5, 4, true},  {200 * MIB, 200 * MIB, false}};
    set_cgroup(machine);
    machine->reckoning.cgroup.kernel_cut = true;
    machine->reckoning.cgroup.unaccounted_kb = ABSENT;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        machine->reckoning.cgroup.kernel_kb = machine->reckoning.cgroup.kernel_unsplit_kb = cases[i].kernel_kb;
        machine->reckoning.cgroup.anon_kb = cases[i].anon_kb;
        judge(machine);
        const struct answer *answer = answer_to(&machine->diagnosis, "consumer");
        if (str_has(answer->statement, STR("is the kernel's, and lines")) != cases[i].is)
            fail_msg("case %zu", i);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_A_MACHINE(a_name_at_the_width_of_the_log),     ON_A_MACHINE(a_lead_that_lost_rows_could_turn),
        ON_A_MACHINE(a_kind_that_lost_rows_could_beat),   ON_A_MACHINE(page_cache_among_many_processes),
        ON_A_MACHINE(a_kind_beside_swap_of_unknown_size), ON_A_MACHINE(half_of_ram_is_free),
        ON_A_MACHINE(kernel_memory_that_is_not_split),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
