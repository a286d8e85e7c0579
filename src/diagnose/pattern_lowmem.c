/* One zone is exhausted while others have room.
 * SPDX-License-Identifier: MIT */
#include "diagnose/kinds.h"
#include "diagnose/pattern.h"
#include "diagnose/shortage.h"
#include "diagnose/slabs.h"

enum { LOWMEM_FULL_TIMES = 20 }; /* as much memory in use as free: others are full, though not of the kernel's own */

/* One zone is short, or what it has left is CMA, while a zone that the request could not use has room. */
static bool lowmem_fits(const struct facts *facts) {
    enum shortage shortage = facts->reckoning->shortage;
    bool room = amount_at_least(shortage_of(facts, false).free_kb, ELSEWHERE_PERCENT, facts->room.kb);
    return shortage == SHORTAGE_ZONE || (shortage == SHORTAGE_CMA && room);
}

/* What keeps the request from the other zones. */
static const char *lowmem_why(const struct facts *facts) {
    const struct reckoning *r = facts->reckoning;
    if (r->gfp_dma || r->gfp_dma32)
        return "The request asked for memory of a low zone (GFP_DMA, GFP_DMA32).";
    if (r->gfp_known && r->gfp_highmem)
        return "The request came without the flag for movable memory: ZONE_MOVABLE and CMA are closed to it.";
    return "The request came without the flag for high memory, as those of the kernel for itself do.";
}

static void lowmem_add_request(const struct facts *facts, struct finding *finding) {
    if (facts->reckoning->request_inferred)
        pattern_for(
            facts, finding, facts->event->memory.lines,
            "The opening line is not in the log; a request that may use high memory would have found some, free "
            "or in page cache, so this one was the kernel's for itself.");
    else
        pattern_for(facts, finding,
                    facts->event->trigger.lines.first ? facts->event->trigger.lines : facts->event->lines, "%s",
                    lowmem_why(facts));
}

/* Of the zones that the request could use, OPEN_KB. */
static void lowmem_add_slab(const struct facts *facts, struct finding *finding, int64_t open_kb) {
    int64_t slab = room_slab_kb(&facts->room);
    if (!amount_at_least(slab, SLAB_MENTION_PERCENT, open_kb) || slab > open_kb)
        return;
    finding->consumer = kinds_name(PART_SLAB);
    pattern_for(facts, finding, facts->room.parts[PART_SLAB].lines,
                "The kernel's objects (slab) take %s, %s of those zones.", SIZE(slab), PERCENT(slab, open_kb));
    slabs_add_largest(facts, finding, slab);
}

static bool lowmem_judge(const struct facts *facts, struct finding *finding) {
    if (facts->reckoning->manual || facts->room.is_cgroup || shortage_confined(facts) || !lowmem_fits(facts))
        return false;
    struct shortage_sum open = shortage_of(facts, true), shut = shortage_of(facts, false);
    int64_t elsewhere = shortage_elsewhere_kb(facts);
    bool is_inferred = facts->reckoning->request_inferred;
    finding->confidence = amount_at_least(elsewhere, ELSEWHERE_PERCENT, facts->room.kb) && !is_inferred
                              ? CONFIDENCE_HIGH
                              : CONFIDENCE_MEDIUM;
    finding->weight = facts->room.reach_kb;
    str whole = facts->room.is_known ? arena_format(facts->arena, " of %s", SIZE(facts->room.kb)) : STR("");
    bool full = shut.lists_kb / LOWMEM_FULL_TIMES > elsewhere; /* of what could have been taken back, not free */
    pattern_state(facts, finding, "The zones that this request could use, %s%.*s, were exhausted while %s %s.",
                  SIZE(open.managed_kb), STR_ARG(whole), SIZE(full ? shut.lists_kb : elsewhere),
                  full ? "in others was process and file memory, which the kernel can take back"
                       : "was free in others");
    str apart = open.unusable_kb > 0
                    ? arena_format(facts->arena, ", %s of it set aside (CMA, highatomic)", SIZE(open.unusable_kb))
                    : STR("");
    if (open.margin_kb > 0)
        pattern_for(facts, finding, open.lines, "In those zones %s was free%.*s, %s above what had to stay free.",
                    SIZE(open.free_kb), STR_ARG(apart), SIZE(open.margin_kb));
    else
        pattern_for(facts, finding, open.lines, "In those zones %s was free%.*s, no more than had to stay free.",
                    SIZE(open.free_kb), STR_ARG(apart));
    if (shut.zones && full)
        pattern_for(facts, finding, shut.lines,
                    "In the zones it could not use %s was free, and %s was process and file memory.",
                    SIZE(shut.free_kb), SIZE(shut.lists_kb));
    else if (shut.zones)
        pattern_for(facts, finding, shut.lines, "In the zones it could not use %s was free.", SIZE(shut.free_kb));
    lowmem_add_request(facts, finding);
    shortage_add_fill(facts, &finding->evidence);
    lowmem_add_slab(facts, finding, open.managed_kb);
    pattern_brief(facts, finding, "the zones of RAM that this request can use were exhausted, while others had room.");
    return true;
}

/* A 32-bit kernel has zones that it can't use for itself by nature, any other has only ZONE_MOVABLE. */
static const char *lowmem_room(const struct facts *facts) {
    const struct event *event = facts->event;
    const struct reckoning *r = facts->reckoning;
    bool narrow = str_equal(event->identity.arch, STR("i386")) || str_equal(event->identity.arch, STR("arm"));
    for (size_t i = 0; i < event->memory.zone_count; i++) /* only 32 bits need such a zone */
        narrow = narrow || str_equal(event->memory.zones[i].name, STR("HighMem"));
    if (narrow && str_starts(shortage_filler(facts), STR("page cache")))
        return "Write less to block devices at a time (mkfs, dd or a restore onto a device, with a sync in between): "
               "their page cache has to lie in the low zone, however much RAM there is.";
    if (str_equal(event->identity.arch, STR("arm"))) /* few of them can run arm64 */
        return "Let fewer objects of the kernel be made, or move the work to a 64-bit machine: a 32-bit kernel can use "
               "only the low zone for its own objects, however much RAM there is.";
    if (narrow)
        return "Run a 64-bit kernel if its processor can (grep -w lm /proc/cpuinfo): a 32-bit one can use only the low "
               "zone for its own objects, however much RAM there is.";
    if (r->gfp_dma || r->gfp_dma32)
        return "Find the driver that asks for memory of the exhausted zone (GFP_DMA, GFP_DMA32), and give it fewer "
               "buffers.";
    if (r->shortage == SHORTAGE_CMA)
        return "Reserve a smaller CMA area (cma= on the kernel's command line): what is free in it serves no kernel "
               "object.";
    return "Keep less RAM for ZONE_MOVABLE (movablecore=, kernelcore=, movable_node, or memory plugged in as movable): "
           "the kernel cannot use it for its own objects.";
}

static bool lowmem_advise(const struct facts *facts, struct advice *advice) {
    advice->code = STR("low-zone");
    advice->advice = str_from_cstr(lowmem_room(facts));
    str filler = shortage_filler(facts);
    advice->because = filler.len ? arena_format(facts->arena, "What fills the exhausted zone is %.*s; others had room.",
                                                STR_ARG(filler))
                                 : STR("One zone was exhausted while others had room.");
    advice->lines = facts->event->memory.lines;
    return true;
}

static str lowmem_prevention(const struct facts *facts) {
    for (size_t i = 0; i < facts->event->memory.zone_count; i++)
        if (str_equal(facts->event->memory.zones[i].name, STR("HighMem")))
            return STR("Not by more RAM: that goes to HighMem, which such a request cannot use.");
    return STR("Not by RAM that goes to other zones: only the exhausted zone counts.");
}

static str lowmem_prevented(const struct facts *facts) {
    (void)facts;
    return STR("Not by more RAM: other zones get it");
}

const struct pattern pattern_lowmem = {
    .name = "lowmem",
    .family = PATTERN_CIRCUMSTANCE,
    .part = PART_COUNT,
    .judge = lowmem_judge,
    .consumer = consumer_largest,
    .prevention = lowmem_prevention,
    .prevented = lowmem_prevented,
    .advice = {{ADVICE_CAUSE, advice_slab}, {ADVICE_CAUSE, advice_unaccounted}, {ADVICE_CAUSE, lowmem_advise}},
};
