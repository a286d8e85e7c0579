/* Who the victim is by the lines that name it, and which of them show its end.
 * SPDX-License-Identifier: MIT */
#include "model/victim.h"

#include "blank_event.h"

static void a_process_by_number_and_name(void **state) {
    (void)state;
    static const struct {
        int64_t pid;
        const char *in_kill, *name;
        bool is;
    } cases[] = {{7, "java", "java", true}, {8, "java", "java", false}, {7, "java", "jav", false},
                 {7, "", "java", true},     {7, "java", "", true},      {8, "", "", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct kill kill = {.pid = 7, .name = blank_str(cases[i].in_kill)};
        if (victim_is(&kill, cases[i].pid, blank_str(cases[i].name)) != cases[i].is)
            fail_msg("case %zu", i);
    }
}

/* A kill line and the reaper's show an end; a line that only announces it does not, nor does a signal to end. */
static void an_end_is_shown(void **state) {
    (void)state;
    static const struct {
        enum named_by named_by;
        enum reaped reaped;
        bool is_told, is_dead, is_only_announced;
        enum outcome outcome;
    } kills[] = {
        {NAMED_BY_KILL, REAPED_UNKNOWN, false, true, false, OUTCOME_UNKNOWN},
        {NAMED_BY_REAPER, REAPED_UNKNOWN, false, true, false, OUTCOME_UNKNOWN},
        {NAMED_BY_SUMMARY, REAPED_UNKNOWN, false, false, false, OUTCOME_UNKNOWN},
        {NAMED_BY_SUMMARY, REAPED_YES, false, true, false, OUTCOME_UNKNOWN},
        {NAMED_BY_ANNOUNCEMENT, REAPED_UNKNOWN, false, false, true, OUTCOME_UNKNOWN},
        {NAMED_BY_ANNOUNCEMENT, REAPED_FAILED, false, true, false, OUTCOME_UNKNOWN},
        {NAMED_BY_KILL, REAPED_UNKNOWN, true, false, false, OUTCOME_UNKNOWN},
        {NAMED_BY_KILL, REAPED_UNKNOWN, true, false, false, OUTCOME_SURVIVED},
        {NAMED_BY_KILL, REAPED_UNKNOWN, false, false, false, OUTCOME_SURVIVED},
        {NAMED_BY_KILL, REAPED_UNKNOWN, true, true, false, OUTCOME_EXITED},
    };
    for (size_t i = 0; i < sizeof kills / sizeof *kills; i++) {
        const struct kill kill = {.named_by = kills[i].named_by,
                                  .reaped = kills[i].reaped,
                                  .is_told_to_end = kills[i].is_told,
                                  .outcome = kills[i].outcome};
        if (victim_is_shown_dead(&kill) != kills[i].is_dead ||
            victim_is_only_announced(&kill) != kills[i].is_only_announced)
            fail_msg("kill %zu", i);
    }
}

static void what_was_resident(void **state) {
    (void)state;
    struct kill kill = {.anon_rss_kb = 1000, .file_rss_kb = 200, .shmem_rss_kb = 30};
    assert_int_equal(victim_resident_kb(&kill), 1230);
    kill.shmem_rss_kb = ABSENT;
    assert_int_equal(victim_resident_kb(&kill), 1200);
    kill.anon_rss_kb = ABSENT;
    assert_int_equal(victim_resident_kb(&kill), 200);
    kill.file_rss_kb = ABSENT;
    assert_true(victim_resident_kb(&kill) == ABSENT);
}

static void lines_of_kills(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    assert_false(victim_has_kill_line(&blank.event));
    assert_int_equal(victim_kill_lines(&blank.event), 0);
    blank_kill(&blank, 7, "a", "")->named_by = NAMED_BY_REAPER;
    blank_end_lists(&blank);
    assert_false(victim_has_kill_line(&blank.event));
    assert_int_equal(victim_kill_lines(&blank.event), 0);
    blank_kill(&blank, 8, "b", "");
    assert_false(victim_has_kill_line(&blank.event)); /* the first counts */
    assert_int_equal(victim_kill_lines(&blank.event), 1);
    blank.kills[0].named_by = NAMED_BY_KILL;
    assert_true(victim_has_kill_line(&blank.event));
    assert_int_equal(victim_kill_lines(&blank.event), 2);
    blank_close(&blank);
}

/* "oom: ... is already exiting": behind the oom-kill: line it is the one that was chosen. */
static void an_exiting_victim_is_skipped(void **state) {
    (void)state;
    struct note notes[] = {{.kind = NOTE_ALLOCATION_FAILURE, .line = 12},
                           {.kind = NOTE_EXITING, .line = 8},
                           {.kind = NOTE_EXITING, .line = 11},
                           {.kind = NOTE_EXITING, .line = 13}};
    struct blank blank;
    blank_open(&blank);
    blank.event.notes = notes;
    blank.event.note_count = 3;
    blank.event.summary.line = 10;
    assert_int_equal(victim_skipped_line(&blank.event), 11);
    blank.event.note_count = 2;
    assert_int_equal(victim_skipped_line(&blank.event), 0);
    blank.event.note_count = 0;
    assert_int_equal(victim_skipped_line(&blank.event), 0);
    blank_close(&blank);
}

/* An oom-kill: line on line 30 that names process 7, and an announcement on line 31 that names process 8. */
static void set_named(struct event *event) {
    event->summary.line = 30;
    event->summary.pid = 7;
    event->summary.uid = 1000;
    event->summary.task = STR("java");
    event->intent = (struct cited_text){STR("Kill process 8 (node) score 90 or sacrifice child"), 31};
    event->intent_pid = 8;
    event->intent_name = STR("node");
    event->intent_score = 90;
}

static void a_kill_by_other_lines(void **state) {
    (void)state;
    static const struct {
        int64_t summary_pid;
        const char *task;
        bool has_intent, is_panic, is_user;
        enum named_by named_by;
        int64_t pid, line, score;
    } cases[] = {
        {7, "java", true, false, false, NAMED_BY_SUMMARY, 7, 30, ABSENT},
        {8, "node", true, false, false, NAMED_BY_SUMMARY, 8, 30, 90},
        {ABSENT, "java", true, false, false, NAMED_BY_SUMMARY, ABSENT, 30, ABSENT},
        {7, "", true, false, false, NAMED_BY_SUMMARY, 7, 30, ABSENT},
        {ABSENT, "", true, false, false, NAMED_BY_ANNOUNCEMENT, 8, 31, 90},
        {ABSENT, "", false, false, false, NAMED_BY_KILL, 0, 0, 0},
        {7, "java", true, true, false, NAMED_BY_KILL, 0, 0, 0},
        {7, "java", true, false, true, NAMED_BY_KILL, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct event *event = builder_new();
        assert_non_null(event);
        set_named(event);
        event->summary.pid = cases[i].summary_pid;
        event->summary.task = blank_str(cases[i].task);
        event->intent.line = cases[i].has_intent ? 31 : 0;
        event->panic.line = cases[i].is_panic ? 40 : 0;
        event->killer = cases[i].is_user ? KILLER_EARLYOOM : KILLER_KERNEL;
        victim_add_named(event);
        if (cases[i].line == 0) {
            assert_int_equal(event->kill_count, 0);
        } else {
            const struct kill *kill = &event->kills[0];
            if (event->kill_count != 1 || kill->named_by != cases[i].named_by || kill->pid != cases[i].pid ||
                kill->line != cases[i].line || kill->score != cases[i].score)
                fail_msg("case %zu", i);
            assert_true(kill->uid == (cases[i].named_by == NAMED_BY_SUMMARY ? 1000 : ABSENT));
            assert_true(
                str_equal(kill->name, cases[i].named_by == NAMED_BY_SUMMARY ? event->summary.task : STR("node")));
        }
        event_free(event);
    }
}

/* Kill lines before 5.4 lack the uid, which the oom-kill: line has. */
static void a_uid_by_the_summary(void **state) {
    (void)state;
    static const struct {
        int64_t pid, uid, is;
    } kills[] = {{7, ABSENT, 1000}, {7, 5, 5}, {8, ABSENT, ABSENT}, {ABSENT, ABSENT, ABSENT}};
    for (size_t i = 0; i < sizeof kills / sizeof *kills; i++) {
        struct blank blank;
        blank_open(&blank);
        set_named(&blank.event);
        blank.event.summary.pid = kills[i].pid == ABSENT ? ABSENT : 7;
        blank_kill(&blank, kills[i].pid, "java", "Out of memory")->uid = kills[i].uid;
        victim_add_named(&blank.event);
        assert_int_equal(blank.event.kill_count, 1);
        assert_true(blank.kills[0].uid == kills[i].is);
        blank.kills[0].uid = ABSENT;
        blank.event.killer = KILLER_OOMD;
        victim_add_named(&blank.event);
        assert_true(blank.kills[0].uid == ABSENT);
        blank_close(&blank);
    }
}

/* Killed process 200, which has no row, with the sizes of process 100: 10000 pages of address space, 5000 in RAM. */
static struct kill *open_sizes(struct blank *blank, int64_t page_kb, int64_t pages) {
    blank_open(blank);
    struct task *task = blank_task(blank, 100, "java", 5000, 0);
    task->total_vm = 10000;
    blank_task(blank, 101, "sh", 4000, 0)->total_vm = 10000;
    struct kill *kill = blank_kill(blank, 200, "java", "Out of memory");
    kill->total_vm_kb = 10000 * page_kb;
    kill->anon_rss_kb = (pages - 10) * page_kb;
    kill->file_rss_kb = 10 * page_kb;
    return kill;
}

static int64_t thread_of(struct blank *blank) {
    blank_end_lists(blank);
    victim_find_processes(&blank->event);
    const int64_t pid = blank->kills[0].thread_of;
    blank_close(blank);
    return pid;
}

/* Pages of a size that there is, and 64 pages more or less. */
static void a_thread_by_its_sizes(void **state) {
    (void)state;
    static const struct {
        int64_t page_kb, pages, pid;
    } kills[] = {{4, 5000, 100},  {4, 5064, 100},  {4, 5065, 0},  {4, 4936, 100}, {4, 4935, 0},  {8, 5000, 100},
                 {16, 5000, 100}, {64, 5000, 100}, {32, 5000, 0}, {1, 5000, 0},   {128, 5000, 0}};
    struct blank blank;
    for (size_t i = 0; i < sizeof kills / sizeof *kills; i++) {
        open_sizes(&blank, kills[i].page_kb, kills[i].pages);
        if (thread_of(&blank) != kills[i].pid)
            fail_msg("kill %zu", i);
    }
    open_sizes(&blank, 4, 4990)->shmem_rss_kb = 40;
    assert_int_equal(thread_of(&blank), 100);
    open_sizes(&blank, 4, 4930)->shmem_rss_kb = 40; /* 4940 pages */
    assert_int_equal(thread_of(&blank), 100);
    open_sizes(&blank, 4, 65);
    blank.tasks[0].rss = 65; /* so few as pages may be off by say nothing */
    assert_int_equal(thread_of(&blank), 100);
    open_sizes(&blank, 4, 64);
    blank.tasks[0].rss = 64;
    assert_int_equal(thread_of(&blank), 0);
}

/* Which kill lines may name a thread: of kernels without an oom-kill: line, of a process that has no row itself. */
static void who_may_be_a_thread(void **state) {
    (void)state;
    struct blank blank;
    open_sizes(&blank, 4, 5000);
    blank.event.summary.line = 30;
    assert_int_equal(thread_of(&blank), 0);
    open_sizes(&blank, 4, 5000);
    blank.event.killer = KILLER_LMKD;
    assert_int_equal(thread_of(&blank), 0);
    open_sizes(&blank, 4, 5000)->named_by = NAMED_BY_ANNOUNCEMENT;
    assert_int_equal(thread_of(&blank), 0);
    open_sizes(&blank, 4, 5000)->pid = 1;
    assert_int_equal(thread_of(&blank), 0);
    open_sizes(&blank, 4, 5000)->pid = 2;
    assert_int_equal(thread_of(&blank), 100);
    open_sizes(&blank, 4, 5000)->pid = 101;
    assert_int_equal(thread_of(&blank), 0);
    open_sizes(&blank, 4, 5000);
    blank.tasks[1].tgid = 200;
    assert_int_equal(thread_of(&blank), 0);
    open_sizes(&blank, 4, 5000);
    blank.tasks[0].pid = 0;
    assert_int_equal(thread_of(&blank), 0);
    open_sizes(&blank, 4, 5000);
    blank.tasks[1].rss = 5000; /* two that are alike */
    assert_int_equal(thread_of(&blank), 0);
}

static void the_first_kills_are_looked_at(void **state) {
    (void)state;
    struct kill kills[10];
    struct blank blank;
    const struct kill like = *open_sizes(&blank, 4, 5000);
    for (size_t i = 0; i < 10; i++)
        kills[i] = like;
    blank.event.kills = kills;
    blank.event.kill_count = 9;
    victim_find_processes(&blank.event);
    for (size_t i = 0; i < 10; i++)
        assert_int_equal(kills[i].thread_of, i < 8 ? 100 : 0);
    kills[0].thread_of = kills[1].thread_of = 0;
    blank.event.kill_count = 1;
    victim_find_processes(&blank.event);
    assert_int_equal(kills[0].thread_of, 100);
    assert_int_equal(kills[1].thread_of, 0);
    blank_close(&blank);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_process_by_number_and_name),
        cmocka_unit_test(an_end_is_shown),
        cmocka_unit_test(what_was_resident),
        cmocka_unit_test(lines_of_kills),
        cmocka_unit_test(an_exiting_victim_is_skipped),
        cmocka_unit_test(a_kill_by_other_lines),
        cmocka_unit_test(a_uid_by_the_summary),
        cmocka_unit_test(a_thread_by_its_sizes),
        cmocka_unit_test(who_may_be_a_thread),
        cmocka_unit_test(the_first_kills_are_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
