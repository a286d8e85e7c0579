/* Who wrote a line: the tag of a program that syslog puts before its words, and printk's caller.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_TAG_H
#define LOG_TAG_H

#include "base/scan.h"

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
