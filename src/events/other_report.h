/* Memory reports that are not the OOM killer's: a failed or slow allocation, SysRq m, a trace of the watchdog. The
 * kernel prints them before, within and after the OOM killer's, in any mixture; none of their lines is an event's.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_OTHER_REPORT_H
#define EVENTS_OTHER_REPORT_H

#include "events/entry.h"

/* Such a report begins with ENTRY, a sentence of ROLE (SENTENCE_ASIDE...), in the name of the process that precedes its
 * first word; "" for none. */
void other_report_begin(struct entry *entry, enum sentence_role role, str name);

/* Whether ENTRY may be a line of such a report: one is known, or one that has not been seen yet may begin. The tables
 * and lists of the event are long, and none is looked for in them. */
static inline bool other_report_is_expected(const struct entry *entry) {
    if (!entry->host || entry->host->other_count > 0)
        return entry->host != NULL;
    const struct open_event *open = entry_has_report(entry) ? entry->open : NULL;
    return open && open->section != SECTION_TASKS && open->section != SECTION_STATISTICS &&
           open->section != SECTION_SLABS;
}

/* Takes ENTRY, which may be a line of such a report, if it is one. False: it may be one of the event's. */
bool other_report_take(struct entry *entry);

/* OPEN has no word of the OOM killer, and its lines go on after a header of it: they are another report's. */
void other_report_adopt(struct host *host, struct open_event *open);

#endif
