/* Memory reports that are not the OOM killer's: a failed or slow allocation, SysRq m, a trace of the watchdog. The
 * kernel prints them before, within and after the OOM killer's, in any mixture; none of their lines is an event's.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_OTHER_REPORT_H
#define EVENTS_OTHER_REPORT_H

#include "events/entry.h"

/* What a report that is not the OOM killer's holds. */
enum other_kind {
    OTHER_WHOLE,   /* a trace and figures */
    OTHER_FIGURES, /* SysRq m */
    OTHER_TRACE
};

/* Such a report begins with ENTRY, in the name of the process that precedes its first word; "" for none. */
void other_report_begin(struct entry *entry, enum other_kind kind, str name);

/* Takes ENTRY if it is a line of such a report. False: it may be one of the event's. */
bool other_report_take(struct entry *entry);

/* OPEN has no word of the OOM killer, and its lines go on after a header of it: they are another report's. */
void other_report_adopt(struct host *host, struct open_event *open);

#endif
