/* "oom-kill:constraint=...": read from both ends, whatever the names between hold.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "followed.h"

#include <stdio.h>
#include <string.h>

#include "kernel/key_values.h"

#define assert_str(view, text) assert_true(str_equal((view), STR(text)))

static struct event *event;

static int set_up(void **state) {
    (void)state;
    event = builder_new();
    return event ? 0 : 1;
}

static int tear_down(void **state) {
    (void)state;
    event_free(event);
    return 0;
}

static const struct oom_summary *summary_of(const char *text, enum extent_end state) {
    assert_int_equal(oom_summary_read(event, str_from_cstr(text), 5), state);
    return &event->summary;
}

static void a_system_wide_one(void **state) {
    (void)state;
    const struct oom_summary *summary =
        summary_of("oom-kill:constraint=CONSTRAINT_MEMORY_POLICY,nodemask=0,2-3,cpuset=/,mems_allowed=0-1,5,global_oom,"
                   "task_memcg=/user.slice,task=a b,pid=14622,uid=-2",
                   EXTENT_WHOLE);
    assert_str(summary->constraint, "CONSTRAINT_MEMORY_POLICY");
    assert_str(summary->nodemask, "0,2-3");
    assert_str(summary->cpuset, "/");
    assert_str(summary->mems_allowed, "0-1,5");
    assert_true(summary->global_oom);
    assert_str(summary->task_memcg, "/user.slice");
    assert_int_equal(summary->oom_memcg.len, 0);
    assert_str(summary->task, "a b");
    assert_int_equal(summary->pid, 14622);
    assert_int_equal(summary->uid, -2);
    assert_int_equal(summary->line, 5);
}

static void without_cpusets_and_cgroups(void **state) {
    (void)state;
    const struct oom_summary *summary =
        summary_of("oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),task=emerge,pid=19585,uid=0", EXTENT_WHOLE);
    assert_str(summary->nodemask, "(null)");
    assert_str(summary->task, "emerge");
    assert_int_equal(summary->cpuset.len, 0);
    assert_false(summary->global_oom);
}

/* Fields that somebody left out, and a page's filter in the key. */
static void changed_by_hand_and_page(void **state) {
    (void)state;
    const struct oom_summary *summary = summary_of(
        "oom-kill:cOnstraint=CONSTRAINT_MEMCG,... oom_memcg=/a/.../b,task_memcg=/a/.../b/c,task=x,pid=9,uid=1",
        EXTENT_WHOLE);
    assert_str(summary->constraint, "CONSTRAINT_MEMCG");
    assert_str(summary->oom_memcg, "/a/.../b");
    assert_str(summary->task_memcg, "/a/.../b/c");
    assert_int_equal(summary->pid, 9);
}

static void names_with_commas(void **state) {
    (void)state;
    const struct oom_summary *summary =
        summary_of("oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=a,b=c,mems_allowed=0,oom_memcg=/x,y,"
                   "task_memcg=/x,y/z,task=comma,uid=0,pid=136,uid=2016",
                   EXTENT_WHOLE);
    assert_str(summary->cpuset, "a,b=c");
    assert_str(summary->oom_memcg, "/x,y");
    assert_str(summary->task_memcg, "/x,y/z");
    assert_str(summary->task, "comma,uid=0");
    assert_int_equal(summary->pid, 136);
    assert_int_equal(summary->uid, 2016);
}

/* The victim's group lies within the one whose limit was hit: that tells where the first path ends. */
static void a_path_that_looks_like_a_key(void **state) {
    (void)state;
    const struct oom_summary *summary =
        summary_of("oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,"
                   "oom_memcg=/a,task_memcg=/b,task_memcg=/a,task_memcg=/b/c,task=x,pid=1,uid=2",
                   EXTENT_WHOLE);
    assert_str(summary->oom_memcg, "/a,task_memcg=/b");
    assert_str(summary->task_memcg, "/a,task_memcg=/b/c");
    assert_str(summary->task, "x");
}

static void cut_and_continued(void **state) {
    (void)state;
    const struct oom_summary *summary = summary_of(
        "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/a", EXTENT_CUT);
    assert_str(summary->oom_memcg, "/a");
    assert_true(summary->pid == ABSENT);
    summary_of(",task_memcg=/a/b,task=x,pid=1,uid=2", EXTENT_WHOLE);
    assert_str(summary->oom_memcg, "/a");
    assert_str(summary->task_memcg, "/a/b");
    assert_int_equal(summary->pid, 1);
}

static void shortened_by_hand(void **state) {
    (void)state;
    const struct oom_summary *summary =
        summary_of("oom-kill:constraint=CONSTRAINT_MEMCG,...,oom_memcg=/myapp.slice/myapp.service,...", EXTENT_CUT);
    assert_str(summary->constraint, "CONSTRAINT_MEMCG");
    assert_str(summary->oom_memcg, "/myapp.slice/myapp.service");
    assert_int_equal(oom_summary_read(event, STR("oom_kill_process: 4 callbacks suppressed"), 6), EXTENT_NONE);
}

/* The kernel prints ",pid=" behind the name: a comma that ends it is of that. */
static void a_name_cut_before_its_pid(void **state) {
    (void)state;
    const struct oom_summary *summary =
        summary_of("oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),task_memcg=/,task=qemu-kvm,", EXTENT_CUT);
    assert_str(summary->task, "qemu-kvm");
    assert_true(summary->pid == ABSENT);
}

#define HEAD "oom-kill:constraint=CONSTRAINT_NONE"

/* How much of it a text is, and how many of its keys: one more where it is whole. */
static void how_much_a_text_is(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum extent_end end;
        size_t facts;
    } cases[] = {
        {HEAD, EXTENT_CUT, 0},
        {HEAD ",nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/,task=x,pid=1,uid=2", EXTENT_WHOLE, 9},
        {HEAD ",nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/a,task_memcg=/a,task=x,pid=1,uid=2", EXTENT_WHOLE,
         9},
        {HEAD ",task=x,pid=1,uid=", EXTENT_CUT, 3},
        {HEAD ",task=x,pid=,uid=2", EXTENT_CUT, 3},
        {HEAD ",task=x,uid=2,pid=1", EXTENT_CUT, 3},
        {HEAD ",xtask=1", EXTENT_CUT, 0},
        {HEAD ",...task=x", EXTENT_CUT, 1},
        {HEAD ", task=x", EXTENT_CUT, 1},
        {HEAD ",xpid=1,pid=1", EXTENT_CUT, 1},
        {"oom-kill:cOnstraint=CONSTRAINT_NONE", EXTENT_CUT, 0},
        {"oom-kill:,cpuset=/,mems_allowed=0", EXTENT_CUT, 2},
        {",task_memcg=/a", EXTENT_CUT, 1},
        {",task=x,pid=1,uid=2", EXTENT_WHOLE, 4},
        {",cpuset=/", EXTENT_CUT, 1},
        {",mems_allowed=0", EXTENT_CUT, 1},
        {",oom_memcg=/", EXTENT_CUT, 1},
        {",global_oom", EXTENT_CUT, 1},
        {",nodemask=0", EXTENT_NONE, 0},
        {",x=1", EXTENT_NONE, 0},
        {"oom-kill:", EXTENT_NONE, 0},
        {"xoom-kill:constraint=", EXTENT_NONE, 0},
        {"", EXTENT_NONE, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct extent extent = oom_summary_extent(str_from_cstr(cases[i].text));
        if (extent.end != cases[i].end || extent.facts != cases[i].facts ||
            oom_summary_end(str_from_cstr(cases[i].text)) != cases[i].end)
            fail_msg("%s: %d, %zu facts", cases[i].text, (int)extent.end, extent.facts);
        for (size_t j = 0; j < FOLLOWERS; j++) {
            const struct extent other = oom_summary_extent(followed(cases[i].text, j));
            if (other.end != extent.end || other.facts != extent.facts)
                fail_msg("'%c' behind \"%s\" is read", followers[j], cases[i].text);
        }
    }
}

static void where_its_end_is_looked_for(void **state) {
    (void)state;
    size_t behind;
    assert_true(oom_summary_find_end(STR(HEAD ",task=x,pid=1,uid=2"), &behind));
    assert_int_equal(behind, strlen(HEAD ",task=x,pid=1,uid"));
    assert_true(oom_summary_find_end(STR(HEAD ",task=x"), &behind));
    assert_true(behind == STR_NONE);
    assert_false(oom_summary_find_end(STR(",task=x,uid=2"), &behind));
}

/* A name of a task has 15 bytes at most (TASK_COMM_LEN). */
static void names_at_the_end(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t open; /* bytes of the name; STR_NONE */
        bool ends_in_task;
    } cases[] = {
        {HEAD ",task=", 0, true},
        {HEAD ",task=123456789012345", 15, true},
        {HEAD ",task=1234567890123456", 16, false},
        {HEAD ",task=ab,task=c", 1, true},
        {HEAD ",task=x,pid=1", STR_NONE, true},
        {HEAD ",task=x,pid=1,uid=2", STR_NONE, true},
        {HEAD ",task_memcg=/a", STR_NONE, false},
        {",task=x", 1, true},
        {"task=x", STR_NONE, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const str text = str_from_cstr(cases[i].text);
        if (oom_summary_open_name(text) != cases[i].open || oom_summary_ends_in_task(text) != cases[i].ends_in_task)
            fail_msg("%s: %zd", cases[i].text, (ssize_t)oom_summary_open_name(text));
    }
}

static void breaks_within_a_name(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool is_broken;
    } cases[] = {
        {HEAD ",task=ab\ncd,pid=1,uid=2", true},
        {HEAD ",task=\n,pid=1,uid=2", true},
        {HEAD ",task=12345678901234\n,pid=1,uid=2", true},
        {HEAD ",task=\n12345678901234,pid=1,uid=2", true},
        {HEAD ",task=1\n12345678901234,pid=1,uid=2", false},
        {HEAD ",task=123456789012345\n,pid=1,uid=2", false},
        {HEAD ",task=ab\ncd", false},
        {HEAD ",task=ab,pid=1\n,uid=2", false},
        {HEAD ",task_memcg=/a\n,task=ab,pid=1,uid=2", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const str text = str_from_cstr(cases[i].text);
        if (oom_summary_breaks_name(text, str_find_byte(text, '\n')) != cases[i].is_broken)
            fail_msg("%s", cases[i].text);
    }
}

/* What somebody, or a pager, put in place of the rest. */
static void marks_of_what_is_left_out(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool ends_between;
    } cases[] = {
        {HEAD ",oom_memcg=/a,...", true},
        {HEAD ",oom_memcg=/a,>", true},
        {HEAD ",oom_memcg=/a,\xe2\x80\xa6", true},
        {HEAD ",oom_memcg=/a, ...", true},
        {HEAD ",oom_memcg=/a,", true},
        {HEAD ",oom_memcg=/a...", false},
        {HEAD ",oom_memcg=/a ...", false},
        {HEAD ",oom_memcg=/a", false},
        {HEAD ",oom_memcg=/a ", false},
        {"", false},
        {",", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t j = 0; j < FOLLOWERS; j++)
            if (oom_summary_ends_between(followed(cases[i].text, j)) != cases[i].ends_between)
                fail_msg("%s", cases[i].text);
}

/* By its text: constraint, nodemask, cpuset, mems_allowed, oom_memcg, task_memcg and task, a "|" behind each. */
static void each_value(void **state) {
    (void)state;
    static const struct {
        const char *text, *values;
    } cases[] = {
        {HEAD ",nodemask=0,2-3,cpuset=/a,mems_allowed=0-1,5,global_oom,task_memcg=/b,task=x,pid=1,uid=2",
         "CONSTRAINT_NONE|0,2-3|/a|0-1,5||/b|x|"},
        {HEAD ",nodemask=(null),cpuset=/,mems_allowed=12,oom_memcg=/a,task_memcg=/a/b,task=x,pid=1,uid=2",
         "CONSTRAINT_NONE|(null)|/|12|/a|/a/b|x|"},
        {HEAD ",nodemask=x,task=y,pid=1,uid=2", "CONSTRAINT_NONE||||||y|"},
        {HEAD ",nodemask=9,task=y,pid=1,uid=2", "CONSTRAINT_NONE|9|||||y|"},
        {"oom-kill:,cpuset=/,mems_allowed=0,oom_memcg=/a,task_memcg=/a,task=x,pid=1,uid=2", "||/|0|/a|/a|x|"},
        {HEAD ",oom_memcg=/a,task_memcg=/b,task=x,pid=1,uid=2", "CONSTRAINT_NONE||||/a|/b|x|"}, /* the last one */
        {HEAD ",oom_memcg=/a", "CONSTRAINT_NONE||||/a|||"},
        {HEAD ",task_memcg=/a,...", "CONSTRAINT_NONE|||||/a||"},
        {HEAD ",task=,", "CONSTRAINT_NONE||||||,|"},
        {HEAD ",task=a,", "CONSTRAINT_NONE||||||a|"},
        {HEAD ",task=\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61,pid=1,uid=2",
         "CONSTRAINT_NONE||||||\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61|"},
        {HEAD ",task=a\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61\\x61,pid=1,uid=2",
         "CONSTRAINT_NONE|||||||"}, /* one byte more than 15 that are escaped */
        /* written neatly, or without some fields */
        {HEAD ", global_oom, task_memcg=/, task=x, pid=9, uid=1", "CONSTRAINT_NONE|||||/|x|"},
        {HEAD ", task_memcg=/a b, task=x y, pid=9, uid=1", "CONSTRAINT_NONE|||||/a b|x y|"},
        {HEAD ",...,task_memcg=/a,task=x y,pid=9,uid=1", "CONSTRAINT_NONE|||||/a|x y|"},
        {HEAD ",... , task_memcg=/a,task=x,pid=9,uid=1", "CONSTRAINT_NONE|||||/a|x|"},
        {HEAD ",task_memcg=/a...b,task=x...y,pid=9,uid=1", "CONSTRAINT_NONE|||||/a...b|x...y|"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char values[256];
        struct event *own = builder_new();
        assert_non_null(own);
        oom_summary_read(own, str_from_cstr(cases[i].text), 5);
        const struct oom_summary *summary = &own->summary;
        snprintf(values, sizeof values, "%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|", STR_ARG(summary->constraint),
                 STR_ARG(summary->nodemask), STR_ARG(summary->cpuset), STR_ARG(summary->mems_allowed),
                 STR_ARG(summary->oom_memcg), STR_ARG(summary->task_memcg), STR_ARG(summary->task));
        if (strcmp(values, cases[i].values) != 0)
            fail_msg("%s: %s", cases[i].text, values);
        event_free(own);
    }
}

/* What a summary is cut within is forgotten, the last of its values first. */
static void what_is_forgotten(void **state) {
    (void)state;
    static const struct {
        const char *text, *forgotten, *values; /* cpuset, oom_memcg, task_memcg, task */
        bool has_pid;
    } cases[] = {
        {HEAD ",cpuset=/c,mems_allowed=0,oom_memcg=/a,task_memcg=/a/b,task=x", "x", "/c|/a|/a/b||", false},
        {HEAD ",cpuset=/c,mems_allowed=0,oom_memcg=/a,task_memcg=/a/b", "/a/b", "/c|/a|||", false},
        {HEAD ",cpuset=/c,mems_allowed=0,oom_memcg=/a", "/a", "/c||||", false},
        {HEAD ",cpuset=/c,mems_allowed=0", "", "/c||||", false},
        {HEAD ",cpuset=/c", "/c", "||||", false},
        {HEAD ",cpuset=/c,mems_allowed=0,task=x,pid=12", "", "/c|||x|", false},
        {HEAD ",cpuset=/c,mems_allowed=0,task=x,pid=12,uid=3", "", "/c|||x|", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char values[256];
        struct event *own = builder_new();
        assert_non_null(own);
        oom_summary_read(own, str_from_cstr(cases[i].text), 5);
        const str last = oom_summary_forget_last(own);
        const struct oom_summary *summary = &own->summary;
        snprintf(values, sizeof values, "%.*s|%.*s|%.*s|%.*s|", STR_ARG(summary->cpuset), STR_ARG(summary->oom_memcg),
                 STR_ARG(summary->task_memcg), STR_ARG(summary->task));
        if (strcmp(values, cases[i].values) != 0 || !str_equal(last, str_from_cstr(cases[i].forgotten)) ||
            (summary->pid != ABSENT) != cases[i].has_pid)
            fail_msg("%s: \"%.*s\" of %s", cases[i].text, STR_ARG(last), values);
        event_free(own);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_system_wide_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_cpusets_and_cgroups, set_up, tear_down),
        cmocka_unit_test_setup_teardown(changed_by_hand_and_page, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_with_commas, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_name_cut_before_its_pid, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_path_that_looks_like_a_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cut_and_continued, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shortened_by_hand, set_up, tear_down),
        cmocka_unit_test(how_much_a_text_is),
        cmocka_unit_test(where_its_end_is_looked_for),
        cmocka_unit_test(names_at_the_end),
        cmocka_unit_test(breaks_within_a_name),
        cmocka_unit_test(marks_of_what_is_left_out),
        cmocka_unit_test(each_value),
        cmocka_unit_test(what_is_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
