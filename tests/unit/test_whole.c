/* Whether a task table is known to be whole, each sign of it against a table without it.
 * SPDX-License-Identifier: MIT */
#include "model/whole.h"

#include "blank_event.h"
#include "kernel/tables.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* Two rows of 100000 and 500 pages (402000 kB) and the kill of the first. */
static void open_table(struct blank *blank) {
    blank_open(blank);
    blank_trigger(blank, "shop-api", 0x140dca, 0);
    blank_task(blank, 100, "shop-api", 100000, 0);
    blank_task(blank, 101, "sshd", 500, 0);
    blank->event.tasks.lines = (struct span){20, 22};
    blank_kill(blank, 100, "shop-api", "Out of memory");
}

static enum cut why(struct blank *blank) {
    assert_true(blank_reckon(blank));
    return blank->reckoning.why_cut;
}

static void whole_table(void **state) {
    (void)state;
    struct blank blank;
    open_table(&blank);
    assert_int_equal(why(&blank), CUT_NOT);
    assert_int_equal(blank.reckoning.table_whole, TRI_YES);
    blank_close(&blank);
}

static void no_table(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    assert_int_equal(why(&blank), CUT_NOT);
    assert_int_equal(blank.reckoning.table_whole, TRI_UNKNOWN);
    blank_close(&blank);
}

static void first_rows_missing(void **state) {
    (void)state;
    struct blank blank;
    open_table(&blank);
    blank.event.tasks.cut = true;
    assert_int_equal(why(&blank), CUT_HEAD);
    assert_int_equal(blank.reckoning.table_whole, TRI_NO);
    blank_close(&blank);
}

/* Without the kill, one line behind the table closes it; above it, it does not. */
static void a_line_behind_the_table_closes_it(void **state) {
    (void)state;
    for (int sign = 0; sign < 7; sign++)
        for (int64_t line = 19; line <= 23; line += 4) {
            struct blank blank;
            struct note note = {NOTE_EXITING, line, 0, {0}};
            open_table(&blank);
            blank.event.kill_count = 0;
            blank.event.summary.line = sign == 0 ? line : 0;
            blank.event.intent.line = sign == 1 ? line : 0;
            blank.event.panic.line = sign == 2 ? line : 0;
            blank.event.no_killable.line = sign == 3 ? line : 0;
            blank.event.oom_group.line = sign == 4 ? line : 0;
            blank.event.notes = &note;
            blank.event.note_count = sign == 5;
            assert_int_equal(why(&blank), sign < 6 && line == 23 ? CUT_NOT : CUT_END);
            blank_close(&blank);
        }
}

static void rows_elided(void **state) {
    (void)state;
    struct blank blank;
    open_table(&blank);
    blank.event.tasks.elided_line = 21;
    assert_int_equal(why(&blank), CUT_ELIDED);
    assert_int_equal(blank.reckoning.table_whole, TRI_NO);
    blank_close(&blank);
}

static void victim_without_row(void **state) {
    (void)state;
    struct blank blank;
    open_table(&blank);
    blank.event.kills[0].pid = 999;
    assert_int_equal(why(&blank), CUT_VICTIM);
    assert_int_equal(blank.reckoning.table_whole, TRI_NO);
    blank.event.kills[0].total_vm_kb = 4000;
    blank.tasks[1].total_vm = 0; /* nor is it of a process that has given up its memory */
    assert_int_equal(why(&blank), CUT_VICTIM);
    blank_close(&blank);
    open_table(&blank);
    blank.tasks[0].pid = 107; /* "pid tgid": a thread that holds the memory of its process */
    blank.tasks[0].tgid = 100;
    assert_int_equal(why(&blank), CUT_NOT);
    blank_close(&blank);
}

/* "Kill process 100 or sacrifice child": the child that died in its place may be younger than the table. */
static void chosen_one_has_row(void **state) {
    (void)state;
    struct blank blank;
    open_table(&blank);
    blank.event.kills[0].pid = 999;
    blank.event.intent_pid = 100;
    assert_int_equal(why(&blank), CUT_NOT);
    blank_close(&blank);
}

/* "Kill process 99 (shop-api) score 0 or sacrifice child", "Killed process 100 (shop-api)": 99 may be a thread, or a
 * parent whose row was lost. The rows hold 402000 kB. */
static void a_chosen_thread_has_no_row(void **state) {
    (void)state;
    static const int64_t held_kb[] = {500000, 536000, 537000, ABSENT};
    for (size_t i = 0; i < sizeof held_kb / sizeof *held_kb; i++) {
        struct blank blank;
        open_table(&blank);
        blank_usage(&blank.event.cgroup.memory, 600000, 600000);
        if (held_kb[i] != ABSENT)
            blank_stat(&blank, 0, "anon", held_kb[i] * 1024);
        blank.event.intent_pid = 99;
        blank.event.intent_name = STR("shop-api");
        assert_int_equal(why(&blank), i < 2 ? CUT_NOT : CUT_VICTIM); /* 75 % of 536000 are 402000 */
        blank.event.intent_name = STR("shop-web");
        assert_int_equal(why(&blank), CUT_VICTIM);
        blank_close(&blank);
    }
}

static void nothing_behind_the_rows(void **state) {
    (void)state;
    struct blank blank;
    open_table(&blank);
    blank.event.kill_count = 0;
    assert_int_equal(why(&blank), CUT_END);
    assert_int_equal(blank.reckoning.table_whole, TRI_UNKNOWN);
    blank.event.panic.line = 23;
    assert_int_equal(why(&blank), CUT_NOT);
    blank_close(&blank);
}

/* The whole machine, of RAM pages, was short of memory; the counters hold ANON pages. */
static void count_memory(struct blank *blank, int64_t ram, int64_t anon) {
    blank->event.summary.constraint = STR("CONSTRAINT_NONE");
    blank->event.summary.global_oom = true;
    blank->event.summary.line = 23;
    blank_totals(blank, ram, 0);
    blank_counter(blank, "active_anon", 0);
    blank_counter(blank, "inactive_anon", anon);
    blank_counter(blank, "shmem", 0);
}

static enum cut why_and_close(struct blank *blank) {
    const enum cut cut = why(blank);
    blank_close(blank);
    return cut;
}

/* A machine of RAM pages; the counters hold ANON pages, the rows 100500. */
static enum cut why_of_memory(int64_t ram, int64_t anon) {
    struct blank blank;
    open_table(&blank);
    count_memory(&blank, ram, anon);
    return why_and_close(&blank);
}

/* The rows show three quarters of 134000 pages, and less of 134001; on a larger machine, 51200 pages in no row are 10 %
 * of RAM. */
static void memory_in_no_row(void **state) {
    (void)state;
    assert_int_equal(why_of_memory(150000, 100500), CUT_NOT);
    assert_int_equal(why_of_memory(150000, 134000), CUT_NOT);
    assert_int_equal(why_of_memory(150000, 134001), CUT_MEMORY);
    assert_int_equal(why_of_memory(512000, 151699), CUT_NOT);
    assert_int_equal(why_of_memory(512000, 151700), CUT_MEMORY);
}

/* A cgroup of 134001 pages of which the rows show 100500. 6.2 to 6.19 hold pages back on CPUs that nobody counts. */
static void memory_of_a_cgroup_in_no_row(void **state) {
    (void)state;
    static const struct {
        const char *release;
        enum cut why;
    } cases[] = {{"6.1.0", CUT_MEMORY}, {"6.2.0", CUT_NOT}, {"6.19.0", CUT_NOT}, {"7.0.0", CUT_MEMORY}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct blank blank;
        open_table(&blank);
        blank.event.identity.release = str_from_cstr(cases[i].release);
        blank.event.cgroup.path = STR("/a");
        blank.event.summary.constraint = STR("CONSTRAINT_MEMCG");
        blank.event.summary.line = 23;
        blank_usage(&blank.event.cgroup.memory, 600000, 600000);
        blank_stat(&blank, 0, "anon", 134001 * 4096);
        blank_stat(&blank, 0, "file", 0);
        assert_int_equal(why(&blank), cases[i].why);
        blank_close(&blank);
    }
}

/* "Out of memory: Killed process ..." behind a single row; private memory in counters shows whether it is all. */
static void a_row_alone(void **state) {
    (void)state;
    struct blank blank;
    open_table(&blank);
    blank.event.summary.constraint = STR("CONSTRAINT_NONE");
    blank.event.summary.global_oom = true;
    blank.event.summary.line = 23;
    blank.event.tasks.count = 1;
    blank.event.kill_count = 0;
    assert_int_equal(why(&blank), CUT_ALONE);
    assert_int_equal(blank.reckoning.table_whole, TRI_UNKNOWN);
    blank.event.summary.constraint = STR("CONSTRAINT_MEMCG"); /* a cgroup of one process is a common thing */
    assert_int_equal(why(&blank), CUT_NOT);
    blank_close(&blank);
}

static void elisions(void **state) {
    (void)state;
    static const char *const yes[] = {"...",
                                      "--",
                                      "[...]",
                                      "<snip>",
                                      "-- snip --",
                                      "[ cut ]",
                                      "(omitted)",
                                      "[truncated]",
                                      ". . .",
                                      "* * *",
                                      ":",
                                      "... more processes ...",
                                      "(many lines omitted)",
                                      "-- skipped 30 lines --",
                                      "(left out)",
                                      "... etc",
                                      "(42 lines removed)",
                                      "[...truncated...]",
                                      "~~",
                                      "=-=",
                                      "/_|",
                                      "\xe2\x80\xa6",
                                      "30 lines cut \xe2\x80\xa6",
                                      "30 lines cut ...",
                                      "..: many more of the same, 48 bytes of them: cut"};
    static const char *const no[] = {"",
                                     "-",
                                     "[  100]     0   100     1875 x",
                                     "snip-server",
                                     "sshd",
                                     "[ pid ]",
                                     "eth0: more than one link",
                                     "cut",
                                     "30 lines cut",
                                     ".",
                                     "[x]",

                                     "[  9] more ",
                                     "..: many more of the same, but 49 bytes are: cut."};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (!task_table_is_elision(str_from_cstr(yes[i])))
            fail_msg("%s", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (task_table_is_elision(str_from_cstr(no[i])))
            fail_msg("%s", no[i]);
}

/* Rows of ROWS_KB in two; the counters hold HELD pages of a machine of RAM_KB. */
static enum cut why_of_drift(const char *release, int64_t ram_kb, int64_t rows_kb, int64_t held) {
    struct blank blank;
    open_table(&blank);
    blank.tasks[0].rss = rows_kb / 4 - 500;
    blank.event.identity.release = blank_str(release);
    count_memory(&blank, ram_kb / 4, held);
    return why_and_close(&blank);
}

/* Each CPU may hold back 32 pages of each row, or two for each CPU, and a CPU comes with each half GiB:
 * 524284 kB: 1 CPU, 2 rows of 32 pages, 256 kB: of 402256 kB 75 % are 536341.3.
 * 600000 kB: 2 CPUs, 512 kB: 402512 of 536682.7.
 * 8912896 kB: 18 CPUs of 36 pages, 5184 kB: 3005184 of 4006912.
 * 3 TiB: 4096 CPUs of 8192 pages, 256 GiB: 1268435456 of 1691247274.7. */
static void what_cpus_hold_back_is_in_no_row(void **state) {
    (void)state;
    static const struct {
        int64_t ram_kb, rows_kb, held;
    } cases[] = {{524284, 402000, 134085},
                 {524288, 402000, 134170},
                 {600000, 402000, 134170},
                 {8912896, 3000000, 1001728},
                 {INT64_C(3221225472), 1000000000, 422811818}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const int64_t ram_kb = cases[i].ram_kb, rows_kb = cases[i].rows_kb;
        if (why_of_drift("6.2.0", ram_kb, rows_kb, cases[i].held) != CUT_NOT ||
            why_of_drift("6.19.9", ram_kb, rows_kb, cases[i].held + 1) != CUT_MEMORY ||
            why_of_drift("6.1.99", ram_kb, rows_kb, cases[i].held) != CUT_MEMORY ||
            why_of_drift("7.0.0", ram_kb, rows_kb, cases[i].held) != CUT_MEMORY)
            fail_msg("case %zu", i);
    }
}

/* The chosen one has a row, children that died for it have none: what their kill lines tell is shown, too. 402000 kB of
 * rows and 400000 of 1069333.3. */
static enum cut why_of_children(int64_t held, int64_t first_kb, int64_t second_kb, bool have_rows) {
    struct blank blank;
    open_table(&blank);
    count_memory(&blank, 300000, held);
    blank.event.intent_pid = 100;
    blank.kills[0].pid = have_rows ? 101 : 998;
    blank.kills[0].anon_rss_kb = first_kb;
    blank_kill(&blank, 999, "shop-api", "Out of memory")->anon_rss_kb = second_kb;
    return why_and_close(&blank);
}

static void what_victims_without_a_row_held_is_shown(void **state) {
    (void)state;
    assert_int_equal(why_of_children(267333, 400000, ABSENT, false), CUT_NOT);
    assert_int_equal(why_of_children(267334, 400000, ABSENT, false), CUT_MEMORY);
    assert_int_equal(why_of_children(267333, 150000, 250000, false), CUT_NOT);
    assert_int_equal(why_of_children(267334, 150000, 250000, false), CUT_MEMORY);
    assert_int_equal(why_of_children(267333, 400000, ABSENT, true), CUT_MEMORY); /* it is in its row already */
}

/* A group that dies as a whole: the kill in place AT is of a process without a row, all others have one. */
static enum cut why_of_group(size_t count, size_t at, bool is_group, enum named_by named_by) {
    struct blank blank;
    struct kill kills[12];
    open_table(&blank);
    for (size_t i = 0; i < 12; i++) {
        kills[i] = blank.kills[0];
        kills[i].pid = i == at ? 999 : 101;
        kills[i].named_by = i == at ? named_by : NAMED_BY_KILL;
    }
    kills[0].pid = at == 0 ? 999 : 100;
    blank.event.kills = kills;
    blank.event.kill_count = count;
    blank.event.oom_group.line = is_group ? 30 : 0;
    return why_and_close(&blank);
}

static void each_of_a_group_has_a_row(void **state) {
    (void)state;
    assert_int_equal(why_of_group(3, 1, true, NAMED_BY_KILL), CUT_VICTIM);
    assert_int_equal(why_of_group(3, 1, false, NAMED_BY_KILL), CUT_NOT);
    assert_int_equal(why_of_group(3, 1, true, NAMED_BY_REAPER), CUT_NOT);
    assert_int_equal(why_of_group(3, 0, true, NAMED_BY_REAPER), CUT_VICTIM); /* of the first its name is enough */
    assert_int_equal(why_of_group(12, 7, true, NAMED_BY_KILL), CUT_VICTIM);
    assert_int_equal(why_of_group(12, 8, true, NAMED_BY_KILL), CUT_NOT); /* eight are looked at */
    assert_int_equal(why_of_group(3, 2, true, NAMED_BY_KILL), CUT_VICTIM);
    assert_int_equal(why_of_group(2, 2, true, NAMED_BY_KILL), CUT_NOT);
    assert_int_equal(why_of_group(1, 0, false, NAMED_BY_SUMMARY), CUT_VICTIM);
}

/* "Kill process 999", whose kill line says that it is a thread of a process that has a row: of the first eight. */
static void a_thread_of_a_row(void **state) {
    (void)state;
    for (size_t at = 0; at < 10; at++) {
        struct blank blank;
        struct kill kills[10];
        open_table(&blank);
        for (size_t i = 0; i < 10; i++) {
            kills[i] = blank.kills[0];
            kills[i].pid = i == at ? 999 : 101;
            kills[i].thread_of = i == at ? 100 : 0;
        }
        blank.event.kills = kills;
        blank.event.kill_count = 9;
        blank.event.intent_pid = 999;
        if (why(&blank) != (at < 8 ? CUT_NOT : CUT_VICTIM))
            fail_msg("kill %zu", at);
        kills[at].thread_of = 0;
        assert_int_equal(why(&blank), CUT_VICTIM);
        blank_close(&blank);
    }
}

/* Of a userspace killer the table of the kernel's report says nothing; of a long table only the largest rows stay. */
static void who_needs_no_row(void **state) {
    (void)state;
    struct blank blank;
    open_table(&blank);
    blank.event.kills[0].pid = 999;
    blank.event.killer = KILLER_EARLYOOM;
    assert_int_equal(why(&blank), CUT_NOT);
    blank.event.killer = KILLER_KERNEL;
    blank.event.tasks.rest.rows = 1;
    assert_int_equal(why(&blank), CUT_NOT);
    blank.event.tasks.rest.rows = 0;
    assert_int_equal(why(&blank), CUT_VICTIM);
    blank.event.kills[0].pid = 0; /* no number was read */
    assert_int_equal(why(&blank), CUT_NOT);
    blank.event.tasks.damaged_line = 21;
    assert_int_equal(why(&blank), CUT_DAMAGED);
    blank_close(&blank);
}

/* A row of 400000 kB alone, without counters of private memory: half of 800000 kB, and less of 800008. */
static void a_row_that_fills_the_machine_is_not_alone(void **state) {
    (void)state;
    for (int64_t more = 0; more < 2; more++) {
        struct blank blank;
        open_table(&blank);
        blank.event.summary.constraint = STR("CONSTRAINT_NONE");
        blank.event.summary.global_oom = true;
        blank.event.summary.line = 23;
        blank.event.tasks.count = 1;
        blank_totals(&blank, 200000 + 2 * more, 0);
        assert_int_equal(why(&blank), more ? CUT_ALONE : CUT_NOT);
        blank_close(&blank);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_table),
        cmocka_unit_test(no_table),
        cmocka_unit_test(first_rows_missing),
        cmocka_unit_test(a_line_behind_the_table_closes_it),
        cmocka_unit_test(rows_elided),
        cmocka_unit_test(victim_without_row),
        cmocka_unit_test(chosen_one_has_row),
        cmocka_unit_test(a_chosen_thread_has_no_row),
        cmocka_unit_test(nothing_behind_the_rows),
        cmocka_unit_test(memory_in_no_row),
        cmocka_unit_test(elisions),
        cmocka_unit_test(memory_of_a_cgroup_in_no_row),
        cmocka_unit_test(a_row_alone),
        cmocka_unit_test(what_cpus_hold_back_is_in_no_row),
        cmocka_unit_test(what_victims_without_a_row_held_is_shown),
        cmocka_unit_test(each_of_a_group_has_a_row),
        cmocka_unit_test(a_thread_of_a_row),
        cmocka_unit_test(who_needs_no_row),
        cmocka_unit_test(a_row_that_fills_the_machine_is_not_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
