/* Scores, ranking and groups, computed by hand from mm/oom_kill.c of each time.
 * SPDX-License-Identifier: MIT */
#include "model/badness.h"

#include "blank_event.h"
#include "model/groups.h"
#include "model/order.h"
#include "model/victim.h"
#include "short_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* 1000000 pages managed, no swap, a system-wide report. */
static void open(struct blank *blank, const char *release) {
    blank_open(blank);
    blank_trigger(blank, "a", 0xcc0, 0);
    blank_counter(blank, "free", 1000);
    blank_totals(blank, 1010000, 10000);
    blank_swap(blank, 0, 0);
    BLANK_ZONE(blank, 0, "DMA32", 4000, 8000, 10000, 12000, 4040000, 4000000);
    blank->event.identity.release = blank_str(release);
}

static void expect(struct blank *blank, size_t row, int64_t badness) {
    assert_true(blank_reckon(blank));
    assert_int_equal(blank->reckoning.tasks[row].badness, badness);
}

/* The python3 report: 1920568 pages resident, 15466496 bytes of page tables are 3776 pages. */
static void rss_swap_and_page_tables(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, "6.1.0-50-amd64");
    struct task *task = blank_task(&blank, 8340, "python3", 1920568, 0);
    task->pgtables_bytes = 15466496;
    task->swapents = 100;
    expect(&blank, 0, 1920568 + 3776 + 100);
    assert_int_equal(blank.reckoning.total_pages, 1000000);
    blank_close(&blank);
}

/* Adjustments weigh in thousandths of the total: 300 of 1000000 pages are 300000. */
static void adjustment(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, "5.15.0-91-generic");
    blank_swap(&blank, 2000000, 4000000); /* all swap counts, free or not: another 1000000 pages */
    blank_task(&blank, 10, "small", 100, 300);
    blank_task(&blank, 11, "large", 500000, 0);
    blank_task(&blank, 12, "lowered", 500000, -500);
    blank_kill(&blank, 10, "small", "Out of memory");
    expect(&blank, 0, 100 + 300 * 2000);
    assert_int_equal(blank.reckoning.tasks[2].badness, 500000 - 500 * 2000); /* below 0 since 5.9 */
    const size_t *ranking = badness_rank(&blank.event, &blank.reckoning);
    assert_int_equal(ranking[0], 0);
    assert_int_equal(ranking[1], 1);
    assert_int_equal(blank.reckoning.best_row, 0);
    assert_int_equal(blank.reckoning.victim_row, 0);
    assert_int_equal(blank.reckoning.explained, TRI_YES);
    blank_close(&blank);
}

/* Tables up to 2.6.25 have no column for adjustments. */
static void who_may_be_killed(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, "2.6.35-22-server");
    blank_task(&blank, 1, "init", 100, 0);
    blank_task(&blank, 10, "shielded", 100, -1000);
    blank_task(&blank, 11, "low", 100, -999);
    blank_task(&blank, 12, "old", 100, ABSENT)->oom_adj = -17;
    blank_task(&blank, 13, "older", 100, ABSENT)->oom_adj = -16;
    blank_task(&blank, 14, "oldest", 100, ABSENT);
    blank_task(&blank, 15, "thread", 100, 0)->tgid = 1;
    blank_task(&blank, 16, "killed", 100, -1000);
    blank_kill(&blank, 16, "killed", "Out of memory");
    assert_true(blank_reckon(&blank));
    static const enum tri killable[] = {TRI_NO, TRI_NO, TRI_YES, TRI_NO, TRI_YES, TRI_UNKNOWN, TRI_NO, TRI_YES};
    for (size_t row = 0; row < sizeof killable / sizeof *killable; row++)
        if (blank.reckoning.tasks[row].killable != killable[row])
            fail_msg("row %zu", row);
    blank_close(&blank);
}

static void at_least_one_before_5_9(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, "5.4.0-42-generic");
    blank_task(&blank, 12, "lowered", 100, -500);
    expect(&blank, 0, 1);
    blank_close(&blank);
}

/* Without a release: a table with page tables in bytes is of 4.16 or later, "or sacrifice child" of 5.0 at most. */
static void at_least_one_by_the_words_of_the_time(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, "");
    blank_task(&blank, 12, "lowered", 100, -500)->pgtables_bytes = 8192; /* 2 pages */
    expect(&blank, 0, 100 + 2 - 500 * 1000);
    blank.event.intent =
        (struct cited_text){STR("Out of memory: Kill process 12 (lowered) score 0 or sacrifice child"), 39};
    expect(&blank, 0, 1);
    blank_close(&blank);
}

/* 4.9: 3 % of what it holds; 3.10: 30 thousandths of the total; 3.2: thousandths, less 30; 4.19: nothing. */
static void root_bonus(void **state) {
    (void)state;
    static const struct {
        const char *release;
        int64_t badness;
    } eras[] = {
        {"4.9.0-13-amd64", 200000 - 6000},         {"3.13.0-32-generic", 200000 - 30000},
        {"3.10.0-1160.el7.x86_64", 200000 - 6000}, {"3.2.0-4-amd64", 200 - 30},
        {"2.6.32-642.el6.x86_64", 200 - 30},       {"4.19.0-21-amd64", 200000},
        {"4.18.0-240.el8.x86_64", 200000},         {"2.6.32-22-server", ABSENT}, /* another rule altogether */
    };
    for (size_t i = 0; i < sizeof eras / sizeof *eras; i++) {
        struct blank blank;
        open(&blank, eras[i].release);
        blank_task(&blank, 10, "daemon", 200000, 0)->uid = 0;
        expect(&blank, 0, eras[i].badness);
        blank_close(&blank);
    }
}

/* 643000 of 1000000 pages: Ubuntu's 3.13 prints "score 623", which is 3 % of its own less, and not 613. */
static void a_printed_score_tells_the_bonus_of_root(void **state) {
    (void)state;
    static const struct {
        int64_t score, badness;
    } prints[] = {{623, 643000 - 19290}, {613, 643000 - 30000}, {ABSENT, 643000 - 30000}};
    for (size_t i = 0; i < sizeof prints / sizeof *prints; i++) {
        struct blank blank;
        open(&blank, "3.13.0-57-generic");
        blank_task(&blank, 3882, "python", 643000, 0)->uid = 0;
        blank.event.intent_pid = 3882;
        blank.event.intent_score = prints[i].score;
        expect(&blank, 0, prints[i].badness);
        blank_close(&blank);
    }
}

/* Root of a container has no CAP_SYS_ADMIN. 46303 of 51200 pages: "score 904", where the bonus of 3 % would leave 877
 * (4.4); the same holds for the other processes of that cgroup. */
static void root_of_a_container_has_no_bonus(void **state) {
    (void)state;
    static const struct {
        const char *release;
        int64_t score, main, other;
    } prints[] = {{"4.4.0-130-generic", 904, 46303, 4816},
                  {"4.4.0-130-generic", 877, 46303 - 1389, 4816 - 144},
                  {"3.10.83", 904, 46303, 4816},
                  {"3.2.0-4-amd64", 904, 904, 94}};
    for (size_t i = 0; i < sizeof prints / sizeof *prints; i++) {
        struct blank blank;
        blank_open(&blank);
        blank.event.identity.release = blank_str(prints[i].release);
        blank.event.summary.constraint = blank_str("CONSTRAINT_MEMCG");
        blank.event.cgroup.memory.usage_kb = 204800;
        blank.event.cgroup.memory.limit_kb = 204800;
        blank_task(&blank, 11344, "main", 46303, 0)->uid = 0;
        blank_task(&blank, 10517, "go", 4816, 0)->uid = 0;
        blank.event.intent_pid = 11344;
        blank.event.intent_score = prints[i].score;
        expect(&blank, 0, prints[i].main);
        assert_int_equal(blank.reckoning.tasks[1].badness, prints[i].other);
        blank_close(&blank);
    }
}

/* 3.10.0-1160.el7, memory 327680 kB, memory+swap 655360 kB and no swap in use: 14335 pages, "score 87". Of 81920 pages
 * that would be 174, of 163840 with the swap that it might use 87; with the bonus of root 84. */
static void a_printed_score_tells_the_swap_of_a_cgroup(void **state) {
    (void)state;
    static const struct {
        int64_t score, total, badness;
    } prints[] = {
        {87, 163840, 14335}, {84, 163840, 14335 - 430}, {ABSENT, 81920, 14335 - 430}, {9, 81920, 14335 - 430}};
    for (size_t i = 0; i < sizeof prints / sizeof *prints; i++) {
        struct blank blank;
        blank_open(&blank);
        blank.event.identity.release = blank_str("3.10.0-1160.el7.x86_64");
        blank.event.summary.constraint = blank_str("CONSTRAINT_MEMCG");
        blank_usage(&blank.event.cgroup.memory, 61440, 327680);
        blank_usage(&blank.event.cgroup.memsw, 61440, 655360);
        blank_task(&blank, 84, "worker", 14335, 0)->uid = 0;
        blank.tasks[0].swapents = 0;
        blank.event.intent_pid = 84;
        blank.event.intent_score = prints[i].score;
        expect(&blank, 0, prints[i].badness);
        assert_int_equal(blank.reckoning.total_pages, prints[i].total);
        blank_close(&blank);
    }
}

/* The machine's own daemons have the bonus all the same: only of the one that was scored is it known. */
static void root_of_one_container_tells_nothing_of_others(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, "4.4.0-130-generic");
    blank_task(&blank, 900, "java", 600000, 0)->uid = 0;
    blank_task(&blank, 901, "sshd", 1000, 0)->uid = 0;
    blank.event.intent_pid = 900;
    blank.event.intent_score = 600;
    expect(&blank, 0, 600000);
    assert_int_equal(blank.reckoning.tasks[1].badness, 1000 - 30);
    blank_close(&blank);
}

/* Ubuntu's 3.13 killed "process 7537 (java)", a thread; the table has a row for 7493 alone: 988100 pages are
 * 3952400 kB, and 35660 pages in RAM 129696 + 12944. */
static struct task *open_thread(struct blank *blank) {
    open(blank, "3.13.0-44-generic");
    struct task *java = blank_task(blank, 7493, "java", 35660, 0);
    java->total_vm = 988100;
    blank_task(blank, 7459, "sh", 163, 0)->total_vm = 1111;
    struct kill *kill = blank_kill(blank, 7537, "java", "Memory cgroup out of memory");
    kill->total_vm_kb = 3952400;
    kill->anon_rss_kb = 129696;
    kill->file_rss_kb = 12944;
    return java;
}

static void a_thread_is_of_the_process_with_its_sizes(void **state) {
    (void)state;
    struct blank blank;
    open_thread(&blank);
    victim_find_processes(&blank.event);
    assert_int_equal(blank.kills[0].thread_of, 7493);
    assert_true(blank_reckon(&blank));
    assert_int_equal(blank.reckoning.victim_row, 0);
    assert_int_equal(blank.reckoning.why_cut, CUT_NOT);
    blank_close(&blank);
}

static void no_thread_of_what_may_be_a_copy(void **state) {
    (void)state;
    struct blank blank;
    open_thread(&blank);
    blank_task(&blank, 7600, "java", 35660, 0)->total_vm = 988100; /* forked: which of the two? */
    victim_find_processes(&blank.event);
    assert_int_equal(blank.kills[0].thread_of, 0);
    blank_close(&blank);
    open_thread(&blank)->rss = 30000; /* other sizes */
    victim_find_processes(&blank.event);
    assert_int_equal(blank.kills[0].thread_of, 0);
    blank_close(&blank);
    open_thread(&blank)->total_vm = 0; /* a row that is damaged */
    victim_find_processes(&blank.event);
    assert_int_equal(blank.kills[0].thread_of, 0);
    blank_close(&blank);
    open_thread(&blank);
    blank.kills[0].total_vm_kb = 0; /* 0 is a multiple of whatever the row has */
    victim_find_processes(&blank.event);
    assert_int_equal(blank.kills[0].thread_of, 0);
    blank_close(&blank);
    open_thread(&blank);
    blank.kills[0].total_vm_kb += 2; /* no whole pages */
    victim_find_processes(&blank.event);
    assert_int_equal(blank.kills[0].thread_of, 0);
    blank_close(&blank);
    open_thread(&blank);
    blank.kills[0].anon_rss_kb = ABSENT;
    victim_find_processes(&blank.event);
    assert_int_equal(blank.kills[0].thread_of, 0);
    blank_close(&blank);
    open_thread(&blank)->rss = 64; /* as few as figures of two moments may differ by */
    blank.kills[0].anon_rss_kb = 256;
    blank.kills[0].file_rss_kb = 0;
    victim_find_processes(&blank.event);
    assert_int_equal(blank.kills[0].thread_of, 0);
    blank_close(&blank);
    open_thread(&blank)->pid = 7537; /* a row of its own */
    victim_find_processes(&blank.event);
    assert_int_equal(blank.kills[0].thread_of, 0);
    blank_close(&blank);
}

static void shielded(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, "6.1.0-50-amd64");
    blank_task(&blank, 1, "systemd", 9000, 0);
    blank_task(&blank, 20, "oracle", 900000, -1000);
    blank_task(&blank, 21, "bash", 500, 0);
    blank_kill(&blank, 21, "bash", "Out of memory");
    assert_true(blank_reckon(&blank));
    assert_int_equal(blank.reckoning.tasks[0].killable, TRI_NO);
    assert_int_equal(blank.reckoning.tasks[1].killable, TRI_NO);
    assert_int_equal(blank.reckoning.tasks[2].killable, TRI_YES);
    assert_int_equal(blank.reckoning.best_row, 2);
    assert_int_equal(blank.reckoning.explained, TRI_YES);
    blank_close(&blank);
}

static void a_smaller_victim_is_not_explained(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, "6.1.0-50-amd64");
    blank_task(&blank, 20, "large", 100000, 0);
    blank_task(&blank, 21, "small", 90000, 0);
    blank_kill(&blank, 21, "small", "Out of memory");
    assert_true(blank_reckon(&blank));
    assert_int_equal(blank.reckoning.explained, TRI_NO);
    blank.kills[0].message = STR("Out of memory (oom_kill_allocating_task)");
    assert_true(blank_reckon(&blank));
    assert_int_equal(blank.reckoning.explained, TRI_UNKNOWN);
    blank_close(&blank);
}

/* 2.6.32-el6 scores swap and prints no column for it: only the row that is highest as printed is explained. */
static void swap_without_a_column(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, "2.6.32-642.11.1.el6.x86_64");
    blank_swap(&blank, 0, 2097148);
    blank_task(&blank, 20, "php-fpm", 55000, 0)->swapents = ABSENT;
    blank_task(&blank, 21, "mysqld", 3283, 0)->swapents = ABSENT;
    blank_kill(&blank, 21, "mysqld", "Out of memory");
    assert_true(blank_reckon(&blank));
    assert_int_equal(blank.reckoning.explained, TRI_UNKNOWN);
    blank.kills[0].pid = 20;
    assert_true(blank_reckon(&blank));
    assert_int_equal(blank.reckoning.explained, TRI_YES);
    assert_true(blank.reckoning.scores_lack_swap);
    blank.event.intent_pid =
        20; /* 55000 of 1000000 + 524287 pages are 36 thousandths: with this score it had no swap */
    blank.event.intent_score = 36;
    assert_true(blank_reckon(&blank));
    assert_false(blank.reckoning.scores_lack_swap);
    blank.event.intent_score = 40;
    assert_true(blank_reckon(&blank));
    assert_true(blank.reckoning.scores_lack_swap);
    blank.tasks[0].swapents = blank.tasks[1].swapents = 0;
    assert_true(blank_reckon(&blank));
    assert_false(blank.reckoning.scores_lack_swap);
    blank_close(&blank);
}

/* A machine of 40 TB: rows that no head tells apart are ranked by themselves. */
static void rows_beyond_a_head(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, "6.1.0-50-amd64");
    blank_totals(&blank, 10000010000, 10000);
    blank_task(&blank, 20, "large", 3000000000, 0);
    blank_task(&blank, 21, "largest", 5000000000, 0);
    blank_task(&blank, 22, "larger", 4000000000, 0);
    assert_true(blank_reckon(&blank));
    const size_t *ranking = badness_rank(&blank.event, &blank.reckoning);
    assert_int_equal(ranking[0], 1);
    assert_int_equal(ranking[1], 2);
    assert_int_equal(ranking[2], 0);
    blank_close(&blank);
}

/* Each of the lists that ranking takes: keys, room to sort them, rows. So many rows that none fits into a chunk. */
static void memory_is_short(void **state) {
    (void)state;
    enum { ROWS = 100000 };
    struct task *rows = calloc(ROWS, sizeof *rows);
    struct task_state *states = calloc(ROWS, sizeof *states);
    assert_true(rows && states);
    for (size_t nth = 1; nth <= 4; nth++) {
        struct blank blank;
        open(&blank, "6.1.0-50-amd64");
        blank_task(&blank, 20, "a", 100, 0);
        assert_true(blank_reckon(&blank));
        for (size_t i = 0; i < ROWS; i++)
            rows[i] = blank.tasks[0];
        blank.event.tasks.items = rows;
        blank.event.tasks.count = ROWS;
        blank.reckoning.tasks = states;
        short_memory_fail(nth);
        assert_int_equal(badness_rank(&blank.event, &blank.reckoning) != NULL, nth == 4);
        short_memory_fail(0);
        blank_close(&blank);
    }
    free(rows);
    free(states);
}

/* Up to 5.0 a child dies for the chosen one, whom the line before names. */
static void sacrificed_child(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, "4.19.0-21-amd64");
    blank_task(&blank, 20, "parent", 100000, 0);
    blank_task(&blank, 21, "child", 50, 0);
    blank.event.intent_pid = 20;
    blank.event.intent =
        (struct cited_text){STR("Out of memory: Kill process 20 (parent) score 99 or sacrifice child"), 39};
    blank_kill(&blank, 21, "child", "");
    assert_true(blank_reckon(&blank));
    assert_int_equal(blank.reckoning.victim_row, 1);
    assert_int_equal(blank.reckoning.explained, TRI_YES);
    blank_close(&blank);
}

/* In a cgroup the limit is the total: 51200 kB are 12800 pages. */
static void cgroup_total(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank.event.identity.release = STR("6.1.0-50-amd64");
    blank.event.summary.line = 9;
    blank.event.summary.constraint = STR("CONSTRAINT_MEMCG");
    blank_usage(&blank.event.cgroup.memory, 51200, 51200);
    blank_usage(&blank.event.cgroup.swap, 0, 9007199254740988);
    blank_task(&blank, 30, "java", 10000, 100)->swapents = 0;
    expect(&blank, 0, 10000 + 100 * 12); /* 12800 / 1000, cut off */
    assert_int_equal(blank.reckoning.total_pages, 12800);
    blank_close(&blank);
}

/* The total is unknown: equal adjustments of 0 still rank, others do not. */
static void unknown_total(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank.event.identity.release = STR("6.1.0-50-amd64");
    blank_task(&blank, 30, "a", 100, 0);
    blank_task(&blank, 31, "b", 200, 0);
    assert_true(blank_reckon(&blank));
    assert_int_equal(blank.reckoning.best_row, 1);
    blank.tasks[0].oom_score_adj = 500;
    assert_true(blank_reckon(&blank));
    assert_true(blank.reckoning.tasks[0].badness == ABSENT);
    assert_true(blank.reckoning.best_row == SIZE_MAX);
    blank_close(&blank);
}

static void equals(void **state) {
    (void)state;
    static const struct {
        const char *release;
        size_t best;
    } eras[] = {{"3.10.0", 0}, {"6.1.0", 1}};
    for (size_t i = 0; i < 2; i++) {
        struct blank blank;
        open(&blank, eras[i].release);
        blank_task(&blank, 20, "twin", 100000, 0);
        blank_task(&blank, 21, "twin", 100000, 0);
        assert_true(blank_reckon(&blank));
        assert_int_equal(blank.reckoning.best_row, eras[i].best);
        blank_close(&blank);
    }
}

/* 2.6.25: a row a thread. One process of 1000 pages, not three. */
static void threads_count_once(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, "2.6.25.20");
    for (int64_t pid = 50; pid < 53; pid++)
        blank_task(&blank, pid, "mysqld", 1000, ABSENT)->tgid = 50;
    blank_task(&blank, 60, "sh", 10, ABSENT);
    assert_true(blank_reckon(&blank));
    assert_int_equal(blank.reckoning.process_count, 2);
    assert_int_equal(blank.reckoning.rss_sum_kb, 4040);
    assert_true(blank.reckoning.tasks[1].repeated && blank.reckoning.tasks[2].repeated);
    assert_false(blank.reckoning.tasks[0].repeated || blank.reckoning.tasks[3].repeated);
    blank_close(&blank);
}

static void groups_by_name(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, "6.1.0");
    blank_task(&blank, 20, "sh", 100, 0);
    blank_task(&blank, 21, "php-fpm", 1000, 0);
    blank_task(&blank, 22, "php", 5000, 0);
    blank_task(&blank, 23, "php-fpm", 3000, 0)->rss_anon = 2500;
    blank_task(&blank, 24, "php-fpm", 2000, 0);
    assert_true(blank_reckon(&blank));
    const struct group *groups = blank.reckoning.groups;
    assert_int_equal(blank.reckoning.group_count, 3);
    assert_true(str_equal(groups[0].name, STR("php-fpm")));
    assert_int_equal(groups[0].count, 3);
    assert_int_equal(groups[0].rss_kb, 24000);
    assert_int_equal(groups[0].anon_kb, 10000);
    assert_true(groups[0].swap_kb == ABSENT);
    assert_int_equal(groups[0].first, 1);
    assert_int_equal(groups[0].largest, 3);
    assert_int_equal(groups[0].lines.first, 22);
    assert_int_equal(groups[0].lines.last, 25);
    assert_true(str_equal(groups[1].name, STR("php")));
    assert_true(str_equal(groups[2].name, STR("sh")));
    blank_close(&blank);
}

/* 26 workers map 2.9 GiB together, by rss; of the 3.2 GiB that are private at all 1.1 GiB is the victim's own. */
static void a_group_is_bounded_by_what_is_left(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, "5.14.0");
    blank_counter(&blank, "active_anon", 700000);
    blank_counter(&blank, "inactive_anon", 140000);
    blank_counter(&blank, "shmem", 0);
    blank_counter(&blank, "unevictable", 0);
    blank_task(&blank, 1, "mariadbd", 300000, 0);
    for (int64_t i = 0; i < 4; i++)
        blank_task(&blank, 20 + i, "php-fpm", 190000, 0);
    blank_kill(&blank, 1, "mariadbd", "Out of memory")->anon_rss_kb = 1160000;
    assert_true(blank_reckon(&blank));
    const struct reckoning *r = &blank.reckoning;
    assert_int_equal(r->groups[0].rss_kb, 3040000);
    assert_int_equal(groups_private_most_kb(&blank.event, r, &r->groups[0]), 840000 * 4 - 1160000);
    assert_int_equal(groups_private_most_kb(&blank.event, r, &r->groups[1]), 1200000); /* no more than its sum */
    blank.reckoning.ledger.parts.anon_kb = 1000000; /* less than mariadbd's row: copies that share, or a late counter */
    assert_true(groups_private_most_kb(&blank.event, r, &r->groups[0]) == ABSENT);
    blank_close(&blank);
}

static bool larger(const void *context, size_t a, size_t b) {
    const unsigned char *numbers = context;
    return numbers[a] > numbers[b];
}

/* Against what a stable sort must be, for every length around the borders of its runs. Heads tell all numbers apart,
 * some (by halves), or none. */
static void sorting(void **state) {
    (void)state;
    enum { MOST = 70 };
    unsigned char numbers[MOST] = {0};
    uint64_t keys[MOST], scratch[MOST];
    for (size_t count = 0; count <= MOST; count++)
        for (int told = 0; told < 3; told++) {
            for (size_t i = 0; i < count; i++) {
                numbers[i] = (unsigned char)((i * 37 + count * 11) % 13);
                keys[i] = order_key((uint32_t)(told == 0 ? 0 : numbers[i] / told), i);
            }
            order_sort(keys, scratch, count, larger, numbers);
            for (size_t i = 1; i < count; i++) {
                size_t a = order_row(keys[i - 1]), b = order_row(keys[i]);
                assert_true(numbers[a] < numbers[b] || (numbers[a] == numbers[b] && a < b));
            }
        }
}

/* Heads that differ in every bit, in the lowest and in the highest alone. */
static void sorting_by_heads(void **state) {
    (void)state;
    enum { COUNT = 300 };
    const uint32_t factors[] = {UINT32_C(2654435761), 1, UINT32_C(1) << 23};
    uint64_t keys[COUNT], scratch[COUNT];
    for (size_t f = 0; f < sizeof factors / sizeof *factors; f++)
        for (size_t count = 0; count <= COUNT; count += 20) {
            for (size_t i = 0; i < count; i++)
                keys[i] = order_key((uint32_t)(i * 7 % COUNT / 3) * factors[f], i);
            order_sort(keys, scratch, count, NULL, NULL);
            for (size_t i = 1; i < count; i++)
                assert_true(keys[i - 1] < keys[i]);
        }
}

/* All heads but one are the same: it moves to the end, wherever it stood. */
static void sorting_one_head_apart(void **state) {
    (void)state;
    enum { COUNT = 40 };
    uint64_t keys[COUNT], scratch[COUNT];
    for (size_t count = 1; count <= COUNT; count++)
        for (size_t apart = 0; apart < count; apart++) {
            for (size_t i = 0; i < count; i++)
                keys[i] = order_key(i == apart, i);
            order_sort(keys, scratch, count, NULL, NULL);
            for (size_t i = 0; i + 1 < count; i++)
                assert_int_equal(order_row(keys[i]), i < apart ? i : i + 1);
            assert_int_equal(order_row(keys[count - 1]), apart);
        }
}

/* A head may say less than the number, never the contrary. */
static void heads(void **state) {
    (void)state;
    const int64_t rising[] = {INT64_MIN, INT64_MIN + 1, INT32_MIN, -1, 0, 1, 1000, INT32_MAX, INT64_MAX};
    for (size_t i = 1; i < sizeof rising / sizeof *rising; i++) {
        assert_true(order_rising(rising[i - 1]) <= order_rising(rising[i]));
        assert_true(order_falling(rising[i - 1]) >= order_falling(rising[i]));
    }
    assert_true(order_rising(-1) < order_rising(0));
    assert_int_equal(order_rising(INT64_MIN), 0);
    assert_int_equal(order_falling(INT64_MAX), 0);
}

/* Names of one length that begin and end alike, and names shorter than their heads: no two of them are one group. */
static void names_alike(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, "6.1.0");
    const char *const names[] = {"kworker/u4:1-x", "kworker/u8:1-x", "kworker/u4:1-x", "a", "", "b", "ab", "ba", "a"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        blank_task(&blank, (int64_t)i + 10, names[i], 100 + (int64_t)i, 0);
    assert_true(blank_reckon(&blank));
    const struct reckoning *r = &blank.reckoning;
    assert_int_equal(r->group_count, 7);
    assert_int_equal(r->process_count, 9);
    assert_true(str_equal(r->groups[0].name, STR("a"))); /* 103 and 108 pages */
    assert_int_equal(r->groups[0].count, 2);
    assert_true(str_equal(r->groups[1].name, STR("kworker/u4:1-x"))); /* 100 and 102 */
    assert_int_equal(r->groups[1].count, 2);
    assert_true(str_equal(r->groups[2].name, STR("ba")));
    assert_true(str_equal(r->groups[6].name, STR("kworker/u8:1-x")));
    assert_int_equal(r->rss_sum_kb, (100 + 108) * 9 / 2 * 4);
    blank_close(&blank);
}

/* Names are an attacker's to choose: 300 of one length that begin and end alike, each of two processes. */
static void names_that_crowd(void **state) {
    (void)state;
    enum { NAMES = 300, ROWS = 2 * NAMES };
    static struct task rows[ROWS];
    static char names[NAMES][16];
    struct blank blank;
    open(&blank, "6.1.0");
    const struct task like = *blank_task(&blank, 10, "a", 100, 0);
    for (int i = 0; i < ROWS; i++) {
        snprintf(names[i % NAMES], sizeof *names, "fork%07dbomb", i % NAMES);
        rows[i] = like;
        rows[i].pid = rows[i].tgid = 10 + i;
        rows[i].rss = 1000 + i % NAMES;
        rows[i].line = 20 + i;
        rows[i].name = blank_str(names[i % NAMES]);
    }
    blank.event.tasks.items = rows;
    blank.event.tasks.count = ROWS;
    assert_true(blank_reckon(&blank));
    const struct group *groups = blank.reckoning.groups;
    assert_int_equal(blank.reckoning.group_count, NAMES);
    assert_int_equal(blank.reckoning.process_count, ROWS);
    for (int i = 0; i < NAMES; i++) { /* falling by size: the last name is the largest */
        const int name = NAMES - 1 - i;
        assert_true(str_equal(groups[i].name, blank_str(names[name])));
        assert_int_equal(groups[i].count, 2);
        assert_int_equal(groups[i].rss_kb, 2 * 4 * (1000 + name));
        assert_int_equal(groups[i].first, name);
        assert_int_equal(groups[i].lines.first, 20 + name);
        assert_int_equal(groups[i].lines.last, 20 + NAMES + name);
    }
    blank_close(&blank);
}

/* The last release of each rule and the first of the next: a process of root with 200000 of 1000000 pages, and one that
 * an adjustment lowers by 500000. */
static void rules_change_with_releases(void **state) {
    (void)state;
    static const struct {
        const char *release;
        int64_t root, lowered;
    } eras[] = {{"2.6.35.14", ABSENT, ABSENT}, {"2.6.36", 170, 1},        {"3.4.113", 170, 1},    {"3.5.0", 170000, 1},
                {"3.13.11", 170000, 1},        {"3.14.0", 194000, 1},     {"4.16.18", 194000, 1}, {"4.17.0", 200000, 1},
                {"5.8.18", 200000, 1},         {"5.9.0", 200000, -300000}};
    for (size_t i = 0; i < sizeof eras / sizeof *eras; i++) {
        struct blank blank;
        open(&blank, eras[i].release);
        blank_task(&blank, 10, "daemon", 200000, 0)->uid = 0;
        blank_task(&blank, 11, "lowered", 200000, -500);
        assert_true(blank_reckon(&blank));
        if (blank.reckoning.tasks[0].badness != eras[i].root || blank.reckoning.tasks[1].badness != eras[i].lowered)
            fail_msg("%s", eras[i].release);
        assert_int_equal(blank.reckoning.badness_permille, eras[i].root == 170);
        blank_close(&blank);
    }
}

/* Without a release: page tables in bytes since 4.16, in pages since 2.6.26, before that adjustments alone. */
static void rules_by_columns(void **state) {
    (void)state;
    static const struct {
        int64_t bytes, nr_ptes, adj, root;
    } tables[] = {
        {0, ABSENT, 0, 200000}, {ABSENT, 0, 0, 194000}, {ABSENT, ABSENT, 0, 170}, {ABSENT, 0, ABSENT, ABSENT}};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        struct blank blank;
        open(&blank, "");
        struct task *task = blank_task(&blank, 10, "daemon", 200000, tables[i].adj);
        task->uid = 0;
        task->pgtables_bytes = tables[i].bytes;
        task->nr_ptes = tables[i].nr_ptes;
        assert_true(blank_reckon(&blank));
        if (blank.reckoning.tasks[0].badness != tables[i].root)
            fail_msg("table %zu", i);
        blank_close(&blank);
    }
}

/* What a damaged row may say: it has no score. Of 1000000 pages a thousandth is 1000. */
static void figures_without_a_score(void **state) {
    (void)state;
    static const struct {
        int64_t rss, adj, badness;
    } rows[] = {{-1, 0, ABSENT},
                {0, 0, 0},
                {INT64_MAX / 1000 - 1, 0, INT64_MAX / 1000 - 1},
                {INT64_MAX / 1000, 0, ABSENT},
                {ABSENT, 0, ABSENT},
                {5, 1000, 1000005},
                {5, 1001, ABSENT},
                {5, -1000, -999995},
                {5, -1001, ABSENT},
                {5, ABSENT, ABSENT}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct blank blank;
        open(&blank, "6.1.0");
        if (rows[i].adj == 0) { /* on a machine of any size */
            blank.event.memory.totals.ram_pages.value = ABSENT;
            blank.event.memory.zone_count = 0;
        }
        blank_task(&blank, 9, "other", 5, 0);
        blank_task(&blank, 10, "daemon", rows[i].rss, rows[i].adj);
        assert_true(blank_reckon(&blank));
        if (blank.reckoning.tasks[1].badness != rows[i].badness)
            fail_msg("row %zu", i);
        blank_close(&blank);
    }
}

/* 2.6.36 to 3.4: thousandths, 1 at least and 1000 at most. */
static void thousandths_have_bounds(void **state) {
    (void)state;
    static const struct {
        int64_t rss, adj, uid, badness;
    } rows[] = {{1999, 0, 7, 1},     {2000, 0, 7, 2},        {0, 0, 7, 1},           {5000, -999, 7, 1},
                {999999, 0, 7, 999}, {500000, 500, 7, 1000}, {500000, 501, 7, 1000}, {500000, 499, 7, 999},
                {32000, 0, 0, 2},    {31999, 0, 0, 1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct blank blank;
        open(&blank, "3.2.0-4-amd64");
        blank_task(&blank, 10, "daemon", rows[i].rss, rows[i].adj)->uid = rows[i].uid;
        assert_true(blank_reckon(&blank));
        if (blank.reckoning.tasks[0].badness != rows[i].badness)
            fail_msg("row %zu", i);
        blank.event.memory.totals.ram_pages.value = ABSENT; /* thousandths of what? */
        blank.event.memory.zone_count = 0;
        expect(&blank, 0, ABSENT);
        blank_close(&blank);
    }
}

/* Page tables of 4 kB and of 64 kB pages, in two columns, and none. */
static void page_tables_are_pages(void **state) {
    (void)state;
    static const struct {
        int64_t user_bytes, bytes, ptes, pmds, swap, held;
    } rows[] = {{0, 8192, 5, 7, 3, 105},
                {0, 8191, ABSENT, ABSENT, ABSENT, 101},
                {0, ABSENT, 5, 7, 3, 115},
                {0, ABSENT, 5, ABSENT, 0, 105},
                {65536, 196608, ABSENT, ABSENT, ABSENT, 103},
                {65536, 131071, ABSENT, ABSENT, 0, 101}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct blank blank;
        blank_open(&blank);
        blank.event.identity.release = STR("6.1.0");
        struct task *task = blank_task(&blank, 10, "daemon", 100, 0);
        task->pgtables_bytes = rows[i].bytes;
        task->nr_ptes = rows[i].ptes;
        task->nr_pmds = rows[i].pmds;
        task->swapents = rows[i].swap;
        blank_end_lists(&blank);
        assert_true(reckon(&blank.event, rows[i].user_bytes, &blank.reckoning));
        if (blank.reckoning.tasks[0].badness != rows[i].held)
            fail_msg("row %zu", i);
        blank_close(&blank);
    }
}

/* Of equal rows the first up to 4.6, the last since; without a release the last. */
static void equals_change_with_4_7(void **state) {
    (void)state;
    static const struct {
        const char *release;
        size_t best;
    } eras[] = {{"4.6.7", 0}, {"4.7.0", 1}, {"", 1}};
    for (size_t i = 0; i < sizeof eras / sizeof *eras; i++) {
        struct blank blank;
        open(&blank, eras[i].release);
        blank_task(&blank, 20, "twin", 100000, 0)->pgtables_bytes = 0;
        blank_task(&blank, 21, "twin", 100000, 0)->pgtables_bytes = 0;
        assert_true(blank_reckon(&blank));
        assert_int_equal(blank.reckoning.best_row, eras[i].best);
        blank_close(&blank);
    }
}

/* Scores alike that other sizes make: 100 pages of page tables. */
static void equal_scores_rank_by_size(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, "6.1.0");
    blank_swap(&blank, 0, 8000);
    blank_task(&blank, 20, "tables", 100000, 0)->pgtables_bytes = 409600;
    blank_task(&blank, 21, "resident", 100100, 0)->pgtables_bytes = 0;
    blank_task(&blank, 22, "swapped", 99000, 0)->swapents = 1100;
    blank_task(&blank, 23, "more", 100101, 0)->pgtables_bytes = 0;
    blank_task(&blank, 24, "damaged", -1, 0);
    assert_true(blank_reckon(&blank));
    static const size_t ranking[] = {3, 2, 1, 0, 4}; /* of equal sizes, too, the last */
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(badness_rank(&blank.event, &blank.reckoning)[i], ranking[i]);
    assert_int_equal(blank.reckoning.best_row, SIZE_MAX); /* one that may be killed has no score */
    blank.tasks[4].oom_score_adj = -1000;
    assert_true(blank_reckon(&blank));
    assert_int_equal(blank.reckoning.best_row, 3);
    blank_close(&blank);
}

static void nobody_may_be_killed(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, "6.1.0");
    blank_task(&blank, 1, "init", 100, 0);
    blank_task(&blank, 20, "sshd", 100, -1000);
    assert_true(blank_reckon(&blank));
    assert_true(blank.reckoning.best_row == SIZE_MAX);
    assert_int_equal(blank.reckoning.explained, TRI_UNKNOWN);
    blank_close(&blank);
}

/* 3 % of the best, 256 pages at least; of thousandths 30. */
static void the_error_of_a_choice(void **state) {
    (void)state;
    static const struct {
        const char *release;
        int64_t best, chosen;
        enum tri explained;
    } cases[] = {{"6.1.0", 100000, 97000, TRI_YES}, {"6.1.0", 100000, 96999, TRI_NO}, {"6.1.0", 8000, 7744, TRI_YES},
                 {"6.1.0", 8000, 7743, TRI_NO},     {"6.1.0", 9000, 8730, TRI_YES},   {"6.1.0", 9000, 8729, TRI_NO},
                 {"3.2.0", 100000, 70000, TRI_YES}, {"3.2.0", 100000, 69999, TRI_NO}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct blank blank;
        open(&blank, cases[i].release);
        blank_task(&blank, 20, "large", cases[i].best, 0);
        blank_task(&blank, 21, "chosen", cases[i].chosen, 0);
        blank_kill(&blank, 21, "chosen", "Out of memory");
        assert_true(blank_reckon(&blank));
        if (blank.reckoning.explained != cases[i].explained)
            fail_msg("case %zu", i);
        blank_close(&blank);
    }
}

/* Up to 5.8 all that are lowered to nothing are equal: without a release nobody knows. */
static void rows_below_one_without_a_release(void **state) {
    (void)state;
    static const struct {
        const char *release;
        int64_t best;
        enum tri explained;
    } cases[] = {{"", 0, TRI_UNKNOWN}, {"", 1, TRI_YES}, {"6.1.0", 0, TRI_YES}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct blank blank;
        open(&blank, cases[i].release);
        blank_task(&blank, 20, "a", cases[i].best, 0)->pgtables_bytes = 0;
        blank_kill(&blank, 20, "a", "Out of memory");
        assert_true(blank_reckon(&blank));
        assert_int_equal(blank.reckoning.explained, cases[i].explained);
        blank_close(&blank);
    }
}

/* In 5.0 the oom-kill: line names the chosen one, and a child may have died; since 5.1 the victim is the chosen one. */
static void who_was_chosen(void **state) {
    (void)state;
    static const struct {
        const char *release;
        int64_t line, pid, kill;
        enum tri explained;
    } cases[] = {{"5.0.21", 9, 20, 21, TRI_YES},    {"5.1.0", 9, 20, 21, TRI_NO},  {"5.0.21", 0, 20, 21, TRI_NO},
                 {"5.0.21", 9, ABSENT, 21, TRI_NO}, {"5.0.21", 9, 21, 20, TRI_NO}, {"5.0.21", 9, 99, 20, TRI_UNKNOWN},
                 {"5.1.0", 9, 20, 99, TRI_UNKNOWN}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct blank blank;
        open(&blank, cases[i].release);
        blank.event.summary.line = cases[i].line;
        blank.event.summary.pid = cases[i].pid;
        blank.event.summary.global_oom = true;
        blank.event.summary.constraint = STR("CONSTRAINT_NONE");
        blank_task(&blank, 20, "parent", 100000, 0);
        blank_task(&blank, 21, "child", 5000, 0);
        blank_kill(&blank, cases[i].kill, "x", "Out of memory");
        assert_true(blank_reckon(&blank));
        if (blank.reckoning.explained != cases[i].explained)
            fail_msg("case %zu", i);
        blank_close(&blank);
    }
}

/* A row by its pid, else by its thread group. */
static void rows_of_threads(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, "6.1.0");
    blank_task(&blank, 20, "a", 100, 0)->tgid = 22;
    blank_task(&blank, 21, "b", 100, 0)->tgid = 30;
    blank_task(&blank, 22, "c", 100, 0);
    blank_kill(&blank, 22, "c", "Out of memory");
    assert_true(blank_reckon(&blank));
    assert_int_equal(blank.reckoning.victim_row, 2);
    blank.kills[0].pid = 30;
    assert_true(blank_reckon(&blank));
    assert_int_equal(blank.reckoning.victim_row, 1);
    blank.kills[0].thread_of = 20; /* as the kill line was read */
    assert_true(blank_reckon(&blank));
    assert_int_equal(blank.reckoning.victim_row, 0);
    blank.kills[0].thread_of = 0;
    blank.kills[0].pid = 31;
    assert_true(blank_reckon(&blank));
    assert_true(blank.reckoning.victim_row == SIZE_MAX);
    blank_close(&blank);
}

/* Shielded rows of processes that were killed are damaged: of the first eight kills, by their own kill lines. */
static void who_was_killed_may_be_killed(void **state) {
    (void)state;
    for (size_t at = 0; at < 10; at++) {
        struct blank blank;
        struct kill kills[10];
        open(&blank, "6.1.0");
        blank_task(&blank, 20, "a", 100, -1000);
        blank_kill(&blank, 99, "x", "Out of memory");
        for (size_t i = 0; i < 10; i++) {
            kills[i] = blank.kills[0];
            kills[i].pid = i == at ? 20 : 99;
        }
        blank.event.kills = kills;
        blank.event.kill_count = 9;
        assert_true(blank_reckon(&blank));
        assert_int_equal(blank.reckoning.tasks[0].killable, at < 8 ? TRI_YES : TRI_NO);
        kills[at].named_by = NAMED_BY_SUMMARY;
        assert_true(blank_reckon(&blank));
        assert_int_equal(blank.reckoning.tasks[0].killable, TRI_NO);
        blank_close(&blank);
    }
}

/* 600000 of 1000000 pages of root (3.14 to 4.16) are 582 thousandths; a printed score is cut off, and may be one off.
 */
static void printed_scores_are_cut_off(void **state) {
    (void)state;
    static const struct {
        int64_t score;
        bool has_bonus;
    } prints[] = {{580, true}, {581, true},  {582, true},  {583, true},  {584, true},
                  {598, true}, {599, false}, {600, false}, {601, false}, {602, true}};
    for (size_t i = 0; i < sizeof prints / sizeof *prints; i++) {
        struct blank blank;
        open(&blank, "4.4.0");
        blank_task(&blank, 900, "java", 600000, 0)->uid = 0;
        blank.event.intent_pid = 900;
        blank.event.intent_score = prints[i].score;
        assert_true(blank_reckon(&blank));
        if (blank.reckoning.tasks[0].badness != (prints[i].has_bonus ? 582000 : 600000))
            fail_msg("score %lld", (long long)prints[i].score);
        blank_close(&blank);
    }
}

/* Of thousandths (2.6.36 to 3.4) 600 less 30 are printed, or one more or less. */
static void printed_thousandths(void **state) {
    (void)state;
    static const struct {
        int64_t score, badness;
    } prints[] = {{568, 570}, {569, 570}, {571, 570}, {572, 570}, {598, 570}, {599, 600}, {601, 600}, {602, 570}};
    for (size_t i = 0; i < sizeof prints / sizeof *prints; i++) {
        struct blank blank;
        open(&blank, "3.2.0");
        blank_task(&blank, 900, "java", 600000, 0)->uid = 0;
        blank.event.intent_pid = 900;
        blank.event.intent_score = prints[i].score;
        assert_true(blank_reckon(&blank));
        if (blank.reckoning.tasks[0].badness != prints[i].badness)
            fail_msg("score %lld", (long long)prints[i].score);
        blank_close(&blank);
    }
}

/* What a cgroup of 200000 kB may use: its limit, and the swap that the least of all bounds leaves it. */
static void totals_of_a_cgroup(void **state) {
    (void)state;
    static const struct {
        int64_t used_kb, limit_kb, machine_kb, swapents, total;
    } swaps[] = {{0, 40000, ABSENT, 0, 50000},   {4, 40000, ABSENT, 0, 60000},      {0, 40000, ABSENT, 1, 60000},
                 {4, 40000, 20000, 0, 55000},    {4, 20000, 40000, 0, 55000},       {4, ABSENT, 40000, 0, 60000},
                 {4, ABSENT, ABSENT, 0, ABSENT}, {ABSENT, ABSENT, ABSENT, 0, 50000}};
    for (size_t i = 0; i < sizeof swaps / sizeof *swaps; i++) {
        struct blank blank;
        blank_open(&blank);
        blank.event.identity.release = STR("6.1.0");
        blank.event.summary.line = 9;
        blank.event.summary.constraint = STR("CONSTRAINT_MEMCG");
        blank_usage(&blank.event.cgroup.memory, 200000, 200000);
        if (swaps[i].used_kb != ABSENT)
            blank_usage(&blank.event.cgroup.swap, swaps[i].used_kb, swaps[i].limit_kb);
        if (swaps[i].machine_kb != ABSENT)
            blank_swap(&blank, 0, swaps[i].machine_kb);
        blank_task(&blank, 30, "java", 10000, 0)->swapents = swaps[i].swapents;
        assert_true(blank_reckon(&blank));
        if (blank.reckoning.total_pages != swaps[i].total)
            fail_msg("swap %zu: %lld", i, (long long)blank.reckoning.total_pages);
        blank_close(&blank);
    }
}

/* "score 0" of 1000 of 1000000 pages fits the rule of 3.13 as well as that of 3.14: it stays with its release. */
static void a_score_that_fits_changes_nothing(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, "3.13.0-57-generic");
    blank_task(&blank, 20, "small", 1000, 0)->uid = 0;
    blank_task(&blank, 21, "large", 200000, 0)->uid = 0;
    blank.event.intent_pid = 20;
    blank.event.intent_score = 0;
    expect(&blank, 0, 1);
    expect(&blank, 1, 170000);
    blank_close(&blank);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rss_swap_and_page_tables),
        cmocka_unit_test(adjustment),
        cmocka_unit_test(who_may_be_killed),
        cmocka_unit_test(at_least_one_before_5_9),
        cmocka_unit_test(at_least_one_by_the_words_of_the_time),
        cmocka_unit_test(a_printed_score_tells_the_swap_of_a_cgroup),
        cmocka_unit_test(root_bonus),
        cmocka_unit_test(a_printed_score_tells_the_bonus_of_root),
        cmocka_unit_test(root_of_a_container_has_no_bonus),
        cmocka_unit_test(root_of_one_container_tells_nothing_of_others),
        cmocka_unit_test(a_thread_is_of_the_process_with_its_sizes),
        cmocka_unit_test(no_thread_of_what_may_be_a_copy),
        cmocka_unit_test(shielded),
        cmocka_unit_test(a_smaller_victim_is_not_explained),
        cmocka_unit_test(swap_without_a_column),
        cmocka_unit_test(rows_beyond_a_head),
        cmocka_unit_test(memory_is_short),
        cmocka_unit_test(sacrificed_child),
        cmocka_unit_test(cgroup_total),
        cmocka_unit_test(unknown_total),
        cmocka_unit_test(equals),
        cmocka_unit_test(threads_count_once),
        cmocka_unit_test(groups_by_name),
        cmocka_unit_test(a_group_is_bounded_by_what_is_left),
        cmocka_unit_test(sorting),
        cmocka_unit_test(sorting_by_heads),
        cmocka_unit_test(sorting_one_head_apart),
        cmocka_unit_test(heads),
        cmocka_unit_test(names_alike),
        cmocka_unit_test(names_that_crowd),
        cmocka_unit_test(rules_change_with_releases),
        cmocka_unit_test(rules_by_columns),
        cmocka_unit_test(figures_without_a_score),
        cmocka_unit_test(thousandths_have_bounds),
        cmocka_unit_test(page_tables_are_pages),
        cmocka_unit_test(equals_change_with_4_7),
        cmocka_unit_test(equal_scores_rank_by_size),
        cmocka_unit_test(nobody_may_be_killed),
        cmocka_unit_test(the_error_of_a_choice),
        cmocka_unit_test(rows_below_one_without_a_release),
        cmocka_unit_test(who_was_chosen),
        cmocka_unit_test(rows_of_threads),
        cmocka_unit_test(who_was_killed_may_be_killed),
        cmocka_unit_test(printed_scores_are_cut_off),
        cmocka_unit_test(printed_thousandths),
        cmocka_unit_test(totals_of_a_cgroup),
        cmocka_unit_test(a_score_that_fits_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
