/* What is advised, on hand-built events: what fits the kernel, the distribution and the other figures.
 * SPDX-License-Identifier: MIT */
#include "machine.h"
#include "model/release.h"

/* A process that holds most of RAM, and was killed for it. */
static void machine_leak(struct machine *machine) {
    machine_add_one(machine, "sshd", 10, 8 * MIB);
    machine_kill(machine, machine_add_one(machine, "java", 11, 7 * GIB));
}

static str prevention_of(const struct machine *machine) {
    return answer_to(&machine->diagnosis, "prevention")->statement;
}

/* What would have been, nobody knows. */
static void no_answer_knows_what_would_have_been(void **state) {
    struct machine *machine = *state;
    machine_leak(machine);
    judge(machine);
    assert_has(prevention_of(machine), "Probably: a memory limit");
    assert_false(str_has(prevention_of(machine), STR("would have")));
}

static void growth_revises_the_last_question(void **state) {
    struct machine *machine = *state;
    machine_leak(machine);
    machine_grew(machine, "java", true);
    judge(machine);
    assert_has(prevention_of(machine), "it grew from one event to another");
    assert_true(advises(machine, "Find out why java grows"));
    assert_false(advises(machine, "Watch whether"));
    machine_grew(machine, "java", false); /* started since: it may have grown to what it needs */
    judge(machine);
    assert_true(advises(machine, "Watch whether java keeps growing"));
}

static void one_that_grew_is_to_blame_among_equals(void **state) {
    struct machine *machine = *state;
    for (int i = 0; i < 4; i++)
        machine_add_one(machine, i ? "web" : "api", 20 + i, 18 * GIB / 10 - i * MIB);
    machine_kill(machine, 0);
    judge(machine);
    assert_says(machine->diagnosis.findings[0].pattern, "undersized");
    assert_has(prevention_of(machine), "no single process is to blame");
    machine_grew(machine, "web", true);
    judge(machine);
    assert_false(str_has(prevention_of(machine), STR("no single process is to blame")));
    assert_has(prevention_of(machine), "web grew from one event to another");
    assert_true(advises(machine, "Find out why web grows"));
}

/* Parent and fork: 4 GiB in each row, 5 GiB in all. */
static void copies_of_one_process_are_one_data_set(void **state) {
    struct machine *machine = *state;
    for (int i = 0; i < 2; i++)
        machine_add_task(machine, "cache", 20 + i, 4 * GIB);
    machine_add_group(machine, "cache", 0, 2, 8 * GIB);
    machine->groups[0].anon_kb = 8 * GIB;
    machine->tasks[0].rss_anon = GIB;
    machine->tasks[1].rss_anon = GIB / 100 * 96;
    machine->reckoning.ledger.parts.anon_kb = 7 * GIB;
    machine_kill(machine, 0);
    const struct finding *best = judge(machine);
    assert_has(best->statement, "copies (fork) that share pages");
    assert_false(str_has(prevention_of(machine), STR("no single process is to blame")));
    machine->tasks[1].rss_anon = GIB / 100 * 94; /* changed more than a twentieth: no copy of the same data */
    assert_false(str_has(judge(machine)->statement, STR("copies (fork)")));
    machine->tasks[1].rss_anon = GIB;
    machine->tasks[1].total_vm++; /* another address space */
    assert_false(str_has(judge(machine)->statement, STR("copies (fork)")));
}

/* A kubelet does not start with swap; Android has its own; a file that is there is left alone. */
static void a_swap_file_fits_its_machine(void **state) {
    struct machine *machine = *state;
    machine_leak(machine);
    judge(machine);
    assert_true(advises(machine, "[ ! -e /swapfile ] && dd if=/dev/zero of=/swapfile bs=1M count=2048"));
    machine_add_one(machine, "kubelet", 30, 60 * MIB);
    judge(machine);
    bool told = false;
    for (size_t i = 0; i < machine->diagnosis.advice_count; i++)
        told = told || str_has(machine->diagnosis.advice[i].side_effect, STR("failSwapOn"));
    assert_true(told);
    machine->tasks[2].name = STR("zygote");
    judge(machine);
    assert_false(advises(machine, "swapfile"));
    assert_false(advises(machine, "systemctl"));
}

/* "stress" takes what it is told to: neither a limit nor swap nor a leak to be found. */
static void a_memory_test_is_to_take_less(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "stress-ng-vm", 11, 7 * GIB));
    judge(machine);
    assert_int_equal(machine->diagnosis.advice_count, 1);
    assert_true(advises(machine, "If stress-ng-vm was started on purpose, let it take less"));
    assert_has(answer_to(&machine->diagnosis, "prevention")->statement, "a memory test");
    machine->tasks[0].name = machine->kills[0].name = STR("shop-api");
    judge(machine);
    assert_false(advises(machine, "let it take less"));
    assert_true(advises(machine, "Limit shop-api"));
}

/* Its signatures take what they take: below that it would be killed at each start. */
static void a_virus_scanner_is_not_limited_below_its_data(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "clamd", 11, 7 * GIB));
    judge(machine);
    assert_true(advises(machine, "ConcurrentDatabaseReload no"));
    assert_false(advises(machine, "Limit clamd"));
    assert_false(advises(machine, "stays below"));
}

/* The machine panicked as it is set to: why memory was out comes first all the same. */
static void panic_on_oom_is_not_the_first_word(void **state) {
    struct machine *machine = *state;
    machine_leak(machine);
    machine->event.kill_count = 0;
    machine->event.panic.line = 90;
    machine->event.panic.text = STR("Out of memory: system-wide panic_on_oom is enabled");
    judge(machine);
    assert_true(machine->diagnosis.advice_count > 1);
    assert_false(str_has(machine->diagnosis.advice[0].advice, STR("panic_on_oom")));
    assert_has(machine->diagnosis.advice[1].advice, "vm.panic_on_oom");
}

/* 7 GiB of 8 GiB and 2 GiB of zram: what is swapped out takes RAM still. */
static void limits_reckon_with_swap_in_ram(void **state) {
    struct machine *machine = *state;
    struct reckoning *r = &machine->reckoning;
    machine_leak(machine);
    r->swap = SWAP_FULL;
    r->swap_total_kb = 2 * GIB;
    r->swap_lines = (struct span){44, 45};
    machine->tasks[1].swapents = 2 * GIB / 4;
    judge(machine);
    assert_false(advises(machine, "swapfile"));
    machine->event.boot_memory.zram_line = 5;
    machine->event.boot_memory.zram_kb = 2 * GIB;
    judge(machine);
    assert_has(answer_to(&machine->diagnosis, "swap")->statement, "2 GiB of zram, and all of it was in use");
    assert_true(advises(machine, "on a disk beside zram"));
    bool told = false;
    for (size_t i = 0; i < machine->diagnosis.advice_count; i++)
        told = told || str_has(machine->diagnosis.advice[i].because, STR("since what is swapped out takes RAM too"));
    assert_true(told);
    machine->event.boot_memory.zram_kb = GIB; /* half of it: the other half is on a disk */
    judge(machine);
    assert_false(advises(machine, "zram"));
}

/* Compaction moves pages of processes and files; a zone full of the kernel's own has none to move. */
static void compaction_needs_pages_that_can_be_moved(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, GIB));
    set_zones(machine, 200 * MIB, 0);
    machine->event.memory.zone_count = 1;
    machine->event.trigger.order = 2;
    machine->reckoning.shortage = SHORTAGE_FRAGMENTED;
    struct zone *zone = &machine->zones[0];
    zone->managed_kb = 4 * GIB;
    zone->active_anon_kb = zone->active_file_kb = zone->inactive_file_kb = 0;
    zone->inactive_anon_kb = 4 * GIB / 100 * 5 + MIB;
    assert_says(judge(machine)->pattern, "fragmentation");
    assert_true(advises(machine, "vm.compact_memory=1"));
    zone->inactive_anon_kb = 4 * GIB / 100 * 5 - MIB;
    judge(machine);
    assert_false(advises(machine, "vm.compact_memory"));
    assert_true(advises(machine, "there is hardly any to move"));
    assert_says(answer_to(&machine->diagnosis, "prevention")->brief, "Perhaps, with less memory of the kernel");
    zone->inactive_anon_kb = ABSENT; /* a zone line of 4.7 and before tells it, one that is cut does not */
    judge(machine);
    assert_true(advises(machine, "vm.compact_memory=1"));
}

/* bpftool lists maps since 4.15, BPF maps came with 3.18, io_uring with 5.1. */
static void tools_are_of_the_kernel_that_is_looked_at(void **state) {
    struct machine *machine = *state;
    struct reckoning *r = &machine->reckoning;
    r->ledger.parts.unaccounted_kb = 7 * GIB;
    machine_kill(machine, machine_add_one(machine, "java", 11, 100 * MIB));
    r->release.number = RELEASE(4, 15, 0);
    assert_says(judge(machine)->pattern, "unaccounted");
    assert_true(advises(machine, "bpftool map"));
    r->release.number = RELEASE(4, 14, 1000);
    judge(machine);
    assert_false(advises(machine, "bpftool"));
    assert_true(advises(machine, "BPF maps"));
    r->release.number = RELEASE(3, 17, 0);
    judge(machine);
    assert_false(advises(machine, "BPF maps"));
}

/* Few ARM processors of 32 bits can run 64. */
static void only_a_processor_that_can_is_to_run_64_bits(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, GIB));
    set_zones(machine, 30 * MIB, 3 * GIB);
    machine->reckoning.shortage = SHORTAGE_ZONE;
    machine->event.identity.arch = STR("i386");
    assert_says(judge(machine)->pattern, "lowmem");
    assert_true(advises(machine, "Run a 64-bit kernel if its processor can"));
    machine->event.identity.arch = STR("arm");
    judge(machine);
    assert_false(advises(machine, "Run a 64-bit kernel"));
    assert_has(prevention_of(machine), "that goes to HighMem");
}

/* sec_pagetables: KVM's and the IOMMU's, which no process's VmPTE shows. */
static void page_tables_of_guests_are_no_processes(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, GIB));
    machine->reckoning.ledger.parts.pagetables_kb = 4 * GIB;
    machine->event.memory.counters.sec_pagetables = (struct figure){GIB / 2 - 1, 24};
    assert_says(judge(machine)->pattern, "page-tables");
    assert_true(advises(machine, "VmPTE"));
    machine->event.memory.counters.sec_pagetables = (struct figure){GIB / 2, 24}; /* pages: 2 GiB, half of it */
    assert_has(judge(machine)->statement, "guests' and devices' memory");
    assert_false(advises(machine, "VmPTE"));
}

/* A quarter of RAM is worth naming; the buffers can be swapped out. */
static void graphics_drivers_that_hold_most_are_named(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "Xorg", 11, 100 * MIB));
    machine->event.memory.node_count = 0;
    machine->reckoning.ledger.parts.gpu_kb = 2 * GIB;
    assert_has(judge(machine)->statement, "Graphics drivers hold 2 GiB");
    assert_has(answer_to(&machine->diagnosis, "consumer")->statement, "graphics drivers hold 2 GiB, 25 % of RAM");
    assert_int_equal(answer_to(&machine->diagnosis, "consumer")->answer.len, 0);
    assert_says(answer_to(&machine->diagnosis, "swap")->statement, "No: none is configured.");
    assert_true(advises(machine, "drm-"));
    machine->reckoning.ledger.parts.gpu_kb = 2 * GIB - MIB;
    assert_false(str_has(judge(machine)->statement, STR("Graphics drivers")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_A_MACHINE(no_answer_knows_what_would_have_been),
        ON_A_MACHINE(growth_revises_the_last_question),
        ON_A_MACHINE(one_that_grew_is_to_blame_among_equals),
        ON_A_MACHINE(copies_of_one_process_are_one_data_set),
        ON_A_MACHINE(a_swap_file_fits_its_machine),
        ON_A_MACHINE(a_memory_test_is_to_take_less),
        ON_A_MACHINE(a_virus_scanner_is_not_limited_below_its_data),
        ON_A_MACHINE(panic_on_oom_is_not_the_first_word),
        ON_A_MACHINE(limits_reckon_with_swap_in_ram),
        ON_A_MACHINE(compaction_needs_pages_that_can_be_moved),
        ON_A_MACHINE(tools_are_of_the_kernel_that_is_looked_at),
        ON_A_MACHINE(only_a_processor_that_can_is_to_run_64_bits),
        ON_A_MACHINE(page_tables_of_guests_are_no_processes),
        ON_A_MACHINE(graphics_drivers_that_hold_most_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
