/* Was the machine, or the cgroup, busy reading back what it had just dropped?
 * SPDX-License-Identifier: MIT
 *
 * One report is a snapshot: it shows the state that thrashing leaves behind (no page cache, swap in motion, lists that
 * nobody can reclaim), never its rate. "yes" takes three such signs, "likely" one that counts. */
#include "diagnose/questions.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/shortage.h"
#include "diagnose/thresholds.h"
#include "model/stall.h"

static void thrashing_set_str(struct answer *answer, const char *word, str statement) {
    answer->answer = str_from_cstr(word);
    answer->statement = statement;
}

static void thrashing_set(struct answer *answer, const char *word, const char *statement) {
    thrashing_set_str(answer, word, str_from_cstr(statement));
}

static void __attribute__((format(printf, 4, 5)))
thrashing_sign(const struct facts *facts, struct answer *answer, struct span lines, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    evidence_vadd(facts->arena, &answer->evidence, lines.first ? lines : facts->event->lines, format, arguments);
    va_end(arguments);
}

/* "all_unreclaimable? yes" of a node or, before 4.8, a zone. */
static int64_t thrashing_unreclaimable_line(const struct memory *memory) {
    for (size_t i = 0; i < memory->node_count; i++)
        if (memory->nodes[i].all_unreclaimable == 1)
            return memory->nodes[i].line;
    for (size_t i = 0; i < memory->zone_count; i++)
        if (memory->zones[i].all_unreclaimable == 1)
            return memory->zones[i].line;
    return 0;
}

/* Signs beside a page cache that is gone. */
static int thrashing_count_signs(const struct facts *facts, struct answer *answer) {
    const struct event *event = facts->event;
    const struct reckoning *r = facts->reckoning;
    int signs = 0;
    if (r->request == REQUEST_FILE_FAULT && ++signs)
        thrashing_sign(facts, answer, event->trigger.trace_lines,
                       "The request was to read back a page of a file that a program needed.");
    if (r->request == REQUEST_SWAP_IN)
        thrashing_sign(facts, answer, event->trigger.trace_lines,
                       "The request was to read a page back from swap: how often that happened is not shown.");
    if (r->swap == SWAP_FULL && ++signs)
        thrashing_sign(facts, answer, r->swap_lines, "Swap was full.");
    int64_t cached = r->ledger.within.swap_cache_kb;
    if (amount_at_least(cached, THRASH_SWAPCACHE_PERCENT, facts->room.swap_used_kb) && ++signs)
        thrashing_sign(facts, answer, r->swap_lines,
                       "%s of the swapped-out memory was back in RAM: it was being read in again.", SIZE(cached));
    int64_t line = thrashing_unreclaimable_line(&event->memory);
    if (line && ++signs)
        thrashing_sign(facts, answer, evidence_line(line), "The kernel had given up reclaiming (all_unreclaimable).");
    return signs;
}

/* "cron: page allocation stall for 89 secs": the request went round in reclaim for so long. */
static bool thrashing_add_stalls(const struct facts *facts, struct answer *answer) {
    struct stall stall;
    size_t count;
    if (!stall_longest(facts->event, &stall, &count) || stall.seconds == ABSENT)
        return false;
    thrashing_sign(facts, answer, evidence_line(stall.line),
                   "The kernel told of %s near the kill that had stalled; the longest, of %.*s, for %s.",
                   COUNT((int64_t)count, "request", "requests"), NAMED(stall.name),
                   COUNT(stall.seconds, "second", "seconds"));
    return true;
}

/* Much is free: either nothing was short, or only a part of the machine was, of whose page cache nothing is known. */
static void thrashing_answer_free(const struct facts *facts, struct answer *answer) {
    enum shortage shortage = facts->reckoning->shortage;
    bool none = facts->reckoning->manual || (shortage == SHORTAGE_NONE && !shortage_bound_of(facts).found);
    thrashing_sign(facts, answer, facts->room.parts[PART_FREE].lines, "Free memory: %s.",
                   SIZE(room_part_kb(&facts->room, PART_FREE)));
    if (shortage == SHORTAGE_FRAGMENTED)
        thrashing_set(answer, "unknown",
                      "Memory was free, though in small pieces: whether page cache was dropped to make large ones, and "
                      "read back, is not shown.");
    else if (none)
        thrashing_set(answer, "no", "Memory was free: nothing had to be dropped.");
    else
        thrashing_set(
            answer, "unknown",
            "The machine as a whole had memory free; whether the part that ran out read pages back is not shown.");
}

/* "121 total pagecache pages" (since 2.6.26) are tmpfs and swap cache too: where the files' part is not told apart (up
 * to 2.6.27) it can't be more. */
static struct part thrashing_cache(const struct facts *facts) {
    struct part cache = facts->room.parts[PART_FILE];
    int64_t most_kb = facts->reckoning->ledger.within.pagecache_kb;
    if (cache.kb != ABSENT || facts->reckoning->ledger.parts.lru_kb == ABSENT ||
        amount_at_least(most_kb, THRASH_CACHE_PERCENT, facts->room.kb))
        return cache;
    return (struct part){most_kb, evidence_line(facts->event->memory.totals.pagecache_pages.line)};
}

static void thrashing_answer_machine(const struct facts *facts, struct answer *answer) {
    const struct part cache = thrashing_cache(facts), *const file = &cache;
    if (file->kb == ABSENT || facts->room.kb == 0) {
        thrashing_set(answer, "unknown", "The log does not show how much page cache was left.");
        return;
    }
    thrashing_sign(facts, answer, file->lines,
                   facts->room.parts[PART_FILE].kb == ABSENT
                       ? "Page cache, tmpfs and swap cache together: %s, %s of %s."
                       : "Page cache of files: %s, %s of %s.",
                   SIZE(file->kb), PERCENT(file->kb, facts->room.kb), facts->room.name);
    if (amount_at_least(file->kb, THRASH_CACHE_NO_PERCENT, facts->room.kb)) {
        thrashing_set(answer, "no", "There was still page cache to work with.");
        return;
    }
    if (amount_at_least(room_part_kb(&facts->room, PART_FREE), THRASH_FREE_PERCENT, facts->room.kb)) {
        thrashing_answer_free(facts, answer);
        return;
    }
    bool gone = !amount_at_least(file->kb, THRASH_CACHE_PERCENT, facts->room.kb);
    int signs = thrashing_count_signs(facts, answer);
    if (gone && signs >= 2)
        thrashing_set(
            answer, "yes",
            "The page cache was gone and other signs agree: programs had to be read from disk again and again.");
    else if (gone || signs >= 2)
        thrashing_set(answer, "likely",
                      "Hardly any page cache was left: running programs had to be read from disk again. One report "
                      "does not show for how long.");
    else
        thrashing_set(answer, "unknown", "Little page cache was left, but nothing shows that it was being read back.");
}

/* The lines of the statistics that tell it. */
static struct span thrashing_refault_lines(const struct facts *facts) {
    const struct cgroup *cgroup = &facts->event->cgroup;
    struct span lines = {0, 0};
    for (size_t i = 0; i < cgroup->stats_count; i++)
        for (size_t j = 0; j < cgroup->stats[i].values.count; j++) {
            const struct named *value = &cgroup->stats[i].values.items[j];
            if (str_starts(value->name, STR("workingset_refault")) && (value->value > 0 || i == 0))
                lines = evidence_join(lines, evidence_line(value->line));
        }
    return lines;
}

static void thrashing_answer_cgroup(const struct facts *facts, struct answer *answer) {
    const struct span lines = thrashing_refault_lines(facts);
    const int64_t refaults = facts->reckoning->cgroup.refault_kb;
    if (refaults == ABSENT) {
        thrashing_set(answer, "unknown", "The log prints no refault figures for this cgroup.");
        return;
    }
    thrashing_sign(facts, answer, lines,
                   "Read back after it had been dropped or swapped out, since the cgroup began: %s.", SIZE(refaults));
    if (amount_at_least(refaults, 2 * THRASH_REFAULT_PERCENT, facts->room.kb))
        thrashing_set_str(answer, "yes",
                          arena_format(facts->arena, "The cgroup read back more than twice %s: it worked from disk.",
                                       facts->room.name));
    else if (amount_at_least(refaults, THRASH_REFAULT_PERCENT / 4, facts->room.kb))
        thrashing_set(answer, "likely",
                      "The cgroup read back a good part of its memory; the figure does not say how fast.");
    else if (refaults > 0)
        thrashing_set_str(answer, "no",
                          arena_format(facts->arena,
                                       "Only %s of what had been dropped or swapped out was read back, %s of %s.",
                                       SIZE(refaults), PERCENT(refaults, facts->room.kb), facts->room.name));
    else
        thrashing_set(answer, "no", "Nothing that had been dropped or swapped out was read back.");
}

static void thrashing_answer(const struct facts *facts, const struct ranking *ranking, struct answer *answer) {
    (void)ranking;
    enum shortage shortage = facts->reckoning->shortage;
    if (facts->event->killer != KILLER_KERNEL)
        thrashing_set(answer, "unknown", "There is no kernel report to judge by.");
    else if (!facts->room.is_cgroup && thrashing_add_stalls(facts, answer))
        thrashing_set(answer, "yes",
                      "Requests for memory had stalled for many seconds before the kill: the machine crawled.");
    else if (facts->room.is_cgroup)
        thrashing_answer_cgroup(facts, answer);
    else if (facts->room.booting)
        thrashing_set(answer, "unknown", "The kernel was still booting: no program ran yet that could wait for pages.");
    else if (shortage == SHORTAGE_NONE && !facts->reckoning->manual && facts->room.is_known &&
             !shortage_bound_of(facts).found) {
        thrashing_set(answer, "no", "Memory was not short by the report's own figures.");
        thrashing_sign(facts, answer, room_lines(&facts->room), "Free memory: %s.",
                       SIZE(room_part_kb(&facts->room, PART_FREE)));
    } else {
        thrashing_answer_machine(facts, answer);
    }
}

const struct question question_thrashing = {STR_INIT("thrashing"), STR_INIT("Was the system thrashing before OOM?"),
                                            false, thrashing_answer};
