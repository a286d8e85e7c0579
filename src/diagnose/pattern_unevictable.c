/* Locked memory or ramfs holds the memory.
 * SPDX-License-Identifier: MIT */
#include "diagnose/kinds.h"
#include "diagnose/pattern.h"
#include "diagnose/shortage.h"

/* A process that is as large as half of what is locked has locked it; ramfs belongs to none. */
static bool unevictable_is_locked(const struct facts *facts, int64_t kb) {
    return facts->holders.largest.count &&
           amount_at_least(facts->holders.largest.anon_kb, UNEVICTABLE_LOCKED_PERCENT, kb);
}

/* What is locked stands in the zones' lines. It may be more: pages that no list has taken up yet. */
static void unevictable_add_locked(const struct facts *facts, struct finding *finding, int64_t kb) {
    int64_t mlocked = facts->reckoning->ledger.within.mlocked_kb;
    struct shortage_sum open = shortage_of(facts, true), closed = shortage_of(facts, false);
    struct span lines = evidence_join(open.lines, closed.lines);
    if (mlocked == ABSENT)
        return;
    if (lines.first == 0)
        lines = room_lines(&facts->room);
    if (mlocked >= kb)
        pattern_for(facts, finding, lines, "All of it is locked by processes (mlock).");
    else
        pattern_for(facts, finding, lines, "Of it %s is locked by processes (mlock).", SIZE(mlocked));
}

static bool unevictable_judge(const struct facts *facts, struct finding *finding) {
    const struct part *part = &facts->room.parts[PART_UNEVICTABLE];
    int64_t kb = amount_positive(part->kb);
    if (!pattern_weigh(facts, finding, kb, UNEVICTABLE_MENTION_PERCENT, UNEVICTABLE_CAUSE_PERCENT))
        return false;
    bool locked = unevictable_is_locked(facts, kb);
    if (!facts->holders.table && finding->confidence == CONFIDENCE_HIGH) /* it may all be one process's */
        finding->confidence = CONFIDENCE_MEDIUM;
    finding->consumer = locked ? facts->holders.largest.name : kinds_name(PART_UNEVICTABLE);
    pattern_state(facts, finding, "Memory that the kernel may neither drop nor swap out (%s) holds %s, %s of %s.",
                  locked ? "locked by a process" : "locked memory or files on ramfs", SIZE(kb),
                  PERCENT(kb, facts->room.kb), facts->room.name);
    pattern_for(facts, finding, part->lines, "Unevictable: %s, %s of %s.", SIZE(kb), PERCENT(kb, facts->room.kb),
                facts->room.name);
    str amount = pattern_amount(facts, kb);
    pattern_brief(facts, finding, "memory that can be neither dropped nor swapped out holds %.*s (%s).",
                  STR_ARG(amount), locked ? "locked by a process" : "locked, or files on ramfs");
    unevictable_add_locked(facts, finding, kb);
    if (!facts->holders.table || !facts->holders.largest.count)
        return true;
    str name = pattern_name(facts, &facts->holders.largest);
    pattern_for(facts, finding, facts->holders.largest.lines, "The largest process, %.*s, holds %.*s.", STR_ARG(name),
                STR_ARG(holder_size(&facts->room, &facts->holders.largest)));
    return true;
}

/* Half of what was locked: a figure to begin with. */
static int64_t unevictable_locked_kb(const struct facts *facts) {
    return shell_floor_kb(room_part_kb(&facts->room, PART_UNEVICTABLE) / 2);
}

static bool unevictable_advise(const struct facts *facts, struct advice *advice) {
    advice->code = STR("find-locker");
    const struct tasks *tasks = &facts->event->tasks;
    const struct holder *holder = &facts->holders.largest;
    bool locked = holder->count && amount_at_least(holder->anon_kb, UNEVICTABLE_LOCKED_PERCENT,
                                                   room_part_kb(&facts->room, PART_UNEVICTABLE));
    bool root = holder->row < tasks->count && tasks->items[holder->row].uid == 0;
    advice->command = STR("grep -H VmLck /proc/[0-9]*/status | sort -k2 -n -r | head");
    if (locked && root) {
        advice->advice = arena_format(facts->arena,
                                      "Let %.*s lock less (mlockall), or run it as a user of its own with "
                                      "LimitMEMLOCK=%s in its unit: it runs as root, whom no such limit holds.",
                                      NAMED(holder->name), ARGUMENT(unevictable_locked_kb(facts)));
    } else if (locked) {
        advice->advice =
            arena_format(facts->arena, "Limit how much memory %.*s may lock: LimitMEMLOCK=%s in its unit (ulimit -l).",
                         NAMED(holder->name), ARGUMENT(unevictable_locked_kb(facts)));
    } else {
        advice->advice =
            STR("Move files from ramfs to a tmpfs with size=: ramfs knows no limit and cannot be swapped.");
        advice->command = STR("findmnt -t ramfs; grep -H VmLck /proc/[0-9]*/status | sort -k2 -n -r | head");
    }
    advice->because = arena_format(facts->arena, "%s could be neither dropped nor swapped out.",
                                   SIZE(room_part_kb(&facts->room, PART_UNEVICTABLE)));
    advice->lines = facts->room.parts[PART_UNEVICTABLE].lines;
    return true;
}

static str unevictable_prevention(const struct facts *facts) {
    (void)facts;
    return STR("Probably: with a limit on locked memory, or tmpfs instead of ramfs.");
}

static str unevictable_prevented(const struct facts *facts) {
    (void)facts;
    return STR("Probably, by a limit on locked memory");
}

const struct pattern pattern_unevictable = {
    .name = "unevictable",
    .family = PATTERN_HOLDER,
    .part = PART_UNEVICTABLE,
    .judge = unevictable_judge,
    .consumer = consumer_largest,
    .prevention = unevictable_prevention,
    .prevented = unevictable_prevented,
    .advice = {{ADVICE_CAUSE, unevictable_advise}},
};
