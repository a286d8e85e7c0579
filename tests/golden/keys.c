/* Holds every JSON report on the given logs against the keys, types and words that are promised to scripts.
 * SPDX-License-Identifier: MIT
 *
 * usage: keys LOG... */
#include "collect.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One promise. PATH steps through objects by '.', through every element of a list by "[]"; an object or list that is
 * null ends the walk in peace. TYPES: o object, a array, s string, i integer, n number, b boolean, 0 null.
 * WORDS: the strings that are allowed, NULL for any. */
struct keys_row {
    const char *path, *types;
    const char *const *words;
};

extern const struct keys_row keys_rows[];

struct keys_walk {
    const struct keys_row *row;
    const char *log;
    int64_t event;
    int wrong;
};

static bool keys_has_type(const json_t *value, const char *types) {
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return strchr(types, 'o');
    case JSON_ARRAY:
        return strchr(types, 'a');
    case JSON_STRING:
        return strchr(types, 's');
    case JSON_INTEGER:
        return strchr(types, 'i') || strchr(types, 'n');
    case JSON_REAL:
        return strchr(types, 'n');
    case JSON_NULL:
        return strchr(types, '0');
    default:
        return strchr(types, 'b');
    }
}

static bool keys_is_word(const json_t *value, const char *const *words) {
    if (!words || !json_is_string(value))
        return true;
    for (; *words; words++)
        if (strcmp(*words, json_string_value(value)) == 0)
            return true;
    return false;
}

static void keys_fail(struct keys_walk *walk, const char *wrong) {
    fprintf(stderr, "%s: event %d: %s %s\n", walk->log, (int)walk->event, walk->row->path, wrong);
    walk->wrong++;
}

static void keys_check(struct keys_walk *walk, const json_t *value, const char *path);

/* VALUE is a list, PATH goes on behind "[]". */
static void keys_check_each(struct keys_walk *walk, const json_t *value, const char *path) {
    size_t i;
    json_t *item;
    json_array_foreach(value, i, item) {
        keys_check(walk, item, path);
    }
}

static void keys_check(struct keys_walk *walk, const json_t *value, const char *path) {
    char key[64];
    if (*path == '\0') {
        if (!keys_has_type(value, walk->row->types))
            keys_fail(walk, "has the wrong type");
        else if (!keys_is_word(value, walk->row->words))
            keys_fail(walk, json_string_value(value));
        return;
    }
    if (json_is_null(value))
        return;
    if (strncmp(path, "[]", 2) == 0) {
        keys_check_each(walk, value, path + 2);
        return;
    }
    path += *path == '.';
    size_t len = strcspn(path, ".[");
    snprintf(key, sizeof key, "%.*s", (int)len, path);
    const json_t *next = json_object_get(value, key);
    if (next)
        keys_check(walk, next, path + len);
    else
        keys_fail(walk, "is not there");
}

/* No statement at any depth is empty, and no range of lines runs backward. */
static bool keys_are_claims_sound(const json_t *value) {
    size_t i;
    const char *key;
    json_t *inner;
    const json_t *lines = json_object_get(value, "lines");
    const char *statement = json_string_value(json_object_get(value, "statement"));
    if (statement && !*statement)
        return false;
    if (json_array_size(lines) == 2 && !json_object_get(value, "file") &&
        json_integer_value(json_array_get(lines, 0)) > json_integer_value(json_array_get(lines, 1)))
        return false;
    json_array_foreach(value, i, inner) {
        if (!keys_are_claims_sound(inner))
            return false;
    }
    json_object_foreach((json_t *)value, key, inner) {
        if (!keys_are_claims_sound(inner))
            return false;
    }
    return true;
}

static bool keys_has_evidence(const json_t *claim) {
    return json_array_size(json_object_get(claim, "evidence")) > 0;
}

/* Every verdict and every answer rests on something. */
static bool keys_rest_on_evidence(const json_t *event) {
    static const char *const questions[] = {"scope", "consumer", "swap", "thrashing"};
    const json_t *found = json_object_get(event, "diagnosis"), *answers = json_object_get(event, "answers");
    for (size_t i = 0; i < json_array_size(found); i++)
        if (!keys_has_evidence(json_array_get(found, i)))
            return false;
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        if (!keys_has_evidence(json_object_get(answers, questions[i])))
            return false;
    return json_array_size(found) > 0;
}

static int keys_check_event(const char *log, const json_t *event) {
    struct keys_walk walk = {.log = log, .event = json_integer_value(json_object_get(event, "event"))};
    for (walk.row = keys_rows; walk.row->path; walk.row++)
        keys_check(&walk, event, walk.row->path);
    if (!keys_are_claims_sound(event) || !keys_rest_on_evidence(event)) {
        fprintf(stderr, "%s: event %d: an empty statement, a range that runs backward, or a claim without evidence\n",
                log, (int)walk.event);
        walk.wrong++;
    }
    return walk.wrong;
}

static int keys_check_log(const char *path) {
    int wrong = 0;
    struct collected log = collect_file(path);
    struct collected report = collect_report("json", path, log.bytes, log.len, log.len + 1, NULL);
    for (char *line = strtok(report.bytes, "\n"); line; line = strtok(NULL, "\n")) {
        json_error_t error;
        json_t *event = json_loads(line, JSON_REJECT_DUPLICATES, &error);
        if (!event)
            fprintf(stderr, "%s: no JSON: %s\n", path, error.text);
        wrong += event ? keys_check_event(path, event) : 1;
        json_decref(event);
    }
    collect_free(&report);
    collect_free(&log);
    return wrong;
}

int main(int argc, char **argv) {
    int wrong = 0;
    for (int i = 1; i < argc; i++)
        wrong += keys_check_log(argv[i]);
    return wrong == 0 ? 0 : 1;
}

static const char *const words_missing[] = {"trigger", "memory", "tasks", "kill", NULL};
static const char *const words_scope[] = {"system", "cgroup", "cpuset", "mempolicy", "unknown", NULL};
static const char *const words_allocation[] = {
    "anonymous-fault", "swap-in",    "copy-on-write", "guest-fault", "file-fault", "shmem",        "fork",   "slab",
    "network",         "page-table", "filesystem",    "pipe",        "driver",     "kernel-other", "kswapd", "sysrq",
    "unknown",         NULL};
static const char *const words_below[] = {"min", "low", "high", "none", NULL};
static const char *const words_swap[] = {"none", "full", "partly-used", "unused", "unknown", NULL};
static const char *const words_thrashing[] = {"yes", "likely", "no", "unknown", NULL};
static const char *const words_confidence[] = {"high", "medium", "low", NULL};
static const char *const words_named_by[] = {"kill", "summary", "announcement", "reaper", NULL};

const struct keys_row keys_rows[] = {
    {"schema", "i", NULL},
    {"event", "i", NULL},
    {"killer", "s", NULL},
    {"killer_figures", "o0", NULL},
    {"killer_figures.pressure_percent", "n0", NULL},
    {"killer_figures.limit_percent", "n0", NULL},
    {"killer_figures.mem_free_percent", "n0", NULL},
    {"killer_figures.swap_free_percent", "n0", NULL},
    {"killer_figures.candidates", "a", NULL},
    {"killer_figures.candidates[].path", "s", NULL},
    {"killer_figures.candidates[].memory_kb", "i0", NULL},
    {"killer_figures.candidates[].pressure", "n0", NULL},
    {"id", "s0", NULL},
    {"source", "o", NULL},
    {"source.file", "s", NULL},
    {"source.first_line", "i", NULL},
    {"source.last_line", "i", NULL},
    {"source.also", "a", NULL},
    {"boot_id", "s0", NULL},
    {"machine_id", "s0", NULL},
    {"host", "s0", NULL},
    {"time", "s0", NULL},
    {"uptime_s", "n0", NULL},
    {"kernel", "s0", NULL},
    {"arch", "s0", NULL},
    {"page_kb", "i0", NULL},
    {"inferred", "a", NULL},
    {"inferred[]", "s", NULL},
    {"missing", "a", NULL},
    {"missing[]", "s", words_missing},
    {"scope", "s", words_scope},
    {"constraint", "s0", NULL},
    {"cgroup", "o0", NULL},
    {"cgroup.path", "s0", NULL},
    {"cgroup.task_path", "s0", NULL},
    {"cgroup.version", "i0", NULL},
    {"cgroup.usage_kb", "i0", NULL},
    {"cgroup.limit_kb", "i0", NULL},
    {"cgroup.failcnt", "i0", NULL},
    {"cgroup.swap_usage_kb", "i0", NULL},
    {"cgroup.swap_limit_kb", "i0", NULL},
    {"cgroup.kmem_usage_kb", "i0", NULL},
    {"cgroup.parts", "o0", NULL},
    {"cgroup.parts.anon_kb", "i0", NULL},
    {"cgroup.parts.file_kb", "i0", NULL},
    {"cgroup.parts.shmem_kb", "i0", NULL},
    {"cgroup.parts.slab_kb", "i0", NULL},
    {"cgroup.parts.unaccounted_kb", "i0", NULL},
    {"cgroup.stats", "o0", NULL},
    {"cgroup.container", "o0", NULL},
    {"cgroup.container.runtime", "s0", NULL},
    {"cgroup.container.id", "s0", NULL},
    {"cgroup.container.pod_uid", "s0", NULL},
    {"cgroup.container.qos", "s0", NULL},
    {"cgroup.container.unit", "s0", NULL},
    {"trigger", "o0", NULL},
    {"trigger.name", "s0", NULL},
    {"trigger.pid", "i0", NULL},
    {"trigger.uid", "i0", NULL},
    {"trigger.gfp_mask", "s0", NULL},
    {"trigger.gfp_flags", "a0", NULL},
    {"trigger.gfp_flags[]", "s", NULL},
    {"trigger.order", "i0", NULL},
    {"trigger.oom_score_adj", "i0", NULL},
    {"trigger.manual", "b0", NULL},
    {"trigger.allocation", "s", words_allocation},
    {"trigger.maker", "o0", NULL},
    {"trigger.maker.function", "s", NULL},
    {"trigger.maker.module", "s0", NULL},
    {"trigger.maker.lines", "a", NULL},
    {"trigger.maker.lines[]", "i", NULL},
    {"trigger.call_trace", "a", NULL},
    {"trigger.call_trace[]", "s", NULL},
    {"memory", "o0", NULL},
    {"memory.total_kb", "i0", NULL},
    {"memory.reserved_kb", "i0", NULL},
    {"memory.managed_kb", "i0", NULL},
    {"memory.parts", "o0", NULL},
    {"memory.parts.free_kb", "i0", NULL},
    {"memory.parts.anon_kb", "i0", NULL},
    {"memory.parts.shmem_kb", "i0", NULL},
    {"memory.parts.file_kb", "i0", NULL},
    {"memory.parts.unevictable_kb", "i0", NULL},
    {"memory.parts.slab_reclaimable_kb", "i0", NULL},
    {"memory.parts.slab_unreclaimable_kb", "i0", NULL},
    {"memory.parts.pagetables_kb", "i0", NULL},
    {"memory.parts.kernel_stack_kb", "i0", NULL},
    {"memory.parts.hugetlb_kb", "i0", NULL},
    {"memory.parts.other_kb", "i0", NULL},
    {"memory.parts.unaccounted_kb", "i0", NULL},
    {"memory.within", "o0", NULL},
    {"memory.within.swap_cache_kb", "i0", NULL},
    {"memory.within.mapped_kb", "i0", NULL},
    {"memory.within.dirty_kb", "i0", NULL},
    {"memory.within.writeback_kb", "i0", NULL},
    {"memory.within.mlocked_kb", "i0", NULL},
    {"memory.within.free_cma_kb", "i0", NULL},
    {"counters", "o0", NULL},
    {"nodes", "a0", NULL},
    {"nodes[]", "o", NULL},
    {"zones", "a0", NULL},
    {"zones[].node", "i0", NULL},
    {"zones[].zone", "s", NULL},
    {"zones[].free_kb", "i0", NULL},
    {"zones[].boost_kb", "i0", NULL},
    {"zones[].min_kb", "i0", NULL},
    {"zones[].low_kb", "i0", NULL},
    {"zones[].high_kb", "i0", NULL},
    {"zones[].present_kb", "i0", NULL},
    {"zones[].managed_kb", "i0", NULL},
    {"zones[].free_cma_kb", "i0", NULL},
    {"zones[].lowmem_reserve", "a0", NULL},
    {"zones[].lowmem_reserve[]", "i", NULL},
    {"zones[].buddy", "a0", NULL},
    {"zones[].buddy[]", "a", NULL},
    {"zones[].below", "s0", words_below},
    {"zones[].eligible", "b0", NULL},
    {"slab", "a0", NULL},
    {"slab[].name", "s", NULL},
    {"slab[].used_kb", "i0", NULL},
    {"slab[].total_kb", "i0", NULL},
    {"swap", "o", NULL},
    {"swap.state", "s", words_swap},
    {"swap.total_kb", "i0", NULL},
    {"swap.free_kb", "i0", NULL},
    {"tasks", "o0", NULL},
    {"tasks.count", "i0", NULL},
    {"tasks.rss_kb", "i0", NULL},
    {"tasks.list", "a0", NULL},
    {"tasks.list[].pid", "i0", NULL},
    {"tasks.list[].tgid", "i0", NULL},
    {"tasks.list[].uid", "i0", NULL},
    {"tasks.list[].name", "s", NULL},
    {"tasks.list[].total_vm_kb", "i0", NULL},
    {"tasks.list[].rss_kb", "i0", NULL},
    {"tasks.list[].anon_kb", "i0", NULL},
    {"tasks.list[].file_kb", "i0", NULL},
    {"tasks.list[].shmem_kb", "i0", NULL},
    {"tasks.list[].pgtables_kb", "i0", NULL},
    {"tasks.list[].swap_kb", "i0", NULL},
    {"tasks.list[].oom_score_adj", "i0", NULL},
    {"tasks.list[].badness", "i0", NULL},
    {"tasks.list[].killable", "b0", NULL},
    {"tasks.groups", "a0", NULL},
    {"tasks.groups[].name", "s", NULL},
    {"tasks.groups[].count", "i", NULL},
    {"tasks.groups[].rss_kb", "i0", NULL},
    {"kills", "a", NULL},
    {"kills[].pid", "i0", NULL},
    {"kills[].name", "s0", NULL},
    {"kills[].uid", "i0", NULL},
    {"kills[].total_vm_kb", "i0", NULL},
    {"kills[].anon_rss_kb", "i0", NULL},
    {"kills[].file_rss_kb", "i0", NULL},
    {"kills[].shmem_rss_kb", "i0", NULL},
    {"kills[].pgtables_kb", "i0", NULL},
    {"kills[].oom_score_adj", "i0", NULL},
    {"kills[].score", "i0", NULL},
    {"kills[].reaped", "b0", NULL},
    {"kills[].named_by", "s", words_named_by},
    {"panic", "s0", NULL},
    {"diagnosis", "a", NULL},
    {"diagnosis[].pattern", "s", NULL},
    {"diagnosis[].confidence", "s0", words_confidence},
    {"diagnosis[].statement", "s", NULL},
    {"diagnosis[].evidence", "a", NULL},
    {"diagnosis[].evidence[].code", "s", NULL},
    {"diagnosis[].evidence[].statement", "s", NULL},
    {"diagnosis[].evidence[].lines", "a0", NULL},
    {"diagnosis[].evidence[].lines[]", "i", NULL},
    {"diagnosis[].against", "a", NULL},
    {"diagnosis[].against[].code", "s", NULL},
    {"diagnosis[].against[].statement", "s", NULL},
    {"diagnosis[].against[].lines", "a0", NULL},
    {"answers", "o", NULL},
    {"answers.scope.answer", "s", words_scope},
    {"answers.scope.statement", "s", NULL},
    {"answers.scope.evidence", "a", NULL},
    {"answers.scope.evidence[].code", "s", NULL},
    {"answers.consumer.answer", "s0", NULL},
    {"answers.consumer.statement", "s", NULL},
    {"answers.consumer.evidence", "a", NULL},
    {"answers.swap.answer", "s", words_swap},
    {"answers.swap.statement", "s", NULL},
    {"answers.swap.evidence", "a", NULL},
    {"answers.thrashing.answer", "s", words_thrashing},
    {"answers.thrashing.statement", "s", NULL},
    {"answers.thrashing.evidence", "a", NULL},
    {"answers.prevention", "a", NULL},
    {"answers.prevention[].advice", "s", NULL},
    {"answers.prevention[].command", "s0", NULL},
    {"answers.prevention[].because", "s", NULL},
    {"caller", "s0", NULL},
    {"build", "s0", NULL},
    {"taint", "s0", NULL},
    {"hardware", "s0", NULL},
    {"reason", "s0", NULL},
    {"oom_group", "s0", NULL},
    {"no_killable", "s0", NULL},
    {"intent", "s0", NULL},
    {"diagnosis[].consumer", "s0", NULL},
    {"warnings", "a", NULL},
    {"warnings[].code", "s", NULL},
    {NULL, NULL, NULL},
};
