/* The scanners that prefix_table names, one file a family of carriers; see prefix.h for what they promise.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_PREFIX_SCANNERS_H
#define LOG_PREFIX_SCANNERS_H

#include "log/prefix.h"

/* prefix_dmesg.c: dmesg, /dev/kmsg, consoles */
prefix_scan prefix_facility, prefix_talos, prefix_printk, prefix_printk_delta, prefix_delta, prefix_ctime,
    prefix_minute, prefix_since_minute, prefix_dmesg_iso, prefix_kmsg, prefix_netconsole, prefix_caller,
    prefix_mediatek, prefix_samsung;

/* prefix_syslog.c: syslog daemons, journalctl, logcat */
prefix_scan prefix_octets, prefix_priority, prefix_rfc5424, prefix_rfc3164, prefix_iso, prefix_openwrt,
    prefix_short_full, prefix_short_unix, prefix_clock, prefix_host_tag, prefix_tag, prefix_monotonic_host,
    prefix_logcat_thread, prefix_logcat_time, prefix_logcat_brief;

/* prefix_wrap.c: containers, hypervisors, pagers */
prefix_scan prefix_cri, prefix_container_time, prefix_compose, prefix_kubectl, prefix_xen, prefix_xen_guest,
    prefix_numbered, prefix_diff, prefix_grepped;

/* Facility and level by their syslog names; -1 if it is none. */
int prefix_facility_number(str name);
int prefix_level_number(str name);

/* "systemd[1]: " before what a program wrote to /dev/kmsg: names it. */
void prefix_take_writer(struct scan *scan, struct prefix_find *find);

/* "[    5.123456] " */
bool prefix_printk_time(struct scan *scan, int64_t *ret_us);

/* "    5.123456" as microseconds. */
bool prefix_scan_uptime(struct scan *scan, int64_t *ret_us);

/* True if "HOST kernel:" stands at the cursor. */
bool prefix_opens_kernel_line(struct scan scan);

static inline bool prefix_is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

/* True if a time with dmesg's comma stands at the cursor: "2024-01-01T00:00:00,123456". */
static inline bool prefix_has_comma(struct scan scan) {
    enum { COMMA_AT = sizeof "2024-01-01T00:00:00" - 1 };
    return scan.end - scan.at > COMMA_AT && scan.at[COMMA_AT] == ',';
}

/* syslog's number: facility * 8 + level */
void prefix_set_priority(struct message *message, uint64_t number);

#endif
