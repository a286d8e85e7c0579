/* The report's own figures show memory that the request could have used.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"
#include "diagnose/shortage.h"

/* A limit that is full: memory, memory and swap together, kernel memory, or swap with memory at its side. */
static bool not_exhausted_is_full(const struct usage *usage) {
    return usage->usage_kb != ABSENT && usage->limit_kb != ABSENT &&
           amount_at_least(usage->usage_kb, 100 - LIMIT_NEAR_PERCENT, usage->limit_kb);
}

static bool not_exhausted_judge_cgroup(const struct scene *scene, struct finding *finding) {
    const struct cgroup *cgroup = &scene->event->cgroup;
    int64_t usage = cgroup->memory.usage_kb, limit = scene->reckoning->cgroup.limit_kb;
    bool none = scene->unlimited;
    if (usage == ABSENT || scene->reckoning->cgroup.at_limit || not_exhausted_is_full(&cgroup->memory) ||
        not_exhausted_is_full(&cgroup->memsw) || not_exhausted_is_full(&cgroup->kmem))
        return false;
    if (!none && (limit == ABSENT || usage >= limit))
        return false;
    bool far = none || amount_at_least(amount_less(limit, usage), LIMIT_FAR_PERCENT, limit);
    finding->confidence = far && scene->event->trigger.order <= 0 ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW;
    finding->weight = scene->reach_kb;
    if (none)
        pattern_state(scene, finding,
                      "The cgroup has no limit of its own, yet a kill was asked for in it: by a policy (a BPF program, "
                      "for example), or by a limit that was lifted since.");
    else
        pattern_state(scene, finding,
                      "The cgroup used %s of %s when this was printed: the limit had been relieved, raised, or the "
                      "request was for a large piece.",
                      SIZE(usage), SIZE(limit));
    str constraint = scene->event->summary.constraint;
    if (none && constraint.len && !str_equal(constraint, STR("CONSTRAINT_MEMCG")))
        pattern_for(scene, finding, evidence_line(scene->event->summary.line),
                    "The constraint is called %.*s, not CONSTRAINT_MEMCG as where a cgroup's limit is hit.",
                    STR_ARG(constraint));
    pattern_for(scene, finding, evidence_line(cgroup->memory.line), "Usage %s, limit %s.", SIZE(usage),
                none ? "none" : SIZE(limit));
    if (scene->event->trigger.order > 0)
        pattern_for(scene, finding, scene->event->trigger.lines,
                    "The request was of order %lld: it needed more than one page.",
                    (long long)scene->event->trigger.order);
    return true;
}

static void not_exhausted_add_signs(const struct scene *scene, struct finding *finding) {
    const struct trigger *trigger = &scene->event->trigger;
    const struct part *file = &scene->parts[PART_FILE];
    if (trigger->gfp_mask == 0)
        pattern_for(scene, finding, trigger->lines,
                    "The request has an empty mask (0x0): it came from a failed page fault, often a cgroup's limit, "
                    "not from the page allocator.");
    if (scene->reckoning->request == REQUEST_KSWAPD)
        pattern_for(scene, finding, trigger->trace_lines,
                    "kswapd itself asked for the kill, not a request that failed: only the working-set protection of "
                    "lru_gen (min_ttl_ms) does that.");
    if (amount_at_least(file->kb, CACHE_MENTION_PERCENT, scene->room_kb))
        pattern_for(scene, finding, file->lines, "There was still %s of page cache to reclaim.", SIZE(file->kb));
}

/* Free CMA pages in the zones that the request could use. Mainline gives them to movable requests, as most of user
 * space makes; Android's and vendors' kernels keep them for drivers. */
static int64_t not_exhausted_cma_kb(const struct scene *scene) {
    int64_t kb = 0;
    for (size_t i = 0; scene->reckoning->zones && i < scene->event->memory.zone_count; i++)
        if (scene->reckoning->zones[i].eligible == TRI_YES)
            kb = amount_sum(kb, scene->event->memory.zones[i].free_cma_kb);
    return kb;
}

/* All the room there was is CMA's: whether this kernel would have given it is not sure. */
static void not_exhausted_doubt_cma(const struct scene *scene, struct finding *finding,
                                    const struct shortage_sum *open) {
    int64_t cma = not_exhausted_cma_kb(scene);
    if (cma == 0 || cma < open->margin_kb)
        return;
    finding->confidence = CONFIDENCE_LOW;
    pattern_against(scene, finding, open->lines,
                    "%s of it is CMA memory, without which nothing was free: some kernels keep it for drivers.",
                    SIZE(cma));
}

/* The nodes that had room may not have been the request's. */
static void not_exhausted_doubt_node(const struct scene *scene, struct finding *finding) {
    struct shortage_bound bound = shortage_bound_of(scene);
    if (!bound.found)
        return;
    finding->confidence = CONFIDENCE_LOW;
    pattern_against(scene, finding, bound.lines,
                    "Node %lld was below its watermarks: a request that may use the other nodes goes there first.",
                    (long long)bound.node);
}

static bool not_exhausted_judge(const struct scene *scene, struct finding *finding) {
    if (scene->reckoning->manual)
        return false;
    if (scene->cgroup)
        return not_exhausted_judge_cgroup(scene, finding);
    if (scene->reckoning->shortage != SHORTAGE_NONE)
        return false;
    struct shortage_sum open = shortage_of(scene, true);
    finding->weight = scene->reach_kb;
    pattern_state(scene, finding,
                  "By its own figures memory was not short: %s was free above the watermarks of zones that the request "
                  "could use.",
                  SIZE(open.margin_kb));
    pattern_for(scene, finding, open.lines, "Free in those zones: %s, %s above what had to stay free.",
                SIZE(open.free_kb), SIZE(open.margin_kb));
    not_exhausted_add_signs(scene, finding);
    finding->confidence = finding->evidence.count > 1 ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM;
    pattern_against(scene, finding, open.lines,
                    "The figures are printed after the decision: another process may have freed memory in between.");
    not_exhausted_doubt_cma(scene, finding, &open);
    not_exhausted_doubt_node(scene, finding);
    return true;
}

const struct pattern pattern_not_exhausted = {"not-exhausted", PATTERN_CIRCUMSTANCE, PART_COUNT, not_exhausted_judge};
