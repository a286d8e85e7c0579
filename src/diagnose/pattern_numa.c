/* The nodes that the task may use are exhausted while others have room.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"
#include "diagnose/shortage.h"

static const char *numa_reason(const struct facts *facts) {
    switch (facts->reckoning->scope) {
    case SCOPE_CPUSET:
        return "a cpuset";
    case SCOPE_MEMPOLICY:
        return "a memory policy (numactl, mbind)";
    default:
        return "its placement";
    }
}

/* Which nodes it was: of the line that asks for memory, or that sums up the kill. */
static void numa_add_nodes(const struct facts *facts, struct finding *finding) {
    const struct trigger *trigger = &facts->event->trigger;
    const struct oom_summary *summary = &facts->event->summary;
    bool policy = facts->reckoning->scope == SCOPE_MEMPOLICY;
    int64_t asked = !policy && trigger->cpuset_line > 0 ? trigger->cpuset_line : trigger->lines.first;
    struct span lines = policy ? trigger->lines : evidence_line(asked);
    str nodes = policy ? trigger->nodemask : trigger->mems_allowed;
    if (nodes.len == 0) {
        nodes = policy ? summary->nodemask : summary->mems_allowed;
        lines = evidence_line(summary->line);
    }
    if (nodes.len > 0)
        pattern_for(facts, finding, lines,
                    policy ? "The request was for memory of node %.*s only."
                           : "The task may use memory of node %.*s only.",
                    STR_ARG(nodes));
}

/* The cpuset's own name, the last part of its path; "" where it is the root's or none is printed. */
static str numa_cpuset(const struct facts *facts) {
    str name = facts->event->summary.cpuset;
    bool named = facts->reckoning->scope == SCOPE_CPUSET && name.len > 0 && !str_equal(name, STR("/"));
    return named ? name : STR("");
}

static void numa_add_evidence(const struct facts *facts, struct finding *finding, int64_t elsewhere) {
    struct shortage_sum open = shortage_of(facts, true), closed = shortage_of(facts, false);
    if (shortage_confined(facts))
        pattern_for(facts, finding,
                    facts->reckoning->scope_lines.first ? facts->reckoning->scope_lines : facts->event->lines,
                    facts->event->summary.constraint.len
                        ? "The kernel names the constraint: the request was confined by %s."
                        : "The nodes printed with the request leave out others: it was confined by %s.",
                    numa_reason(facts));
    str cpuset = numa_cpuset(facts);
    if (cpuset.len)
        pattern_for(facts, finding, evidence_line(facts->event->summary.line), "The cpuset is called \"%.*s\".",
                    STR_ARG(cpuset));
    numa_add_nodes(facts, finding);
    if (open.zones)
        pattern_for(facts, finding, open.lines,
                    "Where the request could look, %s%s%s was free, %s above the watermarks.", SIZE(open.free_kb),
                    open.managed_kb > 0 ? " of " : "", open.managed_kb > 0 ? SIZE(open.managed_kb) : "",
                    SIZE(open.margin_kb));
    if (elsewhere > 0)
        pattern_for(facts, finding,
                    evidence_join(facts->room.parts[PART_FREE].lines, evidence_join(open.lines, closed.lines)),
                    "Elsewhere on the machine %s was free.", SIZE(elsewhere));
    shortage_add_fill(facts, &finding->evidence);
    if (!facts->holders.outlier)
        return;
    str name = pattern_name(facts, &facts->holders.largest);
    pattern_for(facts, finding, facts->holders.largest.lines,
                "The largest process among those that may use it, %.*s, holds %s.", STR_ARG(name),
                SIZE(facts->holders.largest.kb));
}

/* Without zones, or without any figures, the log does not show that others had room. */
static void numa_doubt(const struct facts *facts, struct finding *finding) {
    const struct part *free = &facts->room.parts[PART_FREE];
    if (free->kb == ABSENT)
        pattern_against(facts, finding, facts->event->lines,
                        "The report has no memory figures: that other nodes had room is not shown.");
    else
        pattern_against(facts, finding, free->lines,
                        "%s was free on the machine, but the report shows no zones: on which nodes is not shown.",
                        SIZE(free->kb));
}

/* The report does not print who bound the request; the picture of the nodes suggests that something did. */
static bool numa_judge_silent(const struct facts *facts, struct finding *finding) {
    struct shortage_bound bound = shortage_bound_of(facts);
    if (!bound.found)
        return false;
    finding->confidence = CONFIDENCE_MEDIUM;
    finding->weight = facts->room.reach_kb;
    finding->consumer = facts->holders.group.name;
    pattern_state(facts, finding,
                  "Node %lld was below its watermarks while others had room: probably something, a memory policy "
                  "(numactl, mbind) for example, kept the request there.",
                  (long long)bound.node);
    pattern_for(facts, finding, bound.lines,
                "Node %lld was below its watermarks; a request that may use every node goes to the others first.",
                (long long)bound.node);
    pattern_for(facts, finding, bound.beside.lines, "On the other nodes %s was free, %s above their watermarks.",
                SIZE(bound.beside.free_kb), SIZE(bound.beside.margin_kb));
    pattern_against(facts, finding, facts->event->trigger.lines.first ? facts->event->trigger.lines : bound.lines,
                    "This report prints no memory policy: kernels before 4.9 print none, others may have been cut.");
    pattern_against(facts, finding, bound.beside.lines,
                    "Another process may have freed the memory of the other nodes after the decision.");
    return true;
}

/* Not full: of no use to such a request. */
static void numa_judge_no_zone(const struct facts *facts, struct finding *finding) {
    struct shortage_sum shut = shortage_of(facts, false);
    int64_t elsewhere = amount_less(facts->room.parts[PART_FREE].kb, shut.free_kb);
    finding->confidence = CONFIDENCE_HIGH;
    finding->weight = facts->room.reach_kb;
    pattern_state(facts, finding,
                  "No zone of the nodes that the task may use by %s may serve this request: they have only zones for "
                  "movable pages of user space (ZONE_MOVABLE).",
                  numa_reason(facts));
    pattern_brief(facts, finding, "no zone of the nodes that the task may use can serve this request.");
    numa_add_nodes(facts, finding);
    pattern_for(facts, finding, shut.lines, "There %s of %s was free, closed to a request without __GFP_MOVABLE.",
                SIZE(shut.free_kb), SIZE(shut.managed_kb));
    if (elsewhere > 0)
        pattern_for(facts, finding, evidence_join(facts->room.parts[PART_FREE].lines, shut.lines),
                    "On the machine's other nodes %s was free.", SIZE(elsewhere));
}

static bool numa_judge(const struct facts *facts, struct finding *finding) {
    bool confined = shortage_confined(facts);
    const enum shortage shortage = facts->reckoning->shortage;
    const bool had_room = shortage == SHORTAGE_NONE || shortage == SHORTAGE_FRAGMENTED;
    if (facts->reckoning->manual || facts->room.is_cgroup || (confined && had_room)) /* whatever it is called */
        return false;
    if (shortage_has_no_zone(facts)) {
        numa_judge_no_zone(facts, finding);
        return true;
    }
    if (!confined && facts->reckoning->shortage != SHORTAGE_NODE)
        return numa_judge_silent(facts, finding);
    int64_t elsewhere = shortage_elsewhere_kb(facts);
    bool room = shortage_has_elsewhere(facts);
    bool shown = facts->event->memory.zone_count > 0 && facts->room.parts[PART_FREE].kb != ABSENT;
    if (shown && !room && facts->reckoning->shortage != SHORTAGE_NODE)
        return false;
    const bool is_judged = shortage != SHORTAGE_UNKNOWN; /* else a zone of theirs that had room may be lost */
    finding->confidence = shown && room && confined && is_judged ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM;
    finding->weight = facts->room.reach_kb;
    finding->consumer = facts->holders.group.name;
    pattern_state(facts, finding, "The nodes that the task may use by %s ran out of memory%s.", numa_reason(facts),
                  room ? " while others had room" : "");
    numa_add_evidence(facts, finding, elsewhere);
    if (!shown)
        numa_doubt(facts, finding);
    pattern_brief(facts, finding, "the memory nodes that the task may use ran out%s.",
                  room ? ", while others had room" : "");
    return true;
}

/* Nothing printed says that the task was confined. */
static void numa_advise_doubtful(const struct facts *facts, struct advice *advice, int64_t node) {
    advice->advice = arena_format(facts->arena,
                                  "See whether the task is bound to node %lld; if it is, let it use more nodes: "
                                  "numactl --preferred or --interleave=all instead of --membind.",
                                  (long long)node);
    advice->because = arena_format(
        facts->arena, "Node %lld was below its watermarks while others had room: probably the task was confined to it.",
        (long long)node);
}

/* How to find, or to change, what the task is confined to. */
static str numa_command(const struct facts *facts) {
    const struct event *event = facts->event;
    bool asked = event->kill_count && event->kills[0].pid == event->identity.pid; /* the unit is the victim's */
    str unit = asked ? shell_unit(facts) : STR(""), name = shell_process(facts, facts->holders.largest.name);
    bool cpuset = facts->reckoning->scope == SCOPE_CPUSET;
    str group = shell_word(facts, numa_cpuset(facts));
    if (cpuset && unit.len)
        return shell_set_property(facts, unit, STR("AllowedMemoryNodes="));
    if (cpuset && group.len)
        return arena_format(facts->arena,
                            "find /sys/fs/cgroup -path \"*/\"%.*s\"/cpuset.mems\" -exec grep -H . {} +; "
                            "numactl --hardware",
                            STR_ARG(group));
    if (cpuset)
        return STR("grep -r . --include=cpuset.mems /sys/fs/cgroup; numactl --hardware");
    if (name.len && !shell_is_gone(facts, &facts->holders.largest))
        return arena_format(facts->arena,
                            "numactl --hardware; grep -l bind /proc/[0-9]*/numa_maps; "
                            "numastat -p %.*s",
                            STR_ARG(name));
    return STR("numactl --hardware; grep -l bind /proc/[0-9]*/numa_maps");
}

static bool numa_advise(const struct facts *facts, struct advice *advice) {
    advice->code = STR("more-nodes");
    struct shortage_bound bound = shortage_bound_of(facts);
    bool cpuset = facts->reckoning->scope == SCOPE_CPUSET;
    advice->advice = cpuset ? STR("Let the task use more nodes: widen cpuset.mems (AllowedMemoryNodes= of a unit).")
                            : STR("Let the task use more nodes: start it with numactl --preferred or --interleave=all "
                                  "instead of --membind.");
    advice->command = numa_command(facts);
    advice->because =
        shortage_has_elsewhere(facts)
            ? STR("The nodes it is confined to were exhausted while others had room; more RAM elsewhere would not "
                  "help.")
            : STR("The nodes it is confined to were exhausted; whether others had room, the report does not show.");
    advice->lines = bound.found ? bound.lines : facts->reckoning->scope_lines;
    if (shortage_has_no_zone(facts)) {
        advice->advice = STR("Add a node with a Normal zone to those that the task may use (cpuset.mems, "
                             "AllowedMemoryNodes= of a unit; numactl): nodes of ZONE_MOVABLE alone serve no kernel "
                             "memory.");
        advice->because = STR("No zone of the nodes that it is confined to may serve such a request.");
    }
    if (bound.found)
        numa_advise_doubtful(facts, advice, bound.node);
    return true;
}

static str numa_prevention(const struct facts *facts) {
    if (shortage_bound_of(facts).found)
        return STR(
            "Probably: the machine had memory on other nodes, which something seems to have kept the request from.");
    if (shortage_has_no_zone(facts))
        return STR("Probably: with a node that has a Normal zone among those that the task may use.");
    if (!shortage_has_elsewhere(facts))
        return STR("Perhaps: if other nodes of the machine had memory, which the report does not show.");
    return STR("Probably: the machine had memory on other nodes that the task was not allowed to use.");
}

static str numa_prevented(const struct facts *facts) {
    if (shortage_has_no_zone(facts))
        return STR("Probably, by a node with a Normal zone");
    return shortage_has_elsewhere(facts) ? STR("Probably, with memory of other nodes")
                                         : STR("Perhaps, with memory of other nodes");
}

const struct pattern pattern_numa = {
    .name = "numa",
    .family = PATTERN_CIRCUMSTANCE,
    .part = PART_COUNT,
    .judge = numa_judge,
    .consumer = consumer_largest,
    .prevention = numa_prevention,
    .prevented = numa_prevented,
    .advice = {{ADVICE_CAUSE, numa_advise}},
};
