/* What syslog writes before a message: its priority (a facility and a level, by number or by name), and the tag of the
 * program.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_SYSLOG_H
#define LOG_SYSLOG_H

#include "base/scan.h"
#include "log/message.h"

/* Facility and level of their names ("kern", "warn" or "warning"); -1 if it is none. */
int syslog_facility(str name);
int syslog_level(str name);

/* Syslog's number: facility * 8 + level. */
void syslog_set_priority(struct message *message, uint64_t number);

/* "<4>" */
bool syslog_scan_priority(struct scan *scan, struct message *message);

/* "kern.warn " (syslog-ng, busybox), if it is at the cursor. */
void syslog_scan_priority_words(struct scan *scan, struct message *message);

/* "123 " before "<4>1 ": the octet count of a stream (RFC 6587). */
bool syslog_scan_octets(struct scan *scan);

enum {
    SYSLOG_TAG_MOST = 64,  /* bytes of a program's name */
    SYSLOG_HOST_MOST = 256 /* bytes of a host's name */
};

struct syslog_tag {
    str program;
    bool has_pid;
    bool is_kernel; /* "kernel" without a pid */
};

/* "kernel: ", "kernel:[", "kernel:Mem-Info:", "kernel:1024 pages RAM", "app[123]: ", "app: ", "app:" at the end. */
bool syslog_scan_tag(struct scan *scan, struct syslog_tag *ret_tag);

/* True if "HOST kernel:" is at the cursor. */
bool syslog_opens_kernel_line(struct scan scan);

#endif
