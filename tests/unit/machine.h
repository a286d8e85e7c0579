/* A machine of 8 GiB by hand, for the tests of the judgement; a test says what differs.
 * SPDX-License-Identifier: MIT */
#ifndef UNIT_MACHINE_H
#define UNIT_MACHINE_H

#include "base/arena.h"
#include "base/str.h"
#include "diagnose/diagnose.h"
#include "list_end.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MIB = 1024, GIB = 1024 * 1024, TASKS = 600, ROOM_KB = 8 * GIB };

/* A machine of 8 GiB whose memory is all free, without a task; a test says what differs. */
struct machine {
    struct arena arena;
    struct event event;
    struct reckoning reckoning;
    struct growth growth[1];
    struct growth_list grown; /* since earlier events */
    struct diagnosis diagnosis;
    struct task tasks[TASKS];
    struct task_state states[TASKS];
    struct group groups[TASKS];
    struct kill kills[2];
    struct zone zones[2];
    struct zone_state zone_states[2];
};

static inline void machine_parts(struct machine *machine) {
    struct ledger *ledger = &machine->reckoning.ledger;
    ledger->total_kb = ROOM_KB + 200 * MIB;
    ledger->reserved_kb = 200 * MIB;
    ledger->managed_kb = ROOM_KB;
    ledger->lines = (struct span){20, 40};
    ledger->parts = (struct ledger_parts){.free_kb = 60 * MIB,
                                          .anon_kb = 0,
                                          .slab_kb = ABSENT,
                                          .lru_kb = ABSENT,
                                          .slab_reclaimable_kb = 30 * MIB,
                                          .slab_unreclaimable_kb = 60 * MIB,
                                          .pagetables_kb = 10 * MIB,
                                          .kernel_stack_kb = 4 * MIB,
                                          .unaccounted_kb = 60 * MIB};
    ledger->within.swap_cache_kb = 0;
    ledger->within.mlocked_kb = ABSENT;
    ledger->within.balloon_kb = ABSENT;
    ledger->within.zspages_kb = ABSENT; /* not printed before 6.18 */
    ledger->within.dirty_kb = 0;
    ledger->within.writeback_kb = 0;
}

static inline int machine_set_up(void **state) {
    struct machine *machine = calloc(1, sizeof *machine);
    struct event *event = &machine->event;
    struct reckoning *r = &machine->reckoning;
    event->arena = &machine->arena;
    event->lines = (struct span){1, 100};
    event->trigger.lines = (struct span){1, 1};
    event->trigger.name = STR("mysqld");
    event->trigger.gfp_mask = 0x140cca;
    event->memory.lines = (struct span){20, 40};
    event->tasks.items = machine->tasks;
    event->kills = machine->kills;
    event->memory.zones = machine->zones;
    event->cgroup.memory = (struct usage){0, ABSENT, ABSENT, ABSENT};
    event->cgroup.memsw = event->cgroup.swap = event->cgroup.kmem = event->cgroup.memory;
    event->intent_pid = event->identity.pid = ABSENT;
    r->page_kb = 4;
    r->scope = SCOPE_SYSTEM;
    r->swap = SWAP_NONE;
    r->swap_total_kb = r->swap_free_kb = 0;
    r->swap_sum_kb = r->anon_sum_kb = ABSENT;
    r->tasks = machine->states;
    r->groups = machine->groups;
    r->shortage = SHORTAGE_EXHAUSTED;
    r->victim_row = r->best_row = SIZE_MAX;
    r->min_total_kb = 11584;
    machine_parts(machine);
    *state = machine;
    return 0;
}

static inline int machine_tear_down(void **state) {
    struct machine *machine = *state;
    arena_reset(&machine->arena);
    free(machine);
    return 0;
}

/* A process of RSS_KB, all of it anonymous, that is counted in the machine's anonymous memory. */
static inline size_t machine_add_task(struct machine *machine, const char *name, int64_t pid, int64_t rss_kb) {
    size_t row = machine->event.tasks.count++;
    machine->tasks[row] = (struct task){.line = 50 + (int64_t)row,
                                        .pid = pid,
                                        .tgid = pid,
                                        .uid = 1000,
                                        .total_vm = rss_kb / 2,
                                        .rss = rss_kb / 4,
                                        .rss_anon = ABSENT,
                                        .rss_file = ABSENT,
                                        .rss_shmem = ABSENT,
                                        .nr_ptes = ABSENT,
                                        .nr_pmds = ABSENT,
                                        .pgtables_bytes = rss_kb * 2,
                                        .swapents = 0,
                                        .oom_score_adj = 0,
                                        .name = str_from_cstr(name)};
    machine->states[row] = (struct task_state){.killable = TRI_YES, .badness = rss_kb / 4};
    machine->event.tasks.lines = (struct span){49, 50 + (int64_t)row};
    machine->reckoning.process_count++;
    machine->reckoning.table_whole = TRI_YES;
    machine->reckoning.ledger.parts.anon_kb += rss_kb;
    machine->reckoning.rss_sum_kb += rss_kb;
    return row;
}

/* COUNT processes of one name as a group, the first being the largest. */
static inline void machine_add_group(struct machine *machine, const char *name, size_t first, int64_t count,
                                     int64_t rss_kb) {
    machine->groups[machine->reckoning.group_count++] =
        (struct group){.name = str_from_cstr(name),
                       .count = count,
                       .rss_kb = rss_kb,
                       .anon_kb = ABSENT,
                       .shmem_kb = ABSENT,
                       .first = first,
                       .largest = first,
                       .lines = {50 + (int64_t)first, 50 + (int64_t)first}};
}

static inline size_t machine_add_one(struct machine *machine, const char *name, int64_t pid, int64_t rss_kb) {
    size_t row = machine_add_task(machine, name, pid, rss_kb);
    machine_add_group(machine, name, row, 1, rss_kb);
    return row;
}

static inline void machine_kill(struct machine *machine, size_t row) {
    const struct task *task = &machine->tasks[row];
    machine->kills[machine->event.kill_count++] = (struct kill){.line = 100,
                                                                .pid = task->pid,
                                                                .name = task->name,
                                                                .uid = task->uid,
                                                                .anon_rss_kb = task->rss * 4,
                                                                .file_rss_kb = 0,
                                                                .shmem_rss_kb = 0,
                                                                .pgtables_kb = ABSENT,
                                                                .swap_kb = ABSENT,
                                                                .oom_score_adj = 0};
    machine->reckoning.victim_row = row;
}

static inline bool is_said(const struct evidence_list *list, const char *words) {
    for (size_t i = 0; i < list->count; i++)
        if (str_has(list->items[i].statement, str_from_cstr(words)))
            return true;
    return false;
}

static inline void all_evidence_is_said(const struct evidence_list *list) {
    for (size_t i = 0; i < list->count; i++)
        assert_true(list->items[i].statement.len > 0);
}

static inline void nothing_is_empty(const struct diagnosis *diagnosis) {
    for (size_t i = 0; i < diagnosis->answer_count; i++) {
        assert_true(diagnosis->answers[i].statement.len > 0 && diagnosis->answers[i].brief.len > 0);
        all_evidence_is_said(&diagnosis->answers[i].evidence);
    }
    for (size_t i = 0; i < diagnosis->finding_count; i++) {
        assert_true(diagnosis->findings[i].statement.len > 0);
        all_evidence_is_said(&diagnosis->findings[i].evidence);
        all_evidence_is_said(&diagnosis->findings[i].against);
    }
    for (size_t i = 0; i < diagnosis->advice_count; i++)
        assert_true(diagnosis->advice[i].code.len > 0 && diagnosis->advice[i].advice.len > 0 &&
                    diagnosis->advice[i].because.len > 0 && diagnosis->advice[i].lines.first > 0);
}

/* Behind the end of a list nothing may be read. */
static inline void machine_end_lists(struct machine *machine) {
    LIST_END(machine->tasks, machine->event.tasks.count);
    LIST_END(machine->states, machine->event.tasks.count);
    LIST_END(machine->groups, machine->reckoning.group_count);
    LIST_END(machine->kills, machine->event.kill_count);
    LIST_END(machine->zones, machine->event.memory.zone_count);
    LIST_END(machine->zone_states, machine->event.memory.zone_count);
    LIST_END(machine->growth, machine->grown.count);
}

static inline const struct finding *judge(struct machine *machine) {
    machine_end_lists(machine);
    struct judgement *judgement;
    assert_true(diagnose(&machine->event, &machine->reckoning, &machine->grown, &machine->diagnosis, &judgement));
    assert_true(diagnose_explain(judgement, &machine->diagnosis));
    assert_true(machine->diagnosis.finding_count > 0);
    assert_true(machine->diagnosis.answer_count > 0);
    nothing_is_empty(&machine->diagnosis);
    return &machine->diagnosis.findings[0];
}

/* An earlier event showed NAME smaller, or it was started since. */
static inline void machine_grew(struct machine *machine, const char *name, bool lasted) {
    machine->growth[0] =
        (struct growth){str_from_cstr(name), STR("It grew from 1 GiB to 3 GiB since event 1."), 1, {7, 7}, lasted};
    machine->grown = (struct growth_list){.items = machine->growth, .count = 1, .room = 1};
}

static inline void assert_says(str is, const char *want) {
    if (!str_equal(is, str_from_cstr(want)))
        fail_msg("\"%.*s\", not \"%s\"", STR_ARG(is), want);
}

static inline void assert_lines(struct span lines, int64_t first, int64_t last) {
    assert_int_equal(lines.first, first);
    assert_int_equal(lines.last, last);
}

static inline void assert_has(str text, const char *want) {
    if (!str_has(text, str_from_cstr(want)))
        fail_msg("\"%.*s\" lacks \"%s\"", STR_ARG(text), want);
}

static inline bool advises(const struct machine *machine, const char *words) {
    for (size_t i = 0; i < machine->diagnosis.advice_count; i++)
        if (str_has(machine->diagnosis.advice[i].advice, str_from_cstr(words)) ||
            str_has(machine->diagnosis.advice[i].command, str_from_cstr(words)))
            return true;
    return false;
}

static inline bool finds(const struct machine *machine, const char *pattern) {
    for (size_t i = 0; i < machine->diagnosis.finding_count; i++)
        if (str_equal(machine->diagnosis.findings[i].pattern, str_from_cstr(pattern)))
            return true;
    return false;
}

static inline const struct answer *answer_to(const struct diagnosis *diagnosis, const char *key) {
    for (size_t i = 0; i < diagnosis->answer_count; i++)
        if (str_equal(diagnosis->answers[i].key, str_from_cstr(key)))
            return &diagnosis->answers[i];
    fail_msg("no question \"%s\"", key);
    return NULL;
}

static inline void all_claims_cite_lines(const struct machine *machine) {
    for (size_t i = 0; i < machine->diagnosis.finding_count; i++) {
        const struct finding *finding = &machine->diagnosis.findings[i];
        assert_true(finding->evidence.count > 0 || str_equal(finding->pattern, STR("insufficient-data")));
        for (size_t j = 0; j < finding->evidence.count; j++)
            assert_true(finding->evidence.items[j].lines.first > 0);
        for (size_t j = 0; j < finding->against.count; j++)
            assert_true(finding->against.items[j].lines.first > 0);
    }
    for (size_t i = 0; i < machine->diagnosis.advice_count; i++)
        assert_true(machine->diagnosis.advice[i].lines.first > 0);
}

/* One open zone with FREE_KB, one that the request may not use. */
static inline void set_zones(struct machine *machine, int64_t free_kb, int64_t other_free_kb) {
    machine->event.memory.zone_count = 2;
    machine->reckoning.zones = machine->zone_states;
    for (int i = 0; i < 2; i++) {
        machine->zones[i] = (struct zone){.line = 30 + i,
                                          .node = 0,
                                          .name = i ? STR("HighMem") : STR("Normal"),
                                          .free_kb = i ? other_free_kb : free_kb,
                                          .min_kb = 40 * MIB,
                                          .managed_kb = ROOM_KB / 2,
                                          .present_kb = ROOM_KB / 2};
        machine->zone_states[i] = (struct zone_state){
            .eligible = i ? TRI_NO : TRI_YES, .margin_kb = machine->zones[i].free_kb - 40 * MIB, .largest_order = 0};
    }
    machine->reckoning.ledger.parts.free_kb = free_kb + other_free_kb;
}

/* A cgroup of 512 MiB at its limit. */
static inline void set_cgroup(struct machine *machine) {
    struct cgroup_ledger *cgroup = &machine->reckoning.cgroup;
    *cgroup = (struct cgroup_ledger){.version = 2,
                                     .usage_kb = 512 * MIB,
                                     .limit_kb = 512 * MIB,
                                     .swap_usage_kb = ABSENT,
                                     .swap_limit_kb = ABSENT,
                                     .kmem_usage_kb = ABSENT,
                                     .file_dirty_kb = 0,
                                     .file_writeback_kb = 0,
                                     .slab_unreclaimable_kb = ABSENT,
                                     .at_limit = true,
                                     .lines = {5, 30}};
    machine->event.cgroup.memory = (struct usage){6, 512 * MIB, 512 * MIB, 10};
    machine->event.cgroup.path = STR("/system.slice/app.service");
    machine->reckoning.container.unit = STR("app.service");
    machine->reckoning.scope = SCOPE_CGROUP;
    machine->reckoning.swap = SWAP_UNKNOWN;
    machine->reckoning.swap_total_kb = machine->reckoning.swap_free_kb = ABSENT;
    machine->reckoning.shortage = SHORTAGE_UNKNOWN;
    machine->reckoning.missing = MISSING_MEMORY;
}

/* Killed with less in use than the limit allows. */
static inline void set_cgroup_below_limit(struct machine *machine) {
    set_cgroup(machine);
    machine->reckoning.cgroup.usage_kb = machine->event.cgroup.memory.usage_kb = 200 * MIB;
    machine->reckoning.cgroup.at_limit = false;
    machine->reckoning.cgroup.anon_kb = 190 * MIB;
    machine_kill(machine, machine_add_one(machine, "app", 11, 180 * MIB));
}

#define ON_A_MACHINE(test) cmocka_unit_test_setup_teardown(test, machine_set_up, machine_tear_down)

#endif
