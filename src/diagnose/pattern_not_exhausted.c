/* The report's own figures show memory that the request could have used.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"
#include "diagnose/shortage.h"

/* What the event shows of a cgroup that used USAGE of LIMIT. */
static void not_exhausted_state_cgroup(const struct facts *facts, struct finding *finding, int64_t usage,
                                       int64_t limit) {
    bool none = facts->room.unlimited;
    if (facts->reckoning->request == REQUEST_POLICY) {
        pattern_state(facts, finding, "A BPF program asked for this kill: no limit of the cgroup was hit.");
        pattern_for(facts, finding, facts->event->trigger.trace_lines,
                    "The trace shows who ordered the kill: a BPF program, by bpf_out_of_memory.");
        pattern_brief(facts, finding, "a BPF program asked for this kill.");
    } else if (none) {
        pattern_state(facts, finding,
                      "The cgroup has no limit of its own, yet a kill was asked for in it: by a policy (a BPF program, "
                      "for example), or by a limit that was lifted since.");
        pattern_brief(facts, finding, "the cgroup has no limit of its own; what asked for the kill is not shown.");
    } else {
        pattern_state(facts, finding,
                      "The cgroup used %s of %s when this was printed: the limit had been relieved, raised, or the "
                      "request was for a large piece.",
                      SIZE(usage), SIZE(limit));
        pattern_brief(facts, finding, "the cgroup was below its limit when this was printed.");
    }
}

static bool not_exhausted_judge_cgroup(const struct facts *facts, struct finding *finding) {
    const struct cgroup *cgroup = &facts->event->cgroup;
    int64_t usage = cgroup->memory.usage_kb, limit = facts->reckoning->cgroup.limit_kb;
    bool none = facts->room.unlimited;
    if (usage == ABSENT || facts->reckoning->cgroup.at_limit || room_has_full_limit(cgroup))
        return false;
    if (!none && (limit == ABSENT || usage >= limit))
        return false;
    bool far = none || amount_at_least(amount_less(limit, usage), LIMIT_FAR_PERCENT, limit);
    finding->confidence = far && facts->event->trigger.order <= 0 ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW;
    finding->weight = facts->room.reach_kb;
    not_exhausted_state_cgroup(facts, finding, usage, limit);
    str constraint = facts->event->summary.constraint;
    if (none && constraint.len && !str_equal(constraint, STR("CONSTRAINT_MEMCG")))
        pattern_for(facts, finding, evidence_line(facts->event->summary.line),
                    "The constraint is called %.*s, not CONSTRAINT_MEMCG as where a cgroup's limit is hit.",
                    STR_ARG(constraint));
    pattern_for(facts, finding, evidence_line(cgroup->memory.line), "Usage %s, limit %s.", SIZE(usage),
                none ? "none" : SIZE(limit));
    if (facts->event->trigger.order > 0)
        pattern_for(facts, finding, facts->event->trigger.lines,
                    "The request was of order %lld: it needed more than one page.",
                    (long long)facts->event->trigger.order);
    return true;
}

/* It decides, whatever was free. */
static void not_exhausted_add_protection(const struct facts *facts, struct finding *finding) {
    if (facts->reckoning->request == REQUEST_KSWAPD)
        pattern_for(facts, finding, facts->event->trigger.trace_lines,
                    "kswapd itself asked for the kill, not a request that failed: only the working-set protection of "
                    "lru_gen (min_ttl_ms) does that.");
}

static void not_exhausted_add_signs(const struct facts *facts, struct finding *finding) {
    const struct trigger *trigger = &facts->event->trigger;
    const struct part *file = &facts->room.parts[PART_FILE];
    if (facts->reckoning->request == REQUEST_PAGE_FAULT)
        pattern_for(facts, finding, trigger->lines,
                    "The request has an empty mask (0x0): it came from a failed page fault, often a cgroup's limit, "
                    "not from the page allocator.");
    if (amount_at_least(file->kb, CACHE_MENTION_PERCENT, facts->room.kb))
        pattern_for(facts, finding, file->lines, "There was still %s of page cache to reclaim.", SIZE(file->kb));
}

/* Free CMA pages in the zones that the request could use. Mainline gives them to movable requests, as most of user
 * space makes; Android's and vendors' kernels keep them for drivers. */
static int64_t not_exhausted_cma_kb(const struct facts *facts) {
    int64_t kb = 0;
    for (size_t i = 0; facts->reckoning->zones && i < facts->event->memory.zone_count; i++)
        if (facts->reckoning->zones[i].eligible == TRI_YES)
            kb = amount_sum(kb, facts->event->memory.zones[i].free_cma_kb);
    return kb;
}

/* All the room there was is CMA's: whether this kernel would have given it is not sure. */
static void not_exhausted_doubt_cma(const struct facts *facts, struct finding *finding,
                                    const struct shortage_sum *open) {
    int64_t cma = not_exhausted_cma_kb(facts);
    if (cma == 0 || cma < open->margin_kb)
        return;
    finding->confidence = CONFIDENCE_LOW;
    pattern_against(facts, finding, open->lines,
                    "%s of it is CMA memory, without which nothing was free: some kernels keep it for drivers.",
                    SIZE(cma));
}

/* The nodes that had room may not have been the request's. */
static void not_exhausted_doubt_node(const struct facts *facts, struct finding *finding) {
    struct shortage_bound bound = shortage_bound_of(facts);
    if (!bound.found)
        return;
    finding->confidence = CONFIDENCE_LOW;
    pattern_against(facts, finding, bound.lines,
                    "Node %lld was below its watermarks: a request that may use the other nodes goes there first.",
                    (long long)bound.node);
}

/* The log lacks the zone lines. */
static void not_exhausted_state_plenty(const struct facts *facts, struct finding *finding) {
    const struct part *free = &facts->room.parts[PART_FREE];
    pattern_state(facts, finding, "By its own figures memory was not short: %s, %s of RAM, was free.", SIZE(free->kb),
                  PERCENT(free->kb, facts->room.kb));
    pattern_for(facts, finding, free->lines, "Free memory: %s.", SIZE(free->kb));
    not_exhausted_add_protection(facts, finding);
    not_exhausted_add_signs(facts, finding);
    finding->confidence = CONFIDENCE_MEDIUM;
    pattern_against(facts, finding, free->lines,
                    "The log lacks the zone lines: where it was free, and above which marks, is not shown.");
}

static bool not_exhausted_judge(const struct facts *facts, struct finding *finding) {
    if (facts->reckoning->manual)
        return false;
    if (facts->room.is_cgroup)
        return not_exhausted_judge_cgroup(facts, finding);
    if (facts->reckoning->shortage != SHORTAGE_NONE)
        return false;
    struct shortage_sum open = shortage_of(facts, true);
    finding->weight = facts->room.reach_kb;
    if (open.zones == 0) {
        not_exhausted_state_plenty(facts, finding);
        return true;
    }
    pattern_state(facts, finding,
                  "By its own figures memory was not short: %s was free above the watermarks of zones that the request "
                  "could use.",
                  SIZE(open.margin_kb));
    not_exhausted_add_protection(facts, finding);
    pattern_for(facts, finding, open.lines, "Free in those zones: %s, %s above what had to stay free.",
                SIZE(open.free_kb), SIZE(open.margin_kb));
    not_exhausted_add_signs(facts, finding);
    finding->confidence = finding->evidence.count > 1 ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM;
    pattern_against(facts, finding, open.lines,
                    "The figures are printed after the decision: another process may have freed memory in between.");
    not_exhausted_doubt_cma(facts, finding, &open);
    not_exhausted_doubt_node(facts, finding);
    pattern_brief(facts, finding,
                  facts->reckoning->request == REQUEST_KSWAPD
                      ? "no request had failed: it was to protect the working set (min_ttl_ms)."
                      : "by its own figures memory was not short.");
    return true;
}

/* A cgroup's report shows the group, not the machine. */
static void not_exhausted_advise_cgroup(const struct facts *facts, struct advice *advice) {
    advice->because = STR("By these figures the cgroup was below its limit; the cause lies outside what this report "
                          "shows.");
    if (!facts->room.unlimited)
        return;
    advice->advice = STR("Find out what asked for the kill: a policy (a BPF program, for example), or a limit of this "
                         "cgroup that was lifted since.");
    advice->command = STR("bpftool prog show; grep -rvxE 'max|9223372036854771712' --include=memory.max "
                          "--include=memory.limit_in_bytes /sys/fs/cgroup");
    advice->because = STR("The cgroup has no limit of its own, and the log does not show who asked.");
    if (facts->reckoning->request != REQUEST_POLICY)
        return;
    advice->advice = STR("Look at the BPF program that ordered the kill, and at what makes it do so.");
    advice->command = STR("bpftool prog show");
    advice->because = STR("It called bpf_out_of_memory; no limit was hit.");
}

static bool not_exhausted_advise(const struct facts *facts, struct advice *advice) {
    advice->code = STR("find-caller");
    if (facts->reckoning->request == REQUEST_KSWAPD)
        return false;
    advice->advice = STR("Look for a cgroup at its limit at that time, and for an update of the kernel.");
    advice->command =
        STR("grep -rE '^(max |oom_kill )?[1-9]' --include=memory.events --include=memory.failcnt /sys/fs/cgroup");
    advice->because = STR("The machine had memory for this request; the cause lies outside what this report shows.");
    advice->lines = facts->event->lines;
    if (facts->room.is_cgroup)
        not_exhausted_advise_cgroup(facts, advice);
    return true;
}

/* "cpuset=3a166877f910...": the group of the task that asked is named by a container's id. */
static bool not_exhausted_is_contained(const struct facts *facts) {
    enum { ID_HEX = 64 };
    str cpuset = facts->event->summary.cpuset.len ? facts->event->summary.cpuset : facts->event->trigger.cpuset;
    for (size_t i = 0; i < cpuset.len; i++)
        if (strchr("0123456789abcdef", cpuset.data[i]) == NULL || cpuset.data[i] == '\0')
            return false;
    return cpuset.len == ID_HEX;
}

/* A request from a container that is full of processes, on a machine that is not full. */
static bool not_exhausted_advise_container(const struct facts *facts, struct advice *advice) {
    advice->code = STR("limit-tasks");
    enum { MANY = 50 };
    const struct holder *group = &facts->holders.group;
    if (facts->room.is_cgroup || group->count < MANY || !str_equal(group->name, facts->event->trigger.name) ||
        !not_exhausted_is_contained(facts))
        return false;
    advice->advice = arena_format(
        facts->arena, "If %.*s starts processes without end, limit their number in its container (--pids-limit).",
        NAMED(group->name));
    advice->because = arena_format(
        facts->arena, "%lld processes named %.*s were alive, and one of them, in a container, called the OOM killer.",
        (long long)group->count, NAMED(group->name));
    advice->lines = group->lines;
    return true;
}

static str not_exhausted_prevention(const struct facts *facts) {
    return facts->room.is_cgroup
               ? STR("A higher limit need not have prevented it: by these figures the cgroup was not at one.")
               : STR("More memory need not have prevented it: by these figures there was enough.");
}

static str not_exhausted_prevented(const struct facts *facts) {
    return facts->room.is_cgroup ? STR("A higher limit need not have helped") : STR("More memory need not have helped");
}

const struct pattern pattern_not_exhausted = {
    .name = "not-exhausted",
    .family = PATTERN_CIRCUMSTANCE,
    .part = PART_COUNT,
    .was_enough = true,
    .judge = not_exhausted_judge,
    .consumer = consumer_largest,
    .prevention = not_exhausted_prevention,
    .prevented = not_exhausted_prevented,
    .advice = {{ADVICE_DECISION, not_exhausted_advise}, {ADVICE_DECISION, not_exhausted_advise_container}},
};
