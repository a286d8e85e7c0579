/* Doubts about the log itself: what lowers the confidence in every finding.
 * SPDX-License-Identifier: MIT */
#include "diagnose/doubts.h"

#include "diagnose/evidence.h"
#include "diagnose/thresholds.h"

enum { DOUBTS_WARNINGS = 3 /* of the event: the first are told */ };

static void doubts_add(const struct room *room, struct evidence_list *doubts, str code, struct span lines,
                       str statement) {
    evidence_add_as(code, room->arena, doubts, lines.first ? lines : room->event->lines, "%.*s", STR_ARG(statement));
}

/* The cgroup's statistics are cut, and what is left of them leaves a good part of the usage without a name. */
static bool doubts_is_partial(const struct room *room) {
    const struct cgroup_ledger *cgroup = &room->reckoning->cgroup;
    int64_t named = 0;
    for (int part = 0; part < PART_UNACCOUNTED; part++)
        named = amount_sum(named, room->parts[part].kb);
    return room->is_cgroup && cgroup->partial && !amount_at_least(named, PARTIAL_ENOUGH_PERCENT, cgroup->usage_kb);
}

/* Why the rows that the log shows are not, or need not be, all. */
static str doubts_cut(const struct room *room) {
    static const str reasons[] = {
        [CUT_NOT] = STR_INIT(""),
        [CUT_HEAD] = STR_INIT("The first rows of the task table are missing."),
        [CUT_DAMAGED] = STR_INIT(""), /* a warning says it */
        [CUT_ELIDED] = STR_INIT("Rows of the task table are left out of this log."),
        [CUT_VICTIM] = STR_INIT("The victim has no row in the task table: rows are missing from this log."),
        [CUT_MEMORY] = STR_INIT("The rows of the task table show little of the private memory that the counters hold: "
                                "rows are missing, or their owner had left the table."),
        [CUT_ALONE] =
            STR_INIT("The task table has one row, and the log no counters to hold it against: a machine runs more "
                     "than one process."),
        [CUT_END] = STR_INIT("Nothing follows the last row of the task table: there may have been more."),
    };
    return reasons[room->reckoning->why_cut];
}

struct evidence_list doubts_of(const struct room *room) {
    const struct event *event = room->event;
    struct evidence_list doubts = {0};
    for (size_t i = 0; i < event->warning_count && i < DOUBTS_WARNINGS; i++)
        if (!event->warnings[i].is_aside)
            doubts_add(room, &doubts, event->warnings[i].code, event->warnings[i].lines, event->warnings[i].statement);
    for (size_t i = 0; i < event->note_count; i++) {
        if (event->notes[i].kind != NOTE_LOST_LINES)
            continue;
        doubts_add(room, &doubts, STR("lines-lost"), evidence_line(event->notes[i].line),
                   STR("The log lost lines while this report was written."));
        break;
    }
    if (!room->is_cgroup && room->reckoning->ledger.inconsistent)
        doubts_add(room, &doubts, STR("counters-exceed-total"), room_lines(room),
                   STR("The counters add up to more than the machine has: one of them is wrong."));
    if (doubts_is_partial(room))
        doubts_add(room, &doubts, STR("cgroup-statistics-cut"), room_lines(room),
                   STR("The cgroup's statistics are cut: some of its memory has no name here."));
    str cut = doubts_cut(room);
    if (cut.len)
        doubts_add(room, &doubts, STR("rows-missing"), event->tasks.lines, cut);
    return doubts;
}
