/* File pages that could not be reclaimed: dirty, under writeback, or protected.
 * SPDX-License-Identifier: MIT */
#include "diagnose/kinds.h"
#include "diagnose/pattern.h"
#include "diagnose/shortage.h"
#include "model/release.h"

/* "320700 pages on the file lists, 272900 total pagecache pages": what the lists hold beyond the page cache, which is
 * files, shared memory and the swap cache. 0 where a figure is missing, or within drift. */
static int64_t page_cache_stray_kb(const struct facts *facts) {
    enum { STRAY_PERCENT = 5, STRAY_LEAST_KB = 16 * 1024 };
    const struct ledger *ledger = &facts->reckoning->ledger;
    int64_t cache_kb = ledger->within.pagecache_kb, shmem_kb = ledger->parts.shmem_kb;
    if (facts->room.is_cgroup || cache_kb == ABSENT || shmem_kb == ABSENT)
        return 0;
    int64_t beside_kb = amount_sum(shmem_kb, ledger->within.swap_cache_kb);
    int64_t stray_kb = amount_less(ledger->parts.file_kb, amount_less(cache_kb, beside_kb));
    return stray_kb >= STRAY_LEAST_KB && amount_at_least(stray_kb, STRAY_PERCENT, facts->room.kb) ? stray_kb : 0;
}

static void page_cache_add_stray(const struct facts *facts, struct finding *finding) {
    const struct figure *total = &facts->event->memory.totals.pagecache_pages;
    int64_t stray_kb = page_cache_stray_kb(facts);
    if (stray_kb > 0)
        pattern_for(facts, finding, evidence_line(total->line),
                    "%s on the file lists belongs to no page cache by \"total pagecache pages\": pages whose last "
                    "reference was leaked or is held by a driver, or private memory that was marked as free "
                    "(MADV_FREE).",
                    SIZE(stray_kb));
}

/* One zone was short, and hardly any of the page cache lies in it. */
static bool page_cache_is_elsewhere(const struct facts *facts) {
    const struct shortage_sum open = shortage_of(facts, true), shut = shortage_of(facts, false);
    return facts->reckoning->shortage == SHORTAGE_ZONE && shut.file_kb > 0 && open.managed_kb > 0 &&
           !amount_at_least(open.file_kb, CACHE_MENTION_PERCENT, open.managed_kb);
}

static str page_cache_why(const struct facts *facts, bool dirty) {
    const int64_t stray_kb = page_cache_stray_kb(facts);
    if (dirty)
        return STR(", most of it waiting to be written to storage");
    if (stray_kb > 0)
        return arena_format(facts->arena, "; of these file pages %s belong to no page cache", SIZE(stray_kb));
    return STR(": why it was not given back, the report does not show");
}

/* A share of a cgroup whose usage and limit are not in the log says nothing. */
static bool page_cache_is_of_unknown(const struct facts *facts) {
    return facts->room.is_cgroup && facts->reckoning->cgroup.usage_kb == ABSENT && !facts->room.is_known;
}

/* More was free than page cache held, and no zone tells that the request could not have it: the cache was not in the
 * way. */
static bool page_cache_is_beside_free(const struct facts *facts) {
    return !facts->room.is_cgroup && facts->reckoning->shortage == SHORTAGE_UNKNOWN &&
           room_part_kb(&facts->room, PART_FREE) > room_part_kb(&facts->room, PART_FILE);
}

static bool page_cache_judge(const struct facts *facts, struct finding *finding) {
    const struct part *file = &facts->room.parts[PART_FILE];
    if (room_is_roomy(&facts->room) || page_cache_is_elsewhere(facts) || page_cache_is_of_unknown(facts) ||
        page_cache_is_beside_free(facts) ||
        !pattern_weigh(facts, finding, amount_positive(file->kb), CACHE_MENTION_PERCENT, CACHE_CAUSE_PERCENT))
        return false;
    struct span lines = {0, 0};
    int64_t unwritten = room_unwritten_kb(&facts->room, &lines);
    bool dirty = room_is_dirty(&facts->room);
    if (!dirty && finding->confidence > CONFIDENCE_LOW)
        finding->confidence--;
    if (!dirty && !facts->room.is_cgroup && facts->event->trigger.order == ABSENT) /* it may have been a large piece */
        finding->confidence = CONFIDENCE_LOW;
    finding->consumer = kinds_name(PART_FILE);
    pattern_state(facts, finding, "%s %s, %s of %s%.*s.",
                  dirty ? "Page cache that could not be given back holds" : "Page cache still holds", SIZE(file->kb),
                  PERCENT(file->kb, facts->room.kb), facts->room.name, STR_ARG(page_cache_why(facts, dirty)));
    pattern_for(facts, finding, file->lines, "File pages: %s, %s of %s.", SIZE(file->kb),
                PERCENT(file->kb, facts->room.kb), facts->room.name);
    page_cache_add_stray(facts, finding);
    if (unwritten != ABSENT) {
        if (dirty)
            pattern_for(facts, finding, lines, "Dirty or being written: %s of it.", SIZE(unwritten));
        else
            pattern_against(facts, finding, lines,
                            "Only %s of it is dirty or being written: the rest could usually be dropped.",
                            SIZE(unwritten));
    }
    pattern_add_processes(facts, finding);
    pattern_brief(facts, finding,
                  dirty ? "file pages that are still to be written fill %s: they could not be dropped."
                        : "file pages fill %s; why they were not dropped is not shown.",
                  facts->room.name);
    return true;
}

/* The kernel begins at 10 % of RAM by default: a hundredth, within bounds that suit slow and fast storage. */
static int64_t page_cache_background_kb(const struct facts *facts) {
    enum { LEAST_KB = 16 * 1024, MOST_KB = 256 * 1024 };
    int64_t kb = shell_floor_kb(amount_percent(facts->room.kb, 1));
    return kb < LEAST_KB ? LEAST_KB : kb > MOST_KB ? MOST_KB : kb;
}

/* memory.low came with version 2 of cgroups (4.5), memory.min with 4.18. Of a kernel whose release is not in the log
 * the lines tell: the summary is printed since 5.0. */
static bool page_cache_may_be_protected(const struct facts *facts) {
    const struct reckoning *r = facts->reckoning;
    if (facts->room.is_cgroup && r->cgroup.version != 2)
        return false;
    return r->cgroup.version == 2 || facts->event->summary.line > 0 || release_is_since(r->release, RELEASE(4, 5, 0));
}

/* lru_gen came with 6.1. */
static bool page_cache_may_be_young(const struct facts *facts) {
    return !release_is_before(facts->reckoning->release, RELEASE(6, 1, 0));
}

/* The sysctls hold for the whole machine: what one cgroup needs they would take from all. */
static bool page_cache_advise(const struct facts *facts, struct advice *advice) {
    advice->code = STR("page-cache");
    int64_t background = page_cache_background_kb(facts), most = amount_product(background, 4);
    const char *held = SIZE(room_part_kb(&facts->room, PART_FILE));
    advice->lines = facts->room.parts[PART_FILE].lines;
    if (!room_is_dirty(&facts->room)) {
        struct span lines;
        bool told = room_unwritten_kb(&facts->room, &lines) != ABSENT;
        const bool protects = page_cache_may_be_protected(facts), ages = page_cache_may_be_young(facts);
        advice->advice =
            !protects ? STR("Find out what kept the page cache from being dropped: pages that wait for the storage, or "
                            "locked files.")
            : ages    ? STR("Find out what kept the page cache from being dropped: memory.min or memory.low of a "
                               "cgroup, locked files, or lru_gen/min_ttl_ms.")
                      : STR("Find out what kept the page cache from being dropped: memory.min or memory.low of a "
                               "cgroup, or locked files.");
        advice->command = !protects ? STR("grep -E 'Dirty|Writeback:|Mlocked' /proc/meminfo")
                          : ages    ? STR("grep -rvx 0 --include=memory.min --include=memory.low /sys/fs/cgroup; cat "
                                             "/sys/kernel/mm/lru_gen/min_ttl_ms")
                                    : STR("grep -rvx 0 --include=memory.min --include=memory.low /sys/fs/cgroup");
        advice->because = arena_format(facts->arena,
                                       told ? "%s of it was there, and most was not dirty."
                                            : "%s of it was there; how much of it was dirty, the log does not show.",
                                       held);
        return true;
    }
    advice->because = arena_format(facts->arena, "Page cache held %s that was not written in time.", held);
    if (facts->room.is_cgroup) {
        advice->advice = STR("Let the program that writes so much flush as it goes (fdatasync, O_DIRECT; dd: "
                             "oflag=direct).");
        return true;
    }
    advice->advice = STR("Start writing earlier, so that fewer dirty pages wait for the storage.");
    advice->side_effect =
        STR("It takes the place of vm.dirty_ratio and vm.dirty_background_ratio, for the whole machine.");
    advice->command = arena_format(facts->arena, "sysctl -w vm.dirty_background_bytes=%lld vm.dirty_bytes=%lld",
                                   (long long)amount_product(background, 1024), (long long)amount_product(most, 1024));
    return true;
}

static str page_cache_prevention(const struct facts *facts) {
    if (!room_is_dirty(&facts->room))
        return STR("Perhaps, once it is known what kept the page cache from being dropped.");
    return STR("Probably: with dirty pages written earlier, or with more room for them.");
}

static str page_cache_prevented(const struct facts *facts) {
    return room_is_dirty(&facts->room) ? STR("Probably, by writing files out earlier")
                                       : STR("Perhaps, once the cache can be dropped");
}

const struct pattern pattern_page_cache = {
    .name = "page-cache",
    .family = PATTERN_HOLDER,
    .part = PART_FILE,
    .judge = page_cache_judge,
    .consumer = consumer_largest,
    .prevention = page_cache_prevention,
    .prevented = page_cache_prevented,
    .advice = {{ADVICE_CAUSE, page_cache_advise}, {ADVICE_ROOM, advice_throttle}, {ADVICE_ROOM, advice_raise_limit}},
};
