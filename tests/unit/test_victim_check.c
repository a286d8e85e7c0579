/* The lines that tell of one victim, held against each other.
 * SPDX-License-Identifier: MIT */
#include "model/victim_check.h"

#include "blank_event.h"

/* Row, summary and kill line of process 113 (node): 12000 pages of 4 kB, 48000 kB. */
static struct kill *open_kill(struct blank *blank) {
    blank_open(blank);
    blank->event.identity.release = blank_str("5.10.0-32-cloud-amd64");
    blank_trigger(blank, "node", 0x100cca, 0);
    blank_task(blank, 113, "node", 12000, 0);
    blank->tasks[0].total_vm = 13000;
    blank_kill(blank, 113, "node", "Out of memory");
    struct kill *kill = &blank->event.kills[0];
    kill->anon_rss_kb = 48000;
    kill->total_vm_kb = 52000;
    blank->event.summary.line = kill->line - 1;
    blank->event.summary.pid = 113;
    blank->event.summary.task = blank_str("node");
    return kill;
}

static void check(struct blank *blank) {
    blank->reckoning =
        (struct reckoning){.page_kb = 4, .page_known = true, .release = release_of(blank->event.identity.release)};
    blank->event.warning_count = 0;
    assert_true(victim_check(&blank->event, &blank->reckoning));
}

static void lines_that_agree(void **state) {
    (void)state;
    struct blank blank;
    open_kill(&blank);
    check(&blank);
    assert_int_equal(blank.event.warning_count, 0);
    assert_false(blank.reckoning.is_contradicted);
    blank_close(&blank);
}

/* "[ 113] ... no": the summary and the kill line say node. */
static void two_lines_correct_the_name_of_the_third(void **state) {
    (void)state;
    struct blank blank;
    struct kill *kill = open_kill(&blank);
    blank.tasks[0].name = blank_str("no");
    check(&blank);
    assert_true(str_equal(blank.tasks[0].name, STR("node")));
    assert_int_equal(blank.event.warning_count, 1);
    assert_false(blank.reckoning.is_contradicted);
    kill->name = blank_str("####");
    check(&blank);
    assert_true(str_equal(kill->name, STR("node")));
    blank_close(&blank);
}

/* Without a summary the line of the intent is the third, and where that is of another process who asked for memory. */
static void other_lines_may_be_the_third(void **state) {
    (void)state;
    for (int is_of_another = 0; is_of_another < 2; is_of_another++) {
        struct blank blank;
        struct kill *kill = open_kill(&blank);
        blank.tasks[0].name = blank_str("no");
        blank.event.summary.pid = ABSENT;
        blank.event.intent_pid = is_of_another ? kill->pid + 1 : kill->pid;
        blank.event.intent_name = blank_str(is_of_another ? "java" : "node");
        blank.event.identity.pid = kill->pid;
        blank.event.trigger.name = blank_str(is_of_another ? "node" : "java");
        check(&blank);
        assert_true(str_equal(blank.tasks[0].name, STR("node")));
        blank_close(&blank);
    }
}

/* More than four times as much, and more than 64 MiB more. */
static void sizes_just_far_enough_apart(void **state) {
    (void)state;
    static const struct {
        int64_t row_pages, rss_kb, vm_pages, vm_kb;
        bool contradicted;
    } cases[] = {{16384, 4 * 65536 + 4, 100000, 400000, true},
                 {16384, 4 * 65536, 100000, 400000, false},
                 {1000, 4000 + 65536, 100000, 400000, false},
                 {1000, 4000 + 65540, 100000, 400000, true},
                 {50000, 4, 100000, 400000, false}, /* it is being torn down */
                 {12000, 48000, 16384, 4 * 65536 + 4, true},
                 {12000, 48000, 16384, 4 * 65536, false},
                 {12000, 48000, 65540, 65536, true},
                 {12000, 48000, 65536, 65536, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct blank blank;
        struct kill *kill = open_kill(&blank);
        kill->file_rss_kb = kill->shmem_rss_kb = 0;
        blank.tasks[0].rss = cases[i].row_pages;
        kill->anon_rss_kb = cases[i].rss_kb;
        blank.tasks[0].total_vm = cases[i].vm_pages;
        kill->total_vm_kb = cases[i].vm_kb;
        check(&blank);
        if (blank.reckoning.is_contradicted != cases[i].contradicted)
            fail_msg("case %zu", i);
        assert_int_equal(blank.event.warning_count, cases[i].contradicted);
        blank_close(&blank);
    }
}

/* Since 6.2 rows may miss what each CPU holds back. */
static void a_row_of_6_2_may_lack_much(void **state) {
    (void)state;
    static const char *const releases[] = {"6.1.0-50-amd64", "6.2.0-39-generic"};
    for (int i = 0; i < 2; i++) {
        struct blank blank;
        struct kill *kill = open_kill(&blank);
        blank.event.identity.release = blank_str(releases[i]);
        kill->file_rss_kb = kill->shmem_rss_kb = 0;
        blank.tasks[0].rss = 1000;
        check(&blank);
        assert_false(blank.reckoning.is_contradicted);
        kill->anon_rss_kb = 200000;
        check(&blank);
        assert_int_equal(blank.reckoning.is_contradicted, i == 0);
        blank_close(&blank);
    }
}

static void two_names_without_a_third(void **state) {
    (void)state;
    struct blank blank;
    struct kill *kill = open_kill(&blank);
    blank.event.summary = (struct oom_summary){.pid = ABSENT};
    kill->name = blank_str("java");
    check(&blank);
    assert_true(blank.reckoning.is_contradicted);
    assert_true(str_equal(blank.tasks[0].name, STR("node")));
    blank_close(&blank);
}

/* 4 * 52000 kB of address space may be growth, one more is none; less than 64 MiB never matters. */
static void sizes_that_are_far_apart(void **state) {
    (void)state;
    struct blank blank;
    struct kill *kill = open_kill(&blank);
    kill->total_vm_kb = 4 * 52000 + 3;
    check(&blank);
    assert_false(blank.reckoning.is_contradicted);
    kill->total_vm_kb = 4 * 52000 + 4;
    check(&blank);
    assert_true(blank.reckoning.is_contradicted);
    blank_close(&blank);
}

/* "oom-kill:...,task=sshd,pid=125" and "Killed process 113 (node)"; up to 5.0 a child may die. */
static void another_process_than_the_summary_names(void **state) {
    (void)state;
    struct blank blank;
    struct kill *kill = open_kill(&blank);
    blank.event.summary.pid = 125;
    check(&blank);
    assert_false(blank.reckoning.is_contradicted); /* of one name: another thread of it */
    blank.event.summary.task = blank_str("sshd");
    check(&blank);
    assert_true(blank.reckoning.is_contradicted);
    kill->message = blank_str("Out of memory (oom_kill_allocating_task)");
    check(&blank);
    assert_false(blank.reckoning.is_contradicted);
    kill->message = blank_str("Out of memory");
    blank.event.identity.release = blank_str("5.0.0-13-generic");
    check(&blank);
    assert_false(blank.reckoning.is_contradicted);
    blank_close(&blank);
}

/* "[   3317] ... wor" and "oom_reaper: reaped process 3317 (worker)"; "node" is no beginning of it. */
static void a_row_ends_in_its_name(void **state) {
    (void)state;
    static const struct {
        const char *in_row, *told, *taken;
    } names[] = {{"wor", "worker", "worker"}, {"worker", "wor", "worker"}, {"node", "worker", "node"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct blank blank;
        blank_open(&blank);
        blank_task(&blank, 3317, names[i].in_row, 12000, 0);
        blank_kill(&blank, 3317, names[i].told, "")->named_by = NAMED_BY_REAPER;
        check(&blank);
        assert_true(str_equal(blank.tasks[0].name, blank_str(names[i].taken)));
        assert_int_equal(blank.event.warning_count, i == 0);
        blank_close(&blank);
    }
}

/* "PID: 1122 Comm: stress", and the row "stre" where the kill line is lost. */
static void the_header_names_a_process_too(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_trigger(&blank, "stress", 0x100cca, 0);
    blank.event.identity.pid = 1122;
    blank_task(&blank, 1121, "stre", 366, 0);
    blank_task(&blank, 1122, "stre", 130854, 0);
    check(&blank);
    assert_true(str_equal(blank.tasks[0].name, STR("stre"))); /* nothing tells of this one */
    assert_true(str_equal(blank.tasks[1].name, STR("stress")));
    blank_close(&blank);
}

/* "Kill process 641 (java)" and "Killed process 6 (java)". A child has a row of its own, or another number. */
static void a_pid_of_which_the_end_is_lost(void **state) {
    (void)state;
    static const struct {
        int64_t printed, other_row, taken;
        const char *name;
    } pids[] = {{6, 700, 641, "java"}, {64, 700, 641, "java"}, {641, 700, 641, "java"}, {642, 700, 642, "java"},
                {64, 64, 64, "java"},  {64, 700, 64, "sh"},    {41, 700, 41, "java"}};
    for (size_t i = 0; i < sizeof pids / sizeof *pids; i++) {
        struct blank blank;
        blank_open(&blank);
        blank_task(&blank, 641, "java", 12000, 0);
        blank_task(&blank, pids[i].other_row, "java", 10, 0);
        blank.event.intent_pid = 641;
        blank.event.intent_name = blank_str("java");
        struct kill *kill = blank_kill(&blank, pids[i].printed, pids[i].name, "");
        check(&blank);
        assert_int_equal(kill->pid, pids[i].taken);
        assert_int_equal(blank.reckoning.victim_pid_inferred, pids[i].taken != pids[i].printed);
        blank_close(&blank);
    }
}

/* A name of which the end is lost is a beginning, neither empty nor whole. */
static void what_is_left_of_a_name(void **state) {
    (void)state;
    static const struct {
        const char *in_row, *in_kill, *row, *kill;
        bool is_warned, contradicted;
    } names[] = {{"n", "node", "node", "node", true, false},      {"node", "n", "node", "node", true, false},
                 {"node", "node", "node", "node", false, false},  {"", "node", "", "node", false, false},
                 {"node", "", "node", "", false, false},          {"ode", "node", "ode", "node", true, true},
                 {"nodes", "node", "nodes", "nodes", true, false}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct blank blank;
        struct kill *kill = open_kill(&blank);
        blank.event.summary = (struct oom_summary){.pid = ABSENT};
        blank.event.trigger.name = STR("");
        blank.tasks[0].name = blank_str(names[i].in_row);
        kill->name = blank_str(names[i].in_kill);
        check(&blank);
        if (!str_equal(blank.tasks[0].name, blank_str(names[i].row)) ||
            !str_equal(kill->name, blank_str(names[i].kill)))
            fail_msg("names %zu", i);
        assert_int_equal(blank.event.warning_count, names[i].is_warned);
        assert_int_equal(blank.reckoning.is_contradicted, names[i].contradicted);
        if (names[i].is_warned) {
            assert_int_equal(blank.event.warnings[0].lines.first, 21);
            assert_int_equal(blank.event.warnings[0].lines.last, 40);
        }
        blank_close(&blank);
    }
}

/* "Killed process 113 (node  )": the row's end shows no blanks. */
static void a_name_that_ends_in_blanks(void **state) {
    (void)state;
    struct blank blank;
    struct kill *kill = open_kill(&blank);
    kill->name = blank.event.summary.task = blank_str("node  ");
    check(&blank);
    assert_int_equal(blank.event.warning_count, 0);
    assert_int_equal(blank.tasks[0].name.len, 6);
    blank_close(&blank);
}

/* Whichever way round: lines are cited from the first to the last. */
static void a_table_behind_its_kill(void **state) {
    (void)state;
    struct blank blank;
    struct kill *kill = open_kill(&blank);
    kill->line = 3;
    kill->total_vm_kb = 4 * 52000 + 4;
    check(&blank);
    assert_int_equal(blank.event.warnings[0].lines.first, 3);
    assert_int_equal(blank.event.warnings[0].lines.last, 21);
    blank_close(&blank);
}

/* Sizes without a known page, absent ones, and negative ones prove nothing. */
static void sizes_that_prove_nothing(void **state) {
    (void)state;
    for (int which = 0; which < 5; which++) {
        struct blank blank;
        struct kill *kill = open_kill(&blank);
        kill->file_rss_kb = kill->shmem_rss_kb = 0;
        kill->anon_rss_kb = 400000;
        kill->total_vm_kb = which == 2 ? ABSENT : 52000;
        blank.tasks[0].rss = which == 1 ? ABSENT : which == 3 ? -1 : 12000;
        if (which == 4)
            blank.tasks[0].rss = 0;
        blank.reckoning = (struct reckoning){
            .page_kb = 4, .page_known = which != 0, .release = release_of(blank.event.identity.release)};
        assert_true(victim_check(&blank.event, &blank.reckoning));
        if (blank.reckoning.is_contradicted != (which == 2 || which == 4))
            fail_msg("size %d", which);
        blank_close(&blank);
    }
}

/* Of a group that dies as a whole the first eight; what userspace killers say is not held against the kernel's table.
 */
static void whose_rows_are_compared(void **state) {
    (void)state;
    for (size_t at = 0; at < 10; at++) {
        struct blank blank;
        struct kill kills[10];
        const struct kill like = *open_kill(&blank);
        blank.event.oom_group.text = STR("/a");
        for (size_t i = 0; i < 10; i++) {
            kills[i] = like;
            kills[i].pid = i == at ? 113 : 900;
            kills[i].name = STR("java");
        }
        blank.event.kills = kills;
        blank.event.kill_count = 9;
        check(&blank);
        assert_int_equal(blank.event.warning_count, at < 8);
        kills[at].named_by = NAMED_BY_REAPER;
        kills[at].name = STR("java"); /* the oom-kill: line had the last word */
        blank.tasks[0].name = STR("ja");
        check(&blank);
        assert_true(str_equal(blank.tasks[0].name, at < 8 ? STR("java") : STR("ja")));
        kills[at].named_by = NAMED_BY_KILL;
        blank.event.killer = KILLER_OOMD;
        check(&blank);
        assert_int_equal(blank.event.warning_count, 0);
        blank_close(&blank);
    }
}

/* Each of what must be there to hold a kill line against the oom-kill: line. */
static void when_a_summary_is_held_against_the_kill(void **state) {
    (void)state;
    for (int which = 0; which < 9; which++) {
        struct blank blank;
        struct kill *kill = open_kill(&blank);
        blank.event.summary.pid = which == 1 ? ABSENT : which == 2 ? 113 : 125;
        blank.event.summary.task = which == 3 ? STR("") : STR("sshd");
        if (which == 4)
            blank.event.summary.line = 0;
        if (which == 5)
            blank.event.oom_group.text = STR("/a");
        if (which == 6)
            kill->named_by = NAMED_BY_REAPER;
        if (which == 7)
            blank_kill(&blank, 900, "x", "");
        if (which == 8)
            kill->pid = ABSENT;
        blank_end_lists(&blank);
        check(&blank);
        if (blank.reckoning.is_victim_disputed != (which == 0))
            fail_msg("%d", which);
        if (which == 0) {
            assert_int_equal(blank.event.warnings[0].lines.first, 39);
            assert_int_equal(blank.event.warnings[0].lines.last, 40);
        }
        blank_close(&blank);
    }
}

/* Names of two rows are whole in other lines: both rows are cited. */
static void rows_that_are_cut_are_cited(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_task(&blank, 3317, "wor", 12000, 0);
    blank_task(&blank, 3318, "other", 12000, 0);
    blank_task(&blank, 3319, "wo", 12000, 0);
    blank_kill(&blank, 3317, "worker", "")->named_by = NAMED_BY_REAPER;
    blank_kill(&blank, 3319, "worker", "")->named_by = NAMED_BY_REAPER;
    check(&blank);
    assert_int_equal(blank.event.warning_count, 1);
    assert_int_equal(blank.event.warnings[0].lines.first, 21);
    assert_int_equal(blank.event.warnings[0].lines.last, 23);
    blank_close(&blank);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_that_agree),
        cmocka_unit_test(two_lines_correct_the_name_of_the_third),
        cmocka_unit_test(other_lines_may_be_the_third),
        cmocka_unit_test(sizes_just_far_enough_apart),
        cmocka_unit_test(a_row_of_6_2_may_lack_much),
        cmocka_unit_test(two_names_without_a_third),
        cmocka_unit_test(sizes_that_are_far_apart),
        cmocka_unit_test(another_process_than_the_summary_names),
        cmocka_unit_test(a_row_ends_in_its_name),
        cmocka_unit_test(the_header_names_a_process_too),
        cmocka_unit_test(a_pid_of_which_the_end_is_lost),
        cmocka_unit_test(what_is_left_of_a_name),
        cmocka_unit_test(a_name_that_ends_in_blanks),
        cmocka_unit_test(a_table_behind_its_kill),
        cmocka_unit_test(sizes_that_prove_nothing),
        cmocka_unit_test(whose_rows_are_compared),
        cmocka_unit_test(when_a_summary_is_held_against_the_kill),
        cmocka_unit_test(rows_that_are_cut_are_cited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
