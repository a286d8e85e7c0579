/* A time as people write it on the command line.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_MOMENT_H
#define CLI_MOMENT_H

#include <oomwhy/oomwhy.h>

enum moment_edge { MOMENT_FIRST, MOMENT_LAST };

/* A time as journalctl takes it, at NOW on this machine's clock, with its offset: "2024-05-01", "2024-05-01 12:30",
 * "Wed 2024-05-01T12:30:00.5+02:00", "12:30" (today), "today", "yesterday", "tomorrow", "now", "-1h", "+30min",
 * "2 days 3h ago", "@1714566600", or as syslog writes it "May 1", "May  1 12:30:00" (no year). What is left out of a
 * time is filled up to the FIRST or the LAST second of the day, hour or minute that is named. False for anything else.
 */
bool moment_read(const char *text, enum moment_edge edge, const struct oomwhy_time *now, struct oomwhy_time *ret_stamp);

/* The time on this machine's clock SECONDS after 1970, OFFSET_MIN minutes east of UTC. */
struct oomwhy_time moment_of(int64_t seconds, int32_t offset_min);

/* The time now. */
struct oomwhy_time moment_now(void);

/* Gives STAMP this machine's offset from UTC of that time, where it has none. */
void moment_set_zone(struct oomwhy_time *stamp);

/* "2026-11-21 20:58:07" of US microseconds since 1970, in this machine's zone. False: there is no such time. */
bool moment_print(int64_t us, char *ret_text, size_t room);

#endif
