/* One process holds far more than anything else.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"
#include "diagnose/programs.h"
#include "model/release.h"
#include "model/victim.h"

/* A second large program, and no like of the first to compare it with: neither is known to hold more than it should. */
static bool memory_leak_is_contested(const struct facts *facts) {
    return amount_at_least(facts->holders.second.kb, OUTLIER_ROOM_PERCENT, facts->room.reach_kb) &&
           !holders_outgrown(&facts->holders).count;
}

/* RAM is a fact, a limit is somebody's choice: in a cgroup one report can't tell a process that grew from a limit that
 * is too low, so only growth over several reports makes it sure. */
static enum confidence memory_leak_confidence(const struct facts *facts) {
    if (!facts->holders.outlier && facts->holders.whole)
        return programs_is_load(facts->holders.largest.name) ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW;
    if (facts->holders.table && !facts->holders.whole) /* a larger one may be among the rows that are missing */
        return CONFIDENCE_LOW;
    if (facts->room.only_processes && holders_scored_permille(&facts->holders) >= 10 * OUTLIER_SURE_PERCENT)
        return CONFIDENCE_MEDIUM;
    const bool is_whole = facts->room.is_known || room_shows_the_large(&facts->room);
    if (facts->room.only_processes || !is_whole || memory_leak_is_contested(facts))
        return CONFIDENCE_LOW;
    bool half = amount_at_least(facts->holders.largest.kb, OUTLIER_SURE_PERCENT, facts->room.reach_kb);
    bool alone = facts->holders.largest.kb / OUTLIER_SURE_TIMES >=
                 amount_most(facts->holders.second.kb, facts->holders.unlisted_kb);
    return half && alone && room_is_weighable(&facts->room) && !facts->room.is_cgroup && facts->holders.table &&
                   facts->room.is_known && !facts->holders.rss_approximate
               ? CONFIDENCE_HIGH
               : CONFIDENCE_MEDIUM;
}

static void memory_leak_add_nature(const struct facts *facts, struct finding *finding) {
    struct holders_like like = holders_outgrown(&facts->holders);
    if (programs_is_load(facts->holders.largest.name))
        pattern_for(facts, finding, facts->holders.largest.lines,
                    "By its name it is a memory test, which takes memory on purpose.");
    if (like.count)
        pattern_for(facts, finding, like.lines, "%lld more of that name hold%s %s%s.", (long long)like.count,
                    like.count == 1 ? "s" : "", SIZE(like.mean_kb), like.count == 1 ? "" : " each on average");
}

/* A child of vfork runs in its parent's address space; one of fork has a copy, and shares the pages until either writes
 * to them. */
static void memory_leak_add_twin(const struct facts *facts, struct finding *finding) {
    const struct holder *twin = &facts->holders.twin;
    if (!twin->count)
        return;
    str others =
        twin->count > 1 ? arena_format(facts->arena, " and %lld more have", (long long)twin->count - 1) : STR(" has");
    pattern_for(facts, finding, twin->lines,
                "Pid %lld%.*s the same figures to the page, and there is not that much memory %s: one address space "
                "(vfork, or clone with CLONE_VM), or fresh copies (fork) that share their pages.",
                (long long)twin->pid, STR_ARG(others), twin->count > 1 ? "so often" : "twice");
}

/* NAME is the largest process. */
static void memory_leak_add_evidence(const struct facts *facts, struct finding *finding, str name) {
    const struct holder *largest = &facts->holders.largest, *second = &facts->holders.second;
    const struct part *anon = &facts->room.parts[PART_ANON];
    str shape = holder_shape(&facts->room, largest);
    pattern_for(facts, finding, largest->lines, "%.*s: %.*s.", STR_ARG(name), STR_ARG(shape));
    if (second->count) {
        const bool is_twofold = facts->holders.second.pid > 0 && str_equal(second->name, largest->name) &&
                                holders_outgrown(&facts->holders).count == 1; /* it is told as one of that name */
        str next = pattern_name(facts, second), size = holder_size(&facts->room, second);
        if (!is_twofold)
            pattern_for(facts, finding, second->lines, "The next largest, %.*s, holds %.*s.", STR_ARG(next),
                        STR_ARG(size));
    }
    if (facts->holders.init_alone)
        pattern_for(facts, finding, facts->event->tasks.lines,
                    "The task table has no row: of all processes the kernel leaves out only init (pid 1), which it may "
                    "not kill, so the private memory is init's.");
    memory_leak_add_twin(facts, finding);
    memory_leak_add_nature(facts, finding);
    int64_t scored = facts->room.only_processes ? holders_scored_permille(&facts->holders) : ABSENT;
    if (scored != ABSENT)
        pattern_for(facts, finding, evidence_line(facts->event->intent.line),
                    "The kernel scored it %lld of 1000, so it held %s of %s.", (long long)scored, PERCENT(scored, 1000),
                    facts->room.is_cgroup ? "what the cgroup may use" : "RAM and swap");
    const str share = room_share(&facts->room, anon->kb);
    if (anon->kb != ABSENT)
        pattern_for(facts, finding, anon->lines, "All processes together hold %s of %s%s in RAM%.*s.", SIZE(anon->kb),
                    facts->room.anonymous, room_unlocked(&facts->room), STR_ARG(share));
    if (facts->room.unlimited)
        pattern_for(facts, finding, facts->room.lines, "The cgroup uses %s and has no limit of its own.",
                    SIZE(facts->room.kb));
    else if (facts->room.is_known)
        pattern_for(facts, finding, facts->room.lines, "%s is %s.", facts->room.is_cgroup ? "The limit" : "Usable RAM",
                    SIZE(facts->room.kb));
}

static void memory_leak_add_against(const struct facts *facts, struct finding *finding) {
    pattern_against(facts, finding, facts->holders.largest.lines,
                    "One report shows size, not growth: only a second one can tell a leak from a large process.");
    finding->growth_unseen = finding->against.count;
    if (amount_at_least(facts->holders.second.kb, OUTLIER_ROOM_PERCENT, facts->room.reach_kb)) {
        str next = pattern_name(facts, &facts->holders.second),
            size = holder_size(&facts->room, &facts->holders.second);
        pattern_against(facts, finding, facts->holders.second.lines,
                        "%.*s holds %.*s itself: two large programs may simply be too much together.", STR_ARG(next),
                        STR_ARG(size));
    }
    if (!facts->holders.table && !facts->holders.init_alone)
        pattern_against(facts, finding, facts->holders.largest.lines,
                        "There is no task table: the figures are those of the kill line alone.");
    if (facts->holders.rss_approximate)
        pattern_against(facts, finding, facts->event->tasks.lines,
                        "This kernel's rss figures are approximate (6.2 to 6.19).");
}

/* Buffers of graphics drivers, which stand in no row, are more than it. */
static void memory_leak_add_graphics(const struct facts *facts, struct finding *finding) {
    int64_t gpu_kb = room_part_kb(&facts->room, PART_GPU);
    if (gpu_kb <= facts->holders.largest.kb)
        return;
    finding->confidence = CONFIDENCE_LOW;
    pattern_against(facts, finding, facts->room.parts[PART_GPU].lines,
                    "Graphics drivers hold %s, more than it; whose buffers these are the log does not show.",
                    SIZE(gpu_kb));
}

/* What it is if it is no leak. */
static const char *memory_leak_else(const struct facts *facts) {
    return facts->room.unlimited   ? "needs so much"
           : facts->room.is_cgroup ? "needs more than its limit"
                                   : "needs more than there is";
}

static bool memory_leak_judge(const struct facts *facts, struct finding *finding) {
    const struct holder *largest = &facts->holders.largest;
    if ((facts->room.is_cgroup && facts->room.tiny) || facts->holders.fork_bomb ||
        !(facts->holders.outlier || holders_nearly_outlier(&facts->holders)))
        return false;
    finding->confidence = memory_leak_confidence(facts);
    finding->weight = largest->kb;
    finding->consumer = largest->name;
    str name = pattern_name(facts, largest);
    str share = room_share_with_swap(&facts->room, largest->kb);
    pattern_state(facts, finding, "One process, %.*s, holds %s, %.*s: a leak, or a process that %s.", STR_ARG(name),
                  SIZE(largest->kb), STR_ARG(share), memory_leak_else(facts));
    memory_leak_add_evidence(facts, finding, name);
    memory_leak_add_against(facts, finding);
    memory_leak_add_graphics(facts, finding);
    bool is_only = facts->room.is_cgroup && facts->holders.whole && facts->reckoning->process_count == 1;
    pattern_brief(facts, finding, "%.*s %s: a leak, or it %s.", STR_ARG(name),
                  is_only                  ? "is the only process in it"
                  : facts->holders.outlier ? "holds far more than any other process"
                                           : "holds more than any other process",
                  memory_leak_else(facts));
    return true;
}

/* A service that its administrator wrote: not one of systemd-run, nor all that a user runs. */
static bool memory_leak_is_service(str name) {
    return str_ends(name, STR(".service")) && !str_starts(name, STR("run-")) && !str_starts(name, STR("user@"));
}

/* The service of the largest process, if that is the victim: only of the victim does the log name the unit. */
static str memory_leak_unit(const struct facts *facts) {
    const struct event *event = facts->event;
    bool victim = event->kill_count && victim_is_of(&event->kills[0], facts->holders.largest.pid);
    str unit = shell_unit(facts);
    return victim && memory_leak_is_service(facts->reckoning->container.unit) ? unit : STR("");
}

/* What all processes of the largest one's name hold, where that is a good deal more: they mostly run in one unit, whose
 * limit holds for all of them. 0 where it is not. */
static int64_t memory_leak_family_kb(const struct facts *facts, int64_t *ret_count) {
    enum { MORE_PERCENT = 110 };
    const struct holder *holder = &facts->holders.largest;
    const struct reckoning *r = facts->reckoning;
    for (size_t i = 0; i < r->group_count; i++) {
        const struct group *group = &r->groups[i];
        if (!str_equal(group->name, holder->name))
            continue;
        const int64_t anon_kb = room_part_kb(&facts->room, PART_ANON);
        int64_t kb = group->anon_kb == ABSENT ? group->rss_kb : group->anon_kb;
        kb = anon_kb != ABSENT && anon_kb < kb ? anon_kb : kb; /* shared pages count once */
        *ret_count = group->count;
        return group->count > 1 && amount_at_least(kb, MORE_PERCENT, holder->kb) ? kb : 0;
    }
    return 0;
}

/* The bound of a unit: of the process, or of all that share its name. */
static int64_t memory_leak_cap_kb(const struct facts *facts, int64_t family_kb) {
    const int64_t below_kb = advice_below_kb(family_kb), most_kb = advice_cap_kb(facts);
    if (family_kb == 0)
        return advice_process_cap_kb(facts);
    return !facts->room.is_known || below_kb < most_kb ? below_kb : most_kb;
}

/* "It held 5 GiB", "The 21 processes of that name, which may share that unit, held 9.7 GiB" */
static str memory_leak_held(const struct facts *facts, int64_t family_kb, int64_t count) {
    if (family_kb == 0)
        return arena_format(facts->arena, "It held %s", SIZE(facts->holders.largest.kb));
    return arena_format(facts->arena, "The %lld processes of that name, which may share that unit, held %s",
                        (long long)count, SIZE(family_kb));
}

/* A program of a fixed size would never start again below it. */
static bool memory_leak_may_limit(const struct facts *facts) {
    const struct holder *holder = &facts->holders.largest;
    const struct program *program = programs_find(holder->name);
    return !facts->room.is_cgroup && holder->count > 0 && !facts->holders.init_alone && !facts->room.only_processes &&
           !(program && program->is_fixed);
}

/* " (MemoryMax=5G in the unit that starts it)" */
static str memory_leak_where(const struct facts *facts, str maximum) {
    return shell_has_systemd(facts) ? arena_format(facts->arena, " (%.*s in the unit that starts it)", STR_ARG(maximum))
                                    : STR(" (ulimit -v in the script that starts it)");
}

/* HELD is said of the process, or of all that share its name; LEFT_KB stays for the others. */
static str memory_leak_because(const struct facts *facts, str held, int64_t left_kb, bool to_ram) {
    if (!facts->room.is_known)
        return arena_format(facts->arena, "%.*s; how much RAM there is, the log does not show.", STR_ARG(held));
    return arena_format(facts->arena, "%.*s; with the limit %s%s stay for everything else%s.", STR_ARG(held),
                        to_ram ? "at least " : "", SIZE(left_kb),
                        to_ram ? ", since what is swapped out takes RAM too, compressed" : "");
}

/* Both bounds lie below what the process held: it reaches them before the machine is exhausted. */
static bool memory_leak_advise(const struct facts *facts, struct advice *advice) {
    const struct holder *holder = &facts->holders.largest;
    advice->code = STR("limit-process");
    if (!memory_leak_may_limit(facts))
        return false;
    /* MemorySwapMax= is of cgroup v2; of one that had nothing in swap, or whose figure is lost, none is known */
    const bool swaps = facts->reckoning->swap > SWAP_NONE && amount_positive(holder->swap_kb) > 0 &&
                       !release_is_before(facts->reckoning->release, RELEASE(4, 5, 0));
    const bool before_systemd = !shell_has_systemd(facts); /* then the bound is one of the process */
    int64_t count = 0, family_kb = before_systemd ? 0 : memory_leak_family_kb(facts, &count);
    int64_t cap = memory_leak_cap_kb(facts, family_kb), swap = advice_below_kb(amount_positive(holder->swap_kb));
    const bool zram = swaps && room_swaps_to_ram(&facts->room);
    if (zram) /* what is swapped out takes RAM too: both together leave some to the others */
        swap = shell_floor_kb(amount_least(swap, amount_less(advice_cap_kb(facts), cap)));
    str unit = memory_leak_unit(facts), maximum = shell_memory_max(facts, cap);
    str name = shell_process(facts, holder->name);
    if (swaps)
        maximum = arena_format(facts->arena, "%.*s MemorySwapMax=%s", STR_ARG(maximum), ARGUMENT(swap));
    str size = swaps ? arena_format(facts->arena, "%s and %s of swap", SIZE(cap), SIZE(swap))
                     : arena_format(facts->arena, "%s", SIZE(cap));
    if (unit.len)
        advice->command = shell_set_property(facts, unit, maximum);
    else if (name.len && !before_systemd && !shell_is_gone(facts, holder))
        advice->command = arena_format(facts->arena, "ps -o pid,unit,args -C %.*s", STR_ARG(name));
    str where = unit.len ? STR("") : memory_leak_where(facts, maximum);
    advice->advice =
        arena_format(facts->arena, "Limit %.*s to %.*s%.*s, so that it is stopped before it exhausts the machine.",
                     NAMED(unit.len ? unit : holder->name), STR_ARG(size), STR_ARG(where));
    const int64_t taken_kb = zram ? amount_sum(cap, swap) : cap; /* at the worst, pages that do not compress */
    advice->because = memory_leak_because(facts, memory_leak_held(facts, family_kb, count),
                                          amount_less(facts->room.kb, taken_kb), zram);
    advice->side_effect = STR("At that size it is killed, even where it needs that much.");
    advice->lines = holder->lines;
    return true;
}

/* Memory that the log shows taken away comes first; a large "reserved" alone may have been so since the machine was
 * built. */
static bool memory_leak_advise_reserved(const struct facts *facts, struct advice *advice) {
    const struct boot *boot = &facts->event->boot_memory;
    const bool shrank = boot->line > 0 && amount_at_least(amount_less(boot->memory_available_kb, facts->room.kb),
                                                          OUTLIER_ROOM_PERCENT, boot->memory_total_kb);
    return advice_reserved(facts, advice) && (shrank || facts->reckoning->ledger.within.balloon_kb > 0);
}

static str memory_leak_prevention(const struct facts *facts) {
    if (advice_is_memory_test(facts))
        return STR("Yes: by its name it is a memory test, which takes as much as it is told to.");
    if (facts->holders.init_alone)
        return STR("Only by init (pid 1) needing less: the kernel may not kill it, so there was nothing to give up.");
    if (room_is_shrunken(&facts->room))
        return room_shrunken_prevention(&facts->room, "a memory limit on that one process");
    if (facts->growth && facts->room.is_cgroup)
        return STR("Only by the process itself needing less, or by a higher limit; it grew from one event to another, "
                   "and if it leaks, a higher limit only delays the next kill.");
    if (facts->growth)
        return STR("Probably: it grew from one event to another, and a memory limit on it can keep the rest of the "
                   "machine out of that.");
    if (facts->room.is_cgroup && advice_is_all_pods(facts))
        return STR("Probably: a limit on its pod can keep the other pods of the node out of it.");
    return facts->room.is_cgroup
               ? STR("Only by the process itself needing less, or by a higher limit; if it leaks, a higher limit only "
                     "delays the next kill.")
               : STR("Probably: a memory limit on that one process can keep the rest of the machine out of it.");
}

static str memory_leak_prevented(const struct facts *facts) {
    if (advice_is_memory_test(facts))
        return STR("Yes, by a smaller memory test");
    if (facts->holders.init_alone)
        return STR("Only if init (pid 1) needs less");
    if (room_is_shrunken(&facts->room))
        return room_shrunken_prevented(&facts->room);
    if (facts->room.is_cgroup && advice_is_all_pods(facts))
        return STR("Probably, by a limit on its pod");
    return facts->room.is_cgroup ? STR("With a higher limit, if it is no leak")
                                 : STR("Probably, by a memory limit on it");
}

const struct pattern pattern_memory_leak = {
    .name = "memory-leak",
    .family = PATTERN_HOLDER,
    .part = PART_ANON,
    .growth = PATTERN_GROWTH_CONFIRMS,
    .judge = memory_leak_judge,
    .consumer = consumer_largest,
    .prevention = memory_leak_prevention,
    .prevented = memory_leak_prevented,
    .advice = {{ADVICE_DECISION, advice_audit_protection},
               {ADVICE_ROOM, memory_leak_advise_reserved},
               {ADVICE_ROOM, advice_own_setting},
               {ADVICE_ROOM, memory_leak_advise},
               {ADVICE_ROOM, advice_limit_pod},
               {ADVICE_ROOM, advice_find_leak},
               {ADVICE_ROOM, advice_reserved},
               {ADVICE_ROOM, advice_throttle},
               {ADVICE_ROOM, advice_raise_limit},
               {ADVICE_ROOM, advice_add_swap},
               {ADVICE_ROOM, advice_use_swap},
               {ADVICE_ROOM, advice_min_free}},
};
