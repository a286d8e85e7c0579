/* Numbers as people read them.
 * SPDX-License-Identifier: MIT */
#include "base/words.h"

#include <stddef.h>
#include <stdio.h>

/* TENTHS as "12" or "1.2": a decimal only where it is one and the number is small. */
static const char *words_tenths(char room[WORDS_ROOM], int64_t tenths, const char *unit) {
    if (tenths % 10 == 0 || tenths >= 1000)
        snprintf(room, WORDS_ROOM, "%lld %s", (long long)((tenths + 5) / 10), unit);
    else
        snprintf(room, WORDS_ROOM, "%lld.%lld %s", (long long)(tenths / 10), (long long)(tenths % 10), unit);
    return room;
}

const char *words_size(char room[WORDS_ROOM], int64_t kb) {
    static const char *const units[] = {"KiB", "MiB", "GiB", "TiB", "PiB"};
    if (kb < 0)
        return "an unknown amount";
    if (kb > INT64_MAX / 32) {
        snprintf(room, WORDS_ROOM, "%lld KiB", (long long)kb);
        return room;
    }
    size_t unit = 0;
    int64_t scale = 1;
    while (unit + 1 < sizeof units / sizeof *units && kb / scale >= 1024) {
        scale *= 1024;
        unit++;
    }
    return words_tenths(room, (kb * 10 + scale / 2) / scale, units[unit]);
}

const char *words_percent(char room[WORDS_ROOM], int64_t part, int64_t whole) {
    if (part < 0 || whole <= 0)
        return "an unknown share";
    while (part > INT64_MAX / 2000) {
        part /= 1024;
        whole /= 1024;
    }
    int64_t tenths = whole ? (part * 1000 + whole / 2) / whole : 0;
    if (tenths == 0 && part > 0)
        return "less than 0.1 %";
    if (part < whole && tenths >= 995) /* nearly all is not all */
        return words_tenths(room, tenths < 1000 ? tenths : 999, "%");
    return words_tenths(room, tenths >= 100 ? (tenths + 5) / 10 * 10 : tenths, "%");
}

const char *words_count(char room[WORDS_ROOM], int64_t count, const char *one, const char *many) {
    snprintf(room, WORDS_ROOM, "%lld %s", (long long)count, count == 1 ? one : many);
    return room;
}

const char *words_duration(char room[WORDS_ROOM], int64_t seconds) {
    enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };
    if (seconds < 2 * MINUTE)
        return words_count(room, seconds, "second", "seconds");
    if (seconds < 2 * HOUR)
        return words_count(room, (seconds + MINUTE / 2) / MINUTE, "minute", "minutes");
    if (seconds < 2 * DAY)
        return words_tenths(room, (seconds * 10 + HOUR / 2) / HOUR, "hours");
    return words_tenths(room, (seconds / HOUR * 10 + 12) / 24, "days");
}

const char *words_argument(char room[WORDS_ROOM], int64_t kb) {
    int64_t mb = (kb + 1023) / 1024;
    if (kb < 1024)
        snprintf(room, WORDS_ROOM, "%lldK", (long long)(kb > 0 ? kb : 0));
    else if (mb >= 10 * 1024)
        snprintf(room, WORDS_ROOM, "%lldG", (long long)((mb + 1023) / 1024));
    else
        snprintf(room, WORDS_ROOM, "%lldM", (long long)mb);
    return room;
}
