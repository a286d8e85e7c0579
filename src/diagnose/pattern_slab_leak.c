/* Kernel objects hold the memory, processes do not.
 * SPDX-License-Identifier: MIT */
#include "diagnose/kinds.h"
#include "diagnose/lead.h"
#include "diagnose/pattern.h"
#include "diagnose/shortage.h"
#include "diagnose/slabs.h"
#include "model/release.h"

/* Large kmalloc is slab without a cache. */
static void slab_leak_add_rest(const struct facts *facts, struct finding *finding) {
    const struct memory *memory = &facts->event->memory;
    int64_t listed = room_listed_slab_kb(&facts->room), slab = room_part_kb(&facts->room, PART_SLAB);
    if (listed == ABSENT)
        return;
    pattern_for(facts, finding, memory->slab_lines,
                "The kernel lists its slab caches, which it does only when slab exceeds all process and file memory.");
    if (!amount_at_least(listed, 50, slab))
        pattern_for(
            facts, finding, memory->slab_lines,
            "The listed caches hold only %s of %s: the rest are objects of more than two pages (large kmalloc), "
            "which have no cache of their own.",
            SIZE(listed), SIZE(slab));
}

/* SLAB kB; IS_ALONE where nothing else is shown that it could be a share of. */
static void slab_leak_state(const struct facts *facts, struct finding *finding, int64_t slab, bool is_alone) {
    if (is_alone)
        pattern_state(facts, finding,
                      "The kernel's own objects (slab) hold at least %s, more than all processes and files: a "
                      "kernel-side leak, or "
                      "objects that some process makes without end.",
                      SIZE(slab));
    else
        pattern_state(
            facts, finding,
            "The kernel's own objects (slab) hold %s, %s of %s: a kernel-side leak, or objects that some process "
            "makes without end.",
            SIZE(slab), PERCENT(slab, facts->room.kb), facts->room.name);
}

/* How much of SLAB kB the kernel could have reclaimed, and how much not. */
static void slab_leak_add_kinds(const struct facts *facts, struct finding *finding, int64_t slab, bool is_alone) {
    const struct part *hard = &facts->room.parts[PART_SLAB], *soft = &facts->room.parts[PART_SLAB_RECLAIMABLE];
    bool split = facts->room.is_cgroup || facts->reckoning->ledger.parts.slab_kb == ABSENT;
    if (is_alone)
        slab_leak_add_rest(facts, finding);
    else
        pattern_for(facts, finding, hard->lines,
                    split ? "Slab that cannot be reclaimed: %s, %s of %s."
                          : "Slab, of which this kernel does not tell how much could be reclaimed: %s, %s of %s.",
                    SIZE(amount_positive(hard->kb)), PERCENT(amount_positive(hard->kb), facts->room.kb),
                    facts->room.name);
    if (slab > room_part_kb(&facts->room, PART_SLAB))
        pattern_for(facts, finding, soft->lines, "Slab that should be reclaimable, yet was not given back: %s.",
                    SIZE(soft->kb));
}

/* As much page cache is left, which is dropped before slab exhausts a machine. */
static void slab_leak_add_cache(const struct facts *facts, struct finding *finding, int64_t slab) {
    int64_t droppable_kb = room_droppable_kb(&facts->room);
    if (droppable_kb < slab)
        return;
    finding->confidence = CONFIDENCE_LOW;
    pattern_against(
        facts, finding, facts->room.parts[PART_FILE].lines,
        "Beside it %s of page cache was left, which the kernel can usually drop: it was not slab alone that "
        "left nothing.",
        SIZE(droppable_kb));
}

static bool slab_leak_judge(const struct facts *facts, struct finding *finding) {
    int64_t slab = room_slab_kb(&facts->room), hard_kb = room_part_kb(&facts->room, PART_SLAB);
    bool is_cache =
        !amount_at_least(hard_kb, SLAB_HARD_PERCENT, slab); /* of names and inodes: it goes when asked for */
    if (is_cache && !amount_at_least(slab, SLAB_CAUSE_PERCENT, facts->room.kb))
        return false;
    if (!pattern_weigh(facts, finding, slab, SLAB_MENTION_PERCENT, SLAB_CAUSE_PERCENT))
        return false;
    finding->consumer = kinds_name(PART_SLAB);
    bool is_alone = !facts->room.is_known && facts->event->memory.slab_count > 0 &&
                    facts->event->memory.counters.lines.first == 0; /* a share of what is shown would be all of it */
    slab_leak_state(facts, finding, slab, is_alone);
    slab_leak_add_kinds(facts, finding, slab, is_alone);
    lead_add(facts, finding, PART_SLAB);
    slabs_add_largest(facts, finding, finding->weight);
    if (!is_alone)
        slab_leak_add_rest(facts, finding);
    pattern_add_processes(facts, finding);
    slab_leak_add_cache(facts, finding, slab);
    if (facts->event->memory.slab_count == 0)
        pattern_against(facts, finding, facts->room.parts[PART_SLAB].lines,
                        "The report does not list the slab caches: which objects grew is not shown.");
    str amount = is_alone ? STR("more than all processes and files") : pattern_amount(facts, slab);
    pattern_brief(facts, finding, "the kernel's own objects (slab) hold %.*s.", STR_ARG(amount));
    return true;
}

/* The largest cache of those that show by their name whose they are. */
static const struct slab *slab_leak_telling_cache(const struct facts *facts) {
    const struct slab *slab = slabs_next(facts, NULL);
    for (int i = 0; slab && i < 8; i++, slab = slabs_next(facts, slab))
        if (slabs_command(facts, slab).len)
            return amount_at_least(slab->total_kb, SLAB_MENTION_PERCENT, room_slab_kb(&facts->room)) ? slab : NULL;
    return NULL;
}

/* "kmalloc-2k": its name shows a size, and nobody; slabtop would show no more. */
static bool slab_leak_is_anybodys(const struct facts *facts) {
    const struct slab *slab = slabs_next(facts, NULL);
    return slab && str_starts(slab->name, STR("kmalloc-")) && shell_word(facts, slab->name).len > 0 &&
           release_is_since(facts->reckoning->release, RELEASE(2, 6, 32)) &&
           amount_at_least(slab->total_kb, 50, room_slab_kb(&facts->room));
}

/* A kernel that watches itself for leaks keeps a record of each object that it hands out. */
static bool slab_leak_is_of_kmemleak(const struct facts *facts) {
    const struct slab *slab = slabs_next(facts, NULL);
    return slab && str_equal(slab->name, STR("kmemleak_object")) &&
           amount_at_least(slab->total_kb, 50, room_slab_kb(&facts->room));
}

/* Documentation/dev-tools/kmemleak.rst: "clear" frees the records once it is off. */
static void slab_leak_advise_kmemleak(const struct facts *facts, struct advice *advice) {
    const struct slab *slab = slabs_next(facts, NULL);
    advice->advice = STR("Switch the kernel's leak detector off (kmemleak=off on its command line, for good), or run a "
                         "kernel built without it.");
    advice->command = STR("echo off > /sys/kernel/debug/kmemleak && echo clear > /sys/kernel/debug/kmemleak");
    advice->side_effect = STR("Leaks of the kernel are not recorded until the next boot.");
    advice->because = arena_format(facts->arena, "Its own records (kmemleak_object) take %s of the %s of slab.",
                                   SIZE(slab->total_kb), SIZE(room_slab_kb(&facts->room)));
    advice->lines = evidence_line(slab->line);
}

static void slab_leak_advise_maker(const struct facts *facts, struct advice *advice) {
    const struct slab *cache = slab_leak_telling_cache(facts);
    str group = shell_group_file(facts, "memory.stat", NULL);
    str owners = cache ? slabs_command(facts, cache) : STR("");
    str lead = lead_advice(facts, PART_SLAB), check = lead_check(facts, PART_SLAB);
    if (cache)
        advice->advice = arena_format(facts->arena, "Find out who makes the objects of the slab cache %.*s (%s).%.*s",
                                      STR_ARG(cache->name), slabs_meaning(facts, cache), STR_ARG(lead));
    else if (lead.len == 0 && slab_leak_is_anybodys(facts))
        advice->advice = arena_format(facts->arena,
                                      "Find out who allocates the objects of the slab cache %.*s: boot with "
                                      "slub_debug=U,%.*s, and read its allocation sites when it has grown.",
                                      STR_ARG(slabs_next(facts, NULL)->name), STR_ARG(slabs_next(facts, NULL)->name));
    else
        advice->advice = arena_format(facts->arena,
                                      "Find out which kernel objects grow and who makes them (dentry, inode and NFS "
                                      "caches, files, sockets, messages).%.*s",
                                      STR_ARG(lead));
    if (!cache && lead.len == 0 && slab_leak_is_anybodys(facts)) {
        str name = slabs_next(facts, NULL)->name;
        owners = release_is_since(facts->reckoning->release, RELEASE(5, 14, 0))
                     ? arena_format(facts->arena, "sort -n -r /sys/kernel/debug/slab/%.*s/alloc_traces | head",
                                    STR_ARG(name))
                     : arena_format(facts->arena, "sort -n -r /sys/kernel/slab/%.*s/alloc_calls | head", STR_ARG(name));
    }
    if (check.len && !str_equal(check, owners))
        owners = arena_format(facts->arena, "%.*s%s%.*s", STR_ARG(check), owners.len ? "; " : "", STR_ARG(owners));
    if (group.len)
        group = arena_format(facts->arena, "grep -E '^(kernel|slab|sock|percpu|vmalloc)' %.*s; ", STR_ARG(group));
    advice->command = arena_format(facts->arena, "%.*sslabtop -o -s c | head -n 20%s%.*s", STR_ARG(group),
                                   owners.len ? "; " : "", STR_ARG(owners));
    advice->because =
        arena_format(facts->arena, "Slab holds %s; killing processes frees only the objects that end with them.",
                     SIZE(room_slab_kb(&facts->room)));
    advice->lines = facts->room.parts[PART_SLAB].lines;
}

bool advice_slab(const struct facts *facts, struct advice *advice) {
    advice->code = STR("find-slab-maker");
    if (shortage_is_beside_zone(facts, room_slab_kb(&facts->room), SLAB_MENTION_PERCENT))
        return false;
    if (slab_leak_is_of_kmemleak(facts))
        slab_leak_advise_kmemleak(facts, advice);
    else
        slab_leak_advise_maker(facts, advice);
    return true;
}

static str slab_leak_prevention(const struct facts *facts) {
    return facts->room.is_cgroup ? STR("Not by a higher limit, if it goes on: find what makes these kernel objects.")
                                 : STR("Not by more RAM or swap: find what makes these kernel objects.");
}

static str slab_leak_prevented(const struct facts *facts) {
    return facts->room.is_cgroup ? STR("Not by a higher limit: find the maker")
                                 : STR("Not by more RAM: find the maker");
}

const struct pattern pattern_slab_leak = {
    .name = "slab-leak",
    .family = PATTERN_HOLDER,
    .part = PART_SLAB,
    .judge = slab_leak_judge,
    .consumer = consumer_largest,
    .prevention = slab_leak_prevention,
    .prevented = slab_leak_prevented,
    .advice = {{ADVICE_CAUSE, advice_slab}},
};
