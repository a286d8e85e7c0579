/* A time as people write it on the command line.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_MOMENT_H
#define CLI_MOMENT_H

#include <oomwhy/oomwhy.h>

enum moment_edge { MOMENT_FIRST, MOMENT_LAST };

/* "2024-05-01", "2024-05-01 12:30", "2024-05-01T12:30:00Z", "2024-05-01T12:30:00.5+02:00", or as syslog writes it "May
 * 1", "May  1 12:30:00" (no year). What is left out is filled up to the FIRST or the LAST second of the day, hour or
 * minute that is named. False for anything else. */
bool moment_read(const char *text, enum moment_edge edge, struct oomwhy_time *ret_stamp);

#endif
