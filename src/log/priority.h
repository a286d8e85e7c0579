/* Syslog's priorities: a facility and a level, by number and by name.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_PRIORITY_H
#define LOG_PRIORITY_H

#include "base/scan.h"
#include "log/message.h"

/* Facility and level of their names ("kern", "warn" or "warning"); -1 if it is none. */
int priority_facility(str name);
int priority_level(str name);

/* Syslog's number: facility * 8 + level. */
void priority_set(struct message *message, uint64_t number);

/* "<4>" */
bool priority_scan(struct scan *scan, struct message *message);

/* "kern.warn " (syslog-ng, busybox), if it stands at the cursor. */
void priority_scan_words(struct scan *scan, struct message *message);

/* "123 " before "<4>1 ": the octet count of a stream (RFC 6587). */
bool priority_scan_octets(struct scan *scan);

#endif
