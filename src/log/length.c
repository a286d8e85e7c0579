/* Whether a line may have been cut because a relay lets none be longer.
 * SPDX-License-Identifier: MIT */
#include "log/length.h"

enum { SHORTEST = 200 }; /* no line below it is at a limit */

static bool length_is_limit(size_t len, size_t *longest) {
    if (len < *longest)
        return false;
    *longest = len;
    return len == 255 || len == 256 || len == 1023 || len == 1024;
}

/* busybox syslogd takes 255 bytes of what klogd sent it, "<4>Jan  1 00:00:00 kernel: ...", and writes it with more
 * before it (sysklogd/syslogd.c, FEATURE_SYSLOGD_READ_BUFFER_SIZE); relays of RFC 3164 take 1024. */
bool length_measure(struct length *longest, str line) {
    enum { HEAD = sizeof "<4>Jan  1 00:00:00 " - 1 };
    if (line.len < SHORTEST)
        return false;
    const bool line_is = length_is_limit(line.len, &longest->line);
    if (line.len + HEAD < longest->datagram)
        return line_is;
    const size_t tag = str_find(line, STR("kernel: "));
    return (tag != STR_NONE && length_is_limit(line.len - tag + HEAD, &longest->datagram)) || line_is;
}
