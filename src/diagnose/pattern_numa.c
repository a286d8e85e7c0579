/* The nodes that the task may use are exhausted while others have room.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"
#include "diagnose/shortage.h"

static const char *numa_reason(const struct scene *scene) {
    switch (scene->reckoning->scope) {
    case SCOPE_CPUSET:
        return "a cpuset";
    case SCOPE_MEMPOLICY:
        return "a memory policy (numactl, mbind)";
    default:
        return "its placement";
    }
}

/* Which nodes it was: of the line that asks for memory, or that sums up the kill. */
static void numa_add_nodes(const struct scene *scene, struct finding *finding) {
    const struct trigger *trigger = &scene->event->trigger;
    const struct oom_summary *summary = &scene->event->summary;
    bool policy = scene->reckoning->scope == SCOPE_MEMPOLICY;
    int64_t asked = !policy && trigger->cpuset_line > 0 ? trigger->cpuset_line : trigger->lines.first;
    struct span lines = policy ? trigger->lines : evidence_line(asked);
    str nodes = policy ? trigger->nodemask : trigger->mems_allowed;
    if (nodes.len == 0) {
        nodes = policy ? summary->nodemask : summary->mems_allowed;
        lines = evidence_line(summary->line);
    }
    if (nodes.len > 0)
        pattern_for(scene, finding, lines,
                    policy ? "The request was for memory of node %.*s only."
                           : "The task may use memory of node %.*s only.",
                    STR_ARG(nodes));
}

static void numa_add_evidence(const struct scene *scene, struct finding *finding, int64_t elsewhere) {
    struct shortage_sum open = shortage_of(scene, true), closed = shortage_of(scene, false);
    if (shortage_confined(scene))
        pattern_for(scene, finding,
                    scene->reckoning->scope_lines.first ? scene->reckoning->scope_lines : scene->event->lines,
                    scene->event->summary.constraint.len
                        ? "The kernel names the constraint: the request was confined by %s."
                        : "The nodes printed with the request leave out others: it was confined by %s.",
                    numa_reason(scene));
    numa_add_nodes(scene, finding);
    if (open.zones)
        pattern_for(scene, finding, open.lines,
                    "Where the request could look, %s%s%s was free, %s above the watermarks.", SIZE(open.free_kb),
                    open.managed_kb > 0 ? " of " : "", open.managed_kb > 0 ? SIZE(open.managed_kb) : "",
                    SIZE(open.margin_kb));
    if (elsewhere > 0)
        pattern_for(scene, finding,
                    evidence_join(scene->parts[PART_FREE].lines, evidence_join(open.lines, closed.lines)),
                    "Elsewhere on the machine %s was free.", SIZE(elsewhere));
    if (!scene->outlier)
        return;
    str name = pattern_name(scene, &scene->largest);
    pattern_for(scene, finding, scene->largest.lines,
                "The largest process among those that may use it, %.*s, holds %s.", STR_ARG(name),
                SIZE(scene->largest.kb));
}

/* Without zones, or without any figures, the log does not show that others had room. */
static void numa_doubt(const struct scene *scene, struct finding *finding) {
    const struct part *free = &scene->parts[PART_FREE];
    if (free->kb == ABSENT)
        pattern_against(scene, finding, scene->event->lines,
                        "The report has no memory figures: that other nodes had room is not shown.");
    else
        pattern_against(scene, finding, free->lines,
                        "%s was free on the machine, but the report shows no zones: on which nodes is not shown.",
                        SIZE(free->kb));
}

/* The report does not print who bound the request; the picture of the nodes suggests that something did. */
static bool numa_judge_silent(const struct scene *scene, struct finding *finding) {
    struct shortage_bound bound = shortage_bound_of(scene);
    if (!bound.found)
        return false;
    finding->confidence = CONFIDENCE_MEDIUM;
    finding->weight = scene->reach_kb;
    finding->consumer = scene->crowd.name;
    pattern_state(scene, finding,
                  "Node %lld was below its watermarks while others had room: probably something, a memory policy "
                  "(numactl, mbind) for example, kept the request there.",
                  (long long)bound.node);
    pattern_for(scene, finding, bound.lines,
                "Node %lld was below its watermarks; a request that may use every node goes to the others first.",
                (long long)bound.node);
    pattern_for(scene, finding, bound.beside.lines, "On the other nodes %s was free, %s above their watermarks.",
                SIZE(bound.beside.free_kb), SIZE(bound.beside.margin_kb));
    pattern_against(scene, finding, scene->event->trigger.lines.first ? scene->event->trigger.lines : bound.lines,
                    "This report prints no memory policy: kernels before 4.9 print none, others may have been cut.");
    pattern_against(scene, finding, bound.beside.lines,
                    "Another process may have freed the memory of the other nodes after the decision.");
    return true;
}

static bool numa_judge(const struct scene *scene, struct finding *finding) {
    bool confined = shortage_confined(scene);
    if (scene->reckoning->manual || scene->cgroup)
        return false;
    if (!confined && scene->reckoning->shortage != SHORTAGE_NODE)
        return numa_judge_silent(scene, finding);
    int64_t elsewhere = shortage_elsewhere_kb(scene);
    bool room = shortage_has_elsewhere(scene);
    bool shown = scene->event->memory.zone_count > 0 && scene->parts[PART_FREE].kb != ABSENT;
    if (shown && !room && scene->reckoning->shortage != SHORTAGE_NODE)
        return false;
    finding->confidence = shown && room && confined ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM;
    finding->weight = scene->reach_kb;
    finding->consumer = scene->crowd.name;
    pattern_state(scene, finding, "The nodes that the task may use by %s ran out of memory%s.", numa_reason(scene),
                  room ? " while others had room" : "");
    numa_add_evidence(scene, finding, elsewhere);
    if (!shown)
        numa_doubt(scene, finding);
    return true;
}

/* Nothing printed says that the task was confined. */
static void numa_advise_doubtful(const struct scene *scene, struct advice *advice, int64_t node) {
    advice->advice = arena_format(scene->arena,
                                  "See whether the task is bound to node %lld; if it is, let it use more nodes: "
                                  "numactl --preferred or --interleave=all instead of --membind.",
                                  (long long)node);
    advice->because = arena_format(
        scene->arena, "Node %lld was below its watermarks while others had room: probably the task was confined to it.",
        (long long)node);
}

static bool numa_advise(const struct scene *scene, struct advice *advice) {
    struct shortage_bound bound = shortage_bound_of(scene);
    const struct event *event = scene->event;
    bool asked = event->kill_count && event->kills[0].pid == event->identity.pid; /* the unit is the victim's */
    str unit = asked ? shell_unit(scene) : STR(""), name = shell_process(scene, scene->largest.name);
    bool cpuset = scene->reckoning->scope == SCOPE_CPUSET;
    advice->advice = cpuset ? STR("Let the task use more nodes: widen cpuset.mems (AllowedMemoryNodes= of a unit).")
                            : STR("Let the task use more nodes: start it with numactl --preferred or --interleave=all "
                                  "instead of --membind.");
    if (cpuset && unit.len)
        advice->command = shell_set_property(scene, unit, STR("AllowedMemoryNodes="));
    else if (cpuset)
        advice->command = STR("grep -r . --include=cpuset.mems /sys/fs/cgroup; numactl --hardware");
    else if (name.len)
        advice->command = arena_format(scene->arena,
                                       "numactl --hardware; grep -l bind /proc/[0-9]*/numa_maps; "
                                       "numastat -p %.*s",
                                       STR_ARG(name));
    advice->because =
        shortage_has_elsewhere(scene)
            ? STR("The nodes it is confined to were exhausted while others had room; more RAM elsewhere would not "
                  "help.")
            : STR("The nodes it is confined to were exhausted; whether others had room, the report does not show.");
    advice->lines = bound.found ? bound.lines : scene->reckoning->scope_lines;
    if (bound.found)
        numa_advise_doubtful(scene, advice, bound.node);
    return true;
}

static str numa_prevention(const struct scene *scene) {
    if (shortage_bound_of(scene).found)
        return STR(
            "Probably: the machine had memory on other nodes, which something seems to have kept the request from.");
    if (!shortage_has_elsewhere(scene))
        return STR("Perhaps: if other nodes of the machine had memory, which the report does not show.");
    return STR("Yes: the machine had memory on other nodes that the task was not allowed to use.");
}

const struct pattern pattern_numa = {
    .name = "numa",
    .family = PATTERN_CIRCUMSTANCE,
    .part = PART_COUNT,
    .judge = numa_judge,
    .consumer = consumer_largest,
    .prevention = numa_prevention,
    .advice = {{ADVICE_CAUSE, numa_advise}},
};
