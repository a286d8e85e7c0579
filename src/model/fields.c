/* The vocabulary of OOM reports as tables, and the access through them.
 * SPDX-License-Identifier: MIT */
#include "model/fields.h"

/* The field printed as NAME among those from FROM to before END, or NULL. */
static inline const struct field *field_among(const struct field *from, const struct field *end, str name) {
    for (const struct field *field = from; field < end; field++)
        if (str_equal_names(field->printed, name))
            return field;
    return NULL;
}

const struct field *field_look_up(const struct field_table *table, str name, size_t *hint) {
    const struct field *first = table->fields, *end = first + table->count, *at = first + *hint;
    const struct field *field = field_among(at, end, name);
    if (!field)
        field = field_among(first, at, name);
    if (field)
        *hint = (size_t)(field - first) + 1;
    return field;
}

const struct field *field_keyed(const struct field_table *table, str key) {
    for (size_t i = 0; i < table->count; i++)
        if (str_equal(table->fields[i].key, key))
            return &table->fields[i];
    return NULL;
}

str field_text(const struct field *field, const void *record) {
    struct cited_text text = {{NULL, 0}, 0};
    if (field->store == FIELD_VIEW)
        field_load(field, record, &text.text, sizeof text.text);
    else if (field->store == FIELD_TEXT)
        field_load(field, record, &text, sizeof text);
    return text.text;
}

int64_t field_line(const struct field *field, const void *record) {
    struct figure figure = {ABSENT, 0};
    struct cited_text text = {{NULL, 0}, 0};
    if (field->store == FIELD_FIGURE)
        field_load(field, record, &figure, sizeof figure);
    else if (field->store == FIELD_TEXT)
        field_load(field, record, &text, sizeof text);
    return figure.line + text.line;
}

void field_set_view(const struct field *field, void *record, str text, int64_t line) {
    const struct cited_text cited = {text, line};
    if (field->store == FIELD_VIEW)
        field_store(field, record, &cited.text, sizeof cited.text);
    else if (field->store == FIELD_TEXT)
        field_store(field, record, &cited, sizeof cited);
}

void field_clear(const struct field_table *table, void *record) {
    const struct field *end = table->fields + table->count;
    for (const struct field *field = table->fields; field < end; field++)
        field_set_number(field, record, ABSENT, 0);
}

/* printed name, key, member, unit, store; the label is that of the text report */
#define FIELD_LABELLED(printed, key, member, unit, store, shown, label)                                                \
    { STR_INIT(printed), STR_INIT(key), STR_INIT(label), offsetof(struct FIELD_RECORD, member), unit, store, shown }
#define FIELD(printed, key, member, unit, store) FIELD_LABELLED(printed, key, member, unit, store, FIELD_PRINTED, "")
#define FIELD_TOLD(printed, key, member, unit, store)                                                                  \
    FIELD_LABELLED(printed, key, member, unit, store, FIELD_ALWAYS, "")
#define FIELD_SPECIAL(printed, key, member, unit, store)                                                               \
    FIELD_LABELLED(printed, key, member, unit, store, FIELD_OWN, "")
#define FIELD_TABLE(name)                                                                                              \
    { name, sizeof(name) / sizeof(name)[0], sizeof(struct FIELD_RECORD) }

#define FIELD_RECORD trigger
static const struct field trigger_fields[] = {
    FIELD_SPECIAL("", "name", name, FIELD_COUNT, FIELD_VIEW),
    FIELD_SPECIAL("gfp_mask", "gfp_mask", gfp_mask, FIELD_MASK, FIELD_INTEGER),
    FIELD_SPECIAL("", "gfp_text", gfp_text, FIELD_COUNT, FIELD_VIEW),
    FIELD_TOLD("order", "order", order, FIELD_COUNT, FIELD_INTEGER),
    FIELD_SPECIAL("oom_adj", "oom_adj", oom_adj, FIELD_COUNT, FIELD_INTEGER),
    FIELD_TOLD("oom_score_adj", "oom_score_adj", oom_score_adj, FIELD_COUNT, FIELD_INTEGER),
    FIELD_SPECIAL("oomkilladj", "", oom_adj, FIELD_COUNT, FIELD_INTEGER),
    FIELD("cpuset", "cpuset", cpuset, FIELD_COUNT, FIELD_VIEW),
    FIELD("mems_allowed", "mems_allowed", mems_allowed, FIELD_COUNT, FIELD_VIEW),
    FIELD("nodemask", "nodemask", nodemask, FIELD_COUNT, FIELD_VIEW), /* behind gfp_mask, up to 4.18 */
    FIELD("Workqueue", "workqueue", workqueue, FIELD_COUNT, FIELD_VIEW),
};
const struct field_table field_trigger = FIELD_TABLE(trigger_fields);
#undef FIELD_RECORD

#define FIELD_RECORD identity
static const struct field identity_fields[] = {
    FIELD("CPU", "cpu", cpu, FIELD_COUNT, FIELD_INTEGER),
    FIELD("UID", "uid", uid, FIELD_COUNT, FIELD_INTEGER),
    FIELD("PID", "pid", pid, FIELD_COUNT, FIELD_INTEGER),
    FIELD("Comm", "comm", comm, FIELD_COUNT, FIELD_VIEW),
    FIELD("", "taint", taint, FIELD_COUNT, FIELD_VIEW),
    FIELD("", "release", release, FIELD_COUNT, FIELD_VIEW),
    FIELD("", "build", build, FIELD_COUNT, FIELD_VIEW),
    FIELD("Hardware name", "hardware", hardware, FIELD_COUNT, FIELD_VIEW),
};
const struct field_table field_identity = FIELD_TABLE(identity_fields);
#undef FIELD_RECORD

/* "active_anon:24 inactive_anon:115 isolated_anon:0": pages; the capital spellings are those of 2.6.12-2.6.31. */
#define FIELD_RECORD counters
#define COUNTER(name) FIELD(#name, #name, name, FIELD_PAGES, FIELD_FIGURE)
static const struct field counters_fields[] = {
    COUNTER(active_anon),
    COUNTER(inactive_anon),
    COUNTER(isolated_anon),
    COUNTER(active_file),
    COUNTER(inactive_file),
    COUNTER(isolated_file),
    COUNTER(unevictable),
    COUNTER(dirty),
    COUNTER(writeback),
    COUNTER(unstable),
    COUNTER(slab_reclaimable),
    COUNTER(slab_unreclaimable),
    COUNTER(mapped),
    COUNTER(shmem),
    COUNTER(pagetables),
    COUNTER(sec_pagetables),
    COUNTER(bounce),
    COUNTER(kernel_misc_reclaimable),
    COUNTER(free),
    COUNTER(free_pcp),
    COUNTER(free_cma),
    FIELD("Active", "Active", active, FIELD_PAGES, FIELD_FIGURE),
    COUNTER(inactive),
    COUNTER(slab),
    COUNTER(wbtmp),
    FIELD("mapped-file", "mapped-file", mapped_file, FIELD_PAGES, FIELD_FIGURE),
    FIELD("mapped-anon", "mapped-anon", mapped_anon, FIELD_PAGES, FIELD_FIGURE),
    FIELD("Active_anon", "", active_anon, FIELD_PAGES, FIELD_FIGURE),
};
const struct field_table field_counters = FIELD_TABLE(counters_fields);
#undef FIELD_RECORD

#define KB(name) FIELD(#name, #name "_kb", name##_kb, FIELD_KB, FIELD_INTEGER)
#define KB_TOLD(name) FIELD_TOLD(#name, #name "_kb", name##_kb, FIELD_KB, FIELD_INTEGER)

#define FIELD_RECORD node
static const struct field node_fields[] = {
    KB(active_anon),
    KB(inactive_anon),
    KB(active_file),
    KB(inactive_file),
    KB(unevictable),
    FIELD("isolated(anon)", "isolated_anon_kb", isolated_anon_kb, FIELD_KB, FIELD_INTEGER),
    FIELD("isolated(file)", "isolated_file_kb", isolated_file_kb, FIELD_KB, FIELD_INTEGER),
    KB(mapped),
    KB(dirty),
    KB(writeback),
    KB(shmem),
    KB(shmem_thp),
    KB(shmem_pmdmapped),
    KB(anon_thp),
    KB(writeback_tmp),
    KB(unstable),
    FIELD("pages_scanned", "pages_scanned", pages_scanned, FIELD_PAGES, FIELD_INTEGER),
    KB(kernel_stack),
    KB(shadow_call_stack),
    KB(pagetables),
    KB(sec_pagetables),
    FIELD("all_unreclaimable", "all_unreclaimable", all_unreclaimable, FIELD_YES_NO, FIELD_INTEGER),
    FIELD("Balloon", "balloon_kb", balloon_kb, FIELD_KB, FIELD_INTEGER),
    KB(gpu_active),
    KB(gpu_reclaim),
};
const struct field_table field_node = FIELD_TABLE(node_fields);
#undef FIELD_RECORD

#define FIELD_RECORD zone
static const struct field zone_fields[] = {
    KB_TOLD(free),
    KB_TOLD(boost),
    KB_TOLD(min),
    KB_TOLD(low),
    KB_TOLD(high),
    KB(reserved_highatomic),
    KB(free_highatomic),
    KB(active_anon),
    KB(inactive_anon),
    KB(active_file),
    KB(inactive_file),
    KB(unevictable),
    FIELD("isolated(anon)", "isolated_anon_kb", isolated_anon_kb, FIELD_KB, FIELD_INTEGER),
    FIELD("isolated(file)", "isolated_file_kb", isolated_file_kb, FIELD_KB, FIELD_INTEGER),
    KB(writepending),
    KB(zspages),
    KB_TOLD(present),
    KB_TOLD(managed),
    KB(mlocked),
    KB(dirty),
    KB(writeback),
    KB(mapped),
    KB(shmem),
    KB(slab_reclaimable),
    KB(slab_unreclaimable),
    KB(kernel_stack),
    KB(shadow_call_stack),
    KB(pagetables),
    KB(unstable),
    KB(bounce),
    KB(free_pcp),
    KB(local_pcp),
    KB_TOLD(free_cma),
    KB(writeback_tmp),
    KB(active),
    KB(inactive),
    FIELD("pages_scanned", "pages_scanned", pages_scanned, FIELD_PAGES, FIELD_INTEGER),
    FIELD("all_unreclaimable", "all_unreclaimable", all_unreclaimable, FIELD_YES_NO, FIELD_INTEGER),
};
const struct field_table field_zone = FIELD_TABLE(zone_fields);
#undef FIELD_RECORD

#define FIELD_RECORD hugepages
static const struct field hugepages_fields[] = {
    FIELD("Node", "node", node, FIELD_COUNT, FIELD_INTEGER),
    FIELD("hugepages_total", "total", total, FIELD_COUNT, FIELD_INTEGER),
    FIELD("hugepages_free", "free", free, FIELD_COUNT, FIELD_INTEGER),
    FIELD("hugepages_surp", "surplus", surplus, FIELD_COUNT, FIELD_INTEGER),
    FIELD("hugepages_size", "size_kb", size_kb, FIELD_KB, FIELD_INTEGER),
};
const struct field_table field_hugepages = FIELD_TABLE(hugepages_fields);
#undef FIELD_RECORD

#define FIELD_RECORD totals
#define TOTAL(printed, name, unit) FIELD(printed, #name, name, unit, FIELD_FIGURE)
#define TOTAL_ALSO(printed, name) FIELD(printed, "", name, FIELD_PAGES, FIELD_FIGURE)
static const struct field totals_fields[] = {
    TOTAL("total pagecache pages", pagecache_pages, FIELD_PAGES),
    TOTAL("pages in swap cache", swapcache_pages, FIELD_PAGES),
    TOTAL("add", swapcache_add, FIELD_COUNT),
    TOTAL("delete", swapcache_delete, FIELD_COUNT),
    TOTAL("find", swapcache_find_success, FIELD_COUNT),
    TOTAL("find total", swapcache_find_total, FIELD_COUNT),
    TOTAL("Free swap", swap_free_kb, FIELD_KB),
    TOTAL("Total swap", swap_total_kb, FIELD_KB),
    TOTAL("pages RAM", ram_pages, FIELD_PAGES),
    TOTAL("pages HighMem/MovableOnly", highmem_pages, FIELD_PAGES),
    TOTAL("pages reserved", reserved_pages, FIELD_PAGES),
    TOTAL("pages cma reserved", cma_reserved_pages, FIELD_PAGES),
    TOTAL("pages in pagetable cache", pagetable_cache_pages, FIELD_PAGES),
    TOTAL("pages hwpoisoned", hwpoisoned_pages, FIELD_PAGES),
    TOTAL("pages shared", shared_pages, FIELD_PAGES),
    TOTAL("pages non-shared", non_shared_pages, FIELD_PAGES),
    TOTAL_ALSO("pages HighMem", highmem_pages),
    TOTAL_ALSO("pages of RAM", ram_pages),
    TOTAL_ALSO("pages of HIGHMEM", highmem_pages),
    TOTAL_ALSO("reserved pages", reserved_pages),
    TOTAL_ALSO("pages swap cached", swapcache_pages),
    TOTAL_ALSO("pagecache pages", pagecache_pages),
};
const struct field_table field_totals = FIELD_TABLE(totals_fields);
#undef FIELD_RECORD

#define FIELD_RECORD allocation
static const struct field allocation_fields[] = {
    FIELD_TOLD("", "bytes", bytes, FIELD_BYTES, FIELD_INTEGER),
    FIELD_TOLD("", "calls", calls, FIELD_COUNT, FIELD_INTEGER),
    FIELD_TOLD("", "place", place, FIELD_COUNT, FIELD_VIEW),
    FIELD_TOLD("", "module", module, FIELD_COUNT, FIELD_VIEW),
    FIELD_TOLD("func", "function", function, FIELD_COUNT, FIELD_VIEW),
};
const struct field_table field_allocation = FIELD_TABLE(allocation_fields);
#undef FIELD_RECORD

#define FIELD_RECORD slab
static const struct field slab_fields[] = {
    FIELD_TOLD("Name", "name", name, FIELD_COUNT, FIELD_VIEW),
    FIELD_TOLD("Used", "used_kb", used_kb, FIELD_KB, FIELD_INTEGER),
    FIELD_TOLD("Total", "total_kb", total_kb, FIELD_KB, FIELD_INTEGER),
};
const struct field_table field_slab = FIELD_TABLE(slab_fields);
#undef FIELD_RECORD

#define FIELD_RECORD usage
static const struct field usage_fields[] = {
    FIELD("usage", "usage_kb", usage_kb, FIELD_KB, FIELD_INTEGER),
    FIELD("limit", "limit_kb", limit_kb, FIELD_KB, FIELD_INTEGER),
    FIELD("failcnt", "failcnt", failcnt, FIELD_COUNT, FIELD_INTEGER),
};
const struct field_table field_usage = FIELD_TABLE(usage_fields);
#undef FIELD_RECORD

#define FIELD_RECORD cgroup
static const struct field cgroup_fields[] = {
    FIELD("oom_memcg", "path", path, FIELD_COUNT, FIELD_VIEW),
    FIELD("task_memcg", "task_path", task_path, FIELD_COUNT, FIELD_VIEW),
    FIELD("min protection", "min_protection_kb", min_protection_kb, FIELD_KB, FIELD_FIGURE),
    FIELD("low protection", "low_protection_kb", low_protection_kb, FIELD_KB, FIELD_FIGURE),
};
const struct field_table field_cgroup = FIELD_TABLE(cgroup_fields);
#undef FIELD_RECORD

#define FIELD_RECORD task
static const struct field task_fields[] = {
#define COLUMN(member, unit, key, shown) FIELD_LABELLED(#member, key, member, unit, FIELD_INTEGER, shown, ""),
#include "model/task.def"
#undef COLUMN
    FIELD_SPECIAL("name", "name", name, FIELD_COUNT, FIELD_VIEW),
};
const struct field_table field_task = FIELD_TABLE(task_fields);
#undef FIELD_RECORD

#define FIELD_RECORD oom_summary
static const struct field summary_fields[] = {
    FIELD("constraint", "constraint", constraint, FIELD_COUNT, FIELD_VIEW),
    FIELD("nodemask", "nodemask", nodemask, FIELD_COUNT, FIELD_VIEW),
    FIELD("cpuset", "cpuset", cpuset, FIELD_COUNT, FIELD_VIEW),
    FIELD("mems_allowed", "mems_allowed", mems_allowed, FIELD_COUNT, FIELD_VIEW),
    FIELD("oom_memcg", "oom_memcg", oom_memcg, FIELD_COUNT, FIELD_VIEW),
    FIELD("task_memcg", "task_memcg", task_memcg, FIELD_COUNT, FIELD_VIEW),
    FIELD("task", "task", task, FIELD_COUNT, FIELD_VIEW),
    FIELD("pid", "pid", pid, FIELD_COUNT, FIELD_INTEGER),
    FIELD("uid", "uid", uid, FIELD_COUNT, FIELD_INTEGER),
};
const struct field_table field_summary = FIELD_TABLE(summary_fields);
#undef FIELD_RECORD

#define FIELD_RECORD kill
static const struct field kill_fields[] = {
    FIELD_TOLD("", "pid", pid, FIELD_COUNT, FIELD_INTEGER),
    FIELD_TOLD("", "name", name, FIELD_COUNT, FIELD_VIEW),
#define FACT(printed, member, unit, shown, label)                                                                      \
    FIELD_LABELLED(printed, #member, member, unit, FIELD_INTEGER, shown, label),
#include "model/kill.def"
#undef FACT
    FIELD_SPECIAL("", "message", message, FIELD_COUNT, FIELD_VIEW),
    FIELD_SPECIAL("vsz", "", total_vm_kb, FIELD_KB, FIELD_INTEGER),
    FIELD_SPECIAL("vm", "", total_vm_kb, FIELD_KB, FIELD_INTEGER),
};
const struct field_table field_kill = FIELD_TABLE(kill_fields);
#undef FIELD_RECORD

#define FIELD_RECORD event
static const struct field event_fields[] = {
    FIELD("", "intent", intent, FIELD_COUNT, FIELD_TEXT),
    FIELD("", "intent_pid", intent_pid, FIELD_COUNT, FIELD_INTEGER),
    FIELD("", "intent_score", intent_score, FIELD_COUNT, FIELD_INTEGER),
    FIELD("", "intent_name", intent_name, FIELD_COUNT, FIELD_VIEW),
    FIELD("", "oom_group", oom_group, FIELD_COUNT, FIELD_TEXT),
    FIELD("", "panic", panic, FIELD_COUNT, FIELD_TEXT),
    FIELD("", "no_killable", no_killable, FIELD_COUNT, FIELD_TEXT),
    FIELD("", "reason", reason, FIELD_COUNT, FIELD_TEXT),
};
const struct field_table field_event = FIELD_TABLE(event_fields);
#undef FIELD_RECORD
