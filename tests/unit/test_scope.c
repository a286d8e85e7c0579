/* Question 1: its answer, and the words of the kernel that are cited for it.
 * SPDX-License-Identifier: MIT */
#include "machine.h"

static const struct answer *scope_of(struct machine *machine) {
    judge(machine);
    return answer_to(&machine->diagnosis, "scope");
}

/* The last sentence cites the words that tell the scope. */
static void assert_cites(struct machine *machine, int64_t line, const char *words) {
    const struct evidence_list *list = &scope_of(machine)->evidence;
    assert_true(list->count > 0);
    const struct evidence *told = &list->items[list->count - 1];
    assert_has(told->statement, words);
    assert_int_equal(told->lines.first, line);
}

static void set_scope(struct machine *machine, enum scope scope, int64_t line) {
    machine->reckoning.scope = scope;
    machine->reckoning.scope_lines = (struct span){line, line};
}

static void the_kernels_summary_is_cited(void **state) {
    struct machine *machine = *state;
    machine->event.summary.line = 99;
    machine->event.summary.constraint = STR("CONSTRAINT_NONE");
    set_scope(machine, SCOPE_SYSTEM, 99);
    assert_cites(machine, 99, "The kernel's summary says constraint=CONSTRAINT_NONE.");
    machine->event.summary.global_oom = true;
    assert_cites(machine, 99, "constraint=CONSTRAINT_NONE, global_oom.");
    machine->event.summary.constraint = STR("");
    assert_cites(machine, 99, "The kernel's summary names the cgroup of the victim.");
}

static void the_kill_line_is_cited(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, GIB));
    machine->kills[0].message = STR("Out of memory");
    set_scope(machine, SCOPE_SYSTEM, 100);
    assert_cites(machine, 100, "The kill line says \"Out of memory\".");
    machine->event.intent.line = 98;
    set_scope(machine, SCOPE_SYSTEM, 98);
    assert_cites(machine, 98, "The line that announces the kill says so.");
}

/* The trace stands on lines 4 to 9. */
static void the_trace_is_cited(void **state) {
    struct machine *machine = *state;
    static struct frame frames[1] = {{STR_INIT("out_of_memory"), 4, STR_INIT("")}};
    machine->event.trigger.call_trace.items = frames;
    machine->event.trigger.call_trace.count = 1;
    machine->event.trigger.trace_lines = (struct span){4, 9};
    for (int64_t line = 4; line <= 9; line += 5) {
        set_scope(machine, SCOPE_SYSTEM, line);
        assert_cites(machine, line, "the page allocator of the whole machine asked, not a cgroup.");
    }
    set_scope(machine, SCOPE_SYSTEM, 3);
    assert_cites(machine, 3, "The report is about the whole machine and names no cgroup.");
    set_scope(machine, SCOPE_SYSTEM, 10);
    assert_cites(machine, 10, "The report is about the whole machine and names no cgroup.");
    machine->reckoning.request = REQUEST_PAGE_FAULT;
    set_scope(machine, SCOPE_SYSTEM, 4);
    assert_cites(machine, 4, "a page fault had failed, and no cgroup was at its limit for it.");
    set_cgroup(machine);
    set_scope(machine, SCOPE_CGROUP, 4);
    assert_cites(machine, 4, "By the call trace a charge to a cgroup had failed.");
    machine->event.trigger.call_trace.count = 0;
    assert_cites(machine, 4, "The report is about a cgroup's memory.");
}

static void a_cgroups_own_lines_are_cited(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->event.cgroup.path_line = 7;
    machine->event.no_killable.line = 98;
    set_scope(machine, SCOPE_CGROUP, 7);
    assert_cites(machine, 7, "The kernel names the group whose limit was hit.");
    set_scope(machine, SCOPE_CGROUP, 98);
    assert_cites(machine, 98, "without the machine's memory before them and a panic behind them, are of a cgroup.");
    set_scope(machine, SCOPE_CGROUP, 8);
    assert_cites(machine, 8, "The report is about a cgroup's memory.");
}

static void printed_nodes_are_cited(void **state) {
    struct machine *machine = *state;
    set_scope(machine, SCOPE_CPUSET, 1);
    assert_cites(machine, 1, "The nodes printed with the request leave out others of the machine.");
    set_scope(machine, SCOPE_MEMPOLICY, 1);
    assert_cites(machine, 1, "The nodes printed with the request leave out others of the machine.");
}

static void an_unknown_scope_has_no_line_of_its_own(void **state) {
    struct machine *machine = *state;
    set_scope(machine, SCOPE_UNKNOWN, 1);
    assert_says(scope_of(machine)->answer, "unknown");
    assert_says(scope_of(machine)->brief, "The log does not show it");
    assert_cites(machine, 1, "No line of this event tells of it.");
}

static void a_machines_answer_says_how(void **state) {
    struct machine *machine = *state;
    assert_has(scope_of(machine)->statement, "System-wide: the machine as a whole was out of memory");
    assert_says(scope_of(machine)->brief, "System-wide");
    machine->reckoning.shortage = SHORTAGE_NONE;
    assert_has(scope_of(machine)->statement, "though the machine had memory free (60 MiB) that the request could use");
    assert_says(scope_of(machine)->brief, "System-wide, though memory was free");
    machine->reckoning.shortage = SHORTAGE_FRAGMENTED;
    assert_has(scope_of(machine)->statement, "but no piece of it as large as the request wanted.");
    machine->reckoning.shortage = SHORTAGE_ZONE;
    assert_has(scope_of(machine)->statement, "the zones that the request could use were out of memory");
    machine->reckoning.request = REQUEST_POLICY;
    assert_has(scope_of(machine)->statement, "a BPF program asked for it");
    machine->reckoning.request = REQUEST_PAGE_FAULT;
    machine->reckoning.shortage = SHORTAGE_UNKNOWN;
    assert_has(scope_of(machine)->statement, "what the fault lacked is not shown.");
    machine->reckoning.request = REQUEST_SYSRQ;
    machine->reckoning.manual = true;
    assert_has(scope_of(machine)->statement, "it was asked for by hand (SysRq f)");
    assert_says(scope_of(machine)->brief, "System-wide, asked for by hand");
}

/* "memory: usage 524288kB, limit 524288kB, failcnt 10" */
static void a_cgroups_answer_names_its_limit(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    const struct answer *answer = scope_of(machine);
    assert_has(answer->statement, "Cgroup: the limit of /system.slice/app.service was hit");
    assert_says(answer->evidence.items[0].statement, "It used 512 MiB; its limit is 512 MiB.");
    machine->reckoning.cgroup.limit_kb = ABSENT;
    answer = scope_of(machine);
    assert_says(answer->evidence.items[0].statement, "It used 512 MiB; its limit is not in the log.");
}

/* Both limits are 512 MiB; only the sum's failed. */
static void the_sum_that_failed_is_told(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->reckoning.cgroup.version = 1;
    machine->event.cgroup.memory = (struct usage){6, 500 * MIB, 512 * MIB, 0};
    machine->event.cgroup.memsw = (struct usage){7, 500 * MIB, 512 * MIB, 52};
    const struct answer *answer = scope_of(machine);
    assert_says(answer->evidence.items[1].statement,
                "The limit on memory and swap together, 512 MiB, failed 52 times; that on memory alone never did.");
    assert_int_equal(answer->evidence.items[1].lines.first, 7);
    machine->event.cgroup.memory.failcnt = 1;
    assert_false(str_has(scope_of(machine)->evidence.items[1].statement, STR("never did")));
    machine->event.cgroup.memory.failcnt = 0;
    machine->event.cgroup.memsw.limit_kb = 513 * MIB;
    assert_false(str_has(scope_of(machine)->evidence.items[1].statement, STR("never did")));
}

/* The group is /shop: the victim's may be below it, or elsewhere. */
static void the_victims_group_is_told(void **state) {
    static const struct {
        const char *task, *words;
    } victims[] = {{"/shop/c1", "The victim is in /shop/c1, below the group whose limit was hit."},
                   {"/shopping", "The victim's cgroup is printed as /shopping, outside the group whose limit was hit."},
                   {"/a", "The victim's cgroup is printed as /a, outside the group whose limit was hit."}};
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->reckoning.container.unit = STR("");
    machine->event.cgroup.path = STR("/shop");
    machine->event.cgroup.task_path_line = 8;
    for (size_t i = 0; i < sizeof victims / sizeof *victims; i++) {
        machine->event.cgroup.task_path = str_from_cstr(victims[i].task);
        assert_says(scope_of(machine)->evidence.items[1].statement, victims[i].words);
        assert_int_equal(scope_of(machine)->evidence.items[1].lines.first, 8);
    }
    machine->event.cgroup.task_path = STR("/shop");
    assert_false(str_has(scope_of(machine)->evidence.items[1].statement, STR("victim")));
}

/* "below the group whose limit was hit", but for one without a limit of its own, or far below it. */
static void a_group_whose_limit_was_not_hit(void **state) {
    struct machine *machine = *state;
    static const struct {
        int64_t usage_kb, limit_kb, printed_kb;
        bool at_limit;
        const char *words;
    } groups[] = {
        {512 * MIB, 512 * MIB, 512 * MIB, true, "below the group whose limit was hit."},
        {512 * MIB, ABSENT, 9007199254740988, false, "below that group."},
        {256 * MIB, 512 * MIB, 512 * MIB, false, "below that group."},
    };
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        set_cgroup(machine);
        machine->event.cgroup.path = STR("/a");
        machine->event.cgroup.task_path = STR("/a/b");
        machine->event.cgroup.task_path_line = 8;
        machine->reckoning.cgroup.usage_kb = groups[i].usage_kb;
        machine->reckoning.cgroup.limit_kb = groups[i].limit_kb;
        machine->reckoning.cgroup.at_limit = groups[i].at_limit;
        machine->event.cgroup.memory = (struct usage){6, groups[i].usage_kb, groups[i].printed_kb, 0};
        machine->event.trigger.order = 0;
        const struct evidence_list *list = &scope_of(machine)->evidence;
        bool is_said = false;
        for (size_t j = 0; j < list->count; j++)
            is_said = is_said || (list->items[j].lines.first == 8 &&
                                  str_ends(list->items[j].statement, str_from_cstr(groups[i].words)));
        if (!is_said)
            fail_msg("group %zu", i);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_A_MACHINE(the_kernels_summary_is_cited),
        ON_A_MACHINE(the_kill_line_is_cited),
        ON_A_MACHINE(the_trace_is_cited),
        ON_A_MACHINE(a_cgroups_own_lines_are_cited),
        ON_A_MACHINE(printed_nodes_are_cited),
        ON_A_MACHINE(an_unknown_scope_has_no_line_of_its_own),
        ON_A_MACHINE(a_machines_answer_says_how),
        ON_A_MACHINE(a_cgroups_answer_names_its_limit),
        ON_A_MACHINE(the_sum_that_failed_is_told),
        ON_A_MACHINE(the_victims_group_is_told),
        ON_A_MACHINE(a_group_whose_limit_was_not_hit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
