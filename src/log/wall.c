/* The lines that a syslog daemon writes to terminals: a header tells host and time of what stands below it.
 * SPDX-License-Identifier: MIT */
#include "log/wall.h"

#include "base/scan.h"
#include "log/time.h"

/* "Message from syslogd@web-7 at Oct  9 08:05:51 ..." */
static bool wall_scan_header(str line, struct message *ret_message) {
    struct scan scan = scan_of(str_trim_start(line));
    if (!scan_literal(&scan, STR("Message from syslogd@")))
        return false;
    struct message message = message_nothing();
    message.host = scan_word(&scan);
    if (!scan_literal(&scan, STR(" at ")) || !time_scan_syslog(&scan, &message.time))
        return false;
    *ret_message = message;
    return true;
}

bool wall_take_line(struct wall *wall, str line) {
    struct message message;
    if (wall_scan_header(line, &message)) {
        message_copy(&wall->told, &message);
        wall->is_open = true;
        return true;
    }
    if (line.len == 0)
        wall->is_open = false;
    return false;
}

const struct message *wall_message(const struct wall *wall) {
    return wall->is_open ? &wall->told.message : NULL;
}
