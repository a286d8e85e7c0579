/* An event with its reckoning and diagnosis, built by hand, for the tests of the writers. It is the one of a machine
 * whose python3 took everything: 2.6.x to 6.x print such figures in pages of 4 kB.
 * SPDX-License-Identifier: MIT */
#ifndef SAMPLE_EVENT_H
#define SAMPLE_EVENT_H

#include "base/arena.h"
#include "model/fields.h"
#include "report/report.h"

#include <stdlib.h>

enum { SAMPLE_ANSWERS = 5 };

struct sample {
    struct arena arena;
    struct event event;
    struct reckoning reckoning;
    struct diagnosis diagnosis;
    struct event_source sources[2];
    struct zone zones[1];
    struct buddy buddy[2];
    int64_t reserve[2];
    struct zone_state zone_states[1];
    struct slab slabs[3];
    struct task tasks[3];
    struct task_state task_states[3];
    struct group groups[2];
    struct kill kills[1];
    struct frame trace[2];
    struct warning warnings[1];
    struct finding findings[2];
    struct evidence evidence[2], against[1];
    struct answer answers[SAMPLE_ANSWERS];
    struct advice advice[1];
    str flags[2];
    char written[1 << 18];
    size_t written_len;
};

/* Every number of a record without a vocabulary: absent. */
static inline void sample_absent(int64_t *record, size_t size) {
    for (size_t i = 0; i < size / sizeof *record; i++)
        record[i] = ABSENT;
}

static inline void sample_memory(struct sample *sample) {
    struct memory *memory = &sample->event.memory;
    memory->lines = (struct span){9, 20};
    memory->counters.lines = (struct span){9, 14};
    memory->counters.active_anon = (struct figure){1932541, 9};
    memory->counters.free = (struct figure){3248, 14};
    memory->totals.ram_pages = (struct figure){2097152, 20};
    struct zone *zone = sample->zones;
    field_clear(&field_zone, zone);
    zone->line = 15;
    zone->node = 0;
    zone->name = STR("Normal");
    zone->free_kb = 12992;
    zone->min_kb = 13000;
    zone->low_kb = 16000;
    zone->high_kb = 19000;
    zone->mlocked_kb = 36;
    zone->buddy_total_kb = zone->percpu_pages = ABSENT;
    sample->reserve[1] = 1938;
    zone->lowmem_reserve = sample->reserve;
    zone->lowmem_reserve_count = 2;
    sample->buddy[0] = (struct buddy){12, 4, STR("UME")};
    sample->buddy[1] = (struct buddy){0, 8, STR("")};
    zone->buddy = sample->buddy;
    zone->buddy_count = 2;
    memory->zones = sample->zones;
    memory->zone_count = 1;
    sample->zone_states[0] = (struct zone_state){.below = BELOW_MIN, .eligible = TRI_YES};
    sample->slabs[0] = (struct slab){16, STR("dentry"), 10, 20};
    sample->slabs[1] = (struct slab){17, STR("kmalloc-1k"), 900, 1000};
    sample->slabs[2] = (struct slab){18, STR("filp"), 30, 40};
    memory->slabs = sample->slabs;
    memory->slab_count = 3;
}

static inline void sample_task(struct sample *sample, size_t row, int64_t pid, int64_t rss, int64_t adj, str name) {
    struct task *task = &sample->tasks[row];
    field_clear(&field_task, task);
    task->line = (int64_t)(22 + row);
    task->pid = task->tgid = pid;
    task->uid = 1000;
    task->total_vm = rss * 2;
    task->rss = rss;
    task->pgtables_bytes = 81920;
    task->swapents = 0;
    task->oom_score_adj = adj;
    task->name = name;
    sample->task_states[row] =
        (struct task_state){adj == -1000 ? ABSENT : rss + 20, adj == -1000 ? TRI_NO : TRI_YES, false};
}

static inline void sample_tasks(struct sample *sample) {
    sample_task(sample, 0, 8340, 1920568, 0, STR("python3"));
    sample_task(sample, 1, 567, 1120, 0, STR("systemd-journal"));
    sample_task(sample, 2, 601, 948, -1000, STR("systemd-udevd"));
    sample->event.tasks = (struct tasks){.lines = {21, 24}, .items = sample->tasks, .count = 3};
    sample->groups[0] = (struct group){STR("python3"), 1, 7682272, 0, 0, 0, 0, 0, 0, {22, 22}};
    sample->groups[1] = (struct group){STR("systemd-journal"), 1, 4480, 0, 0, 0, 0, 1, 1, {23, 23}};
    struct kill *kill = sample->kills;
    field_clear(&field_kill, kill);
    kill->line = 25;
    kill->pid = 8340;
    kill->name = STR("python3");
    kill->uid = 1000;
    kill->anon_rss_kb = 7680048;
    kill->file_rss_kb = 1840;
    kill->reaped = REAPED_YES;
    sample->event.kills = sample->kills;
    sample->event.kill_count = 1;
}

/* Parts of 8 GiB less 300 MiB: they add up. */
static inline void sample_ledger(struct sample *sample) {
    struct ledger *ledger = &sample->reckoning.ledger;
    sample_absent(&ledger->parts.free_kb, sizeof ledger->parts);
    sample_absent(&ledger->within.swap_cache_kb, sizeof ledger->within);
    ledger->total_kb = 8388608;
    ledger->reserved_kb = 307200;
    ledger->managed_kb = 8081408;
    ledger->parts.free_kb = 12992;
    ledger->parts.anon_kb = 7776732;
    ledger->parts.shmem_kb = 1584;
    ledger->parts.file_kb = 4568;
    ledger->parts.unevictable_kb = 0;
    ledger->parts.slab_reclaimable_kb = 26368;
    ledger->parts.slab_unreclaimable_kb = 47360;
    ledger->parts.pagetables_kb = 31648;
    ledger->parts.unaccounted_kb = 180156;
    ledger->within.swap_cache_kb = 120504;
    ledger->lines = (struct span){9, 20};
}

static inline void sample_answers(struct sample *sample) {
    const str silent = STR("The log does not say.");
    const struct answer answers[SAMPLE_ANSWERS] = {
        {STR("scope"),
         STR("System-wide or cgroup OOM?"),
         false,
         STR("system"),
         STR("System-wide."),
         {sample->evidence, 1, 1},
         STR("System-wide")},
        {STR("consumer"),
         STR("What consumed the most memory?"),
         false,
         STR("python3"),
         STR("python3."),
         {sample->evidence, 1, 1},
         STR("python3, most of it")},
        {STR("swap"), STR("Was swap available?"), false, STR("unknown"), silent, {NULL, 0, 0}, silent},
        {STR("thrashing"), STR("Was the system thrashing before OOM?"), false, STR(""), silent, {NULL, 0, 0}, silent},
        {STR("prevention"),
         STR("Could it have been prevented?"),
         true,
         STR(""),
         STR("Yes, by a limit."),
         {NULL, 0, 0},
         STR("Yes")},
    };
    memcpy(sample->answers, answers, sizeof answers);
    sample->diagnosis.answers = sample->answers;
    sample->diagnosis.answer_count = SAMPLE_ANSWERS;
}

static inline void sample_diagnosis(struct sample *sample) {
    struct diagnosis *diagnosis = &sample->diagnosis;
    diagnosis->headline = STR("The machine ran out of memory and the kernel killed python3.");
    diagnosis->verdict = STR("memory-leak, with high confidence: one process holds 7.3 GiB, 95 % of RAM.");
    sample->evidence[0] = (struct evidence){STR("python3: 7.3 GiB in RAM."), {22, 22}, STR("largest-process")};
    sample->evidence[1] = (struct evidence){STR("The next largest holds 4.4 MiB."), {23, 24}, STR("next-largest")};
    sample->against[0] = (struct evidence){STR("One report shows size, not growth."), {0, 0}, STR("growth-unseen")};
    sample->findings[0] = (struct finding){.pattern = STR("memory-leak"),
                                           .confidence = CONFIDENCE_HIGH,
                                           .statement = STR("One process holds most."),
                                           .evidence = {sample->evidence, 2, 2},
                                           .against = {sample->against, 1, 1}};
    sample->findings[1] = (struct finding){
        .pattern = STR("undersized"), .confidence = CONFIDENCE_LOW, .statement = STR("The workload is large.")};
    diagnosis->findings = sample->findings;
    diagnosis->finding_count = 2;
    sample_answers(sample);
    sample->advice[0] =
        (struct advice){.code = STR("limit-process"),
                        .advice = STR("Limit it."),
                        .command = STR("systemctl set-property a-service-with-a-name-that-is-longer-than-any-terminal-"
                                       "is-wide.service MemoryMax=4G"),
                        .because = STR("It held 95 %."),
                        .lines = {22, 22}};
    diagnosis->advice = sample->advice;
    diagnosis->advice_count = 1;
}

static inline void sample_trigger(struct sample *sample) {
    struct event *event = &sample->event;
    event->trigger.lines = (struct span){1, 1};
    event->trigger.name = STR("python3");
    event->trigger.gfp_mask = 0x140cca;
    event->trigger.order = 0;
    event->trigger.oom_score_adj = 0;
    event->trigger.oom_adj = ABSENT;
    sample->trace[0] = (struct frame){STR("out_of_memory"), 4, STR("")};
    sample->trace[1] = (struct frame){STR("handle_pte_fault"), 6, STR("")};
    event->trigger.call_trace = (struct frame_list){sample->trace, 2};
    event->identity = (struct identity){.line = 2, .cpu = 1, .uid = ABSENT, .pid = 8340};
    event->identity.release = STR("6.1.0-13-amd64");
    event->identity.arch = STR("x86_64");
    sample->flags[0] = STR("GFP_HIGHUSER_MOVABLE");
    sample->flags[1] = STR("__GFP_COMP");
    sample->reckoning.gfp_flags = sample->flags;
    sample->reckoning.gfp_flag_count = 2;
}

static inline void sample_reckoning(struct sample *sample) {
    struct reckoning *reckoning = &sample->reckoning;
    reckoning->page_kb = 4;
    reckoning->page_known = true;
    reckoning->scope = SCOPE_SYSTEM;
    reckoning->swap_total_kb = reckoning->swap_free_kb = ABSENT;
    reckoning->request = REQUEST_ANONYMOUS_FAULT;
    reckoning->zones = sample->zone_states;
    reckoning->tasks = sample->task_states;
    reckoning->groups = sample->groups;
    reckoning->group_count = 2;
    reckoning->total_pages = 2020352;
    reckoning->rss_sum_kb = 7690544;
    reckoning->process_count = 3;
    reckoning->table_whole = TRI_YES;
    reckoning->victim_row = 0;
    reckoning->best_row = 0;
    struct cgroup_ledger *cgroup = &reckoning->cgroup;
    const struct span lines = {0, 0};
    sample_absent(&cgroup->usage_kb,
                  offsetof(struct cgroup_ledger, at_limit) - offsetof(struct cgroup_ledger, usage_kb));
    cgroup->lines = lines;
}

/* Line N of the input is line N of "kern.log" up to 100, then line N - 100 of "kern.log.1". */
static inline struct sample *sample_new(void) {
    struct sample *sample = calloc(1, sizeof *sample);
    struct event *event = &sample->event;
    event->arena = &sample->arena;
    event->number = 1;
    sample->sources[0] = (struct event_source){STR("kern.log"), 0};
    sample->sources[1] = (struct event_source){STR("kern.log.1"), 100};
    event->sources = sample->sources;
    event->source_count = 1;
    event->lines = (struct span){1, 25};
    event->host = STR("db1");
    event->time = (struct oomwhy_time){.month = 1, .day = 6, .hour = 7, .minute = 32, .second = 35};
    event->uptime_us = 621423101;
    event->last_uptime_us = 621423320;
    field_clear(&field_counters, &event->memory.counters);
    field_clear(&field_totals, &event->memory.totals);
    field_clear(&field_usage, &event->cgroup.memory);
    event->cgroup.min_protection_kb.value = event->cgroup.low_protection_kb.value = ABSENT;
    sample_trigger(sample);
    sample_memory(sample);
    sample_tasks(sample);
    sample->warnings[0] = (struct warning){
        .statement = STR("Three figures cannot be."), .lines = {12, 13}, .code = STR("size-impossible")};
    event->warnings = sample->warnings;
    event->warning_count = 1;
    sample_reckoning(sample);
    sample_ledger(sample);
    sample_diagnosis(sample);
    return sample;
}

static inline void sample_free(struct sample *sample) {
    arena_reset(&sample->arena);
    free(sample);
}

static inline int sample_keep(void *context, const char *bytes, size_t len) {
    struct sample *sample = context;
    if (sample->written_len + len >= sizeof sample->written)
        return 1;
    memcpy(sample->written + sample->written_len, bytes, len);
    sample->written_len += len;
    return 0;
}

/* What the writer NAME makes of the event, with a NUL behind it. */
static inline const char *sample_write(struct sample *sample, const char *name, const struct report_options *options) {
    struct out *out = malloc(sizeof *out);
    const struct report_event event = {&sample->event, &sample->reckoning, &sample->diagnosis};
    sample->written_len = 0;
    out_open(out, sample_keep, sample);
    report_writer(str_from_cstr(name))->event(out, options, &event);
    int error = out_flush(out);
    free(out);
    sample->written[sample->written_len] = '\0';
    return error ? NULL : sample->written;
}

#endif
