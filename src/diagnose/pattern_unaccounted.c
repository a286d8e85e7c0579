/* No counter of the report holds the memory: a driver, a balloon, vmalloc, pipe or socket pages.
 * SPDX-License-Identifier: MIT */
#include "diagnose/hidden.h"
#include "diagnose/lead.h"
#include "diagnose/pattern.h"

/* zswap came with 3.11, its pool shows nowhere before 6.18 and is capped at a fifth of RAM. */
static bool unaccounted_may_be_zswap(const struct scene *scene, int64_t gap) {
    const struct release release = scene->reckoning->release;
    bool hidden = !release_is_before(release, RELEASE(3, 11, 0)) && !release_is_since(release, RELEASE(6, 18, 0));
    return hidden && scene->swap_used_kb / 2 >= gap && !amount_at_least(gap, ZSWAP_CAP_PERCENT, scene->room_kb);
}

/* zram (3.14; a staging driver before) keeps swapped pages in RAM. Those that do not compress take as much there, and a
 * gap of the size of the swap in use is hardly chance. */
static bool unaccounted_is_swap_in_ram(const struct scene *scene, int64_t gap) {
    return !scene->cgroup && amount_at_least(gap, SWAP_IN_RAM_PERCENT, scene->swap_used_kb) &&
           amount_at_least(scene->swap_used_kb, SWAP_IN_RAM_PERCENT, gap);
}

/* A part of the sum is not in the log: the rest is an upper bound. */
static bool unaccounted_is_bound(const struct scene *scene) {
    return !scene->cgroup && (scene->reckoning->ledger.filtered || scene->parts[PART_KERNEL_STACK].kb == ABSENT);
}

/* With allocation profiling the kernel names the owner. */
static void unaccounted_add_allocations(const struct scene *scene, struct finding *finding) {
    const struct memory *memory = &scene->event->memory;
    for (size_t i = 0; i < memory->allocation_count && i < 3; i++) {
        const struct allocation *from = &memory->allocations[i];
        pattern_for(scene, finding, evidence_line(from->line), "Allocated at %.*s (%.*s): %s.", STR_ARG(from->place),
                    STR_ARG(from->function), SIZE(amount_positive(from->bytes) / 1024));
    }
}

static void unaccounted_add_cgroup(const struct scene *scene, struct finding *finding) {
    const struct cgroup_ledger *cgroup = &scene->reckoning->cgroup;
    if (amount_positive(cgroup->kernel_other_kb) > 0)
        pattern_for(scene, finding, scene_lines(scene), "Kernel memory charged to the cgroup without a name: %s.",
                    SIZE(cgroup->kernel_other_kb));
    if (amount_positive(cgroup->sock_kb) > 0)
        pattern_for(scene, finding, scene_lines(scene), "Socket buffers: %s.", SIZE(cgroup->sock_kb));
    if (amount_positive(cgroup->percpu_kb) > 0)
        pattern_for(scene, finding, scene_lines(scene), "Per-CPU memory: %s.", SIZE(cgroup->percpu_kb));
    if (amount_positive(cgroup->vmalloc_kb) > 0)
        pattern_for(scene, finding, scene_lines(scene), "vmalloc: %s.", SIZE(cgroup->vmalloc_kb));
}

/* A cgroup's statistics name slab since 5.3; v2's did from 4.5 on, but not in reports. */
static bool unaccounted_is_unsplit(const struct scene *scene) {
    return scene->cgroup && scene->reckoning->cgroup.slab_kb == ABSENT;
}

static void unaccounted_add_against(const struct scene *scene, struct finding *finding, int64_t gap) {
    if (unaccounted_is_unsplit(scene))
        pattern_against(scene, finding, scene_lines(scene),
                        "It may all be slab, a leak of kernel objects: this kernel prints no statistic of it.");
    if (unaccounted_may_be_zswap(scene, gap))
        pattern_against(scene, finding, scene->reckoning->swap_lines,
                        "It may be zswap's compressed pool, which this kernel does not print: swap is in use and the "
                        "pool's default cap is 20 %% of RAM.");
    if (unaccounted_is_swap_in_ram(scene, gap))
        pattern_against(
            scene, finding, scene->reckoning->swap_lines,
            "About as much is swapped out (%s): if swap is a compressed disk in RAM (zram) and these pages do not "
            "compress, this is where they lie, and they are the processes' memory.",
            SIZE(scene->swap_used_kb));
    if (unaccounted_is_bound(scene))
        pattern_against(
            scene, finding, scene_lines(scene),
            "Some parts are not in the log (kernel stacks, or zones that were left out or cut): this is the "
            "most it can be.");
}

static void unaccounted_state(const struct scene *scene, struct finding *finding, int64_t gap) {
    bool kernel = amount_at_least(scene->reckoning->cgroup.kernel_other_kb, 50, gap);
    const char *what = "in no counter of the report: a driver, a balloon, vmalloc, pipe or socket buffers";
    if (unaccounted_is_swap_in_ram(scene, gap))
        what = "in no counter of the report, and about as much is swapped out: perhaps to a disk in RAM (zram)";
    else if (scene->cgroup && kernel)
        what = unaccounted_is_unsplit(scene)
                   ? "kernel memory charged to the cgroup (kmem), which this report does not split: slab objects, "
                     "kernel stacks, page tables, pipe buffers"
                   : "kernel memory charged to the cgroup that no statistic names: BPF maps, pipe buffers, data in "
                     "Unix sockets, network tables, io_uring, vmalloc";
    else if (unaccounted_is_unsplit(scene))
        what = "in no counter of the report, which names no kernel memory of a cgroup: slab objects, kernel stacks, "
               "page tables, pipe or socket buffers";
    pattern_state(scene, finding, "%s, %s of %s, is %s.", SIZE(gap), PERCENT(gap, scene->room_kb), scene->room, what);
}

static bool unaccounted_judge(const struct scene *scene, struct finding *finding) {
    int64_t gap = scene_kb(scene, PART_UNACCOUNTED), excess = scene_unaccounted_kb(scene);
    if (excess == 0 || !pattern_weigh(scene, finding, gap, UNACCOUNTED_MENTION_PERCENT, UNACCOUNTED_CAUSE_PERCENT))
        return false;
    if (unaccounted_may_be_zswap(scene, gap) || unaccounted_is_swap_in_ram(scene, gap))
        finding->confidence = CONFIDENCE_LOW;
    else if (unaccounted_is_bound(scene) && finding->confidence > CONFIDENCE_LOW)
        finding->confidence--;
    if (unaccounted_is_unsplit(scene) && finding->confidence == CONFIDENCE_HIGH)
        finding->confidence = CONFIDENCE_MEDIUM;
    finding->consumer = STR("unaccounted");
    unaccounted_state(scene, finding, gap);
    str places = scene->cgroup ? STR("") : hidden_places(scene);
    pattern_for(scene, finding, scene_lines(scene),
                "All counters together leave %s of %s unexplained; some per cent are usual.", SIZE(gap),
                SIZE(scene->room_kb));
    lead_add(scene, finding, PART_UNACCOUNTED);
    if (places.len)
        pattern_for(scene, finding, scene_lines(scene), "Nowhere counted by this kernel's report: %.*s.",
                    STR_ARG(places));
    if (scene->cgroup)
        unaccounted_add_cgroup(scene, finding);
    else if (amount_positive(scene->reckoning->ledger.within.balloon_kb) > 0)
        pattern_for(scene, finding, scene_lines(scene), "A balloon driver holds %s.",
                    SIZE(scene->reckoning->ledger.within.balloon_kb));
    unaccounted_add_allocations(scene, finding);
    pattern_add_processes(scene, finding);
    unaccounted_add_against(scene, finding, gap);
    return true;
}

const struct pattern pattern_unaccounted = {"unaccounted", PATTERN_HOLDER, PART_UNACCOUNTED, unaccounted_judge};
