/* Why this victim, who would have been next, and what its end gives back: each sentence with the figures it needs, and
 * none without them.
 * SPDX-License-Identifier: MIT */
#include "machine.h"
#include "model/release.h"

/* The kernel scored the rows so: pages, the largest first. */
static void scored(struct machine *machine, const int64_t *badness, size_t count) {
    for (size_t row = 0; row < count; row++)
        machine->states[row].badness = badness[row];
    machine->reckoning.best_row = 0;
}

/* java with 4 GiB, mysqld with 2 GiB, sshd with 4 MiB, of which the first is the best choice. */
static void set_three(struct machine *machine) {
    machine_add_one(machine, "java", 11, 4 * GIB);
    machine_add_one(machine, "mysqld", 12, 2 * GIB);
    machine_add_one(machine, "sshd", 13, 4 * MIB);
    scored(machine, (const int64_t[]){GIB, GIB / 2, MIB}, 3);
}

static const struct evidence *choice_of(const struct machine *machine, const char *words) {
    for (size_t i = 0; i < machine->diagnosis.choice.count; i++)
        if (str_has(machine->diagnosis.choice.items[i].statement, str_from_cstr(words)))
            return &machine->diagnosis.choice.items[i];
    return NULL;
}

static void assert_told(struct machine *machine, const char *words, int64_t first, int64_t last) {
    const struct evidence *told;
    judge(machine);
    told = choice_of(machine, words);
    if (!told) {
        for (size_t i = 0; i < machine->diagnosis.choice.count; i++)
            print_error("%.*s\n", STR_ARG(machine->diagnosis.choice.items[i].statement));
        fail_msg("nobody says \"%s\"", words);
    }
    assert_int_equal(told->lines.first, first);
    assert_int_equal(told->lines.last, last);
}

static void assert_silent(struct machine *machine, const char *words) {
    judge(machine);
    assert_null(choice_of(machine, words));
}

static void the_best_is_said_to_be_so(void **state) {
    struct machine *machine = *state;
    set_three(machine);
    machine_kill(machine, 0);
    machine->reckoning.explained = TRI_YES;
    assert_told(machine, "java (pid 11) has the highest score of all processes that may be killed", 50, 50);
    machine->reckoning.best_row = 1;
    assert_told(machine, "java (pid 11) has (within the error of these figures) the highest score", 50, 50);
    machine->reckoning.table_whole = TRI_NO; /* a better one may be among the rows that are lost */
    assert_silent(machine, "highest score");
}

static void another_than_the_best_has_a_reason(void **state) {
    struct machine *machine = *state;
    set_three(machine);
    machine_kill(machine, 1);
    machine->reckoning.explained = TRI_NO;
    assert_told(machine, "By its score java (pid 11) would have been the choice; it may have been dying already", 50,
                50);
    machine->reckoning.release.number = RELEASE(6, 5, 0);
    machine->reckoning.ledger.parts.anon_kb = 7900 * MIB; /* of which the rows show 78 % */
    assert_told(machine, "would have been the choice; this kernel's rss figures are approximate.", 50, 50);
    machine->event.intent_pid = 10;
    assert_told(machine, "would have been the choice; kernels up to 5.0 kill a child of the process they chose.", 50,
                50);
    machine->event.identity.pid = 12; /* it asked for memory itself */
    assert_told(machine, "would have been the choice; the kernel killed the process that asked for memory", 50, 50);
}

static void a_setting_names_the_victim(void **state) {
    struct machine *machine = *state;
    set_three(machine);
    machine_kill(machine, 1);
    machine->kills[0].message = STR("Out of memory (oom_kill_allocating_task): Killed process 12");
    machine->reckoning.explained = TRI_NO;
    assert_told(machine, "vm.oom_kill_allocating_task is set: the kernel killed the process that asked", 100, 100);
    assert_null(choice_of(machine, "would have been the choice"));
    assert_null(choice_of(machine, "Next in line"));
}

static void a_child_dies_in_its_parents_place(void **state) {
    struct machine *machine = *state;
    set_three(machine);
    machine_kill(machine, 1);
    machine->event.intent = (struct cited_text){STR("Out of memory: Kill process 11 (java) score 498"), 98};
    machine->event.intent_pid = 11;
    machine->event.intent_name = STR("java");
    assert_told(machine, "The kernel chose java (pid 11) and killed its child mysqld (pid 12) in its place", 98, 100);
    assert_null(choice_of(machine, "Next in line"));
    machine->tasks[1].tgid = 11; /* a thread of its own */
    assert_silent(machine, "killed its child");
    machine->tasks[1].tgid = 12;
    machine->event.intent_pid = 12;
    assert_silent(machine, "killed its child");
}

/* 512 MiB are 131072 pages fewer; in thousandths of memory they are points. */
static void the_next_one_is_named(void **state) {
    struct machine *machine = *state;
    set_three(machine);
    machine_kill(machine, 0);
    scored(machine, (const int64_t[]){GIB, GIB - 131072, MIB}, 3);
    assert_told(machine, "Next in line: mysqld (pid 12), 512 MiB smaller by its score.", 51, 51);
    machine->reckoning.badness_permille = true;
    scored(machine, (const int64_t[]){500, 250, 1}, 3);
    assert_told(machine, "Next in line: mysqld (pid 12), with a score 250 of 1000 points lower.", 51, 51);
    scored(machine, (const int64_t[]){500, 500, 1}, 3);
    assert_told(machine, "Next in line: mysqld (pid 12), with the same score.", 51, 51);
    machine->states[1].killable = TRI_NO;
    assert_told(machine, "Next in line: sshd (pid 13)", 52, 52);
    machine->states[1].killable = TRI_YES;
    machine->states[1].repeated = true;
    assert_told(machine, "Next in line: sshd (pid 13)", 52, 52);
    machine->states[1].repeated = false;
    machine_kill(machine, 1);
    machine->reckoning.victim_row = 0;
    assert_told(machine, "Next in line: sshd (pid 13)", 52, 52);
}

static void nobody_is_next(void **state) {
    struct machine *machine = *state;
    set_three(machine);
    machine_kill(machine, 1);
    scored(machine, (const int64_t[]){GIB, GIB / 2, MIB}, 3); /* the best lived on: the scores explain nothing */
    assert_silent(machine, "Next in line");
    machine->reckoning.victim_row = 0;
    machine->event.oom_group = (struct cited_text){STR("Tasks in /a are going to be killed"), 99};
    assert_silent(machine, "Next in line");
    machine->event.oom_group.line = 0;
    machine->reckoning.table_whole = TRI_NO;
    assert_silent(machine, "Next in line");
}

/* Up to 5.8 all that oom_score_adj pulls below 1 score 1. */
static void scores_below_one_are_alike(void **state) {
    struct machine *machine = *state;
    set_three(machine);
    machine_kill(machine, 2);
    for (int i = 0; i < 3; i++)
        machine->tasks[i].oom_score_adj = -900;
    scored(machine, (const int64_t[]){1, 1, 1}, 3);
    machine->reckoning.explained = TRI_YES;
    machine->reckoning.release.number = RELEASE(5, 8, 0);
    assert_told(machine, "not the largest (java, pid 11, with 4 GiB).", 49, 52);
    machine->reckoning.release.number = 0;
    assert_told(machine, "with 4 GiB); the log does not name this kernel's release.", 49, 52);
    machine->reckoning.release.number = RELEASE(5, 9, 0);
    assert_silent(machine, "No process that may be killed scores above 0");
    machine->reckoning.release.number = RELEASE(5, 8, 0);
    scored(machine, (const int64_t[]){2, 1, 1}, 3);
    assert_silent(machine, "No process that may be killed scores above 0");
}

/* Score 498 of 8 GiB are 4177527 kB; a row of 1 GiB is less than half of them. */
static void a_score_tells_what_the_table_does_not(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "mysqld", 12, GIB));
    machine->tasks[0].swapents = ABSENT;
    machine->reckoning.total_pages = ROOM_KB / 4;
    machine->event.intent = (struct cited_text){STR("Kill process 12 (mysqld) score 498 or sacrifice child"), 98};
    machine->event.intent_pid = 12;
    machine->event.intent_score = 498;
    assert_told(machine, "score 498: about 4 GiB, 50 % of RAM and swap. The table shows 1 GiB of it", 50, 98);
    machine->event.intent_score = 250; /* 2097000 kB, of which the table shows half */
    assert_silent(machine, "The table shows");
    machine->event.intent_score = 251;
    assert_told(machine, "score 251: about 2 GiB, 25 % of RAM and swap. The table shows 1 GiB of it", 50, 98);
    machine->event.intent_score = 1000;
    assert_told(machine, "score 1000: about 8 GiB, 100 % of RAM and swap.", 50, 98);
    machine->event.intent_score = 1001;
    assert_silent(machine, "The table shows");
    machine->event.intent_score = 498;
    machine->tasks[0].oom_score_adj = 498;
    assert_silent(machine, "The table shows");
    machine->tasks[0].oom_score_adj = 0;
    machine->tasks[0].swapents = 0;
    assert_silent(machine, "The table shows");
}

/* Up to 2.6.35 a score was in pages of address space. */
static void an_old_score_is_no_memory(void **state) {
    struct machine *machine = *state;
    set_three(machine);
    machine_kill(machine, 0);
    machine->event.intent = (struct cited_text){STR("kill process 11 (java) score 139071 or a child"), 98};
    machine->event.intent_pid = 11;
    machine->event.intent_score = 139071;
    machine->reckoning.release.number = RELEASE(2, 6, 35);
    assert_told(machine, "The kernel scored it 139071. Up to 2.6.35 that counts address space", 98, 98);
    machine->reckoning.release.number = RELEASE(2, 6, 36);
    assert_silent(machine, "The kernel scored it");
}

static void an_adjustment_is_told(void **state) {
    struct machine *machine = *state;
    set_three(machine);
    machine_kill(machine, 0);
    machine->kills[0].oom_score_adj = 300;
    assert_told(machine, "Its oom_score_adj of 300 raised its score by 30 % of memory and swap.", 100, 100);
    machine->kills[0].oom_score_adj = 0;
    assert_silent(machine, "oom_score_adj of");
    machine->kills[0].oom_score_adj = -300;
    machine->kills[0].anon_rss_kb = 3 * GIB;
    machine->kills[0].file_rss_kb = machine->kills[0].shmem_rss_kb = 0;
    assert_silent(machine, "oom_score_adj of");
    machine->kills[0].anon_rss_kb = 2 * GIB; /* 30 % of 8 GiB are 2.4 GiB */
    assert_told(machine, "Its oom_score_adj of -300 took 30 % of memory and swap off its score, and yet none that", 100,
                100);
    set_cgroup(machine);
    assert_silent(machine, "oom_score_adj of");
    set_cgroup(machine);
    machine->kills[0].oom_score_adj = 300;
    assert_told(machine, "by 30 % of what the cgroup may use.", 100, 100);
}

static void reapers_of_others_are_told(void **state) {
    struct machine *machine = *state;
    set_three(machine);
    machine_kill(machine, 0);
    machine_kill(machine, 1);
    machine->kills[1].named_by = NAMED_BY_REAPER;
    machine->kills[1].line = 104;
    assert_told(machine, "Only the oom_reaper tells of 1 further victim:", 104, 104);
    assert_has(choice_of(machine, "Only the oom_reaper")->statement, "another ended it.");
    machine->event.oom_group = (struct cited_text){STR("Tasks in /a are going to be killed"), 1};
    assert_silent(machine, "Only the oom_reaper");
    assert_told(machine, "Its cgroup is killed as a whole (memory.oom.group); the log shows 2 kills.", 1, 1);
}

static void who_names_the_victim_is_told(void **state) {
    struct machine *machine = *state;
    set_three(machine);
    machine_kill(machine, 0);
    assert_silent(machine, "its kill line");
    machine->kills[0].named_by = NAMED_BY_SUMMARY;
    assert_told(machine, "The \"oom-kill:\" line names it; its kill line, which would tell its sizes, is not", 100,
                100);
    machine->kills[0].named_by = NAMED_BY_ANNOUNCEMENT;
    assert_told(machine, "The line that announces the kill names it; its kill line", 100, 100);
    machine->kills[0].named_by = NAMED_BY_REAPER;
    assert_told(machine, "The oom_reaper's line names it; its kill line", 100, 100);
}

static void nobody_was_killed(void **state) {
    struct machine *machine = *state;
    set_three(machine);
    assert_told(machine, "The log names no victim.", 1, 100);
    machine->event.no_killable = (struct cited_text){STR("Out of memory and no killable processes..."), 97};
    assert_told(machine, "Nobody was killed: every process left was shielded or could not be chosen.", 97, 97);
    machine->event.no_killable.line = 0;
    machine->event.panic = (struct cited_text){STR("System is deadlocked on memory"), 96};
    assert_told(machine, "Nobody was killed: every process left was shielded or could not be chosen.", 96, 96);
    machine->event.panic.text = STR("Out of memory: system-wide panic_on_oom is enabled");
    assert_told(machine, "Nobody was killed: the kernel is set to panic instead.", 96, 96);
}

/* Of a log that stands newest first. */
static void nobody_was_killed_by_the_first_line(void **state) {
    struct machine *machine = *state;
    struct note note = {NOTE_EXITING, 1, ABSENT, STR("")};
    set_three(machine);
    machine->event.is_newest_first = true;
    machine->event.no_killable = (struct cited_text){STR("Out of memory and no killable processes..."), 1};
    assert_told(machine, "Nobody was killed: every process left was shielded or could not be chosen.", 1, 1);
    machine->event.panic = machine->event.no_killable;
    machine->event.no_killable.line = 0;
    assert_told(machine, "Nobody was killed: every process left was shielded or could not be chosen.", 1, 1);
    machine->event.panic.line = 0;
    machine->event.notes = &note;
    machine->event.note_count = 1;
    assert_told(machine, "Nobody was killed: the process that the kernel chose was already exiting.", 1, 1);
}

/* 3 GiB private and 8 MiB of page tables; what others hold in swap counts only if it is much. */
static void what_comes_back(void **state) {
    struct machine *machine = *state;
    set_three(machine);
    machine_kill(machine, 0);
    machine->kills[0].anon_rss_kb = 3 * GIB;
    machine->kills[0].pgtables_kb = 8 * MIB;
    machine->kills[0].swap_kb = 0;
    assert_told(machine, "This kill can give back about 3 GiB (private memory and page tables).", 100, 100);
    machine->reckoning.swap = SWAP_FULL;
    machine->reckoning.swap_total_kb = 2 * GIB;
    machine->kills[0].swap_kb = GIB;
    assert_told(machine, "page tables), and 1 GiB of swap.", 100, 100);
    machine->kills[0].swap_kb = 4 * GIB; /* more than is swapped out: shared slots count in each process */
    assert_told(machine, "page tables), and 2 GiB of swap.", 100, 100);
    machine->kills[0].swap_kb = ABSENT;
    machine->tasks[0].swapents = GIB / 4;
    assert_told(machine, "page tables), and 1 GiB of swap.", 100, 100);
    machine->kills[0].swap_kb = 160 * MIB; /* 1.95 % of 8 GiB */
    assert_told(machine, "3 GiB (private memory and page tables).", 100, 100);
}

/* 3 GiB by the kill line; mysqld, which lives on, has 2 GiB of all private memory. */
static void what_lives_on_bounds_what_comes_back(void **state) {
    struct machine *machine = *state;
    set_three(machine);
    machine_kill(machine, 0);
    machine->kills[0].anon_rss_kb = 3 * GIB;
    machine->reckoning.ledger.parts.anon_kb = 3 * GIB;
    assert_told(machine, "This kill can give back about 1 GiB (private", 100, 100);
    machine->kills[0].anon_rss_kb = 1258288; /* 120 % of 1 GiB are 1258291 kB: figures of two moments */
    assert_told(machine, "This kill can give back about 1.2 GiB (private", 100, 100);
    machine->kills[0].anon_rss_kb = 1258292;
    assert_told(machine, "This kill can give back about 1 GiB (private", 100, 100);
    machine->kills[0].anon_rss_kb = 3 * GIB;
    machine->reckoning.ledger.parts.anon_kb = 2 * GIB + 512 * MIB;
    assert_told(machine, "This kill can give back about 512 MiB (private", 100, 100);
    machine->reckoning.ledger.parts.anon_kb = 2 * GIB; /* nothing is left for a victim: these figures set no bound */
    assert_told(machine, "This kill can give back about 3 GiB (private", 100, 100);
}

static void little_comes_back(void **state) {
    struct machine *machine = *state;
    set_three(machine);
    machine_kill(machine, 2);
    machine->kills[0].anon_rss_kb = 160 * MIB; /* 1.95 % */
    assert_told(machine, "about 160 MiB (private memory and page tables): too little to help for long.", 100, 100);
    machine->kills[0].anon_rss_kb = 165 * MIB; /* 2.01 % */
    assert_told(machine, "about 165 MiB (private memory and page tables).", 100, 100);
    machine->kills[0].shmem_rss_kb = 165 * MIB;
    assert_told(
        machine,
        "Its 165 MiB of shared memory may stay: another process, a file in a tmpfs or a System V segment can keep it.",
        100, 100);
    machine->kills[0].shmem_rss_kb = 164 * MIB;
    assert_silent(machine, "of shared memory stay");
    machine->kills[0].anon_rss_kb = ABSENT;
    assert_silent(machine, "can give back");
}

/* 2458 MiB are 30 % of 8 GiB. */
static void what_nobody_owns_stays(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, GIB));
    machine->reckoning.ledger.parts.shmem_kb = 2458 * MIB;
    assert_told(machine, "The 2.4 GiB of shared memory is no part of that.", 20, 40);
    machine->reckoning.ledger.parts.shmem_kb = 2457 * MIB;
    assert_silent(machine, "is no part of that");
}

static void a_stuck_victim_is_told(void **state) {
    struct machine *machine = *state;
    set_three(machine);
    machine_kill(machine, 0);
    machine->kills[0].reaped = REAPED_FAILED;
    machine->kills[0].reaped_line = 103;
    assert_told(machine, "could not take the memory of java (pid 11) back at once: it is stuck.", 103, 103);
    machine->kills[0].reaped = REAPED_YES;
    assert_silent(machine, "it is stuck");
}

/* A group of twelve: the first eight are enough. */
static void not_all_that_are_stuck_are_told(void **state) {
    static struct kill kills[12];
    struct machine *machine = *state;
    set_three(machine);
    for (int i = 0; i < 12; i++)
        kills[i] = (struct kill){.line = 100 + i,
                                 .pid = 200 + i,
                                 .name = STR("web"),
                                 .anon_rss_kb = MIB,
                                 .shmem_rss_kb = 0,
                                 .pgtables_kb = ABSENT,
                                 .swap_kb = ABSENT,
                                 .oom_score_adj = 0,
                                 .reaped = REAPED_FAILED,
                                 .reaped_line = 120 + i};
    machine->event.kills = kills;
    machine->event.kill_count = 12;
    assert_told(machine, "could not take the memory of web (pid 207)", 127, 127);
    assert_null(choice_of(machine, "(pid 208)"));
}

/* What up to 64 victims had swapped out comes back, too; of more nothing is said. */
static void swap_of_many_victims_is_given_back(void **state) {
    static struct kill kills[65];
    struct machine *machine = *state;
    for (int i = 0; i < 65; i++) {
        machine->tasks[machine_add_task(machine, "web", 200 + i, 10 * MIB)].swapents = 16 * MIB / 4;
        kills[i] = (struct kill){.line = 100 + i,
                                 .pid = 200 + i,
                                 .name = STR("web"),
                                 .anon_rss_kb = 10 * MIB,
                                 .shmem_rss_kb = 0,
                                 .pgtables_kb = ABSENT,
                                 .swap_kb = ABSENT,
                                 .oom_score_adj = 0};
    }
    machine_add_group(machine, "web", 0, 65, 650 * MIB);
    machine->event.kills = kills;
    machine->event.kill_count = 64;
    assert_told(machine, "These kills can give back about 640 MiB (private memory and page tables), and 1 GiB of swap",
                100, 163);
    machine->event.kill_count = 65;
    assert_told(machine, "These kills can give back about 650 MiB (private memory and page tables)", 100, 164);
    assert_silent(machine, "of swap");
}

/* 5 % of 8 GiB are 419431 kB. */
static void a_shielded_one_could_not_be_chosen(void **state) {
    struct machine *machine = *state;
    size_t row = machine_add_one(machine, "oracle", 9, 419432);
    machine->tasks[row].oom_score_adj = -1000;
    machine->states[row].killable = TRI_NO;
    machine_kill(machine, machine_add_one(machine, "java", 11, GIB));
    assert_told(machine, "oracle (pid 9) with 410 MiB could not be chosen: oom_score_adj shields it.", 50, 50);
    machine->tasks[row].rss = 419424 / 4;
    machine->groups[0].rss_kb = 419424;
    assert_silent(machine, "could not be chosen");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_A_MACHINE(the_best_is_said_to_be_so),
        ON_A_MACHINE(another_than_the_best_has_a_reason),
        ON_A_MACHINE(a_setting_names_the_victim),
        ON_A_MACHINE(a_child_dies_in_its_parents_place),
        ON_A_MACHINE(the_next_one_is_named),
        ON_A_MACHINE(nobody_is_next),
        ON_A_MACHINE(scores_below_one_are_alike),
        ON_A_MACHINE(a_score_tells_what_the_table_does_not),
        ON_A_MACHINE(an_old_score_is_no_memory),
        ON_A_MACHINE(an_adjustment_is_told),
        ON_A_MACHINE(reapers_of_others_are_told),
        ON_A_MACHINE(who_names_the_victim_is_told),
        ON_A_MACHINE(nobody_was_killed),
        ON_A_MACHINE(nobody_was_killed_by_the_first_line),
        ON_A_MACHINE(what_comes_back),
        ON_A_MACHINE(what_lives_on_bounds_what_comes_back),
        ON_A_MACHINE(little_comes_back),
        ON_A_MACHINE(what_nobody_owns_stays),
        ON_A_MACHINE(a_stuck_victim_is_told),
        ON_A_MACHINE(not_all_that_are_stuck_are_told),
        ON_A_MACHINE(swap_of_many_victims_is_given_back),
        ON_A_MACHINE(a_shielded_one_could_not_be_chosen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
