/* What syslog writes before a message: its priority (a facility and a level, by number or by name), and the tag of the
 * program.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_SYSLOG_H
#define LOG_SYSLOG_H

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

enum {
    TAG_MOST = 64,      /* bytes of a program's name */
    TAG_HOST_MOST = 256 /* bytes of a host's name */
};

struct tag {
    str program;
    bool has_pid;
    bool is_kernel; /* "kernel" without a pid */
};

/* "kernel: ", "kernel:[", "kernel:Mem-Info:", "kernel:1024 pages RAM", "app[123]: ", "app: ", "app:" at the end. */
bool tag_scan(struct scan *scan, struct tag *ret_tag);

/* True if "HOST kernel:" stands at the cursor. */
bool tag_opens_kernel_line(struct scan scan);

/* "[T123] ", "[    C3] " (CONFIG_PRINTK_CALLER, since 5.1). */
bool tag_scan_caller(struct scan *scan, str *ret_caller);

#endif
