/* What all patterns share: sentences for and against, and the scale of confidence.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"

void pattern_state(const struct facts *facts, struct finding *finding, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    finding->statement = arena_format_list(facts->arena, format, arguments);
    va_end(arguments);
}

str pattern_amount(const struct facts *facts, int64_t kb) {
    enum { MOST_PERCENT = 50, MUCH_PERCENT = 25 };
    const char *amount = amount_at_least(kb, MOST_PERCENT, facts->room.kb)   ? "most"
                         : amount_at_least(kb, MUCH_PERCENT, facts->room.kb) ? "much"
                                                                             : "a part";
    return arena_format(facts->arena, "%s of %s", amount, facts->room.name);
}

void pattern_brief(const struct facts *facts, struct finding *finding, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    finding->brief = arena_format_list(facts->arena, format, arguments);
    va_end(arguments);
}

void pattern_for_as(str code, const struct facts *facts, struct finding *finding, struct span lines, const char *format,
                    ...) {
    va_list arguments;
    va_start(arguments, format);
    evidence_vadd_as(code, facts->arena, &finding->evidence, lines, format, arguments);
    va_end(arguments);
}

void pattern_against_as(str code, const struct facts *facts, struct finding *finding, struct span lines,
                        const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    evidence_vadd_as(code, facts->arena, &finding->against, lines, format, arguments);
    va_end(arguments);
}

/* A sum that lacks one of the kinds that fill machines, or processes alone, is no whole: shares of it say nothing of
 * who held most. */
static bool pattern_has_a_whole(const struct room *room) {
    const bool is_listed = room->event->memory.slab_count > 0; /* only where slab is more than processes and files */
    return room->is_known || (!room->only_processes && (is_listed || room_shows_the_large(room)));
}

bool pattern_weigh_of(const struct facts *facts, struct finding *finding, int64_t kb, int64_t whole_kb,
                      int64_t mention_percent, int64_t cause_percent) {
    bool is_tiny = facts->room.is_cgroup && facts->room.tiny; /* whatever is in it, it is the limit that is wrong */
    if (is_tiny || kb > whole_kb || facts->room.only_processes || !amount_at_least(kb, mention_percent, whole_kb))
        return false;
    finding->weight = kb;
    finding->confidence = CONFIDENCE_LOW;
    if (amount_at_least(kb, cause_percent, whole_kb))
        finding->confidence = CONFIDENCE_MEDIUM;
    if (amount_at_least(kb, DOMINANT_PERCENT, whole_kb) && facts->room.is_known)
        finding->confidence = CONFIDENCE_HIGH;
    /* Nobody knows whether one of the processes that the log does not list holds the larger rest. */
    bool listed = facts->holders.table || facts->holders.processes_kb / UNLISTED_TIMES < kb;
    if (facts->room.tiny || !pattern_has_a_whole(&facts->room) || (!listed && finding->confidence == CONFIDENCE_MEDIUM))
        finding->confidence = CONFIDENCE_LOW;
    return true;
}

bool pattern_weigh(const struct facts *facts, struct finding *finding, int64_t kb, int64_t mention_percent,
                   int64_t cause_percent) {
    return pattern_weigh_of(facts, finding, kb, facts->room.kb, mention_percent, cause_percent);
}

/* A row may have more in RAM, but share it: the table of tasks shows it first. */
static bool pattern_is_largest_by_rss(const struct facts *facts) {
    const struct tasks *tasks = &facts->event->tasks;
    for (size_t row = 0; row < tasks->count; row++)
        if (amount_product(tasks->items[row].rss, facts->reckoning->page_kb) > facts->holders.largest.rss_kb)
            return false;
    return true;
}

void pattern_add_processes(const struct facts *facts, struct finding *finding) {
    const struct part *anon = &facts->room.parts[PART_ANON];
    if (anon->kb != ABSENT)
        pattern_for(facts, finding, anon->lines, "All processes together hold %s of %s%s in RAM, %s of %s.",
                    SIZE(anon->kb), facts->room.anonymous, room_unlocked(&facts->room),
                    PERCENT(anon->kb, facts->room.kb), facts->room.name);
    if (!facts->holders.table || !facts->holders.largest.count)
        return;
    str name = pattern_name(facts, &facts->holders.largest), size = holder_size(&facts->room, &facts->holders.largest);
    int64_t swap_kb = facts->holders.largest.swap_kb;
    if (swap_kb > 0 && facts->holders.largest.anon_kb == 0) {
        pattern_for(facts, finding, facts->holders.largest.lines,
                    "The process with most private memory, %.*s, has all of it in swap: %s.", STR_ARG(name),
                    SIZE(swap_kb));
        return;
    }
    pattern_for(facts, finding, facts->holders.largest.lines, "The %s, %.*s, holds %.*s%s%s%s.",
                pattern_is_largest_by_rss(facts) ? "largest process" : "process with most private memory",
                STR_ARG(name), STR_ARG(size), swap_kb > 0 ? ", " : "", swap_kb > 0 ? SIZE(swap_kb) : "",
                swap_kb > 0 ? " of it swapped out" : "");
}

void pattern_add_bound(const struct facts *facts, struct finding *finding, const char *hence) {
    const struct kill *kill = &facts->event->kills[0];
    pattern_for(facts, finding, evidence_line(kill->line),
                "The victim had %s of address space in all. The kernel kills the highest score, so every other process "
                "held less, unless shielded or already dying: %s.",
                SIZE(kill->total_vm_kb), hence);
}

str pattern_name(const struct facts *facts, const struct holder *holder) {
    if (holder->count > 1)
        return arena_format(facts->arena, "%lld processes named %.*s", (long long)holder->count, NAMED(holder->name));
    if (holder->pid == ABSENT)
        return holder->name;
    return arena_format(facts->arena, "%.*s (pid %lld)", NAMED(holder->name), (long long)holder->pid);
}
