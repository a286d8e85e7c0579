/* What a line of an OOM report says, in words.
 * SPDX-License-Identifier: MIT */
#include "report/annotate_remarks.h"

#include "report/glossary.h"

#include "model/amount.h"
#include "model/fields.h"
#include "model/victim.h"

enum { ANNOTATE_INDENT = 8, ANNOTATE_HANGING = 10, ANNOTATE_SHIELDED = -1000, ANNOTATE_SHIELDED_OLD = -17 };

/* "No limit" is the largest number of pages that fits, in kB: 2^53 - 4, on 64 kB pages somewhat less. */
#define ANNOTATE_UNLIMITED_KB (INT64_C(1) << 50)

static void annotate_begin(struct text *text) {
    layout_line(&text->layout, ANNOTATE_INDENT, ANNOTATE_HANGING);
    text_words(text, LAYOUT_SURE, "#");
}

static void annotate_say(struct text *text, const char *words) {
    text_words(text, LAYOUT_PLAIN, words);
}

static void annotate_name(struct text *text, str name) {
    layout_unit(&text->layout, LAYOUT_PLAIN, name);
}

/* Punctuation behind what was said. */
static void annotate_mark(struct text *text, const char *mark) {
    layout_glue(&text->layout);
    text_words(text, LAYOUT_PLAIN, mark);
}

static void annotate_number(struct text *text, int64_t value) {
    struct wording number = wording_number(value);
    layout_unit(&text->layout, LAYOUT_PLAIN, wording_str(&number));
}

/* "(pid 12)" */
static void annotate_pid(struct text *text, int64_t pid) {
    if (pid == ABSENT)
        return;
    annotate_say(text, "(pid");
    annotate_number(text, pid);
    annotate_mark(text, ")");
}

/* ", 94.1 % of RAM", where the whole is known. */
static void annotate_share(struct text *text, int64_t kb, int64_t whole_kb, const char *whole) {
    if (!amount_known(kb) || !amount_known(whole_kb) || whole_kb <= 0)
        return;
    struct wording share = wording_percent(kb, whole_kb);
    annotate_mark(text, ",");
    layout_unit(&text->layout, LAYOUT_PLAIN, wording_str(&share));
    annotate_say(text, whole);
}

static void annotate_share_of_ram(struct text *text, int64_t kb) {
    annotate_share(text, kb, text->document.reckoning->ledger.managed_kb, "of RAM");
}

static int64_t annotate_kb(const struct text *text, int64_t pages) {
    return amount_times(pages, text->document.reckoning->page_kb);
}

/* The first sentence of what the glossary says of a term; nothing of one that it lacks. */
static void annotate_meaning(struct text *text, str name) {
    const struct glossary_term *term = glossary_printed(name);
    if (!term)
        return;
    const size_t end = str_find(term->what, STR(". "));
    layout_words(&text->layout, LAYOUT_PLAIN, end == STR_NONE ? term->what : str_first(term->what, end + 1));
}

/* --- the request */

static void annotate_trigger(struct text *text) {
    const struct trigger *trigger = &text->document.event->trigger;
    enum { ORDER_MOST = 20 };
    annotate_begin(text);
    if (trigger->order < 0) {
        annotate_say(text, "Somebody asked for a kill by hand (SysRq f).");
    } else {
        annotate_name(text, trigger->name);
        annotate_say(text, "asked for");
        if (trigger->order < ORDER_MOST)
            text_size(text, annotate_kb(text, (int64_t)1 << trigger->order));
        annotate_say(text,
                     trigger->order > 0 ? "in one piece and could not be given it." : "and could not be given it.");
        annotate_say(text, "Whoever asks first when nothing is left is named here; it need not hold much.");
    }
    if (text->document.reckoning->gfp_flag_count > 0) {
        annotate_say(text, "The request's flags:");
        for (size_t i = 0; i < text->document.reckoning->gfp_flag_count; i++)
            annotate_name(text, text->document.reckoning->gfp_flags[i]);
        annotate_mark(text, ".");
    }
}

static void annotate_cpuset(struct text *text) {
    const struct trigger *trigger = &text->document.event->trigger;
    annotate_begin(text);
    annotate_say(text, "Its cpuset is");
    annotate_name(text, trigger->cpuset);
    if (trigger->mems_allowed.len > 0) {
        annotate_mark(text, ",");
        annotate_say(text, "which allows memory of node");
        annotate_name(text, trigger->mems_allowed);
    }
    annotate_mark(text, ".");
}

static void annotate_identity(struct text *text) {
    const struct identity *identity = &text->document.event->identity;
    annotate_begin(text);
    annotate_say(text, "It was process");
    annotate_number(text, identity->pid);
    if (identity->cpu != ABSENT) {
        annotate_say(text, "on processor");
        annotate_number(text, identity->cpu);
    }
    if (identity->release.len > 0) {
        annotate_mark(text, ";");
        annotate_say(text, "the kernel is Linux");
        annotate_name(text, identity->release);
    }
    if (str_starts(identity->taint, STR("Tainted"))) {
        annotate_mark(text, ",");
        annotate_name(text, identity->taint);
    }
    annotate_mark(text, ".");
}

static void annotate_trace(struct text *text) {
    annotate_begin(text);
    annotate_say(text, "Call trace: what the kernel was doing for it, the innermost function first.");
}

static void annotate_maker(struct text *text) {
    const struct maker *maker = &text->document.reckoning->maker;
    const str what = wording_maker(maker->kind);
    annotate_begin(text);
    annotate_name(text, maker->function);
    annotate_say(text, what.len > 0 ? "was allocating" : "was allocating here.");
    if (what.len > 0) {
        layout_words(&text->layout, LAYOUT_PLAIN, what);
        annotate_mark(text, ".");
    }
}

/* --- the cgroup */

static void annotate_cgroup(struct text *text) {
    annotate_begin(text);
    annotate_say(text, "The limit that was hit is that of the cgroup");
    annotate_name(text, text->document.event->cgroup.path);
    annotate_mark(text, ".");
}

static void annotate_usage(struct text *text, size_t index) {
    static const char *const names[] = {"Memory:", "Memory and swap together:", "Swap:", "Kernel memory:"};
    const struct cgroup *cgroup = &text->document.event->cgroup;
    const struct usage *const usages[] = {&cgroup->memory, &cgroup->memsw, &cgroup->swap, &cgroup->kmem};
    const struct usage *usage = usages[index];
    annotate_begin(text);
    annotate_say(text, names[index]);
    text_size(text, usage->usage_kb);
    if (usage->limit_kb >= ANNOTATE_UNLIMITED_KB) {
        annotate_say(text, "without a limit");
    } else if (usage->limit_kb != ABSENT) {
        annotate_say(text, "of a limit of");
        text_size(text, usage->limit_kb);
        annotate_share(text, usage->usage_kb, usage->limit_kb, "of it");
    }
    if (usage->failcnt != ABSENT && usage->failcnt > 0) {
        annotate_mark(text, ";");
        annotate_say(text, "the limit was hit");
        annotate_number(text, usage->failcnt);
        annotate_say(text, "times so far");
    }
    annotate_mark(text, ".");
}

/* Sizes only: of the rest the name says what is counted. */
static void annotate_statistic(struct text *text, size_t index) {
    const struct cgroup *cgroup = &text->document.event->cgroup;
    const struct cgroup_stats *stats = &cgroup->stats[index >> ANNOTATE_STATISTIC_BITS];
    const struct named *value = &stats->values.items[index & ((1U << ANNOTATE_STATISTIC_BITS) - 1)];
    enum { BYTES = 1024, LEAST = 64 * 1024 };
    if (value->value < LEAST || value->value % BYTES != 0)
        return;
    annotate_begin(text);
    annotate_name(text, value->name);
    annotate_mark(text, ":");
    text_size(text, value->value / BYTES);
    annotate_share(text, value->value / BYTES, cgroup->memory.usage_kb, "of what the cgroup uses");
    annotate_mark(text, ".");
    annotate_meaning(text, value->name);
}

/* --- the machine's memory */

static void annotate_field(struct text *text, const struct field *field, const void *record) {
    const int64_t value = field_number(field, record);
    const int64_t kb = field->unit == FIELD_PAGES ? annotate_kb(text, value) : value;
    const bool is_size = field->unit == FIELD_PAGES || field->unit == FIELD_KB;
    const bool is_swap = str_starts(field->key, STR("swap_")), is_total = str_equal(field->key, STR("swap_total_kb"));
    if (!is_size || (value == 0 && !is_swap))
        return;
    annotate_begin(text);
    layout_words(&text->layout, LAYOUT_PLAIN, field->printed);
    annotate_mark(text, ":");
    text_size(text, kb);
    if (!is_swap && !str_equal(field->key, STR("ram_pages")))
        annotate_share_of_ram(text, kb);
    if (is_swap && !is_total)
        annotate_share(text, kb, text->document.reckoning->swap_total_kb, "of it");
    annotate_mark(text, ".");
    annotate_meaning(text, field->printed);
}

static void annotate_node(struct text *text, size_t index) {
    const struct node *node = &text->document.event->memory.nodes[index];
    annotate_begin(text);
    annotate_say(text, "The same memory once more, of node");
    annotate_number(text, node->node);
    annotate_say(text, "alone, in kB.");
    if (node->all_unreclaimable == 1)
        annotate_say(text, "all_unreclaimable: the kernel had tried to reclaim there, and given up.");
}

static void annotate_zone_name(struct text *text, const struct zone *zone) {
    annotate_say(text, "Zone");
    annotate_name(text, zone->name);
    if (zone->node != ABSENT) {
        annotate_say(text, "of node");
        annotate_number(text, zone->node);
    }
}

/* What the zone keeps for requests that no other zone can serve. */
static void annotate_zone_reserve(struct text *text, const struct zone_state *state) {
    if (!state || state->reserve_kb == ABSENT || state->reserve_kb <= 0)
        return;
    annotate_say(text, "and another");
    text_size(text, state->reserve_kb);
    annotate_say(text, "for requests that no other zone can serve");
}

static void annotate_zone(struct text *text, size_t index) {
    const struct zone *zone = &text->document.event->memory.zones[index];
    const struct zone_state *state = text->document.reckoning->zones ? &text->document.reckoning->zones[index] : NULL;
    if (zone->free_kb == ABSENT || zone->min_kb == ABSENT)
        return;
    annotate_begin(text);
    annotate_zone_name(text, zone);
    annotate_mark(text, ":");
    text_size(text, zone->free_kb);
    annotate_say(text, "free; it must keep");
    text_size(text, zone->min_kb);
    annotate_say(text, "(min)");
    annotate_zone_reserve(text, state);
    if (state && state->eligible == TRI_NO)
        annotate_mark(text, ", and this request may not use it.");
    else if (state && state->margin_kb != ABSENT)
        annotate_mark(text, state->margin_kb > 0 ? ", so that something was left for this request."
                                                 : ", so that nothing was left for this request.");
    else
        annotate_mark(text, ".");
}

static void annotate_reserve(struct text *text, size_t index) {
    const struct zone *zone = &text->document.event->memory.zones[index];
    int64_t most = 0;
    for (size_t i = 0; i < zone->lowmem_reserve_count; i++)
        most = zone->lowmem_reserve[i] > most ? zone->lowmem_reserve[i] : most;
    if (most == 0)
        return;
    annotate_begin(text);
    annotate_zone_name(text, zone);
    annotate_say(text, "keeps up to");
    text_size(text, annotate_kb(text, most));
    annotate_say(text, "from requests that could be served by a higher zone.");
}

static void annotate_buddy(struct text *text, size_t index) {
    const struct zone *zone = &text->document.event->memory.zones[index];
    int64_t largest_kb = 0;
    for (size_t i = 0; i < zone->buddy_count; i++)
        if (zone->buddy[i].count > 0)
            largest_kb = zone->buddy[i].size_kb;
    annotate_begin(text);
    annotate_say(text, "Its free pieces, by size:");
    if (largest_kb == 0) {
        annotate_say(text, "none.");
        return;
    }
    annotate_say(text, "the largest is of");
    text_size(text, largest_kb);
    annotate_mark(text, ".");
}

static void annotate_hugepages(struct text *text, size_t index) {
    const struct hugepages *pool = &text->document.event->memory.hugepages[index];
    if (pool->total == ABSENT || pool->total == 0)
        return;
    annotate_begin(text);
    text_size(text, amount_times(pool->total, pool->size_kb));
    annotate_say(text, "is set aside for huge pages,");
    text_size(text, amount_times(pool->free, pool->size_kb));
    annotate_say(text, "of it idle: no other request can use it.");
}

static void annotate_slab(struct text *text, size_t index) {
    const struct slab *slab = &text->document.event->memory.slabs[index];
    annotate_begin(text);
    annotate_say(text, "Kernel objects");
    annotate_name(text, slab->name);
    annotate_mark(text, ":");
    text_size(text, slab->total_kb);
    annotate_share_of_ram(text, slab->total_kb);
    annotate_mark(text, ".");
}

static void annotate_allocation(struct text *text, size_t index) {
    const struct allocation *site = &text->document.event->memory.allocations[index];
    enum { BYTES = 1024 };
    annotate_begin(text);
    annotate_say(text, "Allocated at this place of the kernel's source and not freed:");
    text_size(text, amount_known(site->bytes) ? site->bytes / BYTES : ABSENT);
    annotate_share_of_ram(text, amount_known(site->bytes) ? site->bytes / BYTES : ABSENT);
    annotate_mark(text, ".");
}

/* --- tasks */

static void annotate_tasks(struct text *text) {
    annotate_begin(text);
    annotate_say(text,
                 "The processes that could be chosen; total_vm (address space), rss (in RAM) and swapents (in swap) "
                 "in pages of");
    annotate_number(text, text->document.reckoning->page_kb);
    annotate_say(text, "kB.");
}

static const struct kill *annotate_kill_of(const struct event *event, int64_t pid) {
    enum { LOOKED_AT = 64 };
    for (size_t i = 0; i < event->kill_count && i < LOOKED_AT; i++)
        if (victim_is_of(&event->kills[i], pid))
            return &event->kills[i];
    return NULL;
}

static void annotate_also(struct text *text, enum layout_style style, const char *words) {
    annotate_mark(text, ";");
    text_words(text, style, words);
}

static void annotate_task(struct text *text, size_t index) {
    const struct task *task = &text->document.event->tasks.items[index];
    const int64_t rss_kb = annotate_kb(text, task->rss), swap_kb = annotate_kb(text, task->swapents);
    const struct kill *kill = annotate_kill_of(text->document.event, task->pid);
    annotate_begin(text);
    annotate_name(text, task->name);
    annotate_mark(text, ":");
    text_size(text, rss_kb);
    annotate_say(text, "in RAM");
    annotate_share_of_ram(text, rss_kb);
    if (text->document.reckoning->scope == SCOPE_CGROUP)
        annotate_share(text, rss_kb, text->document.event->cgroup.memory.usage_kb, "of what the cgroup uses");
    if (amount_known(swap_kb) && swap_kb > 0) {
        annotate_mark(text, ",");
        text_size(text, swap_kb);
        annotate_say(text, "in swap");
    }
    if (task->oom_score_adj == ANNOTATE_SHIELDED || task->oom_adj == ANNOTATE_SHIELDED_OLD)
        annotate_also(text, LAYOUT_SHIELDED, "shielded: it is never killed");
    if (kill)
        annotate_also(text, LAYOUT_KILLED, victim_is_shown_dead(kill) ? "killed" : "chosen");
    if (task->pid != ABSENT && task->pid == text->document.event->identity.pid)
        annotate_also(text, LAYOUT_PLAIN, "it had asked for memory");
    annotate_mark(text, ".");
}

/* --- the end */

static void annotate_summary(struct text *text) {
    static const char *const scopes[] = {
        [SCOPE_UNKNOWN] = "for whom memory was short is not told",
        [SCOPE_SYSTEM] = "the whole machine was short of memory",
        [SCOPE_CGROUP] = "a cgroup was at its limit",
        [SCOPE_CPUSET] = "the nodes that a cpuset allows were short of memory",
        [SCOPE_MEMPOLICY] = "the nodes that a memory policy allows were short of memory",
    };
    const struct oom_summary *summary = &text->document.event->summary;
    annotate_begin(text);
    annotate_say(text, "The kill in one line:");
    annotate_say(text, scopes[text->document.reckoning->scope]);
    if (summary->task.len > 0) {
        annotate_mark(text, ";");
        annotate_say(text, "the victim is");
        annotate_name(text, summary->task);
        annotate_pid(text, summary->pid);
    }
    annotate_mark(text, ".");
}

static void annotate_intent(struct text *text) {
    annotate_begin(text);
    annotate_say(text, "Chosen:");
    annotate_name(text, text->document.event->intent_name);
    annotate_pid(text, text->document.event->intent_pid);
    annotate_mark(text, ".");
    annotate_say(text, "Kernels up to 5.0 may kill a child of it in its place.");
}

static void annotate_kill(struct text *text, size_t index) {
    const struct kill *kill = &text->document.event->kills[index];
    const char *before = ":";
    annotate_begin(text);
    text_words(text, LAYOUT_KILLED, "Killed");
    annotate_name(text, kill->name);
    annotate_pid(text, kill->pid);
    for (size_t i = 0; i < field_kill.count; i++) {
        const struct field *field = &field_kill.fields[i];
        const int64_t value = field_number(field, kill);
        if (field->label.len == 0 || value == ABSENT || value == 0 || field->unit != FIELD_KB)
            continue;
        annotate_mark(text, before);
        text_size(text, value);
        layout_words(&text->layout, LAYOUT_PLAIN, field->label);
        before = ",";
    }
    annotate_mark(text, ".");
}

static void annotate_plain(struct text *text, const char *words) {
    annotate_begin(text);
    annotate_say(text, words);
}

static void annotate_warning(struct text *text, size_t index) {
    annotate_begin(text);
    text_words(text, LAYOUT_SHIELDED, "Doubtful:");
    layout_words(&text->layout, LAYOUT_PLAIN, text->document.event->warnings[index].statement);
}

/* Of what an event has once. */
static void annotate_single(struct text *text, enum annotate_kind kind) {
    static void (*const remarks[])(struct text * text) = {
        [ANNOTATE_TRIGGER] = annotate_trigger,   [ANNOTATE_CPUSET] = annotate_cpuset,
        [ANNOTATE_IDENTITY] = annotate_identity, [ANNOTATE_TRACE] = annotate_trace,
        [ANNOTATE_MAKER] = annotate_maker,       [ANNOTATE_CGROUP] = annotate_cgroup,
        [ANNOTATE_TASKS] = annotate_tasks,       [ANNOTATE_SUMMARY] = annotate_summary,
        [ANNOTATE_INTENT] = annotate_intent,
    };
    static const char *const sentences[] = {
        [ANNOTATE_SYSRQ] = "Somebody asked for a kill by hand.",
        [ANNOTATE_GROUP] = "memory.oom.group is set: all processes of the cgroup are killed together.",
        [ANNOTATE_NO_KILLABLE] = "No process was left that may be killed.",
        [ANNOTATE_PANIC] = "The kernel stops here: the machine must be started anew.",
    };
    if (kind < sizeof remarks / sizeof *remarks && remarks[kind])
        remarks[kind](text);
    else if (kind < sizeof sentences / sizeof *sentences && sentences[kind])
        annotate_plain(text, sentences[kind]);
}

typedef void annotate_function(struct text *text, size_t index);

void annotate_remark(struct text *text, const struct annotate_remark *remark) {
    static annotate_function *const several[] = {
        [ANNOTATE_USAGE] = annotate_usage,
        [ANNOTATE_STATISTIC] = annotate_statistic,
        [ANNOTATE_NODE] = annotate_node,
        [ANNOTATE_ZONE] = annotate_zone,
        [ANNOTATE_RESERVE] = annotate_reserve,
        [ANNOTATE_BUDDY] = annotate_buddy,
        [ANNOTATE_HUGEPAGES] = annotate_hugepages,
        [ANNOTATE_SLAB] = annotate_slab,
        [ANNOTATE_ALLOCATION] = annotate_allocation,
        [ANNOTATE_TASK] = annotate_task,
        [ANNOTATE_KILL] = annotate_kill,
        [ANNOTATE_WARNING] = annotate_warning,
    };
    const struct memory *memory = &text->document.event->memory;
    if (remark->kind == ANNOTATE_COUNTER)
        annotate_field(text, &field_counters.fields[remark->index], &memory->counters);
    else if (remark->kind == ANNOTATE_TOTAL)
        annotate_field(text, &field_totals.fields[remark->index], &memory->totals);
    else if (remark->kind == ANNOTATE_REAPED)
        annotate_plain(text, text->document.event->kills[remark->index].reaped == REAPED_FAILED
                                 ? "Its memory could not be taken back yet."
                                 : "Its memory was taken back before it had ended itself.");
    else if (remark->kind < sizeof several / sizeof *several && several[remark->kind])
        several[remark->kind](text, remark->index);
    else
        annotate_single(text, remark->kind);
    layout_end(&text->layout);
}
