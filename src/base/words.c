/* Numbers as people read them.
 * SPDX-License-Identifier: MIT */
#include "base/words.h"

#include "base/format.h"

#include <stddef.h>
#include <string.h>

/* A blank and UNIT from AT on, as far as there is ROOM. */
static const char *words_unit(char room[WORDS_ROOM], char *at, const char *unit) {
    *at++ = ' ';
    const size_t len = strnlen(unit, (size_t)(room + WORDS_ROOM - 1 - at));
    memcpy(at, unit, len);
    at[len] = '\0';
    return room;
}

/* TENTHS as "12" or "1.2": a decimal only where it is one and the number is small. */
static const char *words_tenths(char room[WORDS_ROOM], int64_t tenths, const char *unit) {
    const bool is_whole = tenths % 10 == 0 || tenths >= 1000;
    char *at = format_i64(room, is_whole ? (tenths + 5) / 10 : tenths / 10);
    if (!is_whole) {
        *at++ = '.';
        *at++ = (char)('0' + tenths % 10);
    }
    return words_unit(room, at, unit);
}

const char *words_size(char room[WORDS_ROOM], int64_t kb) {
    static const char *const units[] = {"KiB", "MiB", "GiB", "TiB", "PiB"};
    if (kb < 0)
        return "an unknown amount";
    if (kb > INT64_MAX / 32)
        return words_unit(room, format_i64(room, kb), "KiB");
    unsigned unit = 0;
    int64_t half = 0; /* of the unit */
    while (unit + 1 < sizeof units / sizeof *units && (kb + half) >> 10 * unit >= 1024)
        half = (int64_t)1 << 10 * ++unit >> 1;
    int64_t tenths = (kb * 10 + half) >> 10 * unit;
    if (tenths >= 1000) /* rounded once: 620.496 is 620, though 620.5 would be 621 */
        tenths = ((kb + half) >> 10 * unit) * 10;
    return words_tenths(room, tenths, units[unit]);
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
    if (tenths >= 100)
        tenths = (part * 100 + whole / 2) / whole * 10;
    return words_tenths(room, tenths, "%");
}

const char *words_count(char room[WORDS_ROOM], int64_t count, const char *one, const char *many) {
    return words_unit(room, format_i64(room, count), count == 1 ? one : many);
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
        format_text(room, WORDS_ROOM, "%lldK", (long long)(kb > 0 ? kb : 0));
    else if (mb >= 10 * 1024)
        format_text(room, WORDS_ROOM, "%lldG", (long long)((mb + 1023) / 1024));
    else
        format_text(room, WORDS_ROOM, "%lldM", (long long)mb);
    return room;
}

const char *words_title(char room[WORDS_ROOM], const char *name) {
    format_text(room, WORDS_ROOM, "%s", name);
    if (room[0] >= 'a' && room[0] <= 'z')
        room[0] = (char)(room[0] - 'a' + 'A');
    return room;
}
