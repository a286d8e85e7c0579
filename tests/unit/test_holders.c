/* Who held the memory: rows, names, users and kill lines, weighed by hand on the 8 GiB of machine.h.
 * SPDX-License-Identifier: MIT */
#include "diagnose/facts.h"
#include "machine.h"
#include "model/release.h"

#include <stddef.h>

static struct facts facts;

static const struct holders *count(struct machine *machine) {
    machine_end_lists(machine);
    facts_set(&facts, &machine->event, &machine->reckoning);
    return &facts.holders;
}

/* Rows of 1, 3, 2 and 4 GiB, of which the last may not be killed; the second has most page tables. */
static void rows_are_ranked(void **state) {
    struct machine *machine = *state;
    machine_add_one(machine, "a", 10, GIB);
    machine_add_one(machine, "b", 11, 3 * GIB);
    machine_add_one(machine, "c", 12, 2 * GIB);
    machine_add_one(machine, "d", 13, 4 * GIB);
    machine->states[3].killable = TRI_NO;
    machine->tasks[1].pgtables_bytes = 9000 * 1024;
    machine->tasks[3].pgtables_bytes = 8999 * 1024;
    machine->reckoning.rest = (struct group){.anon_kb = ABSENT, .rss_kb = 5 * MIB, .swap_kb = 2 * MIB};
    machine->reckoning.ledger.parts.anon_kb = ABSENT;
    const struct holders *holders = count(machine);
    assert_says(holders->largest.name, "d");
    assert_says(holders->second.name, "b");
    assert_says(holders->shielded.name, "d");
    assert_says(holders->unshielded.name, "b");
    assert_says(holders->mapper.name, "b");
    assert_int_equal(holders->shielded_kb, 4 * GIB);
    assert_int_equal(holders->listed_kb, 10 * GIB + 5 * MIB);
    assert_int_equal(holders->processes_kb, 10 * GIB + 7 * MIB);
    assert_says(holders->group.name, "d");
    assert_says(holders->next.name, "b");
    assert_says(holders->mappers.name, "b");
    assert_true(holders->table && holders->whole);
    assert_int_equal(holders->largest.pid, 13);
    assert_int_equal(holders->largest.row, 3);
    assert_int_equal(holders->largest.killable, TRI_NO);
    assert_true(holders->largest.mixed);
    assert_lines(holders->largest.lines, 53, 53);
    machine->reckoning.rest.anon_kb = MIB;
    machine->states[3].repeated = true; /* a thread of one that was counted: it is listed, and nobody of its own */
    holders = count(machine);
    assert_int_equal(holders->listed_kb, 10 * GIB + MIB);
    assert_int_equal(holders->processes_kb, 6 * GIB + 3 * MIB);
    assert_says(holders->largest.name, "b");
    assert_int_equal(holders->shielded.count, 0);
}

/* What rows add up to is never more than the counters and the swap in use. */
static void sums_have_a_bound(void **state) {
    struct machine *machine = *state;
    struct reckoning *r = &machine->reckoning;
    machine_add_one(machine, "a", 10, 2 * GIB);
    machine_add_one(machine, "b", 11, GIB);
    r->ledger.parts.anon_kb = 2 * GIB;
    assert_int_equal(count(machine)->processes_kb, 2 * GIB);
    r->ledger.parts.anon_kb = 3 * GIB;
    assert_int_equal(count(machine)->processes_kb, 3 * GIB);
    machine->event.tasks.count = r->group_count = 0;
    r->swap_total_kb = GIB;
    assert_int_equal(count(machine)->processes_kb, 4 * GIB); /* without a table the counters are all there is */
    assert_false(facts.holders.table);
}

/* Two rows of one process: they are alike in every column, and there is not enough private memory for both. */
static void rows_of_one_address_space(void **state) {
    struct machine *machine = *state;
    struct reckoning *r = &machine->reckoning;
    machine_add_task(machine, "db", 10, 3 * GIB);
    machine_add_task(machine, "db", 11, 3 * GIB);
    machine_add_task(machine, "db", 12, 3 * GIB);
    machine_add_task(machine, "sh", 13, GIB);
    machine_add_group(machine, "db", 0, 3, 9 * GIB);
    machine_add_group(machine, "sh", 3, 1, GIB);
    r->ledger.parts.anon_kb = 5 * GIB; /* 120 % of it are 6 GiB: room for two */
    assert_int_equal(count(machine)->twin.count, 0);
    r->ledger.parts.anon_kb = 5 * GIB - 1;
    const struct holders *holders = count(machine);
    assert_int_equal(holders->twin.count, 2);
    assert_int_equal(holders->twin.pid, 11);
    assert_says(holders->second.name, "sh");
    assert_int_equal(holders->group.count, 1);
    machine->groups[0].count = 4;
    assert_int_equal(count(machine)->group.count, 4);
    machine->groups[0].count = 3;
    r->swap_total_kb = 4; /* what is swapped out counts, too */
    assert_int_equal(count(machine)->twin.count, 0);
    r->swap_total_kb = 0;
    struct task *twin = &machine->tasks[1];
    int64_t *columns[] = {&twin->total_vm, &twin->swapents, &twin->pgtables_bytes, &twin->nr_ptes};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        const int64_t kept = *columns[i];
        *columns[i] = kept == ABSENT ? 1 : kept + 1;
        machine->tasks[2].rss = 1000;
        if (count(machine)->twin.count)
            fail_msg("column %zu", i);
        *columns[i] = kept;
    }
    assert_int_equal(count(machine)->twin.count, 1);
    twin->name = STR("dc");
    assert_int_equal(count(machine)->twin.count, 0);
}

/* What of a row cannot be shared memory or files. */
static void what_is_a_rows_own(void **state) {
    struct machine *machine = *state;
    struct ledger_parts *parts = &machine->reckoning.ledger.parts;
    const size_t row = machine_add_one(machine, "a", 10, 1000);
    struct task *task = &machine->tasks[row];
    parts->shmem_kb = 300;
    parts->file_kb = 200;
    count(machine);
    assert_int_equal(holders_own_kb(&facts.room, task), 500);
    task->rss_anon = 100;
    assert_int_equal(holders_own_kb(&facts.room, task), 400);
    task->rss_anon = ABSENT;
    for (int lost = 0; lost < 2; lost++) {
        parts->shmem_kb = lost ? 300 : ABSENT;
        parts->file_kb = lost ? ABSENT : 200;
        count(machine);
        assert_int_equal(holders_own_kb(&facts.room, task), 0);
    }
}

/* Copies of fork: of one address space, and within 95 % of each other, where all have more than there is. */
static void a_family_of_copies(void **state) {
    struct machine *machine = *state;
    static const struct {
        int64_t second_kb, more_vm;
        const char *name;
        int64_t anon_kb;
        bool is;
    } cases[] = {{4 * 950000, 0, "db", 6000000, true},
                 {4 * 949999, 0, "db", 6000000, false},
                 {4 * 950000, 1, "db", 6000000, false},
                 {4 * 950000, 0, "sh", 6000000, false},
                 {4 * 950000, 0, "db", 8000000, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        machine->event.tasks.count = machine->reckoning.group_count = 0;
        machine_add_task(machine, "db", 10, 4000000);
        machine_add_task(machine, cases[i].name, 11, cases[i].second_kb);
        machine->tasks[0].total_vm = 5000000;
        machine->tasks[1].total_vm = 5000000 + cases[i].more_vm;
        machine->tasks[0].rss_anon = 1000000;
        machine->tasks[1].rss_anon = cases[i].second_kb / 4;
        machine_add_group(machine, "db", 0, 2, 4000000 + cases[i].second_kb);
        machine->groups[0].anon_kb = 4000000 + cases[i].second_kb;
        machine->reckoning.ledger.parts.anon_kb = cases[i].anon_kb;
        if (count(machine)->family != cases[i].is)
            fail_msg("case %zu", i);
    }
}

/* Half of what a name holds is one process's. */
static void a_name_may_be_mostly_one(void **state) {
    struct machine *machine = *state;
    machine_add_task(machine, "web", 10, 100 * MIB);
    machine_add_task(machine, "web", 11, 200 * MIB);
    machine_add_task(machine, "sh", 12, 150 * MIB);
    machine_add_task(machine, "web", 13, 200 * MIB);
    machine_add_group(machine, "web", 0, 3, 400 * MIB);
    const struct holders *holders = count(machine);
    assert_int_equal(holders->leader.pid, 11); /* the first of equals */
    assert_says(holders_leader(holders), ", mostly pid 11 with 200 MiB");
    machine->groups[0].rss_kb = 200 * MIB;
    assert_says(holders_leader(count(machine)), ", nearly all of it pid 11");
    machine->groups[0].rss_kb = 400 * MIB + 2;
    assert_int_equal(count(machine)->leader.count, 0);
    assert_says(holders_leader(&facts.holders), "");
    machine->groups[0].rss_kb = 400 * MIB;
    count(machine);
    facts.holders.family = true; /* the others hold the same pages */
    assert_says(holders_leader(&facts.holders), "");
}

/* A table without rows and "no killable processes": all that is private is init's, a quarter of RAM at least. */
static void init_is_never_listed(void **state) {
    struct machine *machine = *state;
    struct event *event = &machine->event;
    for (int lacks = 0; lacks < 7; lacks++) {
        event->tasks.header = lacks == 1 ? STR("") : STR("[ pid ]");
        event->no_killable.line = lacks == 2 ? 0 : 60;
        machine->reckoning.release.number = lacks == 3 ? RELEASE(2, 6, 35) : RELEASE(2, 6, 36);
        machine->reckoning.ledger.parts.anon_kb = lacks == 4 ? 2 * GIB - 1 : 2 * GIB;
        event->trigger.name = lacks == 5 ? STR("swapper/0") : STR("hog");
        event->identity.pid = lacks == 6 ? 70 : 1;
        const struct holders *holders = count(machine);
        if (holders->init_alone != (lacks == 0 || lacks == 6))
            fail_msg("lacks %d", lacks);
        if (!holders->init_alone)
            continue;
        assert_says(holders->largest.name, lacks == 6 ? "init" : "hog");
        assert_int_equal(holders->largest.pid, 1);
        assert_int_equal(holders->largest.kb, 2 * GIB);
        assert_int_equal(holders->group.count, 1);
    }
}

/* Without a row of the victim's kill lines tell what died: all of them, the largest and the next. */
static void kill_lines_add_processes(void **state) {
    struct machine *machine = *state;
    const int64_t sizes_kb[] = {GIB, 2 * GIB};
    machine->reckoning.ledger.parts.anon_kb = ABSENT;
    for (int i = 0; i < 2; i++)
        machine->kills[i] = (struct kill){.line = 60 + i,
                                          .pid = 100 + i,
                                          .name = i ? STR("b") : STR("a"),
                                          .anon_rss_kb = sizes_kb[i],
                                          .file_rss_kb = 10,
                                          .shmem_rss_kb = 20,
                                          .swap_kb = 40,
                                          .pgtables_kb = 80};
    machine->event.kill_count = 2;
    const struct holders *holders = count(machine);
    assert_says(holders->largest.name, "b");
    assert_says(holders->second.name, "a");
    assert_says(holders->group.name, "b");
    assert_int_equal(holders->processes_kb, 3 * GIB + 80);
    assert_int_equal(holders->largest.kb, 2 * GIB + 40);
    assert_int_equal(holders->largest.rss_kb, 2 * GIB + 30);
    assert_int_equal(holders->largest.pagetables_kb, 80);
    assert_int_equal(holders->largest.killable, TRI_YES);
    assert_true(holders->largest.row == SIZE_MAX);
    assert_lines(holders->largest.lines, 61, 61);
    machine->kills[1].anon_rss_kb = ABSENT;
    assert_says(count(machine)->largest.name, "a");
    machine_add_one(machine, "c", 7, 4 * MIB);
    machine->reckoning.ledger.parts.anon_kb = ABSENT;
    assert_says(count(machine)->largest.name, "a"); /* nobody of the table was the victim */
    machine->reckoning.victim_row = 0;
    assert_says(count(machine)->largest.name, "c");
}

static void set_users(struct machine *machine, int64_t first_uid, int64_t second_uid, int64_t first_kb,
                      int64_t second_kb) {
    machine->event.tasks.count = machine->reckoning.group_count = 0;
    machine->reckoning.ledger.parts.anon_kb = 0;
    static const char *const names[] = {"a", "b", "c", "d"};
    for (int64_t i = 0; i < 4; i++) {
        const size_t row = machine_add_one(machine, names[i], 10 + i, i < 2 ? first_kb : second_kb);
        machine->tasks[row].uid = i < 2 ? first_uid : second_uid;
    }
}

/* No name stands out, and a user's programs hold half of what all hold; root's are the system's own. */
static void a_user_holds_most(void **state) {
    struct machine *machine = *state;
    set_users(machine, 1000, 1001, GIB, GIB - 4);
    const struct holders *holders = count(machine);
    assert_int_equal(holders->user_uid, 1000);
    assert_int_equal(holders->user.count, 2);
    assert_int_equal(holders->user.kb, 2 * GIB);
    assert_false(holders->user.bounded);
    assert_lines(holders->user.lines, 49, 53);
    set_users(machine, 1000, 1001, GIB - 4, GIB);
    assert_int_equal(count(machine)->user_uid, 1001);
    set_users(machine, 0, 1001, GIB, GIB - 4);
    assert_int_equal(count(machine)->user.count, 0);
    set_users(machine, 1, 0, GIB, GIB - 4);
    assert_int_equal(count(machine)->user_uid, 1);
    machine->event.tasks.rest.rows = 1; /* not all rows tell their uid */
    assert_int_equal(count(machine)->user.count, 0);
    machine->event.tasks.rest.rows = 0;
    machine->tasks[1].uid = 5; /* three users, of whom none has half */
    assert_int_equal(count(machine)->user.count, 0);
    set_users(machine, 1000, 1000, GIB, GIB);
    machine->reckoning.ledger.parts.anon_kb = 3 * GIB; /* shared pages count in each */
    holders = count(machine);
    assert_int_equal(holders->user.count, 4);
    assert_int_equal(holders->user.kb, 3 * GIB);
    assert_true(holders->user.bounded);
}

/* 100 tiny rows of one name: the newest half lies within twice their number. */
static void born_one_after_another(void **state) {
    struct machine *machine = *state;
    static const struct {
        int64_t first, last;
        bool is;
    } pids[] = {{1000, 1250, true}, {1000, 1251, false}, {1, 1250, true}};
    for (size_t i = 0; i < sizeof pids / sizeof *pids; i++) {
        machine->event.tasks.count = machine->reckoning.group_count = machine->reckoning.process_count = 0;
        machine->reckoning.ledger.parts.anon_kb = 0;
        for (int64_t j = 0; j < 100; j++)
            machine_add_task(machine, "sh", j < 50 ? pids[i].first + j : j < 99 ? 1049 + j - 49 : pids[i].last, 512);
        machine_add_group(machine, "sh", 0, 100, 51200);
        assert_int_equal(count(machine)->fork_bomb, pids[i].is); /* from 1050 on, 200 at most */
        assert_false(facts.holders.fork_bomb_tail || facts.holders.threaded);
    }
}

/* Kernel stacks of 16 kB, on 32 bit and up to 3.14 of 8. */
static void stacks_count_threads(void **state) {
    struct machine *machine = *state;
    static const struct {
        const char *arch;
        int32_t release;
        int64_t threads;
    } cases[] = {{"x86_64", RELEASE(3, 15, 0), 100}, {"x86_64", RELEASE(3, 14, 79), 200},
                 {"i386", RELEASE(6, 1, 0), 200},    {"arm", RELEASE(6, 1, 0), 200},
                 {"arm64", RELEASE(6, 1, 0), 100},   {"", 0, 100}};
    machine->reckoning.ledger.parts.kernel_stack_kb = 1600;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        machine->event.identity.arch = str_from_cstr(cases[i].arch);
        machine->reckoning.release.number = cases[i].release;
        assert_int_equal(count(machine)->threads, cases[i].threads);
    }
}

/* 6.2 to 6.19, where rows show less than 80 % of the counters. */
static void approximate_rss(void **state) {
    struct machine *machine = *state;
    struct reckoning *r = &machine->reckoning;
    static const struct {
        int32_t release;
        int64_t sum_kb;
        bool is;
    } cases[] = {{RELEASE(6, 2, 0), 799, true},
                 {RELEASE(6, 2, 0), 800, false},
                 {RELEASE(6, 1, 99), 799, false},
                 {RELEASE(7, 0, 0), 799, false},
                 {RELEASE(6, 19, 0), 799, true}};
    machine_add_one(machine, "a", 10, 4);
    r->ledger.parts.anon_kb = 1000;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        r->release.number = cases[i].release;
        r->anon_sum_kb = cases[i].sum_kb;
        r->rss_sum_kb = 1000;
        assert_int_equal(count(machine)->rss_approximate, cases[i].is);
        r->anon_sum_kb = ABSENT;
        r->rss_sum_kb = cases[i].sum_kb;
        assert_int_equal(count(machine)->rss_approximate, cases[i].is);
    }
}

/* Private memory in no row: beyond rows, kill lines and the swap cache. */
static void memory_in_no_row(void **state) {
    struct machine *machine = *state;
    struct reckoning *r = &machine->reckoning;
    machine_add_one(machine, "a", 10, 100);
    r->ledger.parts.anon_kb = 4 * GIB;
    r->ledger.within.swap_cache_kb = GIB;
    assert_int_equal(count(machine)->unlisted_kb, 3 * GIB - 100);
    assert_true(facts.holders.unlisted);
    for (int i = 0; i < 2; i++)
        machine->kills[i] = (struct kill){.pid = 50 + i, .name = STR("b"), .line = 80, .anon_rss_kb = 200 + i};
    machine->event.kill_count = 2;
    assert_int_equal(count(machine)->unlisted_kb, 3 * GIB - 501);
    r->victim_row = 0;
    assert_int_equal(count(machine)->unlisted_kb, 3 * GIB - 100);
    machine->event.tasks.count = r->group_count = 0;
    r->victim_row = SIZE_MAX;
    assert_int_equal(count(machine)->unlisted_kb, 0);
}

static void why_memory_is_in_no_row(void **state) {
    struct machine *machine = *state;
    static const struct {
        enum scope scope;
        enum cut cut;
        const char *why;
    } cases[] = {
        {SCOPE_CPUSET, CUT_HEAD, "it lists only those that may use the nodes of the request"},
        {SCOPE_MEMPOLICY, CUT_NOT, "it lists only those that may use the nodes of the request"},
        {SCOPE_SYSTEM, CUT_HEAD, "rows are missing from this log"},
        {SCOPE_SYSTEM, CUT_ELIDED, "rows are missing from this log"},
        {SCOPE_UNKNOWN, CUT_DAMAGED, "rows are missing from this log"},
        {SCOPE_SYSTEM, CUT_MEMORY,
         "rows are missing from this log, or the owner had left the table while it was dying"},
        {SCOPE_UNKNOWN, CUT_NOT,
         "rows are missing from this log, or it lists only those that may use some of the memory nodes"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        machine->reckoning.scope = cases[i].scope;
        machine->reckoning.why_cut = cases[i].cut;
        assert_string_equal(holders_unlisted_why(count(machine)), cases[i].why);
    }
}

/* "Kill process 10 (a) score 623 or sacrifice child" of the largest, which no adjustment lifted. */
static void a_printed_score_tells_what_it_held(void **state) {
    struct machine *machine = *state;
    struct event *event = &machine->event;
    machine_add_one(machine, "a", 10, 2 * GIB);
    machine_add_one(machine, "b", 11, GIB);
    machine_kill(machine, 0);
    static const int64_t scores[] = {1, 623, 1000, 0, 1001, ABSENT};
    event->intent.text = STR("Kill process 10 (a) score 623 or sacrifice child");
    event->intent_pid = 10;
    for (size_t i = 0; i < 6; i++) {
        event->intent_score = scores[i];
        assert_true(holders_scored_permille(count(machine)) == (i < 3 ? scores[i] : ABSENT));
    }
    event->intent_score = 623;
    event->intent_pid = 12;
    assert_true(holders_scored_permille(count(machine)) == ABSENT);
    machine->tasks[0].tgid = 12;
    assert_int_equal(holders_scored_permille(count(machine)), 623);
    machine->tasks[0].tgid = 10;
    machine->kills[0].pid = 12;
    assert_int_equal(holders_scored_permille(count(machine)), 623);
    machine->tasks[0].oom_score_adj = 1;
    assert_true(holders_scored_permille(count(machine)) == ABSENT);
    machine->tasks[0].oom_score_adj = 0;
    machine->reckoning.victim_row = 1;
    assert_true(holders_scored_permille(count(machine)) == ABSENT);
    machine->reckoning.victim_row = 0;
    event->intent.text = STR("Kill process 10 (a) score 623 or a child");
    assert_true(holders_scored_permille(count(machine)) == ABSENT);
}

/* Rows that add up to 90 % of the counter of private memory, nothing swapped out: the counter is said. */
static void all_processes_together(void **state) {
    struct machine *machine = *state;
    struct reckoning *r = &machine->reckoning;
    static const struct {
        int64_t anon_kb, swap_kb, together_kb;
    } cases[] = {{1000, 0, 1000}, {1004, 0, 900}, {900, 0, 900}, {1000, 4, 900}};
    machine_add_one(machine, "a", 10, 900);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        r->ledger.parts.anon_kb = cases[i].anon_kb;
        r->swap_total_kb = cases[i].swap_kb;
        assert_int_equal(holders_together_kb(count(machine)), cases[i].together_kb);
    }
    r->ledger.parts.anon_kb = ABSENT;
    assert_int_equal(holders_together_kb(count(machine)), 900);
}

/* One of a name holds twice what the others hold on average. */
static void one_has_outgrown_its_like(void **state) {
    struct machine *machine = *state;
    static const struct {
        int64_t largest_kb, group_kb, count, others, mean_kb;
    } cases[] = {
        {400, 800, 3, 2, 200}, {396, 800, 3, 0, 0}, {400, 800, 2, 0, 0}, {400, 500, 2, 1, 100}, {400, 400, 1, 0, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        machine->event.tasks.count = machine->reckoning.group_count = 0;
        machine_add_group(machine, "zsh", 0, 3, 8);
        machine_add_task(machine, "web", 10, cases[i].largest_kb);
        machine_add_group(machine, "web", 0, cases[i].count, cases[i].group_kb);
        machine->reckoning.ledger.parts.anon_kb = ABSENT;
        const struct holders_like like = holders_outgrown(count(machine));
        if (like.count != cases[i].others || like.mean_kb != cases[i].mean_kb)
            fail_msg("case %zu: %lld of %lld", i, (long long)like.count, (long long)like.mean_kb);
    }
    machine->reckoning.ledger.parts.anon_kb = 300; /* bounded: what each of them has nobody knows */
    machine->groups[1].count = 2;
    machine->groups[1].rss_kb = 500;
    assert_int_equal(holders_outgrown(count(machine)).count, 0);
}

/* 40 % of RAM, and half as much again as the next. */
static void nearly_the_one(void **state) {
    struct machine *machine = *state;
    static const struct {
        int64_t largest_kb, second_kb;
        bool is;
    } cases[] = {{3355444, 2236960, true}, {3355444, 2236964, false}, {3355440, 4, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        machine->event.tasks.count = machine->reckoning.group_count = 0;
        machine->reckoning.ledger.parts.anon_kb = 0;
        machine_add_one(machine, "a", 10, cases[i].largest_kb);
        machine_add_one(machine, "b", 11, cases[i].second_kb);
        assert_int_equal(holders_nearly_outlier(count(machine)), cases[i].is);
    }
}

/* Since 5.1 nobody that could be killed holds more than the victim's address space and page tables. */
static void the_most_that_others_hold(void **state) {
    struct machine *machine = *state;
    const struct kill like = {.line = 90, .pid = 10, .name = STR_INIT("sh"), .total_vm_kb = 4516, .pgtables_kb = 44};
    for (int lacks = 0; lacks < 8; lacks++) {
        machine->kills[0] = like;
        machine->kills[0].oom_score_adj = lacks == 1 ? 1 : lacks == 2 ? ABSENT : lacks == 7 ? -5 : 0;
        machine->kills[0].total_vm_kb = lacks == 3 ? 0 : 4516;
        machine->kills[0].message = lacks == 4 ? STR("Out of memory (oom_kill_allocating_task)") : STR("Out of memory");
        machine->event.killer = lacks == 5 ? KILLER_EARLYOOM : KILLER_KERNEL;
        machine->reckoning.release.number = lacks == 6 ? RELEASE(5, 0, 21) : RELEASE(5, 1, 0);
        machine->event.kill_count = 1;
        count(machine);
        const bool is = lacks == 0 || lacks == 7;
        if (holders_unshielded_most_kb(&facts.room) != (is ? 4560 : ABSENT))
            fail_msg("lacks %d", lacks);
    }
    machine->event.kill_count = 0;
    count(machine);
    assert_true(holders_unshielded_most_kb(&facts.room) == ABSENT);
}

static void set_tail(struct machine *machine, int lacks) {
    machine->event.tasks.count = machine->reckoning.group_count = machine->reckoning.process_count = 0;
    const int64_t rows = lacks == 1 ? 4 : 5;
    for (int64_t i = 0; i < rows; i++)
        machine_add_task(machine, "sh", 10 + i, 500);
    machine_add_group(machine, "sh", 0, rows, 500 * rows);
    if (lacks == 2)
        machine_add_one(machine, "cat", 30, 4);
    machine->kills[0] = (struct kill){.line = 90,
                                      .pid = 20,
                                      .name = lacks == 3 ? STR("bash") : STR("sh"),
                                      .total_vm_kb = lacks == 4 ? 8193 : 8192,
                                      .anon_rss_kb = 400,
                                      .pgtables_kb = 0};
    machine->event.kill_count = lacks == 5 ? 0 : 1;
    machine->reckoning.missing = (lacks == 6 ? 0 : MISSING_TRIGGER) | (lacks == 7 ? 0 : MISSING_MEMORY);
    machine->reckoning.scope = lacks == 8 ? SCOPE_UNKNOWN : SCOPE_SYSTEM;
}

/* The end of a table, five rows and all of one name, and a victim of 8192 kB of address space. */
static void the_tail_of_a_fork_bomb(void **state) {
    struct machine *machine = *state;
    for (int lacks = 0; lacks < 9; lacks++) {
        set_tail(machine, lacks);
        if (count(machine)->fork_bomb_tail != (lacks == 0))
            fail_msg("lacks %d", lacks);
    }
}

/* Three of one name that hold half, the largest no more than twice their mean. */
static void workers_are_alike(void **state) {
    struct machine *machine = *state;
    static const struct {
        int64_t count, group_kb, largest_kb, other_kb;
        bool is;
    } cases[] = {{3, 3000, 2000, 1000, true},
                 {3, 3000, 2004, 1000, false},
                 {2, 3000, 2000, 1000, false},
                 {3, 3000, 1000, 5000, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        machine->event.tasks.count = machine->reckoning.group_count = 0;
        machine->reckoning.ledger.parts.anon_kb = ABSENT;
        machine_add_task(machine, "web", 10, cases[i].largest_kb);
        machine_add_task(machine, "web", 11, cases[i].group_kb - cases[i].largest_kb);
        machine_add_one(machine, "x", 12, cases[i].other_kb);
        machine_add_group(machine, "web", 0, cases[i].count, cases[i].group_kb);
        machine->reckoning.ledger.parts.anon_kb = ABSENT;
        if (holders_are_workers(count(machine)) != cases[i].is)
            fail_msg("case %zu", i);
    }
}

/* Rss of several is more than 120 % of all that they can map once: 1000 kB of their own and of others. */
static void what_several_map(void **state) {
    struct machine *machine = *state;
    struct ledger_parts *parts = &machine->reckoning.ledger.parts;
    struct holder holder = {.count = 2, .anon_kb = 400, .rss_kb = 1201};
    parts->shmem_kb = 300;
    parts->file_kb = 200;
    parts->unevictable_kb = 100;
    assert_true(holders_map_alike(count(machine), &holder));
    holder.rss_kb = 1200;
    assert_false(holders_map_alike(count(machine), &holder));
    holder.rss_kb = 1201;
    holder.count = 1;
    assert_false(holders_map_alike(count(machine), &holder));
    holder.count = 2;
    parts->shmem_kb = ABSENT;
    parts->unevictable_kb = 400;
    assert_false(holders_map_alike(count(machine), &holder));
    parts->shmem_kb = 300;
    parts->file_kb = ABSENT;
    parts->unevictable_kb = 300;
    assert_false(holders_map_alike(count(machine), &holder));
}

/* Half of the page tables, of which the counter counts three quarters at least. */
static void whose_page_tables(void **state) {
    struct machine *machine = *state;
    static const struct {
        int64_t tables_kb, one_kb, group_kb;
        const char *owner;
    } cases[] = {{1000, 500, 500, "a"},  {1000, 499, 500, "b"},   {1000, 499, 499, NULL},
                 {750, 1000, 1000, "a"}, {749, 1000, 1000, NULL}, {0, 1000, 1000, NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        machine->event.tasks.count = machine->reckoning.group_count = 0;
        machine_add_one(machine, "a", 10, 4000);
        machine->tasks[0].pgtables_bytes = cases[i].one_kb * 1024;
        machine_add_group(machine, "b", 0, 3, 3000);
        machine->groups[1].pgtables_kb = cases[i].group_kb;
        machine->reckoning.ledger.parts.pagetables_kb = cases[i].tables_kb;
        const struct holder *owner = holders_page_tables_owner(count(machine));
        if (!owner != !cases[i].owner)
            fail_msg("case %zu", i);
        if (owner)
            assert_says(owner->name, cases[i].owner);
    }
}

/* The victim's row (rss alone, 1000 kB) beside its kill line: who tells more, and which lines are cited. */
static void the_victims_row_and_its_kill_line(void **state) {
    struct machine *machine = *state;
    static const struct {
        int64_t rss_anon, swapents, kill_line, kill_anon_kb, kill_tables_kb, kb, first, last;
    } cases[] = {
        {ABSENT, 0, 58, 600, 8, 600, 58, 58},      {ABSENT, 0, 58, 600, ABSENT, 600, 50, 58},
        {ABSENT, 0, 59, 600, ABSENT, 600, 50, 50}, {ABSENT, 1, 58, 600, 8, 604, 50, 58},
        {ABSENT, 0, 0, 600, 8, 600, 50, 50},       {200, 0, 58, 800, 8, 800, 50, 50},
        {200, 0, 58, 799, 8, 800, 50, 50},         {200, 0, 58, 804, 8, 804, 50, 50},
        {ABSENT, 0, 58, ABSENT, 8, 1000, 50, 50},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        machine->event.tasks.count = machine->reckoning.group_count = machine->event.kill_count = 0;
        machine_add_one(machine, "a", 10, 1000);
        machine->reckoning.ledger.parts.anon_kb = ABSENT;
        machine->tasks[0].rss_anon = cases[i].rss_anon;
        machine->tasks[0].swapents = cases[i].swapents;
        machine_kill(machine, 0);
        machine->kills[0].line = cases[i].kill_line;
        machine->kills[0].anon_rss_kb = cases[i].kill_anon_kb;
        machine->kills[0].pgtables_kb = cases[i].kill_tables_kb;
        const struct holder *holder = &count(machine)->largest;
        if (holder->kb != cases[i].kb || holder->lines.first != cases[i].first || holder->lines.last != cases[i].last)
            fail_msg("case %zu: %lld, %lld-%lld", i, (long long)holder->kb, (long long)holder->lines.first,
                     (long long)holder->lines.last);
    }
}

/* Of workers that map one segment the victim's share of private memory tells of the others: 100 of 1000 kB. */
static void workers_of_one_segment(void **state) {
    struct machine *machine = *state;
    machine_add_task(machine, "web", 10, 1000);
    machine_add_task(machine, "web", 11, 2000);
    machine_add_task(machine, "sh", 12, 300);
    machine_add_group(machine, "web", 0, 2, 3000);
    machine->reckoning.ledger.parts.anon_kb = ABSENT;
    machine_kill(machine, 0);
    machine->kills[0].anon_rss_kb = 100;
    machine->kills[0].file_rss_kb = 400;
    machine->kills[0].shmem_rss_kb = 500;
    count(machine);
    struct holder like = holder_of_row(&facts.room, 1);
    assert_true(like.estimated);
    assert_int_equal(like.kb, 200);
    assert_says(holder_size(&facts.room, &like),
                "about 200 KiB (of its rss of 2 MiB, by the victim's share of private memory)");
    assert_int_equal(holder_of_row(&facts.room, 2).kb, 300);
    assert_int_equal(holder_of_row(&facts.room, 0).kb, 100);
    machine->kills[0].anon_rss_kb = 902; /* less than half of it is shared */
    count(machine);
    assert_false(holder_of_row(&facts.room, 1).estimated);
    machine->kills[0].anon_rss_kb = 901;
    count(machine);
    assert_true(holder_of_row(&facts.room, 1).estimated);
    machine->tasks[1].rss_anon = 250;
    count(machine);
    like = holder_of_row(&facts.room, 1);
    assert_false(like.estimated || like.mixed);
    assert_int_equal(like.kb, 1000);
}

/* What is bounded by the counters: a row by private memory, swap by what is in use. */
static void one_row_is_bounded(void **state) {
    struct machine *machine = *state;
    struct reckoning *r = &machine->reckoning;
    machine_add_one(machine, "a", 10, 1000);
    r->ledger.parts.anon_kb = 500;
    struct holder holder = count(machine)->largest;
    assert_int_equal(holder.anon_kb, 500);
    assert_false(holder.bounded); /* half of it is no more than others share */
    r->ledger.parts.anon_kb = 499;
    holder = count(machine)->largest;
    assert_true(holder.bounded);
    assert_says(holder_size(&facts.room, &holder), "at most 499 KiB");
    assert_says(holder_shape(&facts.room, &holder), "at most 499 KiB of private memory in RAM, 1 KiB of page tables");
    r->swap_total_kb = 1000;
    r->swap_free_kb = 600;
    count(machine);
    assert_int_equal(holder_bound_swap(&facts.room, 0, 401), 400);
    assert_int_equal(holder_bound_swap(&facts.room, 0, 399), 399);
    r->swap_free_kb = 1000; /* nothing is known to be in use */
    count(machine);
    assert_int_equal(holder_bound_swap(&facts.room, 0, 401), 401);
    set_cgroup(machine);
    r->cgroup.swap_usage_kb = 400;
    r->cgroup.anon_kb = 300;
    count(machine);
    assert_int_equal(holder_bound_swap(&facts.room, 250, 500), 450); /* 50 kB may be in the swap cache */
    assert_int_equal(holder_bound_swap(&facts.room, 350, 500), 400);
}

static void shapes_in_words(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.pagetables_kb = 100;
    count(machine);
    struct holder holder = {.count = 2, .anon_kb = 2 * MIB, .swap_kb = 4, .pagetables_kb = 100};
    assert_says(holder_shape(&facts.room, &holder),
                "2 MiB of private memory in RAM, 4 KiB swapped out, 100 KiB of page tables");
    holder.pagetables_kb = 101; /* more than all that the counter counts */
    assert_says(holder_shape(&facts.room, &holder), "2 MiB of private memory in RAM, 4 KiB swapped out");
    holder.count = 1;
    holder.swap_kb = 0;
    assert_says(holder_shape(&facts.room, &holder), "2 MiB of private memory in RAM, 101 KiB of page tables");
    holder.mixed = true;
    holder.pagetables_kb = 0;
    assert_says(holder_shape(&facts.room, &holder), "2 MiB in RAM");
    holder.bounded = true;
    holder.anon_kb = 0;
    assert_says(holder_shape(&facts.room, &holder), "no private memory in RAM");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_A_MACHINE(rows_are_ranked),
        ON_A_MACHINE(sums_have_a_bound),
        ON_A_MACHINE(rows_of_one_address_space),
        ON_A_MACHINE(what_is_a_rows_own),
        ON_A_MACHINE(a_family_of_copies),
        ON_A_MACHINE(a_name_may_be_mostly_one),
        ON_A_MACHINE(init_is_never_listed),
        ON_A_MACHINE(kill_lines_add_processes),
        ON_A_MACHINE(a_user_holds_most),
        ON_A_MACHINE(born_one_after_another),
        ON_A_MACHINE(stacks_count_threads),
        ON_A_MACHINE(approximate_rss),
        ON_A_MACHINE(memory_in_no_row),
        ON_A_MACHINE(why_memory_is_in_no_row),
        ON_A_MACHINE(a_printed_score_tells_what_it_held),
        ON_A_MACHINE(all_processes_together),
        ON_A_MACHINE(one_has_outgrown_its_like),
        ON_A_MACHINE(nearly_the_one),
        ON_A_MACHINE(the_most_that_others_hold),
        ON_A_MACHINE(the_tail_of_a_fork_bomb),
        ON_A_MACHINE(workers_are_alike),
        ON_A_MACHINE(what_several_map),
        ON_A_MACHINE(whose_page_tables),
        ON_A_MACHINE(the_victims_row_and_its_kill_line),
        ON_A_MACHINE(workers_of_one_segment),
        ON_A_MACHINE(one_row_is_bounded),
        ON_A_MACHINE(shapes_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
