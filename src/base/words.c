/* Numbers as people read them.
 * SPDX-License-Identifier: MIT */
#include "base/words.h"

#include "base/ascii.h"
#include "base/format.h"

#include <stddef.h>
#include <string.h>

#define WORDS_SHARE_MOST (INT64_MAX / 2048)

/* A blank and UNIT from AT on, as far as there is ROOM. */
static const char *words_unit(char room[WORDS_ROOM], char *at, const char *unit) {
    *at++ = ' ';
    const size_t len = strnlen(unit, (size_t)(room + WORDS_ROOM - 1 - at));
    memcpy(at, unit, len);
    at[len] = '\0';
    return room;
}

/* TENTHS as "1.2" at AT; where it ends. */
static char *words_put_decimal(char *at, int64_t tenths) {
    at = format_i64(at, tenths / 10);
    *at++ = '.';
    *at++ = (char)('0' + tenths % 10);
    return at;
}

/* The same as "12" or "1.2": a decimal only where it is one and the number is small. */
static char *words_put_tenths(char *at, int64_t tenths) {
    return tenths % 10 == 0 || tenths >= 1000 ? format_i64(at, (tenths + 5) / 10) : words_put_decimal(at, tenths);
}

static const char *words_tenths(char room[WORDS_ROOM], int64_t tenths, const char *unit) {
    return words_unit(room, words_put_tenths(room, tenths), unit);
}

/* KB in tenths of UNIT, 0 for KiB. Rounded once: 620.496 is 620, though 620.5 would be 621. */
static int64_t words_size_tenths(int64_t kb, unsigned unit, int64_t half) {
    const int64_t tenths = (kb * 10 + half) >> 10 * unit;
    return tenths < 1000 ? tenths : ((kb + half) >> 10 * unit) * 10;
}

char *words_put_size(char *at, int64_t kb) {
    static const char units[][4] = {" KiB", " MiB", " GiB", " TiB", " PiB"};
    unsigned unit = 0;
    int64_t half = 0; /* of the unit */
    if (kb <= INT64_MAX / 32) {
        while (unit + 1 < sizeof units / sizeof *units && (kb + half) >> 10 * unit >= 1024)
            half = (int64_t)1 << 10 * ++unit >> 1;
        at = words_put_tenths(at, words_size_tenths(kb, unit, half));
    } else {
        at = format_i64(at, kb);
    }
    memcpy(at, units[unit], sizeof units[unit]);
    return at + sizeof units[unit];
}

const char *words_size(char room[WORDS_ROOM], int64_t kb) {
    if (kb < 0)
        return "an unknown amount";
    *words_put_size(room, kb) = '\0';
    return room;
}

/* PART of WHOLE as a number of 1/SCALE, of which there are no more than 1024; rounded once. A share beyond any use is
 * WORDS_SHARE_MOST. */
static int64_t words_share(int64_t part, int64_t whole, int64_t scale) {
    for (; whole > WORDS_SHARE_MOST; part /= 1024)
        whole /= 1024;
    const int64_t times = part / whole, rest = (part % whole * scale + whole / 2) / whole;
    return times < WORDS_SHARE_MOST / scale ? times * scale + rest : WORDS_SHARE_MOST;
}

static char *words_put_share(char *at, int64_t tenths, enum words_share precision) {
    at = precision == WORDS_ROUNDED ? words_put_tenths(at, tenths) : words_put_decimal(at, tenths);
    memcpy(at, " %", 2);
    return at + 2;
}

char *words_put_percent(char *at, int64_t part, int64_t whole, enum words_share precision) {
    static const char little[] = "less than 0.1 %";
    const int64_t tenths = words_share(part, whole, 1000);
    if (precision == WORDS_TENTHS)
        return words_put_share(at, tenths, precision);
    if (tenths == 0 && part > 0)
        return (char *)memcpy(at, little, sizeof little - 1) + sizeof little - 1;
    if (part < whole && tenths >= 995) /* nearly all is not all */
        return words_put_share(at, tenths < 1000 ? tenths : 999, precision);
    return words_put_share(at, tenths >= 100 ? words_share(part, whole, 100) * 10 : tenths, precision);
}

const char *words_percent(char room[WORDS_ROOM], int64_t part, int64_t whole) {
    if (part < 0 || whole <= 0)
        return "an unknown share";
    *words_put_percent(room, part, whole, WORDS_ROUNDED) = '\0';
    return room;
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
    if (ascii_is_lower(room[0]))
        room[0] = (char)(room[0] - 'a' + 'A');
    return room;
}

str words_named(char room[WORDS_NAMED], str name) {
    if (name.len == 0)
        return STR("(no name)");
    if (name.len + 2 > WORDS_NAMED || !memchr(name.data, ' ', name.len))
        return name;
    room[0] = room[name.len + 1] = '"';
    memcpy(room + 1, name.data, name.len);
    return str_of(room, name.len + 2);
}
