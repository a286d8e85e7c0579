/* Reads wall-clock times as log carriers write them, in the locales that are met.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_TIME_H
#define LOG_TIME_H

#include "base/scan.h"
#include "base/str.h"

#include "model/event.h"

/* 1-12 for a month's short name ("Jan", "janv.", "1月"), 0 if no locale of the table has it. */
int32_t time_month(str name);

/* "Mon" to "Sun". */
bool time_is_weekday(str name);

/* "HH:MM:SS" with an optional fraction behind '.' or ','. All of these leave cursor and result alone on failure. */
bool time_scan_clock(struct scan *scan, struct oomwhy_time *ret_stamp);

/* "2024-01-01T00:00:00.123456+01:00": 'T' or a blank, fraction and zone optional ("Z", "+01:00", "+0100"). */
bool time_scan_iso(struct scan *scan, struct oomwhy_time *ret_stamp);

/* "Jan  1 00:00:00", "mars 01 00:00:00.123456", "Jan 1 2024 00:00:00". An unknown month's name leaves the whole time
 * unknown but is taken. */
bool time_scan_syslog(struct scan *scan, struct oomwhy_time *ret_stamp);

/* "Mon Jan  1 00:00:00 2024" in any locale, up to ']' or '<', which is not taken. */
bool time_scan_ctime(struct scan *scan, struct oomwhy_time *ret_stamp);

/* The time of so many microseconds since 1970, in UTC. */
struct oomwhy_time time_of_epoch_us(int64_t epoch_us);

#endif
