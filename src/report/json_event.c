/* JSON of what an event is: where it stands in the log, whose memory it was about, and who asked for it.
 * SPDX-License-Identifier: MIT */
#include "report/json_sections.h"

#include "model/container.h"

#include "report/places.h"
#include "report/wording.h"

static void json_place(struct json_out *out, str file, int64_t first, int64_t last) {
    json_out_member_text(out, STR("file"), file);
    json_out_member(out, STR("first_line"), first > 0 ? first : ABSENT);
    json_out_member(out, STR("last_line"), last > 0 ? last : ABSENT);
}

static void json_source(struct json *json) {
    struct json_out *out = &json->out;
    const struct event *event = json->event;
    struct place first = place_of(event, event->lines.first), last = place_of(event, event->lines.last);
    json_out_key(out, STR("source"));
    json_out_open(out, '{');
    json_place(out, first.file, first.line, last.line);
    json_out_key(out, STR("also"));
    json_out_open(out, '[');
    for (size_t i = 0; i < event->also_count; i++) {
        const struct event_place *also = &event->also[i];
        json_out_open(out, '{');
        json_place(out, also->file, also->first_line, also->last_line);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
    if (event->lines.first - first.line != event->lines.last - last.line) /* of one name, perhaps, but two files */
        json_out_member_text(out, STR("last_file"), last.file);
    json_out_close(out, '}');
}

/* Seconds with the six digits that the kernel prints. */
static void json_uptime(struct json_out *out, int64_t uptime_us) {
    json_out_key(out, STR("uptime_s"));
    if (uptime_us == ABSENT || uptime_us < 0) {
        json_out_null(out);
        return;
    }
    json_out_number(out, uptime_us / 1000000);
    char digits[7] = ".";
    for (int64_t at = 6, rest = uptime_us % 1000000; at > 0; at--, rest /= 10)
        digits[at] = (char)('0' + rest % 10);
    out_bytes(out->to, digits, sizeof digits);
}

static void json_missing(struct json_out *out, unsigned missing) {
    static const struct {
        unsigned bit;
        str name;
    } parts[] = {{MISSING_TRIGGER, STR_INIT("trigger")},
                 {MISSING_MEMORY, STR_INIT("memory")},
                 {MISSING_TASKS, STR_INIT("tasks")},
                 {MISSING_KILL, STR_INIT("kill")}};
    json_out_key(out, STR("missing"));
    json_out_open(out, '[');
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (missing & parts[i].bit)
            json_out_string(out, parts[i].name);
    json_out_close(out, ']');
}

/* 16 digits for each of the words; null if all are 0. */
static void json_hex(struct json_out *out, str key, const uint64_t *words, size_t count) {
    uint64_t any = 0;
    json_out_key(out, key);
    for (size_t i = 0; i < count; i++)
        any |= words[i];
    if (any == 0) {
        json_out_null(out);
        return;
    }
    json_out_raw(out, STR("\""));
    for (size_t i = 0; i < count; i++)
        for (int shift = 60; shift >= 0; shift -= 4)
            out_byte(out->to, "0123456789abcdef"[words[i] >> shift & 15]);
    out_byte(out->to, '"');
}

static void json_journal_id(struct json_out *out, str key, const struct journal_id *id) {
    const uint64_t words[] = {id->high, id->low};
    json_hex(out, key, words, 2);
}

void json_identity(struct json *json) {
    struct json_out *out = &json->out;
    const struct event *event = json->event;
    struct wording time = wording_time(&event->time);
    json_out_member(out, STR("schema"), 1);
    json_out_member(out, STR("event"), event->number);
    json_out_member_text(out, STR("killer"), wording_killer(event->killer));
    json_hex(out, STR("id"), &event->id, 1);
    json_source(json);
    json_out_member_text(out, STR("prefix"), event->has_learnt_prefix ? STR("learnt") : STR("known"));
    json_journal_id(out, STR("boot_id"), &event->boot_id);
    json_journal_id(out, STR("machine_id"), &event->machine_id);
    json_out_member_text(out, STR("host"), event->host);
    json_out_member_text(out, STR("time"), wording_str(&time));
    json_uptime(out, event->uptime_us);
    json_out_member_text(out, STR("kernel"), event->identity.release);
    json_out_member_text(out, STR("arch"), event->identity.arch);
    json_out_member(out, STR("page_kb"), json_counts_pages(json) ? json->reckoning->page_kb : ABSENT);
    json_missing(out, json->reckoning->missing);
    json_out_member_text(out, STR("scope"), wording_scope(json->reckoning->scope));
    json_out_member_text(out, STR("constraint"), event->summary.constraint);
    json_out_member_text(out, STR("caller"), event->caller);
    json_out_member_text(out, STR("build"), event->identity.build);
    json_out_member_text(out, STR("taint"), event->identity.taint);
    json_out_member_text(out, STR("hardware"), event->identity.hardware);
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

static void json_stats(struct json_out *out, const struct cgroup_stats *stats) {
    json_out_key(out, STR("stats"));
    json_out_open(out, '{');
    if (stats)
        json_named(out, &stats->values);
    json_out_close(out, '}');
}

/* The statistics of the group whose limit was hit; 3.9-5.2 print each of its children too. */
static const struct cgroup_stats *json_own_stats(const struct cgroup *cgroup, str path) {
    for (size_t i = 0; i < cgroup->stats_count; i++)
        if (str_equal(cgroup->stats[i].path, path))
            return &cgroup->stats[i];
    return cgroup->stats_count > 0 ? &cgroup->stats[0] : NULL;
}

static void json_groups_below(struct json_out *out, const struct cgroup *cgroup) {
    if (cgroup->stats_count < 2)
        return;
    json_out_key(out, STR("hierarchy"));
    json_out_open(out, '[');
    for (size_t i = 0; i < cgroup->stats_count; i++) {
        json_out_open(out, '{');
        json_out_member_text(out, STR("path"), cgroup->stats[i].path);
        json_stats(out, &cgroup->stats[i]);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

static void json_container(struct json_out *out, const struct container *container) {
    json_out_key(out, STR("container"));
    json_out_open(out, '{');
    json_out_member_text(out, STR("runtime"), container->runtime);
    json_out_member_text(out, STR("id"), container->id);
    json_out_member_text(out, STR("pod_uid"), container->pod_uid);
    json_out_member_text(out, STR("qos"), container->qos);
    json_out_member_text(out, STR("unit"), container->unit);
    json_out_member_text(out, STR("slice"), container->slice);
    json_out_close(out, '}');
}

/* Where the victim ran, whatever ran out of memory. */
static void json_victim_cgroup(struct json *json, str path) {
    struct json_out *out = &json->out;
    json_out_key(out, STR("victim_cgroup"));
    if (path.len == 0) {
        json_out_null(out);
        return;
    }
    const struct container container = container_of(json->event->arena, path);
    json_out_open(out, '{');
    json_out_member_text(out, STR("path"), path);
    json_container(out, &container);
    json_out_close(out, '}');
}

/* No cgroup was at its limit: the machine, or some of its nodes, were out of memory. */
static bool json_is_of_machine(const struct json *json) {
    enum scope scope = json->reckoning->scope;
    return scope == SCOPE_SYSTEM || scope == SCOPE_CPUSET || scope == SCOPE_MEMPOLICY;
}

void json_cgroup(struct json *json) {
    struct json_out *out = &json->out;
    const struct cgroup *cgroup = &json->event->cgroup;
    const struct cgroup_ledger *ledger = &json->reckoning->cgroup;
    str path = place_limit(json->event), task_path = place_victim(json->event);
    json_victim_cgroup(json, task_path);
    json_out_key(out, STR("cgroup"));
    if (json_is_of_machine(json) || (path.len == 0 && task_path.len == 0 && cgroup->lines.first == 0)) {
        json_out_null(out);
        return;
    }
    json_out_open(out, '{');
    json_out_member_text(out, STR("path"), path);
    json_out_member_text(out, STR("task_path"), task_path);
    json_out_member(out, STR("version"), ledger->version > 0 ? ledger->version : ABSENT);
    json_out_member(out, STR("usage_kb"), ledger->usage_kb);
    json_out_member(out, STR("limit_kb"), ledger->limit_kb);
    json_out_member(out, STR("failcnt"), cgroup->memory.failcnt);
    json_out_member(out, STR("swap_usage_kb"), ledger->swap_usage_kb);
    json_out_member(out, STR("swap_limit_kb"), ledger->swap_limit_kb);
    json_out_member(out, STR("kmem_usage_kb"), ledger->kmem_usage_kb);
    json_out_key(out, STR("parts"));
    json_out_open(out, '{');
    JSON_NUMBERS(out, json_cgroup_parts, ledger);
    json_out_close(out, '}');
    json_stats(out, json_own_stats(cgroup, path));
    json_groups_below(out, cgroup);
    json_out_member(out, STR("min_protection_kb"), cgroup->min_protection_kb.value);
    json_out_member(out, STR("low_protection_kb"), cgroup->low_protection_kb.value);
    json_container(out, &json->reckoning->container);
    json_out_close(out, '}');
}

/* "0x140cca", as the kernel prints it since 2.6. */
static void json_mask(struct json_out *out, int64_t mask) {
    json_out_key(out, STR("gfp_mask"));
    if (mask == ABSENT) {
        json_out_null(out);
        return;
    }
    char digits[16];
    size_t at = sizeof digits;
    uint64_t rest = (uint64_t)mask;
    do
        digits[--at] = "0123456789abcdef"[rest & 15];
    while ((rest >>= 4) > 0);
    json_out_raw(out, STR("\"0x"));
    out_bytes(out->to, digits + at, sizeof digits - at);
    out_byte(out->to, '"');
}

static void json_trace(struct json_out *out, const struct frame_list *trace) {
    json_out_key(out, STR("call_trace"));
    json_out_open(out, '[');
    for (size_t i = 0; i < trace->count; i++)
        json_out_string(out, trace->items[i].text);
    json_out_close(out, ']');
}

static void json_maker(struct json *json, const struct maker *maker) {
    struct json_out *out = &json->out;
    json_out_key(out, STR("maker"));
    if (maker->function.len == 0) {
        json_out_null(out);
        return;
    }
    json_out_open(out, '{');
    json_out_member_text(out, STR("function"), maker->function);
    json_out_member_text(out, STR("module"), maker->module);
    json_lines(json, (struct span){maker->line, maker->line});
    json_out_close(out, '}');
}

void json_trigger(struct json *json) {
    struct json_out *out = &json->out;
    const struct trigger *trigger = &json->event->trigger;
    const struct reckoning *reckoning = json->reckoning;
    json_out_key(out, STR("trigger"));
    if (trigger->lines.first == 0 && trigger->call_trace.count == 0 && json->event->identity.line == 0) {
        json_out_null(out);
        return;
    }
    json_out_open(out, '{');
    json_out_member_text(out, STR("name"), trigger->name.len > 0 ? trigger->name : json->event->identity.comm);
    json_out_member(out, STR("pid"), json->event->identity.pid);
    json_out_member(out, STR("uid"), json->event->identity.uid);
    json_mask(out, trigger->gfp_mask);
    json_out_key(out, STR("gfp_flags"));
    json_out_open(out, '[');
    for (size_t i = 0; i < reckoning->gfp_flag_count; i++)
        json_out_string(out, reckoning->gfp_flags[i]);
    json_out_close(out, ']');
    json_fields(out, &field_trigger, FIELD_ALWAYS, trigger);
    json_out_member(out, STR("oom_adj"), trigger->oom_adj);
    json_flag(out, STR("manual"), reckoning->manual);
    json_out_member_text(out, STR("allocation"), wording_request(reckoning->request));
    json_maker(json, &reckoning->maker);
    json_trace(out, &trigger->call_trace);
    json_fields(out, &field_trigger, FIELD_PRINTED, trigger);
    json_out_close(out, '}');
}
