/* JSON of what an event is: where it stands in the log, whose memory it was about, and who asked for it.
 * SPDX-License-Identifier: MIT */
#include "report/json.h"
#include "report/places.h"
#include "report/wording.h"

static void json_place(struct emit *emit, str file, int64_t first, int64_t last) {
    emit_member_text(emit, STR("file"), file);
    emit_member(emit, STR("first_line"), first > 0 ? first : ABSENT);
    emit_member(emit, STR("last_line"), last > 0 ? last : ABSENT);
}

static void json_source(struct json *json) {
    struct emit *emit = &json->emit;
    const struct event *event = json->event;
    struct place first = place_of(event, event->lines.first), last = place_of(event, event->lines.last);
    emit_key(emit, STR("source"));
    emit_open(emit, '{');
    json_place(emit, first.file, first.line, last.line);
    emit_key(emit, STR("also"));
    emit_open(emit, '[');
    for (size_t i = 0; i < event->also_count; i++) {
        const struct event_place *also = &event->also[i];
        emit_open(emit, '{');
        json_place(emit, also->file, also->first_line, also->last_line);
        emit_close(emit, '}');
    }
    emit_close(emit, ']');
    if (!str_equal(first.file, last.file))
        emit_member_text(emit, STR("last_file"), last.file);
    emit_close(emit, '}');
}

/* Seconds with the six digits that the kernel prints. */
static void json_uptime(struct emit *emit, int64_t uptime_us) {
    emit_key(emit, STR("uptime_s"));
    if (uptime_us == ABSENT || uptime_us < 0) {
        emit_null(emit);
        return;
    }
    emit_number(emit, uptime_us / 1000000);
    char digits[7] = ".";
    for (int64_t at = 6, rest = uptime_us % 1000000; at > 0; at--, rest /= 10)
        digits[at] = (char)('0' + rest % 10);
    out_bytes(emit->out, digits, sizeof digits);
}

static void json_missing(struct emit *emit, unsigned missing) {
    static const struct {
        unsigned bit;
        str name;
    } parts[] = {{MISSING_TRIGGER, STR_INIT("trigger")},
                 {MISSING_MEMORY, STR_INIT("memory")},
                 {MISSING_TASKS, STR_INIT("tasks")},
                 {MISSING_KILL, STR_INIT("kill")}};
    emit_key(emit, STR("missing"));
    emit_open(emit, '[');
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (missing & parts[i].bit)
            emit_string(emit, parts[i].name);
    emit_close(emit, ']');
}

void json_identity(struct json *json) {
    struct emit *emit = &json->emit;
    const struct event *event = json->event;
    struct wording time = wording_time(&event->time);
    emit_member(emit, STR("schema"), 1);
    emit_member(emit, STR("event"), event->number);
    emit_member_text(emit, STR("killer"), wording_killer(event->killer));
    json_source(json);
    emit_member_text(emit, STR("host"), event->host);
    emit_member_text(emit, STR("time"), wording_str(&time));
    json_uptime(emit, event->uptime_us);
    emit_member_text(emit, STR("kernel"), event->identity.release);
    emit_member_text(emit, STR("arch"), event->identity.arch);
    emit_member(emit, STR("page_kb"), json_counts_pages(json) ? json->reckoning->page_kb : ABSENT);
    json_missing(emit, json->reckoning->missing);
    emit_member_text(emit, STR("scope"), wording_scope(json->reckoning->scope));
    emit_member_text(emit, STR("constraint"), event->summary.constraint);
    json_present_text(emit, STR("caller"), event->caller);
    json_present_text(emit, STR("build"), event->identity.build);
    json_present_text(emit, STR("taint"), event->identity.taint);
    json_present_text(emit, STR("hardware"), event->identity.hardware);
}

static const struct json_number json_cgroup_parts[] = {
    JSON_NUMBER(cgroup_ledger, anon_kb),           JSON_NUMBER(cgroup_ledger, file_kb),
    JSON_NUMBER(cgroup_ledger, shmem_kb),          JSON_NUMBER(cgroup_ledger, slab_kb),
    JSON_NUMBER(cgroup_ledger, pagetables_kb),     JSON_NUMBER(cgroup_ledger, kernel_stack_kb),
    JSON_NUMBER(cgroup_ledger, percpu_kb),         JSON_NUMBER(cgroup_ledger, vmalloc_kb),
    JSON_NUMBER(cgroup_ledger, sock_kb),           JSON_NUMBER(cgroup_ledger, kernel_other_kb),
    JSON_NUMBER(cgroup_ledger, kernel_unsplit_kb), JSON_NUMBER(cgroup_ledger, swap_cache_kb),
    JSON_NUMBER(cgroup_ledger, unaccounted_kb),
};

static void json_stats(struct emit *emit, const struct cgroup_stats *stats) {
    emit_key(emit, STR("stats"));
    emit_open(emit, '{');
    if (stats)
        json_named(emit, &stats->values);
    emit_close(emit, '}');
}

/* The statistics of the group whose limit was hit; 3.9-5.2 print each of its children too. */
static const struct cgroup_stats *json_own_stats(const struct cgroup *cgroup, str path) {
    for (size_t i = 0; i < cgroup->stats_count; i++)
        if (str_equal(cgroup->stats[i].path, path))
            return &cgroup->stats[i];
    return cgroup->stats_count > 0 ? &cgroup->stats[0] : NULL;
}

static void json_groups_below(struct emit *emit, const struct cgroup *cgroup) {
    if (cgroup->stats_count < 2)
        return;
    emit_key(emit, STR("hierarchy"));
    emit_open(emit, '[');
    for (size_t i = 0; i < cgroup->stats_count; i++) {
        emit_open(emit, '{');
        emit_member_text(emit, STR("path"), cgroup->stats[i].path);
        json_stats(emit, &cgroup->stats[i]);
        emit_close(emit, '}');
    }
    emit_close(emit, ']');
}

static void json_container(struct emit *emit, const struct container *container) {
    emit_key(emit, STR("container"));
    emit_open(emit, '{');
    emit_member_text(emit, STR("runtime"), container->runtime);
    emit_member_text(emit, STR("id"), container->id);
    emit_member_text(emit, STR("pod_uid"), container->pod_uid);
    emit_member_text(emit, STR("qos"), container->qos);
    emit_member_text(emit, STR("unit"), container->unit);
    json_present_text(emit, STR("slice"), container->slice);
    emit_close(emit, '}');
}

void json_cgroup(struct json *json) {
    struct emit *emit = &json->emit;
    const struct cgroup *cgroup = &json->event->cgroup;
    const struct cgroup_ledger *ledger = &json->reckoning->cgroup;
    emit_key(emit, STR("cgroup"));
    str path = place_limit(json->event), task_path = place_victim(json->event);
    if (path.len == 0 && task_path.len == 0 && cgroup->lines.first == 0) {
        emit_null(emit);
        return;
    }
    emit_open(emit, '{');
    emit_member_text(emit, STR("path"), path);
    emit_member_text(emit, STR("task_path"), task_path);
    emit_member(emit, STR("version"), ledger->version > 0 ? ledger->version : ABSENT);
    emit_member(emit, STR("usage_kb"), ledger->usage_kb);
    emit_member(emit, STR("limit_kb"), ledger->limit_kb);
    emit_member(emit, STR("failcnt"), cgroup->memory.failcnt);
    emit_member(emit, STR("swap_usage_kb"), ledger->swap_usage_kb);
    emit_member(emit, STR("swap_limit_kb"), ledger->swap_limit_kb);
    emit_member(emit, STR("kmem_usage_kb"), ledger->kmem_usage_kb);
    emit_key(emit, STR("parts"));
    emit_open(emit, '{');
    JSON_NUMBERS(emit, json_cgroup_parts, ledger);
    emit_close(emit, '}');
    json_stats(emit, json_own_stats(cgroup, path));
    json_groups_below(emit, cgroup);
    json_present(emit, STR("min_protection_kb"), cgroup->min_protection_kb.value);
    json_present(emit, STR("low_protection_kb"), cgroup->low_protection_kb.value);
    json_container(emit, &json->reckoning->container);
    emit_close(emit, '}');
}

/* "0x140cca", as the kernel prints it since 2.6. */
static void json_mask(struct emit *emit, int64_t mask) {
    emit_key(emit, STR("gfp_mask"));
    if (mask == ABSENT) {
        emit_null(emit);
        return;
    }
    char digits[16];
    size_t at = sizeof digits;
    uint64_t rest = (uint64_t)mask;
    do
        digits[--at] = "0123456789abcdef"[rest & 15];
    while ((rest >>= 4) > 0);
    emit_raw(emit, STR("\"0x"));
    out_bytes(emit->out, digits + at, sizeof digits - at);
    out_byte(emit->out, '"');
}

static void json_trace(struct emit *emit, const struct frame_list *trace) {
    emit_key(emit, STR("call_trace"));
    emit_open(emit, '[');
    for (size_t i = 0; i < trace->count; i++)
        emit_string(emit, trace->items[i].text);
    emit_close(emit, ']');
}

static void json_maker(struct json *json, const struct maker *maker) {
    struct emit *emit = &json->emit;
    emit_key(emit, STR("maker"));
    if (maker->function.len == 0) {
        emit_null(emit);
        return;
    }
    emit_open(emit, '{');
    emit_member_text(emit, STR("function"), maker->function);
    emit_member_text(emit, STR("module"), maker->module);
    json_lines(json, (struct span){maker->line, maker->line});
    emit_close(emit, '}');
}

void json_trigger(struct json *json) {
    struct emit *emit = &json->emit;
    const struct trigger *trigger = &json->event->trigger;
    const struct reckoning *reckoning = json->reckoning;
    emit_key(emit, STR("trigger"));
    if (trigger->lines.first == 0 && trigger->call_trace.count == 0 && json->event->identity.line == 0) {
        emit_null(emit);
        return;
    }
    emit_open(emit, '{');
    emit_member_text(emit, STR("name"), trigger->name.len > 0 ? trigger->name : json->event->identity.comm);
    emit_member(emit, STR("pid"), json->event->identity.pid);
    emit_member(emit, STR("uid"), json->event->identity.uid);
    json_mask(emit, trigger->gfp_mask);
    emit_key(emit, STR("gfp_flags"));
    emit_open(emit, '[');
    for (size_t i = 0; i < reckoning->gfp_flag_count; i++)
        emit_string(emit, reckoning->gfp_flags[i]);
    emit_close(emit, ']');
    emit_member(emit, STR("order"), trigger->order);
    emit_member(emit, STR("oom_score_adj"), trigger->oom_score_adj);
    json_present(emit, STR("oom_adj"), trigger->oom_adj);
    json_flag(emit, STR("manual"), reckoning->manual);
    emit_member_text(emit, STR("allocation"), wording_request(reckoning->request));
    json_maker(json, &reckoning->maker);
    json_trace(emit, &trigger->call_trace);
    json_present_text(emit, STR("cpuset"), trigger->cpuset);
    json_present_text(emit, STR("mems_allowed"), trigger->mems_allowed);
    json_present_text(emit, STR("nodemask"), trigger->nodemask);
    json_present_text(emit, STR("workqueue"), trigger->workqueue);
    emit_close(emit, '}');
}
