/* Was the machine, or the cgroup, busy reading back what it had just dropped?
 * SPDX-License-Identifier: MIT
 *
 * One report is a snapshot: it shows the state that thrashing leaves behind (no page cache, lists that nobody can
 * reclaim), never its rate. "yes" takes more: figures of how much was read back since an earlier report, requests that
 * waited for seconds, or a program's own page being read while swap is read back too. The counters of one report count
 * from the boot, or from the making of a cgroup: when, they do not tell. */
#include "diagnose/questions.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/killer.h"
#include "diagnose/shortage.h"
#include "diagnose/thresholds.h"
#include "model/readback.h"
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

/* A full swap, unless its counters show that nothing was ever read back from it. */
static int thrashing_count_swap(const struct facts *facts, struct answer *answer) {
    const struct reckoning *r = facts->reckoning;
    const struct readback readback = readback_of_machine(facts->event);
    int64_t cached = r->ledger.within.swap_cache_kb;
    int signs = 0;
    if (readback.swap_faults == 0 && r->swap > SWAP_NONE)
        thrashing_sign(facts, answer, readback.lines, "Nothing was ever read back from swap (find 0/0).");
    else if (r->swap == SWAP_FULL && !r->swapoff && ++signs)
        thrashing_sign(facts, answer, r->swap_lines, "Swap was full.");
    if (amount_at_least(cached, THRASH_SWAPCACHE_PERCENT, facts->room.swap_used_kb) && ++signs)
        thrashing_sign(facts, answer, r->swap_lines,
                       "%s of the swapped-out memory was in RAM too: on its way in or out.", SIZE(cached));
    return signs;
}

/* Signs beside a page cache that is gone. */
static int thrashing_count_signs(const struct facts *facts, struct answer *answer) {
    const struct event *event = facts->event;
    const struct reckoning *r = facts->reckoning;
    int signs = thrashing_count_swap(facts, answer);
    if (r->request == REQUEST_FILE_FAULT && ++signs)
        thrashing_sign(facts, answer, event->trigger.trace_lines,
                       "The request was to read back a page of a file that a program needed.");
    if (r->request == REQUEST_SWAP_IN && ++signs)
        thrashing_sign(facts, answer, event->trigger.trace_lines,
                       "The request was to read a page back from swap: how often that happened is not shown.");
    int64_t line = thrashing_unreclaimable_line(&event->memory);
    if (line && ++signs)
        thrashing_sign(facts, answer, evidence_line(line), "The kernel had given up reclaiming (all_unreclaimable).");
    return signs;
}

/* A page of a file had to be read back while swapped-out pages were read back too. */
static bool thrashing_is_caught(const struct facts *facts) {
    int64_t cached = facts->reckoning->ledger.within.swap_cache_kb;
    return facts->reckoning->request == REQUEST_FILE_FAULT && readback_of_machine(facts->event).swap_faults > 0 &&
           amount_at_least(cached, THRASH_SWAPCACHE_PERCENT, facts->room.swap_used_kb);
}

/* "sshd: page allocation stall for 41 secs": since 7.0; 4.10 to 4.14 say "stalls for 10020ms". */
static bool thrashing_answer_stalls(const struct facts *facts, struct answer *answer) {
    const struct event *event = facts->event;
    struct span lines = {0, 0};
    struct stall stall;
    int64_t count = 0, longest_s = 0;
    for (size_t i = 0; i < event->note_count; i++) {
        if (!stall_of(&event->notes[i], &stall))
            continue;
        lines = evidence_join(lines, evidence_line(stall.line));
        longest_s = amount_most(longest_s, amount_positive(stall.seconds));
        count++;
    }
    if (count == 0)
        return false;
    str wait = longest_s > 0 ? arena_format(facts->arena, "up to %s", DURATION(longest_s)) : STR("seconds");
    thrashing_sign(
        facts, answer, lines, "%s: requests for memory waited for %.*s.",
        COUNT(count, "page allocation stall stands near the kill", "page allocation stalls stand near the kill"),
        STR_ARG(wait));
    thrashing_set(answer, "yes", "Requests for memory stalled for seconds: the machine crawled before the kill.");
    return true;
}

/* So much was read back since an earlier report that the room was filled anew from disk within an hour, or more often.
 */
static bool thrashing_answer_reading(const struct facts *facts, struct answer *answer) {
    enum { HOUR_S = 3600, SECOND_US = 1000000 };
    const struct reading *reading = &facts->reading;
    if (reading->event == 0 || !amount_at_least(reading->kb, THRASH_READ_PERCENT, facts->room.kb) ||
        facts->room.kb == 0)
        return false;
    struct span lines = facts->room.is_cgroup ? readback_of_cgroup(facts->event, facts->reckoning->page_kb).lines
                                              : readback_of_machine(facts->event).lines;
    int64_t seconds = reading->us == ABSENT ? ABSENT : reading->us / SECOND_US + 1;
    bool fast = seconds != ABSENT && amount_product(reading->kb, HOUR_S) / seconds >= facts->room.kb;
    str span = seconds == ABSENT ? STR("") : arena_format(facts->arena, ", within %s", DURATION(seconds));
    if (reading->swap_faults != ABSENT)
        thrashing_sign(facts, answer, lines,
                       "Since event %lld%.*s, %lld faults hit swapped-out pages; %s had to be read from swap.",
                       (long long)reading->event, STR_ARG(span), (long long)reading->swap_faults, SIZE(reading->kb));
    else
        thrashing_sign(facts, answer, lines,
                       "Since event %lld%.*s, %s that had been dropped or swapped out was read back.",
                       (long long)reading->event, STR_ARG(span), SIZE(reading->kb));
    thrashing_set_str(answer, fast ? "yes" : "likely",
                      arena_format(facts->arena,
                                   fast
                                       ? "%s was read back since event %lld, beside %s %s: it was thrashing."
                                       : "%s was read back since event %lld, beside %s %s: whether that was at once or "
                                         "little by little is not shown.",
                                   SIZE(reading->kb), (long long)reading->event, SIZE(facts->room.kb),
                                   facts->room.is_cgroup ? "of limit" : "of RAM"));
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

/* "121 total pagecache pages" (since 2.6.26) are tmpfs and swap cache too; less the swap cache where that is printed.
 * ABSENT where no total is in the log. */
static int64_t thrashing_most_cache_kb(const struct facts *facts) {
    const struct ledger_within *within = &facts->reckoning->ledger.within;
    if (facts->event->memory.totals.pagecache_pages.line <= 0 || within->pagecache_kb == ABSENT)
        return ABSENT;
    return amount_less(within->pagecache_kb, within->swap_cache_kb);
}

/* Where the files' part is not in the log it can't be more than that total, which says something where it is next to
 * nothing. */
static struct part thrashing_cache(const struct facts *facts) {
    struct part cache = facts->room.parts[PART_FILE];
    int64_t most_kb = thrashing_most_cache_kb(facts);
    if (cache.kb != ABSENT || most_kb == ABSENT || amount_at_least(most_kb, THRASH_CACHE_PERCENT, facts->room.kb))
        return cache;
    return (struct part){most_kb, evidence_line(facts->event->memory.totals.pagecache_pages.line)};
}

/* Page cache by the lines of the zones that the log shows, where the counters of all of them are lost; 0 for none. */
static int64_t thrashing_zones_kb(const struct facts *facts, struct span *ret_lines) {
    const struct memory *memory = &facts->event->memory;
    int64_t kb = 0;
    for (size_t i = 0; i < memory->zone_count; i++) {
        const struct zone *zone = &memory->zones[i];
        const int64_t file_kb = amount_sum(zone->active_file_kb, zone->inactive_file_kb);
        if (file_kb > 0 && zone->line > 0)
            *ret_lines = evidence_join(*ret_lines, evidence_line(zone->line));
        kb = amount_sum(kb, file_kb);
    }
    return kb;
}

/* Reports up to 2.6.25 show no page cache. */
static void thrashing_answer_signs(const struct facts *facts, struct answer *answer) {
    enum { SIGNS = 3 };
    struct span lines = {0, 0};
    const int64_t zones_kb = thrashing_zones_kb(facts, &lines);
    thrashing_set(answer, "unknown", "The log does not show how much page cache was left.");
    if (zones_kb > 0) {
        thrashing_set_str(answer, "unknown",
                          arena_format(facts->arena,
                                       "At least %s of page cache was left; whether it was being read back is not "
                                       "shown.",
                                       SIZE(zones_kb)));
        thrashing_sign(facts, answer, lines, "Page cache in the zones that the log shows: %s.", SIZE(zones_kb));
    }
    if (!facts->room.is_known || thrashing_count_signs(facts, answer) < SIGNS)
        return;
    answer->brief = STR("Likely, by the signs below");
    thrashing_set(answer, "likely",
                  "Memory was in the state that thrashing leaves behind, though how much page cache was left is not "
                  "shown, nor whether pages were read back.");
}

/* The counters of file pages are not in the log, but the total that holds them may be. */
static void thrashing_answer_bound(const struct facts *facts, struct answer *answer) {
    int64_t most_kb = thrashing_most_cache_kb(facts), line = facts->event->memory.totals.pagecache_pages.line;
    if (most_kb == ABSENT) {
        thrashing_answer_signs(facts, answer);
        return;
    }
    thrashing_set_str(answer, "unknown",
                      arena_format(facts->arena,
                                   "At most %s of page cache was left; whether it was being read back is not shown.",
                                   SIZE(most_kb)));
    thrashing_sign(facts, answer, evidence_line(line), "Page cache of files and tmpfs together: %s.", SIZE(most_kb));
}

/* What else there was, without which page cache of KB may be much or little, and what was free. */
static bool thrashing_shows_the_rest(const struct facts *facts, int64_t kb) {
    const struct room *room = &facts->room;
    if (facts->reckoning->counters_contradicted)
        return false;
    const bool is_whole = room->is_known || (room_shows_the_large(room) && room->parts[PART_ANON].kb != ABSENT);
    const bool is_much = room->is_known && amount_at_least(kb, THRASH_CACHE_NO_PERCENT, room->kb);
    const bool is_short = facts->reckoning->swap == SWAP_FULL; /* what was free was not much */
    return is_whole && (is_much || is_short || room->parts[PART_FREE].kb != ABSENT);
}

static void thrashing_answer_machine(const struct facts *facts, struct answer *answer) {
    const struct part cache = thrashing_cache(facts), *const file = &cache;
    if (file->kb == ABSENT || facts->room.kb == 0) {
        thrashing_answer_bound(facts, answer);
        return;
    }
    const bool is_bound = facts->room.parts[PART_FILE].kb == ABSENT;
    const str share = room_share(&facts->room, file->kb);
    const bool is_mixed = is_bound && facts->reckoning->ledger.within.swap_cache_kb == ABSENT;
    thrashing_sign(facts, answer, file->lines,
                   is_mixed   ? "Page cache, tmpfs and swap cache together: %s%.*s."
                   : is_bound ? "Page cache of files and tmpfs together: %s%.*s."
                              : "Page cache of files: %s%.*s.",
                   SIZE(file->kb), STR_ARG(share));
    const bool is_much = amount_at_least(file->kb, THRASH_CACHE_NO_PERCENT, facts->room.kb);
    if (!thrashing_shows_the_rest(facts, file->kb) || (is_much && !facts->room.is_known)) {
        thrashing_set(answer, "unknown", "Whether the page cache that was left was being read back is not shown.");
        return;
    }
    if (is_much) {
        thrashing_set(answer, "no", "There was still page cache to work with.");
        return;
    }
    if (amount_at_least(room_part_kb(&facts->room, PART_FREE), THRASH_FREE_PERCENT, facts->room.kb)) {
        thrashing_answer_free(facts, answer);
        return;
    }
    bool gone = !amount_at_least(file->kb, THRASH_CACHE_PERCENT, facts->room.kb);
    int signs = thrashing_count_signs(facts, answer);
    if (gone && thrashing_is_caught(facts))
        thrashing_set(answer, "yes",
                      "The page cache was gone, and pages of programs were being read back while swap was too.");
    else if (gone || signs >= 2) {
        answer->brief = gone ? STR("Likely: almost no page cache was left") : STR("Likely, by the signs below");
        thrashing_set(answer, "likely",
                      "Memory was in the state that thrashing leaves behind. Whether pages were read back, how often "
                      "and for how long, one report does not show.");
    } else
        thrashing_set(answer, "unknown", "Little page cache was left, but nothing shows that it was being read back.");
}

/* The figures have summed up since the group was made, minutes or months ago: little says no, much says no more than
 * "likely". */
static void thrashing_answer_cgroup(const struct facts *facts, struct answer *answer) {
    struct readback readback = readback_of_cgroup(facts->event, facts->reckoning->page_kb);
    int64_t refaults = readback.refaults_kb;
    if (refaults == ABSENT) {
        thrashing_set(answer, "unknown", "The log prints no refault figures for this cgroup.");
        return;
    }
    thrashing_sign(facts, answer, readback.lines,
                   "Read back after it had been dropped or swapped out, since the cgroup was made: %s.",
                   SIZE(refaults));
    const bool is_much = amount_at_least(refaults, THRASH_REFAULT_PERCENT, facts->room.kb);
    const bool is_partial = readback.is_partial || facts->reckoning->cgroup.children_cut;
    const bool is_wide = room_was_below_limit(&facts->room); /* a limit that was never reached measures nothing */
    if (!facts->room.is_known || (!is_much && (is_partial || is_wide)))
        thrashing_set(answer, "unknown",
                      is_partial ? "Some of the figures on what was read back are not in the log."
                                 : "Whether that was much or little for this cgroup is not shown.");
    else if (is_much)
        thrashing_set_str(answer, "likely",
                          arena_format(facts->arena,
                                       "The cgroup has read back %s since it was made, beside %s of %s; when, and how "
                                       "fast, the figure does not say.",
                                       SIZE(refaults), SIZE(facts->room.kb),
                                       facts->room.unlimited ? "memory in use" : "limit"));
    else if (refaults > 0)
        thrashing_set_str(answer, "no",
                          arena_format(facts->arena,
                                       "Only %s of what had been dropped or swapped out was read back, %s of %s.",
                                       SIZE(refaults), PERCENT(refaults, facts->room.kb), facts->room.name));
    else
        thrashing_set(answer, "no", "Nothing that had been dropped or swapped out was read back.");
}

static str thrashing_brief(str word) {
    if (str_equal(word, STR("yes")))
        return STR("Yes");
    if (str_equal(word, STR("likely")))
        return STR("Likely: much was read back");
    return str_equal(word, STR("no")) ? STR("No") : STR("The log does not show it");
}

/* What the kernel runs before any program: "swapper/0", "kthreadd", "kworker/u2:0". */
static bool thrashing_is_of_kernel(str name) {
    return str_starts(name, STR("swapper")) || str_starts(name, STR("kworker/")) || str_equal(name, STR("kthreadd"));
}

/* Within minutes of the start, and neither a program that asked nor any process is in the log: perhaps there was none
 * yet. */
static bool thrashing_may_be_booting(const struct facts *facts) {
    enum { LONGEST_BOOT_S = 120 };
    const struct event *event = facts->event;
    const bool is_early = event->uptime_us >= 0 && event->uptime_us < INT64_C(1000000) * LONGEST_BOOT_S;
    const bool is_program = event->trigger.name.len > 0 && !thrashing_is_of_kernel(event->trigger.name);
    return !facts->room.is_cgroup && is_early && !is_program && event->tasks.count == 0 && event->kill_count == 0;
}

static void thrashing_judge(const struct facts *facts, struct answer *answer) {
    enum shortage shortage = facts->reckoning->shortage;
    if (killer_is_program(facts))
        killer_answer_thrashing(facts, answer);
    else if (facts->room.booting)
        thrashing_set(answer, "unknown", "The kernel was still booting: no program ran yet that could wait for pages.");
    else if (thrashing_answer_reading(facts, answer) || thrashing_answer_stalls(facts, answer))
        return;
    else if (thrashing_may_be_booting(facts))
        thrashing_set(answer, "unknown", "Whether a program ran yet that could wait for pages, the log does not show.");
    else if (facts->room.is_cgroup)
        thrashing_answer_cgroup(facts, answer);
    else if (shortage == SHORTAGE_NONE && !facts->reckoning->manual && facts->room.is_known &&
             !shortage_bound_of(facts).found) {
        thrashing_set(answer, "no", "Memory was not short by the report's own figures.");
        thrashing_sign(facts, answer, room_lines(&facts->room), "Free memory: %s.",
                       SIZE(room_part_kb(&facts->room, PART_FREE)));
    } else {
        thrashing_answer_machine(facts, answer);
    }
}

static void thrashing_answer(const struct facts *facts, const struct ranking *ranking, struct answer *answer) {
    (void)ranking;
    thrashing_judge(facts, answer);
    if (answer->brief.len == 0)
        answer->brief = thrashing_brief(answer->answer);
}

const struct question question_thrashing = {STR_INIT("thrashing"), STR_INIT("Was the system thrashing before OOM?"),
                                            false, thrashing_answer};
