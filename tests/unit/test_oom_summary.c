/* "oom-kill:constraint=...": read from both ends, whatever the names between hold.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
