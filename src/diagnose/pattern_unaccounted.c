/* No counter of the report holds the memory: a driver, a balloon, vmalloc, pipe or socket pages.
 * SPDX-License-Identifier: MIT */
#include "diagnose/hidden.h"
#include "diagnose/kinds.h"
#include "diagnose/lead.h"
#include "diagnose/pattern.h"
#include "diagnose/shortage.h"
#include "model/release.h"

/* zswap came with 3.11, its pool shows nowhere before 6.18 and is capped at a fifth of RAM. */
static bool unaccounted_may_be_zswap(const struct facts *facts, int64_t gap) {
    const struct release release = facts->reckoning->release;
    bool hidden = !release_is_before(release, RELEASE(3, 11, 0)) && !release_is_since(release, RELEASE(6, 18, 0));
    return hidden && facts->room.swap_used_kb / 2 >= gap && !amount_at_least(gap, ZSWAP_CAP_PERCENT, facts->room.kb);
}

/* The log shows that swap is zram, whose pages no counter shows before 6.18: the gap is not more than was put there. */
static bool unaccounted_is_zram(const struct facts *facts, int64_t gap) {
    return !facts->room.is_cgroup && room_swaps_to_zram(&facts->room) &&
           !release_is_since(facts->reckoning->release, RELEASE(6, 18, 0)) && facts->room.swap_used_kb >= gap;
}

/* zram (3.14; a staging driver before) keeps swapped pages in RAM. Those that do not compress take as much there, and a
 * gap of the size of the swap in use is hardly chance. */
static bool unaccounted_is_swap_in_ram(const struct facts *facts, int64_t gap) {
    return !facts->room.is_cgroup && amount_at_least(gap, SWAP_IN_RAM_PERCENT, facts->room.swap_used_kb) &&
           amount_at_least(facts->room.swap_used_kb, SWAP_IN_RAM_PERCENT, gap);
}

/* A part of the sum is not in the log: the rest is an upper bound. */
static bool unaccounted_is_bound(const struct facts *facts) {
    return !facts->room.is_cgroup &&
           (facts->reckoning->ledger.filtered || facts->room.parts[PART_KERNEL_STACK].kb == ABSENT);
}

/* With allocation profiling the kernel names the owner. */
static void unaccounted_add_allocations(const struct facts *facts, struct finding *finding) {
    const struct memory *memory = &facts->event->memory;
    for (size_t i = 0; i < memory->allocation_count && i < 3; i++) {
        const struct allocation *from = &memory->allocations[i];
        pattern_for(facts, finding, evidence_line(from->line), "Allocated at %.*s (%.*s): %s.", STR_ARG(from->place),
                    STR_ARG(from->function), SIZE(amount_positive(from->bytes) / 1024));
    }
}

static void unaccounted_add_cgroup(const struct facts *facts, struct finding *finding) {
    const struct cgroup_ledger *cgroup = &facts->reckoning->cgroup;
    if (amount_positive(cgroup->kernel_other_kb) > 0)
        pattern_for(facts, finding, room_lines(&facts->room), "Kernel memory charged to the cgroup without a name: %s.",
                    SIZE(cgroup->kernel_other_kb));
    if (amount_positive(cgroup->kernel_unsplit_kb) > 0)
        pattern_for(facts, finding,
                    facts->event->cgroup.kmem.line ? evidence_line(facts->event->cgroup.kmem.line)
                                                   : room_lines(&facts->room),
                    "Kernel memory of the cgroup (kmem), which the report does not split: %s.",
                    SIZE(cgroup->kernel_unsplit_kb));
    lead_add(facts, finding, PART_UNACCOUNTED);
    if (amount_positive(cgroup->sock_kb) > 0)
        pattern_for(facts, finding, room_lines(&facts->room), "Socket buffers: %s.", SIZE(cgroup->sock_kb));
    if (amount_positive(cgroup->percpu_kb) > 0)
        pattern_for(facts, finding, room_lines(&facts->room), "Per-CPU memory: %s.", SIZE(cgroup->percpu_kb));
    if (amount_positive(cgroup->vmalloc_kb) > 0)
        pattern_for(facts, finding, room_lines(&facts->room), "vmalloc: %s.", SIZE(cgroup->vmalloc_kb));
}

/* A cgroup's statistics name slab since 5.3; v2's did from 4.5 on, but not in reports. */
static bool unaccounted_is_unsplit(const struct facts *facts) {
    return facts->room.is_cgroup && facts->reckoning->cgroup.slab_kb == ABSENT;
}

/* "kmem: usage 47036kB": a counter has nearly all of it, though not split. */
static bool unaccounted_is_counted(const struct facts *facts, int64_t gap) {
    return unaccounted_is_unsplit(facts) &&
           amount_at_least(facts->reckoning->cgroup.kernel_unsplit_kb, COVERED_PERCENT, gap);
}

static void unaccounted_add_against(const struct facts *facts, struct finding *finding, int64_t gap) {
    if (unaccounted_is_unsplit(facts))
        pattern_against(facts, finding, room_lines(&facts->room),
                        "It may all be slab, a leak of kernel objects: this kernel prints no statistic of it.");
    if (unaccounted_may_be_zswap(facts, gap))
        pattern_against(facts, finding, facts->reckoning->swap_lines,
                        "It may be zswap's compressed pool, which this kernel does not print: swap is in use and the "
                        "pool's default cap is 20 %% of RAM.");
    if (unaccounted_is_zram(facts, gap))
        pattern_against(facts, finding, facts->reckoning->swap_lines,
                        "Swap is a compressed disk in RAM (zram), and %s is swapped out to it: its pages lie in this "
                        "gap, and they are the processes' memory.",
                        SIZE(facts->room.swap_used_kb));
    else if (unaccounted_is_swap_in_ram(facts, gap))
        pattern_against(
            facts, finding, facts->reckoning->swap_lines,
            "About as much is swapped out (%s): if swap is a compressed disk in RAM (zram) and these pages do not "
            "compress, this is where they lie, and they are the processes' memory.",
            SIZE(facts->room.swap_used_kb));
    if (!facts->room.is_cgroup && facts->reckoning->ledger.may_hide_gigantic)
        pattern_against(facts, finding, room_lines(&facts->room),
                        "It may be a pool of huge pages of 1 GiB: most processors have them, and the report has no "
                        "line of them (hugepages_size=1048576kB).");
    if (unaccounted_is_bound(facts))
        pattern_against(
            facts, finding, room_lines(&facts->room),
            "Some parts are not in the log (kernel stacks, or zones that were left out or cut): this is the "
            "most it can be.");
}

/* Most of it is the balloon that the kernel counts. */
static bool unaccounted_is_balloon(const struct facts *facts) {
    return !facts->room.is_cgroup &&
           amount_at_least(facts->reckoning->ledger.parts.balloon_kb, 50, room_part_kb(&facts->room, PART_UNACCOUNTED));
}

static void unaccounted_state(const struct facts *facts, struct finding *finding, int64_t gap) {
    bool kernel = amount_at_least(room_unnamed_kernel_kb(&facts->room), 50, gap);
    int64_t balloon_kb = facts->reckoning->ledger.within.balloon_kb;
    const char *what = balloon_kb == ABSENT
                           ? "in no counter of the report: a driver, a balloon, vmalloc, pipe or socket buffers"
                           : "in no counter of the report: a driver, vmalloc, pipe or socket buffers";
    if (unaccounted_is_balloon(facts))
        what = "nobody's on this machine: the hypervisor's balloon took it";
    else if (unaccounted_is_zram(facts, gap))
        what = "in no counter of the report: zram's compressed pages, most likely, for swap is in use and is zram";
    else if (unaccounted_is_swap_in_ram(facts, gap))
        what = "in no counter of the report, and about as much is swapped out: perhaps to a disk in RAM (zram)";
    else if (facts->room.is_cgroup && kernel)
        what = unaccounted_is_unsplit(facts)
                   ? "kernel memory charged to the cgroup (kmem), which this report does not split: slab objects, "
                     "kernel stacks, page tables, pipe buffers"
                   : "kernel memory charged to the cgroup that no statistic names: BPF maps, pipe buffers, data in "
                     "Unix sockets, network tables, io_uring, vmalloc";
    else if (unaccounted_is_unsplit(facts))
        what = "in no counter of the report, which names no kernel memory of a cgroup: slab objects, kernel stacks, "
               "page tables, pipe or socket buffers";
    pattern_state(facts, finding, "%s, %s of %s, is %s.", SIZE(gap), PERCENT(gap, facts->room.kb), facts->room.name,
                  what);
}

static void unaccounted_brief(const struct facts *facts, struct finding *finding, int64_t gap) {
    str amount = pattern_amount(facts, gap);
    if (!facts->room.is_cgroup)
        pattern_brief(facts, finding,
                      unaccounted_is_balloon(facts)
                          ? "the hypervisor's balloon holds %.*s."
                          : "%.*s is in no counter of the report: a driver, for example, may hold it.",
                      STR_ARG(amount));
    else if (amount_at_least(room_unnamed_kernel_kb(&facts->room), 50, gap))
        pattern_brief(facts, finding, "kernel memory, not told apart, holds %.*s.", STR_ARG(amount));
}

static bool unaccounted_judge(const struct facts *facts, struct finding *finding) {
    int64_t gap = room_part_kb(&facts->room, PART_UNACCOUNTED), excess = room_unaccounted_kb(&facts->room);
    if (excess == 0 || !pattern_weigh(facts, finding, gap, UNACCOUNTED_MENTION_PERCENT, UNACCOUNTED_CAUSE_PERCENT))
        return false;
    if (unaccounted_may_be_zswap(facts, gap) || unaccounted_is_zram(facts, gap) ||
        unaccounted_is_swap_in_ram(facts, gap))
        finding->confidence = CONFIDENCE_LOW;
    else if (unaccounted_is_bound(facts) && finding->confidence > CONFIDENCE_LOW)
        finding->confidence--;
    bool hides = !facts->room.is_cgroup && facts->reckoning->ledger.may_hide_gigantic;
    if ((unaccounted_is_unsplit(facts) || hides) && finding->confidence == CONFIDENCE_HIGH)
        finding->confidence = CONFIDENCE_MEDIUM;
    finding->consumer = kinds_name(PART_UNACCOUNTED);
    unaccounted_state(facts, finding, gap);
    str places = facts->room.is_cgroup ? STR("") : hidden_places(facts);
    const bool is_balloon = unaccounted_is_balloon(facts);
    if (!is_balloon && !unaccounted_is_counted(facts, gap))
        pattern_for(facts, finding, room_lines(&facts->room),
                    "All counters together leave %s of %s unexplained; a few per cent are normal.", SIZE(gap),
                    SIZE(facts->room.kb));
    if (!facts->room.is_cgroup)
        lead_add(facts, finding, PART_UNACCOUNTED);
    if (places.len && !is_balloon)
        pattern_for(facts, finding, room_lines(&facts->room), "What these counters do not show: %.*s.",
                    STR_ARG(places));
    if (facts->room.is_cgroup)
        unaccounted_add_cgroup(facts, finding);
    else if (amount_positive(facts->reckoning->ledger.within.balloon_kb) > 0)
        pattern_for(facts, finding, room_balloon_lines(&facts->room), "The hypervisor's balloon holds %s (Balloon:).",
                    SIZE(facts->reckoning->ledger.within.balloon_kb));
    unaccounted_add_allocations(facts, finding);
    pattern_add_processes(facts, finding);
    unaccounted_add_against(facts, finding, gap);
    unaccounted_brief(facts, finding, gap);
    return true;
}

/* The commands of CHECK, then those of COMMAND that CHECK lacks. */
static str unaccounted_join(const struct facts *facts, str check, str command) {
    str joined = check;
    while (command.len) {
        size_t end = str_find(command, STR("; "));
        str part = end == STR_NONE ? command : str_first(command, end);
        command = end == STR_NONE ? STR("") : str_from(command, end + 2);
        if (str_find(check, part) == STR_NONE)
            joined = arena_format(facts->arena, "%.*s; %.*s", STR_ARG(joined), STR_ARG(part));
    }
    return joined;
}

/* Where the log shows who may hold it, that is looked at first. */
static void unaccounted_follow_lead(const struct facts *facts, struct advice *advice) {
    str lead = lead_advice(facts, PART_UNACCOUNTED), check = lead_check(facts, PART_UNACCOUNTED);
    if (lead.len)
        advice->advice = arena_format(facts->arena, "%.*s%.*s", STR_ARG(advice->advice), STR_ARG(lead));
    if (check.len)
        advice->command = unaccounted_join(facts, check, advice->command);
}

static const char *unaccounted_because(const struct facts *facts, int64_t gap) {
    if (unaccounted_is_counted(facts, gap))
        return "%s is kernel memory of the cgroup (kmem), which the report does not split.";
    if (facts->room.is_cgroup && amount_at_least(room_unnamed_kernel_kb(&facts->room), 50, gap))
        return "%s is charged to the cgroup, most of it kernel memory without a name.";
    return "%s is in no counter of the report.";
}

bool advice_unaccounted(const struct facts *facts, struct advice *advice) {
    const int64_t gap = room_part_kb(&facts->room, PART_UNACCOUNTED);
    advice->code = STR("find-unaccounted");
    if (gap == 0 || shortage_is_beside_zone(facts, gap, UNACCOUNTED_CAUSE_PERCENT))
        return false;
    if (advice_balloon(facts, gap, advice))
        return true;
    str group = shell_group_file(facts, "memory.stat", "memory.stat");
    const struct release release = facts->reckoning->release;
    const struct ledger_within *within = &facts->reckoning->ledger.within;
    bool bpf = !release_is_before(release, RELEASE(3, 18, 0)), rings = !release_is_before(release, RELEASE(5, 1, 0));
    bool zswap = !release_is_before(release, RELEASE(3, 11, 0)) && within->zspages_kb == ABSENT;
    const char *tool = release_is_before(release, RELEASE(4, 15, 0)) ? "" : "; bpftool map"; /* lists maps since */
    if (unaccounted_is_counted(facts, gap))
        advice->advice = STR("Find out what makes kernel memory in the cgroup: messages, sockets, pipes, open files.");
    else if (facts->room.is_cgroup)
        advice->advice = arena_format(facts->arena,
                                      "Look for kernel memory that is charged to the cgroup and that no statistic "
                                      "names:%s pipe buffers, netfilter tables,%s vmalloc.",
                                      bpf ? " BPF maps," : "", rings ? " io_uring," : "");
    else
        advice->advice = arena_format(facts->arena,
                                      "Look for the owner outside the counters: vmalloc, drivers,%s%s pipes and "
                                      "sockets,%s ZFS.",
                                      within->balloon_kb == ABSENT ? " balloon," : "", bpf ? " BPF maps," : "",
                                      zswap ? " zram, zswap," : "");
    if (group.len)
        advice->command = arena_format(facts->arena, "cat %.*s%s", STR_ARG(group), tool);
    else
        advice->command = arena_format(facts->arena,
                                       "grep -E 'Vmalloc|Percpu|Zswap|MemTotal' /proc/meminfo; cat /proc/net/sockstat; "
                                       "sort -k2 -n -r /proc/vmallocinfo | head%s; lsmod",
                                       tool);
    unaccounted_follow_lead(facts, advice);
    advice->because = arena_format(facts->arena, unaccounted_because(facts, gap), SIZE(gap));
    advice->lines = room_lines(&facts->room);
    return true;
}

static str unaccounted_prevention(const struct facts *facts) {
    if (unaccounted_is_balloon(facts))
        return arena_format(facts->arena, "Probably: with the %s that the hypervisor's balloon took.",
                            SIZE(facts->reckoning->ledger.within.balloon_kb));
    if (unaccounted_is_counted(facts, room_part_kb(&facts->room, PART_UNACCOUNTED)))
        return STR("Only by finding what makes this kernel memory, or by a higher limit.");
    return STR("Only by finding the owner of the memory that no counter shows.");
}

static str unaccounted_prevented(const struct facts *facts) {
    return unaccounted_is_balloon(facts) ? STR("Probably, without the balloon") : STR("Only by finding what holds it");
}

const struct pattern pattern_unaccounted = {
    .name = "unaccounted",
    .family = PATTERN_HOLDER,
    .part = PART_UNACCOUNTED,
    .judge = unaccounted_judge,
    .consumer = consumer_largest,
    .prevention = unaccounted_prevention,
    .prevented = unaccounted_prevented,
    .advice = {{ADVICE_CAUSE, advice_unaccounted}, {ADVICE_ROOM, advice_reserved}},
};
