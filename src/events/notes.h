/* Messages near an event that are not part of it: notes, other reports of memory, the clock, reboots.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_NOTES_H
#define EVENTS_NOTES_H

#include "events/entry.h"

/* "oom_kill_process: 4 callbacks suppressed" */
void notes_note(struct entry *entry, const struct match *match);

/* "java: page allocation failure: order:7, ...": begins a report that looks like the OOM killer's. */
void notes_other_report(struct entry *entry, const struct match *match);

/* "Linux version 5.10.0-32-cloud-amd64 (..." */
void notes_reboot(struct entry *entry, const struct match *match);

/* "Memory: 959976K/1021976K available" */
void notes_boot_memory(struct entry *entry, const struct match *match);

/* "Adding 1048572k swap on /dev/zram0." */
void notes_zram(struct entry *entry, const struct match *match);

/* "setting system clock to 2026-11-21T20:57:39 UTC (1795294659)" */
void notes_clock(struct entry *entry, const struct match *match);

/* "sysrq: Manual OOM execution" */
void notes_sysrq(struct entry *entry, const struct match *match);

#endif
