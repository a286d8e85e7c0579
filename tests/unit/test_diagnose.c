/* The judgement on hand-built events: which pattern leads, how sure, what is said, and what is not.
 * SPDX-License-Identifier: MIT */
#include "base/arena.h"
#include "base/str.h"
#include "diagnose/diagnose.h"
#include "machine.h"
#include "short_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void one_large_process_is_a_leak_or_a_large_process(void **state) {
    struct machine *machine = *state;
    machine_add_one(machine, "sshd", 10, 8 * MIB);
    size_t row = machine_add_one(machine, "java", 11, 7 * GIB);
    machine_kill(machine, row);
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "memory-leak");
    assert_int_equal(best->confidence, CONFIDENCE_HIGH);
    assert_says(best->consumer, "java");
    assert_has(best->statement, "7 GiB");
    assert_says(answer_to(&machine->diagnosis, "consumer")->answer, "java");
    assert_says(answer_to(&machine->diagnosis, "swap")->answer, "none");
    assert_says(machine->diagnosis.headline,
                "The kernel ran out of memory and killed process 11 (java), which held 7 GiB of 8 GiB RAM.");
    assert_true(advises(machine, "swap"));
    assert_true(advises(machine, "MemoryMax="));
    all_claims_cite_lines(machine);
}

static void approximate_rss_takes_one_level_unless_the_counters_agree(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 11 * GIB / 2));
    machine->reckoning.release = (struct release){RELEASE(6, 12, 0), 0};
    assert_int_equal(judge(machine)->confidence, CONFIDENCE_HIGH);
    machine->reckoning.ledger.parts.anon_kb = 7 * GIB;
    assert_int_equal(judge(machine)->confidence, CONFIDENCE_MEDIUM);
    machine->reckoning.release.number = RELEASE(6, 1, 0); /* 6.1 counts exactly enough */
    assert_int_equal(judge(machine)->confidence, CONFIDENCE_HIGH);
}

/* 2 GiB of private memory that no row shows: one of them may be another large process. */
static void a_process_that_no_row_shows_leaves_doubt(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 5 * GIB));
    machine->reckoning.release.number = RELEASE(6, 1, 0);
    machine->reckoning.ledger.parts.anon_kb = 6 * GIB;
    assert_int_equal(judge(machine)->confidence, CONFIDENCE_HIGH);
    machine->reckoning.ledger.parts.anon_kb = 7 * GIB;
    assert_int_equal(judge(machine)->confidence, CONFIDENCE_MEDIUM);
}

static void counters_that_contradict_each_other_make_nothing_sure(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 7 * GIB));
    machine->reckoning.ledger.inconsistent = true;
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "memory-leak");
    assert_int_equal(best->confidence, CONFIDENCE_LOW);
    assert_has(best->against.items[best->against.count - 1].statement, "counters");
}

static void machine_damage(struct machine *machine) {
    static struct warning warnings[] = {{.statement = STR_INIT("The line of zone DMA is cut off."), .lines = {20, 20}}};
    machine->event.warnings = warnings;
    machine->event.warning_count = 1;
}

static void a_damaged_log_takes_one_level(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 7 * GIB));
    machine_damage(machine);
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "memory-leak");
    assert_int_equal(best->confidence, CONFIDENCE_MEDIUM);
    assert_has(best->against.items[best->against.count - 1].statement, "zone DMA");
}

static bool speaks_against(const struct finding *finding, const char *words) {
    for (size_t i = 0; i < finding->against.count; i++)
        if (str_has(finding->against.items[i].statement, str_from_cstr(words)))
            return true;
    return false;
}

static void growth_makes_a_leak_of_a_large_process(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 7 * GIB));
    machine_damage(machine);
    const struct finding *best = judge(machine);
    const size_t evidence = best->evidence.count;
    assert_int_equal(best->confidence, CONFIDENCE_MEDIUM);
    assert_true(speaks_against(best, "One report shows size, not growth"));
    machine_grew(machine, "java", true);
    best = judge(machine);
    assert_int_equal(best->confidence, CONFIDENCE_HIGH);
    assert_has(machine->diagnosis.verdict, "(high confidence)");
    assert_int_equal(best->evidence.count, evidence + 1);
    assert_has(best->evidence.items[evidence].statement, "It grew from 1 GiB");
    assert_false(speaks_against(best, "One report shows size, not growth"));
}

/* It may have grown to what it needs. */
static void a_process_that_was_started_again_is_no_surer_a_leak(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 7 * GIB));
    machine_damage(machine);
    machine_grew(machine, "java", false);
    const struct finding *best = judge(machine);
    assert_int_equal(best->confidence, CONFIDENCE_MEDIUM);
    assert_has(best->evidence.items[best->evidence.count - 1].statement, "It grew from 1 GiB");
}

static void growth_of_another_process_says_nothing_of_a_leak(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 7 * GIB));
    machine_grew(machine, "sshd", true);
    assert_true(speaks_against(judge(machine), "One report shows size, not growth"));
}

/* Not an outlier, but it grew: that is a fact now, not a doubt. */
static void growth_speaks_against_an_undersized_machine(void **state) {
    struct machine *machine = *state;
    for (int i = 0; i < 12; i++)
        machine_add_task(machine, "gunicorn", 100 + i, 620 * MIB);
    machine_add_group(machine, "gunicorn", 0, 12, 12 * 620 * MIB);
    machine_kill(machine, 0);
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "undersized");
    assert_true(speaks_against(best, "whether these processes were still growing"));
    machine_grew(machine, "gunicorn", true);
    best = judge(machine);
    assert_false(speaks_against(best, "whether these processes were still growing"));
    assert_true(speaks_against(best, "It grew from 1 GiB"));
    assert_int_equal(best->confidence, CONFIDENCE_HIGH);
}

static void without_a_table_nobody_is_named(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.anon_kb = 7 * GIB;
    machine->reckoning.missing = MISSING_TASKS;
    machine->kills[0] = (struct kill){.line = 100, .pid = 13218, .name = STR("apache2"), .anon_rss_kb = ABSENT};
    machine->event.kill_count = 1;
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "insufficient-data");
    assert_true(best->confidence < CONFIDENCE_HIGH);
    assert_false(finds(machine, "memory-leak"));
    assert_int_equal(answer_to(&machine->diagnosis, "consumer")->answer.len, 0);
    assert_has(answer_to(&machine->diagnosis, "consumer")->statement, "no task table");
    assert_true(advises(machine, "vm.oom_dump_tasks=1"));
}

static void a_kill_line_may_show_the_holder_by_itself(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.anon_kb = 7 * GIB;
    machine->reckoning.missing = MISSING_TASKS;
    machine->kills[0] = (struct kill){.line = 100,
                                      .pid = 5,
                                      .name = STR("leaky"),
                                      .anon_rss_kb = 6 * GIB,
                                      .file_rss_kb = ABSENT,
                                      .shmem_rss_kb = ABSENT,
                                      .pgtables_kb = ABSENT,
                                      .swap_kb = ABSENT};
    machine->event.kill_count = 1;
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "memory-leak");
    assert_int_equal(best->confidence, CONFIDENCE_MEDIUM);
    assert_says(answer_to(&machine->diagnosis, "consumer")->answer, "leaky");
}

static void equal_workers_are_too_many_for_the_machine(void **state) {
    struct machine *machine = *state;
    for (int i = 0; i < 12; i++)
        machine_add_task(machine, "gunicorn", 100 + i, 620 * MIB);
    machine_add_group(machine, "gunicorn", 0, 12, 12 * 620 * MIB);
    machine_kill(machine, 0);
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "undersized");
    assert_int_equal(best->confidence, CONFIDENCE_HIGH);
    assert_says(answer_to(&machine->diagnosis, "consumer")->answer, "gunicorn");
    assert_false(finds(machine, "memory-leak"));
    assert_false(finds(machine, "fork-bomb"));
    assert_true(advises(machine, "RAM"));
}

static void rss_of_shared_pages_is_bounded_by_the_counters(void **state) {
    struct machine *machine = *state; /* 50 back ends that map one segment of 3 GiB */
    for (int i = 0; i < 50; i++)
        machine_add_task(machine, "postgres", 100 + i, 3 * GIB);
    machine_add_group(machine, "postgres", 0, 50, (int64_t)150 * GIB);
    machine->reckoning.ledger.parts.anon_kb = 1 * GIB;
    machine->reckoning.ledger.parts.shmem_kb = 6 * GIB;
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "shared-memory");
    assert_says(answer_to(&machine->diagnosis, "consumer")->answer, "shared memory");
    assert_false(finds(machine, "memory-leak"));
}

/* 57 back ends of one database: of the victim the kill line says that a fifth of its rss is its own. */
/* The victim maps a segment of 3 GiB and owns 8 MiB; the tasks are shown by rss, so it stands first there. */
static void most_private_memory_is_not_the_largest_process(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "oracle", 11, 3 * GIB));
    machine->kills[0].anon_rss_kb = 8 * MIB;
    machine->kills[0].shmem_rss_kb = 3 * GIB - 8 * MIB;
    machine_add_one(machine, "report-gen", 12, 14 * MIB);
    machine->reckoning.ledger.parts.anon_kb = 1 * GIB;
    machine->reckoning.ledger.parts.shmem_kb = 6 * GIB;
    const struct evidence_list *list = &judge(machine)->evidence;
    assert_says(list->items[list->count - 1].statement,
                "The process with most private memory, report-gen (pid 12), holds 14 MiB.");
    machine->kills[0].anon_rss_kb = 20 * MIB;
    list = &judge(machine)->evidence;
    assert_says(list->items[list->count - 1].statement, "The largest process, oracle (pid 11), holds 20 MiB.");
}

static void workers_on_one_segment_are_compared_like_with_like(void **state) {
    struct machine *machine = *state;
    for (int i = 0; i < 57; i++)
        machine_add_task(machine, "postmaster", 100 + i, 2 * GIB);
    machine_add_group(machine, "postmaster", 0, 57, (int64_t)114 * GIB);
    machine_add_one(machine, "java", 300, 500 * MIB);
    machine->reckoning.ledger.parts.anon_kb = 6 * GIB;
    machine_kill(machine, 0);
    machine->kills[0].anon_rss_kb = 400 * MIB;
    machine->kills[0].shmem_rss_kb = 2 * GIB - 400 * MIB;
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "undersized");
    assert_has(best->evidence.items[1].statement, "at most 6 GiB together");
    assert_has(best->evidence.items[2].statement, "java (pid 300), holds 500 MiB");
    assert_has(best->evidence.items[3].statement, "postmaster (pid 100), holds 400 MiB.");
    machine->reckoning.group_count = 1; /* without java the next is known by its rss only */
    machine->event.tasks.count--;
    best = judge(machine);
    assert_has(best->evidence.items[3].statement, "about 400 MiB (of its rss of 2 GiB");
}

/* "Killed process 11 (java) ... anon-rss:6291456kB, ... pgtables:12288kB": the row of rss 7 GiB does not say 6 GiB. */
static void a_figure_of_the_kill_line_cites_it(void **state) {
    struct machine *machine = *state;
    size_t row = machine_add_one(machine, "java", 11, 7 * GIB);
    machine_kill(machine, row);
    machine->kills[0].anon_rss_kb = 6 * GIB;
    machine->kills[0].file_rss_kb = 1 * GIB;
    machine->kills[0].pgtables_kb = 12 * MIB;
    const struct evidence *evidence = judge(machine)->evidence.items;
    assert_has(evidence[0].statement, "java (pid 11): 6 GiB of private memory");
    assert_int_equal(evidence[0].lines.first, 100);
    assert_int_equal(evidence[0].lines.last, 100);
    machine->kills[0].pgtables_kb = ABSENT; /* before 5.4: then only the row tells of page tables */
    machine->kills[0].line = 52;
    evidence = judge(machine)->evidence.items;
    assert_int_equal(evidence[0].lines.first, 50);
    assert_int_equal(evidence[0].lines.last, 52);
    machine->kills[0].line = 100; /* fifty rows between them would bury it */
    evidence = judge(machine)->evidence.items;
    assert_int_equal(evidence[0].lines.last, 50);
}

static void a_group_that_is_mostly_one_process_says_so(void **state) {
    struct machine *machine = *state;
    machine_add_task(machine, "python", 7, 3 * GIB);
    machine_add_task(machine, "python", 8, 200 * MIB);
    machine_add_group(machine, "python", 0, 2, 3 * GIB + 200 * MIB);
    machine_add_one(machine, "java", 9, 3 * GIB);
    machine->tasks[0].swapents = 1;
    judge(machine);
    assert_has(answer_to(&machine->diagnosis, "consumer")->statement,
               "2 processes named python, which hold 3.2 GiB together");
    assert_has(answer_to(&machine->diagnosis, "consumer")->statement, "mostly pid 7 with 3 GiB.");
}

static void page_tables_have_an_owner(void **state) {
    struct machine *machine = *state;
    size_t row = machine_add_one(machine, "hbase-mmap", 122, 4 * MIB);
    machine_add_one(machine, "java", 123, 80 * MIB);
    machine->tasks[row].pgtables_bytes = (int64_t)6 * GIB * 1024;
    machine->reckoning.ledger.parts.pagetables_kb = 6 * GIB + 2 * MIB;
    machine_kill(machine, row);
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "page-tables");
    assert_has(best->statement, "6 GiB of them belong to hbase-mmap (pid 122)");
    assert_says(answer_to(&machine->diagnosis, "consumer")->answer, "page tables");
    assert_has(answer_to(&machine->diagnosis, "consumer")->statement,
               "the process hbase-mmap (pid 122), which has 4 MiB in RAM itself");
    assert_says(machine->diagnosis.headline, "The kernel ran out of memory and killed process 122 (hbase-mmap), which "
                                             "held 4 MiB of 8 GiB RAM and 6 GiB of page tables.");
}

/* "swapper/0 invoked oom-killer", no process yet: a crash kernel of 131 MiB whose drivers took all of it. */
static void a_kernel_may_run_out_while_booting(void **state) {
    struct machine *machine = *state;
    machine->event.trigger.name = STR("swapper/0");
    machine->event.identity.pid = 1;
    machine->event.no_killable = (struct cited_text){STR("Out of memory and no killable processes..."), 90};
    machine->reckoning.missing = MISSING_TASKS;
    machine->reckoning.ledger.managed_kb = 131 * MIB;
    machine->reckoning.ledger.parts.slab_unreclaimable_kb = 70 * MIB;
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "undersized");
    assert_has(best->statement, "it got 131 MiB of RAM to boot with");
    assert_has(machine->diagnosis.headline, "ran out of memory while booting");
    assert_says(answer_to(&machine->diagnosis, "thrashing")->answer, "unknown");
    assert_false(finds(machine, "insufficient-data"));
    machine->reckoning.ledger.managed_kb = ROOM_KB; /* as large as any: what took it counts */
    machine->reckoning.ledger.parts.hugetlb_kb = 7 * GIB;
    assert_says(judge(machine)->pattern, "hugetlb");
}

/* A balloon driver that moved pages between zones: the count of one underflowed (5.4, virtio-balloon). */
/* "[  pid  ]   uid  tgid total_vm ..." without a row, and "Out of memory and no killable processes...": dump_tasks
 * leaves out init alone. */
static void an_empty_table_leaves_only_init(void **state) {
    struct machine *machine = *state;
    machine->event.trigger.name = STR("supervise");
    machine->event.identity.pid = 1;
    machine->event.uptime_us = 9 * 1000000;
    machine->event.tasks.header =
        STR("[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name");
    machine->event.no_killable = (struct cited_text){STR("Out of memory and no killable processes..."), 90};
    machine->reckoning.missing = MISSING_TASKS;
    machine->reckoning.ledger.parts.anon_kb = 7 * GIB;
    assert_says(judge(machine)->pattern, "memory-leak");
    assert_int_equal(machine->diagnosis.findings[0].confidence, CONFIDENCE_MEDIUM);
    assert_has(machine->diagnosis.findings[0].statement, "supervise (pid 1), holds 7 GiB");
    assert_has(answer_to(&machine->diagnosis, "prevention")->statement, "the kernel may not kill it");
    machine->event.no_killable.line = 0; /* cut off behind the header: rows may have followed */
    assert_says(judge(machine)->pattern, "insufficient-data");
}

/* vm.min_free_kbytes=4194304 on a machine of 8 GiB. */
static void watermarks_that_keep_half_are_a_rival(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 12, 3 * GIB));
    machine->reckoning.min_total_kb = 4 * GIB;
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "memory-leak");
    assert_int_equal(best->confidence, CONFIDENCE_LOW);
    assert_has(best->against.items[best->against.count - 1].statement, "keep 4 GiB, 50 % of RAM, from everybody");
}

/* A gap of the size of the swap in use: pages that do not compress, swapped to a disk in RAM. */
static void swap_in_ram_is_the_processes_own_memory(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 12, 1 * GIB));
    machine->tasks[0].swapents = 5 * GIB / 4;
    machine->groups[0].swap_kb = 5 * GIB;
    machine->reckoning.swap = SWAP_PARTLY_USED;
    machine->reckoning.swap_total_kb = 6 * GIB;
    machine->reckoning.swap_free_kb = 1 * GIB;
    machine->reckoning.ledger.parts.unaccounted_kb = 5 * GIB;
    assert_says(judge(machine)->pattern, "memory-leak");
    const struct finding *gap = &machine->diagnosis.findings[1];
    assert_says(gap->pattern, "unaccounted");
    assert_int_equal(gap->confidence, CONFIDENCE_LOW);
    assert_has(gap->statement, "about as much is swapped out");
    machine->reckoning.ledger.parts.unaccounted_kb = 3 * GIB; /* it need not be the same memory */
    judge(machine);
    for (size_t i = 0; i < machine->diagnosis.finding_count; i++)
        if (str_equal(machine->diagnosis.findings[i].pattern, STR("unaccounted")))
            gap = &machine->diagnosis.findings[i];
    assert_has(gap->statement, "a driver, a balloon");
    assert_int_equal(gap->confidence, CONFIDENCE_MEDIUM);
}

static void a_watermark_beyond_all_ram_is_no_figure(void **state) {
    struct machine *machine = *state;
    machine_add_one(machine, "java", 11, 100 * MIB);
    machine->zones[0] = (struct zone){.line = 30,
                                      .name = STR("Normal"),
                                      .node = 0,
                                      .free_kb = 193448,
                                      .min_kb = 99395541895224,
                                      .present_kb = ROOM_KB};
    machine->event.memory.zone_count = 1;
    machine->reckoning.zones = machine->zone_states;
    machine->zone_states[0] = (struct zone_state){.eligible = TRI_YES, .margin_kb = ABSENT};
    machine->reckoning.shortage = SHORTAGE_UNKNOWN;
    judge(machine);
    assert_has(machine->diagnosis.shortage.items[0].statement, "larger than all RAM");
    assert_has(machine->diagnosis.shortage.items[1].statement, "the kernel's own count of its pages went wrong");
}

/* 7.2: "DMA32 free:2544kB boost:4228kB min:6112kB": min holds the boost. */
static void a_boosted_watermark_says_so(void **state) {
    struct machine *machine = *state;
    machine_add_one(machine, "java", 11, 100 * MIB);
    machine->zones[0] = (struct zone){.line = 30,
                                      .name = STR("DMA32"),
                                      .node = 0,
                                      .free_kb = 2544,
                                      .boost_kb = 4228,
                                      .min_kb = 6112,
                                      .present_kb = ROOM_KB};
    machine->event.memory.zone_count = 1;
    machine->reckoning.zones = machine->zone_states;
    machine->zone_states[0] = (struct zone_state){.eligible = TRI_YES, .margin_kb = -3568};
    judge(machine);
    assert_has(machine->diagnosis.shortage.items[1].statement,
               "3568 kB less than the 6112 kB that had to stay free (min, 4228 of it boost).");
    machine->zone_states[0].reserve_kb = 688;
    judge(machine);
    assert_has(machine->diagnosis.shortage.items[1].statement, "(min 6112, 4228 of it boost, lowmem_reserve 688).");
}

static void shared_memory_that_is_not_in_the_log_is_not_called_private(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.anon_kb = 7 * GIB;
    machine->reckoning.ledger.parts.shmem_kb = ABSENT;
    machine->reckoning.ledger.anon_with_shmem = true;
    machine->reckoning.missing = MISSING_TASKS | MISSING_KILL;
    assert_has(judge(machine)->statement, "private or shared memory of processes fills");
    assert_has(answer_to(&machine->diagnosis, "consumer")->statement,
               "Processes, with 7 GiB of private or shared memory;");
}

static void locked_memory_makes_swap_useless(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "jvm", 5, 5 * GIB));
    machine->reckoning.ledger.parts.anon_kb = 0;
    machine->reckoning.ledger.parts.unevictable_kb = 5 * GIB;
    machine->reckoning.swap = SWAP_UNUSED;
    machine->reckoning.swap_total_kb = machine->reckoning.swap_free_kb = 2 * GIB;
    assert_says(judge(machine)->pattern, "unevictable");
    assert_has(answer_to(&machine->diagnosis, "swap")->statement,
               "unevictable memory (locked, or ramfs) holds 5 GiB, and such memory is never swapped out");
    machine->reckoning.swap = SWAP_NONE;
    judge(machine);
    assert_has(answer_to(&machine->diagnosis, "swap")->statement, "Swap takes nothing of what filled RAM");
}

static void set_fork_bomb(struct machine *machine, int64_t step, int64_t rss_kb) {
    for (int i = 0; i < 500; i++)
        machine_add_task(machine, "sh", 1000 + i * step, rss_kb);
    machine_add_group(machine, "sh", 0, 500, 500 * rss_kb);
    machine->reckoning.ledger.parts.kernel_stack_kb = 8 * MIB;
}

static void many_small_processes_with_close_pids_are_a_fork_bomb(void **state) {
    struct machine *machine = *state;
    set_fork_bomb(machine, 1, 800);
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "fork-bomb");
    assert_says(answer_to(&machine->diagnosis, "consumer")->answer, "sh");
    assert_true(advises(machine, "TasksMax="));
    assert_false(advises(machine, "swapon"));
}

/* The rows count upper levels of page tables that the counter of x86 before 6.x leaves out. */
static void rows_never_hold_more_page_tables_than_the_machine(void **state) {
    struct machine *machine = *state;
    set_fork_bomb(machine, 1, 800);
    machine->groups[0].pgtables_kb = 14 * MIB;
    machine->reckoning.ledger.parts.pagetables_kb = 14 * MIB;
    judge(machine);
    assert_says(answer_to(&machine->diagnosis, "consumer")->evidence.items[0].statement,
                "sh: 391 MiB in RAM, 14 MiB of page tables.");
    machine->reckoning.ledger.parts.pagetables_kb = 14 * MIB - 1;
    judge(machine);
    assert_says(answer_to(&machine->diagnosis, "consumer")->evidence.items[0].statement, "sh: 391 MiB in RAM.");
}

static void a_pool_with_scattered_pids_is_no_fork_bomb(void **state) {
    struct machine *machine = *state;
    set_fork_bomb(machine, 40, 800);
    judge(machine);
    assert_false(finds(machine, "fork-bomb"));
}

static void large_workers_are_no_fork_bomb(void **state) {
    struct machine *machine = *state;
    set_fork_bomb(machine, 1, 14 * MIB);
    assert_says(judge(machine)->pattern, "undersized");
    assert_false(finds(machine, "fork-bomb"));
}

static void slab_leads_with_its_caches_and_without_capacity_advice(void **state) {
    struct machine *machine = *state;
    struct slab slabs[] = {{60, STR("kmalloc-64"), 90 * MIB, 100 * MIB}, {61, STR("filp"), 5 * GIB, 5 * GIB}};
    machine->event.memory.slabs = slabs;
    machine->event.memory.slab_count = 2;
    machine->reckoning.ledger.parts.slab_unreclaimable_kb = 6 * GIB;
    machine_kill(machine, machine_add_one(machine, "java", 11, 900 * MIB));
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "slab-leak");
    assert_int_equal(best->confidence, CONFIDENCE_HIGH);
    assert_says(answer_to(&machine->diagnosis, "consumer")->answer, "slab");
    bool named = false;
    for (size_t i = 0; i < best->evidence.count; i++)
        if (str_has(best->evidence.items[i].statement, STR("filp"))) {
            assert_has(best->evidence.items[i].statement, "file descriptors");
            assert_int_equal(best->evidence.items[i].lines.first, 61);
            named = true;
        }
    assert_true(named);
    assert_true(advises(machine, "slabtop"));
    assert_false(advises(machine, "swapon"));
    assert_false(advises(machine, "of RAM"));
}

/* "kmalloc-2k": slabtop shows no more than the report. */
static void a_cache_of_a_size_is_traced_to_its_callers(void **state) {
    struct machine *machine = *state;
    struct slab slabs[] = {{60, STR("kmalloc-2k"), 5 * GIB, 5 * GIB}, {61, STR("kernfs_node_cache"), MIB, MIB}};
    machine->event.memory.slabs = slabs;
    machine->event.memory.slab_count = 2;
    machine->reckoning.ledger.parts.slab_unreclaimable_kb = 6 * GIB;
    machine->reckoning.release = (struct release){RELEASE(6, 1, 0), 0};
    judge(machine);
    assert_true(advises(machine, "slub_debug=U,kmalloc-2k"));
    assert_true(advises(machine, "/sys/kernel/debug/slab/kmalloc-2k/alloc_traces"));
    machine->reckoning.release = (struct release){RELEASE(5, 10, 0), 0};
    judge(machine);
    assert_true(advises(machine, "/sys/kernel/slab/kmalloc-2k/alloc_calls"));
    machine->reckoning.release = (struct release){RELEASE(2, 6, 32), 0};
    judge(machine);
    assert_true(advises(machine, "slub_debug=U,kmalloc-2k"));
    machine->reckoning.release = (struct release){RELEASE(2, 6, 31), 0};
    judge(machine);
    assert_false(advises(machine, "slub_debug"));
    machine->reckoning.release = (struct release){RELEASE(5, 10, 0), 0};
    slabs[0].name = STR("kmalloc-2k; reboot");
    judge(machine);
    assert_false(advises(machine, "reboot"));
}

/* Caches of equal size, in the order of the report; names of sizes tell nobody. */
static void the_eighth_cache_is_the_last_that_is_asked(void **state) {
    struct machine *machine = *state;
    static const char *const sizes[] = {"kmalloc-8",   "kmalloc-16",  "kmalloc-32", "kmalloc-64", "kmalloc-128",
                                        "kmalloc-256", "kmalloc-512", "kmalloc-1k", "kmalloc-2k"};
    enum { COUNT = sizeof sizes / sizeof *sizes };
    struct slab slabs[COUNT];
    machine->event.memory.slabs = slabs;
    machine->event.memory.slab_count = COUNT;
    machine->reckoning.ledger.parts.slab_unreclaimable_kb = 6 * GIB;
    for (size_t telling = 0; telling < COUNT; telling++) {
        for (size_t i = 0; i < COUNT; i++)
            slabs[i] = (struct slab){60 + (int64_t)i, str_from_cstr(i == telling ? "filp" : sizes[i]), 680 * MIB,
                                     680 * MIB}; /* 11 % of all */
        judge(machine);
        assert_int_equal(advises(machine, "the objects of the slab cache filp"), telling < 8);
        assert_false(advises(machine, "the objects of the slab cache kmalloc"));
    }
}

/* One of five stands out: the answer beside the question names its size, the sentence that of all. */
static void an_answer_tells_the_one_that_stands_out_of_its_name(void **state) {
    struct machine *machine = *state;
    size_t first = machine_add_task(machine, "python", 11, 6 * GIB);
    for (int64_t pid = 12; pid < 16; pid++)
        machine_add_task(machine, "python", pid, 100 * MIB);
    machine_add_group(machine, "python", first, 5, 6 * GIB + 400 * MIB);
    machine_kill(machine, first);
    judge(machine);
    const struct answer *answer = answer_to(&machine->diagnosis, "consumer");
    assert_says(answer->brief, "python: 6 GiB, 75 % of RAM");
    assert_has(answer->statement, "5 processes named python");
}

/* Upstart knows no units: a limit stands in the script. */
static void a_machine_with_upstart_has_no_units(void **state) {
    struct machine *machine = *state;
    machine->reckoning.release = (struct release){RELEASE(3, 13, 0), 0};
    machine_kill(machine, machine_add_one(machine, "java", 11, 7 * GIB));
    machine_add_one(machine, "upstart-udev-br", 12, MIB);
    judge(machine);
    assert_true(advises(machine, "ulimit -v"));
    assert_false(advises(machine, "MemoryLimit="));
}

/* A limit of 512 MiB, and statistics that count 600. */
static void processes_fill_no_more_than_the_limit(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->reckoning.missing = MISSING_TASKS;
    machine->reckoning.cgroup.anon_kb = 500 * MIB;
    assert_has(judge(machine)->statement, "fills 98 % of the limit"); /* 97.66 of 100, rounded */
    machine->reckoning.cgroup.anon_kb = 600 * MIB;
    assert_false(str_has(judge(machine)->statement, STR("fills")));
}

/* A list that was told twice, in parts: 2 x 5 GiB of a machine of 8. */
static void listed_caches_are_no_more_than_there_is(void **state) {
    struct machine *machine = *state;
    struct slab slabs[] = {{60, STR("filp"), 5 * GIB, 5 * GIB},
                           {61, STR("pid"), MIB, MIB},
                           {62, STR("filp"), 5 * GIB, 5 * GIB},
                           {63, STR("pid"), MIB, MIB}};
    machine->event.memory.slabs = slabs;
    machine->event.memory.slab_count = 2;
    machine->reckoning.ledger.parts.slab_unreclaimable_kb = ABSENT;
    machine_add_one(machine, "java", 11, 100 * MIB);
    judge(machine);
    assert_true(finds(machine, "slab-leak"));
    machine->event.memory.slab_count = 4;
    judge(machine);
    assert_false(finds(machine, "slab-leak"));
}

static void slab_and_a_process_of_like_size_leave_doubt(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.slab_unreclaimable_kb = 4 * GIB;
    machine_kill(machine, machine_add_one(machine, "java", 11, 7 * GIB / 2));
    assert_int_equal(judge(machine)->confidence, CONFIDENCE_MEDIUM);
    assert_true(machine->diagnosis.finding_count > 1);
}

static void pinned_reclaimable_slab_counts(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.slab_reclaimable_kb = 4 * GIB;
    machine->reckoning.ledger.parts.slab_unreclaimable_kb = 2 * GIB;
    assert_says(judge(machine)->pattern, "slab-leak");
    assert_has(machine->diagnosis.findings[0].statement, "6 GiB");
}

/* Names and inodes go after page cache does: beside 1 GiB of it that only had to be dropped they were not pinned. */
static void slab_beside_much_page_cache_exhausts_nothing(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.slab_reclaimable_kb = 3 * GIB;
    machine->reckoning.ledger.parts.slab_unreclaimable_kb = GIB;
    assert_says(judge(machine)->pattern, "slab-leak");
    assert_has(machine->diagnosis.findings[0].statement, "4 GiB");
    machine->reckoning.ledger.parts.file_kb = GIB; /* 12.5 % */
    machine->reckoning.ledger.within.dirty_kb = GIB;
    assert_says(judge(machine)->pattern, "slab-leak"); /* it waits for storage */
    assert_has(machine->diagnosis.findings[0].statement, "4 GiB");
    machine->reckoning.ledger.within.dirty_kb = 0;
    judge(machine);
    assert_true(finds(machine, "slab-leak"));
    for (size_t i = 0; i < machine->diagnosis.finding_count; i++)
        if (str_equal(machine->diagnosis.findings[i].pattern, STR("slab-leak"))) {
            assert_has(machine->diagnosis.findings[i].statement, "1 GiB");
            assert_int_equal(machine->diagnosis.findings[i].confidence, CONFIDENCE_LOW);
        }
}

/* 3 GiB of graphics buffers are nobody's by the report: a process of 2.9 GiB is not what holds most. */
static void graphics_memory_outweighs_a_process(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.gpu_kb = 3 * GIB;
    machine_kill(machine, machine_add_one(machine, "java", 11, 3 * GIB - MIB));
    assert_says(judge(machine)->pattern, "insufficient-data");
    assert_has(judge(machine)->statement, "Graphics drivers hold 3 GiB, 38 % of RAM");
    assert_true(advises(machine, "Find out which program holds graphics buffers"));
    assert_true(finds(machine, "memory-leak"));
    machine->reckoning.ledger.parts.gpu_kb = 3 * GIB - MIB;
    assert_says(judge(machine)->pattern, "memory-leak");
}

static void page_tables_that_hold_the_memory_are_the_cause(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.pagetables_kb = 6 * GIB;
    size_t row = machine_add_one(machine, "hbase", 11, 100 * MIB);
    machine->tasks[row].pgtables_bytes = (int64_t)6 * GIB * 1024;
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "page-tables");
}

static void an_idle_pool_of_huge_pages_is_the_cause(void **state) {
    struct machine *machine = *state;
    struct hugepages pool = {70, 0, 3000, 3000, 0, 2048};
    machine->event.memory.hugepages = &pool;
    machine->event.memory.hugepages_count = 1;
    machine->reckoning.ledger.parts.hugetlb_kb = 3000 * 2048;
    machine_kill(machine, machine_add_one(machine, "java", 11, GIB));
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "hugetlb");
    assert_says(answer_to(&machine->diagnosis, "consumer")->answer, "hugetlb");
    assert_true(advises(machine, "echo 0 > /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages"));
}

static void locked_memory_belongs_to_its_process(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "hft", 11, 6 * GIB));
    machine->reckoning.ledger.parts.anon_kb = 50 * MIB;
    machine->reckoning.ledger.parts.unevictable_kb = 6 * GIB;
    const struct finding *best = judge(machine);
    assert_true(str_equal(best->pattern, STR("unevictable")) || str_equal(best->pattern, STR("memory-leak")));
    assert_says(answer_to(&machine->diagnosis, "consumer")->answer, "hft");
}

/* mlocked:178000kB beside unevictable:44300 pages: pages of which one counter knows, and the other not yet. */
static void what_is_locked_is_never_more_than_all(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.unevictable_kb = 6 * GIB;
    machine->reckoning.ledger.within.mlocked_kb = 6 * GIB + 800;
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "unevictable");
    assert_says(best->evidence.items[1].statement, "All of it is locked by processes (mlock).");
    machine->reckoning.ledger.within.mlocked_kb = 1 * GIB;
    assert_says(judge(machine)->evidence.items[1].statement, "Of it 1 GiB is locked by processes (mlock).");
}

static void ramfs_belongs_to_no_process(void **state) {
    struct machine *machine = *state;
    machine_add_one(machine, "bash", 11, 8 * MIB);
    machine->reckoning.ledger.parts.unevictable_kb = 6 * GIB;
    assert_says(judge(machine)->pattern, "unevictable");
    assert_says(answer_to(&machine->diagnosis, "consumer")->answer, "unevictable");
}

static void what_no_counter_shows_is_unaccounted(void **state) {
    struct machine *machine = *state;
    machine_add_one(machine, "bash", 11, 8 * MIB);
    machine->reckoning.ledger.parts.unaccounted_kb = 6 * GIB;
    assert_says(judge(machine)->pattern, "unaccounted");
    assert_says(answer_to(&machine->diagnosis, "consumer")->answer, "unaccounted");
    assert_false(advises(machine, "swapon"));
}

/* No line of huge pages of 1 GiB: such a processor may have none, or the line is lost. */
static void a_gap_may_be_gigantic_pages(void **state) {
    struct machine *machine = *state;
    machine_add_one(machine, "bash", 11, 8 * MIB);
    machine->reckoning.ledger.parts.unaccounted_kb = 6 * GIB;
    assert_int_equal(judge(machine)->confidence, CONFIDENCE_HIGH);
    machine->diagnosis = (struct diagnosis){0};
    machine->reckoning.ledger.may_hide_gigantic = true;
    assert_int_equal(judge(machine)->confidence, CONFIDENCE_MEDIUM);
}

static void a_small_gap_is_usual(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.unaccounted_kb = 300 * MIB; /* 3.7 % */
    judge(machine);
    assert_false(finds(machine, "unaccounted"));
}

static void the_shielded_holder_leads_over_its_own_leak(void **state) {
    struct machine *machine = *state;
    size_t row = machine_add_one(machine, "oracle", 11, 6 * GIB);
    machine->tasks[row].oom_score_adj = -1000;
    machine->states[row].killable = TRI_NO;
    machine_kill(machine, machine_add_one(machine, "cron", 12, 6 * MIB));
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "protected");
    assert_says(best->consumer, "oracle");
    assert_says(answer_to(&machine->diagnosis, "consumer")->answer, "oracle");
    assert_true(advises(machine, "grep -qxF oracle /proc/11/comm && echo 0 > /proc/11/oom_score_adj"));
    assert_has(machine->diagnosis.advice[0].side_effect, "oracle may be the one that is killed next time");
}

static void sysrq_is_manual_and_takes_no_capacity(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 6 * GIB));
    machine->reckoning.manual = true;
    machine->reckoning.shortage = SHORTAGE_NONE;
    machine->event.trigger.order = -1;
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "manual");
    assert_int_equal(best->confidence, CONFIDENCE_HIGH);
    assert_false(advises(machine, "swapon"));
    assert_false(advises(machine, "MemoryMax"));
    assert_false(finds(machine, "not-exhausted"));
}

/* The first line that is cited for it; 0 where nobody says it. */
static int64_t line_told_for(const struct finding *finding, const char *words) {
    for (size_t i = 0; i < finding->evidence.count; i++)
        if (str_has(finding->evidence.items[i].statement, str_from_cstr(words)))
            return finding->evidence.items[i].lines.first;
    return 0;
}

static bool is_told_for(const struct finding *finding, const char *words) {
    return line_told_for(finding, words) > 0;
}

static void what_keeps_a_request_from_other_zones_is_told(void **state) {
    struct machine *machine = *state;
    set_zones(machine, 20 * MIB, 2 * GIB);
    machine->reckoning.shortage = SHORTAGE_ZONE;
    machine->reckoning.gfp_known = true;
    assert_true(is_told_for(judge(machine), "without the flag for high memory"));
    machine->reckoning.gfp_highmem = true;
    assert_true(is_told_for(judge(machine), "without the flag for movable memory"));
    machine->reckoning.gfp_dma = true;
    assert_true(is_told_for(judge(machine), "asked for memory of a low zone"));
    machine->reckoning.gfp_dma = false;
    machine->reckoning.gfp_dma32 = true;
    assert_true(is_told_for(judge(machine), "asked for memory of a low zone"));
}

static void one_zone_out_of_two_is_lowmem(void **state) {
    struct machine *machine = *state;
    set_zones(machine, 39 * MIB, 2 * GIB);
    machine->reckoning.shortage = SHORTAGE_ZONE;
    machine->reckoning.ledger.parts.slab_unreclaimable_kb = 2 * GIB;
    assert_says(judge(machine)->pattern, "lowmem");
    assert_has(judge(machine)->evidence.items[0].statement, "In those zones 39 MiB was free, ");
    machine->zone_states[0].unusable_kb = 30 * MIB;
    assert_has(judge(machine)->evidence.items[0].statement,
               "In those zones 39 MiB was free, 30 MiB of it set aside (CMA, highatomic), ");
    machine->zone_states[0].unusable_kb = 0;
    assert_false(advises(machine, "swapon"));
    assert_true(advises(machine, "slabtop"));
    assert_true(advises(machine, "Run a 64-bit kernel"));
    assert_false(advises(machine, "vmallocinfo"));
    /* not the slab, but memory that no counter shows, fills the zone */
    machine->reckoning.ledger.parts.slab_unreclaimable_kb = 100 * MIB;
    machine->reckoning.ledger.parts.unaccounted_kb = 2 * GIB;
    machine->diagnosis = (struct diagnosis){0};
    assert_says(judge(machine)->pattern, "lowmem");
    assert_false(advises(machine, "slabtop"));
    assert_true(advises(machine, "vmallocinfo"));
}

static void nodes_out_of_reach_are_numa(void **state) {
    struct machine *machine = *state;
    set_zones(machine, 39 * MIB, 3 * GIB);
    machine->reckoning.shortage = SHORTAGE_NODE;
    machine->reckoning.scope = SCOPE_CPUSET;
    machine->zones[0].managed_kb = 4 * GIB;
    machine->event.summary = (struct oom_summary){.line = 98, .mems_allowed = STR("1")};
    machine_kill(machine, machine_add_one(machine, "qemu-kvm", 11, 4 * GIB));
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "numa");
    assert_says(best->evidence.items[1].statement, "The task may use memory of node 1 only.");
    assert_int_equal(best->evidence.items[1].lines.first, 98);
    assert_has(best->evidence.items[2].statement, "Where the request could look, 39 MiB of 4 GiB was free, ");
    assert_says(answer_to(&machine->diagnosis, "scope")->answer, "cpuset");
    assert_says(answer_to(&machine->diagnosis, "consumer")->answer, "qemu-kvm");
}

/* What is left of a cut report is a few rows: how large a process may be, or is, they do not tell. */
static void without_memory_figures_no_limit_is_advised(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts =
        (struct ledger_parts){ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT,
                              ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT};
    machine->reckoning.ledger.managed_kb = machine->reckoning.ledger.total_kb = ABSENT;
    machine->reckoning.missing = MISSING_MEMORY | MISSING_TRIGGER;
    machine->reckoning.shortage = SHORTAGE_UNKNOWN;
    machine_add_one(machine, "docker-swarm", 737, 15 * MIB);
    machine_add_one(machine, "vmtoolsd", 718, 2 * MIB);
    machine->reckoning.ledger.parts.anon_kb = ABSENT;
    judge(machine);
    assert_false(advises(machine, "MemoryMax"));
}

/* A table alone (SGX, LKML): 788 KiB that are shielded, of a machine of which nothing is known. */
static void a_shielded_process_alone_proves_little(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts =
        (struct ledger_parts){ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT,
                              ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT};
    machine->reckoning.ledger.managed_kb = machine->reckoning.ledger.total_kb = ABSENT;
    machine->reckoning.missing = MISSING_MEMORY | MISSING_TRIGGER;
    machine->reckoning.shortage = SHORTAGE_UNKNOWN;
    machine->event.no_killable = (struct cited_text){STR("Out of memory and no killable processes..."), 60};
    size_t row = machine_add_one(machine, "systemd-udevd", 195, 788);
    machine->tasks[row].oom_score_adj = -1000;
    machine->states[row].killable = TRI_NO;
    machine_add_one(machine, "test_sgx", 281, 0);
    machine->reckoning.ledger.parts.anon_kb = ABSENT;
    assert_says(judge(machine)->pattern, "insufficient-data");
    const struct diagnosis *diagnosis = &machine->diagnosis;
    for (size_t i = 0; i < diagnosis->finding_count; i++)
        if (str_equal(diagnosis->findings[i].pattern, STR("protected")))
            assert_int_equal(diagnosis->findings[i].confidence, CONFIDENCE_LOW);
}

/* 3.0 to 4.8 print no memory policy: node 0 below min, 823 GiB above the marks of the others (commit 82e7d3abec86). */
static void a_node_below_its_watermarks_beside_others_with_room_is_numa(void **state) {
    struct machine *machine = *state;
    set_zones(machine, 39 * MIB, 3 * GIB);
    machine->zones[1].name = STR("Normal");
    machine->zones[1].node = 1;
    machine->zone_states[1].eligible = TRI_YES;
    machine->zone_states[1].high_margin_kb = machine->zone_states[1].margin_kb;
    machine->reckoning.shortage = SHORTAGE_NONE;
    machine_kill(machine, machine_add_one(machine, "numa-db", 11, 4 * GIB));
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "numa");
    assert_int_equal(best->confidence, CONFIDENCE_MEDIUM);
    assert_has(best->statement, "Node 0 was below its watermarks while others had room: probably");
    assert_has(machine->diagnosis.headline, "node 0, to which the request was probably confined");
    assert_has(machine->diagnosis.shortage.items[0].statement, "probably");
    assert_has(answer_to(&machine->diagnosis, "scope")->statement, "probably confined");
    assert_has(answer_to(&machine->diagnosis, "prevention")->statement, "Probably");
    assert_true(advises(machine, "See whether the task is bound to node 0"));
    assert_says(answer_to(&machine->diagnosis, "thrashing")->answer, "unknown");
    assert_says(answer_to(&machine->diagnosis, "scope")->answer, "system");
    /* a twentieth of RAM above the marks of the other is enough, whatever the first lacks */
    machine->zone_states[0].high_margin_kb = -11 * MIB;
    machine->zone_states[1].high_margin_kb = 419430;
    machine->diagnosis = (struct diagnosis){0};
    assert_says(judge(machine)->pattern, "numa");
    assert_int_equal(line_told_for(&machine->diagnosis.findings[0], "On the other nodes 3 GiB was free,"), 31);
    machine->zone_states[1].high_margin_kb = 419429;
    machine->diagnosis = (struct diagnosis){0};
    judge(machine);
    assert_false(finds(machine, "numa"));
    machine->zone_states[1].high_margin_kb = machine->zone_states[1].margin_kb;
    /* above min it is how any machine fills its nodes, one after the other */
    machine->zone_states[0].margin_kb = 0;
    machine->diagnosis = (struct diagnosis){0};
    assert_says(judge(machine)->pattern, "not-exhausted");
    assert_false(finds(machine, "numa"));
    /* and a constraint that is printed needs no guess */
    machine->zone_states[0].margin_kb = -MIB;
    machine->event.summary.constraint = STR("CONSTRAINT_NONE");
    machine->diagnosis = (struct diagnosis){0};
    assert_says(judge(machine)->pattern, "not-exhausted");
}

/* A log without the counters: what was free elsewhere stands in the zone lines. */
static void room_elsewhere_is_read_from_the_zones(void **state) {
    struct machine *machine = *state;
    set_zones(machine, 39 * MIB, 2 * GIB);
    machine->reckoning.shortage = SHORTAGE_ZONE;
    machine->reckoning.ledger.parts.free_kb = ABSENT;
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "lowmem");
    assert_has(best->statement, "2 GiB was free in others");
}

/* Its head is there and no row: nobody was left to list, or the log stops. */
static void a_table_without_rows_is_empty_or_cut(void **state) {
    struct machine *machine = *state;
    machine->event.tasks.lines = (struct span){50, 50};
    machine->reckoning.missing = MISSING_TASKS;
    assert_has(judge(machine)->statement, "The report breaks off where the task table begins");
    machine->event.panic.line = 51;
    machine->diagnosis = (struct diagnosis){0};
    assert_has(judge(machine)->statement, "The task table is empty");
}

/* A zone line and the pages of RAM, without the counters: what is not shown is most. */
static void memory_in_no_counter_may_be_the_most(void **state) {
    struct machine *machine = *state;
    struct ledger *ledger = &machine->reckoning.ledger;
    ledger->parts = (struct ledger_parts){.free_kb = 97 * MIB};
    ledger->parts.anon_kb = 2 * MIB;
    ledger->parts.unaccounted_kb = ledger->parts.slab_unreclaimable_kb = ABSENT;
    machine->reckoning.missing = MISSING_TASKS;
    judge(machine);
    assert_has(answer_to(&machine->diagnosis, "consumer")->statement,
               "% of RAM, is in none of the counters that it has");
}

static void pieces_too_small_are_fragmentation(void **state) {
    struct machine *machine = *state;
    set_zones(machine, 900 * MIB, 0);
    machine->event.trigger.order = 2;
    machine->reckoning.shortage = SHORTAGE_FRAGMENTED;
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "fragmentation");
    assert_has(best->statement, "16 KiB");
}

/* btrfs send on 4.7: 6 of 8 GiB are clean page cache, of which any number of single pages could be had; of 16 KiB not
 * one piece. */
static void a_larger_piece_beside_clean_cache_is_fragmentation(void **state) {
    struct machine *machine = *state;
    set_zones(machine, 29 * MIB, 0);
    static struct buddy singles[] = {{4215, 4, STR_INIT("UM")}};
    machine->zones[0].buddy = singles;
    machine->zones[0].buddy_count = 1;
    machine->zone_states[0].blocks_of_order_kb = 0;
    machine->event.trigger.order = 2;
    machine->reckoning.ledger.parts.file_kb = 7 * GIB;
    machine->reckoning.ledger.within.dirty_kb = GIB;
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "fragmentation");
    assert_int_equal(best->confidence, CONFIDENCE_MEDIUM);
    assert_has(best->evidence.items[best->evidence.count - 1].statement, "6 GiB of page cache was neither dirty");
    /* with a piece of the size on the list it is not */
    machine->zone_states[0].blocks_of_order_kb = 512;
    machine->diagnosis = (struct diagnosis){0};
    judge(machine);
    assert_false(finds(machine, "fragmentation"));
}

/* A table that was cut in the middle: 7 GiB of private memory, 300 MiB of it in the rows. */
static void a_table_that_shows_too_little_names_nobody(void **state) {
    struct machine *machine = *state;
    machine_add_one(machine, "bash", 10, 100 * MIB);
    machine_add_one(machine, "sshd", 11, 200 * MIB);
    machine->reckoning.ledger.parts.anon_kb = 7 * GIB;
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "insufficient-data");
    assert_has(best->statement, "no more than 300 MiB");
    assert_int_equal(answer_to(&machine->diagnosis, "consumer")->answer.len, 0);
    assert_has(answer_to(&machine->diagnosis, "consumer")->statement, "in no row of the task table");
    all_claims_cite_lines(machine);
}

/* 2 of 7 GiB in one row: a large process, but not the one that filled the machine. */
static void a_cut_table_makes_no_outlier(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 2500 * MIB));
    machine->reckoning.ledger.parts.anon_kb = 7 * GIB;
    assert_says(judge(machine)->pattern, "insufficient-data");
    assert_false(finds(machine, "memory-leak"));
    assert_false(finds(machine, "undersized"));
}

/* Pages in the swap cache are counted as private memory, but need not be mapped by anybody. */
static void the_swap_cache_needs_no_row(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 2500 * MIB));
    machine->reckoning.ledger.parts.anon_kb = 7 * GIB;
    machine->tasks[0].swapents = 4 * GIB / 4;
    machine->reckoning.ledger.within.swap_cache_kb = 4 * GIB;
    machine->reckoning.swap_total_kb = 8 * GIB;
    machine->reckoning.swap_sum_kb = 4 * GIB;
    assert_says(judge(machine)->pattern, "memory-leak");
}

/* Live image in RAM: 27 % unevictable, 59 % private memory that no table attributes. */
static void an_unlisted_process_may_hide_behind_a_kind(void **state) {
    struct machine *machine = *state;
    machine->reckoning.missing = MISSING_TASKS;
    machine->reckoning.ledger.parts.anon_kb = 5 * GIB;
    machine->reckoning.ledger.parts.unevictable_kb = 2200 * MIB;
    assert_says(judge(machine)->pattern, "insufficient-data");
    assert_true(finds(machine, "unevictable"));
}

/* 1 GiB of shared memory in RAM and 2 GiB of it swapped out are 3 of 16 GiB, not 3 of 8. */
static void swapped_shared_memory_is_weighed_against_ram_and_swap(void **state) {
    struct machine *machine = *state;
    struct reckoning *r = &machine->reckoning;
    size_t row = machine_add_one(machine, "a", 10, 3 * GIB);
    machine_add_one(machine, "b", 11, 3 * GIB);
    machine->tasks[0].swapents = machine->tasks[1].swapents = 3 * GIB / 4;
    machine_kill(machine, row);
    r->ledger.parts.shmem_kb = GIB;
    r->swap = SWAP_FULL;
    r->swap_total_kb = 8 * GIB;
    r->swap_sum_kb = 6 * GIB;
    judge(machine);
    assert_false(finds(machine, "shared-memory"));
}

static void free_memory_in_usable_zones_is_not_exhausted(void **state) {
    struct machine *machine = *state;
    set_zones(machine, 2 * GIB, 0);
    machine->event.trigger.gfp_mask = 0;
    machine->reckoning.shortage = SHORTAGE_NONE;
    machine_kill(machine, machine_add_one(machine, "java", 11, 5 * GIB));
    assert_says(judge(machine)->pattern, "not-exhausted");
    assert_says(answer_to(&machine->diagnosis, "thrashing")->answer, "no");
    assert_false(advises(machine, "swapon"));
}

/* arm64 5.4: 613 MB free, 524 MB of it CMA, and the vendor's kernel killed. */
static void room_that_is_all_cma_is_doubted(void **state) {
    struct machine *machine = *state;
    set_zones(machine, 600 * MIB, 0);
    machine->zones[0].free_cma_kb = 2 * GIB;
    machine->reckoning.shortage = SHORTAGE_NONE;
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "not-exhausted");
    assert_int_equal(best->confidence, CONFIDENCE_LOW);
    assert_has(best->against.items[best->against.count - 1].statement, "2 GiB of it is CMA memory");
}

/* Active and inactive pages were cut away: 516 kB of page tables are all that is left of the counters. */
static void a_share_of_a_cut_report_says_nothing(void **state) {
    struct machine *machine = *state;
    struct ledger *ledger = &machine->reckoning.ledger;
    ledger->total_kb = ledger->managed_kb = ABSENT;
    ledger->parts = (struct ledger_parts){ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT,
                                          ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT};
    ledger->parts.pagetables_kb = 516;
    machine->reckoning.missing = MISSING_TASKS;
    assert_says(judge(machine)->pattern, "insufficient-data");
    assert_false(finds(machine, "page-tables"));
    assert_int_equal(answer_to(&machine->diagnosis, "consumer")->answer.len, 0);
    /* a list of slab caches is the kernel's word that they hold more than processes and files, not than drivers */
    static struct slab slabs[] = {{30, STR_INIT("btrfs_extent_map"), 3207098, 3375622}};
    machine->event.memory.slabs = slabs;
    machine->event.memory.slab_count = 1;
    machine->diagnosis = (struct diagnosis){0};
    assert_says(judge(machine)->pattern, "slab-leak");
    assert_int_equal(answer_to(&machine->diagnosis, "consumer")->answer.len, 0);
    assert_has(answer_to(&machine->diagnosis, "consumer")->statement, "more than all processes and files");
}

/* 5 MiB of page cache is half of what two lost lines left of a report, and may be nothing beside what they said. */
static void page_cache_beside_lost_counters_says_nothing(void **state) {
    struct machine *machine = *state;
    struct ledger *ledger = &machine->reckoning.ledger;
    ledger->total_kb = ledger->managed_kb = ABSENT;
    ledger->parts.anon_kb = ledger->parts.shmem_kb = ledger->parts.unaccounted_kb = ABSENT;
    ledger->parts.file_kb = ledger->parts.slab_unreclaimable_kb = 5 * 1024;
    judge(machine);
    assert_says(answer_to(&machine->diagnosis, "thrashing")->answer, "unknown");
    assert_false(finds(machine, "page-cache") && machine->diagnosis.findings[0].confidence > CONFIDENCE_LOW);
}

/* A share of what the rows hold is no share of anything: shared memory may be many times that. */
static void kinds_are_no_share_of_processes(void **state) {
    struct machine *machine = *state;
    struct ledger *ledger = &machine->reckoning.ledger;
    ledger->total_kb = ledger->managed_kb = ABSENT;
    ledger->parts = (struct ledger_parts){ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT,
                                          ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT};
    machine_add_one(machine, "bash", 10, 512);
    ledger->parts.anon_kb = ABSENT;
    ledger->parts.shmem_kb = GIB;
    judge(machine);
    assert_false(finds(machine, "shared-memory"));
}

/* The victim's row is cut away: what it held counts among what processes hold. */
static void a_victim_without_a_row_is_a_process_too(void **state) {
    struct machine *machine = *state;
    machine_add_one(machine, "bash", 10, 64);
    machine->reckoning.ledger.parts =
        (struct ledger_parts){.anon_kb = ABSENT, .free_kb = ABSENT, .slab_kb = ABSENT, .lru_kb = ABSENT};
    machine->reckoning.ledger.managed_kb = ABSENT;
    machine->reckoning.missing = MISSING_MEMORY;
    machine->kills[0] = (struct kill){
        .line = 100, .pid = 2345, .name = STR("mongod"), .anon_rss_kb = 15 * GIB, .file_rss_kb = 0, .shmem_rss_kb = 0};
    machine->event.kill_count = 1;
    judge(machine);
    assert_has(answer_to(&machine->diagnosis, "consumer")->statement, "mongod");
    for (size_t i = 0; i < machine->diagnosis.finding_count; i++)
        assert_false(str_has(machine->diagnosis.findings[i].statement, STR("0000 %")));
}

static void a_limit_of_a_mebibyte_is_too_small_for_anything(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    struct cgroup_ledger *cgroup = &machine->reckoning.cgroup;
    cgroup->usage_kb = cgroup->limit_kb = 1024;
    cgroup->anon_kb = 264;
    cgroup->slab_unreclaimable_kb = 528;
    cgroup->slab_reclaimable_kb = 0;
    machine_add_one(machine, "runc:[1:CHILD]", 7148, 252);
    assert_says(judge(machine)->pattern, "undersized");
    assert_has(machine->diagnosis.findings[0].statement, "The limit is 1 MiB");
}

/* "memory: usage 2048kB, limit 9007199254740988kB": no sentence may speak of a limit that was hit, however little it
 * uses. */
static void a_cgroup_without_a_limit_hit_none(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    struct cgroup_ledger *cgroup = &machine->reckoning.cgroup;
    cgroup->usage_kb = 2 * MIB;
    cgroup->limit_kb = ABSENT;
    cgroup->at_limit = false;
    cgroup->anon_kb = 2000;
    machine->event.cgroup.memory = (struct usage){6, 2 * MIB, 9007199254740988, 0};
    machine->event.host = STR("web");
    machine_kill(machine, machine_add_one(machine, "db", 11, 2000));
    assert_says(judge(machine)->pattern, "not-exhausted");
    const struct diagnosis *diagnosis = &machine->diagnosis;
    assert_has(diagnosis->headline, "which has no memory limit of its own, on host web, and the kernel killed");
    assert_has(diagnosis->shortage.items[0].statement, "used 2 MiB and has no limit of its own");
    assert_has(answer_to(diagnosis, "scope")->statement, "which has no limit of its own");
    assert_has(answer_to(diagnosis, "consumer")->statement, "of the cgroup's usage");
    assert_true(advises(machine, "Find out what asked for the kill"));
    assert_false(str_has(answer_to(diagnosis, "prevention")->statement, STR("there was enough")));
    assert_false(finds(machine, "undersized"));
    for (size_t i = 0; i < diagnosis->finding_count; i++)
        assert_false(str_has(diagnosis->findings[i].statement, STR("the limit")));
}

static void in_a_cgroup_the_limit_is_the_room(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->reckoning.cgroup.anon_kb = 500 * MIB;
    machine_kill(machine, machine_add_one(machine, "java", 11, 490 * MIB));
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "memory-leak");
    assert_says(answer_to(&machine->diagnosis, "scope")->answer, "cgroup");
    assert_true(advises(machine, "systemctl set-property app.service MemoryMax=640M"));
    assert_false(advises(machine, "swapon"));
    assert_false(advises(machine, "plan for"));
    assert_says(machine->diagnosis.headline,
                "The cgroup /system.slice/app.service reached its memory limit of 512 MiB and "
                "the kernel killed process 11 (java), which held 490 MiB.");
}

/* Rows count what the swap cache holds in RAM again; the group's own figure does not. */
static void a_group_tells_its_swap_better_than_its_rows(void **state) {
    struct machine *machine = *state;
    for (int i = 0; i < 2; i++) {
        set_cgroup(machine);
        machine->reckoning.cgroup.anon_kb = 500 * MIB;
        machine->reckoning.cgroup.swap_usage_kb = i ? 56 * MIB : 0;
        machine->reckoning.swap_sum_kb = 80 * MIB;
        machine->diagnosis = (struct diagnosis){0};
        if (i == 0)
            machine_kill(machine, machine_add_one(machine, "java", 11, 490 * MIB));
        judge(machine);
        assert_true(advises(machine, i ? "MemoryMax=710M" : "MemoryMax=740M"));
    }
}

/* Version 1, "memory: usage 499712kB, limit 524288kB" and "memory+swap: usage 557056kB, limit 557056kB". */
static void the_limit_that_was_hit_may_be_that_of_memory_and_swap(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    struct cgroup_ledger *cgroup = &machine->reckoning.cgroup;
    cgroup->version = 1;
    cgroup->at_limit = false;
    cgroup->usage_kb = 488 * MIB;
    cgroup->swap_usage_kb = 56 * MIB;
    cgroup->swap_limit_kb = 32 * MIB;
    cgroup->anon_kb = 480 * MIB;
    machine->event.cgroup.memory = (struct usage){6, 488 * MIB, 512 * MIB, 0};
    machine->event.cgroup.memsw = (struct usage){7, 544 * MIB, 544 * MIB, 75131};
    machine->reckoning.swap = SWAP_FULL;
    machine_kill(machine, machine_add_one(machine, "java", 11, 470 * MIB));
    judge(machine);
    const struct diagnosis *diagnosis = &machine->diagnosis;
    assert_has(diagnosis->headline, "reached its limit of 544 MiB on memory and swap together");
    assert_has(answer_to(diagnosis, "scope")->evidence.items[1].statement,
               "Memory and swap together were at 544 MiB of a limit of 544");
    assert_has(answer_to(diagnosis, "swap")->statement,
               "with the 56 MiB swapped out it was at its limit on memory and swap");
    assert_has(answer_to(diagnosis, "swap")->evidence.items[0].statement,
               "Memory 488 MiB, memory and swap together 544 MiB");
    machine->event.cgroup.memsw.limit_kb = 600 * MIB;
    judge(machine);
    assert_has(diagnosis->headline, "reached its memory limit of 512 MiB");
}

/* 520 MiB of rss do not fit a limit of 512 MiB: 30 MiB of it is a library that another group paid for. */
static void a_victim_may_map_pages_charged_to_other_groups(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->reckoning.cgroup.anon_kb = 500 * MIB;
    machine_kill(machine, machine_add_one(machine, "java", 11, 490 * MIB));
    machine->kills[0].file_rss_kb = 30 * MIB;
    judge(machine);
    assert_has(machine->diagnosis.headline, "process 11 (java), which held 490 MiB of private memory.");
}

static void dirty_cache_fills_a_cgroup(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->reckoning.cgroup.file_kb = 500 * MIB;
    machine->reckoning.cgroup.file_dirty_kb = 499 * MIB;
    machine_add_one(machine, "dd", 11, 2 * MIB);
    assert_says(judge(machine)->pattern, "page-cache");
    assert_says(answer_to(&machine->diagnosis, "consumer")->answer, "page cache");
}

/* 6.1 keeps the registrations of epoll under the name of another cache of 128 bytes: a million pids of a hundred
 * threads there are not. */
static void a_merged_cache_is_not_taken_by_its_name(void **state) {
    struct machine *machine = *state;
    struct slab slabs[] = {{60, STR("pid"), 5 * GIB, 5 * GIB}};
    machine->event.memory.slabs = slabs;
    machine->event.memory.slab_count = 1;
    machine->reckoning.ledger.parts.slab_unreclaimable_kb = 6 * GIB;
    machine_add_one(machine, "java", 11, 100 * MIB);
    assert_has(judge(machine)->evidence.items[1].statement, "share the name of the first");
    assert_true(advises(machine, "readlink /sys/kernel/slab/pid"));
    machine->reckoning.ledger.parts.kernel_stack_kb = ABSENT; /* nobody knows how many threads there are */
    machine->diagnosis = (struct diagnosis){0};
    judge(machine);
    assert_false(advises(machine, "readlink"));
    slabs[0].used_kb = slabs[0].total_kb = 700 * MIB;
    machine->reckoning.ledger.parts.kernel_stack_kb = 720 * MIB; /* 46000 threads: there they are */
    judge(machine);
    assert_true(advises(machine, "--sort=-nlwp"));
}

static void a_cache_that_names_its_owner_gets_its_command(void **state) {
    struct machine *machine = *state;
    struct slab slabs[] = {{60, STR("kmalloc-2k"), 3 * GIB, 3 * GIB}, {61, STR("vm_area_struct"), GIB, GIB}};
    machine->event.memory.slabs = slabs;
    machine->event.memory.slab_count = 2;
    machine->reckoning.ledger.parts.slab_unreclaimable_kb = 5 * GIB;
    assert_says(judge(machine)->pattern, "slab-leak");
    assert_true(advises(machine, "/proc/[0-9]*/maps"));
}

/* dmesg shows a byte that is no text as \xff: ps and pgrep know the byte itself. */
static void a_name_with_escaped_bytes_is_left_out_of_commands(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "\\xffapp", 11, 7 * GIB));
    judge(machine);
    assert_true(advises(machine, "Watch whether \\xffapp keeps growing"));
    assert_false(advises(machine, "-C "));
}

static void advice_names_how_many_workers_fit(void **state) {
    struct machine *machine = *state;
    for (int i = 0; i < 12; i++)
        machine_add_task(machine, "gunicorn", 100 + i, 620 * MIB);
    machine_add_group(machine, "gunicorn", 0, 12, 12 * 620 * MIB);
    judge(machine);
    /* 8192 / 1.25 - (8192 - 60 - 7440) = 5861 MiB for workers of 620 */
    assert_true(advises(machine, "Start no more than 9 processes named gunicorn"));
}

/* Figures as no machine has them, but a log may: a hundred times the room is more than 64 bits hold. */
static void workers_are_counted_where_products_overflow(void **state) {
    struct machine *machine = *state;
    const int64_t worker_kb = 41000000000000000, room_kb = 500000000000000000;
    machine->reckoning.ledger.managed_kb = room_kb;
    for (int i = 0; i < 12; i++)
        machine_add_task(machine, "gunicorn", 100 + i, worker_kb);
    machine_add_group(machine, "gunicorn", 0, 12, 12 * worker_kb);
    judge(machine);
    /* 5e17 / 1.25 - (5e17 - 4.92e17) = 3.92e17 for workers of 0.41e17 */
    assert_true(advises(machine, "Start no more than 9 processes named gunicorn"));
}

/* 1 + 2 GiB of RAM and 3 + 4 GiB of swap; the sizes are told each with what it is. */
static void kills_give_back_the_swap_of_each(void **state) {
    struct machine *machine = *state;
    size_t a = machine_add_one(machine, "a", 11, 1 * GIB), b = machine_add_one(machine, "b", 12, 2 * GIB);
    machine->tasks[a].swapents = 3 * GIB / 4;
    machine->tasks[b].swapents = 4 * GIB / 4;
    machine_kill(machine, a);
    machine_kill(machine, b);
    judge(machine);
    const struct evidence_list *choice = &machine->diagnosis.choice;
    bool told = false;
    for (size_t i = 0; i < choice->count; i++)
        told |= str_equal(choice->items[i].statement, STR("These kills can give back about 3 GiB (private memory and "
                                                          "page tables), and 7 GiB of swap."));
    assert_true(told);
}

static void a_panic_by_order_is_a_setting(void **state) {
    struct machine *machine = *state;
    machine_add_one(machine, "java", 11, 7 * GIB);
    machine->event.panic = (struct cited_text){STR("Out of memory: system-wide panic_on_oom is enabled"), 100};
    judge(machine);
    assert_true(advises(machine, "vm.panic_on_oom=0"));
    assert_has(machine->diagnosis.headline, "panicked instead of killing a process, as it is set to");
}

/* "Kernel panic - not syncing: Out of memory and no killable processes...": no setting asks for it. */
static void a_panic_with_nothing_to_kill_is_no_setting(void **state) {
    struct machine *machine = *state;
    machine_add_one(machine, "java", 11, 7 * GIB);
    machine->event.panic = (struct cited_text){STR("Out of memory and no killable processes..."), 100};
    judge(machine);
    assert_false(advises(machine, "panic_on_oom"));
    assert_has(machine->diagnosis.headline, "panicked: it found no process that it may kill");
    assert_has(machine->diagnosis.choice.items[0].statement, "every process left was shielded");
}

/* 2.6.9 prints HighMem of machines without it: "HighMem free:0kB min:128kB low:256kB high:384kB ... present:0kB". */
static void a_zone_that_is_not_there_is_not_short(void **state) {
    struct machine *machine = *state;
    set_zones(machine, 39 * MIB, 0);
    machine->zones[1].present_kb = machine->zones[1].managed_kb = 0;
    machine->zone_states[1].eligible = TRI_YES;
    judge(machine);
    for (size_t i = 0; i < machine->diagnosis.shortage.count; i++)
        assert_false(str_has(machine->diagnosis.shortage.items[i].statement, STR("HighMem")));
}

/* Order 2: 136 MiB of pieces lie in a zone at its reserve, 130 MiB above high are single pages of another. */
static void pieces_that_the_reserve_keeps_are_not_to_be_had(void **state) {
    struct machine *machine = *state;
    set_zones(machine, 252 * MIB, 130 * MIB);
    machine->reckoning.shortage = SHORTAGE_FRAGMENTED;
    machine->event.trigger.order = 2;
    machine->zone_states[1].eligible = TRI_YES;
    machine->zone_states[0].blocks_of_order_kb = 136 * MIB;
    machine->zone_states[1].blocks_of_order_kb = 0;
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "fragmentation");
    bool kept = false, had = false;
    for (size_t i = 0; i < best->evidence.count; i++) {
        had |= str_has(best->evidence.items[i].statement, STR("0 KiB in pieces of 16 KiB or larger"));
        kept |= str_has(best->evidence.items[i].statement, STR("Another 136 MiB in such pieces was kept from it"));
    }
    assert_true(had && kept);
}

/* The opening line is cut off, the zones are not: nobody knows which of them counted. */
static void zones_are_told_of_without_the_request(void **state) {
    struct machine *machine = *state;
    set_zones(machine, 39 * MIB, 2 * GIB);
    machine_add_one(machine, "java", 11, 7 * GIB);
    machine->event.trigger.gfp_mask = ABSENT;
    machine->zones[0].high_kb = 50 * MIB;
    machine->reckoning.shortage = SHORTAGE_UNKNOWN;
    machine->zone_states[0].eligible = machine->zone_states[1].eligible = TRI_UNKNOWN;
    judge(machine);
    assert_has(machine->diagnosis.shortage.items[0].statement, "The request's gfp_mask is not in the log");
    assert_says(machine->diagnosis.shortage.items[1].statement,
                "Zone Normal of node 0 had 39936 kB free, against a min of 40960 kB and a high of 51200 kB, "
                "lowmem_reserve not counted.");
    machine->event.trigger.gfp_mask = 0;
    judge(machine);
    assert_has(machine->diagnosis.shortage.items[0].statement, "gfp_mask=0x0");
}

/* A lone "oom-kill:constraint=CONSTRAINT_CPUSET" does not show that other nodes had memory. */
static void a_confined_kill_without_figures_promises_nothing(void **state) {
    struct machine *machine = *state;
    machine->reckoning.scope = SCOPE_CPUSET;
    machine->reckoning.shortage = SHORTAGE_UNKNOWN;
    machine->reckoning.ledger.parts.free_kb = ABSENT;
    assert_says(judge(machine)->pattern, "numa");
    assert_has(answer_to(&machine->diagnosis, "prevention")->statement, "Perhaps: if other nodes");
    assert_has(machine->diagnosis.advice[0].because, "whether others had room, the report does not show");
}

static void killing_the_allocating_task_is_a_setting(void **state) {
    struct machine *machine = *state;
    machine_add_one(machine, "java", 11, 7 * GIB);
    size_t row = machine_add_one(machine, "sshd", 12, 4 * MIB);
    machine_kill(machine, row);
    machine->kills[0].message = STR("Out of memory (oom_kill_allocating_task)");
    judge(machine);
    assert_true(advises(machine, "vm.oom_kill_allocating_task=0"));
}

static void the_log_of_a_userspace_killer_is_advised(void **state) {
    struct machine *machine = *state;
    machine->event.killer = KILLER_EARLYOOM;
    machine->reckoning.ledger.managed_kb = ABSENT;
    machine->reckoning.ledger.parts = (struct ledger_parts){0};
    assert_says(judge(machine)->pattern, "insufficient-data");
    assert_true(advises(machine, "journalctl -u earlyoom"));
    assert_false(advises(machine, "vm.oom_dump_tasks"));
}

static void root_is_told_to_run_as_another_user_to_limit_locked_memory(void **state) {
    struct machine *machine = *state;
    size_t row = machine_add_one(machine, "hft-engine", 5, 5 * GIB);
    machine->reckoning.ledger.parts.anon_kb = 0;
    machine->reckoning.ledger.parts.unevictable_kb = 5 * GIB;
    judge(machine);
    assert_true(advises(machine, "Limit how much memory hft-engine may lock: LimitMEMLOCK=2560M"));
    machine->tasks[row].uid = 0;
    judge(machine);
    assert_true(advises(machine, "it runs as root, whom no such limit holds"));
}

/* What the sysctls take from all, one group's dirty cache does not call for. */
static void dirty_cache_of_a_cgroup_gets_no_sysctl(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.file_kb = 5 * GIB;
    machine->reckoning.ledger.within.dirty_kb = 4 * GIB;
    assert_says(judge(machine)->pattern, "page-cache");
    assert_true(advises(
        machine,
        "vm.dirty_background_bytes=84934656 vm.dirty_bytes=339738624")); /* 81 MiB, a hundredth of 8 GiB, and 324 */
    machine->reckoning.ledger.within.dirty_kb = 0;
    judge(machine);
    assert_false(advises(machine, "dirty_bytes"));
    assert_true(advises(machine, "grep -E 'Dirty|Writeback:|Mlocked' /proc/meminfo")); /* the release is not shown */
    machine->reckoning.release = (struct release){RELEASE(5, 10, 0), 0};
    judge(machine);
    assert_true(advises(machine, "--include=memory.low /sys/fs/cgroup"));
    assert_false(advises(machine, "lru_gen")); /* since 6.1 */
    machine->reckoning.release.number = RELEASE(6, 1, 0);
    judge(machine);
    assert_true(advises(machine, "lru_gen"));
    set_cgroup(machine);
    machine->reckoning.cgroup.file_kb = 500 * MIB;
    machine->reckoning.cgroup.file_dirty_kb = 490 * MIB;
    machine->event.cgroup.path = STR("/system.slice/run-u640.service");
    assert_says(judge(machine)->pattern, "page-cache");
    assert_false(advises(machine, "sysctl"));
    assert_false(advises(machine, "set-property")); /* it ends with its command */
}

static void charged_pages_without_a_name_are_unaccounted(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->reckoning.cgroup.kernel_other_kb = 480 * MIB;
    machine_add_one(machine, "bash", 11, 2 * MIB);
    assert_says(judge(machine)->pattern, "unaccounted");
}

static void two_large_ones_beside_each_other_are_no_outlier(void **state) {
    struct machine *machine = *state;
    machine_add_one(machine, "java", 11, 5 * GIB / 2);
    machine_kill(machine, machine_add_one(machine, "mysqld", 12, 9 * GIB / 2));
    assert_says(judge(machine)->pattern, "undersized");
    assert_says(machine->diagnosis.findings[1].pattern, "memory-leak"); /* 56 % of RAM is worth a word */
    assert_int_equal(machine->diagnosis.findings[1].confidence, CONFIDENCE_LOW);
}

/* A quarter of RAM beside an outlier: perhaps the two are too much together. Its like hold far less than it. */
static void an_outlier_is_weighed_against_its_neighbour_and_its_like(void **state) {
    struct machine *machine = *state;
    machine_add_one(machine, "java", 11, 21 * GIB / 10);
    for (int i = 0; i < 4; i++)
        machine_add_task(machine, "python", 20 + i, i == 0 ? 9 * GIB / 2 : 100 * MIB);
    machine_add_group(machine, "python", 1, 4, 9 * GIB / 2 + 300 * MIB);
    machine_kill(machine, 1);
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "memory-leak");
    assert_has(best->evidence.items[2].statement, "3 more of that name hold 100 MiB each on average.");
    assert_has(best->against.items[1].statement, "java (pid 11) holds 2.1 GiB itself");
    assert_says(machine->diagnosis.findings[1].pattern, "undersized");
}

static bool chose(const struct machine *machine, const char *words) {
    const struct evidence_list *choice = &machine->diagnosis.choice;
    for (size_t i = 0; i < choice->count; i++)
        if (str_has(choice->items[i].statement, str_from_cstr(words)))
            return true;
    return false;
}

/* 5 of 8 GiB, in two rows with the same figures: there are no 10. */
static void a_child_of_vfork_holds_nothing_of_its_own(void **state) {
    struct machine *machine = *state;
    machine_add_task(machine, "java", 11, 5 * GIB);
    machine_add_task(machine, "java", 12, 5 * GIB);
    machine_add_group(machine, "java", 0, 2, 10 * GIB);
    machine_add_one(machine, "cron", 5, 100 * MIB);
    machine->reckoning.ledger.parts.anon_kb = 5 * GIB + 200 * MIB;
    machine_kill(machine, 0);
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "memory-leak");
    assert_has(best->evidence.items[1].statement, "The next largest, cron (pid 5), holds 100 MiB.");
    assert_has(best->evidence.items[2].statement, "Pid 12 has the same figures to the page");
    /* Of 5 GiB and 200 MiB a copy that lives on keeps 5 GiB. */
    assert_true(
        chose(machine, "about 200 MiB (private memory and page tables) if pid 12 is a copy, and 5 GiB if that"));
    machine->tasks[1].total_vm++;
    assert_says(judge(machine)->pattern, "undersized");
    assert_true(chose(machine, "This kill can give back about 200 MiB (private memory and page tables)."));
}

/* Without a like to compare it with, twice the size of the next proves nothing. */
static void two_large_programs_may_be_too_much_together(void **state) {
    struct machine *machine = *state;
    machine_add_one(machine, "java", 11, 21 * GIB / 10);
    machine_kill(machine, machine_add_one(machine, "mysqld", 12, 5 * GIB));
    assert_says(judge(machine)->pattern, "undersized");
    assert_int_equal(machine->diagnosis.findings[0].confidence, CONFIDENCE_LOW);
    assert_says(machine->diagnosis.findings[1].pattern, "memory-leak");
    assert_int_equal(machine->diagnosis.findings[1].confidence, CONFIDENCE_LOW);
    assert_has(machine->diagnosis.advice[0].advice, "mysqld by innodb_buffer_pool_size");
    assert_has(machine->diagnosis.advice[0].advice, "java by its options -Xmx");
    assert_has(machine->diagnosis.advice[0].advice, "both together stay below 6 GiB"); /* three quarters of 8 GiB */
}

/* Two of one name, of which one holds nearly all. What is set for java holds for each of them: which one is meant is
 * told by its pid, where there is another. */
static void one_of_a_pair_outgrows_the_other(void **state) {
    struct machine *machine = *state;
    machine_add_task(machine, "java", 11, 5 * GIB);
    machine_add_task(machine, "java", 12, 100 * MIB);
    machine_add_group(machine, "java", 0, 2, 5 * GIB + 100 * MIB);
    machine_kill(machine, 0);
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "memory-leak");
    assert_has(best->evidence.items[1].statement, "1 more of that name holds 100 MiB.");
    assert_true(advises(machine, "Bound java (pid 11) by its options -Xmx"));
    machine->groups[0].count = 1;
    machine->event.tasks.count = 1;
    judge(machine);
    assert_true(advises(machine, "Bound java by its options -Xmx"));
    machine->tasks[0].name = machine->groups[0].name = machine->kills[0].name = STR("mysqld");
    judge(machine);
    assert_true(advises(machine, "Bound mysqld by innodb_buffer_pool_size"));
}

/* 6 of 8 GiB are 75 %. Of the page cache 80 MiB are left, less than a hundredth, or 82 MiB, or nobody knows. */
static void what_a_report_without_a_table_shows(void **state) {
    struct machine *machine = *state;
    struct ledger_parts *parts = &machine->reckoning.ledger.parts;
    static const struct {
        int64_t file_kb;
        const char *shown;
    } caches[] = {{80 * MIB, "fills 75 % of RAM, all 2 GiB of swap are used, hardly any page cache is left."},
                  {82 * MIB, "fills 75 % of RAM, all 2 GiB of swap are used."},
                  {ABSENT, "fills 75 % of RAM, all 2 GiB of swap are used."}};
    machine->reckoning.missing = MISSING_TASKS;
    machine->reckoning.swap = SWAP_FULL;
    machine->reckoning.swap_total_kb = 2 * GIB;
    parts->anon_kb = 6 * GIB;
    for (size_t i = 0; i < sizeof caches / sizeof *caches; i++) {
        parts->file_kb = caches[i].file_kb;
        assert_has(judge(machine)->statement, caches[i].shown);
    }
    parts->file_kb = 80 * MIB;
    machine->reckoning.swap = SWAP_PARTLY_USED;
    assert_has(judge(machine)->statement,
               "private memory of processes fills 75 % of RAM, hardly any page cache is left.");
    parts->anon_kb = 3 * GIB;
    assert_has(judge(machine)->statement, "What it does show: hardly any page cache");
    machine->reckoning.swap = SWAP_FULL;
    assert_has(judge(machine)->statement, "What it does show: all 2 GiB of swap are");
}

/* 3.5 of 8 GiB, and half as much again as the next: by a memory test on purpose, by a server perhaps. */
static void a_memory_test_is_known_by_its_name(void **state) {
    struct machine *machine = *state;
    for (int i = 0; i < 3; i++)
        machine_add_task(machine, "stress-ng-vm", 20 + i, i == 0 ? 7 * GIB / 2 : 8 * GIB / 5);
    machine_add_group(machine, "stress-ng-vm", 0, 3, 67 * GIB / 10);
    machine_kill(machine, 0);
    assert_says(judge(machine)->pattern, "memory-leak");
    assert_int_equal(machine->diagnosis.finding_count, 1);
    assert_int_equal(machine->diagnosis.findings[0].confidence, CONFIDENCE_MEDIUM);
    assert_has(machine->diagnosis.findings[0].evidence.items[2].statement, "By its name it is a memory test");
}

/* "Out of memory: Killed process 582 (sh) total-vm:4516kB, ... pgtables:44kB oom_score_adj:0", and before it rows 668
 * to 780 of a table whose beginning the buffer has lost. */
static void the_end_of_a_table_may_show_a_fork_bomb(void **state) {
    struct machine *machine = *state;
    struct reckoning *r = &machine->reckoning;
    for (int i = 0; i < 5; i++)
        machine_add_task(machine, "sh", 668 + 20 * i, 1700);
    machine_add_group(machine, "sh", 0, 5, 8500);
    r->ledger.parts = (struct ledger_parts){.anon_kb = ABSENT, .free_kb = ABSENT, .slab_kb = ABSENT, .lru_kb = ABSENT};
    r->ledger.managed_kb = ABSENT;
    r->missing = MISSING_MEMORY | MISSING_TRIGGER;
    r->scope = SCOPE_SYSTEM;
    machine->event.kill_count = 1;
    machine->kills[0] = (struct kill){
        .line = 100, .pid = 582, .name = STR("sh"), .total_vm_kb = 4516, .anon_rss_kb = 2056, .pgtables_kb = 44};
    assert_says(judge(machine)->pattern, "fork-bomb");
    assert_int_equal(machine->diagnosis.findings[0].confidence, CONFIDENCE_LOW);
    assert_has(machine->diagnosis.findings[0].evidence.items[1].statement, "had 4.4 MiB of address space in all");
    machine->kills[0].oom_score_adj = ABSENT; /* a kernel that may have killed a child instead */
    assert_says(judge(machine)->pattern, "insufficient-data");
    machine->kills[0].oom_score_adj = 0;
    machine->kills[0].total_vm_kb = 900 * MIB;
    assert_says(judge(machine)->pattern, "insufficient-data");
}

static void one_much_larger_worker_is_not_alike(void **state) {
    struct machine *machine = *state;
    machine_add_task(machine, "java", 10, 3 * GIB);
    for (int i = 1; i < 5; i++)
        machine_add_task(machine, "java", 10 + i, GIB);
    machine_add_group(machine, "java", 0, 5, 7 * GIB);
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "undersized");
    assert_int_equal(best->confidence, CONFIDENCE_MEDIUM);
    assert_false(str_has(best->statement, STR("like size")));
}

static void threads_without_end_are_told_by_their_stacks(void **state) {
    struct machine *machine = *state;
    machine_add_one(machine, "java", 11, GIB);
    machine_add_one(machine, "sshd", 12, 8 * MIB);
    machine->reckoning.ledger.parts.kernel_stack_kb = 3 * GIB; /* 196608 threads of 16 kB */
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "fork-bomb");
    assert_has(best->statement, "196608 threads in 2 processes");
}

static void the_slab_table_alone_tells_of_slab(void **state) {
    struct machine *machine = *state; /* all else is cut away */
    struct slab slab = {61, STR("btrfs_extent_map"), 3 * GIB, 3 * GIB};
    struct ledger_parts *parts = &machine->reckoning.ledger.parts;
    *parts = (struct ledger_parts){.free_kb = ABSENT,
                                   .anon_kb = ABSENT,
                                   .shmem_kb = ABSENT,
                                   .file_kb = ABSENT,
                                   .unevictable_kb = ABSENT,
                                   .slab_reclaimable_kb = ABSENT,
                                   .slab_unreclaimable_kb = ABSENT,
                                   .slab_kb = ABSENT,
                                   .lru_kb = ABSENT,
                                   .pagetables_kb = ABSENT,
                                   .kernel_stack_kb = ABSENT,
                                   .hugetlb_kb = ABSENT,
                                   .free_pcp_kb = ABSENT,
                                   .zspages_kb = ABSENT,
                                   .balloon_kb = ABSENT,
                                   .gpu_kb = ABSENT,
                                   .other_kb = ABSENT,
                                   .unaccounted_kb = ABSENT};
    machine->reckoning.ledger.managed_kb = ABSENT;
    machine->event.memory.slabs = &slab;
    machine->event.memory.slab_count = 1;
    machine->reckoning.missing = MISSING_MEMORY | MISSING_TASKS;
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "slab-leak");
    assert_int_equal(best->confidence, CONFIDENCE_MEDIUM);
}

static void a_kernel_with_hardly_any_memory_is_undersized(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.managed_kb = 12 * MIB;
    machine->reckoning.ledger.parts.slab_unreclaimable_kb = 7 * MIB;
    assert_says(judge(machine)->pattern, "undersized");
    assert_true(machine->diagnosis.findings[0].confidence < CONFIDENCE_HIGH);
}

static void a_balloon_lowers_the_confidence(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "app", 11, 7 * GIB));
    machine->reckoning.ledger.total_kb = 16 * GIB;
    machine->reckoning.ledger.reserved_kb = 8 * GIB;
    assert_int_equal(judge(machine)->confidence, CONFIDENCE_MEDIUM);
    assert_true(advises(machine, "balloon"));
}

static void a_cgroup_below_its_limit_is_not_exhausted(void **state) {
    struct machine *machine = *state;
    set_cgroup_below_limit(machine);
    assert_says(judge(machine)->pattern, "not-exhausted");
    assert_int_equal(machine->diagnosis.findings[0].confidence, CONFIDENCE_MEDIUM);
}

static const struct finding *finding_of(const struct machine *machine, const char *pattern) {
    for (size_t i = 0; i < machine->diagnosis.finding_count; i++)
        if (str_equal(machine->diagnosis.findings[i].pattern, str_from_cstr(pattern)))
            return &machine->diagnosis.findings[i];
    fail_msg("no %s", pattern);
    return NULL;
}

/* Two pages in one piece may be missing where one is not. */
static void a_larger_request_below_a_limit_leaves_doubt(void **state) {
    struct machine *machine = *state;
    static const struct {
        int64_t order;
        const char *said;
    } requests[] = {{ABSENT, NULL}, {0, NULL}, {1, "order 1: it needed more"}, {2, "order 2: it needed more"}};
    set_cgroup_below_limit(machine);
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        const char *said = requests[i].said;
        machine->event.trigger.order = requests[i].order;
        judge(machine);
        const struct finding *finding = finding_of(machine, "not-exhausted");
        assert_int_equal(finding->confidence, said ? CONFIDENCE_LOW : CONFIDENCE_MEDIUM);
        assert_int_equal(is_said(&finding->evidence, said ? said : "The request was of order"), said != NULL);
    }
}

static void a_constraint_tells_that_no_limit_was_hit(void **state) {
    struct machine *machine = *state;
    static const char *const constraints[] = {"", "CONSTRAINT_MEMCG", "CONSTRAINT_NONE"};
    set_cgroup(machine);
    machine->reckoning.cgroup.at_limit = false;
    machine->reckoning.cgroup.anon_kb = 190 * MIB;
    machine_kill(machine, machine_add_one(machine, "app", 11, 180 * MIB));
    machine->event.summary.line = 90;
    for (int limited = 0; limited < 2; limited++)
        for (size_t i = 0; i < sizeof constraints / sizeof *constraints; i++) {
            machine->reckoning.cgroup.limit_kb = limited ? 512 * MIB : ABSENT;
            machine->event.cgroup.memory.limit_kb = limited ? 512 * MIB : 9007199254740988;
            machine->reckoning.cgroup.usage_kb = machine->event.cgroup.memory.usage_kb = 200 * MIB;
            machine->event.summary.constraint = str_from_cstr(constraints[i]);
            assert_says(judge(machine)->pattern, "not-exhausted");
            assert_int_equal(
                is_said(&machine->diagnosis.findings[0].evidence, "The constraint is called CONSTRAINT_NONE, not"),
                !limited && i == 2);
            assert_false(
                is_said(&machine->diagnosis.findings[0].evidence, "The constraint is called CONSTRAINT_MEMCG"));
            assert_false(is_said(&machine->diagnosis.findings[0].evidence, "The constraint is called ,"));
        }
}

/* Why each of them is advised on. */
static str because_of(const struct machine *machine, const char *code) {
    for (size_t i = 0; i < machine->diagnosis.advice_count; i++)
        if (str_equal(machine->diagnosis.advice[i].code, str_from_cstr(code)))
            return machine->diagnosis.advice[i].because;
    return STR("");
}

static void who_asked_for_a_kill_without_a_limit_is_looked_for(void **state) {
    struct machine *machine = *state;
    set_cgroup_below_limit(machine);
    assert_says(judge(machine)->pattern, "not-exhausted");
    assert_has(because_of(machine, "find-caller"), "the cgroup was below its limit");
    machine->reckoning.cgroup.limit_kb = ABSENT; /* printed as 9007199254740988kB */
    assert_says(judge(machine)->pattern, "not-exhausted");
    assert_has(because_of(machine, "find-caller"), "The cgroup has no limit of its own");
    machine->reckoning.request = REQUEST_POLICY;
    assert_says(judge(machine)->pattern, "not-exhausted");
    assert_has(because_of(machine, "find-caller"), "It called bpf_out_of_memory");
    assert_true(advises(machine, "bpftool prog show"));
}

static void swap_of_its_own_counts_for_a_process(void **state) {
    struct machine *machine = *state; /* 2 GiB in RAM and 6 GiB swapped out, of 8 GiB swap */
    size_t row = machine_add_one(machine, "app", 11, 2 * GIB);
    machine->tasks[row].swapents = 6 * GIB / 4;
    machine->groups[0].swap_kb = 6 * GIB;
    machine->reckoning.swap = SWAP_FULL;
    machine->reckoning.swap_total_kb = 8 * GIB;
    machine->reckoning.swap_sum_kb = 6 * GIB;
    machine_kill(machine, row);
    assert_says(judge(machine)->pattern, "memory-leak");
    assert_has(machine->diagnosis.findings[0].statement, "8 GiB, 50 % of RAM plus the swap in use");
}

/* "Killed process 454 (dbus-daemon) ... anon-rss:128kB" and nothing else. */
static void a_kill_line_alone_names_no_consumer(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger = (struct ledger){.total_kb = ABSENT, .reserved_kb = ABSENT, .managed_kb = ABSENT};
    machine->reckoning.ledger.parts.anon_kb = machine->reckoning.ledger.parts.lru_kb = ABSENT;
    machine->reckoning.swap = SWAP_UNKNOWN;
    machine->reckoning.missing = MISSING_TRIGGER | MISSING_MEMORY | MISSING_TASKS;
    machine->kills[0] = (struct kill){.line = 4,
                                      .pid = 454,
                                      .name = STR("dbus-daemon"),
                                      .anon_rss_kb = 128,
                                      .file_rss_kb = 1432,
                                      .shmem_rss_kb = 0,
                                      .pgtables_kb = 12,
                                      .swap_kb = ABSENT,
                                      .oom_score_adj = ABSENT};
    machine->event.kill_count = 1;
    assert_says(judge(machine)->pattern, "insufficient-data");
    assert_int_equal(answer_to(&machine->diagnosis, "consumer")->answer.len, 0);
    assert_false(str_has(answer_to(&machine->diagnosis, "consumer")->statement, STR("100 %")));
    assert_has(answer_to(&machine->diagnosis, "consumer")->evidence.items[0].statement,
               "The victim, dbus-daemon, held 128 KiB");
    assert_false(advises(machine, "oom_dump_tasks")); /* the log lost more than the table */
}

/* Forty programs of 150 MiB each: 6000 of 8192 MiB, none of them large, all of one user but one. */
static void a_user_of_many_programs_is_the_consumer(void **state) {
    struct machine *machine = *state;
    static char names[40][8];
    for (size_t i = 0; i < 40; i++) {
        snprintf(names[i], sizeof names[i], "app%zu", i);
        machine_add_one(machine, names[i], 100 + (int64_t)i, 150 * MIB);
    }
    machine->tasks[0].uid = 33;
    assert_says(judge(machine)->pattern, "undersized");
    assert_has(machine->diagnosis.findings[0].statement, "39 processes of uid 1000");
    assert_has(answer_to(&machine->diagnosis, "consumer")->statement, "the 39 processes of uid 1000 hold 5.7 GiB");
    const int64_t anon_kb = machine->reckoning.ledger.parts.anon_kb;
    machine->reckoning.ledger.parts.anon_kb = 5 * GIB; /* the counter, which shared pages do not swell */
    judge(machine);
    assert_has(answer_to(&machine->diagnosis, "consumer")->statement,
               "the 39 processes of uid 1000 hold at most 5 GiB");
    machine->reckoning.ledger.parts.anon_kb = anon_kb;
    judge(machine);
    assert_false(advises(machine, "user-1000.slice")); /* 2 % are somebody else's: it would spare nobody */
    for (size_t i = 1; i < 5; i++)
        machine->tasks[i].uid = 33;
    judge(machine);
    assert_true(advises(machine, "user-1000.slice")); /* 12 % */
    for (size_t i = 0; i < 40; i++)
        machine->tasks[i].uid = 0; /* the system's own */
    judge(machine);
    assert_false(str_has(answer_to(&machine->diagnosis, "consumer")->statement, STR("uid")));
}

/* The same with 100 MiB each in RAM and 50 MiB swapped out: 4000 and 2000 MiB. */
static void a_user_holds_what_is_swapped_out_too(void **state) {
    struct machine *machine = *state;
    static char names[40][8];
    for (size_t i = 0; i < 40; i++) {
        snprintf(names[i], sizeof names[i], "app%zu", i);
        const size_t row = machine_add_one(machine, names[i], 100 + (int64_t)i, 100 * MIB);
        machine->tasks[row].swapents = 50 * MIB / 4;
        machine->groups[i].swap_kb = 50 * MIB;
    }
    machine->reckoning.swap = SWAP_FULL;
    machine->reckoning.swap_total_kb = machine->reckoning.swap_sum_kb = 2000 * MIB;
    judge(machine);
    const struct answer *consumer = answer_to(&machine->diagnosis, "consumer");
    assert_has(consumer->statement, "the 40 processes of uid 1000 hold 5.9 GiB");
    assert_has(consumer->evidence.items[consumer->evidence.count - 1].statement, "3.9 GiB in RAM, 2 GiB swapped out");
}

/* Of two workers one holds all. */
static void a_leader_may_hold_all_of_its_group(void **state) {
    struct machine *machine = *state;
    machine_add_task(machine, "worker", 100, 4 * GIB);
    machine_add_task(machine, "worker", 300, 0);
    machine_add_group(machine, "worker", 0, 2, 4 * GIB);
    judge(machine);
    assert_has(answer_to(&machine->diagnosis, "consumer")->statement, "nearly all of it pid 100");
    machine->tasks[1].rss_anon = machine->tasks[1].rss = MIB / 4;
    machine->groups[0].anon_kb = machine->groups[0].rss_kb = 4 * GIB + MIB;
    machine->reckoning.ledger.parts.anon_kb = 4 * GIB + MIB;
    judge(machine);
    assert_has(answer_to(&machine->diagnosis, "consumer")->statement, "mostly pid 100 with 4 GiB");
}

/* Ten workers of 300 MiB in RAM and 200 MiB swapped out: 3000 + 2000 MiB. */
static void a_group_holds_what_is_swapped_out_too(void **state) {
    struct machine *machine = *state;
    for (int64_t i = 0; i < 10; i++)
        machine->tasks[machine_add_task(machine, "worker", 100 + 200 * i, 300 * MIB)].swapents = 200 * MIB / 4;
    machine_add_group(machine, "worker", 0, 10, 3000 * MIB);
    machine->groups[0].swap_kb = 2000 * MIB;
    machine->reckoning.swap = SWAP_FULL;
    machine->reckoning.swap_total_kb = machine->reckoning.swap_sum_kb = 2000 * MIB;
    judge(machine);
    assert_has(machine->diagnosis.findings[0].statement, "4.9 GiB");
}

static void swap_of_unknown_owners_is_told_apart(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.anon_kb = 5 * GIB;
    machine->reckoning.ledger.within.swap_cache_kb = GIB;
    machine->reckoning.missing = MISSING_TASKS;
    machine->reckoning.swap = SWAP_FULL;
    machine->reckoning.swap_total_kb = 4 * GIB;
    assert_says(judge(machine)->pattern, "insufficient-data");
    assert_has(machine->diagnosis.findings[0].statement, "all 4 GiB of swap are used");
    assert_has(answer_to(&machine->diagnosis, "consumer")->statement,
               "5 GiB of private memory in RAM. Another 3 GiB of theirs, or of shared memory, is swapped out");
    assert_false(advises(machine, "plan for about"));
}

static void an_equal_score_of_the_next_candidate_is_told(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "a", 11, 3 * GIB));
    machine_add_one(machine, "b", 12, 3 * GIB);
    judge(machine);
    const struct evidence_list *choice = &machine->diagnosis.choice;
    bool level = false;
    for (size_t i = 0; i < choice->count; i++)
        level |= str_has(choice->items[i].statement, STR("Next in line: b (pid 12), with the same score."));
    assert_true(level);
}

/* Two of 300 MiB in a cgroup of 512: forked pages count in both. */
static void kills_give_back_no_more_than_there_is(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->reckoning.cgroup.anon_kb = 500 * MIB;
    machine_kill(machine, machine_add_one(machine, "a", 11, 300 * MIB));
    machine_kill(machine, machine_add_one(machine, "b", 12, 300 * MIB));
    machine->kills[0].oom_score_adj = 974;
    machine->event.oom_group.line = 99;
    judge(machine);
    assert_true(chose(machine, "These kills can give back about 512 MiB (private"));
    assert_true(chose(machine, "(memory.oom.group); the log shows 2 kills."));
    assert_true(chose(machine, "974 raised its score by 97 % of what the cgroup may use."));
}

/* The limit needs no total: four fifths of what it held. */
static void a_process_is_limited_though_the_machine_is_of_unknown_size(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 5 * GIB));
    machine->reckoning.ledger.total_kb = machine->reckoning.ledger.reserved_kb = ABSENT;
    machine->reckoning.ledger.managed_kb = ABSENT;
    assert_says(judge(machine)->pattern, "memory-leak");
    assert_true(advises(machine, "Limit java to 4 GiB (MemoryMax=4096M in the unit"));
}

/* What all 21 hold: four fifths of 6120 MiB are 4896 MiB, of 8164 MiB 6531.2 MiB; three quarters of 8 GiB are 6 GiB. */
static void a_family_is_limited_together(void **state) {
    struct machine *machine = *state;
    const size_t first = machine_add_task(machine, "worker", 11, 5 * GIB);
    for (int64_t pid = 12; pid < 32; pid++)
        machine_add_task(machine, "worker", pid, 50 * MIB);
    machine_add_group(machine, "worker", first, 21, 6120 * MIB);
    machine_kill(machine, first);
    assert_says(judge(machine)->pattern, "memory-leak");
    assert_true(advises(machine, "(MemoryMax=4896M in the unit"));
    machine->groups[0].count = 1;
    judge(machine);
    assert_true(advises(machine, "(MemoryMax=4096M in the unit")); /* of the one of 5 GiB */
    machine->groups[0].count = 21;
    machine->reckoning.ledger.parts.anon_kb = 5632 * MIB; /* shared pages count once; 110 % of 5 GiB */
    judge(machine);
    assert_true(advises(machine, "(MemoryMax=4505M in the unit"));
    machine->reckoning.ledger.parts.anon_kb -= 4;
    judge(machine);
    assert_true(advises(machine, "(MemoryMax=4096M in the unit"));
    machine->reckoning.ledger.parts.anon_kb = machine->groups[0].rss_kb = 8164 * MIB;
    judge(machine);
    assert_true(advises(machine, "(MemoryMax=6144M in the unit"));
    machine->reckoning.ledger.total_kb = machine->reckoning.ledger.reserved_kb = ABSENT;
    machine->reckoning.ledger.managed_kb = ABSENT; /* nobody knows three quarters of what */
    judge(machine);
    assert_true(advises(machine, "(MemoryMax=6531M in the unit"));
}

/* From 1 GiB on there is something to wait for. */
static void a_userspace_killer_is_for_machines_of_a_gibibyte(void **state) {
    struct machine *machine = *state;
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        machine_add_one(machine, names[i], 11 + (int64_t)i, 100 * MIB);
    machine_kill(machine, 0);
    machine->reckoning.ledger.reserved_kb = 0;
    machine->reckoning.ledger.total_kb = machine->reckoning.ledger.managed_kb = GIB;
    assert_says(judge(machine)->pattern, "undersized");
    assert_true(advises(machine, "earlyoom"));
    machine->reckoning.ledger.total_kb = machine->reckoning.ledger.managed_kb = GIB - 4;
    assert_says(judge(machine)->pattern, "undersized");
    assert_false(advises(machine, "earlyoom"));
}

/* A kill inside a cgroup is no matter of the machine's memory. */
static void a_userspace_killer_is_for_machines(void **state) {
    struct machine *machine = *state;
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        machine_add_one(machine, names[i], 11 + (int64_t)i, 900 * MIB);
    machine_kill(machine, 0);
    assert_says(judge(machine)->pattern, "undersized");
    assert_true(advises(machine, "earlyoom"));
    set_cgroup(machine);
    machine->event.cgroup.memory = (struct usage){6, 8 * GIB, 8 * GIB, 10};
    machine->reckoning.cgroup.usage_kb = machine->reckoning.cgroup.limit_kb = 8 * GIB;
    machine->reckoning.cgroup.anon_kb = 7200 * MIB;
    assert_says(judge(machine)->pattern, "undersized");
    assert_false(advises(machine, "earlyoom"));
}

/* The limit is raised where it is set. */
static void a_limit_is_raised_where_it_is_set(void **state) {
    static const struct {
        struct container box;
        int version;
        const char *path, *command;
    } cases[] = {
        {{.unit = STR_INIT("app.service")},
         2,
         "/system.slice/app.service",
         "systemctl set-property app.service MemoryMax=640M"},
        {{.unit = STR_INIT("user@1000.service")},
         2,
         "/user.slice/user-1000.slice/user@1000.service/app.slice/app-x.service",
         "systemctl --user set-property app-x.service MemoryMax=640M"},
        {{.slice = STR_INIT("batch.slice")}, 2, "/batch.slice", "systemctl set-property batch.slice MemoryMax=640M"},
        {{.unit = STR_INIT("app.service")},
         2,
         "/system.slice/app.service/inner",
         "echo 640M > /sys/fs/cgroup/system.slice/app.service/inner/memory.max"},
        {{.runtime = STR_INIT("")}, 1, "/foo", "echo 640M > /sys/fs/cgroup/memory/foo/memory.limit_in_bytes"},
        {{.runtime = STR_INIT("docker"), .id = STR_INIT("c6cb6dfc4ed691dd")},
         1,
         "/docker/c6cb6dfc4ed691dd",
         "docker update --memory 640M c6cb6dfc4ed6"},
        {{.runtime = STR_INIT("podman"), .id = STR_INIT("c6cb6dfc4ed691dd")},
         2,
         "/machine.slice/libpod-c6cb6dfc4ed691dd.scope",
         "podman update --memory 640M c6cb6dfc4ed6"},
        {{.runtime = STR_INIT("lxc"), .id = STR_INIT("web")}, /* there is no "lxc update" */
         2,
         "/lxc.payload.web",
         "echo 640M > /sys/fs/cgroup/lxc.payload.web/memory.max"},
        {{.runtime = STR_INIT("containerd"), .id = STR_INIT("fec94f74"), .pod_uid = STR_INIT("1b2c-3d")},
         2,
         "/kubepods/pod1b2c-3d/fec94f74",
         "@.metadata.uid==\"1b2c-3d\""},
    };
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->reckoning.cgroup.anon_kb = 500 * MIB;
    machine_kill(machine, machine_add_one(machine, "app", 11, 480 * MIB));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        machine->reckoning.container = cases[i].box;
        machine->reckoning.cgroup.version = cases[i].version;
        machine->event.cgroup.path = str_from_cstr(cases[i].path);
        judge(machine);
        if (!advises(machine, cases[i].command))
            fail_msg("no \"%s\" for %s", cases[i].command, cases[i].path);
    }
}

/* Each container has tmpfs mounts of its own. */
static void shared_memory_is_looked_for_in_its_container(void **state) {
    static const struct {
        struct container box;
        const char *command;
    } cases[] = {
        {{.runtime = STR_INIT("docker"), .id = STR_INIT("c6cb6dfc4ed691dd")}, "docker exec c6cb6dfc4ed6 df -h"},
        {{.runtime = STR_INIT("podman"), .id = STR_INIT("c6cb6dfc4ed691dd")}, "podman exec c6cb6dfc4ed6 df -h"},
        {{.runtime = STR_INIT("containerd"), .id = STR_INIT("fec94f74")}, "crictl exec fec94f74 df -h"},
        {{.runtime = STR_INIT("cri-o"), .id = STR_INIT("fec94f74")}, "crictl exec fec94f74 df -h"},
        {{.runtime = STR_INIT("lxc"), .id = STR_INIT("web")}, "df -h -t tmpfs"},
        {{.runtime = STR_INIT("")}, "df -h -t tmpfs"}};
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->reckoning.cgroup.shmem_kb = 500 * MIB;
    machine->reckoning.cgroup.anon_kb = 10 * MIB;
    machine_kill(machine, machine_add_one(machine, "app", 11, 10 * MIB));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        machine->reckoning.container = cases[i].box;
        assert_says(judge(machine)->pattern, "shared-memory");
        if (!advises(machine, cases[i].command))
            fail_msg("no \"%s\"", cases[i].command);
    }
}

/* A container of 512 MiB: raised to 640 MiB, it keeps what it may swap. */
static void a_raised_limit_takes_no_swap_away(void **state) {
    static const struct {
        int64_t sum_limit_kb, swap_limit_kb; /* as printed, as reckoned from it */
        const char *path, *command;
    } cases[] = {
        {ABSENT, ABSENT, "/docker/c6cb6dfc4ed691dd", "docker update --memory 640M --memory-swap -1 c6cb6dfc4ed6"},
        {1024 * MIB, 512 * MIB, "/docker/c6cb6dfc4ed691dd",
         "docker update --memory 640M --memory-swap 1152M c6cb6dfc4ed6"},
        {512 * MIB, 0, "/docker/c6cb6dfc4ed691dd", "docker update --memory 640M --memory-swap 640M c6cb6dfc4ed6"},
        {1024 * MIB, 512 * MIB, "/foo",
         "echo 1152M > /sys/fs/cgroup/memory/foo/memory.memsw.limit_in_bytes && "
         "echo 640M > /sys/fs/cgroup/memory/foo/memory.limit_in_bytes"},
    };
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->reckoning.cgroup.anon_kb = 500 * MIB;
    machine->reckoning.cgroup.version = 1;
    machine_kill(machine, machine_add_one(machine, "app", 11, 480 * MIB));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool docker = strstr(cases[i].path, "docker") != NULL;
        machine->event.cgroup.path = str_from_cstr(cases[i].path);
        machine->reckoning.container.runtime = docker ? STR("docker") : STR("");
        machine->reckoning.container.id = docker ? STR("c6cb6dfc4ed691dd") : STR("");
        machine->event.cgroup.memsw.line = 22;
        machine->event.cgroup.memsw.limit_kb = cases[i].sum_limit_kb;
        machine->reckoning.cgroup.swap_limit_kb = cases[i].swap_limit_kb;
        judge(machine);
        if (!advises(machine, cases[i].command))
            fail_msg("no \"%s\"", cases[i].command);
    }
}

/* memory.high of 460 MiB, nine tenths of 512: with 414 MiB (90 % of it) that can't be reclaimed it would never let go.
 */
static void memory_high_needs_something_to_reclaim(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->reckoning.cgroup.version = 2;
    machine->reckoning.container.unit = STR("app.service");
    machine->event.cgroup.path = STR("/system.slice/app.service");
    machine->reckoning.cgroup.limit_kb = machine->reckoning.cgroup.usage_kb = 512 * MIB;
    machine->reckoning.cgroup.anon_kb = 380 * MIB;
    machine_kill(machine, machine_add_one(machine, "app", 11, 380 * MIB));
    machine->reckoning.cgroup.file_kb = 99 * MIB; /* 413 MiB stay */
    judge(machine);
    assert_true(advises(machine, "MemoryHigh=460M"));
    for (size_t i = 0; i < machine->diagnosis.advice_count; i++)
        if (str_equal(machine->diagnosis.advice[i].code, STR("throttle")) ||
            str_equal(machine->diagnosis.advice[i].code, STR("raise-limit")))
            assert_int_equal(machine->diagnosis.advice[i].either, 1);
    machine->reckoning.cgroup.version = 1; /* which has no memory.high */
    judge(machine);
    assert_false(advises(machine, "MemoryHigh"));
    machine->reckoning.cgroup.version = 2;
    machine->reckoning.cgroup.file_kb = 97 * MIB; /* 415 MiB stay */
    judge(machine);
    assert_false(advises(machine, "MemoryHigh"));
    for (size_t i = 0; i < machine->diagnosis.advice_count; i++) /* a choice of one is none */
        assert_int_equal(machine->diagnosis.advice[i].either, 0);
}

/* A child of vfork has its parent's figures: it is no second process, but the next one is. */
static void a_doubled_row_hides_no_rival(void **state) {
    struct machine *machine = *state;
    for (int i = 0; i < 2; i++)
        machine_add_task(machine, "web", 20 + i, 3 * GIB);
    machine_add_group(machine, "web", 0, 2, 6 * GIB);
    machine_kill(machine, 0);
    machine_add_one(machine, "mysqld", 30, 2500 * MIB);
    machine_add_one(machine, "sshd", 31, 4 * MIB);
    machine->reckoning.ledger.parts.anon_kb = 3 * GIB + 2504 * MIB;
    judge(machine);
    assert_false(finds(machine, "memory-leak"));
    machine->tasks[2].rss = 50 * MIB / 4;
    machine->groups[1].rss_kb = 50 * MIB;
    machine->reckoning.ledger.parts.anon_kb = 3 * GIB + 54 * MIB;
    judge(machine);
    assert_true(finds(machine, "memory-leak"));
}

/* Wordings that are older than the journal, and processes of a system without one. */
static void no_journal_is_asked_for_where_there_is_none(void **state) {
    struct machine *machine = *state;
    machine->reckoning.missing = MISSING_TRIGGER | MISSING_MEMORY | MISSING_TASKS;
    machine_kill(machine, machine_add_one(machine, "app", 11, 480 * MIB));
    judge(machine);
    assert_true(advises(machine, "journalctl"));
    machine->kills[0].message = STR("Out of Memory");
    judge(machine);
    assert_false(advises(machine, "journalctl"));
    machine->kills[0].message = STR("Out of memory");
    machine->event.intent.text = STR("Out of memory: kill process 11 (app) score 9 or a child");
    judge(machine);
    assert_false(advises(machine, "journalctl"));
    machine->event.intent.text = STR("");
    machine->event.identity.release = STR("4.19.110-android12-9-00001");
    judge(machine);
    assert_false(advises(machine, "journalctl"));
    machine->event.identity.release = STR("");
    machine_add_one(machine, "system_server", 12, 480 * MIB);
    judge(machine);
    assert_false(advises(machine, "journalctl"));
}

/* "/kubepods.slice" belongs to the kubelet, a path that climbs to nobody. */
static void limits_of_the_kubelet_and_odd_paths_are_left_alone(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->reckoning.cgroup.anon_kb = 500 * MIB;
    machine->reckoning.container = (struct container){.slice = STR("kubepods.slice")};
    machine->event.cgroup.path = STR("/kubepods.slice");
    machine_kill(machine, machine_add_one(machine, "app", 11, 480 * MIB));
    judge(machine);
    assert_false(advises(machine, "set-property"));
    assert_true(advises(machine, "resources.limits.memory"));
    assert_says(answer_to(&machine->diagnosis, "prevention")->brief, "Probably, by a limit on its pod");
    machine->reckoning.container = (struct container){0};
    machine->event.cgroup.path = STR("/a/../../x");
    judge(machine);
    assert_false(advises(machine, "/sys/fs/cgroup"));
}

static void userspace_killers_have_no_kernel_report(void **state) {
    struct machine *machine = *state;
    machine->event.killer = KILLER_EARLYOOM;
    machine->reckoning.missing = MISSING_TRIGGER | MISSING_MEMORY | MISSING_TASKS;
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "insufficient-data");
    assert_has(best->statement, "earlyoom");
    assert_false(advises(machine, "oom_dump_tasks"));
}

static void a_name_is_never_run_as_a_command(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "x;rm -rf $HOME", 11, 7 * GIB));
    judge(machine);
    for (size_t i = 0; i < machine->diagnosis.advice_count; i++)
        assert_false(str_has(machine->diagnosis.advice[i].command, STR("rm -rf")));
    assert_false(advises(machine, "UNIT"));
    assert_true(advises(machine, "MemoryMax=")); /* in words */
}

/* 80 % of 7 GiB is 5734.4 MiB, below three quarters of the machine's 8 GiB. */
static void an_advised_limit_is_below_what_was_held(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 7 * GIB));
    machine->reckoning.container.unit = STR("app.service");
    judge(machine);
    assert_true(advises(machine, "systemctl set-property app.service MemoryMax=5734M"));
    assert_true(advises(machine, "Limit app.service to 5.6 GiB, so"));
    machine->reckoning.release = (struct release){RELEASE(3, 13, 0), 0};
    judge(machine);
    assert_true(advises(machine, "systemctl set-property app.service MemoryLimit=5734M"));
    static const char *const others[] = {"session-4.scope", "run-u640.service", "user@1000.service", ""};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        machine->reckoning.container.unit = str_from_cstr(others[i]);
        judge(machine);
        assert_false(advises(machine, "set-property"));
        assert_true(advises(machine, "Limit java to 5.6 GiB (MemoryLimit=5734M in the unit"));
    }
}

/* 2 GiB in RAM and 5 GiB swapped out: four fifths of each. */
static void an_advised_limit_bounds_swap_too(void **state) {
    struct machine *machine = *state;
    size_t row = machine_add_one(machine, "java", 11, 2 * GIB);
    machine->tasks[row].swapents = 5 * GIB / 4;
    machine->groups[0].swap_kb = 5 * GIB;
    machine->reckoning.swap = SWAP_FULL;
    machine->reckoning.swap_total_kb = machine->reckoning.swap_sum_kb = 5 * GIB;
    machine->reckoning.container.unit = STR("app.service");
    machine_kill(machine, row);
    judge(machine);
    assert_true(advises(machine, "MemoryMax=1638M MemorySwapMax=4096M"));
}

/* 500 of them: three quarters; as many threads are no bomb where there are thousands. */
static void an_advised_limit_on_tasks_is_below_the_fork_bomb(void **state) {
    struct machine *machine = *state;
    set_fork_bomb(machine, 1, 800);
    judge(machine);
    assert_true(advises(machine, "systemctl set-property --runtime user-1000.slice TasksMax=375"));
    machine->reckoning.container =
        (struct container){.runtime = STR_INIT("docker"), .id = STR_INIT("c6cb6dfc4ed691dd")};
    judge(machine);
    assert_true(advises(machine, "docker update --pids-limit 375 c6cb6dfc4ed6"));
    machine->reckoning.container.runtime = STR("crio"); /* docker knows nothing of it */
    judge(machine);
    assert_false(advises(machine, "docker update"));
    machine->reckoning.container = (struct container){.runtime = STR_INIT("docker")};
    judge(machine);
    assert_false(advises(machine, "docker update"));
    machine->reckoning.container = (struct container){0};
    for (size_t i = 0; i < machine->event.tasks.count; i++)
        machine->tasks[i].uid = 0;
    judge(machine);
    assert_false(advises(machine, "user-0.slice"));
}

/* The tables of 100 MiB in RAM would be 200 KiB; those of 400 GiB that many processes share 800 MiB. */
static void sparse_page_tables_want_no_huge_pages(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.pagetables_kb = 6 * GIB;
    machine_add_one(machine, "hbase", 11, 100 * MIB);
    judge(machine);
    assert_true(advises(machine, "unmap"));
    assert_false(advises(machine, "huge pages"));
    machine->reckoning.rss_sum_kb = (int64_t)400 * GIB;
    judge(machine);
    assert_true(advises(machine, "huge pages"));
}

static void a_tmpfs_is_bounded_where_it_is_mounted(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.shmem_kb = 6 * GIB;
    machine_add_one(machine, "bash", 11, 8 * MIB);
    assert_says(judge(machine)->pattern, "shared-memory");
    assert_true(advises(machine, "size=2048M"));
    assert_true(advises(machine, "ipcs -m"));
    assert_false(advises(machine, "mount -o"));
}

/* What was cut is asked for; what was never printed is switched on. */
static void a_cut_report_advises_to_get_the_whole_one(void **state) {
    struct machine *machine = *state;
    machine->reckoning.missing = MISSING_TRIGGER | MISSING_TASKS;
    machine->reckoning.ledger.parts.anon_kb = 7 * GIB;
    machine->event.time = (struct oomwhy_time){.year = 2024, .month = 5, .day = 1, .hour = 10, .minute = 3};
    machine->kills[0] = (struct kill){.line = 100, .pid = 5, .name = STR("app"), .anon_rss_kb = ABSENT};
    machine->event.kill_count = 1;
    assert_says(judge(machine)->pattern, "insufficient-data");
    assert_true(advises(machine, "--since '2024-05-01 09:58' --until '2024-05-01 10:08'"));
    assert_false(advises(machine, "oom_dump_tasks"));
    assert_false(advises(machine, "dmesg -n"));
    machine->event.time.year = 0;
    judge(machine);
    assert_true(advises(machine, "journalctl _TRANSPORT=kernel | grep"));
}

static void page_cache_gone_means_thrashing(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 7 * GIB));
    judge(machine);
    assert_says(answer_to(&machine->diagnosis, "thrashing")->answer, "likely");
    machine->reckoning.request = REQUEST_FILE_FAULT;
    machine->reckoning.swap = SWAP_FULL;
    judge(machine);
    assert_says(answer_to(&machine->diagnosis, "thrashing")->answer, "likely");
    machine->reckoning.swap_total_kb = 2 * GIB; /* 700 of 1348 MiB that are in swap alone: more than half */
    machine->reckoning.ledger.within.swap_cache_kb = 700 * MIB;
    machine->event.memory.totals.swapcache_find_success = (struct figure){100, 39};
    machine->event.memory.totals.swapcache_find_total = (struct figure){500, 39};
    judge(machine);
    assert_says(answer_to(&machine->diagnosis, "thrashing")->answer, "yes");
    machine->reckoning.ledger.parts.file_kb = GIB;
    judge(machine);
    assert_says(answer_to(&machine->diagnosis, "thrashing")->answer, "no");
}

/* A report up to 2.6.25 shows no page cache: three other signs make it likely, two do not. */
static void signs_stand_in_for_a_page_cache_that_is_not_shown(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "amule", 11, 7 * GIB));
    machine->reckoning.ledger.parts.file_kb = ABSENT;
    machine->reckoning.request = REQUEST_FILE_FAULT;
    machine->reckoning.swap = SWAP_FULL;
    judge(machine);
    assert_says(answer_to(&machine->diagnosis, "thrashing")->answer, "unknown");
    set_zones(machine, 30 * MIB, 0);
    machine->zones[0].all_unreclaimable = 1;
    judge(machine);
    assert_says(answer_to(&machine->diagnosis, "thrashing")->answer, "likely");
}

/* 18920 pages less 18356 of the swap cache are 2256 kB of files and tmpfs: next to nothing. */
static void page_cache_is_no_more_than_its_total_less_the_swap_cache(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "httpd", 11, 7 * GIB));
    machine->reckoning.ledger.parts.file_kb = ABSENT;
    machine->reckoning.ledger.within.pagecache_kb = 18920 * 4;
    machine->reckoning.ledger.within.swap_cache_kb = 18356 * 4;
    machine->event.memory.totals.pagecache_pages = (struct figure){18920, 38};
    judge(machine);
    assert_says(answer_to(&machine->diagnosis, "thrashing")->answer, "likely");
    assert_says(answer_to(&machine->diagnosis, "thrashing")->evidence.items[0].statement,
                "Page cache of files and tmpfs together: 2.2 MiB, less than 0.1 % of RAM.");
}

/* "Swap cache stats: add 2567968" beside "Total swap = 0kB": 9.8 GiB were swapped out before swapoff. */
static void swap_that_was_switched_off_is_told(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "a.out", 11, 7 * GIB));
    machine->reckoning.swap = SWAP_NONE;
    machine->reckoning.swap_total_kb = machine->reckoning.swap_free_kb = 0;
    judge(machine);
    assert_says(answer_to(&machine->diagnosis, "swap")->brief, "No: none is configured");
    machine->event.memory.totals.swapcache_add = (struct figure){2567968, 39};
    judge(machine);
    assert_says(answer_to(&machine->diagnosis, "swap")->brief, "No: it had been switched off");
    assert_true(str_has(answer_to(&machine->diagnosis, "swap")->statement, STR("9.8 GiB had been swapped out")));
    bool advised = false;
    for (size_t i = 0; i < machine->diagnosis.advice_count; i++)
        advised |= str_starts(machine->diagnosis.advice[i].command, STR("swapon -a"));
    assert_true(advised);
}

static void assert_thrashing(struct machine *machine, const char *word) {
    judge(machine);
    assert_says(answer_to(&machine->diagnosis, "thrashing")->answer, word);
}

/* "find 0/0": swap was filled and never read. */
static void a_swap_that_was_never_read_is_no_sign(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 7 * GIB));
    machine->reckoning.ledger.parts.file_kb = 100 * MIB; /* 1.2 %: one sign alone decides nothing */
    machine->reckoning.swap = SWAP_FULL;
    machine->reckoning.request = REQUEST_SWAP_IN;
    assert_thrashing(machine, "likely");
    machine->event.memory.totals.swapcache_find_success = (struct figure){0, 39};
    machine->event.memory.totals.swapcache_find_total = (struct figure){0, 39};
    assert_thrashing(machine, "unknown");
}

/* 2 GiB is a quarter of RAM; all of it, 8 GiB, within an hour. */
static void what_was_read_back_since_an_earlier_event_is_thrashing(void **state) {
    struct machine *machine = *state;
    const int64_t minutes = (int64_t)60 * 1000000;
    machine_kill(machine, machine_add_one(machine, "java", 11, 7 * GIB));
    machine->reckoning.ledger.parts.file_kb = GIB;
    machine->grown.reading = (struct reading){.event = 1, .us = 10 * minutes, .kb = 2 * GIB - 1, .swap_faults = 9};
    assert_thrashing(machine, "no");
    machine->grown.reading.kb = 2 * GIB;
    assert_thrashing(machine, "yes"); /* 12 GiB an hour */
    assert_has(answer_to(&machine->diagnosis, "thrashing")->statement, "2 GiB was read back since event 1");
    machine->grown.reading.us = 14 * minutes; /* 8.6 GiB an hour */
    assert_thrashing(machine, "yes");
    machine->grown.reading.us = 16 * minutes; /* 7.5 GiB an hour */
    assert_thrashing(machine, "likely");
    machine->grown.reading.us = ABSENT;
    assert_thrashing(machine, "likely");
}

static void stalled_requests_are_thrashing(void **state) {
    struct machine *machine = *state;
    struct note note = {NOTE_ALLOCATION_STALL, 3, 41, STR("sshd: page allocation stall for 41 secs: order:0")};
    machine_kill(machine, machine_add_one(machine, "java", 11, 7 * GIB));
    machine->event.notes = &note;
    machine->event.note_count = 1;
    assert_thrashing(machine, "yes");
    assert_int_equal(answer_to(&machine->diagnosis, "thrashing")->evidence.items[0].lines.first, 3);
}

/* 2.6.25: "Active:1878000 inactive:41" tells nothing apart, but "121 total pagecache pages" is all the page cache there
 * can be; 80000 pages of it may be tmpfs. */
static void page_cache_is_no_more_than_its_total(void **state) {
    struct machine *machine = *state;
    struct ledger *ledger = &machine->reckoning.ledger;
    ledger->parts.anon_kb = ledger->parts.file_kb = ledger->parts.shmem_kb = ABSENT;
    ledger->parts.unevictable_kb = ABSENT;
    ledger->parts.lru_kb = 7 * GIB;
    ledger->within.pagecache_kb = 484;
    ledger->within.swap_cache_kb = ABSENT;
    machine->event.memory.totals.pagecache_pages = (struct figure){121, 38};
    judge(machine);
    assert_says(answer_to(&machine->diagnosis, "thrashing")->answer, "likely");
    assert_says(answer_to(&machine->diagnosis, "thrashing")->evidence.items[0].statement,
                "Page cache, tmpfs and swap cache together: 484 KiB, less than 0.1 % of RAM.");
    assert_int_equal(answer_to(&machine->diagnosis, "thrashing")->evidence.items[0].lines.first, 38);
    for (size_t i = 0; i < machine->diagnosis.advice_count; i++)
        assert_false(str_has(machine->diagnosis.advice[i].because, STR("0 KiB of page cache")));
    ledger->within.pagecache_kb = 320000;
    judge(machine);
    assert_says(answer_to(&machine->diagnosis, "thrashing")->answer, "unknown");
}

/* The setting, not the score, decided. */
static void the_asking_process_dies_where_it_is_set_so(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "small", 11, 480 * MIB));
    machine_add_one(machine, "php-fpm", 12, 6 * GIB);
    machine->kills[0].message = STR("Out of memory (oom_kill_allocating_task)");
    machine->kills[0].oom_score_adj = 300;
    judge(machine);
    assert_int_equal(machine->diagnosis.choice.items[0].lines.first, 100);
    assert_has(machine->diagnosis.choice.items[0].statement, "killed the process that asked for memory");
    for (size_t i = 0; i < machine->diagnosis.choice.count; i++) {
        assert_false(str_has(machine->diagnosis.choice.items[i].statement, STR("Next in line")));
        assert_false(str_has(machine->diagnosis.choice.items[i].statement, STR("oom_score_adj of 300")));
    }
}

/* Three quarters of 8 GiB for 21 workers: 292.57 MiB each. */
static void a_setting_of_a_pool_holds_for_each_worker(void **state) {
    struct machine *machine = *state;
    size_t first = machine_add_task(machine, "php-fpm", 11, 5 * GIB);
    for (int64_t pid = 12; pid < 32; pid++)
        machine_add_task(machine, "php-fpm", pid, 50 * MIB);
    machine_add_group(machine, "php-fpm", first, 21, 5 * GIB + 1000 * MIB);
    machine_kill(machine, first);
    judge(machine);
    assert_true(advises(machine, "memory_limit: it holds for each of the 21 processes, so below 293 MiB"));
}

/* A tenth of the limit of 512 MiB is 51.2 MiB. */
static void a_group_below_its_limit_did_not_reach_it(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->reckoning.cgroup.at_limit = false;
    machine->reckoning.cgroup.anon_kb = 400 * MIB;
    machine_kill(machine, machine_add_one(machine, "java", 11, 400 * MIB));
    machine->reckoning.cgroup.usage_kb = machine->event.cgroup.memory.usage_kb = 461 * MIB;
    judge(machine);
    assert_has(machine->diagnosis.headline, "reached its memory limit of 512 MiB");
    machine->reckoning.cgroup.usage_kb = machine->event.cgroup.memory.usage_kb = 460 * MIB;
    judge(machine);
    assert_has(machine->diagnosis.headline, "which used 460 MiB of its limit of 512 MiB");
    assert_has(answer_to(&machine->diagnosis, "scope")->statement, "below its limit when this was printed");
}

/* Node 1 has ZONE_MOVABLE alone. */
static void a_node_without_a_zone_for_the_request_is_not_exhausted(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 1 * GIB));
    set_zones(machine, 4 * GIB, 3 * GIB);
    machine->reckoning.scope = SCOPE_CPUSET;
    machine->reckoning.shortage = SHORTAGE_UNKNOWN;
    machine->reckoning.gfp_known = true;
    machine->zone_states[0].eligible = TRI_NO;
    machine->zone_states[0].node_barred = false;
    machine->zone_states[1].eligible = TRI_NO;
    machine->zone_states[1].node_barred = true;
    const struct finding *best = judge(machine);
    assert_says(best->pattern, "numa");
    assert_has(best->statement, "No zone of the nodes");
    assert_has(machine->diagnosis.headline, "have no zone for it");
    machine->zone_states[0].eligible = TRI_UNKNOWN;
    judge(machine);
    assert_false(str_has(machine->diagnosis.headline, STR("have no zone for it")));
}

/* 4 * sqrt(4 GiB in kB) is 8192 kB for the low zone; HighMem's own mark does not count. */
static void a_lowered_min_free_is_to_be_raised(void **state) {
    struct machine *machine = *state;
    struct note note = {NOTE_ALLOCATION_FAILURE, 3, ABSENT,
                        STR("swapper/0: page allocation failure: order:0, mode:0x20(GFP_ATOMIC)")};
    machine_kill(machine, machine_add_one(machine, "java", 11, 6 * GIB));
    set_zones(machine, 3 * MIB, 39 * MIB);
    machine->zones[0].min_kb = 4096;
    judge(machine);
    assert_false(advises(machine, "min_free_kbytes"));
    machine->event.notes = &note;
    machine->event.note_count = 1;
    judge(machine);
    assert_true(advises(machine, "sysctl -w vm.min_free_kbytes=8192"));
    machine->event.note_count = 0;
    machine->zones[0].min_kb = 4095;
    judge(machine);
    assert_true(advises(machine, "sysctl -w vm.min_free_kbytes=8192"));
    machine->zones[1].line = 0; /* a zone's line is lost */
    judge(machine);
    assert_false(advises(machine, "min_free_kbytes"));
}

/* Parent and fork share what each counts as its own: 3 GiB in each of 5 GiB in all. */
static void a_kill_of_a_fork_gives_back_what_is_not_shared(void **state) {
    struct machine *machine = *state;
    size_t parent = machine_add_one(machine, "app", 11, 3 * GIB), child = machine_add_one(machine, "app2", 12, 3 * GIB);
    machine->tasks[parent].rss_anon = machine->tasks[child].rss_anon = 3 * GIB / 4;
    machine->reckoning.ledger.parts.anon_kb = 5 * GIB;
    machine_kill(machine, child);
    judge(machine);
    bool told = false;
    for (size_t i = 0; i < machine->diagnosis.choice.count; i++)
        told = told || str_has(machine->diagnosis.choice.items[i].statement, STR("can give back about 2 GiB"));
    assert_true(told);
}

static void hostile_figures_are_survived(void **state) {
    struct machine *machine = *state;
    size_t row = machine_add_one(machine, "x", INT64_MAX, 4);
    machine_kill(machine, row);
    machine->tasks[row].rss = machine->tasks[row].swapents = machine->tasks[row].pgtables_bytes = INT64_MAX;
    machine->groups[0].rss_kb = machine->groups[0].swap_kb = INT64_MAX;
    machine->groups[0].count = INT64_MAX;
    machine->reckoning.ledger.parts.anon_kb = INT64_MAX;
    machine->reckoning.ledger.parts.slab_unreclaimable_kb = INT64_MAX - 1;
    machine->reckoning.ledger.managed_kb = INT64_MAX;
    machine->kills[0].anon_rss_kb = machine->kills[0].file_rss_kb = INT64_MAX;
    judge(machine);
}

static void every_failing_allocation_is_survived(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 7 * GIB));
    struct judgement *judgement;
    bool done = false;
    for (size_t n = 1; !done && n < 2000; n++) {
        arena_reset(&machine->arena);
        short_memory_fail(n);
        done = diagnose(&machine->event, &machine->reckoning, &machine->grown, &machine->diagnosis, &judgement) &&
               diagnose_explain(judgement, &machine->diagnosis);
        short_memory_fail(0);
    }
    assert_true(done);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_A_MACHINE(one_large_process_is_a_leak_or_a_large_process),
        ON_A_MACHINE(approximate_rss_takes_one_level_unless_the_counters_agree),
        ON_A_MACHINE(a_damaged_log_takes_one_level),
        ON_A_MACHINE(a_process_that_no_row_shows_leaves_doubt),
        ON_A_MACHINE(counters_that_contradict_each_other_make_nothing_sure),
        ON_A_MACHINE(growth_makes_a_leak_of_a_large_process),
        ON_A_MACHINE(a_process_that_was_started_again_is_no_surer_a_leak),
        ON_A_MACHINE(growth_of_another_process_says_nothing_of_a_leak),
        ON_A_MACHINE(growth_speaks_against_an_undersized_machine),
        ON_A_MACHINE(without_a_table_nobody_is_named),
        ON_A_MACHINE(a_kill_line_may_show_the_holder_by_itself),
        ON_A_MACHINE(equal_workers_are_too_many_for_the_machine),
        ON_A_MACHINE(rss_of_shared_pages_is_bounded_by_the_counters),
        ON_A_MACHINE(most_private_memory_is_not_the_largest_process),
        ON_A_MACHINE(workers_on_one_segment_are_compared_like_with_like),
        ON_A_MACHINE(a_group_that_is_mostly_one_process_says_so),
        ON_A_MACHINE(page_tables_have_an_owner),
        ON_A_MACHINE(a_kernel_may_run_out_while_booting),
        ON_A_MACHINE(an_empty_table_leaves_only_init),
        ON_A_MACHINE(watermarks_that_keep_half_are_a_rival),
        ON_A_MACHINE(swap_in_ram_is_the_processes_own_memory),
        ON_A_MACHINE(a_watermark_beyond_all_ram_is_no_figure),
        ON_A_MACHINE(a_boosted_watermark_says_so),
        ON_A_MACHINE(shared_memory_that_is_not_in_the_log_is_not_called_private),
        ON_A_MACHINE(locked_memory_makes_swap_useless),
        ON_A_MACHINE(many_small_processes_with_close_pids_are_a_fork_bomb),
        ON_A_MACHINE(a_pool_with_scattered_pids_is_no_fork_bomb),
        ON_A_MACHINE(large_workers_are_no_fork_bomb),
        ON_A_MACHINE(slab_leads_with_its_caches_and_without_capacity_advice),
        ON_A_MACHINE(a_cache_of_a_size_is_traced_to_its_callers),
        ON_A_MACHINE(the_eighth_cache_is_the_last_that_is_asked),
        ON_A_MACHINE(an_answer_tells_the_one_that_stands_out_of_its_name),
        ON_A_MACHINE(a_machine_with_upstart_has_no_units),
        ON_A_MACHINE(processes_fill_no_more_than_the_limit),
        ON_A_MACHINE(listed_caches_are_no_more_than_there_is),
        ON_A_MACHINE(slab_and_a_process_of_like_size_leave_doubt),
        ON_A_MACHINE(pinned_reclaimable_slab_counts),
        ON_A_MACHINE(slab_beside_much_page_cache_exhausts_nothing),
        ON_A_MACHINE(graphics_memory_outweighs_a_process),
        ON_A_MACHINE(page_tables_that_hold_the_memory_are_the_cause),
        ON_A_MACHINE(an_idle_pool_of_huge_pages_is_the_cause),
        ON_A_MACHINE(locked_memory_belongs_to_its_process),
        ON_A_MACHINE(ramfs_belongs_to_no_process),
        ON_A_MACHINE(what_no_counter_shows_is_unaccounted),
        ON_A_MACHINE(a_gap_may_be_gigantic_pages),
        ON_A_MACHINE(a_small_gap_is_usual),
        ON_A_MACHINE(the_shielded_holder_leads_over_its_own_leak),
        ON_A_MACHINE(sysrq_is_manual_and_takes_no_capacity),
        ON_A_MACHINE(one_zone_out_of_two_is_lowmem),
        ON_A_MACHINE(what_keeps_a_request_from_other_zones_is_told),
        ON_A_MACHINE(nodes_out_of_reach_are_numa),
        ON_A_MACHINE(a_node_below_its_watermarks_beside_others_with_room_is_numa),
        ON_A_MACHINE(without_memory_figures_no_limit_is_advised),
        ON_A_MACHINE(a_shielded_process_alone_proves_little),
        ON_A_MACHINE(a_figure_of_the_kill_line_cites_it),
        ON_A_MACHINE(rows_never_hold_more_page_tables_than_the_machine),
        ON_A_MACHINE(what_is_locked_is_never_more_than_all),
        ON_A_MACHINE(a_victim_may_map_pages_charged_to_other_groups),
        ON_A_MACHINE(room_elsewhere_is_read_from_the_zones),
        ON_A_MACHINE(a_table_without_rows_is_empty_or_cut),
        ON_A_MACHINE(memory_in_no_counter_may_be_the_most),
        ON_A_MACHINE(pieces_too_small_are_fragmentation),
        ON_A_MACHINE(a_larger_piece_beside_clean_cache_is_fragmentation),
        ON_A_MACHINE(a_table_that_shows_too_little_names_nobody),
        ON_A_MACHINE(a_cut_table_makes_no_outlier),
        ON_A_MACHINE(the_swap_cache_needs_no_row),
        ON_A_MACHINE(an_unlisted_process_may_hide_behind_a_kind),
        ON_A_MACHINE(swapped_shared_memory_is_weighed_against_ram_and_swap),
        ON_A_MACHINE(free_memory_in_usable_zones_is_not_exhausted),
        ON_A_MACHINE(room_that_is_all_cma_is_doubted),
        ON_A_MACHINE(a_share_of_a_cut_report_says_nothing),
        ON_A_MACHINE(page_cache_beside_lost_counters_says_nothing),
        ON_A_MACHINE(kinds_are_no_share_of_processes),
        ON_A_MACHINE(a_victim_without_a_row_is_a_process_too),
        ON_A_MACHINE(a_limit_of_a_mebibyte_is_too_small_for_anything),
        ON_A_MACHINE(in_a_cgroup_the_limit_is_the_room),
        ON_A_MACHINE(a_group_tells_its_swap_better_than_its_rows),
        ON_A_MACHINE(the_limit_that_was_hit_may_be_that_of_memory_and_swap),
        ON_A_MACHINE(a_cgroup_without_a_limit_hit_none),
        ON_A_MACHINE(dirty_cache_fills_a_cgroup),
        ON_A_MACHINE(a_merged_cache_is_not_taken_by_its_name),
        ON_A_MACHINE(a_cache_that_names_its_owner_gets_its_command),
        ON_A_MACHINE(a_name_with_escaped_bytes_is_left_out_of_commands),
        ON_A_MACHINE(advice_names_how_many_workers_fit),
        ON_A_MACHINE(workers_are_counted_where_products_overflow),
        ON_A_MACHINE(a_panic_by_order_is_a_setting),
        ON_A_MACHINE(a_panic_with_nothing_to_kill_is_no_setting),
        ON_A_MACHINE(zones_are_told_of_without_the_request),
        ON_A_MACHINE(a_zone_that_is_not_there_is_not_short),
        ON_A_MACHINE(pieces_that_the_reserve_keeps_are_not_to_be_had),
        ON_A_MACHINE(a_confined_kill_without_figures_promises_nothing),
        ON_A_MACHINE(kills_give_back_the_swap_of_each),
        ON_A_MACHINE(killing_the_allocating_task_is_a_setting),
        ON_A_MACHINE(the_log_of_a_userspace_killer_is_advised),
        ON_A_MACHINE(root_is_told_to_run_as_another_user_to_limit_locked_memory),
        ON_A_MACHINE(dirty_cache_of_a_cgroup_gets_no_sysctl),
        ON_A_MACHINE(charged_pages_without_a_name_are_unaccounted),
        ON_A_MACHINE(two_large_ones_beside_each_other_are_no_outlier),
        ON_A_MACHINE(an_outlier_is_weighed_against_its_neighbour_and_its_like),
        ON_A_MACHINE(a_child_of_vfork_holds_nothing_of_its_own),
        ON_A_MACHINE(two_large_programs_may_be_too_much_together),
        ON_A_MACHINE(one_of_a_pair_outgrows_the_other),
        ON_A_MACHINE(what_a_report_without_a_table_shows),
        ON_A_MACHINE(a_memory_test_is_known_by_its_name),
        ON_A_MACHINE(the_end_of_a_table_may_show_a_fork_bomb),
        ON_A_MACHINE(one_much_larger_worker_is_not_alike),
        ON_A_MACHINE(threads_without_end_are_told_by_their_stacks),
        ON_A_MACHINE(the_slab_table_alone_tells_of_slab),
        ON_A_MACHINE(a_kernel_with_hardly_any_memory_is_undersized),
        ON_A_MACHINE(a_balloon_lowers_the_confidence),
        ON_A_MACHINE(a_cgroup_below_its_limit_is_not_exhausted),
        ON_A_MACHINE(a_larger_request_below_a_limit_leaves_doubt),
        ON_A_MACHINE(a_constraint_tells_that_no_limit_was_hit),
        ON_A_MACHINE(who_asked_for_a_kill_without_a_limit_is_looked_for),
        ON_A_MACHINE(swap_of_its_own_counts_for_a_process),
        ON_A_MACHINE(a_kill_line_alone_names_no_consumer),
        ON_A_MACHINE(a_user_of_many_programs_is_the_consumer),
        ON_A_MACHINE(a_user_holds_what_is_swapped_out_too),
        ON_A_MACHINE(a_leader_may_hold_all_of_its_group),
        ON_A_MACHINE(a_group_holds_what_is_swapped_out_too),
        ON_A_MACHINE(swap_of_unknown_owners_is_told_apart),
        ON_A_MACHINE(an_equal_score_of_the_next_candidate_is_told),
        ON_A_MACHINE(kills_give_back_no_more_than_there_is),
        ON_A_MACHINE(a_process_is_limited_though_the_machine_is_of_unknown_size),
        ON_A_MACHINE(a_family_is_limited_together),
        ON_A_MACHINE(a_limit_is_raised_where_it_is_set),
        ON_A_MACHINE(shared_memory_is_looked_for_in_its_container),
        ON_A_MACHINE(a_raised_limit_takes_no_swap_away),
        ON_A_MACHINE(memory_high_needs_something_to_reclaim),
        ON_A_MACHINE(a_doubled_row_hides_no_rival),
        ON_A_MACHINE(no_journal_is_asked_for_where_there_is_none),
        ON_A_MACHINE(limits_of_the_kubelet_and_odd_paths_are_left_alone),
        ON_A_MACHINE(userspace_killers_have_no_kernel_report),
        ON_A_MACHINE(a_name_is_never_run_as_a_command),
        ON_A_MACHINE(an_advised_limit_is_below_what_was_held),
        ON_A_MACHINE(a_userspace_killer_is_for_machines),
        ON_A_MACHINE(a_userspace_killer_is_for_machines_of_a_gibibyte),
        ON_A_MACHINE(an_advised_limit_bounds_swap_too),
        ON_A_MACHINE(an_advised_limit_on_tasks_is_below_the_fork_bomb),
        ON_A_MACHINE(sparse_page_tables_want_no_huge_pages),
        ON_A_MACHINE(a_tmpfs_is_bounded_where_it_is_mounted),
        ON_A_MACHINE(a_cut_report_advises_to_get_the_whole_one),
        ON_A_MACHINE(a_lowered_min_free_is_to_be_raised),
        ON_A_MACHINE(a_kill_of_a_fork_gives_back_what_is_not_shared),
        ON_A_MACHINE(the_asking_process_dies_where_it_is_set_so),
        ON_A_MACHINE(a_setting_of_a_pool_holds_for_each_worker),
        ON_A_MACHINE(a_group_below_its_limit_did_not_reach_it),
        ON_A_MACHINE(a_node_without_a_zone_for_the_request_is_not_exhausted),
        ON_A_MACHINE(page_cache_gone_means_thrashing),
        ON_A_MACHINE(signs_stand_in_for_a_page_cache_that_is_not_shown),
        ON_A_MACHINE(page_cache_is_no_more_than_its_total_less_the_swap_cache),
        ON_A_MACHINE(swap_that_was_switched_off_is_told),
        ON_A_MACHINE(a_swap_that_was_never_read_is_no_sign),
        ON_A_MACHINE(what_was_read_back_since_an_earlier_event_is_thrashing),
        ON_A_MACHINE(stalled_requests_are_thrashing),
        ON_A_MACHINE(page_cache_is_no_more_than_its_total),
        ON_A_MACHINE(hostile_figures_are_survived),
        ON_A_MACHINE(every_failing_allocation_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
