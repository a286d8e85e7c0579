/* Memory reports that are not the OOM killer's: a failed or slow allocation, SysRq m, a trace of the watchdog. The
 * kernel prints them before, within and after the OOM killer's, in any mixture; none of their lines is an event's.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_OTHER_REPORT_H
#define EVENTS_OTHER_REPORT_H

#include "events/entry.h"

/* Such a report begins with ENTRY, a sentence of ROLE (SENTENCE_ASIDE...), in the name of the process that precedes its
 * first word; "" for none. */
void other_report_begin(struct entry *entry, enum sentence_role role, str name);

/* Takes ENTRY if it is a line of such a report. False: it may be one of the event's. */
bool other_report_take(struct entry *entry);

/* OPEN has no word of the OOM killer, and its lines go on after a header of it: they are another report's. */
void other_report_adopt(struct host *host, struct open_event *open);

#endif
