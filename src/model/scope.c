/* Whose memory ran out: the machine's, a cgroup's, or that of some nodes.
 * SPDX-License-Identifier: MIT */
#include "model/scope.h"

#include "base/str.h"
#include "model/amount.h"
#include "model/nodeset.h"
#include "model/release.h"

struct scope_finding {
    enum scope scope;
    int64_t line;
};

static struct scope_finding scope_at(enum scope scope, int64_t line) {
    return (struct scope_finding){scope, line};
}

/* What the kernel writes before "Kill process" and "Killed process", longest first. */
static const struct {
    str message;
    enum scope scope;
} scope_messages[] = {
    {STR_INIT("Memory cgroup out of memory"), SCOPE_CGROUP},
    {STR_INIT("No available memory (MPOL_BIND)"), SCOPE_MEMPOLICY},
    {STR_INIT("No available memory in cpuset"), SCOPE_CPUSET},
    {STR_INIT("Out of memory in UB"), SCOPE_CGROUP}, /* an OpenVZ container */
    {STR_INIT("Out of memory"), SCOPE_SYSTEM},
    {STR_INIT("Out of Memory"), SCOPE_SYSTEM},
};

/* "Out of memory (oom_kill_allocating_task)" too; other words behind it, of a vendor or damaged, may say whose. */
static enum scope scope_of_message(str message) {
    for (size_t i = 0; i < sizeof scope_messages / sizeof *scope_messages; i++) {
        const str rest = str_from(message, scope_messages[i].message.len);
        if (!str_starts(message, scope_messages[i].message))
            continue;
        bool is_plain = rest.len == 0 || str_starts(rest, STR(" (")) || str_starts(rest, STR(":"));
        return is_plain || scope_messages[i].scope != SCOPE_SYSTEM ? scope_messages[i].scope : SCOPE_UNKNOWN;
    }
    return SCOPE_UNKNOWN;
}

/* "oom-kill:constraint=CONSTRAINT_MEMCG,...": since 5.0. 5.0 and 5.1 say CONSTRAINT_NONE whatever the reason; there
 * oom_memcg= tells. */
static struct scope_finding scope_of_summary(const struct event *event) {
    static const struct {
        str constraint;
        enum scope scope;
    } constraints[] = {
        {STR_INIT("CONSTRAINT_MEMCG"), SCOPE_CGROUP},
        {STR_INIT("CONSTRAINT_CPUSET"), SCOPE_CPUSET},
        {STR_INIT("CONSTRAINT_MEMORY_POLICY"), SCOPE_MEMPOLICY},
        {STR_INIT("CONSTRAINT_NONE"), SCOPE_SYSTEM},
    };
    const struct oom_summary *summary = &event->summary;
    if (summary->oom_memcg.len)
        return scope_at(SCOPE_CGROUP, summary->line);
    for (size_t i = 0; i < sizeof constraints / sizeof *constraints; i++)
        if (str_equal(summary->constraint, constraints[i].constraint))
            return scope_at(constraints[i].scope, summary->line);
    return scope_at(summary->global_oom ? SCOPE_SYSTEM : SCOPE_UNKNOWN, summary->line);
}

/* "Task in /a killed as a result of limit of /a", "memory: usage ..."; "limit of host" is the machine's (a vendor's
 * 4.19). The protection line alone is no sign, since 6.19
 * it stands in every report. */
static struct scope_finding scope_of_cgroup(const struct event *event) {
    const struct cgroup *cgroup = &event->cgroup;
    if (str_equal(cgroup->path, STR("host")) && !amount_known(cgroup->memory.usage_kb))
        return scope_at(SCOPE_SYSTEM, cgroup->path_line);
    bool there = amount_known(cgroup->memory.usage_kb) || amount_known(cgroup->memory.limit_kb) || cgroup->path.len ||
                 cgroup->stats_count;
    return scope_at(there ? SCOPE_CGROUP : SCOPE_UNKNOWN, cgroup->lines.first);
}

static struct scope_finding scope_of_kills(const struct event *event) {
    enum scope scope = scope_of_message(event->intent.text);
    if (scope)
        return scope_at(scope, event->intent.line);
    for (size_t i = 0; i < event->kill_count; i++) {
        scope = scope_of_message(event->kills[i].message);
        if (scope)
            return scope_at(scope, event->kills[i].line);
    }
    return scope_at(SCOPE_UNKNOWN, 0);
}

/* "compulsory panic_on_oom is enabled" says nothing of whose memory it was; the others are of the whole machine. */
static struct scope_finding scope_of_panic(const struct event *event) {
    str reason = event->panic.text;
    if (str_has(reason, STR("(memcg)")))
        return scope_at(SCOPE_CGROUP, event->panic.line);
    bool is_told = reason.len && !str_has(reason, STR("compulsory"));
    return scope_at(is_told ? SCOPE_SYSTEM : SCOPE_UNKNOWN, event->panic.line);
}

/* pagefault_out_of_memory (up to 5.15) asks without a mask; a cgroup's charge, whose frames may be lost, has one. */
static enum scope scope_of_fault(const struct event *event) {
    const int64_t mask = event->trigger.gfp_mask;
    return !amount_known(mask) ? SCOPE_UNKNOWN : mask == 0 ? SCOPE_SYSTEM : SCOPE_CGROUP;
}

/* Who called out_of_memory: a charge to a cgroup, the page allocator, or kswapd. A page fault asks its cgroup first. */
static struct scope_finding scope_of_trace(const struct event *event) {
    static const struct {
        str function; /* beginning of its name */
        enum scope scope;
    } callers[] = {
        {STR_INIT("mem_cgroup_out_of_memory"), SCOPE_CGROUP},
        {STR_INIT("mem_cgroup_oom"), SCOPE_CGROUP},
        {STR_INIT("try_charge"), SCOPE_CGROUP},
        {STR_INIT("__mem_cgroup_try"), SCOPE_CGROUP},
        {STR_INIT("__alloc_pages"), SCOPE_SYSTEM},
        {STR_INIT("__alloc_frozen"), SCOPE_SYSTEM},
        {STR_INIT("pagefault_out_of_memory"), SCOPE_UNKNOWN},
        {STR_INIT("moom_callback"), SCOPE_SYSTEM},
        {STR_INIT("balance_pgdat"), SCOPE_SYSTEM}, /* lru_gen_age_node (mm/vmscan.c, 6.1) names no cgroup */
    };
    const struct frame_list *trace = &event->trigger.call_trace;
    for (size_t i = 0; i < trace->count; i++)
        for (size_t j = 0; j < sizeof callers / sizeof *callers; j++)
            if (str_starts(trace->items[i].text, callers[j].function))
                return scope_at(callers[j].scope ? callers[j].scope : scope_of_fault(event), trace->items[i].line);
    return scope_at(SCOPE_UNKNOWN, 0);
}

/* Since 4.19 "Out of memory and no killable processes..." without a panic behind it ends a cgroup's report; a machine's
 * report would show its memory before. */
static struct scope_finding scope_of_no_killable(const struct event *event) {
    const struct memory *memory = &event->memory;
    bool machine = memory->lines.first || memory->slab_lines.first || memory->hugepages_count > 0 ||
                   event->trigger.sysrq_line || memory->totals.ram_pages.line > 0;
    bool cgroup = event->no_killable.text.len && event->trigger.lines.first &&
                  !str_starts(event->trigger.name, STR("kworker/")) && !machine;
    return scope_at(cgroup ? SCOPE_CGROUP : SCOPE_UNKNOWN, event->no_killable.line);
}

/* Before user space runs, and in the idle threads, there is no cgroup with a limit. */
static struct scope_finding scope_of_boot(const struct event *event) {
    bool boot = str_starts(event->trigger.name, STR("swapper/")) && event->identity.pid <= 1;
    return scope_at(boot ? SCOPE_SYSTEM : SCOPE_UNKNOWN, event->trigger.lines.first);
}

/* "sysrq: Manual OOM execution": out_of_memory() for no cgroup (moom_callback, drivers/tty/sysrq.c). */
static struct scope_finding scope_of_sysrq(const struct event *event) {
    return scope_at(event->trigger.sysrq_line ? SCOPE_SYSTEM : SCOPE_UNKNOWN, event->trigger.sysrq_line);
}

/* A report that begins with its trigger and shows the machine's memory, or the slab table that only such reports have,
 * without a sign of a cgroup. Without zones nobody knows whether the request was confined to some. */
static struct scope_finding scope_of_report(const struct event *event) {
    const struct memory *memory = &event->memory;
    const bool is_shown = (memory->counters.lines.first && memory->zone_count > 0) || memory->slab_lines.first;
    const bool whole = event->trigger.lines.first && is_shown;
    return scope_at(whole ? SCOPE_SYSTEM : SCOPE_UNKNOWN, event->trigger.lines.first);
}

/* "Node 1 hugepages_total=..." names every node up to 5.19, whatever the request could use. */
static bool scope_node_outside(const struct event *event, const struct nodeset *nodes) {
    for (size_t i = 0; i < event->memory.hugepages_count; i++)
        if (!nodeset_has(nodes, event->memory.hugepages[i].node))
            return true;
    for (size_t i = 0; i < event->memory.node_count; i++)
        if (!nodeset_has(nodes, event->memory.nodes[i].node))
            return true;
    return false;
}

static bool scope_hides_constraint(const struct event *event, struct release release) {
    return !event->summary.constraint.len || release_is_before(release, RELEASE(5, 2, 0));
}

/* "nodemask=1" of the opening line (4.9-4.20) leaves out nodes that the cpuset allows: a memory policy. 4.9 and 4.10
 * print the cpuset's nodes for a request without a policy. */
static bool scope_is_policy(const struct event *event, struct release release) {
    struct nodeset policy, cpuset;
    str allowed = event->summary.mems_allowed.len ? event->summary.mems_allowed : event->trigger.mems_allowed;
    if (!scope_hides_constraint(event, release) || !nodeset_of(event->trigger.nodemask, &policy) ||
        !nodeset_of(allowed, &cpuset))
        return false;
    for (size_t i = 0; i < sizeof cpuset.words / sizeof *cpuset.words; i++)
        if (cpuset.words[i] & ~policy.words[i])
            return true;
    return false;
}

/* Before 5.0 no constraint is printed, and 5.0-5.1 print none: a cpuset that leaves nodes of the machine out is the
 * constraint (constrained_alloc, mm/oom_kill.c). */
static bool scope_is_cpuset(const struct event *event, struct release release) {
    struct nodeset nodes;
    if (!scope_hides_constraint(event, release))
        return false;
    str allowed = event->summary.mems_allowed.len ? event->summary.mems_allowed : event->trigger.mems_allowed;
    return nodeset_of(allowed, &nodes) && scope_node_outside(event, &nodes);
}

/* systemd-oomd judges by one cgroup's pressure, or by the machine's memory and swap; oomd's rulesets by anything. */
static struct scope_finding scope_of_killer(const struct event *event) {
    const struct killer_figures *figures = &event->figures;
    const bool is_root = str_equal(figures->group, STR("/")) || str_equal(figures->group, STR("/-.slice"));
    switch (event->killer) {
    case KILLER_SYSTEMD_OOMD:
        if (figures->group.len && !is_root)
            return (struct scope_finding){SCOPE_CGROUP, figures->pressure_line};
        return (struct scope_finding){is_root || figures->swap_line ? SCOPE_SYSTEM : SCOPE_UNKNOWN,
                                      is_root ? figures->pressure_line : figures->swap_line};
    case KILLER_EARLYOOM:
    case KILLER_NOHANG:
    case KILLER_LMKD:
    case KILLER_TALOS:
        return (struct scope_finding){SCOPE_SYSTEM, event->reason.line};
    default:
        return (struct scope_finding){SCOPE_UNKNOWN, 0};
    }
}

/* The report shows zones of some nodes only, as it does where the request was confined to them (SHOW_MEM_FILTER_NODES,
 * since 2.6.39), and the line that names the constraint is lost: "Out of memory" stands before such kills too. Since
 * 6.2 zones that a request without __GFP_MOVABLE can't use are left out as well. */
static bool scope_hides_nodes(const struct event *event, const struct reckoning *reckoning) {
    const struct memory *memory = &event->memory;
    int64_t present_kb = 0, ram_kb = amount_kb(memory->totals.ram_pages.value, reckoning->page_kb);
    if (!scope_hides_constraint(event, reckoning->release) || event->summary.global_oom ||
        release_is_before(reckoning->release, RELEASE(5, 0, 0)) || memory->zone_count == 0 || !amount_known(ram_kb) ||
        !reckoning->gfp_movable)
        return false;
    for (size_t i = 0; i < memory->zone_count; i++) {
        if (!amount_known(memory->zones[i].present_kb))
            return false;
        present_kb = amount_plus(present_kb, memory->zones[i].present_kb);
    }
    return present_kb < ram_kb - ram_kb / 20;
}

static bool scope_lacks_node_0(str nodes) {
    struct nodeset set;
    return nodeset_of(nodes, &set) && !nodeset_has(&set, 0);
}

/* "constraint=###" is no word of the kernel's; and where the constraint is lost, nodes that leave out the machine's
 * first one are not the whole machine, be they those that the request might use or those that the report shows. */
static bool scope_is_doubtful(const struct event *event, struct release release) {
    const struct memory *memory = &event->memory;
    if (event->summary.constraint.len && !str_equal(event->summary.constraint, STR("CONSTRAINT_NONE")))
        return true;
    if (!scope_hides_constraint(event, release))
        return false;
    bool has_first = memory->node_count == 0 && memory->zone_count == 0;
    for (size_t i = 0; i < memory->node_count; i++)
        has_first = has_first || memory->nodes[i].node <= 0;
    for (size_t i = 0; i < memory->zone_count; i++)
        has_first = has_first || memory->zones[i].node <= 0;
    return !has_first || scope_lacks_node_0(event->trigger.mems_allowed) ||
           scope_lacks_node_0(event->summary.mems_allowed);
}

/* "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),o": 5.0 and 5.1 say so whatever the reason, and what names the
 * cgroup is cut off. */
static struct scope_finding scope_of_cut_summary(const struct event *event, struct scope_finding finding) {
    static struct scope_finding (*const ways[])(const struct event *) = {scope_of_kills, scope_of_cgroup,
                                                                         scope_of_trace};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        const struct scope_finding other = ways[i](event);
        if (other.scope == SCOPE_CGROUP)
            return other;
    }
    return finding;
}

void scope_fill(const struct event *event, struct reckoning *reckoning) {
    static struct scope_finding (*const ways[])(const struct event *) = {
        scope_of_summary, scope_of_cgroup, scope_of_kills,  scope_of_trace,       scope_of_panic,
        scope_of_boot,    scope_of_sysrq,  scope_of_report, scope_of_no_killable,
    };
    struct scope_finding finding = scope_of_killer(event);
    for (size_t i = 0; !finding.scope && i < sizeof ways / sizeof *ways && !event->killer; i++)
        finding = ways[i](event);
    if (finding.scope == SCOPE_SYSTEM && event->summary.line > 0 && finding.line == event->summary.line &&
        !event->summary.global_oom)
        finding = scope_of_cut_summary(event, finding);
    if (event->killer == KILLER_KERNEL && finding.scope == SCOPE_SYSTEM && scope_is_policy(event, reckoning->release)) {
        finding.scope = SCOPE_MEMPOLICY;
        finding.line = event->trigger.lines.first;
    } else if (event->killer == KILLER_KERNEL && finding.scope == SCOPE_SYSTEM &&
               scope_is_cpuset(event, reckoning->release)) {
        finding.scope = SCOPE_CPUSET;
        if (event->trigger.cpuset_line)
            finding.line = event->trigger.cpuset_line;
    }
    if (finding.scope == SCOPE_SYSTEM && !reckoning->manual &&
        (scope_hides_nodes(event, reckoning) || scope_is_doubtful(event, reckoning->release)))
        finding = (struct scope_finding){0};
    reckoning->scope = finding.scope;
    reckoning->scope_lines = (struct span){finding.line, finding.line};
}
